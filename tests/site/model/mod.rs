//! The assembled site: small sites, each for one rule.

mod groups;
mod facet_pairs;
mod include;
mod environments;
mod identity;
mod languages;
mod alphabet;
mod attachments;
mod base_path;
mod defaults;
mod lists;
mod media;
mod menus;
mod order;
mod other_languages;
mod own;
mod policy;
mod records;
mod relations;
mod selections;
mod states;
mod template_values;
mod text;
mod themes;
mod time;
