//! The demo backend as the session sees it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::DateTime;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::calls::{self, Call, Held};
use super::error::Error;
use super::schema::Owner;
use super::{accounts, bills, cases, orders, queues, schema, seed};
use crate::compile::hotline::{Action, Queue};
use crate::dialogue::event::{Packet, Placement, Reply};
use crate::limits::{DATABASE_BYTES, MEMORY_BYTES};
use crate::session::ERROR;
use crate::session::backend::Backend;
use crate::session::handoff::Handoff;
use crate::session::journal::{Kept, Opened, Unkept};

/// How long to wait for another process that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often to try to switch a file to WAL while others are busy with it.
const SWITCHES: usize = 8;

/// The demo backend.
#[derive(Debug)]
pub struct Demo {
    path: PathBuf,
    /// Whether it is a file, where calls are kept.
    is_file: bool,
    connection: Option<Connection>,
    is_sown: bool,
    failure: Option<Error>,
    n_lost: u32,
    /// The call under way, as soon as its first turn is kept.
    call: Option<Held>,
    /// Whether a turn is under way, of which nothing is written unless all of it is.
    is_in_turn: bool,
}

/// What an action answers: the outcome and the outputs.
pub(super) type Answer = Reply;

impl Demo {
    /// Makes a backend that lives as long as this value. Costs nothing until the first action is called.
    pub fn in_memory() -> Demo {
        Demo::of(PathBuf::from(":memory:"), None)
    }

    /// Opens a database file, or makes one, and brings it to the present version.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened or written, is not a database, is another program's, or is of a later version.
    pub fn open(path: &Path) -> Result<Demo, Error> {
        // SQLite would make a file that is gone when it is closed.
        if path.as_os_str().is_empty() {
            return Err(Error::Open { path: path.to_owned(), why: "没有写文件名" });
        }
        let name = |source| Error::of(path.to_owned(), source);
        // A path is a path: `file:…` is no URI here.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(name)?;
        connection.busy_timeout(PATIENCE).map_err(name)?;
        // Before anything is read: what a log beside the file says cannot be read where nothing can be written.
        if connection.is_readonly(rusqlite::MAIN_DB).map_err(name)? {
            return Err(Error::ReadOnly { path: path.to_owned() });
        }
        match schema::owner(&connection).map_err(name)? {
            Owner::Nobody | Owner::Ours(..=schema::VERSION) => {}
            Owner::Ours(found) => {
                return Err(Error::Version { path: path.to_owned(), found, known: schema::VERSION });
            }
            Owner::Other(table) => return Err(Error::Foreign { path: path.to_owned(), table }),
        }
        settle(&connection).map_err(name)?;
        schema::migrate(&mut connection).map_err(name)?;
        Ok(Demo::of(path.to_owned(), Some(connection)))
    }

    fn of(path: PathBuf, connection: Option<Connection>) -> Demo {
        let (failure, call) = (None, None);
        Demo {
            path,
            is_file: connection.is_some(),
            connection,
            is_sown: false,
            failure,
            n_lost: 0,
            call,
            is_in_turn: false,
        }
    }

    /// Lists the calls in the file, the latest first.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn calls(&self) -> Result<Vec<Call>, Error> {
        self.asked(calls::list).map(Option::unwrap_or_default)
    }

    /// Returns the call with this number, or else the latest that can be gone on with.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn find_call(&self, number: Option<i64>) -> Result<Option<Call>, Error> {
        self.asked(|connection| calls::find(connection, number)).map(Option::flatten)
    }

    /// Returns the turns of a call, in order, as far as they can be read.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn turns(&self, call: &Call) -> Result<Vec<Kept>, Error> {
        self.asked(|connection| calls::turns(connection, call)).map(Option::unwrap_or_default)
    }

    /// Goes on with a call from here: whoever has it open elsewhere loses it.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn take_over(&mut self, call: &Call) -> Result<(), Error> {
        self.call = self.asked(|connection| calls::take_over(connection, call.number))?;
        Ok(())
    }

    /// Ends a call that the hotline as it is now cannot go on with; another one does.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn end_as_changed(&mut self, call: &Call) -> Result<(), Error> {
        self.asked(|connection| calls::end_as_changed(connection, call.number)).map(|_| ())
    }

    /// Asks the file something; in memory there is nothing to be asked.
    fn asked<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<Option<T>, Error> {
        let asked = self.connection.as_ref().map(ask).transpose();
        asked.map_err(|source| Error::of(self.path.clone(), source))
    }

    /// What failed before, where SQLite has given up the turn because of it: what is carried out now would outlive the turn.
    fn given_up(&self) -> Option<Error> {
        let is_over = self.connection.as_ref().is_some_and(Connection::is_autocommit);
        (self.is_in_turn && is_over).then(|| Error::Disk { path: self.path.clone() })
    }

    /// Writes the turn and ends its transaction.
    fn write_turn(&mut self, opened: &Opened, turns: &[Kept]) -> Result<Option<Held>, Error> {
        if let Some(error) = self.given_up() {
            return Err(self.failure.take().unwrap_or(error));
        }
        let held = self.call;
        let written = self.asked(|connection| {
            let held = calls::write(connection, held, opened, turns)?;
            connection.execute_batch("COMMIT")?;
            Ok(held)
        });
        written.map(Option::flatten)
    }

    /// Undoes the turn.
    fn undo_turn(&mut self) {
        if let Some(connection) = &self.connection
            && !connection.is_autocommit()
        {
            // Where even this fails the connection is closed by and by, which undoes it as well.
            let _ = connection.execute_batch("ROLLBACK");
        }
        self.is_in_turn = false;
        // The data may have been written in this very turn.
        self.is_sown = false;
        self.failure = None;
    }

    /// Returns the database, with its data in it.
    fn ready(&mut self, now: DateTime) -> rusqlite::Result<&mut Connection> {
        if self.connection.is_none() {
            let mut connection = Connection::open_in_memory()?;
            bound(&connection, MEMORY_BYTES)?;
            schema::migrate(&mut connection)?;
            self.connection = Some(connection);
        }
        let connection = self.connection.as_mut().expect("it is made above where it was not there");
        if !self.is_sown {
            seed::sow(connection, now)?;
            self.is_sown = true;
        }
        Ok(connection)
    }

    /// Returns the database.
    #[cfg(test)]
    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().unwrap()
    }

    /// Lets the database grow no further, as a full disk would.
    #[cfg(test)]
    pub(super) fn limit_to_present_size(&mut self) {
        let connection = self.connection.as_ref().unwrap();
        connection.pragma_update(None, "max_page_count", 1).unwrap();
    }

    fn answer(&mut self, action: &str, arguments: Arguments, now: DateTime) -> Result<Answer, Error> {
        if let Some(error) = self.given_up() {
            return Err(error);
        }
        let path = self.path.clone();
        let connection = self.ready(now).map_err(|source| Error::of(path.clone(), source))?;
        let answer = match action {
            "identity.find" => accounts::find(connection, arguments),
            "identity.check" => accounts::check(connection, arguments),
            "bill.summary" => bills::summary(connection, arguments, now),
            "bill.items" => bills::page(connection, arguments, now),
            "bill.find" => bills::described(connection, arguments, now),
            "bill.item" => bills::one(connection, arguments, now),
            "account.status" => accounts::status(connection, arguments),
            "account.balance" => accounts::balance(connection, arguments),
            "account.freeze" => accounts::freeze(connection, arguments, now),
            "account.unfreeze" => accounts::unfreeze(connection, arguments, now),
            "account.limit" => accounts::limit(connection, arguments),
            "order.find" => orders::find(connection, arguments, now),
            "case.open" => cases::open(connection, arguments, now),
            "case.find" => cases::find(connection, arguments, now),
            "number.check" => accounts::check_number(arguments),
            _ => return Err(Error::UnknownAction(action.to_owned())),
        };
        answer.map_err(|source| Error::of(path, source))
    }
}

impl Backend for Demo {
    fn call(&mut self, action: &Action, arguments: &Map<String, Value>, now: DateTime) -> Reply {
        self.answer(&action.name, Arguments(arguments), now).unwrap_or_else(|error| {
            self.failure = Some(error);
            Reply { outcome: ERROR.to_owned(), outputs: Map::new() }
        })
    }

    /// Puts the caller in line. Where the database fails, the caller is queued all the same, with a ticket that begins
    /// with `TL`: a person must always be reached.
    fn enqueue(&mut self, queue: &Queue, packet: &Packet, now: DateTime) -> Placement {
        let placed = match self.given_up() {
            Some(error) => Err(error),
            None => {
                let placed = self.ready(now).and_then(|connection| queues::place(connection, queue, packet, now));
                placed.map_err(|source| Error::of(self.path.clone(), source))
            }
        };
        placed.unwrap_or_else(|error| {
            self.failure = Some(error);
            self.n_lost += 1;
            let ticket = format!("TL{}{:04}", now.strftime("%Y%m%d"), self.n_lost);
            queues::standing(queue, self.n_lost - 1, ticket, now).1
        })
    }

    fn ticket(&mut self, number: &str, now: DateTime) -> Option<Handoff> {
        let found = self.ready(now).and_then(|connection| queues::find(connection, number));
        found.unwrap_or_else(|source| {
            self.failure = Some(Error::of(self.path.clone(), source));
            None
        })
    }

    fn take_failure(&mut self) -> Option<String> {
        self.failure.take().map(|error| error.to_string())
    }

    fn keeps_calls(&self) -> bool {
        self.is_file
    }

    fn begin_turn(&mut self, is_patient: bool) -> Result<(), Unkept> {
        let held = self.call;
        // The lock from the beginning: what the turn reads is what it writes to, and who takes the call over waits.
        let begun = self.asked(|connection| {
            connection.busy_timeout(if is_patient { PATIENCE } else { Duration::ZERO })?;
            let begun = connection.execute_batch("BEGIN IMMEDIATE");
            connection.busy_timeout(PATIENCE)?;
            begun?;
            held.map_or(Ok(true), |held| calls::is_held(connection, held))
        });
        match begun {
            Ok(Some(true)) => {
                self.is_in_turn = true;
                Ok(())
            }
            Ok(Some(false)) => {
                self.undo_turn();
                self.call = None;
                Err(Unkept::Taken)
            }
            Ok(None) => Err(Unkept::Failed("没有数据库文件".to_owned())),
            Err(error) => {
                self.undo_turn();
                Err(Unkept::Failed(error.to_string()))
            }
        }
    }

    fn keep_turn(&mut self, call: &Opened, turns: &[Kept]) -> Result<(), Unkept> {
        match self.write_turn(call, turns) {
            Ok(held) => {
                self.call = held;
                self.is_in_turn = false;
                Ok(())
            }
            Err(error) => {
                self.undo_turn();
                Err(Unkept::Failed(error.to_string()))
            }
        }
    }
}

/// Sets how a file is written, which matters where a process is killed or the power fails.
///
/// WAL: whoever reads the file with another tool never blocks the hotline, and a commit is one append to the log instead
/// of a journal made and deleted. A commit is whole or, with a checksum that does not fit, not there. `FULL` syncs
/// the log before a commit returns: a number that the caller was told is on the disk, even if the power fails.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    bound(connection, DATABASE_BYTES)?;
    // The file may come from anywhere: nothing in its schema is trusted, and a damaged page is found before it is used.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    for _ in 0..SWITCHES {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0)) {
            // Where the file system has no shared memory it stays with a rollback journal: as safe, only slower.
            Ok(_) => break,
            // SQLite does not wait here, because it holds a read lock already; it does for a lock of its own.
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Lets a database grow to so many bytes; what does not fit fails as on a full disk.
fn bound(connection: &Connection, most_bytes: usize) -> rusqlite::Result<()> {
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let most_pages = i64::try_from(most_bytes).unwrap_or(i64::MAX) / page.max(512);
    connection.pragma_update_and_check(None, "max_page_count", most_pages, |_| Ok(()))
}

/// Makes an answer.
pub(super) fn outcome(
    outcome: &str,
    outputs: impl IntoIterator<Item = (&'static str, Value)>,
) -> rusqlite::Result<Answer> {
    let outputs = outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(Reply { outcome: outcome.to_owned(), outputs })
}

/// Writes fen as an amount: `1234.50`.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
