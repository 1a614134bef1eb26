//! A body that is read when somebody shows it, and let go when nobody else will.

use std::sync::{Arc, Mutex};

use crate::diag::Diag;
use crate::parse::Body;
use crate::sync::lock_unpoisoned;

/// Where the body of a node stands.
#[derive(Debug, Default)]
pub struct BodyCell(Mutex<BodyState>);

#[derive(Debug, Default)]
enum BodyState {
    #[default]
    Unread,
    /// And how often it was shown.
    Loaded(Arc<Body>, usize),
    /// Nobody knew that it would be asked for again.
    Released,
    Failed(Diag),
}

impl BodyCell {
    pub fn new() -> Self {
        Self::default()
    }

    /// The body. `read` reads it, and is told whether it was there before.
    ///
    /// # Errors
    /// Those of `read`, which is not tried again.
    pub fn get(&self, read: impl FnOnce(bool) -> Result<Body, Diag>) -> Result<Arc<Body>, Diag> {
        let mut state = lock_unpoisoned(&self.0);
        if let BodyState::Unread | BodyState::Released = *state {
            let again = matches!(*state, BodyState::Released);
            *state = match read(again) {
                // Shown once before: it is not let go a second time.
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

    /// Lets go of a body that was shown once at most: most are shown by the output of their own page alone.
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
