//! Invented Vietnamese text: a seeded generator, a vocabulary, sentences and Markdown blocks.

use std::collections::HashMap;
use std::fmt::Write;

/// SplitMix64: a small generator, the same on every machine. It uses neither floating point nor the
/// clock.
pub(crate) struct Rng(u64);

impl Rng {
    /// A generator for one page, so that the page does not depend on the other pages.
    pub(crate) fn new(stream: u64, index: usize) -> Self {
        let mut rng =
            Rng(stream.wrapping_mul(0xA076_1D64_78BD_642F) ^ (index as u64).wrapping_mul(0xE703_7ED1_A0B4_28DB));
        rng.next();
        rng
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The phrases of one kind. The first ones are chosen most often (weight 1/(rank + 2), after Zipf).
pub(crate) struct Phrases {
    pub all: Vec<&'static str>,
    sums: Vec<u64>,
}

impl Phrases {
    fn new(all: Vec<&'static str>) -> Self {
        let mut sum = 0;
        let sums = (0..all.len() as u64)
            .map(|rank| {
                sum += 1_000_000 / (rank + 2);
                sum
            })
            .collect();
        Phrases { all, sums }
    }

    pub(crate) fn index(&self, rng: &mut Rng) -> usize {
        let at = rng.next() % self.sums.last().copied().unwrap_or(1);
        self.sums.partition_point(|&sum| sum <= at)
    }

    pub(crate) fn pick(&self, rng: &mut Rng) -> &'static str {
        self.all[self.index(rng)]
    }

    /// A phrase with equal probability, for titles, which should differ.
    pub(crate) fn even(&self, rng: &mut Rng) -> &'static str {
        self.all[rng.below(self.all.len())]
    }
}

pub(crate) struct Words(HashMap<&'static str, Phrases>);

impl Words {
    pub(crate) fn load() -> Self {
        let mut lists: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut name = "";
        for line in include_str!("words.txt").lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix("# ") {
                Some(heading) => name = heading,
                None => lists.entry(name).or_default().push(line),
            }
        }
        Words(lists.into_iter().map(|(name, list)| (name, Phrases::new(list))).collect())
    }

    pub(crate) fn of(&self, name: &str) -> &Phrases {
        &self.0[name]
    }

    fn say(&self, rng: &mut Rng, name: &str) -> &'static str {
        self.of(name).pick(rng)
    }

    pub(crate) fn sentence(&self, rng: &mut Rng) -> String {
        let actor = self.say(rng, "actors");
        let act = self.say(rng, "acts");
        let thing = self.emphasised(rng);
        let place = self.say(rng, "places");
        let purpose = self.say(rng, "purposes");
        match rng.below(5) {
            0 => format!("{}, {actor} {act} {thing} {place}.", self.say(rng, "times")),
            1 => format!("{} đã {act} {thing} {place}, {purpose}.", capital(actor)),
            2 => format!("{}: {actor} cần {act} {thing}, {purpose}.", self.say(rng, "openers")),
            3 => {
                let figure = thousands(rng.between(12, 9800));
                format!("{}, {place} có {figure} {}, {purpose}.", self.say(rng, "times"), self.say(rng, "counted"))
            }
            _ => {
                let (second, other) = (self.say(rng, "acts"), self.say(rng, "things"));
                let partner = self.say(rng, "actors");
                format!("{} {act} {thing}; {partner} {second} {other} {place}.", capital(actor))
            }
        }
    }

    fn emphasised(&self, rng: &mut Rng) -> String {
        let thing = self.say(rng, "things");
        match rng.below(20) {
            0 => format!("**{thing}**"),
            1 => format!("*{thing}*"),
            _ => thing.to_owned(),
        }
    }

    pub(crate) fn paragraph(&self, rng: &mut Rng, out: &mut String) {
        for n in 0..rng.between(2, 4) {
            if n > 0 {
                out.push(' ');
            }
            out.push_str(&self.sentence(rng));
        }
        out.push_str("\n\n");
    }

    pub(crate) fn list(&self, rng: &mut Rng, out: &mut String) {
        let numbered = rng.chance(40);
        for n in 1..=rng.between(3, 6) {
            let act = capital(self.say(rng, "acts"));
            let (thing, place) = (self.emphasised(rng), self.say(rng, "places"));
            let mark = if numbered { format!("{n}.") } else { "-".to_owned() };
            let _ = writeln!(out, "{mark} {act} {thing} {place};");
        }
        out.push('\n');
    }

    pub(crate) fn table(&self, rng: &mut Rng, out: &mut String) {
        out.push_str("| Thôn | Số hộ | Kế hoạch | Thực hiện | Tỷ lệ |\n|---|---:|---:|---:|---:|\n");
        let rows = &self.of("rows").all;
        for row in rows.iter().take(rng.between(4, rows.len())) {
            let plan = rng.between(40, 400);
            let done = plan * rng.between(55, 100) / 100;
            let (households, part, tenth) = (rng.between(90, 620), done * 100 / plan, done * 1000 / plan % 10);
            let _ = writeln!(out, "| {row} | {households} | {plan} | {done} | {part},{tenth}% |");
        }
        out.push('\n');
    }

    pub(crate) fn quote(&self, rng: &mut Rng, out: &mut String) {
        let (thing, purpose) = (self.say(rng, "things"), self.say(rng, "purposes"));
        let _ = writeln!(out, "> Mỗi việc nhỏ trong {thing} đều phải làm đến nơi đến chốn, {purpose}.\n>");
        let _ = writeln!(out, "> — {}\n", capital(self.say(rng, "actors")));
    }
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Groups thousands: 1234 gives "1.234".
pub(crate) fn thousands(n: usize) -> String {
    if n < 1000 { n.to_string() } else { format!("{}.{:03}", thousands(n / 1000), n % 1000) }
}

/// The slug of a text, with at most `words` words: "Đăng ký khai sinh" gives "dang-ky-khai-sinh".
pub(crate) fn slug(text: &str, words: usize) -> String {
    let mut out = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match fold(letter) {
            Some(plain) => out.push(plain),
            None if out.is_empty() || out.ends_with('-') => {}
            None => out.push('-'),
        }
    }
    out.split('-').filter(|word| !word.is_empty()).take(words).collect::<Vec<_>>().join("-")
}

fn fold(letter: char) -> Option<char> {
    const FOLDS: [(&str, char); 7] = [
        ("àáảãạăằắẳẵặâầấẩẫậ", 'a'),
        ("èéẻẽẹêềếểễệ", 'e'),
        ("ìíỉĩị", 'i'),
        ("òóỏõọôồốổỗộơờớởỡợ", 'o'),
        ("ùúủũụưừứửữự", 'u'),
        ("ỳýỷỹỵ", 'y'),
        ("đ", 'd'),
    ];
    if letter.is_ascii_alphanumeric() {
        return Some(letter);
    }
    FOLDS.iter().find(|(marked, _)| marked.contains(letter)).map(|(_, plain)| *plain)
}

/// Year, month and day of the day number `n` of `of`, spread over five years from 1 July 2021.
pub(crate) fn day(n: usize, of: usize) -> (usize, usize, usize) {
    let (mut year, mut month, mut left) = (2021, 7, n * 1900 / of.max(1));
    loop {
        let length = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if left < length {
            return (year, month, left + 1);
        }
        left -= length;
        month = month % 12 + 1;
        year += usize::from(month == 1);
    }
}

pub(crate) fn iso((year, month, day): (usize, usize, usize)) -> String {
    format!("{year}-{month:02}-{day:02}")
}
