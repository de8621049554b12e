//! What came of conversations and examples as JUnit XML, which build servers read.
//!
//! A conversation is a test case, and so are the examples of an intent together. There are no times: they would differ each time.

use std::fmt::Write as _;

use super::examples::Examples;
use super::load::Suite;
use super::report;
use super::run::Outcome;
use crate::compile::hotline::Hotline;
use crate::finding::{Finding, Sources, show};

/// One test case.
struct Case {
    class: String,
    name: String,
    trouble: Option<Trouble>,
}

/// Why a test case did not pass.
struct Trouble {
    /// `failure`, or `error` where it could not be run.
    element: &'static str,
    message: String,
    text: String,
}

/// Returns the XML of conversations.
pub fn conversations(suite: &Suite, outcomes: &[Outcome]) -> String {
    let cases = suite.sources.iter().filter_map(|(file, source)| {
        let outcome = outcomes.iter().find(|outcome| outcome.name == source.name);
        let conversation = suite.conversations.iter().find(|conversation| conversation.file == file);
        let own = suite.findings.iter().filter(|finding| finding.place.file == file);
        let findings: Vec<Finding> = own.chain(outcome.iter().flat_map(|outcome| &outcome.findings)).cloned().collect();
        // A file that was filtered out left nothing.
        if conversation.is_none() && findings.is_empty() {
            return None;
        }
        let errors: Vec<Finding> = findings.into_iter().filter(Finding::is_error).collect();
        let failures = outcome.map_or(0, |outcome| outcome.failures.len());
        let trouble = if !errors.is_empty() {
            let text = show::text(&suite.sources, &errors, show::Style::Plain);
            Some(Trouble { element: "error", message: format!("{} 处错误，没有运行", errors.len()), text })
        } else {
            outcome.filter(|outcome| !outcome.passed()).map(|outcome| Trouble {
                element: "failure",
                message: format!("{failures} 轮不符"),
                text: report::text(outcome),
            })
        };
        let title = conversation.map(|conversation| conversation.title.as_str()).filter(|title| !title.is_empty());
        Some(Case { class: source.name.clone(), name: title.unwrap_or(&source.name).to_owned(), trouble })
    });
    suite_of("对话", &cases.collect::<Vec<_>>())
}

/// Returns the XML of the examples, a case for each intent that has some.
pub fn examples(hotline: &Hotline, sources: &Sources, examples: &Examples) -> String {
    let with_examples = hotline.intents.iter().filter(|intent| !intent.examples.is_empty());
    let cases = with_examples.map(|intent| {
        let is_own = |finding: &&Finding| intent.examples.iter().any(|example| example.place == finding.place);
        let findings: Vec<Finding> = examples.findings.iter().filter(is_own).cloned().collect();
        let trouble = (!findings.is_empty()).then(|| Trouble {
            element: "failure",
            message: format!("{} 个例句没有到位", findings.len()),
            text: show::text(sources, &findings, show::Style::Plain),
        });
        let class = sources.get(intent.place.file).map(|source| source.name.clone()).unwrap_or_default();
        Case { class, name: intent.name.clone(), trouble }
    });
    suite_of("例句", &cases.collect::<Vec<_>>())
}

/// Returns the document around suites.
pub fn document(suites: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"daohang\">\n{}</testsuites>\n",
        suites.concat()
    )
}

fn suite_of(name: &str, cases: &[Case]) -> String {
    let count =
        |element| cases.iter().filter_map(|case| case.trouble.as_ref()).filter(|one| one.element == element).count();
    let (failures, errors) = (count("failure"), count("error"));
    let mut xml = format!(
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\">\n",
        cases.len()
    );
    for Case { class, name, trouble } in cases {
        // Writing to a string cannot fail.
        let _ = write!(xml, "    <testcase classname=\"{}\" name=\"{}\"", escaped(class), escaped(name));
        match trouble {
            None => xml.push_str("/>\n"),
            Some(Trouble { element, message, text }) => {
                let (message, text) = (escaped(message), escaped(text));
                let _ = writeln!(xml, ">\n      <{element} message=\"{message}\">{text}</{element}>\n    </testcase>");
            }
        }
    }
    xml.push_str("  </testsuite>\n");
    xml
}

/// Escapes text for an element or an attribute; what XML 1.0 cannot hold at all becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(character),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(escaped(text), expect);
    }

    #[test]
    fn nothing_breaks_the_document() {
        check("<a & \"b\">\n", "&lt;a &amp; &quot;b&quot;&gt;\n");
        check("机：\u{1b}[0m\u{0}", "机：\u{fffd}[0m\u{fffd}");
    }

    #[test]
    fn cases_are_counted_by_what_became_of_them() {
        let case = |trouble| Case { class: "a.chat".to_owned(), name: "题".to_owned(), trouble };
        let trouble =
            |element| Some(Trouble { element, message: "不符".to_owned(), text: "- 甲\n+ 乙\n".to_owned() });
        let xml = document(&[suite_of("对话", &[case(None), case(trouble("failure")), case(trouble("error"))])]);
        let expect = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"daohang\">
  <testsuite name=\"对话\" tests=\"3\" failures=\"1\" errors=\"1\">
    <testcase classname=\"a.chat\" name=\"题\"/>
    <testcase classname=\"a.chat\" name=\"题\">
      <failure message=\"不符\">- 甲
+ 乙
</failure>
    </testcase>
    <testcase classname=\"a.chat\" name=\"题\">
      <error message=\"不符\">- 甲
+ 乙
</error>
    </testcase>
  </testsuite>
</testsuites>
";
        assert_eq!(xml, expect);
    }
}
