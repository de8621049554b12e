//! Failures of the world, in Chinese: which of them matter, and how the cause is said.

use std::io;
use std::path::Path;

/// What an error that ended a command means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Who read our output has gone. Nobody needs to be told.
    Closed,
    /// Something could not be read or written; what and why.
    World(String),
}

impl Failure {
    /// Judges an error.
    pub(super) fn of(error: &anyhow::Error) -> Failure {
        let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        if error.chain().any(|cause| cause.downcast_ref().is_some_and(is_closed)) {
            return Failure::Closed;
        }
        Failure::World(words(error))
    }
}

/// Says an error and its causes in one line.
pub(super) fn words(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(said).collect();
    causes.join("：")
}

/// The error of a write to standard output.
pub(super) fn stdout(error: io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context("写不了标准输出")
}

/// The error of a read from standard input.
pub(super) fn stdin(error: io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context("读不了标准输入")
}

/// The error of a read from a file or folder.
pub(super) fn reading(path: &Path, error: io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("读不了 {}", path.display()))
}

/// The error of a write to a file.
pub(super) fn writing(path: &Path, error: io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("写不了 {}", path.display()))
}

/// Says one cause; the common ones of the operating system in Chinese.
fn said(cause: &(dyn std::error::Error + 'static)) -> String {
    let kind = cause.downcast_ref().map(io::Error::kind);
    let known = match kind {
        Some(io::ErrorKind::NotFound) => "没有这个文件或目录",
        Some(io::ErrorKind::PermissionDenied) => "没有权限",
        Some(io::ErrorKind::IsADirectory) => "这是目录，不是文件",
        Some(io::ErrorKind::NotADirectory) => "这不是目录",
        Some(io::ErrorKind::StorageFull) => "磁盘满了",
        Some(io::ErrorKind::ReadOnlyFilesystem) => "文件系统是只读的",
        Some(_) | None => return cause.to_string(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: &anyhow::Error, expect: &Failure) {
        assert_eq!(Failure::of(error), *expect);
    }

    #[test]
    fn causes_are_said_in_chinese_with_the_path() {
        let error = reading(Path::new("a/b.txt"), io::ErrorKind::NotFound.into());
        check(&error, &Failure::World("读不了 a/b.txt：没有这个文件或目录".to_owned()));
        let error = writing(Path::new("a"), io::ErrorKind::IsADirectory.into());
        check(&error, &Failure::World("写不了 a：这是目录，不是文件".to_owned()));
    }

    #[test]
    fn closed_pipe_is_no_failure() {
        check(&stdout(io::ErrorKind::BrokenPipe.into()), &Failure::Closed);
        check(&stdout(io::ErrorKind::StorageFull.into()), &Failure::World("写不了标准输出：磁盘满了".to_owned()));
    }
}
