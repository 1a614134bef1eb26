//! The narrow door: all that a page may see of the site goes through [`View::ask`], which notes each question.
//!
//! A rendered file is a function of its recipe and of the answers to the questions noted; there is no other way in.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use fluent_bundle::FluentValue;
use tera::Value;

use super::answers::{self, Lead};
use super::object::Object;
use super::picture::Derivative;
use super::world::World;
use crate::config::Lang;
use crate::diag::Diag;
use crate::model::{FileRef, NodeId, PageId, SectionId, Site, Target};
use crate::parse::Body;
use crate::plan::List;

/// What a page can ask.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Query {
    /// Configuration, agency and menus in a language.
    Settings(Lang),
    /// The notices in force.
    Notices(Lang),
    /// A text of the theme.
    Text {
        lang: Lang,
        key: String,
    },
    /// A page without its body.
    Page(PageId),
    /// What lists show of a page.
    Card(PageId),
    /// A section without its pages.
    Section(SectionId),
    /// Which pages a list holds, and in which order: `count` of them from `start` on.
    List {
        list: List,
        start: usize,
        count: usize,
    },
    /// How many pages a list holds.
    Length(List),
    /// Ancestors and translations of a node, and the neighbours of a page.
    Around(NodeId),
    /// Where a reference written in a node leads.
    Target {
        from: NodeId,
        to: String,
    },
    /// What a name given by a template leads to.
    Find {
        lang: Lang,
        to: String,
    },
    /// The page whose `number` or `code` this is.
    Named {
        lang: Lang,
        field: &'static str,
        name: String,
    },
    File {
        file: FileRef,
        lang: Lang,
    },
    /// A style sheet or script.
    Asset(String),
    Data(String),
    Taxonomy {
        taxonomy: usize,
        lang: Lang,
    },
    Term(usize),
    /// The feeds of a list.
    Feeds(List),
    Facet {
        group: usize,
        value: usize,
    },
    /// The whole tree, for the site map.
    Tree(Lang),
    /// One of the reports over the whole site.
    Report(Report),
    Today,
}

/// What the files that speak of the whole site see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Report {
    /// Every address with its date, for site maps.
    Addresses,
    /// Old addresses and pages that are gone.
    Redirects,
    Schedule,
    Sections,
}

impl Report {
    /// How many there are.
    pub const ALL: usize = 4;
}

/// One page's window on the site.
pub struct View {
    world: Arc<World>,
    pub lang: Lang,
    asked: Mutex<Vec<Query>>,
    needs: Mutex<BTreeSet<Derivative>>,
    bodies: Mutex<BTreeSet<NodeId>>,
    /// How deep bodies are inside bodies, so that two that include each other end in an error.
    pub depth: std::sync::atomic::AtomicUsize,
}

impl View {
    pub fn new(world: Arc<World>, lang: Lang) -> Self {
        Self {
            world,
            lang,
            asked: Mutex::default(),
            needs: Mutex::default(),
            bodies: Mutex::default(),
            depth: 0.into(),
        }
    }

    /// Answers a question, and notes that it was asked.
    pub fn ask(&self, query: Query) -> Value {
        match &query {
            Query::Page(id) => self.depends(NodeId::Page(*id)),
            Query::Section(id) => self.depends(NodeId::Section(*id)),
            Query::Target { from, to } => self.depends_on_fragment(*from, to),
            Query::Find { lang, to } => {
                if let Ok(Target::Node { id, fragment: Some(_) }) = self.world.site.follow("", *lang, to) {
                    self.depends(id);
                }
            }
            _ => {}
        }
        let answer = answers::answer(&self.world, &query);
        self.note(query);
        answer
    }

    /// The answer to [`Query::Page`], to be continued.
    pub fn page(&self, id: PageId) -> Object {
        self.depends(NodeId::Page(id));
        self.note(Query::Page(id));
        answers::page(&self.world, id)
    }

    /// The body of a node, holes and all.
    ///
    /// # Errors
    /// When its file cannot be read any more.
    pub fn body(&self, id: NodeId) -> Result<&Body, Diag> {
        self.depends(id);
        self.world.body(id)
    }

    /// The file shows what follows from the body of a node: the body itself, its headings, the number of its words.
    fn depends(&self, id: NodeId) {
        lock(&self.bodies).insert(id);
    }

    /// Whether a link to a heading leads anywhere is for the body to say that holds the heading.
    fn depends_on_fragment(&self, from: NodeId, to: &str) {
        if !to.contains('#') {
            return;
        }
        let text = self.world.site.text(from);
        match self.world.site.follow(&text.folder, text.lang, to) {
            Ok(Target::Node { id, .. }) => self.depends(id),
            _ => self.depends(from),
        }
    }

    /// A text of the theme with its variables filled in.
    pub fn text<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> Option<String> {
        self.note(Query::Text { lang: self.lang, key: key.to_owned() });
        self.world.strings.get(self.code(), key, args)
    }

    /// The site, for what follows from the recipe itself: addresses, templates, parts of lists.
    pub fn site(&self) -> &Site {
        &self.world.site
    }

    /// The code of the language.
    pub fn code(&self) -> &str {
        self.world.site.code(self.lang)
    }

    /// The taxonomy of a name.
    pub fn taxonomy(&self, name: &str) -> Option<usize> {
        self.note(Query::Settings(self.lang));
        self.world.site.config.taxonomies.iter().position(|t| t.name == name)
    }

    /// Where a reference leads.
    pub fn target(&self, from: NodeId, to: &str) -> Value {
        self.ask(Query::Target { from, to: to.to_owned() })
    }

    /// Where a link leads.
    pub fn lead(&self, from: NodeId, to: &str) -> Lead {
        self.depends_on_fragment(from, to);
        self.note(Query::Target { from, to: to.to_owned() });
        answers::lead(&self.world.site, from, to)
    }

    /// Asks for a version of a picture to be made.
    pub fn need(&self, derivative: Derivative) {
        lock(&self.needs).insert(derivative);
    }

    fn note(&self, query: Query) {
        lock(&self.asked).push(query);
    }

    /// What the file was made of, beside its recipe.
    pub fn close(&self) -> Seen {
        Seen {
            asked: std::mem::take(&mut *lock(&self.asked)),
            bodies: std::mem::take(&mut *lock(&self.bodies)).into_iter().collect(),
            needs: std::mem::take(&mut *lock(&self.needs)).into_iter().collect(),
        }
    }
}

/// What a file saw of the site.
#[derive(Debug, Default)]
pub struct Seen {
    /// The questions it asked, in order.
    pub asked: Vec<Query>,
    /// The nodes whose bodies it shows, or what follows from them.
    pub bodies: Vec<NodeId>,
    /// The versions of pictures that it shows.
    pub needs: Vec<Derivative>,
}

/// A lock that a panic elsewhere left poisoned still holds whole values here: each write is one insertion.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
