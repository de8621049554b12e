//! What can go wrong between the demo backend and its file.

use std::path::{Path, PathBuf};

/// Why the demo backend cannot do what it is asked to. The words are for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened or made.
    #[error("打不开数据库 {}：{why}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why, in Chinese.
        why: &'static str,
    },
    /// The file is something else.
    #[error("{} 不是 SQLite 数据库", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is of a later version of this program.
    #[error("{} 是新版本的程序写的（数据库版本 {found}，这个程序只认到 {known}），没有动它；请用新版本的程序打开", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: i64,
        /// The latest version that is known.
        known: i64,
    },
    /// The file is a database of some other program.
    #[error("{} 是别的程序的数据库{}，没有动它；请换个文件名", path.display(), has_table(table))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// A table that is there, if any is.
        table: Option<String>,
    },
    /// The file was ours, but is damaged.
    #[error("数据库 {} 已损坏，请换上备份，或者换个文件名", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("数据库 {} 只能读，不能写", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The disk fails, or takes no more by a limit or a quota.
    #[error("读写数据库 {} 失败：磁盘出错，或者已经写不下了", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("写数据库 {} 时磁盘已满", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Another program holds the file for too long.
    #[error("数据库 {} 被别的程序占用", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// Anything else.
    #[error("数据库 {} 出错：{cause}", path.display())]
    Query {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: rusqlite::Error,
    },
    /// The hotline declares an action that the demo does not know.
    #[error("演示后台没有动作“{0}”")]
    UnknownAction(String),
}

impl Error {
    /// Names what SQLite reports about a file. What SQLite says itself is in English, and said only where nothing else is known.
    pub(super) fn of(path: PathBuf, cause: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode as Code;
        match cause.sqlite_error_code() {
            Some(Code::NotADatabase) => Error::NotADatabase { path },
            Some(Code::CannotOpen) => {
                let why = why_not_opened(&path);
                Error::Open { path, why }
            }
            Some(Code::ReadOnly | Code::PermissionDenied) => Error::ReadOnly { path },
            Some(Code::DatabaseCorrupt) => Error::Damaged { path },
            Some(Code::SystemIoFailure) => Error::Disk { path },
            Some(Code::DiskFull) => Error::Full { path },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Busy { path },
            _ => Error::Query { path, cause },
        }
    }
}

/// Names a table that is there.
fn has_table(table: &Option<String>) -> String {
    table.as_ref().map(|table| format!("，里面已经有表“{table}”")).unwrap_or_default()
}

/// Looks why a file cannot be opened; SQLite does not tell.
fn why_not_opened(path: &Path) -> &'static str {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.is_dir() {
        "这是目录，不是文件"
    } else if !folder.is_dir() {
        "没有它所在的目录"
    } else {
        "没有权限，磁盘只读，或者文件名不能用"
    }
}
