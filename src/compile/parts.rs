//! The hotline-wide parts: queues, actions, commands and the hotline's own page.

use super::hotline::{Action, Command, OutputType, Queue};
use super::id::{IntentId, PromptId, QueueId, SlotId};
use super::index::Owner;
use super::names::Names;
use super::secrets;
use super::slot::Scope;
use super::{Work, placed};
use crate::finding::{Finding, Place};
use crate::rules::Authored;
use crate::rules::command::Verb;
use crate::rules::hotline::{Ladder, Thresholds};
use crate::rules::intent::Intent;

/// How many keys a menu has: 1 to 9.
pub const MENU_KEYS: usize = 9;

/// The hotline's own page, compiled.
pub(super) struct Head {
    pub name: String,
    pub greeting: PromptId,
    pub menu: Vec<IntentId>,
    pub thresholds: Thresholds,
    pub outside: Vec<String>,
    pub no_match: Ladder,
    pub no_input: Ladder,
    pub volunteered: Option<SlotId>,
    pub sentences: Vec<PromptId>,
}

/// The types of outputs by name.
pub const OUTPUT_TYPES: [(&str, OutputType); 7] = [
    ("money", OutputType::Money),
    ("date", OutputType::Date),
    ("time", OutputType::Time),
    ("number", OutputType::Number),
    ("text", OutputType::Text),
    ("list", OutputType::List),
    ("record", OutputType::Record),
];

impl Work<'_> {
    /// Compiles the queues and finds the default one.
    pub(super) fn queues(&mut self) -> (Vec<Queue>, Option<QueueId>) {
        let rules = self.rules;
        let mut default = None;
        let mut queues = Vec::new();
        for (nth, queue) in rules.queues.iter().enumerate() {
            let at = &queue.rule;
            if at.is.default {
                if let Some((_, first)) = &default {
                    let first: &Place = first;
                    let message = format!("“{}”是第二个默认队列", queue.name);
                    self.findings.push(
                        Finding::error("two-defaults", at.place("default"), message)
                            .related(first.clone(), "第一个在这里")
                            .help("只留一个 default: true"),
                    );
                } else {
                    default = Some((QueueId::new(nth), at.place("default")));
                }
            }
            let hours = at.is.hours.as_ref().and_then(|written| {
                let hours = hours(written);
                if hours.is_none() {
                    let message = format!("营业时间“{written}”写得不对");
                    let finding = Finding::error("bad-hours", at.place("hours"), message);
                    self.findings.push(finding.help("写成 09:00-21:00；全天服务就不写 hours"));
                }
                hours
            });
            let title = at.is.title.clone().unwrap_or_else(|| queue.name.clone());
            let place = Place::key(at.file, at.path.clone());
            self.findings.extend(secrets::check(&title, &place));
            queues.push(Queue { name: queue.name.clone(), title, hours, urgent: at.is.urgent, place });
        }
        (queues, default.map(|(id, _)| id).or((!rules.queues.is_empty()).then(|| QueueId::new(0))))
    }

    /// Returns the queue of an intent.
    pub(super) fn queue_of(&mut self, intent: &Authored<Intent>, default: Option<QueueId>) -> QueueId {
        let fallback = default.unwrap_or(QueueId::new(0));
        let Some(name) = &intent.is.queue else { return fallback };
        if let Some(queue) = self.names.queues.get(name) {
            return *queue;
        }
        let known = self.names.queues.keys().map(String::as_str);
        self.findings.push(Names::undefined("undefined-queue", "队列", name, known, intent.place("queue")));
        fallback
    }

    /// Compiles the declarations of the actions.
    pub(super) fn actions(&mut self) -> Vec<Action> {
        let rules = self.rules;
        let mut actions = Vec::new();
        for action in &rules.actions {
            let at = &action.rule;
            let mut gives = Vec::new();
            for (name, written) in &at.is.gives.0 {
                match OUTPUT_TYPES.iter().find(|(known, _)| known == written) {
                    Some((_, r#type)) => gives.push((name.clone(), *r#type)),
                    None => {
                        let place = Place::value(at.file, at.path.key("gives").key(name));
                        let known = OUTPUT_TYPES.iter().map(|(name, _)| *name);
                        self.findings.push(Names::undefined("undefined-type", "类型", written, known, place));
                    }
                }
            }
            let outcomes = if at.is.outcomes.is_empty() { vec!["ok".to_owned()] } else { at.is.outcomes.clone() };
            actions.push(Action {
                name: action.name.clone(),
                about: at.is.about.clone().unwrap_or_else(|| action.name.clone()),
                takes: at.is.takes.clone(),
                gives,
                outcomes,
                irreversible: at.is.irreversible,
                place: Place::key(at.file, at.path.clone()),
            });
        }
        actions
    }

    /// Compiles the commands and adds their phrases to the index; `of_intents` is what the phrases of each intent see.
    pub(super) fn commands(&mut self, of_intents: &[Scope]) -> Vec<Command> {
        let rules = self.rules;
        let mut commands: Vec<Command> = Vec::new();
        let nothing = Scope::default();
        for command in &rules.commands {
            let at = &command.rule;
            let Some(verb) = Verb::of(&command.name) else {
                let place = Place::key(at.file, at.path.clone());
                let known = Verb::ALL.iter().map(|verb| verb.name());
                self.findings.push(Names::undefined("undefined-command", "命令", &command.name, known, place));
                continue;
            };
            let key = at.is.key.as_ref().and_then(|written| {
                let mut chars = written.chars();
                let key = chars.next().filter(|c| chars.next().is_none() && "0123456789*#".contains(*c));
                if key.is_none() {
                    let finding = Finding::error("bad-key", at.place("key"), format!("按键“{written}”不存在"));
                    self.findings.push(finding.help("按键是 0–9、* 或 # 其中一个，要加引号"));
                }
                key
            });
            if let Some(taken) = commands.iter().find(|other| key.is_some() && other.key == key) {
                let message = format!("这个按键已经是“{}”", taken.verb.name());
                self.findings.push(Finding::error("duplicate-name", at.place("key"), message).help("换一个按键"));
            }
            let owner = Owner::Command(verb);
            for (text, place) in placed(&at.is.phrases, at, at.path.key("phrases")) {
                let resolve = |name: &str| self.names.in_phrase(name, &Scope::default());
                self.builder.add(owner, text, place, &resolve, &mut self.findings);
            }
            let intent = match &at.is.intent {
                Some(name) => {
                    let intent = self.names.intents.get(name).copied();
                    if intent.is_none() {
                        let known = self.names.intents.keys().map(String::as_str);
                        let finding = Names::undefined("undefined-intent", "意图", name, known, at.place("intent"));
                        self.findings.push(finding);
                    }
                    intent
                }
                None => self.names.intents.get(&command.name).copied(),
            };
            if let Some(intent) = intent {
                for (text, place) in placed(&at.is.phrases, at, at.path.key("phrases")) {
                    let resolve = |name: &str| self.names.in_phrase(name, &Scope::default());
                    self.builder.add(Owner::Intent(intent), text, place, &resolve, &mut Vec::new());
                }
            }
            if let Some(said) = intent.and_then(|id| rules.intents.get(id.index())) {
                let scope = intent.and_then(|id| of_intents.get(id.index())).unwrap_or(&nothing);
                for (text, place) in placed(&said.is.phrases, said, said.path.key("phrases")) {
                    let resolve = |name: &str| self.names.in_phrase(name, scope);
                    self.builder.add(owner, text, place, &resolve, &mut Vec::new());
                }
            }
            commands.push(Command { verb, key, intent });
        }
        commands
    }

    /// Returns what is offered where no menu is written: the first intents that do something, as they were read. Those that a command
    /// stands for are heard anyway.
    pub(super) fn menu_unwritten(&self, commands: &[Command]) -> Vec<IntentId> {
        let is_command = |id| commands.iter().any(|command| command.intent == Some(id));
        let all = self.rules.intents.iter().enumerate().map(|(nth, intent)| (IntentId::new(nth), intent));
        let offered = all.filter(|(id, intent)| !intent.is.flow.is_empty() && !is_command(*id));
        offered.map(|(id, _)| id).take(MENU_KEYS).collect()
    }

    /// Compiles the hotline's own page; `None` if no file has it, which loading has reported.
    pub(super) fn head(&mut self) -> Option<Head> {
        let rules = self.rules;
        let at = rules.hotline.as_ref()?;
        let greeting = self.prompts.add(&at.is.greeting.0, &at.place("greeting"), &|_| false, &mut self.findings);
        let mut menu = Vec::new();
        for (nth, name) in at.is.menu.iter().enumerate() {
            match self.names.intents.get(name) {
                Some(intent) => menu.push(*intent),
                None => {
                    let place = Place::value(at.file, at.path.key("menu").index(nth));
                    let known = self.names.intents.keys().map(String::as_str);
                    self.findings.push(Names::undefined("undefined-intent", "意图", name, known, place));
                }
            }
        }
        if menu.len() > MENU_KEYS {
            let finding = Finding::error("menu-too-long", at.place("menu"), "主菜单最多九项，因为按键只有 1 到 9");
            self.findings.push(finding.help("把少用的几项去掉：来电的人随时可以直接说"));
        }
        let Thresholds { accept, confirm, margin, near_offer, near_confirm } = at.is.thresholds;
        let is_share = |value: f32| (0.0..=1.0).contains(&value);
        if ![accept, margin, near_confirm].into_iter().all(is_share)
            || !(0.0..=accept).contains(&confirm)
            || !(0.0..=near_confirm).contains(&near_offer)
        {
            let finding = Finding::error(
                "bad-thresholds",
                at.place("thresholds"),
                "阈值要满足 0 ≤ confirm ≤ accept ≤ 1，0 ≤ near_offer ≤ near_confirm ≤ 1",
            );
            self.findings.push(finding.help("例如 {accept: 0.6, confirm: 0.4, margin: 0.05}"));
        }
        let sentences = self.standing(at, &at.is.wordings);
        let volunteered = at.is.volunteered.as_ref().and_then(|name| {
            let of_call = || self.slots.iter().enumerate().filter(|(_, slot)| slot.flow.is_none());
            let slot = of_call().find(|(_, slot)| slot.name == *name).map(|(nth, _)| SlotId::new(nth));
            if slot.is_none() {
                let known = of_call().map(|(_, slot)| slot.name.as_str());
                self.findings.push(Names::undefined(
                    "undefined-slot",
                    "整通电话的槽",
                    name,
                    known,
                    at.place("volunteered"),
                ));
            }
            slot
        });
        Some(Head {
            name: at.is.name.clone(),
            greeting,
            menu,
            thresholds: at.is.thresholds,
            outside: at.is.outside.0.iter().map(|line| line.text.clone()).collect(),
            no_match: at.is.no_match,
            no_input: at.is.no_input,
            volunteered,
            sentences,
        })
    }
}

/// Reads `09:00-21:00`.
fn hours(written: &str) -> Option<(jiff::civil::Time, jiff::civil::Time)> {
    let (from, to) = written.split_once(['-', '~', '–'])?;
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once([':', '：'])?;
        jiff::civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    Some((time(from)?, time(to)?)).filter(|(from, to)| from < to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: Option<((i8, i8), (i8, i8))>) {
        let clock = |(hour, minute)| jiff::civil::time(hour, minute, 0, 0);
        assert_eq!(hours(written), expect.map(|(from, to)| (clock(from), clock(to))));
    }

    #[test]
    fn hours_are_a_forward_range() {
        check("09:00-21:30", Some(((9, 0), (21, 30))));
        check("9：00-21：00", Some(((9, 0), (21, 0))));
        check("21:00-09:00", None);
        check("全天", None);
        check("25:00-26:00", None);
    }
}
