//! The program `tamquan`. Its story is told in `lib.rs`, its command line in `cli.rs`.

fn main() -> std::process::ExitCode {
    tamquan::cli::run()
}
