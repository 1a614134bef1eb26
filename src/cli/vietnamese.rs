//! Vietnamese help and argument errors. The English texts are in the commands themselves.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

/// The description of each command and argument. A key is the names of the command, then the name
/// of the argument, then `=` and a value of it. An argument of several commands is listed at their
/// parent command.
const TRANSLATIONS: &[(&str, &str)] = &[
    ("tamquan", "Trình tạo cổng thông tin điện tử tĩnh cho cơ quan nhà nước"),
    ("tamquan lang", "Ngôn ngữ của thông báo (vi hoặc en); nếu không ghi thì theo hệ thống"),
    ("tamquan site", "Thư mục của cổng"),
    ("tamquan output", "Thư mục kết quả [mặc định: CỔNG/public]"),
    ("tamquan base_url", "Địa chỉ của cổng, thay cho địa chỉ trong portal.toml"),
    ("tamquan env", "Môi trường có tệp `portal.ENV.toml` đặt chồng lên portal.toml"),
    ("tamquan drafts", "Gồm cả bản nháp và trang chưa đến giờ đăng"),
    ("tamquan date", "Ngày mà bản dựng dành cho [mặc định: SOURCE_DATE_EPOCH, nếu không có thì hôm nay]"),
    ("tamquan help", "Xem hướng dẫn"),
    ("tamquan version", "Xem phiên bản"),
    ("new", "Tạo một cổng mới"),
    ("new dir", "Thư mục của cổng mới"),
    ("new agency", "Cổng dành cho loại cơ quan nào"),
    ("new agency=commune", "xã, phường, đặc khu"),
    ("new agency=province", "tỉnh, thành phố"),
    ("new agency=department", "sở, ngành"),
    ("new agency=ministry", "bộ, cơ quan ngang bộ"),
    ("new name", "Tên đầy đủ của cơ quan"),
    (
        "add",
        "Tạo một tệp nội dung theo loại, có sẵn các mục cần điền\n\n\
         Tên tệp lấy từ tên bài, tệp nằm trong chuyên mục dành cho loại ấy và là bản nháp. Mục bắt buộc đã có sẵn, mục khác nằm \
         sau dấu `#`. Không tệp nào bị ghi đè.",
    ),
    ("add kind", "Loại nội dung: article, document, notice …, hoặc tên của loại: “văn bản”"),
    ("add title", "Tên bài; với văn bản có thể là số, ký hiệu hoặc trích yếu"),
    ("add into", "Chuyên mục nhận bài, ví dụ tin-tuc/hoat-dong [mặc định: chuyên mục dành cho loại ấy]"),
    ("build", "Dựng cổng"),
    ("build fresh", "Không dùng những gì các lần dựng trước để lại"),
    ("build force", "Ghi vào một thư mục không phải do tamquan tạo ra; mọi thứ khác trong đó sẽ bị xóa"),
    ("build verify", "Dựng lại toàn bộ và so với thư mục kết quả, đến từng byte"),
    ("build offline", "Không hỏi các cổng khác có gì mới: dùng những gì đã lấy trước đây"),
    (
        "build frozen",
        "Cũng như vậy, và báo lỗi nếu có thứ chưa từng được lấy: dành cho bản dựng phải giống nhau ở mọi nơi",
    ),
    ("build hold", "Giữ lại tệp có lỗi như bản đúng gần nhất, và đăng phần còn lại"),
    (
        "build published",
        "Bản cổng đã đăng gần nhất, dành cho máy chưa có `.tamquan/`: --hold lấy bản đúng ở đó, và địa chỉ được so với đó",
    ),
    (
        "build keep_addresses",
        "Giữ địa chỉ cũ của những gì đã chuyển chỗ: ghi vào aliases của trang và vào data/redirects.csv",
    ),
    ("build timings", "Cho biết thời gian dùng vào đâu: từng bước, từng mẫu, từng tệp"),
    ("build json", "In một bản tóm tắt dành cho chương trình"),
    ("explain", "Cho biết một tệp kết quả gồm những gì và vì sao được dựng, hoặc một tệp nguồn được dùng ở đâu"),
    ("explain what", "Một địa chỉ của cổng, một tệp kết quả, hoặc một tệp nguồn"),
    ("explain json", "In toàn bộ dành cho chương trình"),
    ("search", "Tìm trong cổng, với chỉ mục và cách xếp hạng mà người đọc dùng"),
    ("search words", "Từ cần tìm; `-` đọc câu hỏi từ đầu vào chuẩn, mỗi dòng một câu"),
    ("search language", "Ngôn ngữ của các trang [mặc định: ngôn ngữ thứ nhất của cổng]"),
    ("search json", "In kết quả dành cho chương trình"),
    ("list", "Liệt kê những gì chưa đăng, sắp hết hạn, đến hạn xem lại, còn thiếu"),
    ("list what", "Danh sách cần xem; không ghi thì xem tất cả"),
    ("list what=drafts", "bản nháp"),
    ("list what=planned", "trang chưa đến giờ đăng"),
    ("list what=expiring", "trang sắp hết hạn"),
    ("list what=review", "trang đến hạn xem lại"),
    ("list what=signatures", "kênh và nguồn có chữ ký sắp hết hạn"),
    ("list what=untranslated", "trang chưa có bản dịch"),
    ("list what=provisional", "tệp còn chỗ phải điền"),
    ("list what=unused", "tệp không bài nào nhắc đến"),
    ("list days", "Trong bao nhiêu ngày tới thì gọi là sắp đến hạn"),
    ("list json", "In các danh sách dành cho chương trình"),
    (
        "check",
        "Tìm những gì đoàn kiểm tra sẽ thấy, trước khi đăng\n\n\
         Cổng được dựng trước. Mỗi chỗ chưa đạt có điều luật làm căn cứ, dòng của tệp và cách làm.",
    ),
    ("check as_of", "Tính theo pháp luật và thời hạn của ngày này; thư mục kết quả giữ nguyên"),
    ("check due", "Cho biết cả những gì sẽ đến hạn trong bấy nhiêu ngày tới"),
    ("check deny", "Ngoài lỗi, những gì cũng làm cho lệnh kết thúc là chưa đạt"),
    ("check deny=warnings", "cả cảnh báo"),
    ("check deny=notes", "mọi chỗ tìm thấy"),
    ("check baseline", "Chấp nhận những chỗ đã ghi trong tệp này"),
    ("check write_baseline", "Ghi những chỗ tìm thấy bây giờ vào tệp của --baseline"),
    ("check json", "In kết quả dành cho chương trình"),
    ("check sarif", "Ghi kết quả vào một tệp theo định dạng SARIF 2.1.0"),
    ("check html", "Ghi báo cáo để in vào một tệp HTML"),
    ("check record", "Ghi kết quả vào data/check-result.json, để trang tuyên bố về khả năng tiếp cận hiện ra"),
    ("serve", "Xem cổng trong trình duyệt, cập nhật theo từng lần sửa"),
    ("serve port", "Cổng mạng để nghe; nếu đã có chương trình khác dùng thì lấy cổng trống kế tiếp"),
    ("serve open", "Mở trình duyệt"),
    (
        "serve host",
        "Cho thiết bị khác trong mạng xem cùng, ví dụ điện thoại: mỗi thiết bị mở một địa chỉ dùng được một lần. Ghi kèm địa chỉ \
         của máy này thì chỉ nghe ở địa chỉ ấy",
    ),
    ("serve env", "Môi trường có tệp `portal.ENV.toml` đặt chồng lên portal.toml"),
    ("serve drafts", "Xem cả bản nháp và trang chưa đến giờ đăng"),
    ("serve base_url", "Địa chỉ của cổng ghi trên các trang [mặc định: địa chỉ của bản xem trước]"),
    ("serve output", "Thư mục kết quả [mặc định: CỔNG/.tamquan/preview]"),
    (
        "serve poll",
        "Mỗi giây tìm thay đổi một lần: dành cho thư mục nằm trên máy khác, nơi hệ thống không báo thay đổi",
    ),
    ("source", "Lấy nội dung từ các cổng khác: kênh có chữ ký, và nguồn tin RSS"),
    (
        "source add",
        "Thêm một nguồn: kênh mà một cổng khác chia sẻ, hoặc một nguồn tin RSS\n\n\
         Nơi công bố ký tên vào từng kênh. Để biết phải tin chữ ký nào, hãy ghi mã (SHA-256) mà nơi công bố đã cho biết bằng \
         đường khác: trên giấy, qua điện thoại, trong công văn.",
    ),
    (
        "source add url",
        "Địa chỉ của kênh, ví dụ https://lamgiang.gov.vn/exchange/v1/chi-dao-dieu-hanh/, hoặc của nguồn tin RSS",
    ),
    ("source add name", "Tên của nguồn ở cổng này [mặc định: tên của kênh]"),
    ("source add root", "Mã mà nơi công bố đã cho biết, 64 ký tự gồm chữ số và chữ cái từ a đến f"),
    ("source add trust_first_use", "Tin mã do chính địa chỉ ấy đưa ra, dù chưa so với mã nhận bằng đường khác"),
    (
        "source add from",
        "Đọc kênh từ bản chép thư mục của kênh (exchange/v1/TÊN-KÊNH/) trên máy này, không từ địa chỉ: cho kênh được mang đến bằng USB",
    ),
    ("source add feed", "Đây là nguồn tin (RSS, Atom, JSON Feed): tiêu đề và liên kết của một cổng không ký tên"),
    ("source add into", "Chuyên mục mà các nội dung trở thành trang của nó"),
    ("source add directory", "Đây là danh bạ: tin những gì nguồn này cho biết về các cổng khác"),
    ("source add manual", "Nội dung mới chờ đến khi có người nhận bằng lệnh `source update`"),
    ("source sync", "Lấy ngay những gì mới"),
    ("source sync names", "Các nguồn; nếu không ghi thì lấy tất cả"),
    ("source sync new_publisher", "Chấp nhận nơi công bố của các nguồn này có tên hoặc địa chỉ khác trước"),
    (
        "source sync from",
        "Đọc kênh của nguồn đã ghi tên từ bản chép thư mục của kênh (exchange/v1/TÊN-KÊNH/) trên máy này, không từ địa chỉ",
    ),
    ("source list", "Xem các nguồn, hoặc những gì đã lấy của một nguồn"),
    ("source list name", "Nguồn muốn xem; nếu không ghi thì xem tất cả"),
    ("source update", "Nhận những nội dung mới đang chờ của một nguồn"),
    ("source update name", "Nguồn có nội dung đang chờ"),
    ("source update items", "Các nội dung; nếu không ghi thì nhận tất cả những gì đang chờ"),
    ("source remove", "Bỏ một nguồn cùng mọi thứ đã lấy của nguồn ấy"),
    ("source remove name", "Nguồn muốn bỏ"),
    ("source audit", "Cho biết cái gì được dùng ở đâu, đã bao lâu, cái gì sắp hết hạn và cái gì đang chờ"),
    (
        "share",
        "Chia sẻ nội dung cho các cổng khác, có chữ ký\n\n\
         Một kênh là những trang mà cổng này cho các cổng khác đăng lại. Mọi thứ trong kênh đều được ký bằng khóa của kênh: nơi nhận \
         biết chắc nội dung là của cơ quan này, còn mới và nguyên vẹn. Khóa nằm ngoài thư mục của cổng và không bao giờ được đăng lên.",
    ),
    (
        "share keys",
        "Thư mục chứa khóa của kênh [mặc định: tamquan/keys/NƠI-CÔNG-BỐ/KÊNH trong thư mục cài đặt của người dùng]",
    ),
    ("share channel", "Tên của kênh"),
    ("share init", "Mở một kênh mà portal.toml đã ghi ở mục [[share]]: tạo khóa và danh sách trống"),
    ("share publish", "Công bố các trang hiện có trong những chuyên mục của kênh"),
    ("share publish channel", "Tên của kênh; nếu không ghi thì công bố tất cả các kênh"),
    ("share publish again", "Nội dung đã thu hồi, nay công bố lại"),
    ("share resign", "Ký lại những gì đã công bố trước khi chữ ký hết hạn: dành cho lịch chạy tự động"),
    ("share resign channel", "Tên của kênh; nếu không ghi thì ký lại tất cả các kênh"),
    ("share rotate", "Đổi khóa của kênh: khi mất khóa hoặc có người khác thấy khóa, hoặc mỗi năm một lần"),
    ("share rotate new_keys", "Nơi đặt khóa mới: một thư mục chưa có"),
    ("share withdraw", "Thu hồi một nội dung"),
    ("share withdraw item", "Nội dung: phần cuối trong địa chỉ của nó"),
    ("share withdraw state", "Ở các cổng khác, nội dung ấy sẽ ra sao"),
    ("share withdraw state=withdrawn", "vẫn đọc được, dưới một lời báo"),
    ("share withdraw state=gone", "ở chỗ của nó là một lời báo"),
    ("share withdraw state=redirect", "địa chỉ của nó dẫn sang nơi khác"),
    ("share withdraw state=vanish", "không còn một byte nào ở bất cứ đâu"),
    ("share withdraw note", "Lý do, cho người đọc"),
    ("share withdraw to", "Địa chỉ ấy dẫn đi đâu, cho --state redirect"),
    (
        "share audit",
        "Hỏi các cổng khác đang đăng những gì của kênh: nội dung đã thu hồi, và cổng ấy là thành phần của ai",
    ),
    ("share audit portals", "Các cổng cần hỏi, ngoài những cổng mà cổng này liệt kê"),
    ("theme", "Xem các tệp của giao diện, và thay đổi chúng"),
    ("theme file", "Tệp, ghi như trong `list`"),
    ("theme list", "Liệt kê các tệp và thành phần của giao diện, và những gì cổng có thay cho chúng"),
    ("theme list changed", "Chỉ những gì cổng có thay cho một tệp của giao diện"),
    ("theme list json", "In danh sách dành cho chương trình"),
    ("theme show", "In một tệp của giao diện"),
    ("theme show file", "Tệp, ghi như trong `list`; mẫu thì có thể chỉ ghi tên, hoặc ghi tên giao diện ở trước"),
    (
        "theme copy",
        "Chép một tệp của giao diện vào cổng để sửa ở đó\n\n\
         Tệp gốc được giữ trong theme-originals/. Nhờ vậy khi chương trình mới mang đến tệp khác, bản dựng sẽ báo, và `diff` cho \
         biết đã đổi gì. Thay đổi càng nhỏ càng bền: mẫu kế thừa mẫu của giao diện, static/css/site.css, một câu chữ.",
    ),
    ("theme diff", "Cho biết giao diện đã đổi gì kể từ khi chép một tệp"),
    ("theme diff own", "Cho biết tệp của cổng khác tệp hiện nay của giao diện ở đâu"),
    ("theme confirm", "Xác nhận rằng tệp của cổng đã có đủ những gì cần của tệp hiện nay của giao diện"),
    (
        "schema",
        "In ra những gì được viết trong các tệp của cổng, theo JSON Schema, cho trình soạn thảo và chương trình\n\n\
         `portal.toml`, `kinds` (các tệp trong kinds/), `_index` (phần đầu của chuyên mục), và tên của từng loại (phần đầu của \
         trang thuộc loại ấy).",
    ),
    ("schema what", "portal.toml, kinds, _index hoặc một loại; không ghi thì lấy tất cả"),
    ("schema output", "Thư mục nhận các tệp TÊN.schema.json"),
    ("completions", "In phần gợi ý lệnh cho trình dòng lệnh"),
    ("completions shell", "Trình dòng lệnh"),
    ("man", "In trang hướng dẫn (man) của chương trình"),
    ("man output", "Thư mục nhận trang hướng dẫn của mọi lệnh"),
    ("help", "Xem hướng dẫn chung, hoặc của một lệnh"),
];

const PROGRAM: &str = "tamquan";

/// Returns the command line with Vietnamese texts.
pub(super) fn translate(mut command: Command) -> Command {
    command.build();
    translate_command(command, &[])
}

fn find_translation(names: &[&str], last: &str) -> Option<&'static str> {
    let parts: Vec<&str> = names.iter().copied().chain([last]).filter(|part| !part.is_empty()).collect();
    let key = parts.join(" ");
    TRANSLATIONS.iter().find(|(known, _)| *known == key).map(|(_, words)| *words)
}

/// The words for an argument of a command, or of the command that this one is part of.
fn find_argument_translation(names: &[&str], last: &str) -> Option<&'static str> {
    let own = (1..=names.len()).rev().find_map(|count| find_translation(&names[..count], last));
    own.or_else(|| find_translation(&[PROGRAM], last))
}

/// `names` are the names of the command. Empty for the program itself.
fn translate_command(command: Command, names: &[&str]) -> Command {
    let template = "{before-help}{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";
    let mut command = command.help_template(template).subcommand_help_heading("Lệnh").subcommand_value_name("LỆNH");
    let whole = match names {
        [] => find_translation(&[PROGRAM], ""),
        [.., "help"] => find_translation(&["help"], ""),
        _ => find_translation(names, ""),
    };
    if let Some(whole) = whole {
        let first = whole.split("\n\n").next().unwrap_or(whole);
        command = command.about(first).long_about((first != whole).then_some(whole));
    }
    command = command.mut_args(|arg| translate_argument(arg, names));
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[TÙY CHỌN]");
    command = command.override_usage(usage);
    let subs: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for sub in subs {
        // `help` repeats its sibling commands as subcommands.
        let above = if let [above @ .., "help"] = names { above } else { names };
        let names: Vec<&str> = above.iter().copied().chain([sub.as_str()]).collect();
        command = command.mut_subcommand(&sub, |sub| translate_command(sub, &names));
    }
    command
}

fn translate_argument(arg: Arg, names: &[&str]) -> Arg {
    let id = arg.get_id().as_str();
    let Some(text) = find_argument_translation(names, id) else { return arg };
    let mut text = text.to_owned();
    if arg.get_action().takes_values() {
        if let Some(value) = arg.get_default_values().first() {
            text.push_str(&format!(" [mặc định: {}]", value.to_string_lossy()));
        }
        let values = arg.get_possible_values();
        let told =
            |name: &str| find_translation(names, &format!("{id}={name}")).map(|words| format!("\n- {name}: {words}"));
        let lines: Vec<String> = values.iter().filter_map(|value| told(value.get_name())).collect();
        if lines.is_empty() && !values.is_empty() {
            let all: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
            text.push_str(&format!(" [một trong: {}]", all.join(", ")));
        }
        text.push_str(&lines.concat());
    }
    let heading = if arg.is_positional() { "Tham số" } else { "Tùy chọn" };
    arg.help(text).long_help(None::<&str>).help_heading(heading).hide_default_value(true).hide_possible_values(true)
}

/// The message for an argument error. `None` if help was requested, which is Vietnamese already.
pub(super) fn error_message(error: &clap::Error) -> Option<String> {
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(all)) => all.join(", "),
        _ => String::new(),
    };
    let arg = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument => format!("không có tham số “{arg}”"),
        ErrorKind::InvalidSubcommand => format!("không có lệnh “{}”", said(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => format!("“{arg}” cần có giá trị"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("“{arg}” không nhận giá trị “{value}”"),
        ErrorKind::MissingRequiredArgument => format!("còn thiếu: {arg}"),
        ErrorKind::ArgumentConflict => {
            format!("“{arg}” không dùng được cùng với “{}”", said(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => "có tham số không phải là chữ UTF-8".to_owned(),
        _ => "không hiểu được dòng lệnh".to_owned(),
    };
    let mut lines = vec![format!("lỗi: {what}")];
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].map(said);
    if let Some(near) = near.iter().find(|near| !near.is_empty()) {
        lines.push(format!("  có phải là “{near}”?"));
    }
    let choices = said(ContextKind::ValidValue);
    let words: Vec<String> = choices.split(", ").filter_map(|choice| words_of_value(&arg, choice)).collect();
    if !words.is_empty() {
        lines.push(format!("  một trong:{}", words.concat()));
    } else if !choices.is_empty() {
        lines.push(format!("  một trong: {choices}"));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        lines.push(format!("\nCách dùng: {}", usage.to_string().trim_start_matches("Usage:").trim()));
    }
    lines.push("\nĐể xem hướng dẫn, thêm --help.".to_owned());
    Some(lines.join("\n"))
}

/// A line with the meaning of a value of an argument such as `--state <STATE>`. `None` if the value
/// needs no words.
fn words_of_value(arg: &str, value: &str) -> Option<String> {
    let id = arg.trim_start_matches('-').split([' ', '=']).next()?.replace('-', "_");
    let end = format!(" {id}={value}");
    let (_, words) = TRANSLATIONS.iter().find(|(key, _)| key.ends_with(&end))?;
    Some(format!("\n  - {value}: {words}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;

    /// Every key that help looks for, with those that may stand in its place.
    fn collect_keys(command: &Command, names: &[&str], all: &mut Vec<Vec<String>>) {
        let key = |names: &[&str], last: &str| {
            let parts: Vec<&str> = names.iter().copied().chain([last]).filter(|part| !part.is_empty()).collect();
            parts.join(" ")
        };
        all.push(vec![if names.is_empty() { PROGRAM.to_owned() } else { key(names, "") }]);
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let id = arg.get_id().as_str();
            let names_and_id = key(names, id);
            assert!(arg.get_help().is_some(), "{names_and_id} has no words in English");
            let mut keys: Vec<String> = (1..=names.len()).rev().map(|count| key(&names[..count], id)).collect();
            keys.push(key(&[PROGRAM], id));
            all.push(keys);
            let told = arg.get_possible_values().into_iter().filter(|value| value.get_help().is_some());
            all.extend(told.map(|value| vec![key(names, &format!("{id}={}", value.get_name()))]));
        }
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let names: Vec<&str> = names.iter().copied().chain([sub.get_name()]).collect();
            collect_keys(sub, &names, all);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_words_and_no_words_are_over() {
        let mut command = crate::cli::args::CliArgs::command();
        command.build();
        let mut all = Vec::new();
        collect_keys(&command, &[], &mut all);
        let known: BTreeSet<&str> = TRANSLATIONS.iter().map(|(key, _)| *key).collect();
        assert_eq!(known.len(), TRANSLATIONS.len(), "a key stands twice");
        let missing: Vec<_> = all.iter().filter(|keys| keys.iter().all(|key| !known.contains(key.as_str()))).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let used: BTreeSet<&str> = all.iter().flatten().map(String::as_str).collect();
        let over: Vec<_> = known
            .iter()
            .filter(|key| !used.contains(*key) && !key.starts_with("new agency=") && **key != "help")
            .collect();
        assert!(over.is_empty(), "{over:?}");
    }

    #[test]
    fn a_wrong_value_is_answered_with_the_meaning_of_the_right_ones() {
        let command = crate::cli::args::CliArgs::command();
        let args = ["tamquan", "share", "withdraw", "kenh", "bai", "--state", "xoa"];
        let error = command.try_get_matches_from(args).err().and_then(|error| error_message(&error));
        let message = error.unwrap_or_default();
        assert!(message.contains("\n  - gone: ở chỗ của nó là một lời báo"), "{message}");
    }

    #[test]
    fn help_says_nothing_in_english() {
        let mut open = vec![translate(crate::cli::args::CliArgs::command())];
        while let Some(mut command) = open.pop() {
            let text = command.render_long_help().to_string();
            for english in ["Usage", "Options", "Commands", "Arguments", "default", "possible values", "Print", "Show"]
            {
                assert!(!text.contains(english), "{english} in\n{text}");
            }
            open.extend(command.get_subcommands().cloned());
        }
    }
}
