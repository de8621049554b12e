//! The table of findings: every code that the program can give is in it, and the examples of each explanation are what they say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use daohang::compile::compile_read;
use daohang::finding::allow::Allows;
use daohang::finding::code::{self, Code, ExampleFile, FoundBy};
use daohang::finding::show::{self, Style};
use daohang::finding::{Finding, Sources};
use daohang::lint::{self, explore, overmatch};
use daohang::rules::load;
use daohang::suite::{self, cases, examples, run, uncovered};

/// What an example has beside its files, unless it has a hotline of its own.
const HEAD: &str = "hotline: {name: 样例, greeting: 您好}\n";

/// Everything that `check`, `test` and `eval` say about an example; the text is how it is shown.
fn found(code: &Code, files: &[ExampleFile]) -> (BTreeSet<&'static str>, String) {
    let place = tempfile::tempdir().unwrap();
    let intents = place.path().join("intents");
    fs::create_dir(&intents).unwrap();
    let is_whole = files.iter().any(|file| file.stored == "整套" || file.text.starts_with("hotline:"));
    if !is_whole {
        fs::write(intents.join("~.yaml"), HEAD).unwrap();
    }
    let is_rule = |file: &&ExampleFile| file.name.ends_with(".yaml") || file.name.ends_with(".yml");
    for file in files.iter().filter(is_rule) {
        let path = intents.join(&file.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes(file)).unwrap();
    }
    let (rules, findings) = load::folder(&intents).unwrap();
    let (hotline, mut findings) = compile_read(&rules, findings);
    findings.extend(lint::check(&rules, hotline.as_ref(), run::START));
    let mut shown = String::new();
    let mut codes = BTreeSet::new();
    if let Some(hotline) = hotline {
        let hotline = Arc::new(hotline);
        findings.extend(overmatch::prove(&hotline, run::START, &|_, _| {}).findings);
        // Exploring takes a second; only what proofs find is found so.
        if code.found_by == FoundBy::Proof {
            findings.extend(explore::explore(&hotline, run::START, &|_, _| {}).findings);
        }
        findings.extend(examples::check(&hotline, run::START).findings);
        let mut conversations = suite::load::Suite::default();
        for file in files.iter().filter(|file| file.name.ends_with(".chat")) {
            conversations.add(&file.name, &file.text);
        }
        if !conversations.conversations.is_empty() {
            findings.extend(uncovered::check(&hotline, &conversations));
            let mut more = conversations.findings.clone();
            for outcome in run::run(&hotline, &conversations, &|_, _| {}) {
                assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
                more.extend(outcome.findings);
            }
            note(&conversations.sources, &more, &mut codes, &mut shown);
        }
        for file in files.iter().filter(|file| file.name.ends_with(".jsonl")) {
            let path = place.path().join(&file.name);
            fs::write(&path, &file.text).unwrap();
            let mut cases = cases::load(&[path]).unwrap();
            cases.check_names(&hotline);
            note(&cases.sources, &cases.findings, &mut codes, &mut shown);
        }
    }
    let findings = Allows::of(&rules.sources).judged(&rules.sources, findings, |_| true);
    note(&rules.sources, &findings, &mut codes, &mut shown);
    (codes, shown)
}

fn note(sources: &Sources, findings: &[Finding], codes: &mut BTreeSet<&'static str>, shown: &mut String) {
    codes.extend(findings.iter().map(|finding| finding.code));
    shown.push_str(&show::text(sources, findings, Style::Plain));
}

/// The bytes of an example's file.
fn bytes(file: &ExampleFile) -> Vec<u8> {
    let text = &file.text;
    match file.stored.as_str() {
        "" | "整套" => text.clone().into_bytes(),
        "bom" => format!("\u{feff}{text}").into_bytes(),
        "utf-16" => [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        "控制字符" => text.replace('▯', "\0").into_bytes(),
        times => text.repeat(times.strip_prefix('×').unwrap().parse().unwrap()).into_bytes(),
    }
}

#[test]
fn bad_examples_have_the_mistake_and_good_ones_have_none() {
    let mut wrong = Vec::new();
    for code in code::ALL {
        let (codes, shown) = found(code, &code.bad());
        if !codes.contains(code.name) {
            wrong.push(format!("the bad example of {} does not show it, but:\n{shown}", code.name));
        }
        let (codes, shown) = found(code, &code.good());
        if !codes.is_empty() {
            wrong.push(format!("the good example of {} shows:\n{shown}", code.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What stands in the sources where a code is given: `Finding::error("…"`, `self.error("…"`, `code: "…"`, or the first of a tuple that is
/// told.
fn codes_in(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]").next().unwrap();
    let given = regex::Regex::new(
        r#"(?x) (?: (?:error|warning|complain|undefined|finding|bracket) \( (?:[^"(),]*,\s*)? \s* | code:\s* | \(\s* )
           "([a-z]+(?:-[a-z0-9]+)+|bom|overmatch|unanswerable)" \s* ,"#,
    )
    .unwrap();
    given.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// Words with hyphens that are given like codes and are none: classes of pictures, names of events.
const NO_CODES: [&str; 6] = ["greeting-text", "hung-up", "mark-text", "no-input", "no-match", "too-long"];

#[test]
fn every_code_in_the_sources_is_in_the_table() {
    let mut given = BTreeSet::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_test = path.file_stem().is_some_and(|name| name == "tests");
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
                given.extend(codes_in(&fs::read_to_string(path).unwrap()));
            }
        }
    }
    let known: BTreeSet<String> = code::ALL.iter().map(|code| code.name.to_owned()).collect();
    let unknown: Vec<_> =
        given.iter().filter(|code| !known.contains(*code) && !NO_CODES.contains(&code.as_str())).collect();
    assert!(unknown.is_empty(), "not in `finding::code`: {unknown:?}");
    let idle: Vec<_> = known.difference(&given).collect();
    assert!(idle.is_empty(), "nothing in the sources gives: {idle:?}");
}
