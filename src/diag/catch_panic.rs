//! Panics of libraries as findings: a fault of the program ends what it was doing, and nothing
//! else.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::codes::Code;
use super::diagnostic::Diag;

/// Runs `work`; when it panics, that is told as [`Code::ProgramFault`].
///
/// Whoever calls must let go of all that `work` was changing: it may be half done. An overflow of
/// the stack and memory that cannot be had end the process all the same, so that what leads to them
/// is bounded before.
///
/// # Errors
/// Those of `work`, and its panic.
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
