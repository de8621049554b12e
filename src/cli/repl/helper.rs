//! What the line editor knows of the hotline: completions, hints, colours, and that somebody is typing.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex};

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::{Context, Helper, Result, Validator};
use tokio::sync::watch;

use super::command;
use crate::text::mask::mask_unnamed;
use crate::text::told::Talk;

/// What can be said now; written by whoever runs the call, read by the editor.
#[derive(Debug, Default)]
pub(super) struct Sayable {
    /// The options of the open question, in order.
    pub(super) options: Vec<String>,
    /// The names of the intents.
    pub(super) intents: Vec<String>,
}

/// The helper of the line editor.
#[derive(Helper, Validator)]
pub(super) struct Prompter {
    sayable: Arc<Mutex<Sayable>>,
    files: FilenameCompleter,
    /// Told the line at each change, so that the silence timer starts again and Ctrl-C knows whether there was anything.
    typed: watch::Sender<String>,
    last: RefCell<String>,
    /// Whether the line is given: then the screen keeps its mask.
    is_given: Cell<bool>,
    /// Whether colours are shown. The editor asks for highlights either way, because a mask is one.
    is_coloured: bool,
}

impl Prompter {
    /// Makes a helper that completes what `sayable` holds and tells `typed` of every change.
    pub(super) fn new(sayable: Arc<Mutex<Sayable>>, typed: watch::Sender<String>, is_coloured: bool) -> Prompter {
        let files = FilenameCompleter::new();
        Prompter { sayable, files, typed, last: RefCell::default(), is_given: Cell::new(false), is_coloured }
    }

    /// Returns a text in the colour of an SGR code, where colours are shown.
    fn coloured<'t>(&self, code: &str, text: Cow<'t, str>) -> Cow<'t, str> {
        if self.is_coloured { Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m")) } else { text }
    }

    /// Returns what can be said that starts with `beginning`: options first, then intents, each once.
    fn starting_with(&self, beginning: &str) -> Vec<String> {
        let Ok(sayable) = self.sayable.lock() else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        for word in sayable.options.iter().chain(&sayable.intents) {
            if word.starts_with(beginning) && !found.contains(word) {
                found.push(word.clone());
            }
        }
        found
    }
}

/// Returns whether a line is a command of the REPL in the making.
fn is_command(line: &str) -> bool {
    line.starts_with([':', '：'])
}

/// Returns a line as it stays on the screen: what is typed is seen by whoever types it, what was typed by everybody who scrolls back.
fn shown(line: &str) -> Cow<'_, str> {
    mask_unnamed(line, Talk::SecretsAndMoney)
}

impl Completer for Prompter {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, context: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let before = line.get(..pos).unwrap_or(line);
        if is_command(before) {
            let is_file = [":save ", "：save ", ":保存 ", "：保存 "].iter().any(|start| before.starts_with(start));
            if is_file {
                return self.files.complete(line, pos, context);
            }
            let wanted = before.replacen('：', ":", 1);
            let names = command::names().filter(|name| name.starts_with(&wanted)).map(pair).collect();
            return Ok((0, names));
        }
        Ok((0, self.starting_with(before).into_iter().map(pair).collect()))
    }
}

fn pair(text: String) -> Pair {
    Pair { display: text.clone(), replacement: text }
}

/// What is shown dimly behind the line, and how much of it → takes over.
pub(super) struct Suggestion {
    shown: String,
    taken: Option<String>,
}

impl Hint for Suggestion {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

impl Hinter for Prompter {
    type Hint = Suggestion;

    fn hint(&self, line: &str, pos: usize, _context: &Context<'_>) -> Option<Suggestion> {
        if *self.last.borrow() != line {
            line.clone_into(&mut self.last.borrow_mut());
            self.typed.send_replace(line.to_owned());
        }
        if pos < line.len() {
            return None;
        }
        if line.is_empty() {
            let options = self.sayable.lock().ok()?.options.clone();
            let shown = options.iter().zip(1..).map(|(option, key)| format!("{key} {option}")).collect::<Vec<_>>();
            return (!shown.is_empty()).then(|| Suggestion { shown: shown.join("  "), taken: None });
        }
        let found = if is_command(line) {
            let wanted = line.replacen('：', ":", 1);
            command::names().find(|name| name.starts_with(&wanted))?.strip_prefix(&wanted)?.to_owned()
        } else {
            self.starting_with(line).first()?.strip_prefix(line)?.to_owned()
        };
        (!found.is_empty()).then(|| Suggestion { shown: found.clone(), taken: Some(found) })
    }
}

impl Highlighter for Prompter {
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> Cow<'l, str> {
        let line = if self.is_given.get() { shown(line) } else { Cow::Borrowed(line) };
        if is_command(&line) { self.coloured("36", line) } else { line }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _default: bool) -> Cow<'b, str> {
        self.coloured("1;32", Cow::Borrowed(prompt))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        self.coloured("2", Cow::Borrowed(hint))
    }

    fn highlight_char(&self, line: &str, _pos: usize, kind: CmdKind) -> bool {
        self.is_given.set(kind == CmdKind::ForcedRefresh);
        // The editor shows a line once more when it is given only if it was highlighted before.
        kind == CmdKind::ForcedRefresh || is_command(line) || matches!(shown(line), Cow::Owned(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustyline::history::DefaultHistory;

    fn prompter() -> Prompter {
        let sayable = Sayable {
            options: vec!["挂失".to_owned(), "风险".to_owned()],
            intents: vec!["查询账单".to_owned(), "查询余额".to_owned(), "挂失".to_owned()],
        };
        Prompter::new(Arc::new(Mutex::new(sayable)), watch::Sender::default(), true)
    }

    #[track_caller]
    fn check(line: &str, expect: &[&str], expect_hint: Option<&str>) {
        let history = DefaultHistory::new();
        let context = Context::new(&history);
        let prompter = prompter();
        let (start, found) = prompter.complete(line, line.len(), &context).unwrap();
        assert_eq!(start, 0);
        assert_eq!(found.iter().map(|pair| pair.replacement.as_str()).collect::<Vec<_>>(), expect, "{line}");
        let hint = prompter.hint(line, line.len(), &context);
        assert_eq!(hint.as_ref().map(Hint::display), expect_hint, "{line}");
        assert_eq!(*prompter.typed.borrow(), line, "the change is told");
    }

    #[test]
    fn options_come_before_intents_and_each_once() {
        check("", &["挂失", "风险", "查询账单", "查询余额"], Some("1 挂失  2 风险"));
        check("挂", &["挂失"], Some("失"));
        check("查询", &["查询账单", "查询余额"], Some("账单"));
    }

    #[test]
    fn commands_complete_with_either_colon() {
        check(":re", &[":reload", ":restart"], Some("load"));
        check("：wh", &[":why"], Some("y"));
    }

    #[test]
    fn a_line_that_is_given_is_shown_masked() {
        let prompter = prompter();
        let line = "手机号13912349000";
        assert!(prompter.highlight_char(line, line.len(), CmdKind::Other));
        assert_eq!(prompter.highlight(line, line.len()), line);
        assert!(prompter.highlight_char(line, line.len(), CmdKind::ForcedRefresh));
        assert_eq!(prompter.highlight(line, line.len()), "手机号139****9000");
        assert!(!prompter.highlight_char("查账单", 9, CmdKind::Other));
    }

    #[test]
    fn other_words_have_no_completion() {
        check("我的号", &[], None);
    }
}
