//! Kinds of values that authors define for the whole hotline.

use std::fmt;

use serde::Deserialize;
use serde::de::{Error, MapAccess, Visitor};

use super::keys::REGEX;
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
        deserializer.deserialize_map(EntityVisitor)
    }
}

struct EntityVisitor;

impl<'de> Visitor<'de> for EntityVisitor {
    type Value = Entity;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("这里要写 {regex: …} 或“值: 说法”的映射")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entity, A::Error> {
        let mut regex = None;
        let mut values = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == "regex" {
                regex = Some(map.next_value()?);
            } else {
                values.push((name, map.next_value()?));
            }
        }
        match (regex, values.first()) {
            (Some(regex), None) => Ok(Entity::Regex(regex)),
            (Some(_), Some((name, _))) => Err(A::Error::unknown_field(name, REGEX.names)),
            (None, _) => Ok(Entity::Values(Ordered(values))),
        }
    }
}
