//! Commands: what a caller can say or press at any moment.

use serde::Deserialize;

use super::lines::Lines;

/// The commands that the dialogue knows, by their authored names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Verb {
    /// 转人工: to a person.
    #[serde(rename = "转人工")]
    Transfer,
    /// 重复: say the last thing again.
    #[serde(rename = "重复")]
    Repeat,
    /// 返回: back to the question before.
    #[serde(rename = "返回")]
    Back,
    /// 取消: drop the task.
    #[serde(rename = "取消")]
    Cancel,
    /// 帮助: what can be said here.
    #[serde(rename = "帮助")]
    Help,
    /// 主菜单: drop the task and offer the menu.
    #[serde(rename = "主菜单")]
    Menu,
    /// 挂机: end the call.
    #[serde(rename = "挂机")]
    HangUp,
}

impl Verb {
    /// All commands.
    pub const ALL: [Verb; 7] =
        [Verb::Transfer, Verb::Repeat, Verb::Back, Verb::Cancel, Verb::Help, Verb::Menu, Verb::HangUp];

    /// Returns the authored name.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Transfer => "转人工",
            Verb::Repeat => "重复",
            Verb::Back => "返回",
            Verb::Cancel => "取消",
            Verb::Help => "帮助",
            Verb::Menu => "主菜单",
            Verb::HangUp => "挂机",
        }
    }

    /// Returns the command of that authored name.
    pub fn of(name: &str) -> Option<Verb> {
        Verb::ALL.into_iter().find(|verb| verb.name() == name)
    }
}

/// A command as authored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The key that means it: a digit (with or without quotes), `'*'` or `'#'`, or nothing.
    #[serde(default, deserialize_with = "key")]
    pub key: Option<String>,
    /// How callers say it.
    #[serde(default)]
    pub phrases: Lines,
    /// The intent that goes with it: each says the other by its phrases, and the intent's flow serves the command where no task
    /// is open. The intent of the command's own name if absent.
    #[serde(default)]
    pub intent: Option<String>,
}

/// Reads a key, which may be written as a bare digit.
fn key<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(KeyVisitor)
}

struct KeyVisitor;

impl serde::de::Visitor<'_> for KeyVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("这里要写一个按键的文字：0 到 9、'*' 或 '#'")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<String>, E> {
        Ok(Some(key.to_owned()))
    }

    fn visit_u64<E: serde::de::Error>(self, key: u64) -> Result<Option<String>, E> {
        match key {
            0..=9 => Ok(Some(key.to_string())),
            _ => Err(E::invalid_value(serde::de::Unexpected::Unsigned(key), &self)),
        }
    }
}
