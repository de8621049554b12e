//! Conversation files: read, run against the shipped hotline, reported, rewritten; and files of labelled sentences.

use daohang::finding::show;
use daohang::suite::cases::Cases;
use daohang::suite::load::Suite;
use daohang::suite::{junit, report, run::run as run_suite, update};

use super::super::Signs;
use super::super::Target;
use super::super::seeds;
use super::calls::SHIPPED;

/// Reads and runs a conversation.
pub const TARGET: Target = Target { name: "conversation", run, seeds: inputs, most_bytes: 4096, n_short: 150 };

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs: Vec<Vec<u8>> =
        seeds::texts("tests/conversations", "chat").into_iter().map(String::into_bytes).collect();
    inputs.push("{\"text\": \"我的号被冻住了\", \"intents\": [\"解冻账户\"]}\n".into());
    inputs.push(
        "# 试\n@now 2025-07-01T10:00:00+08:00\n@slot 手机号=13800138000\n@stub account.freeze=refused {\"冻结时间\": \"2025-07-01T10:00:00\"}\n客：我的号被冻住了\n\
         机：*手机号*|*证件* ; intent=解冻账户 state=核验身份 slot.手机号=138****8000\n@now +10m\n客：\n机：*没有听到* ; event=no-input\n@hangup\n@call\n客：\\#\n"
            .into(),
    );
    inputs
}

fn run(input: &[u8], signs: &mut Signs) {
    let text = String::from_utf8_lossy(input);
    let mut suite = Suite::default();
    suite.add("a.chat", &text);
    shown(&suite, signs);
    let outcomes = run_suite(&SHIPPED, &suite, &|_, _| {});
    for outcome in &outcomes {
        let shown = show::text(&suite.sources, &outcome.findings, show::Style::Plain);
        assert_eq!(shown.is_empty(), outcome.findings.is_empty());
        outcome.findings.iter().for_each(|finding| signs.note(finding.code));
        assert_eq!(report::text(outcome).is_empty(), outcome.failures.is_empty());
        if let Some(updated) = update::updated(&text, outcome) {
            let mut again = Suite::default();
            again.add("a.chat", &updated);
            let n_errors = |suite: &Suite| suite.findings.iter().filter(|finding| finding.is_error()).count();
            assert_eq!(n_errors(&again), n_errors(&suite), "rewriting breaks no line");
            let left = run_suite(&SHIPPED, &again, &|_, _| {});
            for outcome in left {
                assert!(
                    outcome.failures.iter().all(|failure| failure.is_said),
                    "what was rewritten fits: {:?}",
                    outcome.failures
                );
            }
            signs.note("rewritten");
        }
        signs.note_size("turns", outcome.n_turns);
        signs.note(("failures", outcome.failures.len().min(9), outcome.passed()));
    }
    let _ = junit::document(&[junit::conversations(&suite, &outcomes)]);
    let mut cases = Cases::default();
    cases.add("a.jsonl", input.to_vec());
    cases.check_names(&SHIPPED);
    signs.note_size("cases", cases.cases.len());
    cases.findings.iter().for_each(|finding| signs.note(finding.code));
}

fn shown(suite: &Suite, signs: &mut Signs) {
    suite.findings.iter().for_each(|finding| signs.note(finding.code));
    let shown = show::text(&suite.sources, &suite.findings, show::Style::Plain);
    assert_eq!(shown.is_empty(), suite.findings.is_empty());
}
