//! Filters, tests and functions of templates that are given values which they cannot use.

use crate::model::selections::check_faults_of_templates;
use harness::Portal;

/// Expressions, with the code and words of the message in both languages.
const WRONG: [(&str, &str, &str, &str); 40] = [
    // Texts.
    ("5 | striptags", "template-type", "This filter needs a text, and not 5", "cần một đoạn chữ, chứ không phải 5"),
    ("none | striptags", "template-type", "needs a text", "cần một đoạn chữ"),
    ("[\"a\"] | striptags", "template-type", "needs a text", "cần một đoạn chữ"),
    ("true | base64_encode", "template-type", "needs a text", "cần một đoạn chữ"),
    ("{\"a\": 1} | urlencode", "template-type", "needs a text", "cần một đoạn chữ"),
    ("1.5 | urlencode_strict", "template-type", "needs a text", "cần một đoạn chữ"),
    ("page.khong | striptags", "template-type", "There is no such value here", "Giá trị này không có"),
    // Base64.
    ("7 | base64_decode", "template-type", "needs a text", "cần một đoạn chữ"),
    ("\"a\" | base64_decode", "template-type", "is not a text in Base64", "Base64"),
    ("\"không\" | base64_decode", "template-type", "Base64", "Base64"),
    ("\"====\" | base64_decode", "template-type", "Base64", "Base64"),
    // Bytes that are no text in UTF-8.
    ("\"/w==\" | base64_decode", "template-type", "Base64", "Base64"),
    // Patterns.
    ("\"a\" | regex_replace", "template-argument", "pattern", "pattern"),
    ("\"a\" | regex_replace(pattern=\"a\")", "template-argument", "rep", "rep"),
    (
        "\"a\" | regex_replace(pattern=\"(\", rep=\"\")",
        "template-type",
        "\"(\" is not a pattern",
        "“(” không phải một mẫu tìm",
    ),
    (
        "\"a\" | regex_replace(pattern=\"[z-a]\", rep=\"\")",
        "template-type",
        "regular expression",
        "biểu thức chính quy",
    ),
    ("\"a\" | regex_replace(pattern=\"*\", rep=\"\")", "template-type", "pattern", "mẫu tìm"),
    ("\"a\" | regex_replace(pattern=\"(?=b)\", rep=\"\")", "template-type", "pattern", "mẫu tìm"),
    ("\"a\" | regex_replace(pattern=\"a{9999999}\", rep=\"\")", "template-type", "pattern", "mẫu tìm"),
    ("\"a\" | regex_replace(pattern=5, rep=\"\")", "template-type", "wrong type", "sai kiểu"),
    ("5 | regex_replace(pattern=\"a\", rep=\"\")", "template-type", "needs a text", "cần một đoạn chữ"),
    ("1 if \"a\" is matching else 2", "template-argument", "pat", "pat"),
    ("1 if \"a\" is matching(pat=\"(\") else 2", "template-type", "\"(\" is not a pattern", "“(” không phải"),
    ("1 if 5 is matching(pat=\"5\") else 2", "template-type", "needs a text", "cần một đoạn chữ"),
    ("1 if none is matching(pat=\"5\") else 2", "template-type", "needs a text", "cần một đoạn chữ"),
    // Other arguments.
    ("[1] | json_encode(pretty=\"yes\")", "template-type", "wrong type", "sai kiểu"),
    ("\"a\" | markdown(inline=\"yes\")", "template-type", "wrong type", "sai kiểu"),
    ("\"- a\\n- b\" | markdown(inline=true)", "template-type", "needs one paragraph", "cần đúng một đoạn văn"),
    ("\"a\\n\\nb\" | markdown(inline=true)", "template-type", "Leave out inline=true", "Bỏ inline=true"),
    ("\"# a\" | markdown(inline=true)", "template-type", "needs one paragraph", "cần đúng một đoạn văn"),
    ("5 | sort", "template-type", "no list", "không phải danh sách"),
    ("\"ba\" | sort", "template-type", "no list", "không phải danh sách"),
    ("[\"a\", 1] | sort", "template-type", "different types", "khác kiểu"),
    ("[{\"a\": 1}, {\"a\": \"b\"}] | sort(attribute=\"a\")", "template-type", "different types", "khác kiểu"),
    ("[1, 2] | sort(attribute=5)", "template-type", "wrong type", "sai kiểu"),
    // Paths.
    ("get_files()", "template-argument", "path", "path"),
    ("get_files(path=\"@/khong.md\")", "target-missing", "@/khong.md", "@/khong.md"),
    ("get_files(path=\"anh.png\")", "target-missing", "anh.png", "anh.png"),
    ("get_image_metadata(path=\"so.txt\")", "not-an-image", "so.txt", "so.txt"),
    ("get_image_metadata(path=\"khong.png\")", "target-missing", "khong.png", "khong.png"),
];

#[test]
fn a_value_that_cannot_be_used_is_told_at_its_line() {
    let show = |expression: &str| format!("{{{{ {expression} }}}}");
    let cases: Vec<_> = WRONG.iter().map(|(wrong, code, en, vi)| (show(wrong), *code, *en, *vi)).collect();
    let portal = Portal::plain().picture("static/anh.png", 3, 2).write("static/so.txt", "1");
    check_faults_of_templates(portal, &cases);
}

#[test]
fn lists_are_sorted_as_the_language_does() {
    let line = |list: &str| format!("{{{{ {list} | join(sep=\" \") }}}}\n");
    let lists = [
        "[\"đ\", \"d\", \"ê\", \"ă\", \"a\", \"â\", \"e\"] | sort",
        "[10, 9.5, -1] | sort",
        "[] | sort",
        "[x.t for x in [{\"t\": \"b\", \"n\": 2}, {\"t\": \"c\"}, {\"t\": \"a\", \"n\": 1}] | sort(attribute=\"n\")]",
    ];
    let text: String = lists.iter().map(|list| line(list)).collect();
    let built =
        Portal::plain().page("a", "title = \"A\"\ntemplate = \"a.html\"").write("templates/a.html", &text).build().ok();
    assert_eq!(built.page("/a/"), "a ă â d đ e ê\n-1 9.5 10\n\na b c\n");
}
