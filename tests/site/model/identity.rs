//! What a portal looks like: emblem, colours, font, and the picture of the home page.

use harness::page::between;
use harness::{Built, Portal};

fn with_identity(identity: &str) -> Portal {
    Portal::empty().append("portal.toml", &format!("\n[identity]\n{identity}\n"))
}

/// The published style sheet of the theme.
fn sheet(built: &Built) -> &str {
    let path = between(built.page("/"), "<link rel=\"stylesheet\" href=\"", "\"");
    built.page(path)
}

#[test]
fn the_colours_of_the_portal_reach_every_mode_of_its_style_sheet() {
    let without = Portal::empty().build().ok();
    let built = with_identity("brand = \"#2f6b3a\"\naccent = \"rgb(0 120 140)\"").build().ok();
    let css = sheet(&built);
    assert!(css.contains(":root{--brand:#2f6b3a;--brand-ink:#2f6b3a;--accent:#00788c}"), "{css}");
    // The rules of six modes name the two colours, beside those of the theme.
    let count = |css: &str| css.matches("--brand-ink:").count();
    assert_eq!(count(css) - count(sheet(&without)), 6);
    built.omits("/", "_identity");
    assert!(!built.outputs().keys().any(|path| path.contains("_identity")));
}

#[test]
fn a_colour_changes_the_pages_by_the_address_of_their_style_sheet_alone() {
    let portal = with_identity("brand = \"#2f6b3a\"");
    let first = portal.build().ok();
    let first_sheet = between(first.page("/"), "href=\"/css/", "\"").to_owned();
    let second = portal.replace("portal.toml", "#2f6b3a", "#0b4f6c").build().ok();
    let second_sheet = between(second.page("/"), "href=\"/css/", "\"");
    assert_ne!(first_sheet, second_sheet);
    let without_sheet = |built: &Built| {
        let page = built.page("/");
        let link = between(page, "<link rel=\"stylesheet\"", ">");
        page.replace(link, "")
    };
    assert_eq!(without_sheet(&first), without_sheet(&second));
}

#[test]
fn a_portal_without_an_emblem_has_the_sign_of_its_type() {
    let commune = Portal::empty().build().ok();
    commune.contains("/", "emblems.svg#gate").contains("/", "hero-commune");
    let ministry = Portal::empty().replace("portal.toml", "type = \"commune\"", "type = \"ministry\"").build().ok();
    ministry.contains("/", "emblems.svg#drum").omits("/", "hero-commune");
}

#[test]
fn emblem_and_hero_are_pictures_of_the_site() {
    let portal = with_identity("emblem = \"images/huy.png\"\nhero = \"/images/cau.png\"");
    let built = portal.picture("static/images/huy.png", 64, 64).picture("static/images/cau.png", 900, 600).build().ok();
    built
        .contains("/", "hero-pictured")
        .omits("/", "emblems.svg")
        .contains("/", "<link rel=\"icon\" href=\"/images/huy.png\">");
    let hero = between(built.page("/"), "<div class=\"hero-picture\">", "</div>");
    assert!(hero.contains("alt=\"\"") && hero.contains("loading=\"lazy\"") && hero.contains("400w"), "{hero}");
}

#[test]
fn the_font_decides_what_is_loaded_first() {
    let fonts = |built: &Built| built.page("/").matches("as=\"font\"").count();
    let own = Portal::empty().build().ok();
    own.contains("/", "be-vietnam-pro-400.woff2").omits("/", "data-font");
    let narrow = with_identity("font = \"source-sans-3\"").build().ok();
    narrow.contains("/", "data-font=\"source-sans-3\"").contains("/", "source-sans-3-700.woff2");
    let system = with_identity("font = \"system\"").build().ok();
    system.contains("/", "data-font=\"system\"");
    assert_eq!((fonts(&own), fonts(&narrow), fonts(&system)), (2, 2, 0));
}

#[test]
fn colours_of_a_sheet_of_the_site_are_told_at_their_line() {
    let tokens = ":root { --ground: #fff;\n  --ink: #999;\n}\n@media (prefers-color-scheme: dark) {\n  :root { --ground: #000 }\n}\n";
    let built = Portal::plain().write("static/css/xa.css", tokens).build().ok();
    let places: Vec<_> = built.outcome().warnings.iter().map(harness::place).collect();
    assert_eq!(places, [("token-contrast", "static/css/xa.css", 2)]);
    // White and black are seen everywhere.
    let right = tokens.replace("#999", "#767676");
    let built = Portal::plain().write("static/css/xa.css", &right).build().ok();
    assert!(built.warnings().is_empty());
}

#[test]
fn a_colour_that_no_style_sheet_takes_is_told() {
    let portal = Portal::plain().append("portal.toml", "\n[identity]\nbrand = \"#2f6b3a\"\n");
    let portal = portal.write("static/css/xa.css", "a { color: var(--brand) }");
    let built = portal.build().ok();
    assert_eq!(built.warnings().iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["identity-unused"]);
    let portal = portal.write("static/css/xa.css", "@import \"_identity.css\";\na { color: var(--brand) }");
    let built = portal.build().ok();
    assert!(built.warnings().is_empty());
    assert_eq!(built.holding("--brand:#2f6b3a").len(), 1);
}
