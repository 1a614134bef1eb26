//! The measurements, printed beside their targets.

/// The median, the minimum and the maximum of some measurements.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Middle {
    pub middle: f64,
    least: f64,
    most: f64,
}

impl Middle {
    pub(crate) fn of(taken: &[f64]) -> Self {
        let mut sorted = taken.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |n: usize| sorted.get(n).copied().unwrap_or(f64::NAN);
        let half = sorted.len() / 2;
        let middle = if sorted.len() % 2 == 1 { at(half) } else { f64::midpoint(at(half.wrapping_sub(1)), at(half)) };
        Self { middle, least: at(0), most: at(sorted.len().wrapping_sub(1)) }
    }

    /// The same of pairwise ratios: a slow moment of the machine affects both values of a pair.
    pub(crate) fn of_ratios(over: &[f64], under: &[f64]) -> Self {
        let ratios: Vec<f64> = over.iter().zip(under).map(|(over, under)| over / under.max(0.001)).collect();
        Self::of(&ratios)
    }
}

/// Prints rows at once, and counts the rows that miss their targets.
#[derive(Default)]
pub(crate) struct Table {
    part: String,
    missed: Vec<String>,
}

impl Table {
    pub(crate) fn part(&mut self, title: &str) {
        println!("\n{title}");
        title.clone_into(&mut self.part);
    }

    pub(crate) fn note(&self, text: &str) {
        println!("  {text}");
    }

    /// Prints a row without a target.
    pub(crate) fn row(&mut self, name: &str, taken: &[f64], unit: &str) {
        self.figure(name, Middle::of(taken), unit, None);
    }

    pub(crate) fn target(&mut self, name: &str, taken: &[f64], unit: &str, most: f64) {
        self.figure(name, Middle::of(taken), unit, Some(most));
    }

    pub(crate) fn figure(&mut self, name: &str, value: Middle, unit: &str, most: Option<f64>) {
        let ends = match value.least == value.most {
            true => String::new(),
            false => format!("{}–{}", shown(value.least), shown(value.most)),
        };
        let line = format!("  {name:<58}{:>10} {unit:<9}{ends:>17}", shown(value.middle));
        // The comparison uses the rounded value that the row shows.
        let verdict = most.map(|most| ((value.middle * 100.0).round() / 100.0 <= most, most));
        match verdict {
            None => println!("{}", line.trim_end()),
            Some((true, most)) => println!("{line}   at most {:<6} met", shown(most)),
            Some((false, most)) => {
                println!("{line}   at most {:<6} MISSED", shown(most));
                self.missed.push(format!("{name} ({})", self.part));
            }
        }
    }

    /// Whether all targets were reached; prints those that were not.
    pub(crate) fn held(&self) -> bool {
        match self.missed.is_empty() {
            true => println!("\nall targets met"),
            false => println!("\nmissed:\n  {}", self.missed.join("\n  ")),
        }
        self.missed.is_empty()
    }
}

/// A number with two decimals, a small one with three, a whole one with none. Large numbers are
/// rounded and grouped.
fn shown(value: f64) -> String {
    if value.abs() < 100.0 {
        let digits = if value.abs() < 1.0 { 3 } else { 2 };
        return if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.digits$}") };
    }
    let digits = format!("{value:.0}");
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
