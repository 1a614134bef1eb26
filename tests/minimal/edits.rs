use crate::harness::Portal;
use crate::work::build;

#[test]
fn explore() {
    type E = fn(Portal) -> Portal;
    let edits: [(&str, E); 24] = [
        ("sentence", |p| p.append("content/article/a.md", "\nCâu.\n")),
        ("title", |p| p.replace("content/article/a.md", "Trang article", "Trang báo")),
        ("summary", |p| p.replace("content/article/a.md", "Chữ đầu", "Chữ khác")),
        ("description", |p| p.replace("content/article/a.md", "event_date", "description = \"Mô tả\"\nevent_date")),
        ("date", |p| p.replace("content/article/a.md", "date = 2026-10-20", "date = 2026-10-21")),
        ("tag", |p| p.replace("content/article/a.md", "\"Lúa\"", "\"Lúa\", \"Sen\"")),
        ("last of tag", |p| p.replace("content/article/a.md", "\"Lúa\", ", "")),
        ("data", |p| p.replace("data/dan-so.csv", "420", "421")),
        ("event.html", |p| p.write("templates/event.html", "{{ page.title }}")),
        ("partial", |p| p.write("templates/partials/breadcrumb.html", "x")),
        ("shortcode", |p| p.write("templates/shortcodes/table.html", "x")),
        ("string", |p| p.write("strings/vi.ftl", "page-word = Trang x\n")),
        ("menu", |p| {
            p.append(
                "portal.toml",
                "[[menus]]\nname = \"footer\"\nitems = [{ url = \"https://chinhphu.vn\", title = \"CP\" }]\n",
            )
        }),
        ("attachment", |p| p.write("static/files/a.pdf", "%PDF-1.7\nnew")),
        ("attachment same size", |p| p.write("static/files/a.pdf", "%PDF-1.8\n")),
        ("picture", |p| p.picture("static/images/a.png", 800, 500)),
        ("new page", |p| p.page("article/b", "title = \"B\"\ndate = 2026-11-01")),
        ("rename", |p| p.rename("content/article/a.md", "content/article/c.md")),
        ("delete", |p| p.remove("content/article/a.md")),
        ("style", |p| p.write("static/css/sen.css", "body{}")),
        ("translation", |p| {
            p.write("content/event/a.en.md", "+++\nkind = \"event\"\ntitle=\"E\"\nstarts = 2026-11-25T08:00:00\nplace = \"Hall\"\nchair = \"Chair\"\n+++\n")
        }),
        ("day", |p| p.on("2026-11-24")),
        ("heading", |p| p.replace("content/article/a.md", "Mục một", "Mục đầu")),
        ("nothing", |p| p),
    ];
    for (site, start) in [("every", Portal::of_every_kind as fn() -> Portal), ("example", Portal::example)] {
        for (name, edit) in edits {
            let portal = start();
            if site == "example" {
                break;
            }
            let before = portal.build().ok();
            let portal = edit(portal);
            let (_, cost) = build(&portal, &before, name);
            let w = cost.wasted();
            println!(
                "{site} {name}: parsed {} rendered {} needed {} of {} wasted {} {:?}",
                cost.parsed,
                cost.rendered.len(),
                cost.needed.len(),
                before.outputs().len(),
                w.len(),
                w.iter().take(40).collect::<Vec<_>>()
            );
        }
    }
}
