//! Languages beyond Vietnamese and English: dates and numbers.

use harness::Portal;

/// A portal with the built-in theme that has a further language.
fn with_language(code: &str) -> Portal {
    Portal::empty().append("portal.toml", &format!("[languages.{code}]\ntitle = \"Sen Vang\"\n"))
}

#[test]
fn dates_and_numbers_are_those_of_the_language() {
    let amounts = "{{ 1234567 | money }}; {{ 1234.5 | number(decimals=1) }}; {{ 3100000 | filesize }}; \
        {{ trans(key=\"papers\", n=1) }}; {{ trans(key=\"papers\", n=1234) }}; \
        {{ \"2026-01-05T18:05\" | date(format=\"datetime\") }}; {{ \"2026-01-05\" | date }}; \
        {{ \"2026-01-05\" | date(format=\"weekday\") }}";
    let papers = "papers = { $n ->\n    [one] { $n } papier\n   *[other] { $n } papiers\n }\n";
    let built = with_language("fr")
        .write("templates/amounts.html", amounts)
        .page("a", "title = \"A\"\ntemplate = \"amounts.html\"")
        .page("a.fr", "title = \"A\"\ntemplate = \"amounts.html\"")
        .write("strings/vi.ftl", "papers = { $n } tờ\n")
        .write("strings/fr.ftl", papers)
        .build()
        .ok();
    built.contains(
        "/a/",
        "1.234.567 đồng; 1.234,5; 3,1 MB; 1 tờ; 1.234 tờ; 18:05 ngày 05 tháng 01 năm 2026; 05/01/2026; Thứ Hai",
    );
    built.contains(
        "/fr/a/",
        "VND 1\u{202f}234\u{202f}567; 1\u{202f}234,5; 3,1 MB; 1 papier; 1\u{202f}234 papiers; \
         5 janvier 2026 à 18:05; 5 janvier 2026; lundi",
    );
}
