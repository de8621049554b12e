//! Calls that survive: kept turn by turn, gone on with after any cut, replayed to the same bytes; and what is said where they cannot.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, LazyLock};

use daohang::backend::demo::Demo;
use daohang::compile::compile;
use daohang::compile::hotline::Hotline;
use daohang::rules::load;
use daohang::session::clock::Clock;
use daohang::session::journal::{Kept, conversation};
use daohang::session::{Session, Turn};
use daohang::suite::unmask::unmasked;
use jiff::civil::{DateTime, datetime};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::caller::{self, reply, without_cuts};
use crate::process::{Run, daohang};

const NOW: DateTime = datetime(2025, 7, 1, 10, 0, 0, 0);

static HOTLINE: LazyLock<Arc<Hotline>> = LazyLock::new(|| {
    let (rules, findings) = load::files(caller::FILES.map(|(name, text)| (name.to_owned(), text.into())));
    assert_eq!(findings, []);
    let (hotline, findings) = compile(&rules);
    Arc::new(hotline.unwrap_or_else(|| panic!("{findings:?}")))
});

/// Where a call stands, as far as it can be seen.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    slots: Vec<(String, String)>,
    stack: Vec<String>,
    question: Option<String>,
}

fn standing(session: &Session, turn: &Turn) -> Standing {
    let (hotline, dialogue) = (session.hotline(), session.dialogue());
    Standing { slots: dialogue.slots(hotline), stack: dialogue.stack(hotline), question: turn.said.last().cloned() }
}

/// What was carried out in a file, by action, without the data that it began with.
fn done(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let query = "SELECT action FROM changes WHERE at >= '2025-07-01' ORDER BY id";
    let mut statement = connection.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Answers until the call is over; tells after each turn where it stands.
#[track_caller]
fn talk(session: &mut Session, path: &Path, first: Turn, after_turn: &mut dyn FnMut(&Session, &Turn)) {
    let mut turn = first;
    for _ in 0..100 {
        assert_eq!(turn.failures, Vec::<String>::new());
        after_turn(session, &turn);
        if turn.ended.is_some() {
            return;
        }
        let question = turn.said.last().cloned().unwrap_or_default();
        turn = session.say(reply(&question, &done(path)).unwrap_or_else(|| panic!("no reply to “{question}”")));
    }
    panic!("the call has no end");
}

fn kept(path: &Path, number: i64) -> Vec<Kept> {
    let demo = Demo::open(path).unwrap();
    let call = demo.find_call(Some(number)).unwrap().unwrap();
    demo.turns(&call).unwrap()
}

/// Cuts a call at every write to the disk, and within each, and lets the caller go on: nothing that was shown is lost, nothing is
/// done twice, and the call goes on with the same question, slots and stack.
#[test]
fn a_call_cut_at_any_write_goes_on_as_if_it_had_not_been() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("demo.db");
    let log_of = |path: &Path| path.with_extension("db-wal");
    let demo = Demo::open(&path).unwrap();
    let mut session = Session::new(HOTLINE.clone(), Box::new(demo), Clock::Fixed(NOW));
    // After each turn, how long the log was, and where the call stood.
    let mut whole: Vec<(u64, Standing)> = Vec::new();
    let greeting = session.open();
    talk(&mut session, &path, greeting, &mut |session, turn| {
        whole.push((std::fs::metadata(log_of(&path)).unwrap().len(), standing(session, turn)));
    });
    let expected = kept(&path, 1);
    assert_eq!(done(&path), ["account.freeze", "case.open", "account.unfreeze"]);
    // The session lives on, so that the log is not moved into the database.
    let (database, log) = (std::fs::read(&path).unwrap(), std::fs::read(log_of(&path)).unwrap());
    drop(session);
    let broken = folder.path().join("broken.db");
    let frame = 4096 + 24;
    let (mut n_cuts, mut n_resumed) = (0, 0);
    for begin in (32..=log.len()).step_by(frame) {
        for n_bytes in [begin, (begin + 1000).min(log.len())] {
            n_cuts += 1;
            std::fs::write(&broken, &database).unwrap();
            std::fs::write(log_of(&broken), &log[..n_bytes]).unwrap();
            let n_shown = whole.iter().filter(|(length, _)| *length <= n_bytes as u64).count();
            n_resumed += usize::from(go_on(&broken, n_shown, &expected, &whole));
            std::fs::remove_file(&broken).unwrap();
        }
    }
    assert!(n_cuts > 80 && n_resumed > 40, "{n_cuts} cuts, {n_resumed} resumed");
}

/// Goes on with what is in a file, and holds it against the call that was not cut. Returns whether there was a call to go on with.
#[track_caller]
fn go_on(path: &Path, n_shown: usize, expected: &[Kept], whole: &[(u64, Standing)]) -> bool {
    let mut demo = Demo::open(path).unwrap();
    let Some(call) = demo.find_call(Some(1)).unwrap() else {
        assert_eq!(n_shown, 0, "a call that was begun is lost");
        return false;
    };
    let turns = demo.turns(&call).unwrap();
    assert!(turns.len() >= n_shown, "{n_shown} turns were shown, {} are kept", turns.len());
    assert!(turns.len() <= expected.len());
    if call.ended.is_some() {
        assert_eq!(turns, expected);
        return false;
    }
    assert_eq!(turns, expected[..turns.len()], "what is kept is not what was said");
    demo.take_over(&call).unwrap();
    let replayed = Session::replayed(HOTLINE.clone(), &turns, unmasked).unwrap();
    let mut session = replayed.connected(Box::new(demo), Clock::Fixed(NOW), call.opened, turns.len());
    let resumed = session.resume(None);
    // Once the question of the cut stands again, the call must stand where it stood.
    let cut = &whole[turns.len() - 1].1;
    let mut has_come_back = false;
    talk(&mut session, path, resumed, &mut |session, turn| {
        if !has_come_back && turn.said.last() == cut.question.as_ref() {
            has_come_back = true;
            // After a task nothing waits for a value that was lost: it is asked for by the next task.
            if !cut.stack.is_empty() {
                assert_eq!(standing(session, turn), *cut);
            }
        }
    });
    let is_at_greeting = turns.len() == 1;
    assert!(has_come_back || is_at_greeting, "“{:?}” was not asked again", cut.question);
    drop(session);
    let after: Vec<_> = without_cuts(&kept(path, 1)).into_iter().map(|(_, said)| said).collect();
    assert_eq!(told(&after), told(&expected.iter().map(|turn| turn.said.clone()).collect::<Vec<_>>()));
    assert_eq!(done(path), ["account.freeze", "case.open", "account.unfreeze"]);
    true
}

/// The sentences that tell of something, without the questions of the identity, which a cut after a task brings back.
fn told(turns: &[Vec<String>]) -> Vec<String> {
    let is_asked_anew = |said: &&String| ["手机号", "后四位", "核对好了"].iter().any(|part| said.contains(part));
    turns.iter().flatten().filter(|said| !is_asked_anew(said)).cloned().collect()
}

/// Says a script to the hotline of [`caller`] with a database file.
#[track_caller]
fn say(folder: &Path, arguments: &str, script: &str) -> (Option<i32>, String, String) {
    let mut command = daohang(folder);
    command.args(["--db", "demo.db"]).args(arguments.split_whitespace());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who refuses at once reads nothing.
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), script.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn place() -> TempDir {
    let folder = TempDir::new().unwrap();
    caller::write(folder.path());
    folder
}

const AT: &str = "--now 2025-07-01T10:00";

/// Leaves a call open at the question whether to freeze: as when its process was killed there.
fn cut_off(folder: &Path) {
    say(folder, AT, "冻结账户\n13900139000\n5678\n");
    let connection = Connection::open(folder.join("demo.db")).unwrap();
    connection.execute_batch("DELETE FROM turns WHERE act = 'hang-up'; UPDATE calls SET ended = NULL").unwrap();
}

#[test]
fn a_kept_call_replays_to_the_same_bytes() {
    let folder = place();
    let script = "冻结账户\n13900139000\n5678\n是\n要\n\n解冻\n不对\n是\n要人\n";
    let (status, written, _) = say(folder.path(), AT, script);
    assert_eq!(status, Some(0));
    let export = || say(folder.path(), "calls 1", "");
    let (status, exported, errors) = export();
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert_eq!(exported, written, "what is kept is what was shown");
    assert_eq!(export().1, exported);
    // And the dialogue, walked again from what is kept, says the same in every run.
    let turns = kept(&folder.path().join("demo.db"), 1);
    for _ in 0..2 {
        let replayed = Session::replayed(HOTLINE.clone(), &turns, unmasked).unwrap();
        assert_eq!(replayed.transcript().conversation_with_stubs(), exported);
    }
    assert_eq!(conversation(&turns), exported);
    std::fs::write(folder.path().join("kept.chat"), &exported).unwrap();
    let ran = daohang(folder.path()).args(["test", "kept.chat"]).output().unwrap();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "1 个对话通过（11 轮）\n");
}

#[test]
fn a_call_goes_on_after_its_process_was_killed() {
    let folder = place();
    cut_off(folder.path());
    let (status, written, errors) = say(folder.path(), &format!("{AT}:30 chat --resume"), "13900139000\n5678\n是\n");
    assert_eq!(status, Some(0));
    let about = "2025-07-01 10:00:00 打来，说了 3 句，冻结账户，没有打完";
    assert_eq!(errors, format!("接着打第 1 通：{about}\n"));
    let (_, resumed) = written.split_once("@resume\n").unwrap();
    assert_eq!(
        resumed,
        "机：接着来。\n机：请再说一次手机号。\n机：请说手机号。\n客：139****9000\n机：请说证件后四位。\n\
         @stub identity.check=ok {\"称呼\":\"王先生\"}\n客：5678\n机：核对好了，王先生。\n机：咱们继续冻结账户。\n\
         机：要冻结尾号9000的账户吗？\n@stub account.freeze=ok {\"冻结时间\":\"2025-07-01T10:00:30\"}\n客：是\n\
         机：冻好了，7月1日10点整。\n机：要不要登记一下情况？\n"
    );
    // What was written, cut and all, passes when it is run again.
    std::fs::write(folder.path().join("cut.chat"), &written).unwrap();
    let ran = daohang(folder.path()).args(["test", "cut.chat"]).output().unwrap();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "1 个对话通过（8 轮）\n");
}

#[test]
fn another_number_is_checked_anew_before_anything_is_done_with_it() {
    let folder = place();
    cut_off(folder.path());
    // It fits the mask of the number before, and is somebody else's.
    let (_, written, _) = say(folder.path(), &format!("{AT} chat --resume"), "13912349000\n5678\n是\n");
    assert!(written.contains("@stub identity.check=mismatch"), "{written}");
    assert!(!written.contains("account.freeze"), "{written}");
}

#[test]
fn what_cannot_be_gone_on_with_is_said() {
    let folder = place();
    let none = (Some(1), String::new(), "demo.db 里没有可以接着打的通话\n".to_owned());
    assert_eq!(say(folder.path(), "chat --resume", "解冻\n"), none);
    assert!(!folder.path().join("demo.db").exists(), "a file was made to look into it");
    say(folder.path(), AT, "再见\n");
    assert_eq!(say(folder.path(), "--resume", "解冻\n"), none);
    let ended = "第 1 通已经打完了（道别），不能接着打；看对话用 daohang calls --db demo.db 1\n";
    assert_eq!(say(folder.path(), "chat --resume 1", ""), (Some(1), String::new(), ended.to_owned()));
    let unknown = (Some(1), String::new(), "demo.db 里没有第 7 通电话\n".to_owned());
    assert_eq!(say(folder.path(), "chat --resume 7", ""), unknown);
    assert_eq!(say(folder.path(), "calls 7", ""), unknown);
    let usage = "错误: 接着打断掉的通话，要说明存在哪个文件里\n帮助: 加上 --db <文件>\n";
    Run::new("chat --resume").status(2).stderr(usage).check();
    Run::new("--resume").status(2).stderr(usage).check();
    Run::new("calls").status(2).stderr("错误: 看通话，要说明存在哪个文件里\n帮助: 加上 --db <文件>\n").check();
    Run::new("calls --db 没有.db").status(3).stderr("错误: 没有数据库文件 没有.db\n").check();
}

#[test]
fn of_several_open_calls_the_latest_or_the_one_named_goes_on() {
    let folder = place();
    say(folder.path(), AT, "冻结账户\n");
    say(folder.path(), AT, "解冻账户\n");
    say(folder.path(), AT, "再见\n");
    let connection = Connection::open(folder.path().join("demo.db")).unwrap();
    let reopen = "DELETE FROM turns WHERE act = 'hang-up'; UPDATE calls SET ended = NULL WHERE ended = 'hung-up'";
    connection.execute_batch(reopen).unwrap();
    let (_, listed, _) = say(folder.path(), "calls", "");
    assert_eq!(
        listed,
        "3\t2025-07-01 10:00:00 打来，说了 1 句，道别\n2\t2025-07-01 10:00:00 打来，说了 1 句，解冻账户，没有打完\n\
         1\t2025-07-01 10:00:00 打来，说了 1 句，冻结账户，没有打完\n"
    );
    let (_, _, errors) = say(folder.path(), &format!("{AT} chat --resume"), "");
    assert!(errors.starts_with("接着打第 2 通"), "{errors}");
    connection.execute_batch(reopen).unwrap();
    let (_, _, errors) = say(folder.path(), &format!("{AT} chat --resume 1"), "");
    assert!(errors.starts_with("接着打第 1 通"), "{errors}");
    let (_, json, _) = say(folder.path(), "calls --format json", "");
    assert!(json.contains("\"number\":1,\"started\":\"2025-07-01T10:00:00+08:00\""), "{json}");
}

#[test]
fn a_hotline_that_was_changed_goes_on_where_it_says_the_same_and_else_from_the_top() {
    let folder = place();
    let path = folder.path().join("intents/freeze.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    cut_off(folder.path());
    std::fs::write(&path, text.replace("要不要登记一下情况", "还要登记一下情况吗")).unwrap();
    let (status, written, errors) = say(folder.path(), &format!("{AT} chat --resume"), "");
    assert_eq!(status, Some(0));
    assert!(errors.ends_with("。热线后来改过，前面说过的都没有变\n"), "{errors}");
    assert!(written.ends_with("机：请说手机号。\n"), "{written}");
    let connection = Connection::open(folder.path().join("demo.db")).unwrap();
    connection.execute_batch("DELETE FROM turns WHERE act = 'hang-up'; UPDATE calls SET ended = NULL").unwrap();
    std::fs::write(&path, text.replace("要冻结尾号", "现在就冻结尾号")).unwrap();
    let (status, written, errors) = say(folder.path(), &format!("{AT} chat --resume"), "13900139000\n5678\n是\n");
    assert_eq!(status, Some(0));
    assert_eq!(errors, "第 1 通接不上原来的地方：热线后来改过，现在不会那样答了。另打一通，从头来\n");
    let top = "@now 2025-07-01T10:00:00+08:00\n机：您好，要办什么？\n@resume 冻结账户\n机：接着来。\n机：咱们继续冻结账户。\n\
               机：请说手机号。\n客：139****9000\n";
    assert!(written.starts_with(top), "{written}");
    assert!(written.contains("account.freeze=ok"), "{written}");
    let (_, listed, _) = say(folder.path(), "calls", "");
    assert!(listed.contains("冻结账户，来电人挂机\n1\t") && listed.ends_with("热线改了，另打了一通\n"), "{listed}");
    // An intent that is gone leaves the greeting.
    connection.execute_batch("DELETE FROM turns WHERE act = 'hang-up'; UPDATE calls SET ended = NULL").unwrap();
    std::fs::remove_file(&path).unwrap();
    let (status, written, _) = say(folder.path(), &format!("{AT} chat --resume"), "");
    assert_eq!((status, written.as_str()), (Some(0), "@now 2025-07-01T10:00:00+08:00\n机：您好，要办什么？\n"));
    // And rows that were edited by hand are no turns any more.
    connection.execute_batch("UPDATE calls SET ended = NULL; UPDATE turns SET said = 'x', answers = '}'").unwrap();
    let (status, ..) = say(folder.path(), &format!("{AT} chat --resume"), "再见\n");
    assert_eq!(status, Some(0));
}

#[test]
fn a_call_that_goes_on_elsewhere_is_over_here_and_nothing_is_done_twice() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("demo.db");
    let line = || Demo::open(&path).unwrap();
    let mut here = Session::new(HOTLINE.clone(), Box::new(line()), Clock::Fixed(NOW));
    here.open();
    for said in ["冻结账户", "13900139000", "5678"] {
        here.say(said);
    }
    let mut demo = line();
    let call = demo.find_call(None).unwrap().unwrap();
    demo.take_over(&call).unwrap();
    let turns = demo.turns(&call).unwrap();
    let replayed = Session::replayed(HOTLINE.clone(), &turns, unmasked).unwrap();
    let mut there = replayed.connected(Box::new(demo), Clock::Fixed(NOW), call.opened, turns.len());
    there.resume(None);
    let turn = here.say("是");
    assert_eq!((turn.said, turn.calls.len()), (Vec::new(), 0));
    assert_eq!(turn.failures, ["这通电话已经在别的窗口接着打了，这边就此挂断"]);
    assert!(here.is_over());
    for said in ["13900139000", "5678", "是"] {
        there.say(said);
    }
    assert_eq!(done(&path), ["account.freeze"]);
    // Who was cut off can call again.
    assert_eq!((here.open().failures, here.say("再见").failures), (Vec::new(), Vec::new()));
    assert_eq!(kept(&path, 2).len(), 2);
}

/// Says the first lines of the caller's call, up to whether to freeze.
fn up_to_the_question(path: &Path) -> Session {
    let mut session = Session::new(HOTLINE.clone(), Box::new(Demo::open(path).unwrap()), Clock::Fixed(NOW));
    session.open();
    for said in ["冻结账户", "13900139000", "5678"] {
        assert_eq!(session.say(said).failures, Vec::<String>::new());
    }
    session
}

#[test]
fn what_cannot_be_kept_is_said_once_waits_in_memory_and_is_written_later() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("demo.db");
    let mut session = up_to_the_question(&path);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TRIGGER full BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'full'); END").unwrap();
    let turn = session.say("是");
    assert_eq!(turn.said, ["冻好了，7月1日10点整。", "要不要登记一下情况？"]);
    let [failure] = turn.failures.as_slice() else { panic!("{:?}", turn.failures) };
    assert!(failure.ends_with("；通话接着打，从这一句起先只记在内存里"), "{failure}");
    // The turn was taken twice, and what it did was done once.
    assert_eq!((done(&path).as_slice(), turn.calls.len()), (["account.freeze".to_owned()].as_slice(), 1));
    assert_eq!(kept(&path, 1).len(), 4);
    let turn = session.say("要");
    assert_eq!((turn.failures, turn.said[0].as_str()), (Vec::new(), "案件号202507010001。"));
    assert_eq!(done(&path), ["account.freeze", "case.open"]);
    other.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(session.say("再见").failures, ["又能写了，刚才没有记下的通话已经补上"]);
    let turns = kept(&path, 1);
    assert_eq!(turns.len(), 7);
    assert_eq!(conversation(&turns), session.transcript().conversation_with_stubs());
}

#[test]
fn an_effect_that_takes_the_whole_turn_with_it_is_told_as_what_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("demo.db");
    let mut session = up_to_the_question(&path);
    let other = Connection::open(&path).unwrap();
    // As SQLite does by itself where the disk is full.
    other
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON changes BEGIN SELECT RAISE(ROLLBACK, 'full'); END")
        .unwrap();
    let turn = session.say("是");
    assert_eq!(turn.calls[0].outcome, "error");
    assert!(!turn.said.concat().contains("冻好了"), "{:?}", turn.said);
    assert!(turn.failures[0].ends_with("；通话接着打，从这一句起先只记在内存里"), "{:?}", turn.failures);
    let status = "SELECT status FROM accounts WHERE mobile = '13900139000'";
    let status: String = other.query_row(status, [], |row| row.get(0)).unwrap();
    assert_eq!((done(&path), status.as_str()), (Vec::new(), "normal"));
    other.execute_batch("DROP TRIGGER full").unwrap();
    session.open();
    assert_eq!(kept(&path, 2).len(), 1);
}

#[test]
fn several_processes_keep_their_calls_in_one_file() {
    let folder = place();
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = daohang(folder.path());
            command.args(["--db", "demo.db"]).args(AT.split(' '));
            let mut child =
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let script = "冻结\n13900139000\n5678\n不\n@call\n".repeat(8);
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), script.as_bytes()).unwrap();
            child
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
    let connection = Connection::open(folder.path().join("demo.db")).unwrap();
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM calls WHERE ended = 'hung-up'"), 27);
    assert_eq!(count("SELECT count(*) FROM turns WHERE act = 'say'"), 96);
    assert_eq!(count("SELECT count(*) FROM (SELECT call FROM turns GROUP BY call HAVING max(n) != count(*) - 1)"), 0);
    assert_eq!(connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
}

/// Every secret that is said, in each way of saying it, against every byte of the file and of what lies beside it.
#[test]
fn no_raw_value_is_in_any_byte_of_the_file() {
    let folder = place();
    let secrets = ["13712345678", "6222021234567894", "110101199003070134", "wang.xm@example.com", "836251"];
    let script = format!(
        "冻结\n{0}\n5678\n我的卡号是{1}\n身份证{2}\n邮箱{3}\n我的密码是{4}\n我手机号{0}\n要人\n",
        secrets[0], secrets[1], secrets[2], secrets[3], secrets[4]
    );
    let mut command = daohang(folder.path());
    command.args(["--db", "demo.db"]).args(AT.split(' '));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, script.as_bytes()).unwrap();
    // Looked at while it is open, so that the log is there, and after the end.
    let mut answers = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut heard = String::new();
    while !heard.contains("客：要人") {
        assert!(std::io::BufRead::read_line(&mut answers, &mut heard).unwrap() > 0, "{heard}");
    }
    let look = |least: usize| {
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
        let files: Vec<_> = files.into_iter().filter(|path| path.to_string_lossy().contains("demo.db")).collect();
        assert!(files.len() >= least, "{files:?}");
        for path in files {
            let bytes = std::fs::read(&path).unwrap();
            for secret in secrets {
                let holds = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!holds, "{secret} in {}", path.display());
            }
        }
    };
    look(3);
    drop(stdin);
    child.wait().unwrap();
    look(1);
    let kept = kept(&folder.path().join("demo.db"), 1);
    assert_eq!(kept[2].heard, "137****5678");
}
