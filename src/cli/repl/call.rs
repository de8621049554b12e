//! The call on the terminal: a session, what the last decision was, and what the REPL's commands say about it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::command::{self, Command, Verb};
use super::helper::Sayable;
use super::reload::News;
use super::screen;
use crate::backend::demo::Demo;
use crate::cli::args::Common;
use crate::cli::intents::Origin;
use crate::cli::{failure, line, output, resume, typeset};
use crate::compile::hotline::Hotline;
use crate::dialogue::record::Record;
use crate::dialogue::state::Dialogue;
use crate::finding::show;
use crate::session::backend::Backend;
use crate::session::tape::Tape;
use crate::session::{Session, Turn};
use crate::text::mask::mask;

/// A call, and those after it.
pub(super) struct Call {
    common: Common,
    origin: Origin,
    session: Session,
    /// What the open call was made of, where its intents can change under it.
    tape: Option<Tape>,
    /// The hotline of the next call, where this one goes on with an older one.
    next: Option<Arc<Hotline>>,
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
    pub(super) fn new(common: Common, hotline: Arc<Hotline>) -> anyhow::Result<Call> {
        let origin = Origin::of(common.intents.as_deref());
        let (session, tape) = match &origin {
            Origin::Embedded => (line::open(&common, hotline, common.clock())?, None),
            Origin::Folder(_) => {
                let tape = Tape::default();
                let backend = tape.record(Box::new(line::backend(&common)?));
                (Session::new(hotline, backend, common.clock()), Some(tape))
            }
        };
        Ok(Call { common, origin, session, tape, next: None, last: None, saved: None })
    }

    /// Goes on with a call of the database: this number, or the latest that has not ended. Returns the turns that it begins with too, or
    /// `None` where there is no such call, which has been said.
    pub(super) fn gone_on_with(
        common: &Common,
        number: Option<i64>,
        hotline: Arc<Hotline>,
    ) -> anyhow::Result<Option<(Call, Vec<Turn>)>> {
        let origin = Origin::of(common.intents.as_deref());
        let tape = (origin != Origin::Embedded).then(Tape::torn);
        let wrap = |demo: Demo| -> Box<dyn Backend + Send> {
            match &tape {
                Some(tape) => tape.record(Box::new(demo)),
                None => Box::new(demo),
            }
        };
        let found = resume::go_on(common, number, hotline, common.clock(), wrap)?;
        Ok(found.map(|(session, turns)| {
            (Call { common: common.clone(), origin, session, tape, next: None, last: None, saved: None }, turns)
        }))
    }

    /// Returns the session.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Takes the call: the greeting.
    pub(super) fn open(&mut self) -> Turn {
        self.last = None;
        if let Some(hotline) = self.next.take() {
            self.hang_up();
            self.session.go_on_with(hotline, Dialogue::default());
        }
        if let Some(tape) = &mut self.tape {
            tape.begin(self.session.now());
        }
        self.session.open()
    }

    /// The caller says nothing.
    pub(super) fn silence(&mut self) -> Turn {
        self.say("")
    }

    /// The caller hangs up.
    pub(super) fn hang_up(&mut self) -> Turn {
        self.session.hang_up()
    }

    /// Says how to go on with the call later, where it is kept.
    pub(super) fn resumable(&self) -> Option<String> {
        let path = self.common.db.as_ref().filter(|_| !self.session.is_over())?;
        Some(format!("通话已经记下，接着打用 daohang chat --db {} --resume", path.display()))
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
        let now = self.session.now();
        let turn = self.session.say(line);
        if turn.decided.is_some() {
            self.last.clone_from(&turn.decided);
        }
        if let Some(tape) = &mut self.tape {
            tape.keep(now, line, &turn);
        }
        turn
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
        if let Some(question) = dialogue.question() {
            text.push_str(&format!("在问：{}\n", mask(question)));
        }
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

    /// Reads the intents again; all that is wrong with them goes to standard error.
    fn reload(&mut self) -> Reaction {
        if self.origin == Origin::Embedded {
            return Reaction::Note("用的是内置的意图，没有可以重读的；另写一套请用 --intents 目录".to_owned());
        }
        let loaded = self.origin.load();
        if let Ok(loaded) = &loaded
            && !loaded.findings.is_empty()
        {
            output::note(show::text(&loaded.sources, &loaded.findings, output::findings_style()).trim_end());
        }
        Reaction::Note(self.take_news(News::of(loaded)))
    }

    /// Goes over to intents that were read again, as soon as the call can, and says what became of it. With errors in them the old
    /// ones stay.
    pub(super) fn take_news(&mut self, news: News) -> String {
        let (hotline, n_warnings) = match news {
            News::Good(hotline, n_warnings) => (hotline, n_warnings),
            News::Bad(why) => return format!("{why}\n接着用原来的意图，用 daohang check 看该怎么改"),
        };
        let warned = if n_warnings > 0 {
            format!("有 {n_warnings} 处提醒，用 daohang check 查看\n")
        } else {
            String::new()
        };
        if self.session.is_over() {
            self.next = Some(hotline);
            return format!("意图换上新的了，下一通电话开始用\n{warned}");
        }
        let replayed = self.tape.as_ref().and_then(|tape| tape.replay(&self.session, &hotline));
        match replayed {
            Some(dialogue) => {
                self.next = None;
                self.session.go_on_with(hotline, dialogue);
                format!("意图换上新的了，从下一句起就用\n{warned}")
            }
            None => {
                self.next = Some(hotline);
                format!(
                    "意图换上新的了，但是这通电话走过的地方变了：这一通照原来的走完，下一通用新的（:restart 马上重来）\n{warned}"
                )
            }
        }
    }
}
