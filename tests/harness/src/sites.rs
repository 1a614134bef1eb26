//! Portals that several tests build.

use super::{Portal, pdf};

/// A theme that shows only the values that templates receive, one fact a line, so that tests do not
/// depend on the design of `sen`.
const PLAIN: [(&str, &str); 9] = [
    ("list.html", "{% set items = paginator.pages if paginator else section.pages %}{% for p in items %}<li>{{ p.title }}</li>\n{% endfor %}"),
    (
        "section.html",
        "<html lang=\"{{ lang }}\"><title>{{ section.title }}</title>\n{{ head }}\n{{ section.content }}\n{% include \"list.html\" %}
{% for s in section.subsections %}sub {{ s.title }} {{ s.url }} {{ s.count }}\n{% endfor %}
{% for f in section.facets %}facet {{ f.key }} {{ f.label }}\n{% for v in f.values %}value {{ v.label }} {{ v.url }} {{ v.count }}\n{% endfor %}{% endfor %}
{% if paginator %}part {{ paginator.current_index }} of {{ paginator.number_pagers }}, {{ paginator.total_pages }} in all
before {{ paginator.previous or \"-\" }} after {{ paginator.next or \"-\" }}{% endif %}
{% for t in translations %}other {{ t.code }} {{ t.url }} {{ t.exists }}\n{% endfor %}
{% for n in notices %}notice {{ n.level.value }} {{ n.title }}\n{% endfor %}
{% for name, items in menus %}menu {{ name }}\n{% for i in items %}item {{ i.title }} {{ i.url }} {{ i.external }} {{ i.lang or \"-\" }}\n{% for c in i.children %}child {{ c.title }} {{ c.url }}\n{% endfor %}{% endfor %}{% endfor %}",
    ),
    ("index.html", "{% include \"section.html\" %}"),
    (
        "page.html",
        "<html lang=\"{{ lang }}\"><title>{{ page.title }}</title>\n{{ head }}\n<main>{{ page.content }}</main>
prev {{ page.prev?.url or \"-\" }} next {{ page.next?.url or \"-\" }}
{% for r in page.related %}related {{ r.title }}\n{% endfor %}
{% for f in page.attachments %}file {{ f.url }} {{ f.label }}\n{% endfor %}
{% for f in page.facts %}fact {{ f.key }} {{ f.label }}\n{% endfor %}
{% for t in translations %}other {{ t.code }} {{ t.url }} {{ t.exists }}\n{% endfor %}
{% for a in ancestors %}above {{ a.title }} {{ a.url }}\n{% endfor %}",
    ),
    ("taxonomy_list.html", "{{ taxonomy.label }}\n{% for t in terms %}term {{ t.name }} {{ t.url }} {{ t.count }}\n{% endfor %}"),
    ("taxonomy_single.html", "{{ term.name }}\n{% include \"list.html\" %}part {{ paginator.current_index }} of {{ paginator.number_pagers }}\n"),
    ("facet.html", "{{ facet.label }}: {{ facet.value.label }}\n{% include \"list.html\" %}"),
    ("404.html", "not found"),
    ("redirect.html", "moved to {{ target }}"),
];

impl Portal {
    /// A portal with the theme that shows only facts.
    pub fn plain() -> Self {
        let mut portal = Self::empty().replace("portal.toml", "[agency]", "theme = \"facts\"\n[agency]");
        for (name, text) in PLAIN {
            portal = portal.write(&format!("themes/facts/templates/{name}"), text);
        }
        portal = portal.write("themes/facts/templates/410.html", "gone {{ current_url }}");
        portal.write("themes/facts/strings/vi.ftl", "page-word = Trang\nonly-in-other-language = chỉ có tiếng Anh\n")
    }

    /// Adds English as a second language.
    pub fn with_english(self) -> Self {
        self.append("portal.toml", "[languages.en]\ntitle = \"Sen Vang Commune\"\n")
            .write("content/_index.en.md", "+++\ntitle = \"Home\"\n+++\n")
    }

    /// Adds a section with one page for each title, in the files `p1.md`, `p2.md` and so on.
    pub fn section(self, folder: &str, front: &str, titles: &[&str]) -> Self {
        let mut portal = self.write(&format!("content/{folder}/_index.md"), &format!("+++\n{front}\n+++\n"));
        for (at, title) in titles.iter().enumerate() {
            portal = portal.page(&format!("{folder}/p{}", at + 1), &format!("title = \"{title}\""));
        }
        portal
    }

    /// Adds a page with this front matter and no text.
    pub fn page(self, path: &str, front: &str) -> Self {
        self.write(&format!("content/{path}.md"), &format!("+++\n{front}\n+++\n"))
    }

    /// Adds a page with this text.
    pub fn text(self, path: &str, body: &str) -> Self {
        self.write(&format!("content/{path}.md"), &format!("+++\ntitle = \"Bài\"\n+++\n{body}\n"))
    }

    /// Adds a document with the mandatory fields, and `more`.
    pub fn document(self, name: &str, number: &str, more: &str) -> Self {
        let given = |key: &str| more.lines().any(|line| line.starts_with(key));
        let mut front = format!(
            "kind = \"document\"\nnumber = \"{number}\"\nsummary = \"Về việc {name}\"\nfiles = [\"/files/a.pdf\"]\n"
        );
        for (key, value) in
            [("type", "\"decision\""), ("issuer", "\"UBND xã\""), ("issued", "2026-01-05"), ("effective", "2026-01-05")]
        {
            if !given(&format!("{key} ")) {
                front += &format!("{key} = {value}\n");
            }
        }
        self.page(&format!("van-ban/{name}"), &(front + more)).write_bytes("static/files/a.pdf", &pdf(&["Tai lieu"]))
    }

    /// A small portal with a page of every kind, two languages, a taxonomy, pictures and data.
    pub fn of_every_kind() -> Self {
        let kinds = [
            ("article", "event_date = 2026-11-01\ntaxonomies.topics = [\"Lúa\", \"Đất\"]"),
            (
                "service",
                "code = \"1.004873\"\nname = \"Xác nhận\"\nfield = \"Hộ tịch\"\nlevel = \"full\"\nurl = \"https://dichvucong.gov.vn/1\"\nlegal_basis = [\"15/QĐ-UBND\"]",
            ),
            (
                "consultation",
                "draft_files = [\"/files/a.pdf\"]\nopens = 2026-11-01\ncloses = 2026-12-01\nreceiver = \"Văn phòng\"\nemail = \"a@b.gov.vn\"",
            ),
            (
                "question",
                "asked_on = 2026-11-01\nquestion = \"Khi nào?\"\nanswered_on = 2026-11-02\nfield = \"Đất đai\"",
            ),
            ("unit", "name = \"Văn phòng\"\nphone = \"0299 3812 345\""),
            (
                "person",
                "name = \"Nguyễn Văn Đạt\"\nposition = \"Chủ tịch\"\nunit = \"@/unit/a.md\"\nbiography = \"Quê xã Sen Vàng.\"\nduties = [\"Phụ trách chung\"]\nphoto = \"/images/a.png\"",
            ),
            ("event", "starts = 2026-11-25T08:00:00\nplace = \"Hội trường\"\nchair = \"Chủ tịch\""),
            ("notice", "level = \"warning\"\nends = 2026-12-01T00:00:00"),
            ("project", "name = \"Đường liên thôn\"\nstatus = \"running\"\nbudget = 1200000000"),
            ("plan", "period = \"2026\"\napproved_by = \"HĐND xã\"\napproved_on = 2026-07-01\nitem = \"budget\""),
            ("budget", "year = 2026\nset = \"execution-9-months\"\nfigures = [\"/files/a.pdf\"]"),
            (
                "dataset",
                "publisher = \"UBND xã\"\nlicense = \"CC BY 4.0\"\ndistributions = [{ file = \"/files/a.pdf\", format = \"PDF\" }]",
            ),
            ("gallery", "items = [{ image = \"/images/a.png\", alt = \"Hồ sen\" }]"),
            ("video", "url = \"https://video.gov.vn/1\""),
            ("link", "url = \"https://chinhphu.vn\"\nname = \"Chính phủ\""),
            (
                "portal",
                "name = \"UBND xã Bình Lam\"\nurl = \"https://binhlam.gov.vn/\"\nchannels = [{ url = \"https://binhlam.gov.vn/exchange/v1/tin/\", root = \"ab\" }]",
            ),
            ("page", "weight = 1"),
        ];
        let mut portal = Self::empty()
            .replace(
                "portal.toml",
                "[agency]",
                "taxonomies = [{ name = \"topics\", path = \"chu-de\", feed = true }]\n[agency]",
            )
            .with_english()
            .append("portal.toml", "[[menus]]\nname = \"main\"\nfrom = \"tree\"\n")
            .picture("static/images/a.png", 900, 600)
            .write("data/dan-so.csv", "thôn,người\nĐông Liên,420\nMai Linh,380\n")
            .write("content/van-ban/_index.md", "+++\ntitle = \"Văn bản\"\nkind = \"document\"\n+++\n")
            .document("mot", "15/QĐ-UBND", "")
            .document("hai", "16/QĐ-UBND", "replaces = [\"15/QĐ-UBND\"]\nfield = [\"Đất đai\"]");
        for (kind, fields) in kinds {
            // A link has no page of its own, and a text below it would be told.
            let body = if kind == "link" {
                ""
            } else {
                "Chữ đầu.\n\n## Mục một\n\n{{ table(data=\"dan-so.csv\", caption=\"Dân số\") }}\n\n![Hồ sen](/images/a.png \"Hồ\")\n"
            };
            portal = portal
                .write(
                    &format!("content/{kind}/_index.md"),
                    &format!("+++\ntitle = \"Mục {kind}\"\nkind = \"{kind}\"\n+++\n"),
                )
                .write(
                    &format!("content/{kind}/a.md"),
                    &format!("+++\ntitle = \"Trang {kind}\"\ndate = 2026-10-20\n{fields}\n+++\n{body}"),
                );
        }
        portal
            .write("content/article/a.en.md", "+++\ntitle = \"An article\"\n+++\nWords.\n")
            .write("content/article/_index.en.md", "+++\ntitle = \"Articles\"\nkind = \"article\"\n+++\n")
    }
}
