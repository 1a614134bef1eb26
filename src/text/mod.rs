//! Vietnamese text, the ground everything stands on: it knows nothing of sites.
//!
//! A text comes in through [`nfc`], which gives it the one accepted spelling in code points and
//! points at what should not be there; [`legacy`] recognises text that was typed in a pre-Unicode
//! encoding, with [`syllable`] telling what a Vietnamese syllable can look like. For searching and
//! for addresses a text loses its marks in [`fold`] and [`slug`]; for lists people read it is
//! sorted by [`collate`]. What other people wrote goes through [`clean`] before it is shown. Then
//! come the things official pages are full of: days and hours in [`date`], document numbers in
//! [`number`], codes of procedures and agencies in [`code`], telephone numbers in [`phone`], sums
//! in [`amount`]. [`language_forms`] writes dates and numbers for people. Last, [`workdays`] counts
//! the days on which an office is open, because the deadlines of the law are given in them.
//! [`nesting`] counts how deep a text nests before a library reads it, [`css_math`] finds the
//! calculations that the library of style sheets cannot read, [`private_key`] sees what nobody may
//! publish, and [`provisional`] what nobody has filled in.
//!
//! Every function here is pure: no clock, no locale of the machine, no file. Where a form depends
//! on the language of the page, the function takes the BCP 47 code of that language, or the tables
//! that were made for it once. Vietnamese has its own official forms, and every other language
//! those of CLDR.

pub mod byte_signs;
pub mod rule;
pub mod lang;

pub mod syllable;

pub mod legacy;

pub mod vietnamese_text;

pub mod nfc;

mod css_tokens;

pub mod nesting;

pub mod css_math;

pub mod fold;

pub mod slug;

pub mod clean;

pub mod collate;

mod written_date;

pub mod date;

pub mod number;
pub mod number_reference;

pub mod code;

pub mod phone;

pub mod amount;

pub mod language_forms;

pub mod workdays;

pub mod private_key;

pub mod provisional;
