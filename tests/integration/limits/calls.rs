//! What a call may take: of words, of steps, of tasks, of what a person gets to read.

use std::sync::Arc;

use daohang::compile::compile_read;
use daohang::compile::hotline::{Action, Queue};
use daohang::dialogue::event::{Packet, Placement, Reply};
use daohang::dialogue::record::TakenFor;
use daohang::limits::*;
use daohang::rules::load;
use daohang::session::backend::Backend;
use daohang::session::clock::Clock;
use daohang::session::handoff::Handoff;
use daohang::session::{Session, Turn};
use daohang::suite::run::START;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::{HEAD, answer, one};

/// Does whatever it is asked to, and gives a value that is nested so deep.
struct Willing {
    depth: usize,
}

impl Backend for Willing {
    fn call(&mut self, _: &Action, _: &Map<String, Value>, _: DateTime) -> Reply {
        let nested = (0..self.depth).fold(json!(1), |value, _| json!([value]));
        let outputs = Map::from_iter([("明细".to_owned(), nested)]);
        Reply { outcome: "ok".to_owned(), outputs }
    }

    fn enqueue(&mut self, _: &Queue, _: &Packet, _: DateTime) -> Placement {
        Placement::Queued { ticket: "T1".to_owned(), ahead: 0 }
    }

    fn ticket(&mut self, _: &str, _: DateTime) -> Option<Handoff> {
        None
    }
}

/// Calls a hotline and says things; returns the turns, without the greeting.
#[track_caller]
fn call<T: AsRef<str>>(
    files: Vec<(String, Vec<u8>)>,
    backend: Willing,
    sayings: impl IntoIterator<Item = T>,
) -> Vec<Turn> {
    let (rules, findings) = load::files(files);
    let (hotline, findings) = compile_read(&rules, findings);
    let hotline = hotline.unwrap_or_else(|| panic!("{findings:?}"));
    let mut session = Session::new(Arc::new(hotline), Box::new(backend), Clock::Fixed(START));
    session.open();
    sayings.into_iter().map(|saying| session.say(saying.as_ref())).collect()
}

/// What is said in the turn in which the flow 试 of these steps runs, and why a person takes over.
#[track_caller]
fn flow(steps: &str) -> (String, Option<String>) {
    let text = format!("intent: 试\nphrases: 试\nflow:\n{steps}\n");
    let turns = call(one(text), Willing { depth: 1 }, ["试"]);
    let turn = turns.first().unwrap();
    (turn.said.join("/"), turn.handoff.as_ref().map(|handoff| handoff.reason.clone()))
}

/// The reason that the table names for a hand-over.
fn reason(name: &str) -> Option<String> {
    answer(name).split_once("事由：").map(|(_, reason)| reason.to_owned())
}

#[test]
fn work_of_a_prompt() {
    // Each time around costs some instructions and writes three bytes.
    let said = |n_times: usize| {
        flow(&format!("  - say: '好{{% for 字 in \"{}\" %}}说{{% endfor %}}了'", "x".repeat(n_times))).0
    };
    assert!(said(1000).contains(&"说".repeat(1000)));
    let round = "{% for b in \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" %}";
    let nested = |depth: usize| format!("  - say: '好{}说{}了'", round.repeat(depth), "{% endfor %}".repeat(depth));
    assert!(flow(&nested(2)).0.contains(&"说".repeat(900)));
    // What stands between the signs is said once, as the table has it.
    assert!(flow(&nested(9)).0.starts_with("好说了/"), "{}", flow(&nested(9)).0);
    assert!(flow("  - say: '好{\"说\" * 1000000000000}了'").0.starts_with("好了/"));
    assert!(flow("  - say: '好{[3] * 1000000000}了'").0.starts_with("好了/"));
    assert!(
        flow("  - if: '\"说\" * 1000000000 == 1'\n    then: [{say: 是}]\n    else: [{say: 否}]").0.starts_with("否/")
    );
}

#[test]
fn values() {
    let said = |expression: &str| {
        flow(&format!("  - set: {{值: '{expression}'}}\n  - say: '有{{值|条数}}'\n  - if: 值\n    then: [{{say: 值}}]\n    else: [{{say: 空}}]")).0
    };
    assert!(said("[7] * 10000").contains("/值/"));
    // The engine makes the items one by one, as they are written.
    assert!(said("[7] * 40000").contains("/空/"));
    assert!(said("[\"说\" * 10000] * 90000").contains("/空/"));
    let nested = |depth: usize| format!("{}7{}", "[".repeat(depth), "]".repeat(depth));
    assert!(said(&nested(VALUE_DEPTH)).contains("/值/"));
    assert!(said(&nested(VALUE_DEPTH + 1)).contains("/空/"));
}

#[test]
fn depth_of_what_a_backend_gives() {
    let said = |depth: usize| {
        let flow = "intent: 试\nphrases: 试\nflow:\n  - call: 查\n  - if: 明细\n    then: [{say: 有}]\n    else: [{say: 空}]\n";
        let head = format!("{HEAD}actions: {{查: {{gives: {{明细: list}}, outcomes: [ok]}}}}\n");
        let files = vec![("a.yaml".to_owned(), flow.into()), ("hotline.yaml".to_owned(), head.into())];
        call(files, Willing { depth }, ["试"]).first().unwrap().said.first().cloned().unwrap()
    };
    assert_eq!((said(VALUE_DEPTH).as_str(), said(VALUE_DEPTH + 1).as_str()), ("有", "空"));
}

#[test]
fn what_is_said_in_a_turn() {
    let sentence = "说".repeat(PROMPT_CHARS);
    let n_fit = TURN_BYTES / sentence.len();
    let steps = |n_times: usize| format!("  - say: {sentence}\n").repeat(n_times);
    assert_eq!(flow(&steps(n_fit)).1, None);
    let (said, why) = flow(&steps(n_fit + 5));
    assert_eq!(why, reason("TURN_BYTES"));
    assert!(said.len() < TURN_BYTES + 2 * sentence.len() + 1000, "{}", said.len());
}

#[test]
fn states_of_a_turn() {
    let steps = |n_steps: usize| flow(&format!("{}  - say: 到了\n", "  - set: {值: '1'}\n".repeat(n_steps)));
    let most = TURN_STATES as usize;
    // The last two are saying it and leaving the flow.
    let (said, why) = steps(most - 2);
    assert_eq!((said.split('/').next(), why), (Some("到了"), None));
    assert_eq!(steps(most).1, reason("TURN_STATES"));
}

#[test]
fn actions_of_a_turn() {
    let outcomes = |n_calls: usize| {
        let flow = format!("intent: 试\nphrases: 试\nflow:\n{}", "  - call: 查\n".repeat(n_calls));
        let files = vec![
            ("a.yaml".to_owned(), flow.into()),
            ("hotline.yaml".to_owned(), format!("{HEAD}actions: {{查: {{outcomes: [ok]}}}}\n").into()),
        ];
        let turns = call(files, Willing { depth: 1 }, ["试"]);
        turns.first().unwrap().calls.iter().map(|called| called.outcome.clone()).collect::<Vec<_>>()
    };
    assert_eq!(outcomes(TURN_CALLS), vec!["ok"; TURN_CALLS]);
    assert_eq!(outcomes(TURN_CALLS + 1).last().map(String::as_str), Some("error"));
}

#[test]
fn length_of_an_utterance() {
    let taken_for = |n_chars: usize| {
        let turns = call(one("intent: 试\nphrases: 试\n"), Willing { depth: 1 }, ["啊".repeat(n_chars)]);
        turns.first().and_then(|turn| turn.decided.as_ref()).map(|record| record.taken_for).unwrap()
    };
    assert_ne!(taken_for(UTTERANCE_CHARS), TakenFor::TooLong);
    assert_eq!(taken_for(UTTERANCE_CHARS + 1), TakenFor::TooLong);
}

#[test]
fn what_is_heard_of_an_utterance() {
    let is_heard = |n_before: usize| {
        let filler = "东西南北".repeat(n_before / 4 + 1).chars().take(n_before).collect::<String>();
        let turns = call(
            one("intent: 试\nphrases: 冻结账户\nflow: [{say: 好的}]\n"),
            Willing { depth: 1 },
            [filler + "冻结账户"],
        );
        let record = turns.first().and_then(|turn| turn.decided.clone()).unwrap();
        record.considered.iter().any(|considered| format!("{:?}", considered.what).contains("试"))
    };
    assert!(is_heard(HEARD_CHARS - 4));
    assert!(!is_heard(HEARD_CHARS - 3));
}

#[test]
fn a_long_utterance_is_kept_in_part() {
    let (rules, _) = load::files(one("intent: 试\nphrases: 试\n"));
    let hotline = compile_read(&rules, Vec::new()).0.unwrap();
    let mut session = Session::new(Arc::new(hotline), Box::new(Willing { depth: 1 }), Clock::Fixed(START));
    session.open();
    session.say(&"啊".repeat(UTTERANCE_CHARS));
    session.say(&"哦".repeat(UTTERANCE_CHARS + 1));
    let written = session.take_conversation();
    assert_eq!(written.matches('啊').count(), UTTERANCE_CHARS);
    assert_eq!(written.matches('哦').count(), KEPT_CHARS);
}

/// Flows that ask, one for each of these names.
fn asking(names: &[&str]) -> Vec<(String, Vec<u8>)> {
    let flow = |name: &&str| {
        format!(
            "intent: {name}\nphrases: 办{name}\nslots: {{数: digits(6)}}\nflow:\n  - {{ask: 数, say: '{name}多少？'}}\n  - say: {name}好了\n"
        )
    };
    let mut files: Vec<(String, Vec<u8>)> =
        names.iter().map(|name| (format!("{name}.yaml"), flow(name).into())).collect();
    files.push(("hotline.yaml".to_owned(), HEAD.into()));
    files
}

#[test]
fn tasks_on_each_other() {
    let said = |sayings: &[&str]| {
        let turns = call(asking(&["早饭", "午饭", "晚饭", "夜宵"]), Willing { depth: 1 }, sayings);
        turns.last().unwrap().said.clone()
    };
    assert_eq!(TASKS, 3);
    assert_eq!(said(&["办早饭", "办午饭", "办晚饭"]).last().unwrap(), "晚饭多少？");
    let fourth = said(&["办早饭", "办午饭", "办晚饭", "办夜宵"]);
    assert!(fourth.last().unwrap().contains("晚饭多少？"), "{fourth:?}");
    assert!(fourth.concat().contains("夜宵"), "{fourth:?}");
}

#[test]
fn flows_on_each_other() {
    let said = |n_flows: usize| {
        let mut files = one(
            "intent: 试\nphrases: 试\nflow:\n  - {run: 流1, failed: 败}\n  - say: 到底了\n  - end: 完\n  - {label: 败, say: 太深了}\n",
        );
        for nth in 1..=n_flows {
            let step =
                if nth == n_flows { "say: 底".to_owned() } else { format!("{{run: 流{}, failed: failed}}", nth + 1) };
            files.push((format!("s{nth:02}.yaml"), format!("subflow: 流{nth}\nflow:\n  - {step}\n").into()));
        }
        call(files, Willing { depth: 1 }, ["试"]).first().unwrap().said.concat()
    };
    assert!(said(FRAMES - 1).contains("底到底了"), "{}", said(FRAMES - 1));
    assert!(said(FRAMES).contains("太深了"), "{}", said(FRAMES));
}

#[test]
fn one_question_again_and_again() {
    let text = "intent: 试\nphrases: 试\nslots: {数: digits(6)}\nflow:\n  - {label: 问, ask: 数, say: 多少？, failed: 败}\n  - clear: [数]\n  - goto: 问\n  - {label: 败, say: 够了}\n";
    let sayings = std::iter::once("试").chain(std::iter::repeat_n("123456", usize::from(ASKED)));
    let turns = call(one(text), Willing { depth: 1 }, sayings);
    let n_asked = turns.iter().filter(|turn| turn.said.concat().contains("多少？")).count();
    assert_eq!(n_asked, usize::from(ASKED));
    assert!(turns.last().unwrap().said.concat().contains("够了"));
}

#[test]
fn answers_taken_back() {
    let n_questions = TAKEN_BACK + 4;
    let slots: String = (0..n_questions).map(|nth| format!("  数{nth}: digits(6)\n")).collect();
    let asks: String = (0..n_questions).map(|nth| format!("  - {{ask: 数{nth}, say: 第{nth}问？}}\n")).collect();
    let text = format!("intent: 试\nphrases: 试\nslots:\n{slots}flow:\n{asks}  - say: 好了\n");
    let last = n_questions - 1;
    let sayings = std::iter::once("试")
        .chain(std::iter::repeat_n("123456", last))
        .chain(std::iter::repeat_n("返回", TAKEN_BACK + 1));
    let turns = call(one(text), Willing { depth: 1 }, sayings);
    let said: Vec<String> = turns.iter().rev().take(2).map(|turn| turn.said.concat()).collect();
    let first = format!("第{}问？", last - TAKEN_BACK);
    assert!(said.iter().all(|said| said.contains(&first)), "{said:?}");
    assert_ne!(said.first(), said.get(1), "the last one says that there is nothing before");
}

#[test]
fn lines_of_a_hand_over() {
    let n_lines = |n_turns: usize| {
        let sayings = std::iter::once("试").chain(std::iter::repeat_n("123456", n_turns)).chain(["转人工"]);
        let slots: String = (0..=n_turns).map(|nth| format!("  数{nth}: digits(6)\n")).collect();
        let asks: String = (0..=n_turns).map(|nth| format!("  - {{ask: 数{nth}, say: 第{nth}问？}}\n")).collect();
        let text = format!("intent: 试\nphrases: 试\nslots:\n{slots}flow:\n{asks}");
        let turns = call(one(text), Willing { depth: 1 }, sayings);
        turns.last().and_then(|turn| turn.handoff.as_ref()).map(|handoff| handoff.transcript.len()).unwrap()
    };
    // Two lines a turn.
    assert!(n_lines(HANDOFF_LINES / 2 - 4) < HANDOFF_LINES);
    assert_eq!(n_lines(HANDOFF_LINES / 2 + 4), HANDOFF_LINES);
}
