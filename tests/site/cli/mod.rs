//! The command line is a contract, because scripts use it.

mod add;
mod build;
mod explain;
mod hold;
mod list;
mod moved;
mod new;
mod schema;
mod theme;
mod verify;

use std::ffi::OsStr;
use std::process::Command;

/// The result of a run of the program.
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The single JSON object on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        let json: serde_json::Value = serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out));
        assert!(json.is_object(), "{json}");
        json
    }

    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }
}

/// Runs the program without a language in the environment.
pub(crate) fn tamquan<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    with(&[], arguments)
}

pub(crate) fn with<S: AsRef<OsStr>>(variables: &[(&str, &str)], arguments: impl IntoIterator<Item = S>) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamquan"));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH"] {
        command.env_remove(name);
    }
    let result = command.envs(variables.iter().copied()).args(arguments).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: result.status.code(), out: text(result.stdout), err: text(result.stderr) }
}

#[test]
fn help_and_version_are_fine() {
    for argument in ["--help", "--version", "help"] {
        let ran = tamquan([argument]).code(0);
        assert!(ran.out.contains("tamquan") && ran.err.is_empty(), "{argument}");
    }
}

#[test]
fn what_nobody_can_mean_could_not_run() {
    for arguments in
        [vec![], vec!["bild"], vec!["build", "--no-such-flag"], vec!["new"], vec!["new", "x", "--agency", "village"]]
    {
        let ran = tamquan(&arguments).code(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_and_wrong_arguments_are_told_in_the_language_that_is_asked_for() {
    let ran = tamquan(["share", "withdraw", "--help", "--lang", "vi"]).code(0);
    for words in [
        "Thu hồi một nội dung",
        "Cách dùng: tamquan share withdraw [TÙY CHỌN] <CHANNEL> <ITEM>",
        "Tham số:",
        "[mặc định: gone]",
    ] {
        assert!(ran.out.contains(words), "{words:?} in\n{}", ran.out);
    }
    assert!(!ran.out.contains("Options"), "{}", ran.out);
    let told = [
        (vec!["bild"], "không có lệnh “bild”"),
        (vec!["bild"], "có phải là “build”?"),
        (vec!["build", "--ofline"], "có phải là “--offline”?"),
        (
            vec!["new", "x", "--agency", "village"],
            "một trong:\n  - commune: xã, phường, đặc khu\n  - province: tỉnh, thành phố",
        ),
        (vec!["new"], "còn thiếu: <DIR>"),
        (vec!["source", "add", "https://a.vn/", "--feed", "--manual"], "không dùng được cùng với"),
        (vec!["serve", "--port"], "cần có giá trị"),
        (vec!["serve", "--port", "x"], "không nhận giá trị “x”"),
    ];
    for (arguments, words) in told {
        let ran = with(&[("LANG", "vi_VN.UTF-8")], &arguments).code(2);
        assert!(ran.err.starts_with("lỗi: ") && ran.err.contains(words), "{words:?} in\n{}", ran.err);
        assert!(ran.err.ends_with("thêm --help.\n") && !ran.err.contains("Usage"), "{}", ran.err);
        let ran = with(&[("LANG", "vi_VN.UTF-8")], arguments.iter().copied().chain(["--lang=en"])).code(2);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = tamquan(["completions", shell]).code(0);
        assert!(ran.out.contains("tamquan") && ran.out.contains("base-url"), "{shell}");
    }
    tamquan(["completions", "cmd"]).code(2);
}

#[test]
fn every_command_has_a_manual_page_in_both_languages() {
    let room = harness::Folder::new();
    let pages = |lang: &str| -> std::collections::BTreeMap<String, String> {
        let folder = room.path().join(lang);
        tamquan(["man", "--lang", lang, "--output", &folder.to_string_lossy()]).code(0);
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("a page"))
        };
        std::fs::read_dir(folder).expect("a folder").map(read).collect()
    };
    let (english, vietnamese) = (pages("en"), pages("vi"));
    assert!(english.keys().eq(vietnamese.keys()));
    assert!(english.contains_key("tamquan-source-add.1") && !english.contains_key("tamquan-help.1"));
    assert!(english["tamquan-build.1"].contains("\n.SH NAME\ntamquan\\-build \\- Build the portal\n"));
    assert_eq!(tamquan(["man", "--lang", "en"]).code(0).out, english["tamquan.1"]);
    for (name, page) in &vietnamese {
        assert!(page.contains("\n.SH TÊN\ntamquan"), "{name}\n{page}");
        for heading in page.lines().filter(|line| line.starts_with(".SH ")) {
            assert!(!heading.is_ascii(), "{heading} in {name}");
        }
    }
    let values = &vietnamese["tamquan-new.1"];
    assert!(values.contains("\n.br\n\\- commune: xã, phường, đặc khu\n"), "{values}");
}
