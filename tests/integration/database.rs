//! A database file through real processes: what lasts from call to call, what `kill -9` leaves, and files that cannot be used.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::process::{Run, daohang};

/// A hotline with an effect in every sentence, for the tests that kill.
const HOTLINE: &str = "\
hotline:
  name: 试验
  greeting: 请讲。
slots: {手机号: mobile}
queues:
  人工客服: {default: true}
actions:
  account.freeze:
    takes: [手机号]
    outcomes: [ok, already_frozen, refused]
  account.unfreeze:
    takes: [手机号]
    outcomes: [ok, already_open, refused]
  case.open:
    takes: [手机号]
    gives: {案件号: text}
    outcomes: [ok, duplicate, outside]
";

const INTENTS: [(&str, &str); 4] = [
    (
        "freeze.yaml",
        "intent: 冻结\nphrases: 冻结\nflow:\n  - call: account.freeze\n    already_frozen: already\n    refused: already\n    \
         error: already\n  - end: ok\n    say: 冻好了。\n  - label: already\n    end: ok\n    say: 没有冻。\n",
    ),
    (
        "unfreeze.yaml",
        "intent: 解冻\nphrases: 解冻\nflow:\n  - call: account.unfreeze\n    already_open: already\n    refused: already\n    \
         error: already\n  - end: ok\n    say: 解好了。\n  - label: already\n    end: ok\n    say: 没有解。\n",
    ),
    (
        "case.yaml",
        "intent: 登记\nphrases: 登记\nflow:\n  - call: case.open\n    duplicate: already\n    outside: already\n    error: already\n  \
         - end: ok\n    say: 案件{案件号}。\n  - label: already\n    end: ok\n    say: 没有登记。\n",
    ),
    ("person.yaml", "intent: 要人\nphrases: 要人\nflow:\n  - transfer: 人工客服\n    reason: 要人\n"),
];

fn write_hotline(folder: &Path) {
    let folder = folder.join("intents");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("hotline.yaml"), HOTLINE).unwrap();
    for (name, text) in INTENTS {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// What the caller of the tests that kill says: an effect in every line.
fn script() -> String {
    let lines = "登记\n冻结\n解冻\n要人\n".repeat(8);
    format!("@slot 手机号=13900139000\n{}", lines.replace("要人\n", "要人\n@call\n@slot 手机号=13900139000\n"))
}

fn talk(folder: &Path) -> Child {
    let mut command = daohang(folder);
    command.args(["--db", "demo.db", "--now", "2025-07-01T10:00"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Holds the file against itself and against what the callers were told: every effect is there wholly or not at all.
#[track_caller]
fn check_file(path: &Path, told: &str) -> i64 {
    let connection = Connection::open(path).unwrap();
    let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    let mut orphans = connection.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(orphans.query([]).unwrap().next().unwrap().is_none());
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    if version == 0 {
        assert_eq!((count("SELECT count(*) FROM sqlite_schema"), told), (0, ""));
        return 0;
    }
    // All accounts or none: the seed is one effect.
    let n_accounts = count("SELECT count(*) FROM accounts");
    assert!(n_accounts == 0 || n_accounts == 6, "{n_accounts} accounts");
    // A state, and what was noted of how it came about.
    let states = "SELECT count(*) FROM accounts a
                  WHERE a.status IN ('normal', 'lost') AND
                    coalesce((SELECT action || at FROM changes WHERE account = a.id AND action LIKE 'account.%'
                              ORDER BY id DESC LIMIT 1), 'account.unfreeze')
                    NOT LIKE CASE a.status WHEN 'lost' THEN 'account.freeze' || a.frozen_at ELSE 'account.unfreeze%' END";
    assert_eq!(count(states), 0, "a state without its change, or a change without its state");
    let turns = "SELECT count(*) FROM (SELECT action, lag(action) OVER (PARTITION BY account ORDER BY id) AS before
                 FROM changes WHERE action LIKE 'account.%') WHERE action = before";
    assert_eq!(count(turns), 0, "frozen twice, or lifted twice");
    for (table, action) in [("cases", "case.open"), ("tickets", "enqueue")] {
        let noted = format!(
            "SELECT count(*) FROM changes WHERE action = '{action}' AND number IN (SELECT number FROM {table})"
        );
        let (n_rows, n_changes) = (
            count(&format!("SELECT count(*) FROM {table}")),
            count(&format!("SELECT count(*) FROM changes WHERE action = '{action}'")),
        );
        assert_eq!((n_changes, count(&noted)), (n_rows, n_rows), "{table}");
    }
    // Numbers: each day from 1 on without a gap, and those that callers were told are there.
    let mut statement =
        connection.prepare("SELECT number FROM cases UNION ALL SELECT number FROM tickets ORDER BY 1").unwrap();
    let numbers: BTreeSet<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut next = BTreeMap::new();
    for number in &numbers {
        let (stem, counter) = number.split_at(number.len() - 4);
        let last: &mut u32 = next.entry(stem.to_owned()).or_default();
        *last += 1;
        assert_eq!(counter.parse(), Ok(*last), "{number}");
    }
    for word in told.split(|character: char| !character.is_ascii_alphanumeric()) {
        if word.trim_start_matches('T').len() == 12 {
            assert!(numbers.contains(word), "the caller was told {word}, which is lost");
        }
    }
    let n_told = |words: &str| i64::try_from(told.matches(words).count()).unwrap();
    assert!(count("SELECT count(*) FROM changes WHERE action = 'account.freeze'") >= n_told("冻好了"));
    count("SELECT count(*) FROM changes")
}

/// Numbers that look random and are the same in every run.
fn shuffled(seed: &mut u64, below: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

#[test]
fn killed_at_any_moment_every_effect_is_whole() {
    let folder = TempDir::new().unwrap();
    write_hotline(folder.path());
    let path = folder.path().join("demo.db");
    let mut told = String::new();
    let mut n_changes = 0;
    // After each answered line in turn: the first kills hit the making of the file and its first data.
    for n_lines in 0..40 {
        let mut child = talk(folder.path());
        let mut stdin = child.stdin.take().unwrap();
        let script = script();
        let writer = std::thread::spawn(move || drop(stdin.write_all(script.as_bytes())));
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut answered = String::new();
        for _ in 0..n_lines {
            answers.read_line(&mut answered).unwrap();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        writer.join().unwrap();
        // What was on its way when it was killed was said as well.
        answers.read_to_string(&mut answered).unwrap();
        told.push_str(&answered);
        let n_before = n_changes;
        n_changes = check_file(&path, &told);
        assert!(n_changes >= n_before, "what was done before is undone");
    }
    // And at any moment of its work, between two lines as well.
    let mut seed = 7;
    for _ in 0..40 {
        let mut child = talk(folder.path());
        let mut stdin = child.stdin.take().unwrap();
        let script = script();
        let writer = std::thread::spawn(move || drop(stdin.write_all(script.as_bytes())));
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut answered = String::new();
        answers.read_line(&mut answered).unwrap();
        pause(shuffled(&mut seed, 15_000));
        child.kill().unwrap();
        child.wait().unwrap();
        writer.join().unwrap();
        answers.read_to_string(&mut answered).unwrap();
        told.push_str(&answered);
        n_changes = check_file(&path, &told);
    }
    // And it goes on: the next process finds nothing locked.
    let mut child = talk(folder.path());
    child.stdin.take().unwrap().write_all("@slot 手机号=13900139000\n登记\n要人\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    told.push_str(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(check_file(&path, &told), n_changes + 2);
    assert!(n_changes > 100, "only {n_changes} effects: the kills hit nothing");
}

/// Waits so many microseconds.
#[allow(
    clippy::disallowed_methods,
    reason = "killing at any moment is what is tested; no outcome depends on how long it takes"
)]
fn pause(microseconds: u64) {
    std::thread::sleep(std::time::Duration::from_micros(microseconds));
}

#[test]
fn a_log_that_breaks_off_anywhere_holds_whole_effects() {
    let folder = TempDir::new().unwrap();
    write_hotline(folder.path());
    let mut child = talk(folder.path());
    // Not closed: an orderly end would move what the log has into the database.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(script().as_bytes()).unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    while told.matches("@stub enqueue").count() < 8 || !told.ends_with("请讲。\n") {
        answers.read_line(&mut told).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let (database, log) = (read("demo.db"), read("demo.db-wal"));
    let broken = folder.path().join("broken.db");
    let mut seen = Vec::new();
    // As a power failure would leave it: the log up to a place, within a page or behind one.
    for n_bytes in (0..log.len()).step_by(1373).chain([log.len()]) {
        std::fs::write(&broken, &database).unwrap();
        std::fs::write(folder.path().join("broken.db-wal"), &log[..n_bytes]).unwrap();
        seen.push(check_file(&broken, ""));
    }
    seen.dedup();
    assert!(seen.is_sorted() && seen.len() > 30, "{seen:?}");
    assert_eq!(check_file(&broken, &told), *seen.last().unwrap());
}

#[test]
fn two_processes_give_out_one_row_of_numbers() {
    let folder = TempDir::new().unwrap();
    write_hotline(folder.path());
    let children: Vec<Child> = (0..3)
        .map(|_| {
            let mut child = talk(folder.path());
            child.stdin.take().unwrap().write_all(script().as_bytes()).unwrap();
            child
        })
        .collect();
    let mut told = String::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        told.push_str(&String::from_utf8(output.stdout).unwrap());
    }
    check_file(&folder.path().join("demo.db"), &told);
    assert!(told.contains("T202507010024") && told.contains("案件202507010024"), "{told}");
}

/// Says a script to the shipped hotline with a database file, at a time; returns what was written.
#[track_caller]
fn call(folder: &Path, now: &str, script: &str) -> String {
    let mut command = daohang(folder);
    command.args(["--db", "demo.db", "--now", now]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let written = String::from_utf8(output.stdout).unwrap();
    // What was written passes when it is run again, although a test's backend has no history.
    Run::new("test a.chat").file("a.chat", &written).stdout_has(["1 个对话通过"]).check();
    written
}

#[test]
fn a_freeze_holds_in_the_next_call() {
    let folder = TempDir::new().unwrap();
    let has = |written: &str, part: &str| assert!(written.contains(part), "no “{part}” in:\n{written}");
    let first = call(folder.path(), "2025-07-01T10:00", "冻结账户\n13900139000\n5678\n是\n");
    has(&first, "@stub account.freeze=ok {\"冻结时间\":\"2025-07-01T10:00:00\"}");
    let next = call(folder.path(), "2025-07-02T09:00", "冻结账户\n13900139000\n5678\n是\n");
    has(
        &next,
        "@stub account.status=ok {\"账户状态\":\"挂失\",\"认证等级\":\"三类\",\"冻结时间\":\"2025-07-01T10:00:00\"}",
    );
    has(&next, "已经是冻结状态");
    let lifted = call(folder.path(), "2025-07-03T09:00", "解冻账户\n13900139000\n5678\n挂失\n是\n是\n");
    has(&lifted, "@stub account.unfreeze=ok {\"生效时间\":\"2025-07-03T09:10:00\"}");
    let after = call(folder.path(), "2025-07-03T10:00", "冻结账户\n13900139000\n5678\n是\n");
    has(&after, "@stub account.freeze=ok {\"冻结时间\":\"2025-07-03T10:00:00\"}");
}

#[test]
fn a_case_is_read_back_on_another_day_with_its_working_days() {
    let folder = TempDir::new().unwrap();
    // 2025-09-28 is a Sunday that is worked; the first eight days of October are off, and Saturday the 11th is worked.
    let opened =
        call(folder.path(), "2025-09-28T10:00", "我转错账了\n13900139000\n5678\n转错人\n88010000000022\n是\n是\n");
    assert!(
        opened.contains(
            "@stub case.open=ok {\"案件号\":\"202509280001\",\"最早日期\":\"2025-10-09\",\"答复日期\":\"2025-10-11\"}"
        ),
        "{opened}"
    );
    let read = call(folder.path(), "2025-09-29T10:00", "争议进度\n13900139000\n5678\n");
    for part in ["202509280001", "转错账", "核实中", "10月11日"] {
        assert!(read.contains(part), "no “{part}” in:\n{read}");
    }
}

#[test]
fn a_ticket_is_kept_with_its_packet_and_written_as_comments() {
    let folder = TempDir::new().unwrap();
    let written = call(folder.path(), "2025-07-01T10:00", "我的手机号是13800138000，帮我解冻账户\n转人工\n");
    let (_, comment) = written.split_once("# 转人工 · ").unwrap();
    for part in ["#   单号  T202507010001", "#   状态  排队中，前面 6 位", "#   业务  解冻账户", "手机号 138****8000"]
    {
        assert!(comment.contains(part), "no “{part}” in:\n{comment}");
    }
    let connection = Connection::open(folder.path().join("demo.db")).unwrap();
    let packet: String = connection.query_row("SELECT packet FROM tickets", [], |row| row.get(0)).unwrap();
    for part in ["\"intent\":\"解冻账户\"", "客：我的手机号是138****8000，帮我解冻账户", "客：转人工", "\"reason\":"]
    {
        assert!(packet.contains(part), "no “{part}” in:\n{packet}");
    }
    assert!(!packet.contains("13800138000"));
}

#[test]
fn a_packet_holds_its_own_call_and_no_secrets() {
    let folder = TempDir::new().unwrap();
    let script = "我想查上个月的账单\n再见\n@call\n我的支付密码是836251，卡号6222021234567894\n转人工\n冻结账户\n";
    let mut command = daohang(folder.path());
    command.args(["--db", "demo.db", "--now", "2025-07-01T10:00"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let written = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let connection = Connection::open(folder.path().join("demo.db")).unwrap();
    let packet: String = connection.query_row("SELECT packet FROM tickets", [], |row| row.get(0)).unwrap();
    assert!(packet.contains("密码") && !packet.contains("账单"), "{packet}");
    for secret in ["836251", "6222021234567894"] {
        assert!(!packet.contains(secret) && !written.contains(secret), "{secret} in {packet}");
    }
}

/// Codes and passwords in every way that callers say them, each in a talk that ends at a person: no byte written holds one.
#[test]
fn no_volunteered_secret_is_written_anywhere() {
    let calls = [
        ("我收不到验证码\n来了 483920\n转人工\n", "483920"),
        ("我收不到验证码\n来了，四八三九二零\n转人工\n", "四八三九二零"),
        ("４８３９２１\n转人工\n综合咨询\n", "４８３９２１"),
        ("我收不到验证码\n短信里那六位数是四八三九二一\n转人工\n", "四八三九二一"),
        ("码是483922\n转人工\n综合咨询\n", "483922"),
        ("刚才骗子让我念的是771234我就念了\n转人工\n综合咨询\n", "771234"),
        ("我把483923告诉他了\n转人工\n综合咨询\n", "483923"),
        ("密马是483924\n转人工\n综合咨询\n", "483924"),
        ("password 889900\n转人工\n综合咨询\n", "889900"),
        ("我的密码叫王小明123\n转人工\n综合咨询\n", "王小明"),
        ("我密码是我生日19900101\n转人工\n综合咨询\n", "19900101"),
        ("密码6个8\n转人工\n综合咨询\n", "6个8"),
        ("我的密码是fluffy cat 99\n转人工\n综合咨询\n", "cat"),
        ("登不上\n密码不对\n我输的是778812\n转人工\n", "778812"),
        ("支付密码输错了\n我就输123321啊\n转人工\n", "123321"),
        ("我要投诉\n服务\n我当时报给他771199\n转人工\n", "771199"),
        ("有人打电话说是客服\n不记得\n667788\n转人工\n综合咨询\n", "667788"),
    ];
    for (script, secret) in calls {
        let folder = TempDir::new().unwrap();
        let written = call(folder.path(), "2025-07-01T10:00", script);
        assert!(written.contains("******") && written.contains("转人工 · "), "{script}{written}");
        assert!(!written.contains(secret), "{secret} in {written}");
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap_or_default();
            let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!holds, "{secret} in {}", path.display());
        }
    }
}

#[test]
fn where_a_caller_stands_follows_the_clock_alone() {
    let at = |now: &str, script: &str, parts: &[&str]| {
        let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let written = call(one.path(), now, script);
        assert_eq!(written, call(other.path(), now, script));
        for part in parts {
            assert!(written.contains(part), "no “{part}” at {now} in:\n{written}");
        }
    };
    at("2025-07-01T10:00", "转人工\n综合咨询\n@call\n转人工\n综合咨询\n", &["前面 6 位", "前面 7 位"]);
    at("2025-07-01T03:10", "转人工\n退款\n", &["@stub enqueue=full", "坐席全忙"]);
    at("2025-07-01T22:00", "转人工\n花呗还款\n", &["@stub enqueue=closed", "不在服务时间", "每天上午9点到晚上9点"]);
    at("2025-07-01T12:00", "转人工\n花呗还款\n", &["@stub enqueue=queued"]);
}

#[test]
fn a_file_of_somebody_else_is_refused() {
    let folder = TempDir::new().unwrap();
    Connection::open(folder.path().join("other.db"))
        .unwrap()
        .execute_batch("CREATE TABLE photos (id INTEGER)")
        .unwrap();
    let path = folder.path().join("other.db");
    Run::new("--db")
        .argument(&path)
        .status(3)
        .stderr(&format!("错误: {} 是别的程序的数据库，里面已经有表“photos”，没有动它；请换个文件名\n", path.display()))
        .check();
}

/// Runs a script as somebody whom permissions bind: the superuser may write to what is read-only.
#[cfg(unix)]
fn bound(folder: &Path, shell: &str) -> (Option<i32>, String, String) {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let mut binary = env!("CARGO_BIN_EXE_daohang").to_owned();
    let is_root = std::fs::metadata(folder).unwrap().uid() == 0;
    if is_root {
        binary = folder.join("daohang").to_str().unwrap().to_owned();
        if !Path::new(&binary).exists() {
            std::fs::copy(env!("CARGO_BIN_EXE_daohang"), &binary).unwrap();
        }
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new("sh");
    command.args(["-c", shell]).env("DAOHANG", binary).env("HOME", folder).current_dir(folder);
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_said_before_the_greeting() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("demo.db");
    std::fs::write(folder.path().join("empty.db"), "").unwrap();
    call(folder.path(), "2025-07-01T10:00", "转人工\n");
    for file in [&path, &folder.path().join("empty.db")] {
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o444)).unwrap();
    }
    let check = |file: &str, why: &str| {
        let ran = bound(folder.path(), &format!("\"$DAOHANG\" --db {file}"));
        assert_eq!(ran, (Some(3), String::new(), format!("错误: {why}\n")));
    };
    check("demo.db", "数据库 demo.db 只能读，不能写");
    check("empty.db", "数据库 empty.db 只能读，不能写");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    check("new.db", "打不开数据库 new.db：没有权限，磁盘只读，或者文件名不能用");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_ends_an_effect_and_not_the_call() {
    let folder = TempDir::new().unwrap();
    write_hotline(folder.path());
    let mut child = talk(folder.path());
    child.stdin.take().unwrap().write_all(script().as_bytes()).unwrap();
    child.wait_with_output().unwrap();
    let path = folder.path().join("demo.db");
    let n_before = check_file(&path, "");
    // A limit on the size of files (in blocks of 512 bytes) stands for the disk: the log beside the database, which grows with
    // each effect, comes to it in the middle of the script.
    let shell = "trap '' XFSZ; ulimit -f 64; \"$DAOHANG\" --db demo.db --now 2025-07-01T10:00 <script.txt 2>&1";
    std::fs::write(folder.path().join("script.txt"), script()).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", shell]).env("DAOHANG", env!("CARGO_BIN_EXE_daohang")).env("HOME", folder.path());
    let output = command.current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stdout).unwrap();
    let failure = "后台：读写数据库 demo.db 失败：磁盘出错，或者已经写不下了";
    let unkept = "；通话接着打，从这一句起先只记在内存里";
    for part in ["没有冻", "没有解", "没有登记", "服务单号是TL202507010001", failure, unkept] {
        assert!(said.contains(part), "no “{part}” in:\n{said}");
    }
    let n_after = check_file(&path, &said);
    assert!((n_before..n_before + 32).contains(&n_after), "{n_before}, then {n_after}");
}
