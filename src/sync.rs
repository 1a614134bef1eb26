//! Locks that threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock, also after another thread panicked while it held the lock. This is safe for every
/// lock of this program: a change under a lock is one assignment, insertion, removal or addition,
/// or several of them, after each of which readers can use the value. A lock that needs several
/// steps to restore an invariant must not be taken with this function.
pub fn lock_unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
