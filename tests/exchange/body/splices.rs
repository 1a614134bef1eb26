//! Bodies made of pieces of the cases, in any order.

use proptest::prelude::*;

use super::blocks::{ids, named, wrong_with_block};
use super::{cases, published, wrong_with};

/// The number of bodies when `PROPTEST_CASES` is not set.
const TRIES: u32 = 2000;

/// The cases cut before each `<`, so that tags stay whole. A case that is only long adds no new
/// piece.
fn pieces() -> Vec<String> {
    let mut pieces: Vec<String> = cases::all()
        .iter()
        .filter(|case| case.html.len() < 2000)
        .flat_map(|case| {
            let starts = case.html.match_indices('<').map(|(at, _)| at);
            let cuts: Vec<usize> = std::iter::once(0).chain(starts).chain([case.html.len()]).collect();
            cuts.windows(2).map(|cut| case.html[cut[0]..cut[1]].to_owned()).collect::<Vec<_>>()
        })
        .filter(|piece| !piece.is_empty())
        .collect();
    pieces.sort();
    pieces.dedup();
    pieces
}

/// Tags that HTML parsers often move to another place: they are chosen as often as all other pieces
/// together.
const RESTLESS: [&str; 40] = [
    "<a href=/x>",
    "</a>",
    "<b>",
    "</b>",
    "<i title=1>",
    "</i>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<caption>",
    "<colgroup>",
    "<col>",
    "<tbody>",
    "<li>",
    "<ul>",
    "</ul>",
    "<dl>",
    "<dd>",
    "<pre>",
    "\n",
    "</pre>",
    "<h2>",
    "<h4>",
    "</h3>",
    "<form>",
    "<button>",
    "<select>",
    "<svg>",
    "<object>",
    "</object>",
    "<br>",
    "<summary>",
    "x",
];

fn tried() -> ProptestConfig {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: TRIES, ..config } }
}

proptest! {
    #![proptest_config(tried())]

    #[test]
    fn pieces_of_the_corpus_in_any_order(
        order in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..40)
    ) {
        thread_local!(static PIECES: Vec<String> = pieces());
        let html: String = PIECES.with(|pieces| {
            order.iter().map(|(at, own)| if *own { at.get(pieces).as_str() } else { at.get(&RESTLESS) }).collect()
        });
        if let Ok(wrong) = wrong_with(&html) {
            prop_assert!(wrong.is_empty(), "{html:?}\n{wrong:#?}");
            let html = published(&html).map(|own| named(&own.html)).unwrap_or_default();
            let own = published(&html).expect("an id changes nothing");
            for id in ids(&own, 3) {
                let wrong = wrong_with_block(&html, &own, &id);
                prop_assert!(wrong.is_empty(), "{html:?}\n{wrong:#?}");
            }
        }
    }
}
