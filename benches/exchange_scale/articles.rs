//! Invented articles of about 3 KiB, a tenth of them with a picture, as pages of a site and as
//! items of a channel.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use include_dir::{Dir, include_dir};
use pulldown_cmark::{Parser, html};
use rayon::prelude::*;
use tamquan::exchange::body::{BodyPicture, admit};
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::format::{Asset, FORMAT, Item, ListingEntry, Publisher};
use tamquan::share::ItemDraft;

use crate::Fault;
use crate::text::{Rng, Words, capital, day, iso};

/// The bytes of a body as Markdown.
const LONG: usize = 2_900;
/// One of so many articles has a picture.
const PICTURED: usize = 10;

static THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/benches/theme/plain");

/// An article before it becomes a page or an item.
#[derive(Clone)]
pub(crate) struct Article {
    pub id: String,
    pub title: String,
    pub summary: String,
    date: String,
    /// Markdown without the picture.
    body: String,
    picture: Option<Vec<u8>>,
}

/// The articles with these numbers, the newest last. With `pictured` a tenth of them has a picture.
/// Each `stream` has other articles.
pub(crate) fn articles(stream: u64, numbers: std::ops::Range<usize>, pictured: bool) -> Vec<Article> {
    let words = Words::load();
    let whole = numbers.end;
    let picture = |n: usize| (pictured && n.is_multiple_of(PICTURED)).then(|| picture(stream, n));
    numbers.into_par_iter().map(|n| Article { picture: picture(n), ..article(&words, stream, n, whole) }).collect()
}

fn article(words: &Words, stream: u64, n: usize, whole: usize) -> Article {
    let mut rng = Rng::new(stream, n);
    let (act, thing) = (words.of("acts").even(&mut rng), words.of("things").even(&mut rng));
    let title = capital(&format!("{act} {thing} {}", words.of("places").even(&mut rng)));
    let summary = format!("{title}, {}.", words.of("purposes").pick(&mut rng));
    let mut body = String::with_capacity(2 * LONG);
    let headings = &words.of("headings").all;
    let start = rng.below(headings.len());
    for part in 0.. {
        if body.len() >= LONG {
            break;
        }
        let _ = write!(body, "## {}\n\n", headings[(start + part) % headings.len()]);
        words.paragraph(&mut rng, &mut body);
        if part % 2 == 1 {
            words.list(&mut rng, &mut body);
        }
        words.paragraph(&mut rng, &mut body);
    }
    // All dates are in the past.
    let date = iso(day(n, whole));
    Article { id: format!("bai-{stream}-{n}"), title, summary, date, body, picture: None }
}

/// The JPEG of one article; no two articles have the same one.
fn picture(stream: u64, n: usize) -> Vec<u8> {
    let mut rng = Rng::new(stream + 1_000, n);
    let [red, green, blue] = [(); 3].map(|()| rng.below(200) as u32);
    let picture = RgbImage::from_fn(640, 400, |x, y| {
        Rgb([red + x / 12, green + y / 8, blue + (x ^ y) % 50].map(|part| part.min(255) as u8))
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).expect("a picture can be written to memory");
    bytes.into_inner()
}

impl Article {
    /// Writes the article as a page of a section. A page with a picture has a folder of its own.
    pub(crate) fn write(&self, section: &Path) -> Result<(), Fault> {
        let Self { id, title, summary, date, body, picture } = self;
        let front = format!("+++\ntitle = \"{title}\"\ndescription = \"{summary}\"\ndate = {date}\n+++\n\n");
        match picture {
            Some(picture) => {
                let folder = section.join(id);
                fs::create_dir_all(&folder)?;
                fs::write(folder.join("anh.jpg"), picture)?;
                fs::write(folder.join("index.md"), format!("{front}![{title}](anh.jpg)\n\n{body}"))?;
            }
            None => fs::write(section.join(format!("{id}.md")), format!("{front}{body}"))?,
        }
        Ok(())
    }

    /// The article with one more sentence.
    pub(crate) fn edited(&self, mark: &str) -> Self {
        Self { body: format!("{}\n{mark}\n", self.body), ..self.clone() }
    }

    /// The article as an item of a channel.
    pub(crate) fn draft(&self, channel: &ExchangeId, publisher: &Publisher) -> Result<ItemDraft, Fault> {
        let mut assets: Vec<Asset> = Vec::new();
        let mut pictures = BTreeMap::new();
        let mut body = String::with_capacity(2 * self.body.len());
        if let Some(bytes) = &self.picture {
            let asset = Asset {
                sha256: Sha256Hash::of(bytes).to_string(),
                extension: "jpg".to_owned(),
                length: bytes.len() as u64,
            };
            let _ = writeln!(body, "<p><img src=\"asset:{}\" alt=\"{}\"></p>", asset.sha256, self.title);
            pictures.insert(asset.target(), bytes.clone());
            assets.push(asset);
        }
        html::push_html(&mut body, Parser::new(&self.body));
        let canonical = publisher.url.join(&format!("tin-tuc/{}/", self.id))?;
        // The declaration is the same as the program makes before it signs.
        let declared =
            |hash: &str| assets.iter().any(|asset| asset.sha256 == hash).then(|| BodyPicture::from_hash(hash));
        let body = admit(&body, canonical.as_str(), &declared).map_err(|refused| format!("{refused:?}"))?.html;
        let entry = ListingEntry {
            id: ExchangeId::new(&self.id).map_err(|_| "no name")?,
            rev: 1,
            kind: "article".to_owned(),
            lang: "vi".to_owned(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            published: Some(self.date.clone()),
        };
        let item = Item {
            format: FORMAT,
            canonical,
            entry,
            channel: channel.clone(),
            publisher: publisher.clone(),
            modified: None,
            license: None,
            authors: Vec::new(),
            fields: serde_json::Map::new(),
            body,
            assets,
            corrections: Vec::new(),
            valid_to: None,
        };
        Ok(ItemDraft { item, pictures })
    }
}

/// The articles as drafts of items, the newest first.
pub(crate) fn drafts(
    articles: &[Article],
    channel: &ExchangeId,
    publisher: &Publisher,
) -> Result<Vec<ItemDraft>, Fault> {
    articles.iter().rev().map(|article| article.draft(channel, publisher)).collect()
}

/// Writes a site with these empty sections. `more` is added to its `portal.toml`.
pub(crate) fn site(folder: &Path, sections: &[String], more: &str) -> Result<(), Fault> {
    let content = folder.join("content");
    fs::create_dir_all(&content)?;
    fs::create_dir_all(folder.join("themes/plain"))?;
    THEME.extract(folder.join("themes/plain"))?;
    fs::write(
        content.join("_index.md"),
        "+++\ntitle = \"Cổng thông tin điện tử xã Sen Vàng\"\ndescription = \"Một xã tưởng tượng.\"\n+++\n",
    )?;
    for (weight, section) in sections.iter().enumerate() {
        let front = format!(
            "+++\ntitle = \"Chuyên mục {section}\"\ndescription = \"Tin của chuyên mục {section}.\"\nweight = {}\n\
             kind = \"article\"\nsort_by = \"date\"\npaginate_by = 20\nfeed = true\n+++\n",
            weight + 1
        );
        fs::create_dir_all(content.join(section))?;
        fs::write(content.join(section).join("_index.md"), front)?;
    }
    fs::write(folder.join("portal.toml"), format!("{PORTAL}{more}"))?;
    Ok(())
}

const PORTAL: &str = r#"base_url = "https://senvang.lamgiang.gov.vn"
title = "Cổng thông tin điện tử xã Sen Vàng"
description = "Một xã tưởng tượng."
default_language = "vi"
theme = "plain"
paginate_by = 20

[agency]
type = "commune"
name = "Ủy ban nhân dân xã Sen Vàng"
short_name = "UBND xã Sen Vàng"
code = "H99.10.13"
responsible = "Bà Lê Thị Sen, Chủ tịch UBND xã"
address = "Thôn Đông Sen, xã Sen Vàng, tỉnh Lam Giang"
phone = "0299 3812 345"
email = "ubnd@senvang.lamgiang.gov.vn"
parent = { name = "Cổng thông tin điện tử tỉnh Lam Giang", url = "https://lamgiang.gov.vn" }

[extra]
home = []
"#;
