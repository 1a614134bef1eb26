//! What the compiler makes of content: small sites, each for one rule.

mod harness;

#[path = "model/groups.rs"]
mod groups;
#[path = "model/languages.rs"]
mod languages;
#[path = "model/lists.rs"]
mod lists;
#[path = "model/media.rs"]
mod media;
#[path = "model/menus.rs"]
mod menus;
#[path = "model/order.rs"]
mod order;
#[path = "model/own.rs"]
mod own;
#[path = "model/relations.rs"]
mod relations;
#[path = "model/states.rs"]
mod states;
#[path = "model/text.rs"]
mod text;
#[path = "model/time.rs"]
mod time;
