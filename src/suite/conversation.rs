//! A conversation as read from its file: what the caller does, turn by turn, and what is expected after it.

use super::script::{Expected, Line, Reader};
use super::setting::Setting;
use crate::finding::{FileId, Finding, Part, Place};
use crate::session::notation;

/// A conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// The file.
    pub file: FileId,
    /// The file's name, as shown.
    pub name: String,
    /// The first comment, which says what it is about, or nothing; one that only repeats the file's name says nothing.
    pub title: String,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One thing that happens in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Something is set.
    Set {
        /// The line, from 1.
        line: usize,
        /// What.
        setting: Setting,
    },
    /// Somebody does something, and the machine answers.
    Turn {
        /// The line, from 1; of the greeting that of the first expectation, or 0.
        line: usize,
        /// What is done.
        act: Act,
        /// What the answer must be: the lines and their numbers.
        expected: Vec<(usize, Expected)>,
    },
}

/// What is done in a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Somebody calls.
    Open,
    /// The caller says this; empty is silence. May hold masks.
    Say(String),
    /// The caller hangs up.
    HangUp,
    /// The call was cut off and goes on; with this task from its beginning.
    Resume(Option<String>),
}

/// Reads a conversation. Lines with findings are left out.
pub fn read(file: FileId, name: &str, text: &str) -> (Conversation, Vec<Finding>) {
    let mut conversation = Conversation { file, name: name.to_owned(), title: title(name, text), steps: Vec::new() };
    let mut findings = Vec::new();
    let mut reader = Reader::new(file);
    let mut is_open = false;
    let mut n_expected = 0;
    for line in text.lines() {
        let read = reader.read(line);
        let line = reader.n_lines();
        let turn = |act| Step::Turn { line, act, expected: Vec::new() };
        let mut open = |steps: &mut Vec<Step>| {
            if !std::mem::replace(&mut is_open, true) {
                steps.push(Step::Turn { line: 0, act: Act::Open, expected: Vec::new() });
            }
        };
        let steps = &mut conversation.steps;
        match read {
            Ok(Line::Nothing) => {}
            Ok(Line::Setting(Setting::NextCall)) => {
                open(steps);
                steps.push(turn(Act::Open));
            }
            Ok(Line::Setting(Setting::HangUp)) => {
                open(steps);
                steps.push(turn(Act::HangUp));
            }
            Ok(Line::Setting(Setting::Resume(task))) => {
                open(steps);
                steps.push(turn(Act::Resume(task)));
            }
            Ok(Line::Setting(setting)) => steps.push(Step::Set { line, setting }),
            Ok(Line::Caller(said)) => {
                open(steps);
                steps.push(turn(Act::Say(said)));
            }
            Ok(Line::Machine(expectation)) => {
                open(steps);
                n_expected += 1;
                let last = steps.iter_mut().rev().find_map(|step| match step {
                    Step::Turn { expected, .. } => Some(expected),
                    Step::Set { .. } => None,
                });
                last.expect("the call is open").push((line, expectation));
            }
            Err(more) => findings.extend(more),
        }
    }
    if n_expected == 0 && findings.is_empty() {
        let message = "这段对话没有“机：”的行，什么也没有检查";
        let help = "在来电人的话后面写上要听到的话，如“机：*手机号*”";
        findings.push(Finding::warning("no-expectation", Place { file, part: Part::File }, message).help(help));
    }
    (conversation, findings)
}

/// The first comment of a text before anybody speaks; further down, comments are about what was said. One that is the file's own name,
/// as examples in documents begin, is passed over.
fn title(name: &str, text: &str) -> String {
    let head = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let head = head.take_while(|line| !line.starts_with([notation::CALLER, notation::MACHINE]));
    let comments = head.filter_map(|line| line.strip_prefix('#'));
    let mut titles = comments.map(|comment| comment.trim_start_matches('#').trim());
    titles.find(|title| !title.is_empty() && *title != name).unwrap_or_default().to_owned()
}
