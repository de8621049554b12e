//! Slots: named, typed places in a flow.

use serde::Deserialize;

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
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("这里要写“名字: 内容”的映射")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
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
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            r#type: Option<String>,
            values: Option<Ordered<Phrases>>,
            title: Option<String>,
            #[serde(default)]
            depends: Vec<String>,
        }
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "槽要写成类型名、“值: 说法”的映射，或带 type: 的映射"
        )]
        enum Written {
            Type(String),
            Full(Full),
            Values(Ordered<Phrases>),
        }
        let bare = |takes| Slot {
            takes,
            title: None,
            depends: Vec::new(),
        };
        match Written::deserialize(deserializer)? {
            Written::Type(name) => Ok(bare(Takes::Type(name))),
            Written::Values(values) => Ok(bare(values_of(values))),
            Written::Full(Full {
                r#type,
                values,
                title,
                depends,
            }) => {
                let takes = match (r#type, values) {
                    (Some(name), None) => Takes::Type(name),
                    (None, Some(values)) => values_of(values),
                    _ => return Err(serde::de::Error::custom("槽要有 type: 或 values: 之一")),
                };
                Ok(Slot {
                    takes,
                    title,
                    depends,
                })
            }
        }
    }
}

fn values_of(values: Ordered<Phrases>) -> Takes {
    Takes::Values(
        values
            .0
            .into_iter()
            .map(|(name, phrases)| (name, phrases.0))
            .collect(),
    )
}

/// The phrases of one value; nothing (`~`) means that only its name says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases(pub Lines);

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Phrases, D::Error> {
        Ok(Phrases(
            Option::<Lines>::deserialize(deserializer)?.unwrap_or_default(),
        ))
    }
}
