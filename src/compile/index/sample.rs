//! Small indexes for tests, written in a few lines of text.

use super::builder::Builder;
use super::{Index, Named, Owner};
use crate::compile::hotline::SlotType;
use crate::compile::id::{IntentId, SetId, SlotId};
use crate::finding::{FileId, Finding, Part, Path, Place, Sources};
use crate::text::entity::Kind;

/// Builds an index from lines, lexicons first:
///
/// - `<名字> 词 词=别名=别名 …`: a lexicon;
/// - `名字.值: 说法`: a phrase of a value of a set, sets and values in the order of the lines;
/// - `3: 说法` and `3!: 说法`: a phrase of intent 3, and one of its `unless`.
///
/// `{name}` is a kind by its name, a set, or one of the slots `month` (date range), `digits` (4 to 6) and `note` (text).
/// Findings are returned beside the index.
pub(crate) fn build_with_findings(lines: &str) -> (Index, Vec<Finding>) {
    let (mut builder, mut findings) = (Builder::new(), Vec::new());
    let mut sets: Vec<(String, Vec<String>)> = Vec::new();
    let file = file();
    let place = Place { file, part: Part::Text { path: Path::default(), line: 0, from: 2, to: 99 } };
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((name, words)) = line.strip_prefix('<').and_then(|line| line.split_once("> ")) {
            let words: Vec<(u16, &str)> = (0u16..)
                .zip(words.split_whitespace())
                .flat_map(|(value, names)| names.split('=').map(move |word| (value, word)))
                .collect();
            builder.lexicon(SetId::new(sets.len()), name, &words);
            sets.push((name.to_owned(), Vec::new()));
            continue;
        }
        let (owner, phrase) = line.split_once(": ").expect("a line is `owner: phrase`");
        let owner = match owner.split_once('.') {
            Some((set, value)) => {
                let nth = sets.iter().position(|(name, _)| name == set).unwrap_or(sets.len());
                if nth == sets.len() {
                    builder.value_set(SetId::new(nth), set, 0);
                    sets.push((set.to_owned(), Vec::new()));
                }
                let values = &mut sets[nth].1;
                let place = values.iter().position(|name| name == value).unwrap_or(values.len());
                if place == values.len() {
                    values.push(value.to_owned());
                }
                Owner::Value(SetId::new(nth), place as u16)
            }
            None => {
                let number = owner.trim_end_matches('!').parse().expect("an intent is a number");
                let intent = IntentId::new(number);
                if owner.ends_with('!') { Owner::Unless(intent) } else { Owner::Intent(intent) }
            }
        };
        let names = |name: &str| match name {
            "month" => Some(Named::Slot(SlotId::new(0), SlotType::Entity(Kind::DateRange))),
            "digits" => Some(Named::Slot(SlotId::new(1), SlotType::Digits { least: 4, most: 6 })),
            "note" => Some(Named::Slot(SlotId::new(2), SlotType::Text)),
            _ => Kind::from_name(name).map(Named::Entity),
        };
        builder.add(owner, phrase, place.clone(), &names, &mut findings);
    }
    let index = builder.finish(&mut findings);
    (index, findings)
}

/// Builds an index from lines that have no mistakes.
#[track_caller]
pub(crate) fn build(lines: &str) -> Index {
    let (index, findings) = build_with_findings(lines);
    assert!(findings.is_empty(), "{findings:?}");
    index
}

fn file() -> FileId {
    Sources::default().add("sample.yaml", "")
}
