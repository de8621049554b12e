//! Scripts through a real pipe: the transcript, bad input, and that what is written passes when it is run again.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use tempfile::TempDir;

use crate::hotline;
use crate::process::{Run, daohang};

const NOW: &str = "--now 2025-07-01T10:00";
const GREETING: &str = "@now 2025-07-01T10:00:00+08:00\n机：您好，这里是小热线。请问要办什么？\n";

/// Pipes a script and compares what is written behind the greeting; then runs what was written as a test.
#[track_caller]
fn check(script: &str, expect: &str) {
    let written = format!("{GREETING}{expect}");
    Run::new(NOW).small_hotline().stdin(script).stdout(&written).check();
    Run::new(NOW).small_hotline().stdin(written.as_str()).stdout(&written).check();
    Run::new("test a.chat").small_hotline().file("a.chat", written).stdout_has(["1 个对话通过"]).check();
}

#[test]
fn plain_lines_are_the_callers_and_empty_ones_silence() {
    check(
        "查账单\n\n6月",
        "客：查账单\n机：要查哪个月？\n客：\n机：没有听到您的声音。\n机：要查哪个月？\n客：6月\n机：好的，2025年6月没有支出。\n机：请问还有什么可以帮您？\n",
    );
}

#[test]
fn nothing_gets_the_greeting() {
    check("", "");
}

#[test]
fn line_after_the_end_calls_again() {
    check(
        "再见\n\n查账单\n",
        "客：再见\n机：感谢来电，再见。\n@call\n机：您好，这里是小热线。请问要办什么？\n客：查账单\n机：要查哪个月？\n",
    );
}

#[test]
fn settings_are_carried_out_and_expectations_passed_over() {
    check(
        "# 说明\n客：查上个月的账单\n机：随便\n@now +1m\n客：再见\n",
        "客：查上个月的账单\n机：好的，2025年6月没有支出。\n机：请问还有什么可以帮您？\n@now +60s\n客：再见\n机：感谢来电，再见。\n",
    );
}

#[test]
fn secrets_are_written_as_masks_and_run_again() {
    check("冻结账户\n13800138000\n", "客：冻结账户\n机：请说一下手机号。\n客：138****8000\n机：是挂失还是风险？\n");
}

#[test]
fn wrong_setting_is_named_and_the_call_goes_on() {
    Run::new(NOW)
        .small_hotline()
        .stdin("@nwo 1\n客：查账单\n")
        .status(1)
        .stdout(&format!("{GREETING}客：查账单\n机：要查哪个月？\n"))
        .stderr("第 1 行：没有叫“@nwo”的设置（是不是想写“@now”？）\n")
        .check();
}

#[test]
fn bad_lines_do_not_end_the_call() {
    let mut script = b"\xce\xd2\xb5\xc4\n\xff\xfe\n\x1b[31m\x07\0\n\xf0\x9f\x98\x80\n".to_vec();
    script.extend("查".repeat(10 << 20).into_bytes());
    script.extend("\n查账单\n".bytes());
    let ran = Run::new(NOW)
        .small_hotline()
        .stdin(script)
        .stdout_has(["机：", "客：查账单\n机：要查哪个月？\n"])
        .stderr_has(["第 1 行不是 UTF-8，看起来是 GBK", "第 2 行不是 UTF-8", "第 5 行太长"])
        .check();
    assert!(!ran.stdout.contains(['\x1b', '\x07', '\0']), "control characters are not handed on");
    assert!(ran.stdout.len() < 100_000, "{} bytes for a line that is not heard", ran.stdout.len());
}

#[test]
fn answer_comes_before_the_next_line_is_asked_for() {
    let folder = TempDir::new().unwrap();
    hotline::write(folder.path());
    let mut child =
        daohang(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || answers.next().unwrap().unwrap();
    assert!(next().starts_with("@now "));
    assert!(next().starts_with("机：您好"));
    stdin.write_all("查账单\n".as_bytes()).unwrap();
    assert_eq!((next(), next()), ("客：查账单".to_owned(), "机：要查哪个月？".to_owned()));
    drop(stdin);
    assert!(child.wait().unwrap().success());
}
