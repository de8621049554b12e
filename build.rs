//! Compiles the shipped intents with the layers of the library that can, so that a start need not.
//!
//! Writes `hotline.bin` for `cli::intents`. A set with findings is not stored, so that each start shows them; it fails no build, or
//! nobody could build the program that shows what is wrong.

#![allow(
    dead_code,
    unused_imports,
    reason = "the layers are here for `compile` alone; the library uses the rest of them"
)]

#[path = "src/compile/mod.rs"]
mod compile;
#[path = "src/finding/mod.rs"]
mod finding;
#[path = "src/limits.rs"]
mod limits;
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The shipped intents, from the root of the package on, where build scripts run.
const INTENTS: &str = "intents";

#[allow(clippy::print_stdout, reason = "this is how a build script talks to cargo and to people")]
fn main() -> Result<(), Box<dyn Error>> {
    // The layers need no line: cargo runs the script again when it has built it anew.
    println!("cargo::rerun-if-changed={INTENTS}");
    let (rules, findings) = rules::load::folder(Path::new(INTENTS))?;
    let (hotline, findings) = compile::compile_read(&rules, findings);
    if hotline.is_none() {
        // The program must be there to show what is wrong and where.
        println!("cargo::warning=intents/ 里有错误，用 cargo run -- check intents 查看");
    }
    let left = finding::allow::Allows::of(&rules.sources).left(&rules.sources, findings);
    let clean = hotline.filter(|_| left.is_empty());
    let bytes = clean.as_ref().map(compile::binary::encode).unwrap_or_default();
    fs::write(Path::new(&env::var("OUT_DIR")?).join("hotline.bin"), bytes)?;
    Ok(())
}
