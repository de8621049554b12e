//! Who is called what: every name that authors give, and finding the thing or the nearest name.

use super::ByName;
use super::id::{ActionId, FlowId, IntentId, QueueId, SetId};
use super::index::Named;
use super::slot::Scope;
use crate::finding::{Finding, Place, nearest};
use crate::rules::{Named as NamedRule, Rules};
use crate::text::entity::Kind;

/// All names of a hotline.
pub(super) struct Names {
    pub intents: ByName<IntentId>,
    pub flows: ByName<FlowId>,
    pub queues: ByName<QueueId>,
    pub actions: ByName<ActionId>,
    pub sets: ByName<SetId>,
}

impl Names {
    /// Collects the names; those that stand twice are findings, and the first one counts.
    pub fn collect(rules: &Rules, findings: &mut Vec<Finding>) -> Names {
        let mut names = Names {
            intents: ByName::new(),
            flows: ByName::new(),
            queues: ByName::new(),
            actions: ByName::new(),
            sets: ByName::new(),
        };
        let mut tasks: ByName<Place> = ByName::new();
        for (nth, intent) in rules.intents.iter().enumerate() {
            unique(&mut tasks, &intent.is.intent, intent.place("intent"), "意图", findings);
            names.intents.entry(intent.is.intent.clone()).or_insert(IntentId::new(nth));
        }
        // Flows are numbered as `compile` makes them: the intents' own first, then the shared ones.
        let with_flow = rules.intents.iter().filter(|intent| !intent.is.flow.is_empty()).count();
        for (nth, subflow) in rules.subflows.iter().enumerate() {
            unique(&mut tasks, &subflow.is.subflow, subflow.place("subflow"), "流程", findings);
            names.flows.entry(subflow.is.subflow.clone()).or_insert(FlowId::new(with_flow + nth));
        }
        names.queues = numbered(&rules.queues, "队列", QueueId::new, findings);
        names.actions = numbered(&rules.actions, "动作", ActionId::new, findings);
        names.sets = numbered(&rules.lexicons, "词库", SetId::new, findings);
        for (name, id) in numbered(&rules.entities, "实体", |nth| SetId::new(rules.lexicons.len() + nth), findings) {
            names.sets.entry(name).or_insert(id);
        }
        names
    }

    /// Returns what `{name}` or `<name>` means in a phrase: a slot in scope, an entity, or a set of words.
    pub fn in_phrase(&self, name: &str, scope: &Scope) -> Option<Named> {
        if let Some((slot, takes)) = scope.slots.get(name) {
            return Some(Named::Slot(*slot, *takes));
        }
        if let Some(kind) = Kind::from_name(name) {
            return Some(Named::Entity(kind));
        }
        self.sets.get(name).map(|set| Named::Set(*set))
    }

    /// Reports that `name` is none of `known`, with the nearest one.
    pub fn undefined<'n>(
        code: &'static str,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
        place: Place,
    ) -> Finding {
        let known: Vec<&str> = known.into_iter().collect();
        let finding = Finding::error(code, place, format!("没有名为“{name}”的{what}"));
        match nearest(name, known.iter().copied()) {
            Some(near) => finding.help(format!("是不是想写“{near}”？")),
            None if known.is_empty() => finding.help(format!("这里还没有定义任何{what}")),
            None if known.len() <= 8 => finding.help(format!("可以写：{}", known.join("、"))),
            None => finding,
        }
    }
}

/// Numbers shared parts by name; the first of two with one name counts.
fn numbered<T, I>(
    parts: &[NamedRule<T>],
    what: &str,
    id: impl Fn(usize) -> I,
    findings: &mut Vec<Finding>,
) -> ByName<I> {
    let (mut ids, mut places) = (ByName::new(), ByName::new());
    for (nth, part) in parts.iter().enumerate() {
        let place = Place::key(part.rule.file, part.rule.path.clone());
        unique(&mut places, &part.name, place, what, findings);
        ids.entry(part.name.clone()).or_insert(id(nth));
    }
    ids
}

/// Notes that `name` is taken at `place`; a second one is a finding.
fn unique(taken: &mut ByName<Place>, name: &str, place: Place, what: &str, findings: &mut Vec<Finding>) {
    if let Some(first) = taken.get(name) {
        findings.push(
            Finding::error("duplicate-name", place, format!("已经有一个叫“{name}”的{what}"))
                .related(first.clone(), "第一次在这里")
                .help("改个名字，或者删掉其中一个"),
        );
    } else {
        taken.insert(name.to_owned(), place);
    }
}
