//! Locks that threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock also when a thread panicked while it held it: each write under the locks of this
/// program is one insertion, so that the value behind a poisoned lock is whole.
pub fn lock_unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
