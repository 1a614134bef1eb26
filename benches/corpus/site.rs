//! The files around the pages: configuration, sections, theme, and the one attachment.

use std::fmt::Write;

use crate::Generator;
use crate::pages::{File, Portal};

const TITLE: &str = "Cổng thông tin điện tử xã Sen Vàng";
const ABOUT: &str = "Trang thông tin điện tử thử nghiệm của một xã tưởng tượng, dùng để đo tốc độ dựng trang.";

/// A minimal PDF file, because every document needs one.
pub(crate) const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

impl Portal {
    /// The folder, title, description and kind of each section.
    fn sections(&self) -> Vec<[&'static str; 4]> {
        let mut all: Vec<_> = self
            .words
            .of("sections")
            .all
            .iter()
            .map(|line| {
                let mut parts = line.split('|');
                let [folder, title, about] = [(); 3].map(|()| parts.next().unwrap_or_default());
                [folder, title, about, "article"]
            })
            .collect();
        all.push([
            "van-ban",
            "Văn bản",
            "Văn bản chỉ đạo, điều hành và văn bản pháp luật do xã Sen Vàng ban hành.",
            "document",
        ]);
        all.push([
            "thu-tuc",
            "Thủ tục hành chính",
            "Thủ tục hành chính do Ủy ban nhân dân xã Sen Vàng tiếp nhận và giải quyết.",
            "service",
        ]);
        all
    }

    /// The `_index.md` of the home page and of every section.
    pub(crate) fn section_files(&self) -> Vec<File> {
        let mut files = vec![File {
            path: "_index.md".to_owned(),
            text: format!("+++\ntitle = \"{TITLE}\"\ndescription = \"{ABOUT}\"\n+++\n"),
        }];
        for (weight, [folder, title, about, kind]) in self.sections().into_iter().enumerate() {
            let mut text = format!("+++\ntitle = \"{title}\"\ndescription = \"{about}\"\nweight = {}\n", weight + 1);
            let sort = if kind == "service" { "title" } else { "date" };
            let _ = match self.generator {
                Generator::Tamquan => {
                    write!(text, "kind = \"{kind}\"\nsort_by = \"{sort}\"\npaginate_by = 20\nfeed = true\n")
                }
                Generator::Hugo => Ok(()),
                Generator::Zola => write!(
                    text,
                    "sort_by = \"{sort}\"\npaginate_by = 20\npaginate_path = \"trang\"\ngenerate_feeds = true\n"
                ),
            };
            text.push_str("+++\n");
            files.push(File { path: format!("{folder}/_index.md"), text });
        }
        files
    }

    pub(crate) fn config(&self, theme: &str) -> (&'static str, String) {
        match self.generator {
            Generator::Tamquan => ("portal.toml", self.portal_toml(theme)),
            Generator::Hugo => ("hugo.toml", hugo_toml()),
            Generator::Zola => ("config.toml", self.zola_toml()),
        }
    }

    fn portal_toml(&self, theme: &str) -> String {
        let home: Vec<_> = self.sections().iter().map(|[folder, ..]| format!("@/{folder}/_index.md")).collect();
        format!(
            r#"base_url = "https://senvang.lamgiang.gov.vn"
title = "{TITLE}"
description = "{ABOUT}"
default_language = "vi"
theme = "{theme}"
paginate_by = 20
taxonomies = [{{ name = "topics", label = {{ vi = "Chủ đề", en = "Topics" }}, path = {{ vi = "chu-de", en = "topics" }}, feed = true }}]

[agency]
type = "commune"
name = "Ủy ban nhân dân xã Sen Vàng"
short_name = "UBND xã Sen Vàng"
code = "H99.10.13"
responsible = "Bà Lê Thị Sen, Chủ tịch UBND xã"
address = "Thôn Đông Sen, xã Sen Vàng, tỉnh Lam Giang"
phone = "0299 3812 345"
email = "ubnd@senvang.lamgiang.gov.vn"
parent = {{ name = "Cổng thông tin điện tử tỉnh Lam Giang", url = "https://lamgiang.gov.vn" }}

[[menus]]
name = "main"
from = "tree"

[extra]
home = {home:?}
"#
        )
    }

    /// The configuration lists the sections for the menu and the home page: a query for each of
    /// them on every page would slow Zola down.
    fn zola_toml(&self) -> String {
        let mut text = format!(
            r#"base_url = "https://senvang.lamgiang.gov.vn"
title = "{TITLE}"
description = "{ABOUT}"
default_language = "vi"
generate_feeds = true
feed_limit = 20
taxonomies = [{{ name = "chu-de", paginate_by = 20, paginate_path = "trang", feed = true }}]

[extra]
agency = "Ủy ban nhân dân xã Sen Vàng"
address = "Thôn Đông Sen, xã Sen Vàng, tỉnh Lam Giang"
"#
        );
        for [folder, title, ..] in self.sections() {
            let _ = write!(text, "\n[[extra.sections]]\nfolder = \"{folder}\"\ntitle = \"{title}\"\n");
        }
        text
    }
}

fn hugo_toml() -> String {
    format!(
        r#"baseURL = "https://senvang.lamgiang.gov.vn/"
title = "{TITLE}"
locale = "vi"
buildFuture = true
enableRobotsTXT = true
capitalizeListTitles = false
removePathAccents = true

[pagination]
pagerSize = 20

[services.rss]
limit = 20

[taxonomies]
topic = "topics"

[permalinks.taxonomy]
topics = "/chu-de/"

[permalinks.term]
topics = "/chu-de/:slug/"

[params]
description = "{ABOUT}"
agency = "Ủy ban nhân dân xã Sen Vàng"
address = "Thôn Đông Sen, xã Sen Vàng, tỉnh Lam Giang"
"#
    )
}
