//! A theme is a base to stand on: a template extends the file of its own name, and a theme stands
//! on another one.

use harness::page::in_order;
use harness::{PORTAL, Portal};

/// The portal with the theme `rong`, which is based on `base`.
fn with_theme(base: &str) -> Portal {
    Portal::empty()
        .write("portal.toml", &PORTAL.replace("[agency]", "theme = \"rong\"\n[agency]"))
        .write("themes/rong/theme.toml", &format!("base = \"{base}\"\n"))
        .page("tin", "title = \"Tin\"")
}

const OWN_LEAD: &str = "{% extends \"sen/page.html\" %}{% block lead %}<p>Lời dẫn</p>{{ super() }}{% endblock lead %}";

#[test]
fn a_template_extends_the_one_that_it_replaces() {
    let portal = Portal::empty()
        .page("tin", "title = \"Tin\"\ndescription = \"Tóm tắt\"")
        .section("van", "title = \"Văn\"\nkind = \"article\"", &["A"])
        .write("templates/page.html", OWN_LEAD);
    let built = portal.build().ok();
    let parts = ["<!doctype html>", "<h1>Tin</h1>", "<p>Lời dẫn</p><p class=\"lead\">Tóm tắt</p>", "</html>"];
    in_order(built.page("/tin/"), &parts);
    // What extends the page, as articles do, stands on the site's file.
    in_order(built.page("/van/p1/"), &["<h1>A</h1>", "<p>Lời dẫn</p>", "class=\"facts byline\""]);
    assert_eq!(built.warnings(), []);
}

#[test]
fn a_partial_includes_the_one_that_it_replaces() {
    let own = "<div class=\"khung\">{% include \"sen/partials/breadcrumb.html\" %}</div>";
    let portal = Portal::empty().page("tin", "title = \"Tin\"");
    let plain = portal.build().ok().page("/tin/").to_owned();
    let built = portal.write("templates/partials/breadcrumb.html", own).build().ok();
    let framed = built.page("/tin/");
    in_order(framed, &["<div class=\"khung\">", "</div>", "<main"]);
    assert_eq!(
        framed.replace("<div class=\"khung\">", "").replacen("</nav>\n</div>\n<main", "</nav>\n\n<main", 1),
        plain
    );
}

#[test]
fn a_page_that_extends_the_theme_and_changes_nothing_is_the_page_of_the_theme() {
    let portal = Portal::of_every_kind();
    let plain = portal.build().ok();
    let mut portal = portal;
    for name in ["page.html", "section.html", "base.html", "article.html", "index.html"] {
        portal = portal.write(&format!("templates/{name}"), &format!("{{% extends \"sen/{name}\" %}}"));
    }
    let built = portal.build().ok();
    assert!(built.outputs() == plain.outputs(), "{:?}", harness::first_difference(built.outputs(), plain.outputs()));
}

#[test]
fn one_component_of_the_site_leaves_the_others_of_the_theme() {
    let own = "{% component icon(name: string) -%}<i class=\"hinh\">{{ name }}</i>{%- endcomponent icon %}";
    let portal =
        Portal::empty().replace("portal.toml", "[agency]", "[agency]\nphone = \"0299 3812 345\"\nhotline = \"1022\"");
    for file in ["templates/cua-xa.html", "templates/components.html"] {
        let portal = portal.copy().write(file, own);
        let built = portal.build().ok();
        built.contains("/", "<i class=\"hinh\">phone</i>").contains("/", "css/sen.").omits("/", "<svg class=\"icon\"");
        assert_eq!(built.warnings(), [], "{file}");
    }
}

#[test]
fn a_file_of_the_base_counts_where_the_theme_has_none() {
    let portal = with_theme("sen")
        .write("themes/rong/templates/page.html", OWN_LEAD)
        .write("themes/rong/strings/vi.ftl", "skip-to-content = Tới phần chính\n")
        .write("themes/rong/static/robots-rong.txt", "rồng");
    let built = portal.build().ok();
    in_order(built.page("/tin/"), &["Tới phần chính", "<h1>Tin</h1>", "<p>Lời dẫn</p>", "</html>"]);
    assert_eq!(built.page("/robots-rong.txt"), "rồng");
    built.has("/favicon.svg").contains("/", "<!doctype html>");
    assert_eq!(built.warnings(), []);
    // The site stands on its theme, and on the base of that as well.
    let two = "{% extends \"rong/page.html\" %}{% block after %}<p>Của xã</p>{% endblock after %}";
    let built = portal.copy().write("templates/page.html", two).build().ok();
    in_order(built.page("/tin/"), &["<p>Lời dẫn</p>", "<p>Của xã</p>"]);
    let one = two.replace("rong/", "sen/");
    let built = portal.write("templates/page.html", &one).build().ok();
    built.contains("/tin/", "<p>Của xã</p>").omits("/tin/", "Lời dẫn");
}

#[test]
fn themes_stand_on_each_other() {
    let more = |name: &str, below: &str| {
        format!(
            "{{% extends \"{below}/page.html\" %}}{{% block after %}}{{{{ super() }}}}<b>{name}</b>{{% endblock after %}}"
        )
    };
    let portal = with_theme("giua")
        .write("themes/giua/theme.toml", "base = \"sen\"\n")
        .write("themes/giua/templates/page.html", &more("giua", "sen"))
        .write("themes/rong/templates/page.html", &more("rong", "giua"))
        .write("themes/giua/static/a.txt", "giữa")
        .write("themes/rong/static/b.txt", "rồng")
        .write("static/a.txt", "xã");
    let built = portal.write("templates/page.html", &more("xa", "rong")).build().ok();
    in_order(built.page("/tin/"), &["<b>giua</b><b>rong</b><b>xa</b>"]);
    assert_eq!((built.page("/a.txt"), built.page("/b.txt")), ("xã", "rồng"));
}

#[test]
fn what_is_wrong_with_the_file_of_a_theme_is_told_at_its_line() {
    for (text, code, line) in [
        ("base = \"khong-co\"\n", "no-theme", 1),
        ("\nbase = \"rong\"\n", "theme-circle", 2),
        ("base = \"Sen\"\n", "no-theme", 1),
        ("base = \"../sen\"\n", "no-theme", 1),
        ("base = \"themes/sen\"\n", "no-theme", 1),
        ("base = \"sen/\"\n", "no-theme", 1),
        ("base = \"\"\n", "empty-value", 1),
        ("base = 1\n", "wrong-type", 1),
        ("base = [\"sen\"]\n", "wrong-type", 1),
        ("[base]\nname = \"sen\"\n", "wrong-type", 1),
        ("# Nền\nbas = \"sen\"\n", "unknown-key", 2),
        ("base = \"sen\"\ntitle = \"Rồng\"\n", "unknown-key-far", 2),
        ("base = “sen”\n", "toml-syntax", 1),
        ("base\n", "toml-syntax", 1),
    ] {
        let built = with_theme("sen").write("themes/rong/theme.toml", text).build();
        let errors: Vec<(&str, &str, u32)> = built.errors().iter().map(|diag| harness::place(diag)).collect();
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert_eq!((errors[0].1, errors[0].2), ("themes/rong/theme.toml", line), "{text}: {errors:?}");
        assert!(errors[0].0 == code || code == "toml-syntax", "{text}: {errors:?}");
    }
    let far = with_theme("t0");
    let far =
        (0..9).fold(far, |far, n| far.write(&format!("themes/t{n}/theme.toml"), &format!("base = \"t{}\"\n", n + 1)));
    far.build().fails_with(&[("too-deep", "themes/t6/theme.toml", 1)]);
    let built = with_theme("sen").remove("themes/rong/theme.toml").link("themes/rong/theme.toml", "/etc/hostname");
    built.build().fails_with(&[("link-leaves", "themes/rong/theme.toml", 0)]);
    // A theme without the file, or without a base, stands alone.
    let alone = with_theme("sen").write("themes/rong/theme.toml", "# Nền\n").build();
    assert!(alone.errors().iter().any(|diag| diag.code.name() == "template-missing"), "{:?}", alone.faults());
}

#[test]
fn circles_between_a_site_and_its_theme_are_told_at_the_file_of_the_site() {
    for (file, text) in [
        ("templates/page.html", "{% extends \"page.html\" %}"),
        ("templates/base.html", "{% extends \"sen/page.html\" %}"),
        ("templates/partials/list.html", "{% include \"partials/list.html\" %}"),
        ("templates/partials/header.html", "{% include \"sen/base.html\" %}"),
    ] {
        let built = Portal::empty().write(file, text).build().fails_with(&[("template-circle", file, 0)]);
        let name = file.trim_start_matches("templates/");
        assert!(built.faults()[0].args.iter().any(|(_, value)| value.contains(&format!("sen/{name}"))), "{file}");
    }
}

#[test]
fn a_template_of_the_theme_that_is_not_there_is_told_with_the_one_that_was_meant() {
    for (name, near) in [("sen/pgae.html", "sen/page.html"), ("snen/page.html", "none"), ("rong/page.html", "none")] {
        let own = format!("{{% extends \"{name}\" %}}");
        let built = Portal::empty().write("templates/page.html", &own).build();
        let code = if near == "none" { "template-missing" } else { "template-missing-near" };
        let built = built.fails_with(&[(code, "templates/page.html", 0)]);
        let told = &built.faults()[0].args;
        assert!(near == "none" || told.iter().any(|(name, value)| *name == "near" && value == near), "{told:?}");
    }
}

#[test]
fn a_portal_adds_to_every_page_without_a_copy() {
    let portal = Portal::empty().page("tin", "title = \"Tin\"");
    let plain = portal.build().ok();
    let portal = portal
        .write("static/css/site.css", "@import \"_them.css\";\n.tiles { gap: 2rem }\n")
        .write("static/css/_them.css", "h1 { letter-spacing: .01em }\n")
        .write("static/js/site.js", "document.body.dataset.xa = 'sen-vang';\n")
        .write("templates/hooks/head.html", "<meta name=\"dia-ban\" content=\"{{ agency.name }}\">\n")
        .write("templates/hooks/foot.html", "<div class=\"wrap\">Trang của {{ config.title }}</div>\n");
    let built = portal.build().ok();
    assert_eq!(built.warnings(), []);
    for url in ["/", "/tin/", "/404.html"] {
        let page = built.page(url);
        in_order(
            page,
            &[
                "href=\"/css/sen.",
                "<link rel=\"stylesheet\" href=\"/css/site.",
                "integrity=\"sha384-",
                "<script src=\"/js/site.",
                "integrity=\"sha384-",
                "defer></script>",
                "<meta name=\"dia-ban\" content=\"Ủy ban nhân dân xã Sen Vàng\">",
                "</head>",
                "<footer",
                "<div class=\"wrap\">Trang của Cổng thông tin điện tử xã Sen Vàng</div>",
                "</footer>",
                "<link rel=\"stylesheet\" href=\"/css/site.",
                "</body>",
            ],
        );
    }
    let sheet = built.outputs().keys().find(|path| path.starts_with("css/site.")).expect("the sheet");
    assert_eq!(built.page(sheet), "h1{letter-spacing:.01em}.tiles{gap:2rem}");
    // What is added is under the same policy as everything else.
    let inline = portal.copy().write("templates/hooks/head.html", "<script>alert(1)</script>").build().ok();
    assert_eq!(inline.warnings(), [("template-inline", "templates/hooks/head.html")]);
    // A slip in the name of a hook is told.
    let slip = portal.copy().rename("templates/hooks/foot.html", "templates/hooks/fot.html").build().ok();
    assert_eq!(slip.warnings(), [("template-unused", "templates/hooks/fot.html")]);
    // Without them, the pages are those of before.
    let mut portal = portal;
    for file in ["static/css/site.css", "static/css/_them.css", "static/js/site.js", "templates/hooks"] {
        portal = portal.remove(file);
    }
    assert!(portal.build().ok().outputs() == plain.outputs());
}

#[test]
fn a_child_with_a_slip_in_the_name_of_a_block_is_told_with_the_block_that_was_meant() {
    let own = "{% extends \"sen/page.html\" %}{% block afetr %}{% endblock afetr %}";
    let built = Portal::empty().write("templates/page.html", own).build();
    let built = built.fails_with(&[("template-block", "templates/page.html", 1)]);
    assert!(built.faults()[0].args.contains(&("near", "after".to_owned())), "{:?}", built.faults());
}
