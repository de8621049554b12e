//! Why a turn went as it did: what was heard, what was considered, what won and what lost.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// The record of one decision. Holds masks only.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What the caller said, masked.
    pub heard: String,
    /// What was said, masked, and the words of the same sound that it was taken for.
    pub repairs: Vec<(String, String)>,
    /// What kind of thing it was taken for.
    pub taken_for: TakenFor,
    /// What exactly, such as the intent, the command or the value, as shown.
    pub what: String,
    /// The question that was open, by flow and step, or nothing.
    pub open: Option<String>,
    /// Everything that was considered, in the order of consideration, with what came of it.
    pub considered: Vec<Considered>,
    /// Which miss in a row this was, where it was one.
    pub misses: u8,
}

/// What an utterance was taken for: the groups of candidates in the order in which they are tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenFor {
    /// The call began, or something else than an utterance happened.
    #[default]
    Nothing,
    /// Silence.
    NoInput,
    /// A key of the telephone.
    Key,
    /// A secret that was volunteered.
    Secret,
    /// An answer that is the whole utterance.
    Answer,
    /// A command.
    Command,
    /// A correction of a filled slot.
    Correction,
    /// An answer somewhere in the utterance.
    Contained,
    /// An intent.
    Intent,
    /// A guess that is confirmed first.
    Guess,
    /// Several intents to choose from.
    Clarify,
    /// An intent that the caller does not want.
    Declined,
    /// Nothing that fits.
    NoMatch,
    /// Longer than is heard.
    TooLong,
}

impl TakenFor {
    /// Returns the Chinese words for it.
    pub fn words(self) -> &'static str {
        match self {
            TakenFor::Nothing => "没有需要判断的话",
            TakenFor::NoInput => "静默",
            TakenFor::Key => "按键",
            TakenFor::Secret => "说出了验证码或密码",
            TakenFor::Answer => "整句就是回答",
            TakenFor::Command => "随时可说的命令",
            TakenFor::Correction => "更正前面的回答",
            TakenFor::Contained => "句中有回答",
            TakenFor::Intent => "意图",
            TakenFor::Guess => "不太确定的意图，先确认",
            TakenFor::Clarify => "几个意图太接近，请来电的人选",
            TakenFor::Declined => "说的是不要办",
            TakenFor::NoMatch => "没有能对上的",
            TakenFor::TooLong => "太长",
        }
    }
}

/// One thing that was considered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// What: an intent, a command, a value.
    pub what: String,
    /// Its score from 0 to 1, where it has one.
    pub score: Option<f32>,
    /// The words that earned it, as folded and masked.
    pub words: Vec<String>,
    /// The phrase as authored, where one matched.
    pub phrase: Option<String>,
    /// The example as authored, where one is near and no phrase matched.
    pub example: Option<String>,
    /// What came of it.
    pub verdict: String,
}

impl Record {
    /// Explains the decision in Chinese, a few lines.
    pub fn explain(&self) -> String {
        let mut text = format!("听到：{}\n", if self.heard.is_empty() { "（没有声音）" } else { &self.heard });
        for (said, heard) in &self.repairs {
            let _ = writeln!(text, "同音：“{said}”听成“{heard}”");
        }
        if let Some(open) = &self.open {
            let _ = writeln!(text, "当时在问：{open}");
        }
        let what = if self.what.is_empty() { String::new() } else { format!("：{}", self.what) };
        let _ = writeln!(text, "判断为{}{what}", self.taken_for.words());
        if self.misses > 0 {
            let _ = writeln!(text, "连续第 {} 次", self.misses);
        }
        for considered in &self.considered {
            let score = considered.score.map(|score| format!(" {score:.2}")).unwrap_or_default();
            let words = if considered.words.is_empty() {
                String::new()
            } else {
                format!("（{}）", considered.words.join("、"))
            };
            let _ = writeln!(text, "  {}{score}{words} {}", considered.what, considered.verdict);
            if let Some(phrase) = &considered.phrase {
                let _ = writeln!(text, "      说法：{phrase}");
            }
            if let Some(example) = &considered.example {
                let _ = writeln!(text, "      像这句：{example}");
            }
        }
        text
    }
}
