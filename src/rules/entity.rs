//! Kinds of values that authors define for the whole hotline.

use serde::Deserialize;

use super::slot::{Ordered, Phrases};

/// An authored entity: `{regex: 'D[0-9]{12}'}`, or the values with their phrases as in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entity {
    /// Text that a regular expression finds, in the folded text (half-width, lower case).
    Regex(String),
    /// One of several values, each with the phrases that mean it.
    Values(Ordered<Phrases>),
}

impl<'de> Deserialize<'de> for Entity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Entity, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Regex {
            regex: String,
        }
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "实体要写成 {regex: …} 或“值: 说法”的映射")]
        enum Written {
            Regex(Regex),
            Values(Ordered<Phrases>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Regex(Regex { regex }) => Entity::Regex(regex),
            Written::Values(values) => Entity::Values(values),
        })
    }
}
