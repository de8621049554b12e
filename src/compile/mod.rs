//! From authored rules to a hotline: names to ids, phrases to patterns, steps to states.
//!
//! Every mistake becomes a finding and compiling goes on, so that an author sees all of them at once. After it nothing in the
//! hotline can be undefined.

pub mod binary;
mod edges;
pub mod filter;
pub mod flow;
pub mod hotline;
pub mod id;
pub mod index;
pub mod later;
mod names;
pub mod parts;
pub mod pattern;
pub mod phrase;
pub mod prompt;
pub(crate) mod secrets;
mod slot;

use std::collections::{BTreeMap, BTreeSet};

use self::hotline::{Example, Hotline, Intent};
use self::id::{FlowId, IntentId, PromptId};
use self::index::Owner;
use self::index::builder::Builder;
use self::later::Later;
use self::names::Names;
use self::prompt::Prompts;
use crate::finding::{FileId, Finding, Part, Path, Place};
use crate::limits::HOTLINE_FINDINGS;
use crate::rules::lines::{At, Lines};
use crate::rules::wordings::{Sentence, Standing};
use crate::rules::{Authored, Rules};
use crate::text::entity::Kinds;

/// What the parts of compiling share: the rules, the names in them, and what has been made so far.
struct Work<'r> {
    rules: &'r Rules,
    names: Names,
    prompts: Prompts,
    builder: Builder,
    findings: Vec<Finding>,
    slots: Vec<hotline::Slot>,
    sets: Vec<hotline::ValueSet>,
    choices: Vec<hotline::Choice>,
    states: Vec<hotline::State>,
}

/// Compiles rules. The hotline is `None` exactly if a finding is an error; findings are in no particular order.
pub fn compile(rules: &Rules) -> (Option<Hotline>, Vec<Finding>) {
    let mut findings = Vec::new();
    let names = Names::collect(rules, &mut findings);
    let mut work = Work {
        rules,
        names,
        prompts: Prompts::new(),
        builder: Builder::new(),
        findings,
        slots: Vec::new(),
        sets: Vec::new(),
        choices: Vec::new(),
        states: Vec::new(),
    };
    let hotline = work.hotline();
    (hotline, work.findings)
}

/// Compiles rules in which reading has found mistakes already: returns all findings, and no hotline if one is an error.
///
/// A file that could not be read may be the reason for a hotline that is whole and yet not what was meant, and for whatever
/// is missing: findings that something is not there would send their author the wrong way, and are left out then.
pub fn compile_read(rules: &Rules, mut findings: Vec<Finding>) -> (Option<Hotline>, Vec<Finding>) {
    let (hotline, mut more) = compile(rules);
    let broken: BTreeSet<FileId> = findings.iter().filter(|one| one.is_error()).map(|one| one.place.file).collect();
    if !broken.is_empty() {
        more.retain(|finding| match finding.code {
            // Labels stand in the file itself, where a step that cannot be read keeps its own, and filters in the program.
            "undefined-target" | "undefined-filter" => true,
            "unreachable-step" => !broken.contains(&finding.place.file),
            "unreachable-intent" => false,
            code => !code.starts_with("undefined-"),
        });
    }
    findings.extend(more);
    let is_whole = !findings.iter().any(Finding::is_error);
    if let Some(first) = findings.get(HOTLINE_FINDINGS) {
        let place = Place { file: first.place.file, part: Part::File };
        let message = format!("问题太多，只列出 {HOTLINE_FINDINGS} 个");
        findings.truncate(HOTLINE_FINDINGS);
        findings.push(Finding::error("too-many-findings", place, message).help("先改好一部分，再检查一遍"));
    }
    (hotline.filter(|_| is_whole), findings)
}

impl<'r> Work<'r> {
    fn hotline(&mut self) -> Option<Hotline> {
        let rules = self.rules;
        self.shared_sets();
        let scopes = self.slots_of_all();
        let (of_intents, of_subflows) = scopes.split_at(rules.intents.len().min(scopes.len()));
        let (queues, default_queue) = self.queues();
        let actions = self.actions();
        let mut flows = Vec::new();
        let mut intents = Vec::new();
        for (nth, (intent, scope)) in rules.intents.iter().zip(of_intents).enumerate() {
            let id = IntentId::new(nth);
            self.phrases(Owner::Intent(id), intent, "phrases", &intent.is.phrases, scope);
            self.builder.begin_alone();
            self.phrases(Owner::Intent(id), intent, "alone", &intent.is.alone, scope);
            self.builder.end_alone();
            self.phrases(Owner::Unless(id), intent, "unless", &intent.is.unless, scope);
            let about = intent.is.about.clone().unwrap_or_else(|| intent.is.intent.clone());
            self.findings.extend(secrets::check(&about, &intent.place("about")));
            let queue = self.queue_of(intent, default_queue);
            let flow = (!intent.is.flow.is_empty()).then(|| {
                let flow = FlowId::new(flows.len());
                flows.push(self.flow(
                    flow::Source {
                        id: flow,
                        intent: Some(id),
                        name: &intent.is.intent,
                        about: &about,
                        steps: &intent.is.flow,
                    },
                    intent.file,
                    scope,
                    &actions,
                ));
                flow
            });
            let place = intent.place("intent");
            let examples: Vec<Example> = placed(&intent.is.examples, intent, intent.path.key("examples"))
                .map(|(text, place)| Example { text: text.to_owned(), place })
                .collect();
            for example in &examples {
                self.builder.example(id, &example.text);
            }
            let examples = Later::from(examples);
            intents.push(Intent { name: intent.is.intent.clone(), about, queue, flow, examples, place });
        }
        for (subflow, scope) in rules.subflows.iter().zip(of_subflows) {
            let about = subflow.is.about.clone().unwrap_or_else(|| subflow.is.subflow.clone());
            let id = FlowId::new(flows.len());
            let source =
                flow::Source { id, intent: None, name: &subflow.is.subflow, about: &about, steps: &subflow.is.flow };
            flows.push(self.flow(source, subflow.file, scope, &actions));
        }
        self.check_flows(&flows, &actions);
        let commands = self.commands(of_intents);
        let head = self.head();
        let menu = head.as_ref().map_or(&[][..], |head| &head.menu);
        self.check_intents(&flows, &commands, menu);
        let builder = std::mem::take(&mut self.builder);
        let index = builder.finish(&mut self.findings);
        let (head, default_queue) = (head?, default_queue?);
        if self.findings.iter().any(Finding::is_error) {
            return None;
        }
        Some(Hotline {
            name: head.name,
            greeting: head.greeting,
            menu: if head.menu.is_empty() { self.menu_unwritten(&commands) } else { head.menu },
            thresholds: head.thresholds,
            no_match: head.no_match,
            no_input: head.no_input,
            volunteered: head.volunteered,
            intents,
            flows,
            states: std::mem::take(&mut self.states),
            slot_kinds: self.slots.iter().fold(Kinds::EMPTY, |kinds, slot| kinds.union(slot.takes.kinds())),
            slots: std::mem::take(&mut self.slots),
            sets: std::mem::take(&mut self.sets),
            choices: std::mem::take(&mut self.choices),
            corrections: self.corrections(),
            commands,
            actions,
            queues,
            default_queue,
            prompts: std::mem::replace(&mut self.prompts, Prompts::new()),
            sentences: head.sentences,
            index,
            outside: head.outside.into(),
            nearby: Later::default(),
        })
    }

    /// Adds the phrases of an intent to the index.
    fn phrases<T>(&mut self, owner: Owner, at: &Authored<T>, key: &str, lines: &Lines, scope: &slot::Scope) {
        let resolve = |name: &str| self.names.in_phrase(name, scope);
        for (text, place) in placed(lines, at, at.path.key(key)) {
            self.builder.add(owner, text, place, &resolve, &mut self.findings);
        }
    }

    /// Compiles the standing sentences, in the order of [`Sentence`].
    fn standing<T>(&mut self, at: &Authored<T>, standing: &Standing) -> Vec<PromptId> {
        let mut ids = Vec::new();
        for sentence in Sentence::ALL {
            let knows = |name: &str| sentence.variables().contains(&name);
            let place = Place::value(at.file, at.path.key("wordings").key(sentence.name()));
            ids.push(self.prompts.add(&standing.get(*sentence).0, &place, &knows, &mut self.findings));
        }
        ids
    }
}

/// Returns each text of `lines` with its place, where the lines are the value at `path`.
pub(crate) fn placed<'l, T>(
    lines: &'l Lines,
    at: &Authored<T>,
    path: Path,
) -> impl Iterator<Item = (&'l str, Place)> + use<'l, T> {
    let file = at.file;
    lines.0.iter().map(move |line| {
        let n_chars = line.text.chars().count();
        let part = match line.at {
            At::Line { line, indent } => Part::Text { path: path.clone(), line, from: indent, to: indent + n_chars },
            At::Item(item) => Part::Text { path: path.index(item), line: 0, from: 0, to: n_chars },
        };
        (line.text.as_str(), Place { file, part })
    })
}

/// Maps names to what they name, keeping the order of the names for findings.
type ByName<T> = BTreeMap<String, T>;
