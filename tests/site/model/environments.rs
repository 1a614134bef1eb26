//! A portal with a trial version: `portal.ENV.toml` laid over `portal.toml`.

use harness::Portal;

const STAGING: &str = "base_url = \"https://thu.gov.vn\"\nindexed = false\nband = { vi = \"Bản thử\", en = \"Trial\" }\n\
                       [agency]\nphone = \"0299 3812 999\"\n";

fn portal() -> Portal {
    Portal::empty().with_english().write("portal.staging.toml", STAGING)
}

#[test]
fn an_environment_changes_what_it_names_alone() {
    let usual = portal().build().ok();
    usual.omits("/", "Bản thử").omits("/", "noindex").contains("/", "https://senvang.lamgiang.gov.vn/");
    usual.contains("/robots.txt", "Allow: /").omits("/", "band.");
    let trial = portal().environment("staging").build().ok();
    for page in ["/", "/en/"] {
        trial.contains(page, "<meta name=\"robots\" content=\"noindex\">").contains(page, "https://thu.gov.vn/");
        trial.contains(page, "0299 3812 999").contains(page, "css/band.");
    }
    trial.contains("/", "Bản thử").contains("/en/", "Trial").omits("/", "senvang.lamgiang.gov.vn");
    assert_eq!(trial.page("/robots.txt"), "User-agent: *\nDisallow: /\n");
    // The rest is as before.
    trial.contains("/", "xã Sen Vàng");
}

#[test]
fn changing_the_environment_is_an_edit_like_any_other() {
    let portal = portal();
    portal.build().ok();
    let trial = portal.environment("staging");
    trial.build().ok().identical_to(&trial.copy().environment("staging").fresh().build().ok());
    let edited = trial.replace("portal.staging.toml", "Bản thử", "Bản xem trước");
    edited.build().ok().contains("/", "Bản xem trước");
}

#[test]
fn faults_of_an_environment_are_told_in_its_file() {
    let with = |text: &str| portal().write("portal.staging.toml", text).environment("staging").build();
    for (text, line) in [
        ("base_url = \"https://thu.gov.vn\"\n\nindexd = false\n", 3),
        ("base_url = \"thu\"\n", 1),
        ("[agency]\ntype = \"village\"\n", 2),
        ("\n[agency\n", 2),
        ("band = 5\n", 1),
        ("indexed = \"no\"\n", 1),
        ("paginate_by = 0\n", 1),
        ("[languages.en]\ntitel = \"x\"\n", 2),
        ("theme = \"khong-co\"\n", 1),
        ("band = { vn = \"x\" }\n", 1),
        ("[measure]\nsite_id = \"x\"\n", 2),
        // A fault of the site as a whole is told at the line that says it.
        ("[[menus]]\nname = \"main\"\nitems = [{ path = \"@/khong.md\" }]\n", 3),
    ] {
        let built = with(text);
        let place = |diag: &&tamquan::diag::Diag| (diag.file.clone(), diag.spot.map_or(0, |spot| spot.line));
        let mut places: Vec<_> = built.errors().iter().map(place).collect();
        places.dedup();
        assert_eq!(places, [(Some("portal.staging.toml".to_owned()), line)], "{text}");
    }
    let twice = with("indexed = false\nindexed = true\n");
    assert!(twice.errors()[0].args.contains(&("line", "1".to_owned())), "{:?}", twice.errors());
    let told = with("[extra]\nmat_khau = \"x\"\napi-key = \"y\"\nsecret = \"\"\n").ok();
    let secrets = told.warnings().into_iter().filter(|(code, _)| *code == "config-secret").count();
    assert_eq!(secrets, 2, "{:?}", told.warnings());
    portal().environment("thu").build().fails_with(&[("environment-unknown", "", 0)]);
    portal().environment("../x").build().fails_with(&[("environment-unknown", "", 0)]);
    Portal::empty().environment("thu").build().fails_with(&[("no-environments", "", 0)]);
}
