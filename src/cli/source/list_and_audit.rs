//! Lists the stored items of sources, and audits them.

use super::source_commands::SourceCommands;
use crate::cli::command_context::CommandResult;
use crate::cli::exit::Exit;
use crate::cli::print::{print_stdout, print_warnings};
use crate::cli::timings_report::pad;
use crate::diag::Diags;
use crate::imports::day_of_moment;

impl SourceCommands<'_> {
    pub(super) fn list(&self, name: Option<&str>) -> CommandResult {
        let config = self.context.read_config()?;
        let lock = self.read_lock()?;
        let imports = self.read_imports(&config, &lock)?;
        let Some(name) = name else {
            if config.exchange.sources.is_empty() {
                self.context.print_message("source-none", &[]);
            }
            for source in &config.exchange.sources {
                let holding = imports.sources.get(source.name.as_str());
                let waiting = lock.sources.get(&source.name).map_or(0, |held| held.waiting.len());
                let verified = holding.map_or("", |holding| holding.verified.as_str());
                let items = holding.map_or(0, |holding| holding.items().count() + holding.entries.len());
                let title = holding.map_or("", |holding| holding.title.as_str());
                let args = [
                    ("name", source.name.to_string()),
                    ("title", if title.is_empty() { source.kind.url().to_string() } else { title.to_owned() }),
                    ("verified", if verified.is_empty() { "–".to_owned() } else { day_of_moment(verified) }),
                    ("items", items.to_string()),
                    ("waiting", waiting.to_string()),
                ];
                self.context.print_message(if waiting > 0 { "source-line-waiting" } else { "source-line" }, &args);
            }
            return Ok(Exit::Ok);
        };
        let name = self.find_source_name(&config, name)?;
        if let Some(holding) = imports.sources.get(name.as_str()) {
            for held in holding.items() {
                let page = held.page.as_ref().map_or_else(String::new, |page| format!("  → content/{page}"));
                let id = pad(held.entry.id.as_str(), 32);
                print_stdout(&format!("{id} {} {:<10} {}{page}", held.entry.rev, held.entry.kind, held.entry.title));
            }
            for entry in &holding.entries {
                print_stdout(&format!("{}  {}", entry.title, entry.link));
            }
        }
        for (id, revision) in lock.sources.get(&name).into_iter().flat_map(|held| &held.waiting) {
            self.context.print_message(
                "source-waits",
                &[("item", id.to_string()), ("rev", revision.rev.to_string()), ("name", name.to_string())],
            );
        }
        Ok(Exit::Ok)
    }

    pub(super) fn audit(&self) -> CommandResult {
        let config = self.context.read_config()?;
        let lock = self.read_lock()?;
        let options = crate::engine::BuildOptions::for_site(
            self.context.site.to_path_buf(),
            crate::model::BuildTime::from_instant(self.context.fetch_context.now),
        );
        let (world, _) = crate::engine::assemble(&options)?;
        let site = &world.site;
        let mut verdict = Exit::Ok;
        for source in &config.exchange.sources {
            let name = source.name.to_string();
            let Some(holding) = site.imports.sources.get(&name) else { continue };
            if holding.verified.is_empty() {
                self.context.print_message("audit-empty", &[("name", name)]);
                continue;
            }
            let expires = holding.expires().map_or_else(|| "–".to_owned(), |ends| day_of_moment(&ends.to_string()));
            let verified = day_of_moment(&holding.verified);
            let args = [
                ("name", name.clone()),
                ("publisher", holding.publisher.clone()),
                ("verified", verified),
                ("expires", expires),
            ];
            self.context.print_message(if holding.is_stale { "audit-stale" } else { "audit-source" }, &args);
            for id in lock.sources.get(&source.name).into_iter().flat_map(|held| held.waiting.keys()) {
                self.context.print_message("audit-waiting", &[("item", id.to_string()), ("name", name.clone())]);
            }
            for used in crate::model::item_uses(site).into_iter().filter(|used| used.source == name) {
                let pages = if used.pages.is_empty() { "–".to_owned() } else { used.pages.join(", ") };
                self.context
                    .print_message("audit-used", &[("item", used.id), ("rev", used.rev.to_string()), ("pages", pages)]);
            }
            for word in &holding.withdrawals {
                let args = [
                    ("item", word.id.to_string()),
                    ("date", day_of_moment(&word.at)),
                    ("note", word.note.clone().unwrap_or_default()),
                ];
                let key = if word.note.is_some() { "audit-withdrawn-note" } else { "audit-withdrawn" };
                self.context.print_message(key, &args);
            }
        }
        let refused = self.pull_job(&config).refusal_warnings();
        if !refused.is_empty() {
            verdict = Exit::ContentErrors;
            print_warnings(refused, self.context.site, self.context.messages);
        }
        for told in crate::share::check_component(site) {
            verdict = Exit::ContentErrors;
            print_warnings(Diags::from(told), self.context.site, self.context.messages);
        }
        if verdict == Exit::Ok {
            self.context.print_message("audit-fine", &[]);
        }
        Ok(verdict)
    }
}
