//! Assembles the site. Every pass returns what it found, and takes the results of the passes that
//! it needs, so that the passes cannot run in another order.

use super::aliases::check_aliases;
use super::alphabet::build_alphabets;
use super::build_time::BuildTime;
use super::build_tree::TreeBuilder;
use super::calendars::{find_calendar_changes, read_site_publication_law};
use super::cascades::check_cascades;
use super::check_agency::check_agency;
use super::check_extra::{check_extra, report_unused_strings};
use super::check_identity::check_identity;
use super::check_links::check_links;
use super::check_menus::check_menus;
use super::check_policy::check_policy;
use super::check_related::check_related;
use super::check_templates::check_templates;
use super::check_translations::check_translations;
use super::computed::compute_states;
use super::content_tree::ContentTree;
use super::derived::Derived;
use super::duties::check_duties;
use super::facet_pairs::build_facet_pairs;
use super::facets::build_facets;
use super::future_dates::report_future_dates;
use super::import::{add_imported_pages, check_imports};
use super::inherited_faults::InheritedFaults;
use super::media::collect_media;
use super::menus::build_menus;
use super::missing_kinds::report_missing_kinds;
use super::near_index::report_near_index;
use super::neighbours::find_neighbours;
use super::own_channels::{check_own_channels, find_channel_changes};
use super::placed::Placed;
use super::provisional_text::report_provisional_text;
use super::redirects::read_redirects;
use super::relations::find_relations;
use super::robots_rules::read_robots_rules;
use super::schedule::find_scheduled_changes;
use super::section_contents::{list_contents, list_feed_pages};
use super::site::Site;
use super::sort::Sorter;
use super::terms::build_terms;
use super::titles::fill_titles;
use super::unnamed_files::report_unnamed_files;
use super::unread_attachments::report_unread_attachments;
use super::unsafe_files::report_unsafe_files;
use super::unused_templates::report_unused_templates;
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::Diags;
use crate::site_files::SiteFiles;

/// Assembles a site from its parsed files. `found` has the diagnostics that were found before.
/// After success it has all warnings.
///
/// # Errors
/// All errors of the files and of the site as a whole.
pub fn assemble(
    config: Config,
    kinds: Kinds,
    sources: &SiteFiles,
    mut files: Vec<Placed>,
    now: BuildTime,
    drafts: bool,
    found: &mut Diags,
) -> Result<Site, Diags> {
    let mut faults = std::mem::take(found);
    report_missing_kinds(&mut files, &kinds, &mut faults);
    check_cascades(&files, &kinds, &mut faults);
    let inherited_faults = InheritedFaults::of(&files);
    faults.extend(files.iter_mut().flat_map(|placed| std::mem::take(&mut placed.faults)));

    let media = collect_media(sources);
    let mut tree = ContentTree::new(config, kinds, now, media, sources);
    tree.publication_law = read_site_publication_law(sources, &tree.kinds, &mut faults);
    // The pages of this portal come first, so that no imported page can take the place of one.
    let (own, items): (Vec<Placed>, Vec<Placed>) = files.into_iter().partition(|file| file.front.origin.is_none());
    let mut builder = TreeBuilder::build(tree, own, drafts, &mut faults);
    add_imported_pages(&mut builder, items, sources, &mut faults);
    let mut tree = builder.tree;
    fill_titles(&mut tree, &mut faults);
    check_imports(&tree, &mut faults);
    check_own_channels(&tree, &sources.own_channels, &mut faults);
    let mut generated_links = check_links(&tree, &mut faults);
    faults.extend(tree.config.warnings.iter().chain(&sources.strays).cloned());
    check_extra(&tree, sources, &mut faults);
    check_templates(&tree, sources, &mut faults);
    report_unused_templates(&tree, sources, &mut faults);
    report_unused_strings(&tree.config, sources, &mut faults);
    check_menus(&tree.config, sources, &mut faults);
    check_policy(&tree, sources, &mut faults);
    check_agency(&tree, &mut faults);
    check_identity(&tree, &mut faults);
    check_related(&tree, &mut faults);
    check_duties(&tree, &mut faults);
    report_provisional_text(&tree, &mut faults);
    // A file may be named where an error keeps the name from being read.
    if !faults.has_errors() {
        report_unnamed_files(&tree, &mut faults);
    }
    report_unsafe_files(&tree, &mut faults);
    report_unread_attachments(&tree, &mut faults);
    report_future_dates(&tree, &mut faults);
    check_aliases(&tree, &mut faults);
    report_near_index(&tree, &mut faults);
    check_translations(&tree, &mut faults);

    let inverse_relations = find_relations(&tree, &mut faults);
    let states = compute_states(&tree, &inverse_relations);
    let sorter = Sorter::new(&tree);
    let contents = list_contents(&sorter);
    let neighbours = find_neighbours(&sorter, &contents);
    let feed_pages = list_feed_pages(&sorter, &contents);
    let terms = build_terms(&sorter, &mut faults);
    let mut facets = build_facets(&sorter, &contents, &states, &mut faults);
    let pairs = build_facet_pairs(&tree, &facets, &mut faults);
    facets.extend(pairs);
    facets.extend(build_alphabets(&sorter));
    let menus = build_menus(&tree, &contents, &mut generated_links, &mut faults);
    let scheduled_changes = find_scheduled_changes(&tree, &inverse_relations);
    let calendar_changes = find_calendar_changes(&tree);
    let redirects = read_redirects(&tree, sources, &mut generated_links, &mut faults);
    let robots_rules = read_robots_rules(&tree, &mut faults);
    let channel_changes = find_channel_changes(&sources.own_channels);
    let faults = inherited_faults.tell_once(faults);
    if faults.has_errors() {
        return Err(faults);
    }
    found.extend(faults.sorted());
    let derived = Derived {
        inverse_relations,
        states,
        contents,
        neighbours,
        feed_pages,
        terms,
        facets,
        menus,
        scheduled_changes,
        calendar_changes,
        redirects,
        generated_links,
        channel_changes,
        robots_rules,
    };
    Ok(Site { tree, derived })
}
