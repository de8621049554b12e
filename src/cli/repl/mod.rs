//! The conversation on a terminal: a line editor on one side, the call on the other, a silence timer between them.

mod call;
mod command;
mod editor;
mod helper;
mod history;
mod reload;
mod screen;
mod signals;
mod terminal;

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::args::{Chat, Common};
use super::intents::Origin;
use super::{Outcome, failure, intents, output, typeset};
use crate::session::Turn;
use call::{Call, Reaction};
use editor::{Editor, Setting, Typed};
use helper::Sayable;
use reload::{News, Watch};
use signals::Signals;

/// How long a caller may say nothing before the machine speaks again, unless `--silence` says otherwise.
const SILENCE: Duration = Duration::from_secs(7);

/// Talks until the caller hangs up.
pub(super) fn run(common: &Common, chat: &Chat) -> anyhow::Result<Outcome> {
    let Some(hotline) = intents::hotline(common)? else { return Ok(Outcome::Found) };
    // Before anything else is set up: the caller should not wait for an editor and timers.
    let call = match chat.resume {
        None => {
            let mut call = Call::new(common.clone(), hotline)?;
            show(&call.open())?;
            call
        }
        Some(number) => {
            let found = Call::gone_on_with(common, number, hotline)?;
            let Some((call, turns)) = found else { return Ok(Outcome::Found) };
            turns.iter().try_for_each(show)?;
            call
        }
    };
    let watch = watch(common)?;
    let sayable = Arc::new(Mutex::new(call.sayable()));
    let (editor, typing) = Editor::start(Setting {
        prompt: screen::PROMPT,
        sayable: Arc::clone(&sayable),
        is_coloured: output::is_coloured(),
    })?;
    let silence = chat.silence.or(chat.voice.then_some(SILENCE));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut desk = Desk { call, editor, typing, sayable, watch, silence, is_interrupted: false };
    let outcome = runtime.block_on(desk.talk());
    desk.editor.stop();
    outcome.map(|()| Outcome::Fine)
}

/// Watches the intents, where they are in a folder; where that cannot be watched, `:reload` is left.
fn watch(common: &Common) -> anyhow::Result<Option<Watch>> {
    let Origin::Folder(folder) = Origin::of(common.intents.as_deref()) else { return Ok(None) };
    match Watch::begin(&folder) {
        Ok(watch) => Ok(Some(watch)),
        Err(error) => {
            let why = failure::words(&error);
            write(&screen::note(&format!("没法盯着 {}（{why}），改了意图请用 :reload", folder.display())))?;
            Ok(None)
        }
    }
}

/// What a conversation on a terminal consists of.
struct Desk {
    call: Call,
    editor: Editor,
    /// The line as it is being typed.
    typing: watch::Receiver<String>,
    sayable: Arc<Mutex<Sayable>>,
    watch: Option<Watch>,
    /// How long silence lasts, where it is timed.
    silence: Option<Duration>,
    /// Ctrl-C was the last that was pressed: once more hangs up.
    is_interrupted: bool,
}

/// What happened next.
enum Next {
    Typed(Typed),
    /// A key was pressed.
    Typing,
    /// Nothing for as long as silence lasts.
    Silence,
    /// The intents were saved and read again.
    Reloaded(News),
    /// The system asks us to end.
    Ended,
}

impl Desk {
    /// Goes on until the caller hangs up.
    async fn talk(&mut self) -> anyhow::Result<()> {
        let mut signals = Signals::listen()?;
        let mut heard_last = Instant::now();
        loop {
            self.editor.ask();
            let timed = self.silence.filter(|_| !self.call.session().is_over());
            // In this order: the line is typed before it is there, and who types is not silent even at the last moment.
            let watch = &mut self.watch;
            let reloaded = async {
                match watch {
                    Some(watch) => watch.next().await,
                    None => std::future::pending().await,
                }
            };
            let next = tokio::select! {
                biased;
                Ok(()) = self.typing.changed() => Next::Typing,
                typed = self.editor.next() => Next::Typed(typed),
                Some(news) = reloaded => Next::Reloaded(news),
                () = sleep_until(heard_last + timed.unwrap_or_default()), if timed.is_some() => Next::Silence,
                () = signals.end() => Next::Ended,
            };
            match next {
                Next::Typed(Typed::Text(text)) => {
                    self.is_interrupted = false;
                    if !self.take(&text)? {
                        return self.hang_up();
                    }
                }
                Next::Typed(Typed::Interrupted) => {
                    if !self.interrupted()? {
                        return self.hang_up();
                    }
                }
                Next::Typed(Typed::End) => return self.hang_up(),
                Next::Ended => {
                    // The prompt is still there, with whatever was typed.
                    write("\n")?;
                    return self.cut_off();
                }
                Next::Typed(Typed::Failed(message)) => anyhow::bail!("读不了终端：{message}"),
                // A line that begins anew tells that it is empty; nobody typed that.
                Next::Typing => self.is_interrupted &= self.typing.borrow().is_empty(),
                Next::Silence => self.silence()?,
                Next::Reloaded(news) => {
                    self.reloaded(news)?;
                    // Saving a file is not speaking.
                    continue;
                }
            }
            heard_last = Instant::now();
        }
    }

    /// Takes what was typed, or what was pasted line by line, each line shown again above its answer. Returns whether the call goes on.
    fn take(&mut self, text: &str) -> anyhow::Result<bool> {
        let lines: Vec<&str> = text.split(['\n', '\r']).collect();
        let is_pasted = lines.len() > 1;
        for line in lines {
            // An empty line is silence; among several that were pasted it is only their spacing.
            if is_pasted && line.trim().is_empty() {
                continue;
            }
            if is_pasted {
                write(&screen::echo(line))?;
            }
            match self.call.take(line) {
                Reaction::Turn(turn) => self.show(&turn)?,
                Reaction::Turns(turns) => turns.iter().try_for_each(|turn| self.show(turn))?,
                Reaction::Note(text) => write(&screen::note(&text))?,
                Reaction::Leave => return Ok(false),
            }
        }
        if let Ok(mut sayable) = self.sayable.lock() {
            *sayable = self.call.sayable();
        }
        Ok(true)
    }

    /// Ctrl-C gives up the line, and right after that the call. Returns whether it goes on.
    fn interrupted(&mut self) -> anyhow::Result<bool> {
        // Seen: the line that is given up must not count as typed after it.
        let is_empty = self.typing.borrow_and_update().is_empty();
        if self.is_interrupted && is_empty {
            return Ok(false);
        }
        self.is_interrupted = true;
        write(&screen::note("再按一次 Ctrl-C 挂机"))?;
        Ok(true)
    }

    /// The caller said nothing: speaks above the line that is being typed.
    fn silence(&mut self) -> anyhow::Result<()> {
        let turn = self.call.silence();
        let mut text = screen::turn(&turn, typeset::measure());
        if turn.ended.is_some() {
            text.push_str(&ended());
        }
        self.say_above(&text)
    }

    /// The intents were saved: says above the line what became of it.
    fn reloaded(&mut self, news: News) -> anyhow::Result<()> {
        let text = self.call.take_news(news);
        self.say_above(&screen::note(&text))
    }

    /// Shows text above the line that is being typed, whose completions may be others now.
    fn say_above(&mut self, text: &str) -> anyhow::Result<()> {
        let text = output::stripped(text);
        if !self.editor.show_above(&text) {
            write(&text)?;
        }
        if let Ok(mut sayable) = self.sayable.lock() {
            *sayable = self.call.sayable();
        }
        Ok(())
    }

    /// The caller hangs up.
    fn hang_up(&mut self) -> anyhow::Result<()> {
        if self.call.session().is_over() {
            return Ok(());
        }
        let turn = self.call.hang_up();
        write(&screen::turn(&turn, typeset::measure()))?;
        write(&screen::note("您已挂机，再见。"))
    }

    /// The process has to end, though the caller has not hung up: a call that is kept stays open.
    fn cut_off(&mut self) -> anyhow::Result<()> {
        match self.call.resumable() {
            Some(how) => write(&screen::note(&how)),
            None => self.hang_up(),
        }
    }

    fn show(&self, turn: &Turn) -> anyhow::Result<()> {
        show(turn)?;
        if turn.ended.is_some() { write(&ended()) } else { Ok(()) }
    }
}

/// Shows a turn.
fn show(turn: &Turn) -> anyhow::Result<()> {
    write(&screen::turn(turn, typeset::measure()))
}

/// What is noted when the call is over.
fn ended() -> String {
    screen::note("通话结束。回车重新打进来，:save 保存对话，Ctrl-D 退出。")
}

/// Writes to the terminal at once.
fn write(text: &str) -> anyhow::Result<()> {
    let mut stdout = output::stdout();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(failure::stdout)
}
