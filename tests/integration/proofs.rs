//! The proofs by exploration: what a good hotline shows, and that the conversations of broken promises are true.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use daohang::compile::compile;
use daohang::compile::hotline::Hotline;
use daohang::finding::Finding;
use daohang::lint::explore::{Exploration, explore};
use daohang::rules::load;
use daohang::suite::{load as conversations, run};

const NOW: jiff::civil::DateTime = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);

fn hotline(path: &Path) -> Option<Arc<Hotline>> {
    let (rules, findings) = if path.is_dir() {
        load::folder(path).unwrap()
    } else {
        let head = "hotline: {name: 样例, greeting: 您好}\n";
        load::files([("a.yaml".to_owned(), fs::read(path).unwrap()), ("~.yaml".to_owned(), head.into())])
    };
    let is_good = !findings.iter().any(Finding::is_error);
    is_good.then(|| compile(&rules).0).flatten().map(Arc::new)
}

/// Explores a hotline of one flow in a file, and shared parts; the findings are code and place.
#[track_caller]
fn check(flow: &str, parts: &str, expect: &[&str]) {
    let files = [("a.yaml", format!("hotline: {{name: 样例, greeting: 您好}}\n{parts}")), ("b.yaml", flow.to_owned())];
    let (rules, found) = load::files(files.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    assert_eq!(found, []);
    let (hotline, found) = compile(&rules);
    assert_eq!(found, []);
    let exploration = explore(&hotline.unwrap(), NOW, &|_, _| {});
    let found: Vec<&str> = exploration.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(found, expect);
    assert_eq!(exploration.unreached, Vec::<String>::new());
}

#[test]
fn a_good_hotline_is_proved_and_wholly_walked() {
    let water = hotline(Path::new("tests/hotlines/water")).unwrap();
    let Exploration { n_situations, n_steps, unreached, is_cut, findings } = explore(&water, NOW, &|_, _| {});
    assert_eq!(findings, []);
    assert_eq!(unreached, Vec::<String>::new());
    assert!(!is_cut && n_situations > n_steps, "{n_situations} situations of {n_steps} steps");
}

#[test]
fn the_same_is_found_again() {
    let path = Path::new("tests/findings/never-ends-ladders");
    let explore = || explore(&hotline(path).unwrap(), NOW, &|_, _| {});
    let first = explore();
    assert!(!first.findings.is_empty());
    for _ in 0..5 {
        assert_eq!(explore(), first);
    }
}

/// Whoever puts the conversation of a finding into a file has a test that passes: it is what really happens.
#[test]
fn conversations_of_broken_promises_happen_as_written() {
    let mut n_conversations = 0;
    for entry in fs::read_dir("tests/findings").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension != "yaml") {
            continue;
        }
        let Some(hotline) = hotline(&path) else { continue };
        for finding in explore(&hotline, NOW, &|_, _| {}).findings {
            n_conversations += 1;
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("a.chat"), &finding.conversation).unwrap();
            let suite = conversations::load(&[folder.path().to_owned()]).unwrap();
            assert_eq!(suite.findings, [], "{}", finding.conversation);
            for outcome in run::run(&hotline, &suite, &|_, _| {}) {
                assert!(outcome.passed(), "{}: {}\n{outcome:#?}", path.display(), finding.conversation);
                assert!(outcome.n_turns > 1);
            }
        }
    }
    assert!(n_conversations >= 7, "{n_conversations}");
}

#[test]
fn conditions_on_answers_and_outputs_are_taken_both_ways() {
    check(
        "intent: 查件
phrases: 查件
slots: {单号: digits(6), 几件: number}
flow:
  - ask: 单号
    say: 单号是多少？
  - call: parcel.find
    lost: transfer
  - if: 状态 == '在途'
    then:
      - say: 还在路上。
    else:
      - say: 到了。
  - ask: 几件
    say: 一共几件？
  - if: 几件 > 3
    then:
      - say: 这么多。
  - if: 包裹.重量
    then:
      - say: '{包裹.重量}公斤。'
    else:
      - say: 没有称过。
",
        "actions: {parcel.find: {takes: [单号], gives: {状态: text, 包裹: record}, outcomes: [ok, lost]}}",
        &[],
    );
}

#[test]
fn counting_flows_are_explored_to_an_end() {
    check(
        "intent: 数数
phrases: 数数
flow:
  - set: {数: '1'}
  - label: 再数
    confirm: '{数}，再数吗？'
    no: end
  - set: {数: 数 + 1}
  - goto: 再数
",
        "",
        &[],
    );
}

#[test]
fn asking_for_a_person_may_be_thought_better_of() {
    check(
        "intent: 转人工
phrases: 转人工
flow:
  - choose: {接着转: 转, 不转了: end}
    say: 接着转，还是不转了？
  - label: 转
    transfer: 人工客服
",
        "",
        &[],
    );
}
