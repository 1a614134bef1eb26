//! The program `tamquan`. `lib.rs` explains its phases, and `cli` its command line.

// Rendering allocates and frees many small values on all threads, and mimalloc is made for that.
// Huge pages are off: clearing them costs a short run more than they save. It is mimalloc v2,
// because v3 returns less freed memory to other threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    tamquan::cli::run()
}
