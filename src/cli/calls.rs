//! `daohang calls`: the calls in a database file, and one of them as a conversation.

use std::io::Write as _;

use anyhow::{Context as _, anyhow};
use serde_json::json;

use super::args::{Calls, Common, Format};
use super::{Outcome, failure, line, output};
use crate::backend::calls::{Call, Ended};
use crate::dialogue::event::CallEnd;
use crate::session::clock;
use crate::session::journal::conversation;

/// Lists the calls, the latest first, or writes one of them as a conversation that `daohang test` runs.
pub(super) fn run(common: &Common, asked: &Calls) -> anyhow::Result<Outcome> {
    let path = common.db.as_deref().context("没有写 --db")?;
    if !path.exists() {
        return Err(anyhow!("没有数据库文件 {}", path.display()));
    }
    let demo = line::backend(common)?;
    let mut stdout = output::stdout();
    let mut write = |text: &str| stdout.write_all(text.as_bytes()).map_err(failure::stdout);
    let Some(number) = asked.number else {
        let listed = demo.calls()?;
        if listed.is_empty() {
            output::note(&format!("{} 里还没有通话", path.display()));
        }
        for call in &listed {
            write(&match common.format {
                Format::Text => format!("{}\t{}\n", call.number, about(call)),
                Format::Json => format!("{}\n", as_json(call)),
            })?;
        }
        stdout.flush().map_err(failure::stdout)?;
        return Ok(Outcome::Fine);
    };
    let Some(call) = demo.find_call(Some(number))? else {
        output::note(&format!("{} 里没有第 {number} 通电话", path.display()));
        return Ok(Outcome::Found);
    };
    write(&conversation(&demo.turns(&call)?))?;
    stdout.flush().map_err(failure::stdout)?;
    Ok(Outcome::Fine)
}

/// Says in a line what a call was: when, how much, of what, and how it ended.
pub(super) fn about(call: &Call) -> String {
    let intent = call.intent.as_ref().map(|intent| format!("，{intent}")).unwrap_or_default();
    let ended = call.ended.map_or("没有打完", ending);
    let started = call.opened.started.strftime("%Y-%m-%d %H:%M:%S");
    format!("{started} 打来，说了 {} 句{intent}，{ended}", call.n_said)
}

/// Says how a call ended.
pub(super) fn ending(ended: Ended) -> &'static str {
    match ended {
        Ended::By(CallEnd::Goodbye) => "道别",
        Ended::By(CallEnd::HungUp) => "来电人挂机",
        Ended::By(CallEnd::Transferred) => "转了人工",
        Ended::By(CallEnd::Silent) => "没人说话",
        Ended::Changed => "热线改了，另打了一通",
    }
}

fn as_json(call: &Call) -> serde_json::Value {
    json!({
        "number": call.number,
        "started": clock::written(call.opened.started),
        "last": clock::written(call.last),
        "hotline": call.opened.hotline,
        "said": call.n_said,
        "intent": call.intent,
        "ended": call.ended.map(|ended| match ended {
            Ended::By(CallEnd::Goodbye) => "goodbye",
            Ended::By(CallEnd::HungUp) => "hung-up",
            Ended::By(CallEnd::Transferred) => "transferred",
            Ended::By(CallEnd::Silent) => "silent",
            Ended::Changed => "changed",
        }),
    })
}
