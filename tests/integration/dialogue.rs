//! `step` on random events: it never panics, always answers, always ends within its budgets, and is the same every time.

use std::sync::LazyLock;

use daohang::compile::compile;
use daohang::compile::hotline::Hotline;
use daohang::dialogue::event::{CallEnd, Effect, Event, Placement, Reply};
use daohang::dialogue::state::Dialogue;
use daohang::dialogue::step;
use daohang::matching::scratch::Scratch;
use daohang::rules::load;
use jiff::civil::{DateTime, datetime};
use proptest::prelude::*;
use serde_json::json;

const NOW: DateTime = datetime(2025, 7, 1, 10, 0, 0, 0);

/// A small hotline that has every kind of step.
static WATER: LazyLock<Hotline> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hotlines/water");
    let (rules, findings) = load::folder(&folder).expect("the folder is part of the project");
    assert_eq!(findings, []);
    let (hotline, findings) = compile(&rules);
    assert_eq!(findings, []);
    hotline.expect("no finding is an error")
});

/// What callers of the small hotline say, in and out of place.
const SAYINGS: &[&str] = &[
    "我想查水费",
    "我不记得户号了",
    "户号说错了",
    "123456，不对，是654321",
    "上个月水费多少",
    "报修",
    "水管爆了",
    "停水",
    "暂停用水",
    "转人工",
    "找真人说",
    "123456",
    "户号是654321",
    "不对，户号是222222",
    "上个月",
    "三月",
    "不对，是四月",
    "家里",
    "路面",
    "楼道",
    "厨房漏得厉害",
    "搬家",
    "出差",
    "明天",
    "是的",
    "对",
    "不是",
    "不用了",
    "没有了",
    "看别的月份",
    "第一个",
    "第二个",
    "1",
    "2",
    "3",
    "9",
    "0",
    "#",
    "*",
    "取消",
    "返回",
    "重复",
    "帮助",
    "主菜单",
    "再见",
    "不要停水",
    "先查水费，再报修",
    "今天天气不错",
    "呃",
    "？",
    "😀",
    "验证码是123456",
    "我的密码是abc123",
    "",
    "  ",
    "水费",
    "查水费还是停水",
    "为什么",
    "嗯嗯嗯",
];

fn event() -> impl Strategy<Value = Event> {
    let reply = |outcome: &str| {
        Event::Outcome(Reply {
            outcome: outcome.to_owned(),
            outputs: json!({"水费": "81.20", "用量": 21, "关阀时间": "2025-07-02T09:00:00"})
                .as_object()
                .cloned()
                .unwrap_or_default(),
        })
    };
    let placed = [
        Placement::Queued { ticket: "T1".to_owned(), ahead: 2 },
        Placement::Closed { ticket: "T2".to_owned() },
        Placement::Full { ticket: "T3".to_owned() },
    ];
    prop_oneof![
        20 => prop::sample::select(SAYINGS).prop_map(|text| Event::Said(text.to_owned())),
        2 => "\\PC{0,40}".prop_map(Event::Said),
        2 => Just(Event::Silence),
        1 => Just(Event::TooLong),
        1 => Just(Event::Start),
        1 => Just(Event::Resumed { task: None }),
        1 => Just(Event::Resumed { task: Some("查水费".to_owned()) }),
        8 => prop::sample::select(vec!["ok", "not_found", "none", "refused", "error", "?"]).prop_map(reply),
        3 => prop::sample::select(placed.to_vec()).prop_map(Event::Placed),
    ]
}

/// Runs the events and returns every effect of each.
fn run(events: &[Event]) -> Vec<Vec<Effect>> {
    let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
    events.iter().map(|event| step(&WATER, &mut scratch, &mut dialogue, event.clone(), NOW)).collect()
}

/// What is said to the last of what the caller says; every action comes out well and a queue has a place.
#[track_caller]
fn check(said: &[&str], expect: &[&str]) {
    let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
    step(&WATER, &mut scratch, &mut dialogue, Event::Start, NOW);
    let mut answer = Vec::new();
    for text in said {
        answer.clear();
        let mut events = vec![Event::Said((*text).to_owned())];
        while let Some(event) = events.pop() {
            for effect in step(&WATER, &mut scratch, &mut dialogue, event, NOW) {
                match effect {
                    Effect::Say(text) => answer.push(text),
                    Effect::Call { action, .. } => {
                        let outcome = WATER.action(action).outcomes[0].clone();
                        let outputs = json!({"水费": "81.20", "用量": 21}).as_object().cloned().unwrap_or_default();
                        events.push(Event::Outcome(Reply { outcome, outputs }));
                    }
                    Effect::Enqueue(_) => {
                        events.push(Event::Placed(Placement::Queued { ticket: "T1".to_owned(), ahead: 2 }));
                    }
                    Effect::End(_) | Effect::Decided(_) => {}
                }
            }
        }
    }
    let is_said = |part: &&str| answer.iter().any(|text| text.contains(part));
    let missing: Vec<_> = expect.iter().filter(|part| !is_said(part)).collect();
    assert!(missing.is_empty(), "{missing:?} is not said to {said:?}: {answer:?}");
}

#[test]
fn a_question_hears_more_than_its_answer() {
    check(&["我想查水费", "我不记得户号了"], &["没有户号也不要紧", "T1"]);
    check(&["我想查水费", "户号我忘了"], &["没有户号也不要紧"]);
    check(&["我想查水费", "我忘了，好像是123456"], &["哪个月"]);
}

#[test]
fn of_digits_corrected_in_the_same_breath_the_last_are_taken() {
    check(&["我想查水费", "123456，不对，是654321", "户号说错了"], &["请您重新说一下户号", "请说六位户号"]);
    check(&["我想查水费", "123456不是123456是654321", "不对，户号是222222"], &["户号已改为222222"]);
}

#[test]
fn what_a_later_question_asks_for_is_kept() {
    check(&["我想查水费", "上个月"], &["月份记下了", "请说六位户号"]);
    check(&["我想查水费", "上个月", "123456"], &["水费81.20元"]);
}

#[test]
fn a_value_called_wrong_is_asked_for_anew() {
    check(&["我想查水费", "123456", "户号说错了"], &["请您重新说一下户号", "请说六位户号"]);
    check(&["我想查水费", "123456", "户号说错了", "654321"], &["请说月份"]);
}

fn is_answer(effect: &Effect) -> bool {
    match effect {
        Effect::Say(text) => !text.trim().is_empty(),
        Effect::Call { .. } | Effect::Enqueue(_) | Effect::End(_) => true,
        Effect::Decided(_) => false,
    }
}

proptest! {
    #[test]
    fn every_event_is_answered_until_the_call_is_over(events in prop::collection::vec(event(), 1..60)) {
        let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
        step(&WATER, &mut scratch, &mut dialogue, Event::Start, NOW);
        for event in events {
            let was_over = dialogue.is_over();
            let was_waiting = dialogue.is_waiting();
            let is_of_backend = matches!(event, Event::Outcome(_) | Event::Placed(_));
            let effects = step(&WATER, &mut scratch, &mut dialogue, event, NOW);
            if was_over {
                prop_assert_eq!(&effects, &Vec::<Effect>::new());
            } else if was_waiting || !is_of_backend {
                prop_assert!(effects.iter().any(is_answer), "{:?}", effects);
            }
            for effect in &effects {
                if let Effect::Say(text) = effect {
                    prop_assert!(!text.contains(['{', '}']), "{}", text);
                }
            }
            let stored = serde_json::to_string(&dialogue).expect("a dialogue can be stored");
            let restored: Dialogue = serde_json::from_str(&stored).expect("what was stored can be read");
            // Secrets are not stored, so that what was read back holds less: it must hold as much as was stored.
            prop_assert_eq!(serde_json::to_string(&restored).expect("as before"), stored);
        }
    }

    #[test]
    fn the_same_events_have_the_same_effects(events in prop::collection::vec(event(), 1..40)) {
        prop_assert_eq!(run(&events), run(&events));
    }

    #[test]
    fn a_secret_is_never_said_back(events in prop::collection::vec(event(), 1..30), at in 0_usize..30) {
        let mut events = events;
        events.insert(at.min(events.len()), Event::Said("我的登录密码是hunter2024".to_owned()));
        let shown = format!("{:?}", run(&events));
        prop_assert!(!shown.contains("hunter2024"));
    }

    #[test]
    fn nonsense_ends_at_a_person(first in prop::sample::select(SAYINGS)) {
        let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
        step(&WATER, &mut scratch, &mut dialogue, Event::Start, NOW);
        let mut events = vec![Event::Said(first.to_owned())];
        let mut turns = 0;
        while let Some(event) = events.pop() {
            for effect in step(&WATER, &mut scratch, &mut dialogue, event, NOW) {
                match effect {
                    Effect::Call { .. } => events.push(Event::Outcome(Reply { outcome: "ok".to_owned(), ..Reply::default() })),
                    Effect::Enqueue(_) => events.push(Event::Placed(Placement::Queued { ticket: "T".to_owned(), ahead: 0 })),
                    Effect::Say(_) | Effect::End(_) | Effect::Decided(_) => {}
                }
            }
            if events.is_empty() && !dialogue.is_over() {
                turns += 1;
                prop_assert!(turns < 20, "{:?}", dialogue.stack(&WATER));
                events.push(Event::Said("蓝色的大象在跳舞".to_owned()));
            }
        }
        prop_assert!(dialogue.is_over());
    }

    #[test]
    fn silence_ends_the_call(events in prop::collection::vec(event(), 0..20)) {
        let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
        for event in events {
            step(&WATER, &mut scratch, &mut dialogue, event, NOW);
        }
        let mut ends = Vec::new();
        for _ in 0..8 {
            let event = if dialogue.is_waiting() { Event::Outcome(Reply::default()) } else { Event::Silence };
            ends.extend(step(&WATER, &mut scratch, &mut dialogue, event, NOW).into_iter().filter(|e| matches!(e, Effect::End(_))));
            let placed = Event::Placed(Placement::Queued { ticket: "T".to_owned(), ahead: 0 });
            step(&WATER, &mut scratch, &mut dialogue, placed, NOW);
        }
        prop_assert!(dialogue.is_over());
        prop_assert!(ends.iter().all(|end| matches!(end, Effect::End(CallEnd::Silent | CallEnd::Goodbye | CallEnd::Transferred))));
    }
}
