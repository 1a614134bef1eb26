//! Faults of pages in many shapes: attributes in any order and in capitals, without quotation
//! marks, with blanks, with entities. Each is found on its page, and no other rule is; and what
//! looks like a fault but is none is not found.

use std::collections::BTreeSet;

use harness::Portal;

use super::{check, findings};

/// HTML in the main part of a page, and the rule that it breaks; none for what is right.
const SHAPES: &[(&str, &str)] = &[
    ("picture-words", "<IMG SRC=/a.png>"),
    ("picture-words", "<img width=9 src='/a.png' height=9>"),
    ("picture-words", "<img src=/a.png aria-label=' '>"),
    ("picture-words", "<input type=IMAGE src=/a.png>"),
    ("picture-words", "<input src=/a.png alt='' type=image>"),
    ("picture-words", "<map name=m><area href=/a shape=default></map>"),
    ("picture-words", "<svg role=img><path d='M0 0'/></svg>"),
    ("picture-words", "<span role=img>★</span>"),
    ("", "<img src=/a.png alt>"),
    ("", "<img alt='Hồ' src=/a.png>"),
    ("", "<svg role=img><title>Hồ</title></svg>"),
    ("", "<svg role=img aria-label=Hồ></svg>"),
    ("", "<p aria-hidden=true><img src=/a.png></p>"),
    ("control-words", "<a href=/a></a>"),
    ("control-words", "<A HREF='/a'> \n </A>"),
    ("control-words", "<a href=/a>&#32;</a>"),
    ("control-words", "<a href=/a><span hidden>Xem</span></a>"),
    ("control-words", "<a href=/a><i aria-hidden=true>→</i></a>"),
    ("control-words", "<a href=/a><img src=/a.png alt=''></a>"),
    ("control-words", "<a href=/a aria-label=''></a>"),
    ("control-words", "<button></button>"),
    ("control-words", "<button title=' '></button>"),
    ("control-words", "<button><svg><path d='M0 0'/></svg></button>"),
    ("control-words", "<input type=button>"),
    ("control-words", "<input value=' ' type=Button>"),
    ("control-words", "<details><summary></summary><p>Chữ</p></details>"),
    ("", "<a href=/a><img src=/a.png alt=Hồ></a>"),
    ("", "<a href=/a aria-labelledby=ten><i aria-hidden=true>→</i></a><b id=ten>Tên</b>"),
    ("", "<a href=/a><svg aria-hidden=true></svg> Liên hệ</a>"),
    ("", "<button title=Đóng></button>"),
    ("", "<input type=submit>"),
    ("", "<a id=neo></a>"),
    ("field-label", "<input>"),
    ("field-label", "<INPUT TYPE=TEXT NAME=q>"),
    ("field-label", "<input type=checkbox name=a>"),
    ("field-label", "<select><option>Một</option></select>"),
    ("field-label", "<textarea name=a></textarea>"),
    ("field-label", "<label for=a></label><input id=a>"),
    ("field-label", "<label><input> </label>"),
    ("field-label", "<input aria-label=''>"),
    ("field-label", "<input placeholder=Tên>"),
    ("", "<label for=a>Tên</label><input id=a>"),
    ("", "<label>Tên <input></label>"),
    ("", "<input type=hidden name=a>"),
    ("heading-order", "<h2></h2>"),
    ("heading-order", "<H2> <BR> </H2>"),
    ("heading-order", "<h2><span hidden>Tên</span></h2>"),
    ("heading-order", "<h2><img src=/a.png alt=''></h2>"),
    ("heading-order", "<h3>Tên</h3>"),
    ("heading-order", "<h2>Tên</h2><h4>Tên</h4>"),
    ("heading-order", "<h1>Hai</h1>"),
    ("", "<h2><img src=/a.png alt=Hồ></h2><h3>Tên</h3><h2>Tên</h2>"),
    ("table-headings", "<table><tr><td>a</td></tr></table>"),
    ("table-headings", "<TABLE><TR><TH></TH><TH> </TH></TR><TR><TD>a</TD></TR></TABLE>"),
    ("", "<table><tr><th>Tên<tr><td>a</table>"),
    ("frames-and-order", "<iframe src=/a></iframe>"),
    ("frames-and-order", "<iframe title=' ' src=/a></iframe>"),
    ("frames-and-order", "<p TABINDEX='2'>Chữ</p>"),
    ("", "<iframe src=/a title=Hồ></iframe><p tabindex=-1>Chữ</p>"),
    ("identifier-twice", "<p id=x>a</p><p ID='x'>b</p>"),
    ("identifier-twice", "<p id=\"a&amp;b\">a</p><p id='a&b'>b</p>"),
    ("moving-content", "<MARQUEE>Chào</MARQUEE>"),
    ("moving-content", "<blink>Chào</blink>"),
    ("moving-content", "<video controls src=/a.mp4 AUTOPLAY></video>"),
    ("moving-content", "<audio autoplay=autoplay></audio>"),
    ("aria", "<div role=buton>Gửi</div>"),
    ("aria", "<p ROLE='none abc'>Chữ</p>"),
    ("aria", "<p aria-lable=Tên>Chữ</p>"),
    ("aria", "<button aria-expanded=1>Gửi</button>"),
    ("aria", "<p aria-describedby='khong co'>Chữ</p>"),
    ("aria", "<ul aria-owns=khong><li>a</li></ul>"),
    ("aria", "<label for=khong>Tên</label>"),
    ("aria", "<div role=checkbox tabindex=0>Đồng ý</div>"),
    ("aria", "<div role=heading>Tên</div>"),
    ("aria", "<div aria-hidden=true><a href=/a>Xem</a></div>"),
    ("aria", "<p aria-hidden=true tabindex=0>Chữ</p>"),
    ("aria", "<p lang=tieng_viet>Chữ</p>"),
    ("aria", "<q lang='english'>Chữ</q>"),
    ("", "<p lang=zh-Hant-TW>Chữ</p><p lang=''>Chữ</p><i lang=vi>a</i>"),
    ("", "<div aria-hidden=true><button disabled>Xem</button><a href=/a tabindex=-1>Xem</a></div>"),
    ("", "<input type=checkbox role=switch aria-label=Bật><h2 role=heading>Tên</h2>"),
    ("", "<p role=doc-tip>Chữ</p>"),
    ("tags-in-place", "<div><li>a</li></div>"),
    ("tags-in-place", "<UL><P>a</P></UL>"),
    ("tags-in-place", "<ol><div>a</div></ol>"),
    ("tags-in-place", "<p><dt>a</dt></p>"),
    ("tags-in-place", "<div><dd>a</dd></div>"),
    ("tags-in-place", "<dl><span>a</span></dl>"),
    ("tags-in-place", "<p><div>a</div></p>"),
    ("tags-in-place", "<p>a<ul><li>b</li></ul></p>"),
    ("tags-in-place", "<a href=/a>a <button>b</button></a>"),
    ("tags-in-place", "<button>a <a href=/b>b</a></button>"),
    ("tags-in-place", "<a href=/a>a <span><a href=/b>b</a></span></a>"),
    ("tags-in-place", "<div role=button tabindex=0>a <a href=/b>b</a></div>"),
    ("tags-in-place", "<p><strong>a</p>"),
    ("tags-in-place", "<section><div>a</section>"),
    ("tags-in-place", "<p>a</b></p>"),
    ("tags-in-place", "<p title=a TITLE=b>a</p>"),
    ("tags-in-place", "<center>a</center>"),
    ("tags-in-place", "<p><FONT color=red>a</FONT></p>"),
    ("tags-in-place", "<p><strike>a</strike> b</p>"),
    ("", "<ul><li>a<li>b<ul><li>c</ul></ul><dl><div><dt>a<dd>b</div><dt>c<dd>d</dl>"),
    ("", "<p>a<div>b</div><p>c<p>d</p><ul><template><li>a</li></template></ul>"),
    ("", "<svg><g><a href=/a>b</a><font/></g></svg><p>a<br/>b<wbr>c</p>"),
    ("vague-link", "<a href=/a>Xem thêm</a>"),
    ("vague-link", "<A HREF=/a> T&#7841;i đ&acirc;y. </A>"),
    ("vague-link", "<a href=/a><b>xem</b> chi tiết…</a>"),
    ("", "<a href=/a aria-label='Xem thêm về phí'>Xem thêm</a>"),
];

#[test]
fn faults_in_every_shape_are_found_and_nothing_else() {
    let mut portal = Portal::empty();
    for (at, (_, html)) in SHAPES.iter().enumerate() {
        let page = format!(
            "<!doctype html><html lang=vi><head><meta name=viewport content='width=device-width'><title>T</title>\
             </head><body><a href=#m>Tới bài</a><main id=m><h1>Một</h1>{html}</main></body></html>"
        );
        portal = portal.write(&format!("templates/t{at}.html"), &page).write(
            &format!("content/t{at}.md"),
            &format!("+++\ntitle = \"Trang {at}\"\ntemplate = \"t{at}.html\"\n+++\n"),
        );
    }
    let ran = check(&portal, &["--json"]);
    let found = findings(&ran, "findings");
    let mut wrong = Vec::new();
    for (at, (rule, html)) in SHAPES.iter().enumerate() {
        let file = format!("content/t{at}.md");
        let of_page = found.iter().filter(|(_, of, _)| *of == file);
        let rules: BTreeSet<&str> = of_page.map(|(rule, ..)| rule.as_str()).collect();
        let wanted: BTreeSet<&str> = Some(*rule).filter(|rule| !rule.is_empty()).into_iter().collect();
        if rules != wanted {
            wrong.push(format!("{html}: {rules:?} instead of {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}\n{}", ran.err);
}
