//! Files and pictures.

use harness::Portal;
use harness::page::{between, in_order};

#[test]
fn a_link_to_a_file_says_its_type_and_size() {
    let built = Portal::plain()
        .write("content/a/index.md", "+++\ntitle = \"A\"\n+++\n[Kế hoạch](ke-hoach.pdf) và [mẫu](/files/mau.docx)\n")
        .write("content/a/ke-hoach.pdf", &"x".repeat(1_300_000))
        .write("static/files/mau.docx", &"x".repeat(2_048))
        .build()
        .ok();
    let html = between(built.page("/a/"), "<main>", "</main>");
    in_order(
        html,
        &[
            "<a href=\"/a/ke-hoach.pdf\">Kế hoạch <span class=\"file\">(PDF, 1,",
            "MB)</span></a>",
            "<a href=\"/files/mau.docx\">mẫu <span class=\"file\">(DOCX, 2 kB)",
        ],
    );
    built.has("/a/ke-hoach.pdf").has("/files/mau.docx");
}

#[test]
fn attachments_have_a_label_of_title_type_and_size() {
    let built = Portal::plain()
        .write("content/a/index.md", "+++\ntitle = \"A\"\nattachments = [\"a.pdf\", { file = \"/files/b.pdf\", title = \"Kế hoạch số 20\" }]\n+++\n")
        .write("content/a/a.pdf", &"x".repeat(500))
        .write("static/files/b.pdf", &"x".repeat(3_100_000))
        .build()
        .ok();
    in_order(built.page("/a/"), &["file /a/a.pdf Tải a.pdf (PDF, 500", "file /files/b.pdf Tải Kế hoạch số 20 (PDF, 3"]);
}

#[test]
fn files_of_fields_may_have_titles() {
    let front = concat!(
        "+++\ntitle = \"A\"\nnumber = \"15/QĐ-UBND\"\ntype = \"decision\"\nissuer = \"UBND xã Sen Vàng\"\n",
        "issued = 2026-01-05\neffective = 2026-01-05\nsummary = \"Về việc A\"\n",
        "files = [\"/files/a.pdf\", { file = \"/files/b.pdf\", title = \"Phụ lục I\" }]\n+++\n",
    );
    let portal = Portal::empty()
        .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
        .write("content/van-ban/a.md", front)
        .write("static/files/a.pdf", &"x".repeat(500))
        .write("static/files/b.pdf", &"x".repeat(900));
    let built = portal.build().ok();
    let page = built.page("/van-ban/15-qd-ubnd/");
    in_order(
        page,
        &[
            "/files/a.pdf\">",
            "<span class=\"file-name\">15/QĐ-UBND</span>",
            "/files/b.pdf\">",
            "<span class=\"file-name\">Phụ lục I</span>",
        ],
    );
}

#[test]
fn files_beside_a_section_and_beside_a_page_stand_at_their_addresses() {
    let built = Portal::plain()
        .section("tin", "title = \"Tin\"", &["A"])
        .write("content/tin/chung.pdf", "%PDF-")
        .write("content/tin/b/index.md", "+++\ntitle = \"B\"\nslug = \"khac\"\n+++\n")
        .write("content/tin/b/phu/luc.pdf", "%PDF-")
        .build()
        .ok();
    built.has("/tin/chung.pdf").has("/tin/khac/phu/luc.pdf").lacks("/tin/b/phu/luc.pdf");
}

#[test]
fn a_picture_says_its_size_and_comes_in_webp_too() {
    let built = Portal::plain()
        .write("content/a/index.md", "+++\ntitle = \"A\"\n+++\n![Hồ sen](ho-sen.jpg)\n")
        .picture("content/a/ho-sen.jpg", 1000, 500)
        .build()
        .ok();
    let picture = between(built.page("/a/"), "<picture>", "</picture>");
    in_order(
        picture,
        &[
            "type=\"image/webp\"",
            "400w",
            "800w",
            "1000w",
            "<img",
            "alt=\"Hồ sen\"",
            "width=\"1000\"",
            "height=\"500\"",
            "loading=\"lazy\"",
        ],
    );
    for url in picture.split(['"', ' ', ',']).filter(|part| part.starts_with("/img/")) {
        let bytes = &built.outputs()[url.trim_start_matches('/')];
        let format = image::guess_format(bytes).expect("a picture");
        let image = image::load_from_memory(bytes).expect("a picture");
        assert_eq!(format == image::ImageFormat::WebP, url.ends_with(".webp"), "{url}");
        assert!(url.contains(&format!("{}x{}", image.width(), image.height())), "{url}");
        assert_eq!(image.width(), image.height() * 2, "{url}");
    }
}

#[test]
fn a_picture_is_never_made_larger() {
    let built =
        Portal::plain().text("a", "![Nhỏ](/images/nho.png)").picture("static/images/nho.png", 120, 80).build().ok();
    let picture = between(built.page("/a/"), "<picture>", "</picture>");
    assert!(picture.contains("120w") && !picture.contains("400w"), "{picture}");
}

#[test]
fn a_title_makes_a_figure_and_a_lone_picture_no_line_of_text() {
    let built = Portal::plain()
        .text("a", "![Hồ sen](/images/a.png \"Mùa hạ\")\n\nTrong ![hoa](/images/a.png) dòng.")
        .picture("static/images/a.png", 50, 50)
        .build()
        .ok();
    let html = between(built.page("/a/"), "<main>", "</main>");
    in_order(
        html,
        &["<figure><picture>", "<figcaption>Mùa hạ</figcaption></figure>", "<p>Trong <picture>", "dòng.</p>"],
    );
    assert!(!html.contains("<p><figure"), "{html}");
}

#[test]
fn a_drawing_keeps_its_form() {
    let built = Portal::plain()
        .write("static/images/so-do.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 200\"></svg>")
        .text("a", "![Sơ đồ](/images/so-do.svg)")
        .build()
        .ok();
    built
        .contains("/a/", "<img src=\"/images/so-do.svg\" alt=\"Sơ đồ\" width=\"300\" height=\"200\"")
        .omits("/a/", "<picture>");
}

#[test]
fn a_changed_picture_has_other_addresses() {
    let portal = Portal::plain().text("a", "![Hồ](/images/a.png)").picture("static/images/a.png", 60, 40);
    let address = |portal: &Portal| between(portal.build().ok().page("/a/"), "srcset=\"", "\"").to_owned();
    let before = address(&portal);
    let portal = portal.picture("static/images/a.png", 60, 41);
    assert_ne!(before, address(&portal));
    let kept = portal.build().ok();
    assert!(!kept.outputs().keys().any(|path| before.contains(path.as_str())), "the old version is gone");
}

#[test]
fn the_picture_of_a_page_stands_in_its_metadata() {
    let built = Portal::plain()
        .write("content/a/index.md", "+++\ntitle = \"A\"\nimage = \"anh.png\"\nimage_alt = \"Hồ sen\"\n+++\n")
        .picture("content/a/anh.png", 60, 40)
        .build()
        .ok();
    let shared = between(built.page("/a/"), "property=\"og:image\" content=\"https://senvang.lamgiang.gov.vn/", "\"");
    assert!(shared.starts_with("img/anh-") && shared.ends_with("-60x40.png"), "{shared}");
    built.has(&format!("/{shared}")).contains("/a/", "Hồ sen");
}

#[test]
fn templates_can_cut_pictures_to_a_shape() {
    let template = "{% set i = resize_image(path=\"/images/a.png\", width=40, height=40, op=\"fill\") %}{{ i.url }} {{ i.width }}x{{ i.height }}";
    let built = Portal::plain()
        .write("templates/page.html", template)
        .page("a", "title = \"A\"")
        .picture("static/images/a.png", 200, 100)
        .build()
        .ok();
    let (url, size) = built.page("/a/").split_once(' ').expect("two words");
    assert_eq!(size, "40x40");
    let image = image::load_from_memory(&built.outputs()[url.trim_start_matches('/')]).expect("a picture");
    assert_eq!((image.width(), image.height()), (40, 40));
}

/// A JPEG as a telephone writes it: turned by its EXIF, which has the place where it was taken.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let plain = harness::picture("anh.jpg", width, height);
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS 10.7769N,106.7009E");
    let mut photo = plain[..2].to_vec();
    photo.extend([0xff, 0xe1, 0, exif.len() as u8 + 2]);
    photo.extend(exif);
    photo.extend(&plain[2..]);
    photo
}

#[test]
fn no_picture_goes_out_with_the_place_where_it_was_taken() {
    let built = Portal::plain()
        .write(
            "content/a/index.md",
            "+++\ntitle = \"A\"\nimage = \"doc.jpg\"\nimage_alt = \"Hồ sen\"\n+++\n![Hồ sen](doc.jpg)\n",
        )
        .write_bytes("content/a/doc.jpg", &photo(1600, 1200))
        .write_bytes("static/anh/khac.jpg", &photo(40, 30))
        .build()
        .ok();
    for (path, bytes) in built.outputs() {
        assert!(!bytes.windows(4).any(|window| window == b"GPS "), "{path} tells the place");
    }
    let published = image::load_from_memory(&built.outputs()["a/doc.jpg"]).expect("a picture");
    assert_eq!((published.width(), published.height()), (1600, 1200), "the pixels are as they were");
    let html = built.page("/a/");
    let shared = between(html, "property=\"og:image\" content=\"https://senvang.lamgiang.gov.vn/", "\"");
    // The picture is turned, so that its width is the height of the pixels.
    assert!(shared.starts_with("img/doc-") && shared.ends_with("-1200x1600.jpg"), "{shared}");
    built.has(&format!("/{shared}"));
}

/// A picture whose left half is transparent, as WebP.
fn half_transparent(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbaImage::from_fn(width, height, |x, _| {
        image::Rgba([200, 30, 30, if x < width / 2 { 0 } else { 255 }])
    });
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::WebP).expect("a picture");
    out.into_inner()
}

#[test]
fn transparent_pictures_stay_transparent_for_every_browser() {
    let built = Portal::plain()
        .write("content/a/index.md", "+++\ntitle = \"A\"\n+++\n![Dấu](dau.webp)\n")
        .write_bytes("content/a/dau.webp", &half_transparent(500, 100))
        .build()
        .ok();
    let picture = between(built.page("/a/"), "<picture>", "</picture>");
    let fallback = between(picture, "<img src=\"", "\"");
    assert!(fallback.ends_with(".png"), "{picture}");
    let bytes = built.outputs().get(fallback.trim_start_matches('/')).expect("the version");
    let found = image::load_from_memory(bytes).expect("a picture").into_rgba8();
    assert_eq!((found.get_pixel(10, 50).0[3], found.get_pixel(490, 50).0[3]), (0, 255));
}

#[test]
fn pictures_that_move_are_shown_as_they_are() {
    // A PNG with the chunk that makes it an animation of one frame (PNG, third edition, 11.3.4.1).
    let still = harness::picture("co.png", 40, 20);
    let mut chunk = b"acTL\0\0\0\x01\0\0\0\0".to_vec();
    let sum = crc32fast::hash(&chunk);
    chunk.splice(0..0, 8_u32.to_be_bytes());
    chunk.extend(sum.to_be_bytes());
    // The chunk follows the signature and the header.
    let moving = [&still[..33], &chunk, &still[33..]].concat();
    let built = Portal::plain()
        .write("content/a/index.md", "+++\ntitle = \"A\"\n+++\n![Cờ bay](co.png)\n\n![Cờ](yen.png)\n")
        .write_bytes("content/a/co.png", &moving)
        .write_bytes("content/a/yen.png", &still)
        .build()
        .ok();
    let html = built.page("/a/");
    assert!(html.contains("<img src=\"/a/co.png\"") && html.matches("<picture>").count() == 1, "{html}");
}

#[test]
fn a_template_lists_the_files_of_a_page() {
    let line =
        "{{ f.url }} {{ f.title }} {{ f.name }} {{ f.type }} {{ f.path }} {{ f.image.alt if f.image else \"-\" }}\n";
    let list = |path: &str| format!("{{% for f in get_files(path={path}) %}}{line}{{% endfor %}}");
    let front = "title = \"Lễ\"\nimage = \"anh.png\"\nimage_alt = \"Cổng\"\ntemplate = \"tep.html\"
attachments = [{ file = \"ke-hoach.pdf\", title = \"Kế hoạch\" }]";
    let portal = Portal::plain()
        .with_english()
        .write("templates/tep.html", &(list("page.path") + "--\n" + &list("\"@/tin/_index.md\"")))
        .section("tin", "title = \"Tin\"\nkind = \"article\"", &[])
        .page("tin/le/index", front)
        .page("tin/le/index.en", "title = \"Feast\"\ntemplate = \"tep.html\"")
        .picture("content/tin/le/anh.png", 3, 2)
        .write_bytes("content/tin/le/ke-hoach.pdf", &harness::pdf(&["Ke hoach"]))
        .write("content/tin/le/them/so.txt", "x")
        .write("content/tin/chung.txt", "x");
    let built = portal.build().ok();
    let own = "/tin/le/anh.png anh.png anh.png PNG @/tin/le/anh.png Cổng
/tin/le/ke-hoach.pdf Kế hoạch ke-hoach.pdf PDF @/tin/le/ke-hoach.pdf -
/tin/le/them/so.txt so.txt so.txt TXT @/tin/le/them/so.txt -
--
/tin/chung.txt chung.txt chung.txt TXT @/tin/chung.txt -
";
    assert_eq!(built.page("/tin/le/"), own);
    assert!(built.page("/en/tin/le/").starts_with("/tin/le/anh.png "));
}
