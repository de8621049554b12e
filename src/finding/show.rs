//! Shows findings to people (text with the line and a caret) and to programs (JSON).

use std::cmp::Ordering;

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::locate::{Locator, Spot};
use super::{FileId, Finding, Place, Severity, Sources};

/// Whether text is coloured for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// No control sequences.
    #[default]
    Plain,
    /// ANSI colours.
    Coloured,
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

/// A finding with its places turned into lines and columns.
struct Located<'f> {
    finding: &'f Finding,
    spot: Option<Spot>,
    related: Vec<(FileId, Option<Spot>, &'f str)>,
}

/// Counts the findings that [`text`] and [`json()`] show, that is, each only once.
pub fn counts(sources: &Sources, findings: &[Finding]) -> Counts {
    let shown = located(&mut Locator::new(sources), findings);
    let errors = shown.iter().filter(|shown| shown.finding.is_error()).count();
    Counts { errors, warnings: shown.len() - errors }
}

/// Returns the findings as they are shown: by file, line, column and code, each once.
pub fn sorted(sources: &Sources, findings: &[Finding]) -> Vec<Finding> {
    let shown = located(&mut Locator::new(sources), findings);
    shown.iter().map(|shown| shown.finding.clone()).collect()
}

/// Returns the findings as text, sorted, with an empty line between two and a line end after the last; empty if there
/// are none.
pub fn text(sources: &Sources, findings: &[Finding], style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut locator = Locator::new(sources);
    let shown = located(&mut locator, findings);
    let texts: Vec<String> = shown.iter().map(|shown| one(sources, &mut locator, shown, &renderer) + "\n").collect();
    texts.join("\n")
}

/// Returns the findings as an array of objects, sorted: `code`, `severity` (`error` or `warning`), `message`, `file`,
/// `line`, `column`, `width`, `help`, `related` (objects of `file`, `line`, `column`, `width`, `message`) and `conversation` (the text of a `.chat` file).
///
/// Lines and columns count from 1, columns and widths in characters; `line`, `column` and `width` are null for a whole
/// file, `help` and `conversation` are null where there is none.
pub fn json(sources: &Sources, findings: &[Finding]) -> Value {
    let name = |file| sources.get(file).map(|source| source.name.as_str());
    let shown = located(&mut Locator::new(sources), findings);
    let objects = shown.iter().map(|shown| {
        let finding = shown.finding;
        let related = shown.related.iter().map(|(file, spot, note)| {
            json!({
                "file": name(*file),
                "line": spot.map(|spot| spot.line),
                "column": spot.map(|spot| spot.column),
                "width": spot.map(|spot| spot.width),
                "message": note,
            })
        });
        json!({
            "code": finding.code,
            "severity": match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": finding.message,
            "file": name(finding.place.file),
            "line": shown.spot.map(|spot| spot.line),
            "column": shown.spot.map(|spot| spot.column),
            "width": shown.spot.map(|spot| spot.width),
            "help": (!finding.help.is_empty()).then_some(&finding.help),
            "related": related.collect::<Vec<Value>>(),
            "conversation": (!finding.conversation.is_empty()).then_some(&finding.conversation),
        })
    });
    Value::Array(objects.collect())
}

/// Locates, sorts and drops what is there twice.
fn located<'f>(locator: &mut Locator, findings: &'f [Finding]) -> Vec<Located<'f>> {
    let mut spot = |place: &Place| locator.spot(place);
    let mut shown: Vec<Located> = findings
        .iter()
        .map(|finding| Located {
            finding,
            spot: spot(&finding.place),
            related: finding.related.iter().map(|(place, note)| (place.file, spot(place), note.as_str())).collect(),
        })
        .collect();
    shown.sort_by(order);
    shown.dedup_by(|later, earlier| order(later, earlier) == Ordering::Equal);
    shown
}

fn order(one: &Located, other: &Located) -> Ordering {
    let key = |shown: &Located| (shown.finding.place.file, shown.spot, shown.finding.code);
    key(one).cmp(&key(other)).then_with(|| one.finding.message.cmp(&other.finding.message))
}

/// One finding as text, without a line end.
fn one(sources: &Sources, locator: &mut Locator, shown: &Located, renderer: &Renderer) -> String {
    let finding = shown.finding;
    let level = match finding.severity {
        Severity::Error => Level::ERROR.with_name("错误"),
        Severity::Warning => Level::WARNING.with_name("警告"),
    };
    let mut group = level.primary_title(finding.message.as_str()).id(finding.code).elements(Vec::<Element>::new());
    let file = finding.place.file;
    let mut spots = vec![(AnnotationKind::Primary, shown.spot, finding.label.as_str())];
    let here = shown.related.iter().filter(|(other, ..)| *other == file);
    spots.extend(here.map(|(_, spot, note)| (AnnotationKind::Context, *spot, *note)));
    group = group.element(excerpt(sources, locator, file, &spots));
    for (other, spot, note) in &shown.related {
        if *other != file {
            let spots = [(AnnotationKind::Context, *spot, *note)];
            group = group.element(excerpt(sources, locator, *other, &spots));
        }
    }
    if !finding.help.is_empty() {
        let help = Level::HELP.with_name("帮助");
        group = group.element(help.message(annotate_snippets::normalize_untrusted_str(&finding.help)));
    }
    let mut text = renderer.render(&[group]);
    if !finding.conversation.is_empty() {
        // At the left margin and as it is, so that it can be copied into a file.
        text.push_str("\n\n");
        text.push_str(finding.conversation.trim_end());
    }
    text
}

/// The lines of a file that hold these spots, or only its name where there is none.
///
/// Only these lines are handed over: the renderer reads all that it is given, and a file may have megabytes.
fn excerpt<'a>(
    sources: &'a Sources,
    locator: &mut Locator,
    file: FileId,
    spots: &[(AnnotationKind, Option<Spot>, &'a str)],
) -> Element<'a> {
    let Some(source) = sources.get(file) else {
        return Origin::path("?").into();
    };
    let lines = || spots.iter().filter_map(|(_, spot, _)| *spot);
    let (Some(first), Some(last)) = (lines().map(|spot| spot.line).min(), lines().map(|spot| spot.line).max()) else {
        return Origin::path(source.name.as_str()).into();
    };
    let mut text = String::new();
    let mut starts = Vec::new();
    for line in first..=last {
        starts.push(text.len());
        text.push_str(locator.line(file, line));
        text.push('\n');
    }
    let annotations = spots.iter().filter_map(|(kind, spot, label)| {
        let spot = (*spot)?;
        let start = starts.get(spot.line - first).copied().unwrap_or(text.len());
        let line = text.get(start..).unwrap_or("");
        let line = line.lines().next().unwrap_or("");
        let byte = |column: usize| {
            let found = line.char_indices().nth(column).map(|(byte, _)| byte);
            start + found.unwrap_or(line.len())
        };
        let from = byte(spot.column.saturating_sub(1));
        let to = byte((spot.column + spot.width).saturating_sub(1));
        let label = (!label.is_empty()).then_some(*label);
        Some((*kind).span(from..to).label(label))
    });
    let annotations: Vec<Annotation> = annotations.collect();
    Snippet::source(text).path(source.name.as_str()).line_start(first).annotations(annotations).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Part, Path};

    #[track_caller]
    fn check(findings: impl Fn(FileId, FileId) -> Vec<Finding>, expect: &str) {
        let mut sources = Sources::default();
        let bill = sources.add("intents/bill.yaml", "intent: 查询账单\nflow:\n  - if: 账单\n    then: 账单月分\n");
        let other = sources.add("intents/other.yaml", "intent: 查询账单\n");
        let findings = findings(bill, other);
        assert_eq!(text(&sources, &findings, Style::Plain), expect);
    }

    fn then() -> Path {
        Path::default().key("flow").index(0).key("then")
    }

    fn undefined(file: FileId) -> Finding {
        Finding::error("undefined-target", Place::value(file, then()), "没有名为“账单月分”的步骤")
            .help("是不是想写“账单月份”？")
    }

    #[test]
    fn carets_stand_under_the_characters() {
        check(
            |bill, _| vec![undefined(bill)],
            "\
错误[undefined-target]: 没有名为“账单月分”的步骤
 --> intents/bill.yaml:4:11
  |
4 |     then: 账单月分
  |           ^^^^^^^^
  |
  = 帮助: 是不是想写“账单月份”？
",
        );
    }

    #[test]
    fn sorted_and_each_once() {
        check(
            |bill, other| {
                let whole = Place { file: other, part: Part::File };
                vec![
                    Finding::warning("empty-file", whole, "文件是空的"),
                    undefined(bill),
                    Finding::error("a", Place::key(bill, Path::default().key("intent")), "甲").label("这里"),
                    undefined(bill),
                ]
            },
            "\
错误[a]: 甲
 --> intents/bill.yaml:1:1
  |
1 | intent: 查询账单
  | ^^^^^^ 这里

错误[undefined-target]: 没有名为“账单月分”的步骤
 --> intents/bill.yaml:4:11
  |
4 |     then: 账单月分
  |           ^^^^^^^^
  |
  = 帮助: 是不是想写“账单月份”？

警告[empty-file]: 文件是空的
--> intents/other.yaml
",
        );
    }

    #[test]
    fn related_places_are_shown() {
        check(
            |bill, other| {
                let name = Path::default().key("intent");
                vec![
                    Finding::error("duplicate-name", Place::value(other, name.clone()), "重名")
                        .related(Place::value(bill, name), "第一次写在这里"),
                ]
            },
            "\
错误[duplicate-name]: 重名
 --> intents/other.yaml:1:9
  |
1 | intent: 查询账单
  |         ^^^^^^^^
  |
 ::: intents/bill.yaml:1:9
  |
1 | intent: 查询账单
  |         -------- 第一次写在这里
",
        );
    }

    #[test]
    fn conversations_stand_at_the_margin() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "flow:\n  - then: 账单\n");
        let shown = text(&sources, &[undefined(file).conversation("客：在吗\n机：在。\n")], Style::Plain);
        assert!(shown.ends_with("\n\n客：在吗\n机：在。\n"), "{shown}");
    }

    #[test]
    fn json_has_the_same_places() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "flow:\n  - then: 账单\n");
        let whole = Place { file, part: Part::File };
        let found = json(&sources, &[undefined(file).related(whole, "见")]);
        let expect = json!([{
            "code": "undefined-target", "severity": "error", "message": "没有名为“账单月分”的步骤",
            "file": "a.yaml", "line": 2, "column": 11, "width": 2, "help": "是不是想写“账单月份”？",
            "related": [{"file": "a.yaml", "line": null, "column": null, "width": null, "message": "见"}],
            "conversation": null,
        }]);
        assert_eq!(found, expect);
        assert_eq!(json(&sources, &[]), json!([]));
    }

    #[test]
    fn colour_is_the_callers_choice() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "flow:\n  - then: 账单\n");
        let coloured = text(&sources, &[undefined(file)], Style::Coloured);
        assert!(coloured.contains("\u{1b}["), "{coloured}");
        assert_eq!(counts(&sources, &[undefined(file), undefined(file)]), Counts { errors: 1, warnings: 0 });
    }
}
