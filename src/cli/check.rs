//! `daohang check`: every mistake in a folder of intents.

use serde_json::json;

use super::args::{Check, Common, Format};
use super::intents::Origin;
use super::{Outcome, output, print};
use crate::finding::show;

/// Runs the command. Any finding, a warning too, makes it exit 1: a folder passes when there is nothing to say.
pub(super) fn run(common: &Common, check: &Check) -> anyhow::Result<Outcome> {
    let origin = Origin::of(check.folder.as_deref().or(common.intents.as_deref()));
    let loaded = origin.load()?;
    let counts = show::counts(&loaded.sources, &loaded.findings);
    let outcome = if loaded.findings.is_empty() { Outcome::Fine } else { Outcome::Found };
    match common.format {
        Format::Json => {
            let findings = show::json(&loaded.sources, &loaded.findings);
            let object = json!({"errors": counts.errors, "warnings": counts.warnings, "findings": findings});
            print(&format!("{object}\n"))?;
        }
        Format::Text if outcome == Outcome::Fine => {
            let count = loaded.hotline.map_or((0, 0), |hotline| (hotline.intents.len(), hotline.flows.len()));
            print(&format!("没有问题：{} 个意图，{} 个流程\n", count.0, count.1))?;
        }
        Format::Text => {
            output::note(&show::text(&loaded.sources, &loaded.findings, output::findings_style()));
            output::note(&format!("{} 处错误，{} 处提醒", counts.errors, counts.warnings));
        }
    }
    Ok(outcome)
}
