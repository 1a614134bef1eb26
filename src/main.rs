//! The program `tamquan`. Its story is told in `lib.rs`, its command line in `cli`.

// Rendering makes and drops many small values on all threads: an allocator made for that. Without huge pages: clearing them
// costs a short run more than they save it. The second version of it: the third gives less of what was dropped to others.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    tamquan::cli::run()
}
