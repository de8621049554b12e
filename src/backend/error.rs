//! What can go wrong between the demo backend and its file.

use std::path::PathBuf;

/// Why the demo backend cannot do what it is asked to. The words are for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened or made.
    #[error("打不开数据库 {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The file is something else.
    #[error("{} 不是 SQLite 数据库", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The file is a database, but of something else, or of a later version of this program.
    #[error("{} 的版本是 {found}，这个程序只认到 {known}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: i64,
        /// The latest version that is known.
        known: i64,
    },
    /// The file is a database of some other program.
    #[error("{} 是别的程序的数据库，里面已经有表“{table}”", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// A table that is not ours.
        table: String,
    },
    /// The file cannot be written.
    #[error("数据库 {} 只能读，不能写", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The disk is full.
    #[error("写数据库 {} 时磁盘已满", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// Another program holds the file for too long.
    #[error("数据库 {} 被别的程序占用", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// Anything else.
    #[error("数据库 {} 出错", path.display())]
    Query {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The hotline declares an action that the demo does not know.
    #[error("演示后台没有动作“{0}”")]
    UnknownAction(String),
}

impl Error {
    /// Names what SQLite reports about a file.
    pub(super) fn of(path: PathBuf, source: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode as Code;
        match source.sqlite_error_code() {
            Some(Code::NotADatabase) => Error::NotADatabase { path, source },
            Some(Code::CannotOpen) => Error::Open { path, source },
            Some(Code::ReadOnly | Code::PermissionDenied) => Error::ReadOnly { path, source },
            Some(Code::DiskFull) => Error::Full { path, source },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Busy { path, source },
            _ => Error::Query { path, source },
        }
    }

    /// Returns the message with its causes, in one line.
    pub fn in_full(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            message = format!("{message}：{error}");
            cause = error.source();
        }
        message
    }
}
