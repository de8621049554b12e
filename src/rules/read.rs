//! Reads one file into the authored types, part by part, so that every mistake in it is found at once.
//!
//! Serde stops at the first mistake; here it is noted, what is wrong is taken out of a copy, and the rest is read again.
//! A file without mistakes is read once and never copied.

mod complaint;
mod flow;
mod rebuild;
mod yaml;

use std::borrow::Cow;
use std::cell::OnceCell;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment as Trail;
use serde_yaml::{Mapping, Value};

use super::keys::{INTENT, SHARED, SUBFLOW};
use super::slot::Slots;
use super::{Authored, Named, Rules, hazards, intent};
use crate::finding::tree::{Position, Tree};
use crate::finding::{FileId, Finding, Mended, Part, Path, Place, Segment, nearest};
use crate::limits::FILE_FINDINGS;
pub(super) use complaint::{Complaint, Shape, shortened};

/// Reads a file into `rules` and notes what is wrong with it.
pub(super) fn file(file: FileId, text: &str, rules: &mut Rules, findings: &mut Vec<Finding>) {
    let asis = Mended { text: text.into(), inserted: Vec::new() };
    let mut reader = Reader { file, text: asis, n_mended: 0, tree: OnceCell::new(), findings, n_noted: 0 };
    if let Some(value) = reader.parse() {
        reader.top(&value, rules);
    }
    if reader.n_mended > 0 {
        rules.mended.push((file, reader.text.clone()));
    }
    if reader.is_full() {
        let place = Place { file, part: Part::File };
        let message = format!("这个文件的问题太多，只列出前 {FILE_FINDINGS} 个");
        findings.push(Finding::error("too-many-findings", place, message));
    }
}

/// One file on its way into the rules.
struct Reader<'r> {
    file: FileId,
    /// The author's text, or what can be read instead of it.
    text: Mended,
    n_mended: usize,
    /// Built for the first mistake.
    tree: OnceCell<Tree>,
    findings: &'r mut Vec<Finding>,
    n_noted: usize,
}

impl Reader<'_> {
    /// Notes a finding, unless the file has had its share.
    fn note(&mut self, mut finding: Finding) {
        self.n_noted += 1;
        for place in [&mut finding.place].into_iter().chain(finding.related.iter_mut().map(|(place, _)| place)) {
            if let Part::At { line, column, .. } = &mut place.part {
                let read = Position { line: *line, column: column.saturating_sub(1) };
                *column = self.text.authored(read).column + 1;
            }
        }
        if self.n_noted <= FILE_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Whether there is no use in looking for more.
    fn is_full(&self) -> bool {
        self.n_noted > FILE_FINDINGS
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Tree::parse(&self.text.text))
    }

    /// Reads the top of a file: an intent, a subflow, or shared parts.
    fn top(&mut self, value: &Value, rules: &mut Rules) {
        let path = Path::default();
        let Some(map) = self.mapping(value, &path, "这里要写“键: 内容”，例如 intent: 查询账单")
        else {
            return;
        };
        let near = |keys: &[&str]| {
            let given = map.keys().filter_map(Value::as_str);
            given.filter(|key| nearest(key, keys.iter().copied()).is_some()).count()
        };
        if map.contains_key("intent") {
            self.intent(map, rules);
        } else if map.contains_key("subflow") {
            self.subflow(map, rules);
        } else if map.keys().any(|key| key.as_str().is_some_and(|key| SHARED.names.contains(&key) && key != "slots"))
            || near(SHARED.names) > near(INTENT.names).max(near(SUBFLOW.names))
            || (map.len() == 1 && map.contains_key("slots"))
        {
            self.shared(map, rules);
        } else {
            self.unknown_top(map);
        }
    }

    /// Notes the keys of a file that is neither of the three.
    fn unknown_top(&mut self, map: &Mapping) {
        let mut keys = INTENT.names.to_vec();
        keys.extend(SUBFLOW.names.iter().chain(SHARED.names));
        let place = Place { file: self.file, part: Part::File };
        let before = self.findings.len();
        for key in map.keys() {
            if key.as_str().is_none_or(|key| !keys.contains(&key)) {
                self.unknown_key(&Path::default(), key, &keys);
            }
        }
        if self.findings.len() == before {
            let finding =
                Finding::error("missing-key", place, "看不出这个文件写的是什么：没有 intent: 也没有 subflow:");
            self.note(finding.help("意图文件要有一行“intent: 名字”，供别的流程调用的要有“subflow: 名字”"));
        }
    }

    fn intent(&mut self, map: &Mapping, rules: &mut Rules) {
        let mut name = None;
        let mut read = intent::Intent {
            intent: String::new(),
            about: None,
            queue: None,
            phrases: Default::default(),
            alone: Default::default(),
            unless: Default::default(),
            examples: Default::default(),
            slots: Default::default(),
            flow: Default::default(),
        };
        for (key, value, path) in self.entries(map, &Path::default(), INTENT.names) {
            match key {
                "intent" => name = self.name(value, &path),
                "about" => read.about = self.part(value, &path),
                "queue" => read.queue = self.part(value, &path),
                "phrases" => read.phrases = self.part(value, &path).unwrap_or_default(),
                "alone" => read.alone = self.part(value, &path).unwrap_or_default(),
                "unless" => read.unless = self.part(value, &path).unwrap_or_default(),
                "examples" => read.examples = self.part(value, &path).unwrap_or_default(),
                "slots" => read.slots = self.slots(value, &path),
                _ => read.flow = self.steps(value, &path),
            }
        }
        if let Some(name) = name {
            read.intent = name;
            rules.intents.push(self.authored(Path::default(), read));
        }
    }

    fn subflow(&mut self, map: &Mapping, rules: &mut Rules) {
        let mut name = None;
        let mut read = intent::Subflow {
            subflow: String::new(),
            about: None,
            slots: Default::default(),
            flow: Default::default(),
        };
        for (key, value, path) in self.entries(map, &Path::default(), SUBFLOW.names) {
            match key {
                "subflow" => name = self.name(value, &path),
                "about" => read.about = self.part(value, &path),
                "slots" => read.slots = self.slots(value, &path),
                _ => read.flow = self.steps(value, &path),
            }
        }
        if let Some(name) = name {
            read.subflow = name;
            rules.subflows.push(self.authored(Path::default(), read));
        }
    }

    fn shared(&mut self, map: &Mapping, rules: &mut Rules) {
        for (key, value, path) in self.entries(map, &Path::default(), SHARED.names) {
            match key {
                "hotline" => {
                    if let Some(head) = self.part(value, &path) {
                        let head = self.authored(path, head);
                        match &rules.hotline {
                            None => rules.hotline = Some(head),
                            Some(first) => self.note(two_hotlines(&head, first)),
                        }
                    }
                }
                "lexicons" => self.named(value, &path, &mut rules.lexicons),
                "entities" => self.named(value, &path, &mut rules.entities),
                "commands" => self.named(value, &path, &mut rules.commands),
                "queues" => self.named(value, &path, &mut rules.queues),
                "actions" => self.named(value, &path, &mut rules.actions),
                _ => self.named(value, &path, &mut rules.slots),
            }
        }
    }

    /// Reads a mapping of shared parts.
    fn named<T: DeserializeOwned>(&mut self, value: &Value, path: &Path, into: &mut Vec<Named<T>>) {
        for (name, is, path) in self.each(value, path) {
            let rule = self.authored(path, is);
            into.push(Named { name, rule });
        }
    }

    fn slots(&mut self, value: &Value, path: &Path) -> Slots {
        let slots = self.each(value, path);
        super::slot::Ordered(slots.into_iter().map(|(name, slot, _)| (name, slot)).collect())
    }

    /// Reads the entries of a mapping with names of the author's own, each by itself.
    fn each<T: DeserializeOwned>(&mut self, value: &Value, path: &Path) -> Vec<(String, T, Path)> {
        let mut read = Vec::new();
        let Some(map) = self.mapping(value, path, "这里要写“名字: 内容”的映射") else {
            return read;
        };
        for (key, value) in map {
            let Some(name) = self.text_key(path, key) else {
                continue;
            };
            let path = path.key(&name);
            if let Some(part) = self.part(value, &path) {
                read.push((name, part, path));
            }
        }
        read
    }

    /// Returns the entries under known keys, and notes the unknown ones.
    fn entries<'k, 'v>(
        &mut self,
        map: &'v Mapping,
        path: &Path,
        known: &'k [&'k str],
    ) -> Vec<(&'k str, &'v Value, Path)> {
        let mut entries = Vec::new();
        for (key, value) in map {
            let found = key.as_str().and_then(|key| known.iter().find(|known| **known == key));
            match found {
                Some(known) => entries.push((*known, value, path.key(known))),
                None => self.unknown_key(path, key, known),
            }
        }
        entries
    }

    /// Returns a key that is text, or notes that it is none.
    fn text_key(&mut self, path: &Path, key: &Value) -> Option<String> {
        let Some(name) = key.as_str() else {
            let written = written(key);
            let place = Place::key(self.file, path.key(&written));
            self.note(hazards::key_is_no_text(place, &written));
            return None;
        };
        Some(name.to_owned())
    }

    fn name(&mut self, value: &Value, path: &Path) -> Option<String> {
        let name: String = self.part(value, path)?;
        if !name.trim().is_empty() {
            return Some(name);
        }
        let place = Place::value(self.file, path.clone());
        self.note(Finding::error("missing-value", place, "名字是空的"));
        None
    }

    fn mapping<'v>(&mut self, value: &'v Value, path: &Path, expected: &str) -> Option<&'v Mapping> {
        let map = value.as_mapping();
        if map.is_none() {
            self.wrong_type(value, path, expected);
        }
        map
    }

    /// Reads a part of the file, taking out what is wrong until the rest can be read; `None` if nothing is left.
    fn part<T: DeserializeOwned>(&mut self, value: &Value, path: &Path) -> Option<T> {
        let mut value = Cow::Borrowed(value);
        let mut removed = Vec::new();
        loop {
            if self.is_full() {
                return None;
            }
            let error = match serde_path_to_error::deserialize(value.as_ref()) {
                Ok(part) => return Some(part),
                Err(error) => error,
            };
            let trail: Vec<Trail> = error.path().iter().cloned().collect();
            let complaint = Complaint::of(&error.into_inner().to_string());
            let trail = match &complaint {
                Complaint::UnknownKey { key, .. } => with_key(trail, key),
                _ => trail,
            };
            let steps = resolved(&value, &trail);
            let at = original(path, &steps, &removed);
            self.complain(&at, &complaint);
            let missing = matches!(complaint, Complaint::MissingKey(_));
            if missing || !remove(value.to_mut(), &steps) {
                return None;
            }
            removed.push(steps);
        }
    }

    /// Notes what serde complains about.
    fn complain(&mut self, at: &At, complaint: &Complaint) {
        let place = |path: &Path| Place::value(self.file, path.clone());
        match complaint {
            Complaint::UnknownKey { key, known } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.unknown_name(&at.path, key, &known);
            }
            Complaint::MissingKey(key) => {
                let finding = Finding::error("missing-key", place(&at.path), format!("缺少“{key}:”"));
                self.note(finding.help(format!("在这里加一行“{key}: …”")));
            }
            Complaint::Type { found, expected } if at.is_key => {
                let place = Place::key(self.file, at.path.clone());
                let says = found.says();
                self.note(match found {
                    Shape::Number(_) | Shape::Boolean(_) | Shape::Nothing => hazards::key_is_no_text(place, at.last()),
                    Shape::Text(_) | Shape::List | Shape::Mapping | Shape::Tagged => {
                        Finding::error("wrong-type", place, format!("{expected}，写的却是{says}"))
                    }
                });
            }
            Complaint::Type { found, expected } => self.wrong(&at.path, found, expected),
            Complaint::Other(message) => {
                let finding = Finding::error("wrong-type", place(&at.path), message);
                self.note(finding);
            }
        }
    }

    /// Notes a value of the wrong kind that was found without serde.
    fn wrong_type(&mut self, value: &Value, path: &Path, expected: &str) {
        if self.is_full() {
            return;
        }
        self.wrong(path, &shape(value), expected);
    }

    fn wrong(&mut self, path: &Path, found: &Shape, expected: &str) {
        let source = hazards::Source { file: self.file, text: &self.text.text, tree: self.tree() };
        let finding = hazards::value(source, path, found, expected);
        // It says more than what the glance over the text said of the same place.
        let is_same = |other: &Finding| other.code == finding.code && other.place == finding.place;
        self.findings.retain(|other| !is_same(other));
        self.note(finding);
    }

    /// Notes a required key that is not there.
    fn missing_key(&mut self, key: &str, path: &Path) {
        self.complain(&At { path: path.clone(), is_key: false }, &Complaint::MissingKey(key.to_owned()));
    }

    fn unknown_key(&mut self, path: &Path, key: &Value, known: &[&str]) {
        if let Some(name) = self.text_key(path, key) {
            self.unknown_name(&path.key(&name), &name, known);
        }
    }

    /// Notes an unknown key, whose own path is given.
    fn unknown_name(&mut self, path: &Path, name: &str, known: &[&str]) {
        let place = Place::key(self.file, path.clone());
        let finding = hazards::key(&place, name, known).unwrap_or_else(|| {
            let finding = Finding::error("unknown-key", place, format!("没有“{}”这个键", shortened(name)));
            match nearest(name, known.iter().copied()) {
                Some(near) => finding.help(format!("是不是想写“{near}”？")),
                None => finding.help(other_file(name, known)),
            }
        });
        self.note(finding);
    }

    fn authored<T>(&self, path: Path, is: T) -> Authored<T> {
        Authored { file: self.file, path, is }
    }
}

/// What to say where no known key is near: that it belongs into another file, or what could stand here.
fn other_file(name: &str, known: &[&str]) -> String {
    if [INTENT.names, SUBFLOW.names, SHARED.names].contains(&known) {
        if SHARED.names.contains(&name) {
            return format!("一个文件只写一个意图；“{name}:”要写在共用的文件里，例如 hotline.yaml");
        }
        if INTENT.names.contains(&name) || SUBFLOW.names.contains(&name) {
            return format!("“{name}:”不能写在这样的文件里；意图和子流程各写一个文件");
        }
    }
    format!("这里可以写：{}", known.join("、"))
}

pub(super) fn two_hotlines<T>(second: &Authored<T>, first: &Authored<T>) -> Finding {
    let place = |head: &Authored<T>| Place::key(head.file, head.path.clone());
    Finding::error("two-hotlines", place(second), "hotline: 写了两处")
        .related(place(first), "第一处在这里")
        .help("整个热线只有一个 hotline:，请合在一起")
}

/// Returns what a value is.
fn shape(value: &Value) -> Shape {
    match value {
        Value::Null => Shape::Nothing,
        Value::Bool(value) => Shape::Boolean(value.to_string()),
        Value::Number(number) => Shape::Number(number.to_string()),
        Value::String(text) => Shape::Text(text.clone()),
        Value::Sequence(_) => Shape::List,
        Value::Mapping(_) => Shape::Mapping,
        Value::Tagged(_) => Shape::Tagged,
    }
}

/// Returns a key as it is written, as far as the value still tells.
fn written(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        Value::Null => "~".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Sequence(_) => "[…]".to_owned(),
        Value::Mapping(_) => "{…}".to_owned(),
        Value::Tagged(_) => "!…".to_owned(),
    }
}

/// One step into a value: an item, or an entry by the number of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Item(usize),
    Entry(Value),
}

/// Where a complaint points.
struct At {
    path: Path,
    /// Whether it is about the key itself.
    is_key: bool,
}

impl At {
    fn last(&self) -> &str {
        match self.path.segments().last() {
            Some(Segment::Key(key)) => key,
            Some(Segment::Index(_)) | None => "",
        }
    }
}

/// Adds the key at the end, unless the trail ends with it: serde's own types name the key, ours the mapping.
fn with_key(mut trail: Vec<Trail>, key: &str) -> Vec<Trail> {
    if !matches!(trail.last(), Some(Trail::Map { key: last }) if last == key) {
        trail.push(Trail::Map { key: key.to_owned() });
    }
    trail
}

/// Follows a trail into the value as far as it goes. An unknown piece stands for the first key that is no text.
fn resolved(value: &Value, trail: &[Trail]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = value;
    for piece in trail {
        let next = match (piece, at) {
            (Trail::Seq { index }, Value::Sequence(items)) => items.get(*index).map(|item| (Step::Item(*index), item)),
            (Trail::Map { key }, Value::Mapping(map)) => {
                map.get(key).map(|value| (Step::Entry(Value::String(key.clone())), value))
            }
            (Trail::Unknown, Value::Mapping(map)) => {
                map.iter().find(|(key, _)| !key.is_string()).map(|(key, value)| (Step::Entry(key.clone()), value))
            }
            _ => None,
        };
        let Some((step, value)) = next else { break };
        steps.push(step);
        at = value;
    }
    steps
}

/// Returns the path of these steps in the file, where the items that were taken out still stand.
fn original(top: &Path, steps: &[Step], removed: &[Vec<Step>]) -> At {
    let mut path = top.clone();
    let mut is_key = false;
    for (depth, step) in steps.iter().enumerate() {
        path = match step {
            Step::Entry(key) => {
                is_key = !key.is_string();
                path.key(&written(key))
            }
            Step::Item(index) => {
                is_key = false;
                let mut index = *index;
                // Later removals count within what the earlier ones left, so they are undone from the last to the first.
                for other in removed.iter().rev() {
                    if let Some((Step::Item(gone), before)) = other.split_last()
                        && steps.get(..depth) == Some(before)
                        && *gone <= index
                    {
                        index += 1;
                    }
                }
                path.index(index)
            }
        };
    }
    At { path, is_key }
}

/// Takes out what these steps lead to; `false` if that is everything.
fn remove(value: &mut Value, steps: &[Step]) -> bool {
    let Some((last, before)) = steps.split_last() else {
        return false;
    };
    let mut at = value;
    for step in before {
        let next = match (step, at) {
            (Step::Item(index), Value::Sequence(items)) => items.get_mut(*index),
            (Step::Entry(key), Value::Mapping(map)) => map.get_mut(key),
            _ => None,
        };
        let Some(next) = next else { return false };
        at = next;
    }
    match (last, at) {
        (Step::Item(index), Value::Sequence(items)) if *index < items.len() => {
            items.remove(*index);
            true
        }
        (Step::Entry(key), Value::Mapping(map)) => map.shift_remove(key).is_some(),
        _ => false,
    }
}
