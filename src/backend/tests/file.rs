//! The backend in a file: what lasts, what an older file becomes, whose files are left alone, what a full disk does.

use std::path::Path;

use rusqlite::Connection;
use serde_json::json;

use super::{LOST, NORMAL, NOW, RISK, action, check, comes_out, mobile, queue};
use crate::backend::demo::Demo;
use crate::dialogue::event::{Packet, Placement};
use crate::limits::{DATABASE_BYTES, MEMORY_BYTES};
use crate::session::backend::Backend;

#[test]
fn a_file_keeps_what_was_done_for_the_next_call() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("演示.db");
    let frozen_at = json!({"冻结时间": NOW});
    check(&mut Demo::open(&path).unwrap(), "account.freeze", mobile(NORMAL), "ok", frozen_at.clone());
    check(&mut Demo::open(&path).unwrap(), "account.freeze", mobile(NORMAL), "already_frozen", frozen_at);
    let connection = Connection::open(&path).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let journal: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!((version, journal.as_str()), (3, "wal"));
}

#[test]
fn two_processes_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let (mut one, mut other) = (Demo::open(&path).unwrap(), Demo::open(&path).unwrap());
    comes_out(&mut one, "account.freeze", mobile(NORMAL), "ok");
    comes_out(&mut other, "account.unfreeze", mobile(NORMAL), "ok");
    comes_out(&mut one, "account.unfreeze", mobile(NORMAL), "already_open");
}

/// A file of version 1 as that version made it, with an effect of every kind in it.
const VERSION_1: &str = "
CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY,
    mobile     TEXT NOT NULL UNIQUE,
    id_number  TEXT NOT NULL,
    name       TEXT NOT NULL,
    title      TEXT NOT NULL,
    level      INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    status     TEXT NOT NULL CHECK (status IN ('normal', 'lost', 'risk', 'closed')),
    frozen_at  TEXT,
    balance    INTEGER NOT NULL,
    opened_on  TEXT NOT NULL
) STRICT;
CREATE TABLE orders (
    number     TEXT PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES accounts (id),
    merchant   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    amount     INTEGER NOT NULL,
    status     TEXT NOT NULL,
    placed_on  TEXT NOT NULL,
    shipped_on TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE cases (
    number       TEXT PRIMARY KEY,
    account      INTEGER REFERENCES accounts (id),
    kind         TEXT NOT NULL,
    order_number TEXT,
    note         TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    first_by     TEXT,
    answer_by    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_of_account ON cases (account, opened_at);
CREATE TABLE tickets (
    number   TEXT PRIMARY KEY,
    queue    TEXT NOT NULL,
    placed   TEXT NOT NULL CHECK (placed IN ('queued', 'closed', 'full')),
    at       TEXT NOT NULL,
    packet   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_of_queue ON tickets (queue, at);
INSERT INTO accounts VALUES
    (2, '13900139000', '990002198505085678', '王强', '先生', 3, 'lost', '2025-06-28T08:00:00', 1532066, '2015-01-01'),
    (3, '13700137000', '990003199203052468', '陈静', '女士', 2, 'risk', '2025-06-27T09:30:00', 87300, '2015-01-01');
INSERT INTO cases VALUES
    ('202507010007', 2, '转错账', '88010000000022', '输错了一位', '2025-07-01T09:00:00', '2025-07-04', '2025-07-08');
INSERT INTO tickets VALUES
    ('T202507010004', '综合咨询', 'queued', '2025-07-01T09:58:00',
     '{\"intent\":\"退款\",\"slots\":[[\"手机号\",\"139****9000\"]],\"tried\":[[\"order.find\",\"not_found\"]],\"reason\":\"来电人要求\"}');
PRAGMA user_version = 1;
";

/// Makes a database out of SQL.
fn made(path: &Path, sql: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
    connection
}

fn packet(reason: &str) -> Packet {
    let packet = json!({
        "queue": 0, "intent": "解冻账户", "slots": [["手机号", "138****8000"]],
        "tried": [["account.unfreeze", "refused"]], "reason": reason, "transcript": ["客：冻住了", "机：您好"],
    });
    serde_json::from_value(packet).unwrap()
}

#[test]
fn a_file_of_the_version_before_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v1.db");
    drop(made(&path, VERSION_1));
    let demo = &mut Demo::open(&path).unwrap();
    check(demo, "account.freeze", mobile(NORMAL), "already_frozen", json!({"冻结时间": "2025-06-28T08:00:00"}));
    let found = comes_out(demo, "case.find", mobile(NORMAL), "ok");
    assert_eq!((&found["案件"]["案件号"], &found["案件"]["答复日期"]), (&json!("202507010007"), &json!("2025-07-08")));
    let opened = comes_out(demo, "case.open", json!({"手机号": NORMAL, "案件类型": "退款"}), "ok");
    assert_eq!(opened["案件号"], "202507010008", "numbers go on");
    let ticket = demo.ticket("t202507010004", NOW.parse().unwrap()).unwrap();
    assert_eq!((ticket.title.as_str(), ticket.reason.as_str()), ("综合咨询", "来电人要求"));
    assert_eq!((ticket.slots[0].1.as_str(), ticket.transcript.len()), ("139****9000", 0));
    let placed = demo.enqueue(&queue("综合咨询", false, None), &packet("挂失"), NOW.parse().unwrap());
    assert_eq!(placed, Placement::Queued { ticket: "T202507010005".to_owned(), ahead: 7 });
    let connection = demo.connection();
    let mut statement = connection.prepare("SELECT action, account, number FROM changes ORDER BY id").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(String, Option<i64>, Option<String>)> = rows.collect::<Result<_, _>>().unwrap();
    let row = |action: &str, account, number: &str| {
        (action.to_owned(), account, Some(number.to_owned()).filter(|number| !number.is_empty()))
    };
    let expect = [
        row("account.freeze", Some(2), ""),
        row("case.open", Some(2), "202507010007"),
        row("enqueue", None, "T202507010004"),
        row("case.open", Some(2), "202507010008"),
        row("enqueue", None, "T202507010005"),
    ];
    assert_eq!(rows, expect);
}

#[test]
fn a_migration_that_breaks_off_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let (path, broken) = (folder.path().join("v1.db"), folder.path().join("broken.db"));
    drop(made(&path, VERSION_1));
    // Kept open, so that what was done is still in the log and not in the database.
    let demo = Demo::open(&path).unwrap();
    let (database, log) = (std::fs::read(&path).unwrap(), std::fs::read(folder.path().join("v1.db-wal")).unwrap());
    drop(demo);
    let mut seen = Vec::new();
    for n_bytes in (0..=log.len()).step_by(512).chain([log.len()]) {
        std::fs::write(&broken, &database).unwrap();
        std::fs::write(folder.path().join("broken.db-wal"), &log[..n_bytes]).unwrap();
        let connection = Connection::open(&broken).unwrap();
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        seen.push((number("PRAGMA user_version"), number("SELECT count(*) FROM sqlite_schema WHERE name = 'changes'")));
        drop(connection);
        comes_out(&mut Demo::open(&broken).unwrap(), "account.freeze", mobile(NORMAL), "already_frozen");
    }
    seen.dedup();
    assert_eq!(seen, [(1, 0), (3, 1)]);
}

#[test]
fn a_migrated_file_is_like_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let tables = |path: &Path| {
        drop(Demo::open(path).unwrap());
        let connection = Connection::open(path).unwrap();
        let columns = "SELECT m.type || ' ' || m.name || coalesce('.' || c.name || ' ' || c.type, '')
                       FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c ORDER BY 1";
        let mut statement = connection.prepare(columns).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<Vec<String>, _>>().unwrap()
    };
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    drop(made(&old, VERSION_1));
    assert_eq!(tables(&old), tables(&new));
}

#[test]
fn the_page_about_the_database_names_all_that_is_in_it() {
    let page = include_str!("../../../docs/database.md");
    let mut demo = Demo::in_memory();
    comes_out(&mut demo, "account.balance", mobile(NORMAL), "ok");
    let columns = "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
    let mut statement = demo.connection().prepare(columns).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for (table, column) in rows.collect::<Result<Vec<(String, String)>, _>>().unwrap() {
        let (_, part) = page.split_once(&format!("## {table}")).unwrap_or_else(|| panic!("no table {table}"));
        let part = part.split("\n## ").next().unwrap_or_default();
        assert!(part.contains(&format!("| `{column}` |")), "{table}.{column} is not explained");
    }
    assert!(page.contains(&format!("user_version = {}", crate::backend::schema::VERSION)));
}

#[track_caller]
fn check_open(path: &Path, expect: &str) {
    let before = std::fs::read(path).ok();
    let error = Demo::open(path).unwrap_err();
    assert_eq!(error.to_string(), expect.replace("{}", &path.display().to_string()));
    assert_eq!(std::fs::read(path).ok(), before, "it was touched");
}

#[test]
fn what_is_no_database_of_ours_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "这不是数据库，".repeat(200)).unwrap();
    check_open(&text, "{} 不是 SQLite 数据库");
    check_open(&folder.path().join("没有这个目录/demo.db"), "打不开数据库 {}：没有它所在的目录");
    check_open(folder.path(), "打不开数据库 {}：这是目录，不是文件");
    let foreign = [
        ("CREATE TABLE photos (id INTEGER)", "，里面已经有表“photos”"),
        ("CREATE TABLE accounts (id INTEGER); PRAGMA user_version = 1", "，里面已经有表“accounts”"),
        ("CREATE TABLE accounts (id INTEGER); PRAGMA user_version = 99", "，里面已经有表“accounts”"),
        ("PRAGMA application_id = 5", ""),
    ];
    for (n, (sql, table)) in foreign.iter().enumerate() {
        let other = folder.path().join(format!("other{n}.db"));
        drop(made(&other, sql));
        check_open(&other, &format!("{{}} 是别的程序的数据库{table}，没有动它；请换个文件名"));
    }
}

#[test]
fn a_newer_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let newer = folder.path().join("newer.db");
    drop(Demo::open(&newer).unwrap());
    made(&newer, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
    check_open(&newer, "{} 是新版本的程序写的（数据库版本 99，这个程序只认到 3），没有动它；请用新版本的程序打开");
}

#[test]
fn a_damaged_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    comes_out(&mut Demo::open(&path).unwrap(), "account.freeze", mobile(NORMAL), "ok");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4096..].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let mut demo = Demo::open(&path).unwrap();
    let reply = demo.call(&action("account.status"), mobile(NORMAL).as_object().unwrap(), NOW.parse().unwrap());
    assert_eq!(reply.outcome, "error");
    let failure = demo.take_failure().unwrap();
    assert_eq!(failure, format!("数据库 {} 已损坏，请换上备份，或者换个文件名", path.display()));
}

#[test]
fn a_file_that_another_program_holds_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let mut demo = Demo::open(&path).unwrap();
    comes_out(&mut demo, "account.freeze", mobile(NORMAL), "ok");
    demo.connection().busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = made(&path, "BEGIN IMMEDIATE");
    let reply = demo.call(&action("account.unfreeze"), mobile(NORMAL).as_object().unwrap(), NOW.parse().unwrap());
    assert_eq!(reply.outcome, "error");
    assert_eq!(demo.take_failure(), Some(format!("数据库 {} 被别的程序占用", path.display())));
    assert_eq!(comes_out(&mut demo, "account.status", mobile(LOST), "ok")["账户状态"], "挂失", "reading goes on");
    other.execute_batch("COMMIT").unwrap();
    comes_out(&mut demo, "account.unfreeze", mobile(NORMAL), "ok");
}

#[test]
fn many_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let numbers: Vec<Vec<String>> = std::thread::scope(|scope| {
        let work = || {
            let mut demo = Demo::open(&path).unwrap();
            let mut open =
                || comes_out(&mut demo, "case.open", mobile(RISK), "ok")["案件号"].as_str().unwrap().to_owned();
            (0..5).map(|_| open()).collect()
        };
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut numbers = numbers.concat();
    numbers.sort();
    assert_eq!(numbers, (1..=20).map(|n| format!("20250701{n:04}")).collect::<Vec<_>>());
}

#[test]
fn a_day_may_have_more_than_9999_cases() {
    let demo = &mut Demo::in_memory();
    comes_out(demo, "case.open", mobile(RISK), "ok");
    demo.connection().execute_batch("UPDATE counters SET last = 9998 WHERE stem = '20250701'").unwrap();
    for number in ["202507019999", "2025070110000", "2025070110001"] {
        assert_eq!(comes_out(demo, "case.open", mobile(RISK), "ok")["案件号"], number);
    }
}

#[test]
fn a_ticket_is_read_back_with_its_packet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let queue = queue("账户安全", false, None);
    let mut demo = Demo::open(&path).unwrap();
    let placed = demo.enqueue(&queue, &packet("不能自助解除"), NOW.parse().unwrap());
    demo.enqueue(&super::queue("信贷服务", false, Some((11, 21))), &packet("逾期"), NOW.parse().unwrap());
    let demo = &mut Demo::open(&path).unwrap();
    let ticket = demo.ticket(" T202507010001 ", NOW.parse().unwrap()).unwrap();
    assert_eq!((&ticket.placement, ticket.at.to_string().as_str()), (&placed, NOW));
    assert_eq!(ticket.transcript, ["客：冻住了", "机：您好"]);
    let rows = [
        ("单号", "T202507010001"),
        ("状态", "排队中，前面 6 位"),
        ("业务", "解冻账户"),
        ("事由", "不能自助解除"),
        ("已知", "手机号 138****8000"),
        ("办过", "account.unfreeze→refused"),
    ];
    assert_eq!(ticket.rows(), rows.map(|(name, value)| (name, value.to_owned())));
    let closed = demo.ticket("T202507010002", NOW.parse().unwrap()).unwrap();
    assert_eq!(closed.placement, Placement::Closed { ticket: "T202507010002".to_owned() });
    assert_eq!(demo.ticket("T202507010003", NOW.parse().unwrap()), None);
    demo.connection().execute_batch("UPDATE tickets SET packet = 'x'").unwrap();
    assert_eq!(demo.ticket("T202507010001", NOW.parse().unwrap()).unwrap().title, "账户安全");
    assert_eq!(demo.take_failure(), None);
}

#[test]
fn a_full_disk_comes_out_as_an_error_and_still_queues_the_caller() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let mut demo = Demo::open(&path).unwrap();
    demo.limit_to_present_size();
    // The pages that the tables already have take a little more.
    let mut orders = 0..1000;
    let failure = orders.find_map(|n| {
        let wish = json!({"手机号": NORMAL, "订单号": n, "情况说明": "一".repeat(500)});
        let reply = demo.call(&action("case.open"), wish.as_object().unwrap(), NOW.parse().unwrap());
        assert!(["ok", "error"].contains(&reply.outcome.as_str()));
        (reply.outcome == "error").then(|| demo.take_failure().unwrap())
    });
    let failure = failure.expect("the file has no room for so many cases");
    assert_eq!(failure, format!("写数据库 {} 时磁盘已满", path.display()));
    let packet = json!({"queue": 0, "intent": null, "slots": [], "tried": [], "reason": "一".repeat(5000)});
    let packet = serde_json::from_value(packet).unwrap();
    let placed = demo.enqueue(&queue("综合咨询", false, None), &packet, NOW.parse().unwrap());
    assert_eq!(placed, Placement::Queued { ticket: "TL202507010001".to_owned(), ahead: 6 });
    assert!(demo.take_failure().is_some());
}

#[test]
fn a_database_may_grow_to_its_limit_and_no_further() {
    let most = |demo: &mut Demo| {
        let mut pragma =
            |name: &str| demo.connection().pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        usize::try_from(pragma("max_page_count") * pragma("page_size")).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(most(&mut Demo::open(&folder.path().join("demo.db")).unwrap()), DATABASE_BYTES);
    let mut demo = Demo::in_memory();
    comes_out(&mut demo, "account.status", mobile(NORMAL), "ok");
    assert_eq!(most(&mut demo), MEMORY_BYTES);
}

#[test]
fn what_a_caller_tells_is_stored_masked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.db");
    let wish = json!({"手机号": NORMAL, "情况说明": "对方电话13712345678"});
    comes_out(&mut Demo::open(&path).unwrap(), "case.open", wish, "ok");
    let connection = Connection::open(&path).unwrap();
    let query = "SELECT note FROM cases ORDER BY opened_at DESC LIMIT 1";
    let note: String = connection.query_row(query, [], |row| row.get(0)).unwrap();
    assert_eq!(note, crate::text::mask::mask("对方电话13712345678"));
}
