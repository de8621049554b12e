//! The command `daohang`: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    daohang::cli::run()
}
