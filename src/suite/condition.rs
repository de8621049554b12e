//! What else must hold after a machine's line: `; intent=解冻账户 state=核验身份 score>=0.8`.

use super::pattern::Pattern;
use crate::compile::hotline::Hotline;
use crate::dialogue::event::{CallEnd, Placement};
use crate::dialogue::record::TakenFor;
use crate::finding::nearest;
use crate::session::notation::condition_names;
use crate::session::{Session, Turn};

/// The events that `event=` knows, and what they are, for authors: what the utterance was taken for, what came of it, how the call ended.
pub const EVENTS: [(&str, &str); 21] = [
    ("no-input", "来电人没有说话"),
    ("no-match", "没有听懂"),
    ("too-long", "话太长，没有去听"),
    ("secret", "说出了验证码或者密码"),
    ("key", "按了键"),
    ("answer", "整句话就是回答"),
    ("command", "说了随时可说的命令"),
    ("correction", "改了前面说过的"),
    ("contained", "话里有回答"),
    ("intent", "说了要办的事"),
    ("guess", "先确认是不是要办它"),
    ("clarify", "列出几项请来电人选"),
    ("declined", "来电人说不要办"),
    ("handoff", "要转人工"),
    ("queued", "排上队了"),
    ("closed", "队列不在服务时间"),
    ("full", "坐席全忙"),
    ("ended", "通话结束了，怎样结束都算"),
    ("goodbye", "道别以后结束"),
    ("hung-up", "来电人挂断"),
    ("transferred", "交给了人，通话到此为止"),
];

/// Returns the names of the events, in that order.
pub fn event_names() -> impl Iterator<Item = &'static str> + Clone {
    EVENTS.iter().map(|(name, _)| *name)
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// As authored.
    pub text: String,
    /// What is looked at.
    pub subject: Subject,
    /// What must hold of it.
    pub test: Test,
    /// The column of it, from 1, in characters.
    pub column: usize,
}

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The intent that the turn was taken for, or that is served after it; empty if there is none.
    Intent,
    /// The open question: its flow, its step, `flow/step`, or a flow below; empty if no flow asks.
    State,
    /// A slot by name, as shown; empty if it is not filled.
    Slot(String),
    /// What happened, of [`EVENTS`].
    Event,
    /// The queue that the caller was put in.
    Queue,
    /// The ticket.
    Ticket,
    /// The actions carried out in this turn: `account.freeze` or `account.freeze:ok`.
    Call,
    /// The score of what won.
    Score,
    /// The options that are open.
    Option,
    /// What was said; the condition holds if it does **not** contain the text.
    Without,
}

/// What must hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// One of the things looked at matches.
    Is(Pattern),
    /// None of them matches.
    IsNot(Pattern),
    /// The number compares.
    Compares(Ordering, f32),
}

/// How a score compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordering {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
}

/// Why a text is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The finding's code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// Where: the column in characters, from 1.
    pub column: usize,
    /// How wide, in characters.
    pub width: usize,
}

/// Reads the conditions behind a pattern. `text` begins with `;` or is empty and begins at `column` of its line.
pub fn read(text: &str, column: usize) -> (Vec<Condition>, Vec<Mistake>) {
    let mut conditions = Vec::new();
    let mut mistakes = Vec::new();
    for (token, column) in tokens(text, column) {
        match condition(&token, column) {
            Ok(condition) => conditions.push(condition),
            Err((code, message, help)) => {
                let width = token.chars().count();
                mistakes.push(Mistake { code, message, help, column, width });
            }
        }
    }
    if conditions.is_empty() && mistakes.is_empty() && !text.is_empty() {
        let message = "“;”后面没有条件".to_owned();
        let help = format!(
            "写上条件，如 intent=解冻账户，或者删掉“;”；话里真有分号就写成“\\;”。可用的条件：{}",
            joined(condition_names())
        );
        mistakes.push(Mistake { code: "missing-value", message, help, column, width: 1 });
    }
    (conditions, mistakes)
}

/// Cuts at blanks, `;`, `；`, `,` and `，`, but not within `"…"`.
fn tokens(text: &str, column: usize) -> Vec<(String, usize)> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut start = column;
    let mut quoted = false;
    for (n, character) in text.chars().enumerate() {
        let separates = !quoted && (character.is_whitespace() || matches!(character, ';' | '；' | ',' | '，'));
        if separates {
            if !token.is_empty() {
                tokens.push((std::mem::take(&mut token), start));
            }
            continue;
        }
        if token.is_empty() {
            start = column + n;
        }
        quoted ^= character == '"';
        token.push(character);
    }
    if !token.is_empty() {
        tokens.push((token, start));
    }
    tokens
}

type Wrong = (&'static str, String, String);

fn condition(token: &str, column: usize) -> Result<Condition, Wrong> {
    let Some(at) = token.find(['=', '＝', '!', '>', '<']) else {
        let help = format!("写成 名字=值，如 intent=解冻账户。可用的名字：{}", joined(condition_names()));
        return Err(("bad-condition", format!("“{token}”不是条件"), help));
    };
    let (name, test) = token.split_at(at);
    let subject = subject(name)?;
    let operators = ["!=", ">=", "<=", "=", "＝", ">", "<"];
    let found = operators.iter().find_map(|operator| Some((*operator, test.strip_prefix(operator)?)));
    let Some((operator, value)) = found else {
        return Err(("bad-condition", format!("“{token}”不是条件"), "用 =、!=，分数还可以用 >=、<=、>、<".to_owned()));
    };
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let test = if subject == Subject::Score { compare(operator, value)? } else { is(&subject, operator, value)? };
    Ok(Condition { text: token.to_owned(), subject, test, column })
}

fn joined(names: impl Iterator<Item = &'static str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

fn subject(name: &str) -> Result<Subject, Wrong> {
    Ok(match name {
        "intent" => Subject::Intent,
        "state" => Subject::State,
        "event" => Subject::Event,
        "queue" => Subject::Queue,
        "ticket" => Subject::Ticket,
        "call" => Subject::Call,
        "score" => Subject::Score,
        "option" => Subject::Option,
        "without" => Subject::Without,
        _ => match name.strip_prefix("slot.") {
            Some(slot) if !slot.is_empty() => Subject::Slot(slot.to_owned()),
            _ => {
                let help = match nearest(name, condition_names()) {
                    Some("slot") => "写成 slot.槽名=值".to_owned(),
                    Some(near) => format!("是不是想写“{near}”？"),
                    None => format!("可用的条件：{}", joined(condition_names())),
                };
                return Err(("unknown-condition", format!("没有叫“{name}”的条件"), help));
            }
        },
    })
}

fn is(subject: &Subject, operator: &str, value: &str) -> Result<Test, Wrong> {
    let (pattern, rest) = Pattern::read(value);
    if !rest.is_empty() {
        return Err(("bad-condition", format!("“{value}”里有分号"), "把值写在 \"…\" 里，分号写成“\\;”".to_owned()));
    }
    if *subject == Subject::Event {
        for literal in pattern.literals().unwrap_or_default() {
            if !event_names().any(|event| event == literal) {
                let help = match nearest(&literal, event_names()) {
                    Some(near) => format!("是不是想写“{near}”？"),
                    None => format!("可用的事件：{}", joined(event_names())),
                };
                return Err(("unknown-event", format!("没有叫“{literal}”的事件"), help));
            }
        }
    }
    match operator {
        "=" | "＝" => Ok(Test::Is(pattern)),
        "!=" => Ok(Test::IsNot(pattern)),
        _ => Err(("bad-condition", format!("“{operator}”只用来比较 score"), "这里用 = 或 !=".to_owned())),
    }
}

fn compare(operator: &str, value: &str) -> Result<Test, Wrong> {
    let ordering = match operator {
        ">=" => Ordering::AtLeast,
        "<=" => Ordering::AtMost,
        ">" => Ordering::Above,
        "<" => Ordering::Below,
        _ => return Err(("bad-condition", "分数要比较大小".to_owned(), "写成 score>=0.8".to_owned())),
    };
    match value.parse::<f32>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(Test::Compares(ordering, number)),
        _ => Err(("bad-condition", format!("“{value}”不是 0 到 1 的分数"), "写成 score>=0.8".to_owned())),
    }
}

impl Condition {
    /// Returns `None` if it holds after a turn, else what is there instead.
    pub fn violated(&self, hotline: &Hotline, session: &Session, turn: &Turn) -> Option<String> {
        let found = self.found(hotline, session, turn);
        let is = |pattern: &Pattern| match self.subject {
            Subject::Without => !found.iter().any(|said| contains(said, pattern)),
            _ if found.is_empty() => pattern.is_empty(),
            _ => found.iter().any(|value| pattern.matches(value)),
        };
        let holds = match &self.test {
            Test::Is(pattern) => is(pattern),
            Test::IsNot(pattern) => !is(pattern),
            Test::Compares(ordering, number) => score(turn).is_some_and(|score| match ordering {
                Ordering::AtLeast => score >= *number,
                Ordering::AtMost => score <= *number,
                Ordering::Above => score > *number,
                Ordering::Below => score < *number,
            }),
        };
        (!holds).then(|| if found.is_empty() { "没有".to_owned() } else { found.join("、") })
    }

    fn found(&self, hotline: &Hotline, session: &Session, turn: &Turn) -> Vec<String> {
        let dialogue = session.dialogue();
        match &self.subject {
            Subject::Intent => {
                let decided = turn.decided.as_ref().filter(|record| {
                    matches!(record.taken_for, TakenFor::Intent | TakenFor::Guess | TakenFor::Declined)
                });
                let decided =
                    decided.map(|record| record.what.clone()).filter(|what| hotline.intent_named(what).is_some());
                let handed = turn.handoff.as_ref().and_then(|handoff| handoff.intent.clone());
                let mut found: Vec<String> =
                    dialogue.intent(hotline).map(str::to_owned).into_iter().chain(decided).chain(handed).collect();
                found.dedup();
                found
            }
            Subject::State => {
                let mut names = Vec::new();
                for state in dialogue.state_name(hotline).into_iter().chain(dialogue.stack(hotline).into_iter().rev()) {
                    let parts: Vec<String> = state.split('/').map(str::to_owned).collect();
                    names.push(state);
                    names.extend(parts);
                }
                let mut seen = Vec::new();
                for name in names {
                    if !seen.contains(&name) {
                        seen.push(name);
                    }
                }
                seen
            }
            Subject::Slot(name) => {
                let handed = turn.handoff.iter().flat_map(|handoff| handoff.slots.clone());
                let filled = dialogue.slots(hotline).into_iter().chain(handed);
                filled.filter(|(slot, _)| slot == name).map(|(_, shown)| shown).take(1).collect()
            }
            Subject::Event => events(turn),
            Subject::Queue => turn.handoff.iter().map(|handoff| handoff.queue.clone()).collect(),
            Subject::Ticket => turn.handoff.iter().map(|handoff| handoff.ticket().to_owned()).collect(),
            Subject::Call => {
                let names =
                    |call: &crate::session::Called| [call.action.clone(), format!("{}:{}", call.action, call.outcome)];
                turn.calls.iter().flat_map(names).collect()
            }
            Subject::Score => score(turn).map(|score| format!("{score:.2}")).into_iter().collect(),
            Subject::Option => dialogue.options(hotline).into_iter().map(str::to_owned).collect(),
            Subject::Without => vec![turn.said.concat()],
        }
    }
}

fn contains(said: &str, pattern: &Pattern) -> bool {
    let subject = super::pattern::Subject::of(said);
    let anywhere: Vec<usize> = (0..=subject.n_chars()).collect();
    !pattern.advance(&subject, &anywhere).is_empty()
}

fn score(turn: &Turn) -> Option<f32> {
    let record = turn.decided.as_ref()?;
    record.considered.iter().find(|considered| considered.what == record.what)?.score
}

/// What happened in a turn, by the names of [`EVENTS`].
pub fn events(turn: &Turn) -> Vec<String> {
    let mut events = Vec::new();
    events.extend(turn.decided.as_ref().and_then(|record| match record.taken_for {
        TakenFor::Nothing => None,
        TakenFor::NoInput => Some("no-input"),
        TakenFor::Key => Some("key"),
        TakenFor::Secret => Some("secret"),
        TakenFor::Answer => Some("answer"),
        TakenFor::Command => Some("command"),
        TakenFor::Correction => Some("correction"),
        TakenFor::Contained => Some("contained"),
        TakenFor::Intent => Some("intent"),
        TakenFor::Guess => Some("guess"),
        TakenFor::Clarify => Some("clarify"),
        TakenFor::Declined => Some("declined"),
        TakenFor::NoMatch => Some("no-match"),
        TakenFor::TooLong => Some("too-long"),
    }));
    if let Some(handoff) = &turn.handoff {
        events.push("handoff");
        events.push(match handoff.placement {
            Placement::Queued { .. } => "queued",
            Placement::Closed { .. } => "closed",
            Placement::Full { .. } => "full",
        });
    }
    if let Some(end) = turn.ended {
        events.push("ended");
        events.extend(match end {
            CallEnd::Goodbye => Some("goodbye"),
            CallEnd::HungUp => Some("hung-up"),
            CallEnd::Transferred => Some("transferred"),
            CallEnd::Silent => None,
        });
    }
    events.into_iter().map(str::to_owned).collect()
}
