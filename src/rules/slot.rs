//! Slots: named, typed places in a flow.

use std::fmt;

use serde::Deserialize;
use serde::de::{Error, MapAccess, Visitor};

use super::keys::SLOT;
use super::lines::Lines;

/// The slots of a flow by name, in the order written.
pub type Slots = Ordered<Slot>;

/// A slot as authored, in one of three forms:
///
/// - `手机号: mobile`: a type: a built-in entity (`digits(4)` and `digits(4-6)` with lengths), an entity or `<lexicon>` of the
///   authors, or `text` (the whole utterance);
/// - `原因: {挂失: 丢了|挂失, 风险: 风险|异常}`: the values that can be chosen, each with the phrases that mean it (its name
///   is always one of them);
/// - `月份: {type: date_range, depends: [手机号], title: 月份}`: a type with more to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// What kind of value it takes.
    pub takes: Takes,
    /// How it is called before callers (已把手机号改为…); its name if absent.
    pub title: Option<String>,
    /// Other slots that its value depends on: when one of them is corrected, this one is asked again.
    pub depends: Vec<String>,
}

/// What a slot takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// A type by name.
    Type(String),
    /// One of several values: name and phrases.
    Values(Vec<(String, Lines)>),
}

/// A mapping whose order counts, with each key as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered<T>(pub Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered(Vec::new())
    }
}

impl<T> Ordered<T> {
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("这里要写“名字: 内容”的映射")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Visitor(std::marker::PhantomData))
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Slot, D::Error> {
        deserializer.deserialize_any(SlotVisitor)
    }
}

/// Reads the three forms. Not serde's `untagged`, so that an error names the part that is wrong. The first key tells the
/// long form from the values.
struct SlotVisitor;

impl<'de> Visitor<'de> for SlotVisitor {
    type Value = Slot;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("这里要写类型名、“值: 说法”的映射，或带 type: 的映射")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Slot, E> {
        Ok(bare(Takes::Type(name.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Slot, A::Error> {
        match map.next_key::<String>()? {
            None => Err(A::Error::custom("槽要有 type: 或 values: 之一")),
            Some(first) if SLOT.names.contains(&first.as_str()) => full(first, map),
            Some(first) => {
                let mut values = vec![(first, map.next_value::<Phrases>()?)];
                while let Some(name) = map.next_key::<String>()? {
                    if SLOT.names.contains(&name.as_str()) {
                        let first = values.first().map_or("", |(first, _)| first);
                        return Err(A::Error::unknown_field(first, SLOT.names));
                    }
                    values.push((name, map.next_value()?));
                }
                Ok(bare(values_of(Ordered(values))))
            }
        }
    }
}

fn bare(takes: Takes) -> Slot {
    Slot { takes, title: None, depends: Vec::new() }
}

/// Reads the long form, whose first key has been read.
fn full<'de, A: MapAccess<'de>>(first: String, mut map: A) -> Result<Slot, A::Error> {
    let (mut r#type, mut values, mut title) = (None, None, None);
    let mut depends = Vec::new();
    let mut next = Some(first);
    while let Some(name) = next {
        match name.as_str() {
            "type" => r#type = Some(map.next_value()?),
            "values" => values = Some(map.next_value::<Ordered<Phrases>>()?),
            "title" => title = Some(map.next_value()?),
            "depends" => depends = map.next_value()?,
            unknown => return Err(A::Error::unknown_field(unknown, SLOT.names)),
        }
        next = map.next_key()?;
    }
    let takes = match (r#type, values) {
        (Some(name), None) => Takes::Type(name),
        (None, Some(values)) => values_of(values),
        (Some(_), Some(_)) => return Err(A::Error::custom("type: 和 values: 只能写一个")),
        (None, None) => return Err(A::Error::custom("槽要有 type: 或 values: 之一")),
    };
    Ok(Slot { takes, title, depends })
}

fn values_of(values: Ordered<Phrases>) -> Takes {
    Takes::Values(values.0.into_iter().map(|(name, phrases)| (name, phrases.0)).collect())
}

/// The phrases of one value; nothing (`~`) means that only its name says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases(pub Lines);

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Phrases, D::Error> {
        Ok(Phrases(Option::<Lines>::deserialize(deserializer)?.unwrap_or_default()))
    }
}
