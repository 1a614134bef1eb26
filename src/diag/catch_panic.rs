//! Turns panics of libraries into diagnostics: a bug ends only the work in which it occurs.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::codes::Code;
use super::diagnostic::Diag;

/// Runs `work`, and returns its panic as [`Code::ProgramFault`].
///
/// The caller must drop everything that `work` was changing, because it may be half changed. A
/// stack overflow and a failed allocation end the process all the same, so the callers limit their
/// inputs before.
///
/// # Errors
/// The errors of `work`, and its panic.
pub fn catch_panic<T, E: From<Diag>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(E::from(panic_diag(payload.as_ref()))))
}

fn panic_diag(payload: &(dyn Any + Send)) -> Diag {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("panic");
    Diag::error(Code::ProgramFault).arg("message", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_with_its_words() {
        for work in [|| -> Result<(), Diag> { panic!("no {}", 1) }, || panic!("no 1")] {
            let fault = catch_panic(work).unwrap_err();
            assert_eq!(fault.code, Code::ProgramFault);
            assert_eq!(fault.args, [("message", "no 1".to_owned())]);
        }
        assert_eq!(catch_panic(|| Ok::<_, Diag>(1)), Ok(1));
    }
}
