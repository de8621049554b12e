//! Loads the authored files of a hotline: which files, in which order, and what every hotline inherits.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use super::{Named, Rules, hazards, read};
use crate::finding::{FileId, Finding, Part, Path, Place};
use crate::limits::{FILE_BYTES, FOLDER_BYTES, FOLDER_DEPTH, FOLDER_FILES, RULE_BYTES};

/// What every hotline inherits, part by part, unless it says something else under the same name.
const BASE: &str = include_str!("base.yaml");

/// The name under which the parts that every hotline inherits stand among the sources.
pub const BASE_NAME: &str = "base.yaml";

/// The world's part of loading: what no author can mend in a file.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such folder.
    #[error("没有这个文件夹：{path}")]
    Missing {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is a file or something else.
    #[error("这不是文件夹：{path}")]
    NotAFolder {
        /// What was given.
        path: PathBuf,
    },
    /// It is there and cannot be read.
    #[error("文件夹读不了：{path}")]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Reads every `*.yaml` below a folder, sorted by path, and merges what every hotline inherits.
///
/// Names that begin with a dot are passed over. All mistakes of all files are returned; what could be read is in the
/// rules, so that later layers can find theirs. A file that cannot be read is a finding; only a folder that cannot be
/// read is an error.
pub fn folder(dir: &FilePath) -> Result<(Rules, Vec<Finding>), LoadError> {
    let path = dir.to_path_buf();
    let about = fs::metadata(dir).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => LoadError::Missing { path: path.clone(), source },
        _ => LoadError::Unreadable { path: path.clone(), source },
    })?;
    if !about.is_dir() {
        return Err(LoadError::NotAFolder { path });
    }
    fs::read_dir(dir).map_err(|source| LoadError::Unreadable { path, source })?;
    let mut walk = Walk::default();
    walk.folder(dir, 0);
    walk.entries.sort_by(|one, other| one.path.cmp(&other.path));
    let mut loading = Loading::default();
    for entry in walk.entries {
        loading.entry(&entry);
    }
    Ok(loading.finish(&dir.join("hotline.yaml").to_string_lossy()))
}

/// Reads files that are given by name and content, sorted by name, as [`folder`] does.
pub fn files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> (Rules, Vec<Finding>) {
    let mut files: Vec<(String, Vec<u8>)> = files.into_iter().collect();
    files.sort_by(|(one, _), (other, _)| FilePath::new(one).cmp(FilePath::new(other)));
    let mut loading = Loading::default();
    for (name, bytes) in files {
        match extension(FilePath::new(&name)) {
            Extension::Yaml => loading.bytes(&name, bytes),
            Extension::Nearly => loading.wrong_extension(&name),
            Extension::Other => {}
        }
    }
    loading.finish("hotline.yaml")
}

/// Returns whether a folder holds exactly those `.yaml` files, named from the folder on and given in any order, so that
/// [`folder`] would read them and have nothing else to say.
///
/// Costs no more than reading the files; what cannot be read is not there.
pub fn holds_exactly(dir: &FilePath, files: &[(&FilePath, &[u8])]) -> bool {
    let mut files: Vec<_> = files.iter().filter(|(name, _)| matches!(extension(name), Extension::Yaml)).collect();
    files.sort_by_key(|(name, _)| name);
    let mut walk = Walk::default();
    walk.folder(dir, 0);
    walk.entries.sort_by(|one, other| one.path.cmp(&other.path));
    walk.entries.len() == files.len()
        && walk.entries.iter().zip(files).all(|(entry, (name, bytes))| {
            matches!(entry.is, Is::File)
                && entry.path.strip_prefix(dir).is_ok_and(|path| path == *name)
                && contents(&entry.path).is_ok_and(|found| found == *bytes)
        })
}

/// What the end of a file's name says.
enum Extension {
    Yaml,
    Nearly,
    Other,
}

fn extension(path: &FilePath) -> Extension {
    let extension = path.extension().map(|extension| extension.to_string_lossy());
    match extension.as_deref() {
        Some("yaml") => Extension::Yaml,
        Some(other) if ["yml", "yaml"].contains(&other.to_ascii_lowercase().as_str()) => Extension::Nearly,
        Some(_) | None => Extension::Other,
    }
}

/// Something below the folder.
struct Entry {
    path: PathBuf,
    is: Is,
}

enum Is {
    File,
    WrongExtension,
    FolderNamedYaml,
    TooDeep,
    Looping,
    Unreadable(String),
}

/// The way through the folders.
#[derive(Default)]
struct Walk {
    entries: Vec<Entry>,
    /// The real paths of the folders on the way, against links that lead back.
    above: BTreeSet<PathBuf>,
    n_seen: usize,
}

impl Walk {
    fn folder(&mut self, dir: &FilePath, depth: usize) {
        if depth > FOLDER_DEPTH {
            self.found(dir, Is::TooDeep);
            return;
        }
        let real = match fs::canonicalize(dir) {
            Ok(real) => real,
            Err(error) => return self.found(dir, unreadable(&error)),
        };
        if !self.above.insert(real.clone()) {
            return self.found(dir, Is::Looping);
        }
        match fs::read_dir(dir) {
            Ok(entries) => {
                let mut paths: Vec<PathBuf> = Vec::new();
                for entry in entries {
                    match entry {
                        Ok(entry) => paths.push(entry.path()),
                        Err(error) => self.found(dir, unreadable(&error)),
                    }
                }
                paths.sort();
                for path in paths {
                    self.path(&path, depth);
                }
            }
            Err(error) => self.found(dir, unreadable(&error)),
        }
        self.above.remove(&real);
    }

    fn path(&mut self, path: &FilePath, depth: usize) {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        self.n_seen += 1;
        if hidden || self.n_seen > 2 * FOLDER_FILES {
            return;
        }
        let extension = extension(path);
        match (fs::metadata(path), extension) {
            (Ok(about), extension) if about.is_dir() => {
                if matches!(extension, Extension::Yaml) {
                    self.found(path, Is::FolderNamedYaml);
                }
                self.folder(path, depth + 1);
            }
            (_, Extension::Other) => {}
            (Ok(about), Extension::Yaml) if about.is_file() => self.found(path, Is::File),
            (Ok(about), Extension::Nearly) if about.is_file() => {
                self.found(path, Is::WrongExtension);
            }
            (Ok(_), _) => self.found(path, Is::Unreadable("不是普通文件".to_owned())),
            (Err(error), _) => self.found(path, unreadable(&error)),
        }
    }

    fn found(&mut self, path: &FilePath, is: Is) {
        let path = path.to_path_buf();
        self.entries.push(Entry { path, is });
    }
}

fn unreadable(error: &io::Error) -> Is {
    Is::Unreadable(match error.kind() {
        io::ErrorKind::NotFound => "链接指向的文件不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
        _ => match error.raw_os_error() {
            // ELOOP, a chain of links that ends in itself, on Linux and on macOS.
            Some(40 | 62) => "链接绕成了一圈".to_owned(),
            _ => error.to_string(),
        },
    })
}

/// The rules as far as they are read.
#[derive(Default)]
struct Loading {
    rules: Rules,
    findings: Vec<Finding>,
    n_files: usize,
    n_bytes: usize,
    /// The files that are yet to be read.
    texts: Vec<(FileId, Arc<str>)>,
}

/// Reads texts into rules of their own.
fn read_texts(texts: &[(FileId, Arc<str>)]) -> (Rules, Vec<Finding>) {
    let (mut rules, mut findings) = (Rules::default(), Vec::new());
    for (file, text) in texts {
        read::file(*file, text, &mut rules, &mut findings);
    }
    (rules, findings)
}

impl Rules {
    /// Adds these rules behind others; a second `hotline:` is a finding.
    fn add_to(self, rules: &mut Rules) -> Option<Finding> {
        rules.intents.extend(self.intents);
        rules.subflows.extend(self.subflows);
        rules.lexicons.extend(self.lexicons);
        rules.entities.extend(self.entities);
        rules.commands.extend(self.commands);
        rules.queues.extend(self.queues);
        rules.actions.extend(self.actions);
        rules.slots.extend(self.slots);
        for (file, mended) in self.mended {
            rules.sources.mend(file, mended);
        }
        match (&rules.hotline, self.hotline) {
            (Some(first), Some(second)) => Some(read::two_hotlines(&second, first)),
            (None, Some(head)) => {
                rules.hotline = Some(head);
                None
            }
            (_, None) => None,
        }
    }
}

impl Loading {
    fn entry(&mut self, entry: &Entry) {
        let name = entry.path.to_string_lossy();
        match &entry.is {
            Is::File => match contents(&entry.path) {
                Ok(bytes) => self.bytes(&name, bytes),
                Err(error) => match unreadable(&error) {
                    Is::Unreadable(why) => self.unreadable(&name, &why),
                    _ => self.unreadable(&name, &error.to_string()),
                },
            },
            Is::WrongExtension => self.wrong_extension(&name),
            Is::FolderNamedYaml => {
                let place = self.whole(&name);
                let finding = Finding::warning("unreadable-file", place, "这是文件夹，名字却以 .yaml 结尾");
                self.findings.push(finding.help("里面的文件照常读取；请给文件夹改个名字"));
            }
            Is::TooDeep => {
                let place = self.whole(&name);
                let message = format!("文件夹套得太深，超过 {FOLDER_DEPTH} 层的没有读取");
                self.findings.push(Finding::error("too-deep", place, message));
            }
            Is::Looping => {
                let place = self.whole(&name);
                let finding = Finding::warning("unreadable-file", place, "这个链接绕回了上层文件夹，没有再读");
                self.findings.push(finding.help("请删掉这个链接"));
            }
            Is::Unreadable(why) => self.unreadable(&name, why),
        }
    }

    fn unreadable(&mut self, name: &str, why: &str) {
        let place = self.whole(name);
        let message = format!("文件读不了：{why}");
        self.findings.push(Finding::error("unreadable-file", place, message));
    }

    fn wrong_extension(&mut self, name: &str) {
        let place = self.whole(name);
        let finding = Finding::warning("yml-extension", place, "扩展名不是 .yaml，这个文件没有读取");
        self.findings.push(finding.help("请把扩展名改成小写的 .yaml"));
    }

    /// Reads one file.
    fn bytes(&mut self, name: &str, bytes: Vec<u8>) {
        self.n_files += 1;
        self.n_bytes += bytes.len();
        let too_large = if bytes.len() > FILE_BYTES {
            Some(format!("文件超过 {} MiB，没有读取", FILE_BYTES >> 20))
        } else if self.n_bytes > FOLDER_BYTES {
            Some(format!("所有文件合起来超过 {} MiB，从这个文件起没有读取", FOLDER_BYTES >> 20))
        } else if self.n_files > FOLDER_FILES {
            Some(format!("文件超过 {FOLDER_FILES} 个，从这个文件起没有读取"))
        } else {
            None
        };
        if let Some(message) = too_large {
            // Said once, not for each of a million files.
            if bytes.len() > FILE_BYTES || self.findings.last().is_none_or(|last| last.code != "too-large") {
                let place = self.whole(name);
                let finding = Finding::error("too-large", place, message);
                self.findings.push(finding.help("请拆成几个小一些的文件"));
            }
            return;
        }
        let longest = bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
        if longest.is_some_and(|n_bytes| n_bytes > RULE_BYTES) {
            let place = self.whole(name);
            let message = format!("有一行超过 {} MiB，文件没有读取", RULE_BYTES >> 20);
            self.findings.push(Finding::error("too-large", place, message).help("请分成几行来写"));
            return;
        }
        let decoded = hazards::decode(bytes);
        let file = self.rules.sources.add(name, decoded.text);
        if let Some(wrong) = decoded.wrong {
            let place = Place { file, part: wrong.part };
            let finding = Finding { severity: wrong.severity, ..Finding::error(wrong.code, place, wrong.message) };
            self.findings.push(finding.help(wrong.help));
        }
        if decoded.is_text {
            self.texts.extend(self.rules.sources.get(file).map(|source| (file, source.text.clone())));
        }
    }

    /// Reads the texts of all files, the first half beside the second: parsing YAML is a third of every start.
    fn read(&mut self) {
        let texts = std::mem::take(&mut self.texts);
        let half = texts.iter().map(|(_, text)| text.len()).sum::<usize>() / 2;
        let mut n_bytes = 0;
        let n_first = texts.iter().take_while(|(_, text)| {
            n_bytes += text.len();
            n_bytes <= half
        });
        let (first, second) = texts.split_at(n_first.count());
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(|| read_texts(first));
            let other = read_texts(second);
            (one.join(), other)
        });
        // A panic in the other thread is one of ours and goes on as one.
        let (one, mut findings) = one.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        self.findings.append(&mut findings);
        let (other, mut findings) = other;
        self.findings.append(&mut findings);
        for part in [one, other] {
            self.findings.extend(part.add_to(&mut self.rules));
        }
        self.findings.sort_by_key(|finding| finding.place.file);
    }

    /// Names a file that was not read as a place.
    fn whole(&mut self, name: &str) -> Place {
        let file = self.rules.sources.add(name, "");
        Place { file, part: Part::File }
    }

    /// Looks at the files together, and adds what every hotline inherits. `head` is the file in which the hotline's own page would be
    /// expected.
    fn finish(mut self, head: &str) -> (Rules, Vec<Finding>) {
        self.read();
        if self.rules.hotline.is_none() && !self.hotline_is_broken() {
            let place = self.whole(head);
            let finding = Finding::error("no-hotline", place, "没有一个文件写了 hotline:");
            self.findings.push(finding.help("至少要有名称和问候语，例如：hotline: {name: 某某热线, greeting: 您好}"));
        }
        let Loading { mut rules, mut findings, .. } = self;
        distinct_tasks(&mut rules, &mut findings);
        let mut base = Rules::default();
        let mut nothing = Vec::new();
        let file = rules.sources.add(BASE_NAME, BASE);
        read::file(file, BASE, &mut base, &mut nothing);
        inherit("词库", &mut rules.lexicons, base.lexicons, &mut findings);
        inherit("实体", &mut rules.entities, base.entities, &mut findings);
        inherit("命令", &mut rules.commands, base.commands, &mut findings);
        if rules.queues.iter().any(|queue| queue.rule.is.default) {
            for queue in &mut base.queues {
                queue.rule.is.default = false;
            }
        }
        inherit("队列", &mut rules.queues, base.queues, &mut findings);
        inherit("动作", &mut rules.actions, base.actions, &mut findings);
        inherit("槽", &mut rules.slots, base.slots, &mut findings);
        (rules, findings)
    }

    /// Returns whether a file has a `hotline:` that could not be read, so that its absence is no news.
    fn hotline_is_broken(&self) -> bool {
        let has_error = |file| self.findings.iter().any(|finding| finding.place.file == file && finding.is_error());
        let mut sources = self.rules.sources.iter();
        sources.any(|(file, source)| has_error(file) && source.text.lines().any(|line| line.starts_with("hotline")))
    }
}

/// Reads a file, at most one byte more than is allowed.
fn contents(path: &FilePath) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_BYTES).unwrap_or(u64::MAX);
    fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Notes intents and subflows with the name of an earlier one, and drops them.
fn distinct_tasks(rules: &mut Rules, findings: &mut Vec<Finding>) {
    let intents = rules.intents.iter();
    let intents = intents.map(|intent| (intent.is.intent.clone(), intent.file, "intent"));
    let subflows = rules.subflows.iter();
    let subflows = subflows.map(|flow| (flow.is.subflow.clone(), flow.file, "subflow"));
    let mut names: Vec<(String, FileId, &str)> = intents.chain(subflows).collect();
    names.sort();
    let mut dropped = BTreeSet::new();
    for same in names.chunk_by(|(one, ..), (other, ..)| one == other) {
        let Some(((name, first, key), later)) = same.split_first() else {
            continue;
        };
        let place = |file: FileId, key: &str| Place::value(file, Path::default().key(key));
        for (_, file, other) in later {
            let first = place(*first, key);
            findings.push(duplicate("意图或子流程", name, place(*file, other), first));
            dropped.insert(*file);
        }
    }
    // A file holds one of them, so that the file names it.
    rules.intents.retain(|intent| !dropped.contains(&intent.file));
    rules.subflows.retain(|flow| !dropped.contains(&flow.file));
}

/// Notes parts with the name of an earlier one and drops them, then adds the inherited ones whose names are free.
fn inherit<T>(kind: &str, own: &mut Vec<Named<T>>, base: Vec<Named<T>>, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<String, Place> = BTreeMap::new();
    own.retain(|part| {
        let place = Place::key(part.rule.file, part.rule.path.clone());
        match first.get(&part.name) {
            Some(earlier) => {
                findings.push(duplicate(kind, &part.name, place, earlier.clone()));
                false
            }
            None => {
                first.insert(part.name.clone(), place);
                true
            }
        }
    });
    own.extend(base.into_iter().filter(|part| !first.contains_key(&part.name)));
}

fn duplicate(kind: &str, name: &str, place: Place, first: Place) -> Finding {
    Finding::error("duplicate-name", place, format!("已经有一个叫“{name}”的{kind}"))
        .related(first, "第一处在这里")
        .help("请改名，或者合成一个")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::command::Verb;
    use crate::rules::lexicon::{FILLERS, KNOWN_WORDS, NEGATIONS};

    fn read(text: &str) -> (Rules, Vec<Finding>) {
        files([("a.yaml".to_owned(), text.as_bytes().to_vec())])
    }

    #[test]
    fn the_base_is_faultless_and_complete() {
        let mut base = Rules::default();
        let mut findings = Vec::new();
        let file = base.sources.add("base.yaml", BASE);
        read::file(file, BASE, &mut base, &mut findings);
        assert_eq!(findings, []);
        for name in [FILLERS, NEGATIONS, KNOWN_WORDS] {
            let lexicon = base.lexicons.iter().find(|lexicon| lexicon.name == name);
            let words = lexicon.map_or(&[][..], |lexicon| &lexicon.rule.is.words);
            assert!(words.len() > 20, "{name}: {}", words.len());
        }
        let names: Vec<Option<Verb>> = base.commands.iter().map(|one| Verb::of(&one.name)).collect();
        assert_eq!(names, Verb::ALL.map(Some));
    }

    #[test]
    fn own_parts_replace_inherited_ones() {
        let (rules, findings) =
            read("hotline: {name: 热线, greeting: 您好}\nlexicons: {填充词: 请}\nqueues: {普通: {default: true}}\n");
        assert_eq!(findings, []);
        let fillers: Vec<usize> = rules
            .lexicons
            .iter()
            .filter(|lexicon| lexicon.name == FILLERS)
            .map(|lexicon| lexicon.rule.is.words.len())
            .collect();
        assert_eq!(fillers, [1]);
        let queues: Vec<(&str, bool)> =
            rules.queues.iter().map(|queue| (queue.name.as_str(), queue.rule.is.default)).collect();
        assert_eq!(queues, [("普通", true), ("人工客服", false)]);
        assert_eq!(rules.commands.len(), Verb::ALL.len());
    }

    #[test]
    fn the_folder_itself_can_be_wrong() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let file = place.path().join("a.yaml");
        std::fs::write(&file, "a: 1").expect("a file in it");
        let missing = place.path().join("没有");
        assert!(matches!(folder(&missing), Err(LoadError::Missing { path, .. }) if path == missing));
        assert!(matches!(folder(&file), Err(LoadError::NotAFolder { path }) if path == file));
    }
}
