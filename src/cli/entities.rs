//! `daohang entities`: lines in, the values found in each as a line of JSON out.

use std::io::{self, Write};

use jiff::civil::DateTime;
use serde::Serialize;

use super::args::{Common, Input};
use super::output::Output;
use super::{Outcome, input};
use crate::text::entity::{self, Kinds};
use crate::text::fold::fold;

/// Runs the command.
pub(super) fn run(common: &Common, input: &Input) -> anyhow::Result<Outcome> {
    let clock = common.clock();
    input::each_line(input, |text, out| write_line(text, clock.now(), out))
}

/// One line of output.
#[derive(Serialize)]
struct Found<'t> {
    text: &'t str,
    entities: Vec<Entity>,
}

/// One value: `start..end` in characters of the original.
#[derive(Serialize)]
pub(super) struct Entity {
    pub(super) kind: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: serde_json::Value,
}

/// Returns the values in a text, as they are printed.
pub(super) fn found(text: &str, now: DateTime) -> Vec<Entity> {
    let folded = fold(text);
    entity::recognize(&folded, now, Kinds::ALL)
        .iter()
        .map(|entity| {
            let origin = folded.origin(entity.span);
            Entity { kind: entity.kind.name(), start: origin.start, end: origin.end, value: entity.value.to_json() }
        })
        .collect()
}

fn write_line(text: &str, now: DateTime, out: &mut Output) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Found { text, entities: found(text, now) })?;
    out.write_all(b"\n")
}
