//! Remarks in words.

use crate::check::remark::Remark;
use crate::diag::Messages;

/// A remark as a sentence in the language of the messages.
pub(super) fn remark_words(remark: &Remark, messages: &Messages) -> String {
    let args = match remark {
        Remark::WaiverEnded(waiver) | Remark::WaiverUnused(waiver) => {
            let rule = match &waiver.file {
                Some(file) => format!("{} ({file})", waiver.rule),
                None => waiver.rule.clone(),
            };
            vec![("rule", rule), ("day", messages.long_date(waiver.until))]
        }
        Remark::BaselineMended(count) => vec![("count", count.to_string())],
        Remark::Continued(continued) => {
            let args = vec![("instrument", continued.instrument.clone()), ("by", continued.by.clone())];
            return match continued.until {
                Some(day) => {
                    let day = ("day", messages.long_date(day));
                    messages.text("remark-continued-until", &[args, vec![day]].concat())
                }
                None => messages.text("remark-continued", &args),
            };
        }
    };
    messages.text(&format!("remark-{}", remark.name()), &args)
}
