//! `withdrawn.json`: which items a channel has withdrawn, and what is shown instead.

use serde::{Deserialize, Serialize};
use url::Url;

use super::clean_fields;
use super::document::{FORMAT, FormatDocument, read_document};
use super::exchange_id::ExchangeId;
use super::item_fault::ItemFault;
use crate::exchange::public_url::is_safe_link;
use crate::text::date::Stamp;

/// The target name of the list of withdrawals.
pub const WITHDRAWALS_TARGET: &str = "withdrawn.json";

/// `withdrawn.json`. An entry stays as long as any portal may still show the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawals {
    /// The number of the format, which is [`FORMAT`]: other documents are not read.
    pub format: u32,
    /// The withdrawals, the newest last ([`Withdrawals::find`]).
    pub items: Vec<Withdrawal>,
}

/// A publisher's word that an item is taken back, and what consumers do with the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The name of the item.
    pub id: ExchangeId,
    /// This revision and all before it.
    pub rev: u64,
    /// What consumers do with the item from now on.
    pub state: WithdrawalState,
    /// The time of the withdrawal: a day, or a time with its zone. Empty if it cannot be read.
    #[serde(deserialize_with = "clean_fields::moment_or_nothing")]
    pub at: String,
    /// The target of [`WithdrawalState::Redirect`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Url>,
    /// The title that the item had, so that the notice in its place can name it. `None` if the
    /// publisher gives none, and with [`WithdrawalState::Vanish`].
    #[serde(default, deserialize_with = "clean_fields::title_or_none", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The reason, for readers.
    #[serde(default, deserialize_with = "clean_fields::note", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What consumers do with a withdrawn item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithdrawalState {
    /// The item may be read, below a notice.
    Withdrawn,
    /// The item is replaced by a notice.
    Gone,
    /// The address of the item redirects.
    Redirect,
    /// No byte of it may be left anywhere.
    Vanish,
}

impl Withdrawal {
    /// The withdrawal as a portal records it: without the title if no byte of the item may be left.
    pub fn to_record(&self) -> Self {
        let title = self.title.clone().filter(|_| self.state != WithdrawalState::Vanish);
        Self { title, ..self.clone() }
    }

    /// The time of the withdrawal as pages show it. Empty if it cannot be read.
    pub fn day(&self) -> String {
        Stamp::parse(&self.at).map_or_else(|_| String::new(), |at| at.iso())
    }

    /// Whether `signed` says the same. A record without the title is of an item that vanished, or
    /// was written by a program that did not know titles.
    pub fn is_stated_by(&self, signed: &Self) -> bool {
        signed == self || (self.title.is_none() && Self { title: None, ..signed.clone() } == *self)
    }
}

impl Withdrawals {
    /// Nothing was taken back.
    pub fn empty() -> Self {
        Self { format: FORMAT, items: Vec::new() }
    }

    /// # Errors
    /// When it cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Self, ItemFault> {
        let all: Self = read_document(bytes)?;
        let leads_nowhere = |one: &Withdrawal| one.state == WithdrawalState::Redirect && one.to.is_none();
        let leads_astray = |one: &Withdrawal| one.to.as_ref().is_some_and(|to| !is_safe_link(to));
        if all.items.iter().any(|one| leads_nowhere(one) || leads_astray(one)) {
            return Err(ItemFault::InvalidValue("to"));
        }
        Ok(all)
    }

    /// The newest withdrawal that covers a revision of an item.
    pub fn find(&self, id: &ExchangeId, rev: u64) -> Option<&Withdrawal> {
        self.items.iter().rev().find(|one| one.id == *id && one.rev >= rev)
    }
}

impl FormatDocument for Withdrawals {}
