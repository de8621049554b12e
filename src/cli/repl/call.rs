//! The call on the terminal: a session, what the last decision was, and what the REPL's commands say about it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::command::{self, Command, Verb};
use super::helper::Sayable;
use super::screen;
use crate::cli::args::Common;
use crate::cli::intents::Origin;
use crate::cli::{failure, line, output, typeset};
use crate::dialogue::record::Record;
use crate::finding::show;
use crate::session::{Session, Turn};
use crate::text::mask::mask;

/// A call, and those after it.
pub(super) struct Call {
    common: Common,
    origin: Origin,
    session: Session,
    last: Option<Record>,
    /// The file that was written last; it may be written again.
    saved: Option<PathBuf>,
}

/// What came of a line.
pub(super) enum Reaction {
    /// The hotline's turn.
    Turn(Box<Turn>),
    /// A note to whoever sits here.
    Note(String),
    /// Several: what a new call begins with, for one.
    Turns(Vec<Turn>),
    /// Hang up and leave.
    Leave,
}

impl Call {
    /// Makes a call that has not begun.
    pub(super) fn new(common: Common, session: Session) -> Call {
        let origin = Origin::of(common.intents.as_deref());
        Call { common, origin, session, last: None, saved: None }
    }

    /// Returns the session.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Takes the call: the greeting.
    pub(super) fn open(&mut self) -> Turn {
        self.last = None;
        self.session.open()
    }

    /// The caller says nothing.
    pub(super) fn silence(&mut self) -> Turn {
        let turn = self.session.silence();
        self.keep(&turn);
        turn
    }

    /// The caller hangs up.
    pub(super) fn hang_up(&mut self) -> Turn {
        self.session.hang_up()
    }

    /// Takes a line: a command of the REPL, or what the caller says. After the end a line begins a new call.
    pub(super) fn take(&mut self, line: &str) -> Reaction {
        match command::read(line) {
            Some(Command::Known(verb, argument)) => self.carry_out(verb, argument),
            // What follows a colon by mistake may be what a caller says: it is shown as a mask like anything else.
            Some(Command::Unknown(name, Some(nearest))) => {
                Reaction::Note(format!("没有命令“:{}”，是不是想写“:{nearest}”？", mask(name)))
            }
            Some(Command::Unknown(name, None)) => {
                Reaction::Note(format!("没有命令“:{}”，输入 :help 看有哪些命令", mask(name)))
            }
            None if self.session.is_over() => {
                let mut turns = vec![self.open()];
                if !line.trim().is_empty() {
                    turns.push(self.say(line));
                }
                Reaction::Turns(turns)
            }
            None => Reaction::Turn(Box::new(self.say(line))),
        }
    }

    /// Returns what can be said now.
    pub(super) fn sayable(&self) -> Sayable {
        let hotline = self.session.hotline();
        Sayable {
            options: self.session.dialogue().options(hotline).into_iter().map(str::to_owned).collect(),
            intents: hotline.intents.iter().map(|intent| intent.name.clone()).collect(),
        }
    }

    fn say(&mut self, line: &str) -> Turn {
        let turn = self.session.say(line);
        self.keep(&turn);
        turn
    }

    fn keep(&mut self, turn: &Turn) {
        if turn.decided.is_some() {
            self.last.clone_from(&turn.decided);
        }
    }

    fn carry_out(&mut self, verb: Verb, argument: &str) -> Reaction {
        match verb {
            Verb::Help => Reaction::Note(command::help()),
            Verb::Why => Reaction::Note(match &self.last {
                Some(record) => record.explain(),
                None => "还没有说过话".to_owned(),
            }),
            Verb::Slots => Reaction::Note(self.slots()),
            Verb::State => Reaction::Note(self.state()),
            Verb::Stack => Reaction::Note(self.stack()),
            Verb::Ticket => Reaction::Note(self.ticket(argument)),
            Verb::Save => Reaction::Note(self.save(argument)),
            Verb::Reload => self.reload(),
            Verb::Restart => Reaction::Turn(Box::new(self.open())),
            Verb::Quit => Reaction::Leave,
        }
    }

    fn slots(&self) -> String {
        let slots = self.session.dialogue().slots(self.session.hotline());
        if slots.is_empty() {
            return "还没有填好的槽".to_owned();
        }
        slots.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
    }

    fn state(&self) -> String {
        let (hotline, dialogue) = (self.session.hotline(), self.session.dialogue());
        if self.session.is_over() {
            return "通话已经结束".to_owned();
        }
        let mut text = match (dialogue.intent(hotline), dialogue.state_name(hotline)) {
            (Some(intent), Some(state)) => format!("正在办：{intent}\n停在：{state}\n"),
            (None, Some(state)) => format!("停在：{state}\n"),
            (_, None) => "没有正在办的事\n".to_owned(),
        };
        let options = dialogue.options(hotline);
        if !options.is_empty() {
            text.push_str(&format!("可以选：{}\n", options.join("、")));
        }
        text
    }

    fn stack(&self) -> String {
        let stack = self.session.dialogue().stack(self.session.hotline());
        if stack.is_empty() {
            return "没有打开着的流程".to_owned();
        }
        stack.iter().zip(1..).map(|(frame, depth)| format!("{depth} {frame}\n")).collect()
    }

    /// Shows the last ticket, or the one of a number.
    fn ticket(&mut self, number: &str) -> String {
        let handoff = match number {
            "" => self.session.last_handoff().cloned().ok_or_else(|| "还没有转过人工".to_owned()),
            number => {
                let (found, failure) = self.session.ticket(number);
                found.ok_or_else(|| {
                    failure
                        .map_or_else(|| format!("没有单号是“{}”的服务单", mask(number)), |why| format!("后台：{why}"))
                })
            }
        };
        handoff.map_or_else(|why| why, |handoff| screen::ticket(&handoff, typeset::measure()))
    }

    /// Writes the conversation; over a file only if it is the one written before.
    fn save(&mut self, name: &str) -> String {
        if name.is_empty() {
            return "要写文件名，如 :save 对话.txt".to_owned();
        }
        let path = PathBuf::from(name);
        let is_ours = self.saved.as_ref() == Some(&path);
        let mut options = OpenOptions::new();
        options.write(true);
        let options = if is_ours { options.create(true).truncate(true) } else { options.create_new(true) };
        // A database file has a history that a test's fresh backend lacks: then its answers are written along.
        let transcript = self.session.transcript();
        let conversation = match &self.common.db {
            Some(_) => transcript.conversation_with_stubs(),
            None => transcript.conversation(),
        };
        match options.open(&path).and_then(|mut file| file.write_all(conversation.as_bytes())) {
            Ok(()) => {
                let text = format!("已存到 {name}，可以用 daohang test {name} 重放");
                self.saved = Some(path);
                text
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                format!("{name} 已经有了，没有覆盖；请换个名字")
            }
            Err(error) => failure::words(&failure::writing(&path, error)),
        }
    }

    /// Reads the intents again and begins a new call with them; with errors in them the old ones stay.
    fn reload(&mut self) -> Reaction {
        if self.origin == Origin::Embedded {
            return Reaction::Note("用的是内置的意图，没有可以重读的；另写一套请用 --intents 目录".to_owned());
        }
        let loaded = match self.origin.load() {
            Ok(loaded) => loaded,
            Err(error) => return Reaction::Note(format!("{}\n接着用原来的意图", failure::words(&error))),
        };
        if !loaded.findings.is_empty() {
            output::note(show::text(&loaded.sources, &loaded.findings, output::findings_style()).trim_end());
        }
        let Some(hotline) = loaded.hotline else {
            return Reaction::Note("意图有错，接着用原来的".to_owned());
        };
        match line::open(&self.common, Arc::clone(&hotline), self.common.clock()) {
            Ok(session) => {
                self.session = session;
                Reaction::Turns(vec![self.open()])
            }
            Err(error) => Reaction::Note(failure::words(&error)),
        }
    }
}
