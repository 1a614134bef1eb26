//! A body that is read when an output first shows it, and freed when no other output needs it.

use std::sync::{Arc, Mutex};

use crate::diag::Diag;
use crate::parse::Body;
use crate::sync::lock_unpoisoned;

/// The body of a node, or the state that it is in.
#[derive(Debug, Default)]
pub struct BodyCell(Mutex<BodyState>);

#[derive(Debug, Default)]
enum BodyState {
    /// The body has not been read yet.
    #[default]
    Unread,
    /// The body is in memory; the number says how often an output has shown it.
    Loaded(Arc<Body>, usize),
    /// The body was freed after its own page was rendered. A later request reads it again.
    Released,
    /// The file of the body could not be read.
    Failed(Diag),
}

impl BodyCell {
    /// A cell whose body has not been read.
    pub fn new() -> Self {
        Self::default()
    }

    /// The body. `read` reads it from its file; its argument says whether the body was read before.
    ///
    /// # Errors
    /// The error of `read`. The cell keeps the error and does not call `read` again.
    pub fn get(&self, read: impl FnOnce(bool) -> Result<Body, Diag>) -> Result<Arc<Body>, Diag> {
        let mut state = lock_unpoisoned(&self.0);
        if let BodyState::Unread | BodyState::Released = *state {
            let again = matches!(*state, BodyState::Released);
            *state = match read(again) {
                // A body that is read a second time counts as already shown once, so that it is not
                // freed again.
                Ok(body) => BodyState::Loaded(Arc::new(body), usize::from(again)),
                Err(fault) => BodyState::Failed(fault),
            };
        }
        match &mut *state {
            BodyState::Loaded(body, times) => {
                *times += 1;
                Ok(Arc::clone(body))
            }
            BodyState::Failed(fault) => Err(fault.clone()),
            BodyState::Unread | BodyState::Released => Ok(Arc::default()),
        }
    }

    /// Frees a body that was shown at most once. Most bodies are shown only by the output of their
    /// own page.
    pub fn release(&self) {
        let mut state = lock_unpoisoned(&self.0);
        if let BodyState::Loaded(_, 0 | 1) = *state {
            *state = BodyState::Released;
        }
    }
}

impl From<Result<Body, Diag>> for BodyCell {
    fn from(body: Result<Body, Diag>) -> Self {
        Self(Mutex::new(body.map_or_else(BodyState::Failed, |body| BodyState::Loaded(Arc::new(body), 0))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_let_go_once() {
        let cell = BodyCell::new();
        let mut seen = Vec::new();
        for _ in 0..3 {
            let body = cell.get(|again| {
                seen.push(again);
                Ok(Body { html: "a".to_owned(), ..Body::default() })
            });
            assert_eq!(body.map(|body| body.html.clone()), Ok("a".to_owned()));
            cell.release();
        }
        assert_eq!(seen, [false, true]);
    }

    #[test]
    fn a_body_that_others_show_stays() {
        let cell = BodyCell::from(Ok(Body::default()));
        let unread = |_| unreachable!("it is there");
        assert!(cell.get(unread).is_ok() && cell.get(unread).is_ok());
        cell.release();
        assert!(cell.get(unread).is_ok());
    }
}
