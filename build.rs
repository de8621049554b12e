//! Compiles the shipped intents with the layers of the library that can, so that a start need not.
//!
//! Writes `hotline.bin` for `cli::intents`. Mistakes in the intents fail the build and are shown as `check` shows them; a
//! set with warnings is not stored, so that each start says so.

#![allow(
    dead_code,
    unused_imports,
    reason = "the layers are here for `compile` alone; the library uses the rest of them"
)]

#[path = "src/compile/mod.rs"]
mod compile;
#[path = "src/finding/mod.rs"]
mod finding;
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// The shipped intents, from the root of the package on, where build scripts run.
const INTENTS: &str = "intents";

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "this is how a build script talks to cargo and to people")]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    // The layers need no line: cargo runs the script again when it has built it anew.
    println!("cargo::rerun-if-changed={INTENTS}");
    let (rules, findings) = rules::load::folder(Path::new(INTENTS))?;
    let (hotline, findings) = compile::compile_read(&rules, findings);
    let Some(hotline) = hotline else {
        eprint!("{}", finding::show::text(&rules.sources, &findings, finding::show::Style::Plain));
        return Ok(ExitCode::FAILURE);
    };
    let bytes = if findings.is_empty() { compile::binary::encode(&hotline) } else { Vec::new() };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("hotline.bin"), bytes)?;
    Ok(ExitCode::SUCCESS)
}
