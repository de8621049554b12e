//! `daohang test`: conversations run again and compared, the examples of all intents routed, and what of the hotline was used.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::args::{Common, Format, Test};
use super::intents::Loaded;
use super::progress::Progress;
use super::{Outcome, failure, intents, output, print};
use crate::compile::hotline::Hotline;
use crate::finding::{Finding, show};
use crate::suite::coverage::{self, Coverage, Report, Thing};
use crate::suite::examples::{self, Examples};
use crate::suite::load::{self, Suite};
use crate::suite::update::updated;
use crate::suite::{junit, report, run};

/// The head of a failed turn.
const BOLD: Style = Style::new().bold();
/// What was expected.
const EXPECTED: Style = AnsiColor::Red.on_default();
/// What was said instead.
const SAID: Style = AnsiColor::Green.on_default();

/// Where conversations are when none are named.
pub(super) const FOLDER: &str = "tests/conversations";

/// Runs the command. The examples are routed unless only files are named: who runs a conversation asks about that one.
pub(super) fn run(common: &Common, test: &Test) -> anyhow::Result<Outcome> {
    let paths = if test.paths.is_empty() { vec![PathBuf::from(FOLDER)] } else { test.paths.clone() };
    let loaded = intents::Origin::of(common.intents.as_deref()).load()?;
    loaded.show_errors();
    let Some(hotline) = &loaded.hotline else { return Ok(Outcome::Found) };
    let mut suite = read(&paths, test)?;
    if let Some(text) = test.filter.as_deref().filter(|_| suite.conversations.is_empty() && suite.findings.is_empty()) {
        output::note(&format!("没有一个对话的文件名或标题里有“{text}”"));
        return Ok(Outcome::Found);
    }
    // A folder whose name is mistyped must not pass.
    if suite.conversations.is_empty() && suite.findings.is_empty() && !test.paths.is_empty() {
        output::note("这里没有对话（*.chat），什么也没有试");
        return Ok(Outcome::Found);
    }
    let mut outcomes = run_all(hotline, &suite);
    if test.update && update(&suite, &outcomes)? {
        suite = read(&paths, test)?;
        outcomes = run_all(hotline, &suite);
    }
    let with_examples = test.filter.is_none() && paths.iter().any(|path| path.is_dir());
    let examples = if with_examples { examples::check(hotline, run::START) } else { Examples::default() };
    let mut findings = suite.findings.clone();
    findings.extend(outcomes.iter().flat_map(|outcome| outcome.findings.iter().cloned()));
    let n_passed = outcomes.iter().filter(|outcome| outcome.passed()).count();
    let n_failed = suite.conversations.len().max(outcomes.len()) - n_passed;
    let is_fine = n_failed == 0 && examples.findings.is_empty() && !findings.iter().any(Finding::is_error);
    if let Some(path) = &test.junit {
        let conversations = junit::conversations(&suite, &outcomes);
        let examples = with_examples.then(|| junit::examples(hotline, &loaded.sources, &examples));
        let suites: Vec<String> = [conversations].into_iter().chain(examples).collect();
        write(path, &junit::document(&suites))?;
    }
    let is_asked = test.coverage.is_some() || test.html.is_some();
    let report = is_asked.then(|| cover(hotline, &loaded, &outcomes, &examples));
    if let (Some(path), Some(report)) = (&test.html, &report) {
        write(path, &coverage::html::page(hotline, &loaded.sources, report))?;
    }
    let coverage = test.coverage.as_ref().zip(report).map(|(format, report)| {
        let gaps = report.gaps(hotline, &loaded.sources);
        (format, report, gaps)
    });
    match common.format {
        Format::Text => {
            note_findings(&suite, &findings);
            output::note_unless_empty(&show::text(&loaded.sources, &examples.findings, output::findings_style()));
            for outcome in &outcomes {
                output::note_unless_empty(&coloured(&report::text(outcome)));
            }
            let n_turns: usize = outcomes.iter().map(|outcome| outcome.n_turns).sum();
            let mut line = format!("{n_passed} 个对话通过（{n_turns} 轮）");
            if n_failed > 0 {
                line.push_str(&format!("，{n_failed} 个未通过"));
            }
            if with_examples {
                let n_wrong = examples.findings.len();
                line.push_str(&format!("；{} 个例句到位", examples.n_examples - n_wrong));
                if examples.n_alone > 0 {
                    line.push_str(&format!("（{} 个只靠自己）", examples.n_alone));
                }
                if n_wrong > 0 {
                    line.push_str(&format!("，{n_wrong} 个没有"));
                }
            }
            match coverage {
                None => print(&format!("{line}\n"))?,
                Some((format, report, gaps)) if format == "json" => {
                    output::note(&line);
                    print(&format!("{}\n", coverage::text::json(&report, &gaps)))?
                }
                Some((_, report, gaps)) => print(&format!("{}{line}\n", coverage::text::text(&report, &gaps)))?,
            };
        }
        Format::Json => {
            let conversations: Vec<Value> = outcomes.iter().map(of_outcome).collect();
            let mut object = json!({
                "passed": n_passed,
                "failed": n_failed,
                "conversations": conversations,
                "findings": show::json(&suite.sources, &findings),
                "examples": {"total": examples.n_examples, "alone": examples.n_alone, "findings": show::json(&loaded.sources, &examples.findings)},
            });
            if let Some((_, report, gaps)) = coverage {
                object["coverage"] = coverage::text::json(&report, &gaps);
            }
            print(&format!("{object}\n"))?;
        }
    }
    Ok(if is_fine { Outcome::Fine } else { Outcome::Found })
}

/// Runs the conversations with a bar on the terminal.
fn run_all(hotline: &Arc<Hotline>, suite: &Suite) -> Vec<run::Outcome> {
    let progress = Progress::new("试对话");
    run::run(hotline, suite, &|n_done, n_all| progress.at(n_done, n_all))
}

/// Reads the conversations that are asked for.
fn read(paths: &[PathBuf], test: &Test) -> anyhow::Result<Suite> {
    let mut suite = load::load(paths)?;
    if let Some(text) = &test.filter {
        suite.filter(text);
    }
    Ok(suite)
}

/// Writes what is said now into the files of failed conversations; returns whether there was anything to write.
fn update(suite: &Suite, outcomes: &[run::Outcome]) -> anyhow::Result<bool> {
    let mut is_changed = false;
    for outcome in outcomes.iter().filter(|outcome| !outcome.passed()) {
        let source = suite.sources.iter().map(|(_, source)| source).find(|source| source.name == outcome.name);
        if let Some(text) = source.and_then(|source| updated(&source.text, outcome)) {
            write(Path::new(&outcome.name), &text)?;
            output::note(&format!("改写了 {}", outcome.name));
            is_changed = true;
        }
    }
    Ok(is_changed)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).map_err(|error| failure::writing(path, error))
}

/// Holds what the conversations passed, and what decided the examples, against what can be reached.
fn cover(hotline: &Hotline, loaded: &Loaded, outcomes: &[run::Outcome], examples: &Examples) -> Report {
    let mut coverage = Coverage::default();
    for outcome in outcomes {
        coverage.add(&outcome.coverage);
    }
    for phrase in &examples.decided {
        coverage.count(Thing::Phrase(*phrase));
    }
    Report::of(hotline, &loaded.sources, &coverage)
}

/// Colours what was expected and what was said instead; where nobody sees colours, they are taken out again.
fn coloured(text: &str) -> String {
    let paint = |line: &str| match line.chars().next() {
        Some('未') => format!("{BOLD}{line}{BOLD:#}\n"),
        Some('-') => format!("{EXPECTED}{line}{EXPECTED:#}\n"),
        Some('+') => format!("{SAID}{line}{SAID:#}\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(paint).collect()
}

fn note_findings(suite: &Suite, findings: &[Finding]) {
    output::note_unless_empty(&show::text(&suite.sources, findings, output::findings_style()));
}

/// Puts what came of a conversation into the form that is printed.
fn of_outcome(outcome: &run::Outcome) -> Value {
    let failures: Vec<Value> = outcome
        .failures
        .iter()
        .map(|failure| {
            let expected: Vec<&str> = failure.expected.iter().map(|(_, text, _)| text.as_str()).collect();
            let violated: Vec<Value> = failure
                .violated
                .iter()
                .map(|(line, condition, found)| json!({"line": line, "condition": condition, "found": found}))
                .collect();
            json!({
                "line": failure.line,
                "expected": expected,
                "said": failure.said,
                "violated": violated,
                "why": failure.why,
                "backend": failure.troubles,
            })
        })
        .collect();
    json!({
        "file": outcome.name,
        "title": outcome.title,
        "passed": outcome.passed(),
        "turns": outcome.n_turns,
        "failures": failures,
    })
}
