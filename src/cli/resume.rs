//! Going on with a call that was cut off: which one, and what is said where it cannot go on as it was.

use std::sync::Arc;

use anyhow::Context as _;

use super::args::Common;
use super::{calls, line, output};
use crate::backend::demo::Demo;
use crate::compile::hotline::Hotline;
use crate::session::backend::Backend;
use crate::session::clock::Clock;
use crate::session::journal::fingerprint;
use crate::session::{Session, Turn};
use crate::suite::unmask::unmasked;

/// Goes on with the call of this number, or the latest that has not ended; `wrap` is what the front end puts around the backend.
///
/// Returns the session and the turns it begins with, or `None` where there is no such call, which has been said.
pub(super) fn go_on(
    common: &Common,
    number: Option<i64>,
    hotline: Arc<Hotline>,
    clock: Clock,
    wrap: impl FnOnce(Demo) -> Box<dyn Backend + Send>,
) -> anyhow::Result<Option<(Session, Vec<Turn>)>> {
    let path = common.db.as_deref().context("没有写 --db")?;
    // A file that is not there is not made: nothing can be in it.
    let demo = if path.exists() { Some(line::backend(common)?) } else { None };
    let found = match &demo {
        Some(demo) => demo.find_call(number)?,
        None => None,
    };
    let (Some(mut demo), Some(call)) = (demo, found) else {
        output::note(&match number {
            Some(number) => format!("{} 里没有第 {number} 通电话", path.display()),
            None => format!("{} 里没有可以接着打的通话", path.display()),
        });
        return Ok(None);
    };
    let nth = call.number;
    if let Some(ended) = call.ended {
        let look = format!("看对话用 daohang calls --db {} {nth}", path.display());
        output::note(&format!("第 {nth} 通已经打完了（{}），不能接着打；{look}", calls::ending(ended)));
        return Ok(None);
    }
    // Whoever has the call open elsewhere can add no turn to those that are read now.
    demo.take_over(&call)?;
    let turns = demo.turns(&call)?;
    let is_same = fingerprint(&hotline) == call.opened.fingerprint;
    if let Ok(replayed) = Session::replayed(Arc::clone(&hotline), &turns, unmasked) {
        let change = if is_same { "" } else { "。热线后来改过，前面说过的都没有变" };
        output::note(&format!("接着打第 {nth} 通：{}{change}", calls::about(&call)));
        let mut session = replayed.connected(wrap(demo), clock, call.opened, turns.len());
        let turn = session.resume(None);
        return Ok(Some((session, vec![turn])));
    }
    let why = if is_same { "程序" } else { "热线" };
    output::note(&format!("第 {nth} 通接不上原来的地方：{why}后来改过，现在不会那样答了。另打一通，从头来"));
    demo.end_as_changed(&call)?;
    let mut session = Session::new(Arc::clone(&hotline), wrap(demo), clock);
    let mut begun = vec![session.open()];
    let is_known = |name: &String| hotline.intents.iter().any(|intent| intent.name == *name);
    if let Some(task) = call.intent.filter(is_known) {
        begun.push(session.resume(Some(&task)));
    }
    Ok(Some((session, begun)))
}
