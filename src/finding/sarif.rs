//! Findings in SARIF 2.1.0, the format in which code hosts and editors take what a checker says.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0. Columns count characters, which `columnKind` says; the names of
//! files are URI references, relative where the files are.

use serde_json::{Value, json};

use super::code::{self, Code};
use super::locate::{Locator, Spot};
use super::{FileId, Finding, Severity, Sources, show};

/// Returns a SARIF log with one run: every finding as a result, sorted as [`show::text`] shows them, and the kinds that occur as rules.
///
/// `version` is that of the program.
pub fn log(sources: &Sources, findings: &[Finding], version: &str) -> Value {
    let findings = show::sorted(sources, findings);
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut locator = Locator::new(sources);
    let results: Vec<Value> = findings.iter().map(|finding| result(sources, &mut locator, &codes, finding)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "daohang",
                "semanticVersion": version,
                "language": "zh-CN",
                "rules": codes.iter().map(|name| rule(name)).collect::<Vec<Value>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A kind of findings.
fn rule(name: &str) -> Value {
    let mut rule = json!({"id": name});
    if let Some(code) = code::find(name) {
        rule["shortDescription"] = json!({"text": code.title()});
        rule["fullDescription"] = json!({"text": code.why()});
        rule["help"] = json!({"text": help(code)});
    }
    rule
}

/// What to write instead, as text.
fn help(code: &Code) -> String {
    let texts: Vec<String> = code.good().into_iter().map(|file| format!("{}:\n{}", file.name, file.text)).collect();
    format!("应当这样写\n\n{}", texts.join("\n"))
}

fn result(sources: &Sources, locator: &mut Locator, codes: &[&str], finding: &Finding) -> Value {
    let mut text = finding.message.clone();
    if !finding.help.is_empty() {
        text.push_str("。帮助: ");
        text.push_str(&finding.help);
    }
    let spot = locator.spot(&finding.place);
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|(place, note)| {
            let mut location = location(sources, place.file, locator.spot(place));
            location["message"] = json!({"text": note});
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": {"text": text},
        "locations": [location(sources, finding.place.file, spot)],
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

/// A place; a whole file has no region.
fn location(sources: &Sources, file: FileId, spot: Option<Spot>) -> Value {
    let name = sources.get(file).map_or("", |source| source.name.as_str());
    let mut place = json!({"artifactLocation": {"uri": uri(name)}});
    if let Some(Spot { line, column, width }) = spot {
        place["region"] = json!({"startLine": line, "startColumn": column, "endColumn": column + width});
    }
    json!({"physicalLocation": place})
}

/// Returns a path as a URI reference (RFC 3986): slashes forward, everything but unreserved characters as `%XX`.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Part, Path, Place};

    #[track_caller]
    fn check_uri(path: &str, expect: &str) {
        assert_eq!(uri(path), expect);
    }

    #[test]
    fn names_of_files_are_uri_references() {
        check_uri("intents/account/freeze.yaml", "intents/account/freeze.yaml");
        check_uri("./a b.yaml", "a%20b.yaml");
        check_uri("意图/账单.yaml", "%E6%84%8F%E5%9B%BE/%E8%B4%A6%E5%8D%95.yaml");
        check_uri("/home/x/a.yaml", "file:///home/x/a.yaml");
        check_uri("intents\\a.yaml", "intents/a.yaml");
    }

    #[test]
    fn the_exact_form() {
        let mut sources = Sources::default();
        let file = sources.add("intents/账单.yaml", "flow:\n  - goto: 月分\n");
        let goto = Place::value(file, Path::default().key("flow").index(0).key("goto"));
        let whole = Place { file, part: Part::File };
        let findings = [
            Finding::warning("empty-file", whole.clone(), "文件里什么也没有"),
            Finding::error("undefined-target", goto, "没有名为“月分”的步骤")
                .help("是不是想写“月份”？")
                .related(whole, "见"),
        ];
        let uri = "intents/%E8%B4%A6%E5%8D%95.yaml";
        let mut log = log(&sources, &findings, "1.2.3");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].take();
        let expect = json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {"name": "daohang", "semanticVersion": "1.2.3", "language": "zh-CN", "rules": null}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": "empty-file",
                        "ruleIndex": 0,
                        "level": "warning",
                        "message": {"text": "文件里什么也没有"},
                        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
                    },
                    {
                        "ruleId": "undefined-target",
                        "ruleIndex": 1,
                        "level": "error",
                        "message": {"text": "没有名为“月分”的步骤。帮助: 是不是想写“月份”？"},
                        "locations": [{"physicalLocation": {
                            "artifactLocation": {"uri": uri},
                            "region": {"startLine": 2, "startColumn": 11, "endColumn": 13},
                        }}],
                        "relatedLocations": [{
                            "physicalLocation": {"artifactLocation": {"uri": uri}},
                            "message": {"text": "见"},
                        }],
                    },
                ],
            }],
        });
        assert_eq!(log, expect);
        let ids: Vec<&Value> = rules.as_array().into_iter().flatten().map(|rule| &rule["id"]).collect();
        assert_eq!(ids, ["empty-file", "undefined-target"]);
        for rule in rules.as_array().into_iter().flatten() {
            for key in ["shortDescription", "fullDescription", "help"] {
                assert!(rule[key]["text"].as_str().is_some_and(|text| !text.is_empty()), "{key}: {rule}");
            }
        }
    }
}
