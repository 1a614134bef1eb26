//! The build cache in `.tamquan/`, and the reading of content files with its help.
//!
//! `build_cache` is the file `index`: a record of each content file and each output, followed by
//! the facts of all content files and the traces of all outputs, which are read only if they are
//! needed. `default_sources` says where a content file takes values from that it does not write.

mod path_table;
mod records;
mod cache_file;
mod build_cache;
mod model_digest;
mod render_reason;
mod traces;
mod default_sources;
mod content_reader;
mod other_files;
mod cache_lock;

pub(super) use build_cache::{BuildCache, CacheUpdate, digest_program, has_reliable_times, old_search_files};
pub(super) use cache_file::{CACHE_FILE, LazyBytes};
pub(super) use cache_lock::{CacheLock, CacheLockFault, LOCK_FILE, create_cache_folder};
pub(super) use content_reader::{
    ContentFile, ContentFiles, ContentReader, ContentState, cached_front_matter, cached_word_counts,
};
pub(super) use model_digest::{digest_base, digest_model, digest_settings, digest_time};
pub(super) use other_files::{digest_other_files, verified_channel_lookup, verified_channels};
pub(super) use path_table::PathTable;
pub(super) use records::{ContentRecord, OutputRecord, RenderedOutput, stat_output};
pub(super) use render_reason::{RenderReason, ShownChanges};
pub(super) use traces::{QueryTable, Trace, TracePart, Traces, encode as encode_traces};
