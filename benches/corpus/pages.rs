//! The Markdown files of the portal: articles, documents and services. Each depends only on its
//! index.

use std::fmt::Write;

use crate::Generator;
use crate::text::{Rng, Words, capital, day, iso, slug, thousands};

/// The fields of an article that a link to it needs.
pub(crate) struct Article {
    pub section: &'static str,
    pub slug: String,
    pub title: String,
}

pub(crate) struct Portal {
    pub words: Words,
    pub articles: usize,
    pub generator: Generator,
}

/// A written page: its path in `content/`, and its text.
pub(crate) struct File {
    pub path: String,
    pub text: String,
}

impl Portal {
    pub(crate) fn documents(&self) -> usize {
        self.articles / 10
    }

    pub(crate) fn services(&self) -> usize {
        self.articles / 20
    }

    pub(crate) fn article(&self, index: usize) -> Article {
        let mut rng = Rng::new(1, index);
        let section = self.words.of("sections").pick(&mut rng).split('|').next().unwrap_or_default();
        let (act, thing) = (self.words.of("acts").even(&mut rng), self.words.of("things").even(&mut rng));
        let title = capital(&format!("{act} {thing} {}", self.words.of("places").even(&mut rng)));
        Article { section, slug: format!("{}-{index}", slug(&title, 9)), title }
    }

    /// A link to another page in the form of each generator. Hugo does not check its plain address;
    /// the other generators do.
    fn link(&self, section: &str, slug: &str, anchor: &str) -> String {
        match self.generator {
            Generator::Tamquan | Generator::Zola => format!("@/{section}/{slug}.md{anchor}"),
            Generator::Hugo => format!("/{section}/{slug}/{anchor}"),
        }
    }

    fn article_link(&self, index: usize) -> String {
        let to = self.article(index);
        format!("[{}]({})", to.title, self.link(to.section, &to.slug, ""))
    }

    pub(crate) fn article_file(&self, index: usize) -> File {
        let words = &self.words;
        let Article { section, slug, title } = self.article(index);
        let mut rng = Rng::new(2, index);
        let mut text = String::with_capacity(12_000);
        let mut topics: Vec<_> = (0..rng.between(1, 3)).map(|_| words.of("topics").pick(&mut rng)).collect();
        topics.sort_unstable();
        topics.dedup();
        let lead = format!("{title}, {}.", words.of("purposes").pick(&mut rng));
        let date = iso(day(index, self.articles));
        let byline = words.of("bylines").pick(&mut rng);
        let _ = write!(text, "+++\ntitle = \"{title}\"\ndescription = \"{lead}\"\ndate = {date}\n");
        match self.generator {
            Generator::Tamquan => {
                let _ = write!(text, "byline = \"{byline}\"\n\n[taxonomies]\ntopics = {topics:?}\n+++\n\n");
            }
            Generator::Hugo => {
                let _ = write!(text, "topics = {topics:?}\n\n[params]\nbyline = \"{byline}\"\n+++\n\n");
            }
            // Zola refers to a taxonomy by its name.
            Generator::Zola => {
                let _ = write!(text, "\n[taxonomies]\nchu-de = {topics:?}\n\n[extra]\nbyline = \"{byline}\"\n+++\n\n");
            }
        }
        let _ = write!(text, "{lead} ");
        words.paragraph(&mut rng, &mut text);
        self.article_body(&mut rng, index, &mut text);
        File { path: format!("{section}/{slug}.md"), text }
    }

    fn article_body(&self, rng: &mut Rng, index: usize, text: &mut String) {
        let words = &self.words;
        let headings = &words.of("headings").all;
        let (start, step) = (rng.below(headings.len()), [1, 5, 7, 11][rng.below(4)]);
        let size = rng.between(4_300, 8_100);
        for n in 0.. {
            if text.len() >= size {
                break;
            }
            let _ = write!(text, "## {}\n\n", headings[(start + n * step) % headings.len()]);
            words.paragraph(rng, text);
            match rng.below(6) {
                0 => words.table(rng, text),
                1 => words.quote(rng, text),
                2 | 3 => words.list(rng, text),
                4 => {
                    let back = (index + self.articles - rng.between(1, 60) % self.articles) % self.articles;
                    let _ = write!(text, "Xem thêm: {}.\n\n", self.article_link(back));
                }
                _ => {
                    let _ = write!(text, "### {}\n\n", capital(words.of("things").pick(rng)));
                    words.paragraph(rng, text);
                }
            }
            words.paragraph(rng, text);
        }
        if self.documents() > 0 {
            let document = rng.below(self.documents());
            let to = self.link("van-ban", &self.document_slug(document), "#dieu-2");
            let _ = write!(text, "Căn cứ thực hiện: [Điều 2 của {}]({to}).\n\n", self.document_name(document));
        }
        text.push_str("## Tin liên quan\n\n");
        for _ in 0..3 {
            let _ = writeln!(text, "- {}", self.article_link(rng.below(self.articles)));
        }
    }

    /// The value, code, label and issuer of the type of a document.
    fn document_type(&self, index: usize) -> [&'static str; 4] {
        let types = &self.words.of("doctypes").all;
        let mut parts = types[index % types.len()].split('|');
        [(); 4].map(|()| parts.next().unwrap_or_default())
    }

    /// The number counts the documents of one type, so that no number is used twice.
    fn document_number(&self, index: usize) -> String {
        let types = self.words.of("doctypes").all.len();
        format!("{}/{}", index / types + 1, self.document_type(index)[1])
    }

    fn document_slug(&self, index: usize) -> String {
        slug(&self.document_number(index), 9)
    }

    fn document_name(&self, index: usize) -> String {
        format!("{} số {}", self.document_type(index)[2], self.document_number(index))
    }

    pub(crate) fn document_file(&self, index: usize) -> File {
        let words = &self.words;
        let mut rng = Rng::new(3, index);
        let [kind, _, label, issuer] = self.document_type(index);
        let number = self.document_number(index);
        let issued = iso(day(index, self.documents()));
        let (act, thing) = (words.of("acts").pick(&mut rng), words.of("things").even(&mut rng));
        let summary = format!("Về {act} {thing} {}", words.of("places").pick(&mut rng));
        let field = words.of("fields").pick(&mut rng);
        let mut text = String::with_capacity(4_000);
        text.push_str("+++\n");
        if let Some(table) = self.generator.table() {
            let name = self.document_name(index);
            let _ = write!(text, "title = \"{name}\"\ndescription = \"{summary}\"\ndate = {issued}\n\n[{table}]\n");
        }
        let _ = write!(text, "number = \"{number}\"\ntype = \"{kind}\"\nissuer = \"{issuer}\"\n");
        let _ = write!(text, "issued = {issued}\neffective = {issued}\nsummary = \"{summary}\"\n");
        let _ = write!(text, "files = [\"/files/van-ban.pdf\"]\nfield = [\"{field}\"]\nsigner_title = \"Chủ tịch\"\n");
        let types = words.of("doctypes").all.len();
        if index >= 5 * types && rng.chance(12) {
            let _ = writeln!(text, "replaces = [\"{}\"]", self.document_number(index - rng.between(1, 5) * types));
        }
        if index > 0 && rng.chance(40) {
            let _ = writeln!(text, "based_on = [\"{}\"]", self.document_number(index - rng.between(1, index.min(40))));
        }
        text.push_str("+++\n\n");
        for (n, name) in ["Phạm vi và đối tượng", "Trách nhiệm thi hành", "Hiệu lực"].into_iter().enumerate()
        {
            let _ = write!(text, "## Điều {0}. {name} {{#dieu-{0}}}\n\n", n + 1);
            words.paragraph(&mut rng, &mut text);
            if n == 1 {
                words.list(&mut rng, &mut text);
            }
        }
        let _ = writeln!(text, "{label} này có hiệu lực kể từ ngày ký.");
        File { path: format!("van-ban/{}.md", self.document_slug(index)), text }
    }

    pub(crate) fn service_file(&self, index: usize) -> File {
        let words = &self.words;
        let mut rng = Rng::new(4, index);
        let procedures = &words.of("procedures").all;
        let name = match index / procedures.len() {
            0 => procedures[index % procedures.len()].to_owned(),
            round => format!("{} (nhóm {round})", procedures[index % procedures.len()]),
        };
        let field = words.of("fields").pick(&mut rng);
        let code = format!("{}.{:06}", 1 + index % 3, 1000 + index);
        let description =
            format!("Thủ tục {} tại xã Sen Vàng, nộp hồ sơ trực tuyến hoặc trực tiếp.", name.to_lowercase());
        let mut text = String::with_capacity(4_000);
        text.push_str("+++\n");
        match self.generator.table() {
            None => {
                let _ = writeln!(text, "description = \"{description}\"");
            }
            Some(table) => {
                let _ = write!(text, "title = \"{name}\"\ndescription = \"{description}\"\n\n[{table}]\n");
            }
        }
        let level = ["full", "partial", "information"][rng.below(3)];
        let _ = write!(text, "code = \"{code}\"\nname = \"{name}\"\nfield = \"{field}\"\nlevel = \"{level}\"\n");
        if level == "partial" {
            text.push_str("partial_reason = \"Người dân cần đến nhận kết quả bản giấy.\"\n");
        }
        text.push_str("url = \"https://dichvucong.gov.vn\"\n");
        let applicants = ["citizen", "business", "organisation", "foreigner"];
        let _ = writeln!(text, "applicants = {:?}", &applicants[..rng.between(1, 4)]);
        let _ = writeln!(text, "time_limit = \"{} ngày làm việc\"", rng.between(1, 20));
        text.push_str("competent_agency = \"Ủy ban nhân dân xã Sen Vàng\"\nhow_to = [\"Trực tuyến\", \"Trực tiếp\", \"Bưu chính\"]\n");
        let steps: Vec<_> = (0..rng.between(3, 5)).map(|_| words.sentence(&mut rng)).collect();
        let _ = writeln!(text, "steps = {steps:?}");
        if self.documents() > 0 {
            let _ = writeln!(text, "legal_basis = [\"{}\"]", self.document_number(rng.below(self.documents())));
        }
        let table = self.generator.table().map(|table| format!("{table}.")).unwrap_or_default();
        for paper in ["Tờ khai theo mẫu", "Giấy tờ tùy thân"] {
            let _ = write!(text, "\n[[{table}dossier]]\nname = \"{paper}\"\noriginals = {}\n", rng.between(0, 2));
        }
        let fee = rng.below(20) * 5_000;
        let _ = write!(text, "\n[[{table}fees]]\nname = \"Lệ phí\"\namount = {fee}\n+++\n\n## Lưu ý\n\n");
        words.paragraph(&mut rng, &mut text);
        let _ = writeln!(text, "Lệ phí là {} đồng mỗi hồ sơ.", thousands(fee));
        File { path: format!("thu-tuc/{}-{index}.md", slug(&name, 9)), text }
    }
}
