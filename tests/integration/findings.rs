//! What loading, compiling and the proofs say about the sample files in `tests/findings`: `NAME.yaml` or the folder `NAME`, and `NAME.expect`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use daohang::compile::compile_read;
use daohang::finding::allow::Allows;
use daohang::finding::code::{self, FoundBy};
use daohang::finding::locate::Locator;
use daohang::finding::show::{self, Style};
use daohang::finding::{Finding, Sources};
use daohang::lint::{self, explore, overmatch};
use daohang::rules::load;
use daohang::suite::examples;
use proptest::prelude::*;

/// A head for the samples that are a single file.
const HEAD: &str = "hotline: {name: 样例, greeting: 您好}\n";

/// When the proofs hear the phrases.
const NOW: jiff::civil::DateTime = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);

/// What `check --proofs` says, without conversations.
fn loaded(sample: &Path) -> (Sources, Vec<Finding>) {
    let (rules, findings) = if sample.is_dir() {
        load::folder(sample).unwrap()
    } else {
        let name = sample.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(sample).unwrap();
        load::files([(name, bytes), ("~.yaml".to_owned(), HEAD.into())])
    };
    let (hotline, mut findings) = compile_read(&rules, findings);
    findings.extend(lint::check(&rules, hotline.as_ref(), NOW));
    let is_whole = hotline.is_some();
    if let Some(hotline) = hotline {
        findings.extend(overmatch::prove(&hotline, NOW, &|_, _| {}).findings);
        findings.extend(explore::explore(&hotline, NOW, &|_, _| {}).findings);
        findings.extend(examples::check(&hotline, NOW).findings);
    }
    let findings = Allows::of(&rules.sources).judged(&rules.sources, findings, |_| is_whole);
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

/// A sample too large to be kept: what it is, the text, and the codes with their lines and columns; a whole file is at 0.
type Generated = (&'static str, String, Vec<(&'static str, usize, usize)>);

fn generated() -> Vec<Generated> {
    let lines = |line: &dyn Fn(usize) -> String, n: usize| (0..n).map(line).collect::<String>();
    let intent = |phrases: &str| {
        format!("intent: 冻结账户\nexamples: 冻结账户\nflow: [{{say: 好}}]\nphrases:\n  - 冻结账户\n{phrases}")
    };
    let alternatives = (0..10_000).map(|n| format!("甲{n}")).collect::<Vec<_>>().join("|");
    let nested = |n: usize| {
        let steps = |n: usize| format!("{0:1$}- if: 尾号\n{0:2$}then:\n", "", 2 + 4 * n, 4 + 4 * n);
        let ask = "  - ask: 尾号\n    say: [请报后四位。, 请报最后四位。]\n";
        let slots = "slots: {尾号: digits(4)}";
        let head = format!("intent: 冻结账户\nexamples: 冻结账户\nphrases: 冻结账户\n{slots}\nflow:\n{ask}");
        head + &lines(&steps, n) + &format!("{:1$}- say: 好\n", "", 2 + 4 * n)
    };
    let laughs = |levels: usize| {
        let level = |n: usize| format!("a{0}: &a{0} [*a{1}, *a{1}]\n", n + 1, n);
        "a0: &a0 [哈, 哈]\n".to_owned() + &lines(&level, levels)
    };
    let keys = lines(&|n| format!("k{n}: 1\n"), 10_000);
    let typos: Vec<_> = (0..200).map(|n| ("unknown-key", n + 2, 1)).chain([("too-many-findings", 0, 0)]).collect();
    vec![
        ("sixteen megabytes and a byte", "#".repeat(daohang::limits::FILE_BYTES + 1), vec![("too-large", 0, 0)]),
        ("ten thousand unknown keys", format!("intent: 甲\n{keys}"), typos),
        ("brackets in brackets", "[a: ".repeat(100_000), vec![("too-deep", 1, 1021)]),
        ("dashes behind dashes", "- ".repeat(100_000), vec![("too-deep", 1, 1)]),
        ("lists in lists", lines(&|n| format!("{:n$}-\n", ""), 1_000), vec![("too-deep", 129, 129)]),
        ("aliases of aliases", laughs(40), vec![("alias-bomb", 2, 10)]),
        ("an alias in itself", "a: &a [*a]\n".to_owned(), vec![("alias-bomb", 1, 8)]),
        ("ten thousand alternatives", intent(&format!("  - ({alternatives})\n")), vec![("phrase-too-wide", 6, 5)]),
        ("brackets in a phrase", intent(&format!("  - {}查\n", "(".repeat(1_000))), vec![("phrase-too-deep", 6, 21)]),
        (
            "a phrase of a million characters",
            intent(&format!("  - {}\n", "冻".repeat(1_000_000))),
            vec![("too-large", 0, 0)],
        ),
        (
            "three hundred phrases that do not close",
            intent(&"  - 查(账单\n".repeat(300)),
            (6..306).map(|line| ("phrase-unclosed", line, 6)).collect(),
        ),
        ("ten branches deep", nested(10), vec![]),
        ("a thousand branches deep", nested(1_000), vec![("too-deep", 134, 257)]),
    ]
}

#[test]
fn large_files_are_judged_exactly_and_in_time() {
    let mut wrong = Vec::new();
    for (what, text, expect) in generated() {
        let files = [("a.yaml".to_owned(), text.into_bytes()), ("~.yaml".to_owned(), HEAD.into())];
        let (rules, findings) = load::files(files);
        let (hotline, mut findings) = compile_read(&rules, findings);
        findings.extend(lint::check(&rules, hotline.as_ref(), NOW));
        let mut locator = Locator::new(&rules.sources);
        let found: Vec<(&str, usize, usize)> = show::sorted(&rules.sources, &findings)
            .iter()
            .map(|finding| {
                let spot = locator.spot(&finding.place);
                (finding.code, spot.map_or(0, |spot| spot.line), spot.map_or(0, |spot| spot.column))
            })
            .collect();
        let sorted = |mut list: Vec<(&'static str, usize, usize)>| {
            list.sort_unstable_by_key(|(code, line, column)| (*line, *column, *code));
            list
        };
        if found != sorted(expect) {
            wrong.push(format!("{what}: {:?}", found.iter().take(5).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_sample() {
    let mut seen: BTreeSet<&str> =
        generated().iter().flat_map(|(_, _, expect)| expect).map(|(code, ..)| *code).collect();
    for (_, path) in samples() {
        seen.extend(loaded(&path).1.iter().map(|finding| finding.code));
    }
    let of_folders =
        code::ALL.iter().filter(|code| matches!(code.found_by, FoundBy::Loading | FoundBy::Lint | FoundBy::Proof));
    let codes: BTreeSet<&str> = of_folders.map(|code| code.name).collect();
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
