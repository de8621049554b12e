//! What loading, compiling and the proofs say about the sample files in `tests/findings`: `NAME.yaml` or the folder `NAME`, and `NAME.expect`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use daohang::compile::{self, compile};
use daohang::finding::show::{self, Style};
use daohang::finding::{Finding, Sources};
use daohang::lint::{self, overmatch};
use daohang::rules::load;
use proptest::prelude::*;

/// A head for the samples that are a single file.
const HEAD: &str = "hotline: {name: 样例, greeting: 您好}\n";

/// When the proofs hear the phrases.
const NOW: jiff::civil::DateTime = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);

/// What loading says, and where that is nothing bad, what compiling and the proofs say.
fn loaded(sample: &Path) -> (Sources, Vec<Finding>) {
    let (rules, mut findings) = if sample.is_dir() {
        load::folder(sample).unwrap()
    } else {
        let name = sample.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(sample).unwrap();
        load::files([(name, bytes), ("~.yaml".to_owned(), HEAD.into())])
    };
    if !findings.iter().any(Finding::is_error) {
        let (hotline, more) = compile(&rules);
        findings.extend(more);
        if let Some(hotline) = hotline {
            findings.extend(overmatch::prove(&hotline, NOW, &|_, _| {}).findings);
        }
    }
    (rules.sources, findings)
}

/// The samples by name, in order.
fn samples() -> BTreeMap<String, std::path::PathBuf> {
    let entries = fs::read_dir("tests/findings").unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let samples = paths.filter(|path| path.extension().is_none_or(|extension| extension == "yaml"));
    samples.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path)).collect()
}

#[test]
fn every_sample_says_what_is_expected() {
    let mut wrong = Vec::new();
    for (name, path) in samples() {
        let (sources, findings) = loaded(&path);
        let shown = show::text(&sources, &findings, Style::Plain);
        let expect = Path::new("tests/findings").join(format!("{name}.expect"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expect, &shown).unwrap();
        } else if fs::read_to_string(&expect).ok().as_deref() != Some(shown.as_str()) {
            wrong.push(format!("{name} now says:\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 rewrites", wrong.join("\n"));
}

/// Links cannot be kept as samples: packing the crate would follow them.
#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_back() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let place = tempfile::tempdir().unwrap();
    let top = place.path();
    fs::write(top.join("a.yaml"), HEAD).unwrap();
    fs::create_dir(top.join("b")).unwrap();
    symlink(top.join("没有.yaml"), top.join("b/broken.yaml")).unwrap();
    symlink(top, top.join("b/loop")).unwrap();
    symlink(top.join("b/self.yaml"), top.join("b/self.yaml")).unwrap();
    symlink(top.join("a.yaml"), top.join("again.yaml")).unwrap();
    fs::write(top.join("secret.yaml"), HEAD).unwrap();
    fs::set_permissions(top.join("secret.yaml"), fs::Permissions::from_mode(0o000)).unwrap();
    let may_read_all = fs::read(top.join("secret.yaml")).is_ok();
    let (rules, findings) = load::folder(top).unwrap();
    let found = findings.iter().map(|finding| {
        let name = &rules.sources.get(finding.place.file).unwrap().name;
        let name = name.strip_prefix(&*top.to_string_lossy()).unwrap();
        format!("{} {name} {}", finding.code, finding.message)
    });
    let mut expect = vec![
        "two-hotlines /again.yaml hotline: 写了两处",
        "unreadable-file /b/broken.yaml 文件读不了：链接指向的文件不存在",
        "unreadable-file /b/loop 这个链接绕回了上层文件夹，没有再读",
        "unreadable-file /b/self.yaml 文件读不了：链接绕成了一圈",
    ];
    expect.push(if may_read_all {
        "two-hotlines /secret.yaml hotline: 写了两处"
    } else {
        "unreadable-file /secret.yaml 文件读不了：没有读取权限"
    });
    assert_eq!(found.collect::<Vec<String>>(), expect);
}

/// Samples too large to be kept.
fn generated() -> Vec<(&'static str, String)> {
    let keys = (0..10_000).map(|number| format!("k{number}: 1\n"));
    vec![
        ("too-large", "#".repeat(daohang::limits::FILE_BYTES + 1)),
        ("too-many-findings", format!("intent: 甲\n{}", keys.collect::<String>())),
        ("too-deep", "[a: ".repeat(100_000)),
        ("too-deep", "- ".repeat(100_000)),
    ]
}

#[test]
fn large_files_are_refused_in_time() {
    for (code, text) in generated() {
        let (_, findings) = load::files([("a.yaml".to_owned(), text.into_bytes())]);
        assert!(findings.iter().any(|finding| finding.code == code), "{code}: {findings:?}");
        assert!(findings.len() < 300, "{code}: {}", findings.len());
    }
}

#[test]
fn every_code_has_a_sample() {
    let mut seen: BTreeSet<&str> = generated().iter().map(|(code, _)| *code).collect();
    for (_, path) in samples() {
        seen.extend(loaded(&path).1.iter().map(|finding| finding.code));
    }
    let codes: BTreeSet<&str> = load::CODES.iter().chain(compile::CODES).chain(lint::CODES).copied().collect();
    assert_eq!(seen, codes);
}

/// Pieces of which slips are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "intent", "flow", "say", "phrases", "hotline", "slots", "choose", ": ", ":", "：", "\n", "\n  ", "\n    ",
            "- ", "-", "[", "]", "{", "}", "\"", "'", "“", "”", "|", "｜", ">", "&a ", "*a", "!x ", "#", "\t",
            "\u{3000}", "~", "01", "1.5", "true", "冻结", "，", "%", "@", "? ", "---\n", "\r\n", "\u{feff}", "\0",
            "\\",
        ])
        .prop_map(str::to_owned),
        ".{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_loaded_and_shown(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (rules, findings) = load::files([("a.yaml".to_owned(), bytes)]);
        show::text(&rules.sources, &findings, Style::Coloured);
    }

    #[test]
    fn any_slips_are_loaded_and_shown(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let (rules, findings) = load::files([("a.yaml".to_owned(), text.into_bytes())]);
        show::text(&rules.sources, &findings, Style::Plain);
        show::json(&rules.sources, &findings);
    }
}
