//! The program `tamquan`. Its story is told in `lib.rs`, its command line in `cli.rs`.

// Rendering makes and drops many small values on all threads: an allocator made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    tamquan::cli::run()
}
