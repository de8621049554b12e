//! The line editor on a thread of its own: reading a line blocks, and the silence timer must not.

use std::sync::mpsc as std_mpsc;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustyline::config::{BellStyle, Builder, ColorMode, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, ExternalPrinter};
use tokio::sync::{mpsc, watch};

use super::helper::{Prompter, Sayable};
use super::history;
use super::terminal::Mode;

/// What came of asking for a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line, or several that were pasted, without the last line end.
    Text(String),
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D on an empty line, or the terminal is gone.
    End,
    /// The terminal cannot be read; why.
    Failed(String),
}

/// The line editor. One line is read for each [`Editor::ask`].
pub(super) struct Editor {
    asks: std_mpsc::Sender<()>,
    typed: mpsc::UnboundedReceiver<Typed>,
    printer: Option<Box<dyn ExternalPrinter + Send>>,
    thread: JoinHandle<()>,
    /// How the terminal was before.
    mode: Mode,
    is_reading: bool,
}

/// What the editor is made with.
pub(super) struct Setting {
    /// What stands before the line.
    pub(super) prompt: &'static str,
    /// What can be completed.
    pub(super) sayable: Arc<Mutex<Sayable>>,
    /// Whether colours are shown.
    pub(super) is_coloured: bool,
}

impl Editor {
    /// Starts the editor, which does not read before it is asked to, and tells the line as it is being typed.
    pub(super) fn start(setting: Setting) -> anyhow::Result<(Editor, watch::Receiver<String>)> {
        let mode = Mode::current();
        let (asks, asked) = std_mpsc::channel();
        let (tell, typed) = mpsc::unbounded_channel();
        let (typing_sender, typing) = watch::channel(String::new());
        let (printer_sender, printer) = std_mpsc::channel();
        let thread = std::thread::Builder::new().name("editor".to_owned()).spawn(move || {
            let mut editor = match editor(&setting, typing_sender) {
                Ok(editor) => editor,
                Err(error) => return drop(printer_sender.send(Err(error))),
            };
            // Some terminals (TERM=dumb) have none; then nothing is printed while a line is typed.
            let printer = editor.create_external_printer().ok();
            let printer = printer.map(|printer| Box::new(printer) as Box<dyn ExternalPrinter + Send>);
            if printer_sender.send(Ok(printer)).is_err() {
                return;
            }
            let file = history::file();
            let mut keeper = history::Keeper::default();
            while asked.recv().is_ok() {
                let line = read(&mut editor, setting.prompt);
                if let (Typed::Text(text), Some(file)) = (&line, &file) {
                    remember(&mut editor, keeper.kept(text), file);
                }
                if tell.send(line).is_err() {
                    return;
                }
            }
        })?;
        let printer = printer.recv()??;
        Ok((Editor { asks, typed, printer, thread, mode, is_reading: false }, typing))
    }

    /// Asks for a line, unless one is being read; [`Editor::next`] brings it.
    pub(super) fn ask(&mut self) {
        if !self.is_reading {
            self.is_reading = self.asks.send(()).is_ok();
        }
    }

    /// Waits for the line that was asked for. Safe to be dropped and called again.
    pub(super) async fn next(&mut self) -> Typed {
        let typed = self.typed.recv().await.unwrap_or(Typed::End);
        self.is_reading = false;
        typed
    }

    /// Shows text above the line that is being typed. Returns whether this terminal can.
    pub(super) fn show_above(&mut self, text: &str) -> bool {
        self.printer.as_mut().is_some_and(|printer| printer.print(text.to_owned()).is_ok())
    }

    /// Ends the editor. A line that is still being read is given up and the terminal set back to how it was.
    pub(super) fn stop(self) {
        if self.is_reading {
            self.mode.restore();
        } else {
            drop(self.asks);
            // It waits for an ask that cannot come any more; if it panicked, that was shown.
            drop(self.thread.join());
        }
    }
}

type LineEditor = rustyline::Editor<Prompter, FileHistory>;

fn editor(setting: &Setting, typing: watch::Sender<String>) -> anyhow::Result<LineEditor> {
    let mut editor = LineEditor::with_config(config()?)?;
    editor.set_helper(Some(Prompter::new(Arc::clone(&setting.sayable), typing, setting.is_coloured)));
    if let Some(file) = history::file() {
        // A first run has none, and one that cannot be read is like none: history is a comfort.
        let _ = editor.load_history(&file);
    }
    Ok(editor)
}

fn config() -> anyhow::Result<Config> {
    let builder: Builder = Config::builder()
        .max_history_size(history::MAX_ENTRIES)?
        .history_ignore_dups(true)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        // Without it nothing is highlighted, and a line that was given could not be masked; the helper knows about colours.
        .color_mode(ColorMode::Forced)
        .bell_style(BellStyle::None);
    Ok(builder.build())
}

fn read(editor: &mut LineEditor, prompt: &str) -> Typed {
    match editor.readline(prompt) {
        Ok(text) => Typed::Text(text),
        Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => Typed::Interrupted,
        Err(ReadlineError::Eof) => Typed::End,
        Err(error) => Typed::Failed(error.to_string()),
    }
}

/// Keeps a line in the history; where the file cannot be written, only until the end.
fn remember(editor: &mut LineEditor, kept: Option<String>, file: &std::path::Path) {
    let Some(kept) = kept else { return };
    if !matches!(editor.add_history_entry(kept), Ok(true)) {
        return;
    }
    if let Some(folder) = file.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let _ = editor.append_history(file);
}
