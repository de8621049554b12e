//! Watches the folder of intents and reads it again when it is saved, on a thread of its own: nobody's typing waits for it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self as std_mpsc, RecvTimeoutError};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use crate::cli::intents::{Loaded, Origin};
use crate::cli::{explain, failure};
use crate::compile::hotline::Hotline;
use crate::finding::locate::Locator;
use crate::finding::{Finding, show};

/// How long nothing more must be written before the folder is read: editors write a file in several steps, and tools several files.
const QUIET: Duration = Duration::from_millis(150);

/// What came of reading the intents again.
pub(super) enum News {
    /// They can be used; how many warnings there are.
    Good(Arc<Hotline>, usize),
    /// They cannot; why, in a few words.
    Bad(String),
}

impl News {
    /// Judges what was read.
    pub(super) fn of(loaded: anyhow::Result<Loaded>) -> News {
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(error) => return News::Bad(failure::words(&error)),
        };
        match &loaded.hotline {
            Some(hotline) => News::Good(Arc::clone(hotline), loaded.findings.len()),
            None => News::Bad(brief(&loaded)),
        }
    }
}

/// Says how many errors there are, and the first one with its place.
fn brief(loaded: &Loaded) -> String {
    let counts = show::counts(&loaded.sources, &loaded.findings);
    let first = show::sorted(&loaded.sources, &loaded.findings).into_iter().find(Finding::is_error);
    let mut text = format!("意图有 {} 处错误", counts.errors);
    if let Some(first) = first {
        let place = explain::place(&loaded.sources, &mut Locator::new(&loaded.sources), &first.place);
        let which = if counts.errors > 1 { "第一处" } else { "在" };
        text.push_str(&format!("，{which} {place}：{}", first.message));
    }
    text
}

/// Whoever watches; it stops when it is dropped.
pub(super) struct Watch {
    news: mpsc::UnboundedReceiver<News>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch a folder. Fails where the system watches no more folders, or none of this kind.
    pub(super) fn begin(folder: &Path) -> anyhow::Result<Watch> {
        let (touched_sender, touched) = std_mpsc::channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| concerns(&event)) {
                // Who does not listen any more is leaving.
                let _ = touched_sender.send(());
            }
        })?;
        watcher.watch(folder, RecursiveMode::Recursive)?;
        let (tell, news) = mpsc::unbounded_channel();
        let origin = Origin::Folder(folder.to_owned());
        std::thread::Builder::new().name("reload".to_owned()).spawn(move || {
            while touched.recv().is_ok() {
                loop {
                    match touched.recv_timeout(QUIET) {
                        Ok(()) => {}
                        Err(RecvTimeoutError::Timeout) => break,
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                }
                if tell.send(News::of(origin.load())).is_err() {
                    return;
                }
            }
        })?;
        Ok(Watch { news, _watcher: watcher })
    }

    /// Waits until the folder was read again. Safe to be dropped and called again.
    pub(super) async fn next(&mut self) -> Option<News> {
        self.news.recv().await
    }
}

/// Whether an event can change what the folder says: something written, renamed or removed that is YAML or a folder.
fn concerns(event: &Event) -> bool {
    let is_change = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
    let is_ours = |path: &Path| {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        !is_hidden && ending.is_none_or(|ending| ending == "yaml" || ending == "yml")
    };
    is_change && event.paths.iter().any(|path| is_ours(path))
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, ModifyKind, RemoveKind};

    use super::*;

    #[track_caller]
    fn check(kind: EventKind, path: &str, expect: bool) {
        assert_eq!(concerns(&Event::new(kind).add_path(path.into())), expect, "{kind:?} {path}");
    }

    #[test]
    fn only_changes_of_yaml_count() {
        check(EventKind::Modify(ModifyKind::Any), "intents/a.yaml", true);
        check(EventKind::Create(CreateKind::Folder), "intents/account", true);
        check(EventKind::Remove(RemoveKind::File), "intents/a.yml", true);
        check(EventKind::Access(AccessKind::Any), "intents/a.yaml", false);
        check(EventKind::Modify(ModifyKind::Any), "intents/.a.yaml.swp", false);
        check(EventKind::Modify(ModifyKind::Any), "intents/notes.md", false);
        check(EventKind::Modify(ModifyKind::Any), "intents/a.yaml~", false);
    }
}
