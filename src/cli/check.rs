//! `daohang check`: every mistake in a folder of intents, what is probably not meant, and on demand the proofs.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::args::{Check, Common, Written};
use super::intents::{Loaded, Origin};
use super::progress::Progress;
use super::{Outcome, codes, output, print};
use crate::compile::hotline::Hotline;
use crate::finding::code::FoundBy;
use crate::finding::{Finding, sarif, show};
use crate::lint::overmatch::{self, Proof};
use crate::lint::{
    self,
    explore::{self, Exploration},
};
use crate::suite::{examples, load, run, uncovered};

/// Runs the command. Any finding, a warning too, makes it exit 1: a folder passes when there is nothing to say.
pub(super) fn run(common: &Common, check: &Check) -> anyhow::Result<Outcome> {
    if let Some(name) = &check.explain {
        return codes::explain(common.format, name);
    }
    let origin = Origin::of(check.folder.as_deref().or(common.intents.as_deref()));
    let conversations = check.conversations.clone().or_else(|| beside(&origin));
    let loaded = origin.load()?;
    let now = common.now.unwrap_or(run::START);
    let proofs = match &loaded.hotline {
        Some(hotline) if check.proofs => Some(Proofs::of(hotline, now)),
        Some(_) | None => None,
    };
    let findings = findings(&loaded, now, conversations.as_deref(), proofs.as_ref())?;
    let counts = show::counts(&loaded.sources, &findings);
    let outcome = if findings.is_empty() { Outcome::Fine } else { Outcome::Found };
    match common.written {
        Written::Sarif => {
            print(&format!("{:#}\n", sarif::log(&loaded.sources, &findings, env!("CARGO_PKG_VERSION"))))?;
        }
        Written::Json => {
            let findings = show::json(&loaded.sources, &findings);
            let mut object = json!({"errors": counts.errors, "warnings": counts.warnings, "findings": findings});
            if let (Some(proofs), Some(members)) = (&proofs, object.as_object_mut()) {
                members.insert("proofs".to_owned(), proofs.json());
            }
            print(&format!("{object}\n"))?;
        }
        Written::Text | Written::Svg | Written::Mermaid | Written::Dot => {
            output::note_unless_empty(&show::text(&loaded.sources, &findings, output::findings_style()));
            if outcome == Outcome::Found {
                output::note(&format!("\n{} 处错误，{} 处提醒", counts.errors, counts.warnings));
            } else {
                let count = loaded.hotline.as_ref().map_or((0, 0), |it| (it.intents.len(), it.flows.len()));
                print(&format!("没有问题：{} 个意图，{} 个流程\n", count.0, count.1))?;
            }
            match &proofs {
                Some(proofs) if outcome == Outcome::Found => output::note(&proofs.text()),
                Some(proofs) => _ = print(&format!("{}\n", proofs.text()))?,
                None if check.proofs => output::note("有错误，改好以后才能证明"),
                None => {}
            }
        }
    }
    Ok(outcome)
}

/// The conversations that belong to a folder called `intents`: `tests/conversations` beside it, if that is there.
fn beside(origin: &Origin) -> Option<PathBuf> {
    let Origin::Folder(folder) = origin else { return None };
    let is_usual = folder.file_name().is_some_and(|name| name == "intents");
    let conversations = folder.parent()?.join("tests").join("conversations");
    (is_usual && conversations.is_dir()).then_some(conversations)
}

/// Returns everything there is to say, but for what the files accept.
fn findings(
    loaded: &Loaded,
    now: DateTime,
    conversations: Option<&Path>,
    proofs: Option<&Proofs>,
) -> anyhow::Result<Vec<Finding>> {
    let mut findings = loaded.found.clone();
    findings.extend(lint::check(&loaded.rules, loaded.hotline.as_deref(), now));
    if let (Some(hotline), Some(folder)) = (&loaded.hotline, conversations) {
        let suite = load::load(&[folder.to_owned()])?;
        findings.extend(uncovered::check(hotline, &suite));
    }
    if let Some(proofs) = proofs {
        findings.extend_from_slice(&proofs.overmatch.findings);
        findings.extend_from_slice(&proofs.exploration.findings);
        findings.extend_from_slice(&proofs.example_findings);
    }
    let is_whole = loaded.hotline.is_some();
    Ok(loaded.allows.judged(&loaded.sources, findings, |code| match code.found_by {
        FoundBy::Loading | FoundBy::Lint => is_whole,
        FoundBy::Proof => proofs.is_some(),
        FoundBy::Conversations => is_whole && conversations.is_some(),
        FoundBy::Suite => true,
    }))
}

/// What was proved.
struct Proofs {
    overmatch: Proof,
    exploration: Exploration,
    n_examples: usize,
    example_findings: Vec<Finding>,
}

impl Proofs {
    /// Proves, with a bar while it lasts.
    fn of(hotline: &Hotline, now: DateTime) -> Proofs {
        let progress = Progress::new("试说法");
        let overmatch = overmatch::prove(hotline, now, &|n_done, n_all| progress.at(n_done, n_all));
        drop(progress);
        let progress = Progress::new("走流程");
        let exploration = explore::explore(hotline, now, &|n_done, n_all| progress.at(n_done, n_all));
        let examples = examples::check(hotline, now);
        Proofs { overmatch, exploration, n_examples: examples.n_examples, example_findings: examples.findings }
    }

    /// For people.
    fn text(&self) -> String {
        let Proof { n_phrases, n_sampled, n_unsayable, n_sentences, n_ceded, .. } = &self.overmatch;
        let mut text = format!("试了 {n_phrases} 条说法的 {n_sentences} 句话");
        if *n_sampled > 0 {
            text.push_str(&format!("（{n_sampled} 条只取样）"));
        }
        if *n_unsayable > 0 {
            text.push_str(&format!("，{n_unsayable} 条没有样值可说"));
        }
        if *n_ceded > 0 {
            text.push_str(&format!("，{n_ceded} 句按 unless 让给了别的意图"));
        }
        text.push_str(&format!("；{} 个例句", self.n_examples));
        let Exploration { n_situations, n_steps, unreached, is_cut, .. } = &self.exploration;
        let n_reached = n_steps - unreached.len();
        text.push_str(&format!("\n走了 {n_situations} 种情形，到过 {n_steps} 步里的 {n_reached} 步"));
        if *is_cut {
            text.push_str("；情形太多，没有走完");
        }
        text
    }

    /// For programs.
    fn json(&self) -> Value {
        json!({
            "phrases": self.overmatch.n_phrases,
            "sampled": self.overmatch.n_sampled,
            "unsayable": self.overmatch.n_unsayable,
            "sentences": self.overmatch.n_sentences,
            "ceded": self.overmatch.n_ceded,
            "examples": self.n_examples,
            "situations": self.exploration.n_situations,
            "steps": self.exploration.n_steps,
            "unreached": self.exploration.unreached,
            "cut": self.exploration.is_cut,
        })
    }
}
