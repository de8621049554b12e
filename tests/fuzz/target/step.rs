//! `step` with random events over random hotlines: never a panic, always an answer, always within bounds.
//!
//! The input is a folder, with a file `events` of one event a line: `客：…` somebody speaks, `!…` is an action's outcome,
//! `?` the placement in a queue; see [`event`].

use daohang::compile::hotline::{Hotline, OutputType};
use daohang::dialogue::event::{Effect, Event, Placement, Reply};
use daohang::dialogue::state::Dialogue;
use daohang::dialogue::step;
use daohang::matching::scratch::Scratch;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::super::Signs;
use super::super::Target;
use super::super::archive;
use super::super::seeds;
use super::{NOW, checked};

/// Walks dialogues.
pub const TARGET: Target = Target { name: "step", run, seeds: inputs, most_bytes: 16 << 10, n_short: 100 };

/// The most that one turn may say, in characters.
const MOST_SAID: usize = 200_000;

fn inputs() -> Vec<Vec<u8>> {
    let talk = "开始\n客：我想查水费\n!ok\n客：123456\n!ok {\"水费\": \"81.20\", \"用量\": 21}\n客：上个月\n!none\n客：不对，是四月\n客：停水\n\
        客：搬家\n客：明天\n客：是的\n!refused\n静默\n客：1\n客：取消\n客：转人工\n?3\n太长\n客：验证码是123456\n挂断\n";
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    for folder in ["tests/hotlines/water", "tests/hotlines/account"] {
        inputs.push(format!("{}=== events\n{talk}", seeds::folder(folder)).into_bytes());
    }
    // Hotlines of one intent each, with what callers say to it.
    for text in seeds::texts("intents", "yaml") {
        let examples: String = text
            .lines()
            .skip_while(|line| !line.starts_with("examples:"))
            .skip(1)
            .take(4)
            .map(|line| format!("客：{}\n!ok\n客：是的\n", line.trim()))
            .collect();
        let input = archive::join([("hotline.yaml", super::yaml::HEAD), ("a.yaml", &text), ("events", &examples)]);
        inputs.push(input.into_bytes());
    }
    inputs.retain(|input| input.len() <= TARGET.most_bytes);
    inputs
}

fn run(input: &[u8], signs: &mut Signs) {
    let text = String::from_utf8_lossy(input);
    let mut files = archive::split(&text);
    let events: String = files.iter().filter(|(name, _)| name == "events").map(|(_, text)| text.as_str()).collect();
    files.retain(|(name, _)| name != "events");
    let files = files
        .into_iter()
        .map(|(name, text)| (if name.is_empty() { "a.yaml".to_owned() } else { name }, text.into_bytes()));
    let Some(hotline) = checked(files.collect(), signs) else { return };
    let lines: Vec<&str> = events.lines().take(200).collect();
    walk(&hotline, &lines, NOW, Calls::Answered, signs);
    walk(&hotline, &lines, NOW, Calls::LeftAlone, signs);
}

/// What becomes of an action or a queue that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// It answers, unless the next event does.
    Answered,
    /// Nothing answers but what the events say.
    LeftAlone,
}

/// Walks a dialogue through events and holds every turn to the promises.
pub fn walk(hotline: &Hotline, lines: &[&str], now: DateTime, calls: Calls, signs: &mut Signs) {
    let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
    let mut n_answered = 0;
    for (nth, line) in lines.iter().enumerate() {
        let mut effects = take(hotline, &mut scratch, &mut dialogue, event(line), now, signs);
        let is_answered_next = lines.get(nth + 1).is_some_and(|next| next.starts_with(['!', '?']));
        while calls == Calls::Answered && dialogue.is_waiting() && !is_answered_next && n_answered < 400 {
            n_answered += 1;
            let Some(reply) = effects.iter().find_map(|effect| reply(hotline, effect, n_answered)) else { break };
            effects = take(hotline, &mut scratch, &mut dialogue, reply, now, signs);
        }
    }
    let stored = serde_json::to_string(&dialogue).expect("a dialogue can be stored");
    let restored: Dialogue = serde_json::from_str(&stored).expect("what was stored can be read");
    assert_eq!(restored, dialogue, "what is stored is what is read");
    assert!(stored.len() < 16 << 20, "a dialogue of {} bytes", stored.len());
}

/// Takes one event.
fn take(
    hotline: &Hotline,
    scratch: &mut Scratch,
    dialogue: &mut Dialogue,
    event: Event,
    now: DateTime,
    signs: &mut Signs,
) -> Vec<Effect> {
    let was_over = dialogue.is_over();
    let was_waiting = dialogue.is_waiting();
    let is_of_backend = matches!(event, Event::Outcome(_) | Event::Placed(_));
    let effects = step(hotline, scratch, dialogue, event, now);
    let mut n_said = 0;
    for effect in &effects {
        match effect {
            Effect::Say(text) => n_said += text.chars().count(),
            Effect::Decided(record) => signs.note(std::mem::discriminant(&record.taken_for)),
            Effect::End(end) => signs.note(("end", end)),
            Effect::Call { .. } => signs.note("call"),
            Effect::Enqueue(_) => signs.note("enqueue"),
        }
    }
    assert!(n_said <= MOST_SAID, "{n_said} characters in one turn");
    if was_over {
        assert_eq!(effects, Vec::new(), "nothing happens after the end");
    } else if was_waiting || !is_of_backend {
        assert!(effects.iter().any(is_answer), "no answer: {effects:?}");
    }
    signs.note((dialogue.is_over(), dialogue.stack(hotline).len(), dialogue.slots(hotline).len().min(9)));
    signs.note(("state", dialogue.state_name(hotline).map(|name| name.chars().next_back())));
    let _ = (dialogue.options(hotline), dialogue.intent(hotline));
    effects
}

fn is_answer(effect: &Effect) -> bool {
    match effect {
        Effect::Say(text) => !text.trim().is_empty(),
        Effect::Call { .. } | Effect::Enqueue(_) | Effect::End(_) => true,
        Effect::Decided(_) => false,
    }
}

/// Reads an event.
fn event(line: &str) -> Event {
    if let Some(outcome) = line.strip_prefix('!') {
        let (outcome, outputs) = outcome.split_once(' ').unwrap_or((outcome, ""));
        let outputs: Map<String, Value> = serde_json::from_str(outputs).unwrap_or_default();
        return Event::Outcome(Reply { outcome: outcome.to_owned(), outputs });
    }
    if let Some(ahead) = line.strip_prefix('?') {
        let ticket = "T202507010001".to_owned();
        return Event::Placed(match ahead.trim().parse() {
            Ok(ahead) => Placement::Queued { ticket, ahead },
            Err(_) if ahead.starts_with('满') => Placement::Full { ticket },
            Err(_) => Placement::Closed { ticket },
        });
    }
    match line {
        "开始" => Event::Start,
        "静默" => Event::Silence,
        "太长" => Event::TooLong,
        "挂断" => Event::HungUp,
        _ => Event::Said(line.strip_prefix("客：").unwrap_or(line).to_owned()),
    }
}

/// Answers what is waited for: the outcomes by turns, with outputs of the declared types.
fn reply(hotline: &Hotline, effect: &Effect, nth: usize) -> Option<Event> {
    let action = match effect {
        Effect::Call { action, .. } => hotline.action(*action),
        Effect::Enqueue(_) => return Some(event(["?0", "?4294967295", "?", "?满"][nth % 4])),
        Effect::Decided(_) | Effect::Say(_) | Effect::End(_) => return None,
    };
    let outcome = action.outcomes.get((nth / 3) % action.outcomes.len().max(1)).cloned().unwrap_or_default();
    let record = json!({"支出": "1234.5", "日期": "2025-06-18", "商户": "晴川数码", "金额": "651.76", "最大": []});
    let outputs = action.gives.iter().map(|(name, kind)| {
        let value = match kind {
            OutputType::Money => json!("81.20"),
            OutputType::Date => json!("2025-07-02"),
            OutputType::Time => json!("2025-07-02T09:00:00"),
            OutputType::Number => json!(21),
            OutputType::Text => json!("文字 13800138000"),
            OutputType::List => json!([record, record]),
            OutputType::Record => json!({"支出": "1.00", "最大": [record, record]}),
        };
        (name.clone(), value)
    });
    Some(Event::Outcome(Reply { outcome, outputs: outputs.collect() }))
}
