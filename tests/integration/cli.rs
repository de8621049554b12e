//! The command line in real processes: help, exit codes, streams, bad input.

use std::io::Write;
use std::process::Stdio;

use tempfile::TempDir;

use crate::process::{Run, daohang};

#[test]
fn help_is_chinese_and_goes_to_standard_output() {
    Run::new("--help").stdout_has(["用法: daohang", "命令:", "route", "选项:", "--intents", "退出码"]).check();
    Run::new("chat --help").stdout_has(["用法: daohang chat", "--voice", "--silence"]).check();
    Run::new("help").stdout_has(["用法: daohang", "命令:", "new", "schema"]).check();
    Run::new("help check").stdout_has(["用法: daohang check", "--proofs"]).check();
    Run::new("help chek").status(2).stderr_has(["没有“chek”这个命令", "check"]).check();
    Run::new("new --help").stdout_has(["new intent", "new hotline"]).check();
    Run::new("schema --help").stdout_has(["yaml.schemas", "# yaml-language-server: $schema="]).check();
    Run::new("--version").stdout(concat!("daohang ", env!("CARGO_PKG_VERSION"), "\n")).check();
}

#[test]
fn wrong_usage_exits_2_and_says_what_is_meant() {
    Run::new("--intent x")
        .status(2)
        .stderr("错误: 没有“--intent”这个选项或参数\n帮助: 是不是想写“--intents”？\n")
        .check();
    Run::new("chek").status(2).stderr("错误: 没有“chek”这个命令\n帮助: 是不是想写“check”？\n").check();
}

#[test]
fn every_shell_gets_completions() {
    for (shell, part) in [("bash", "_daohang"), ("zsh", "#compdef daohang"), ("fish", "--command daohang")] {
        Run::new(&format!("completions {shell}")).stdout_has([part]).check();
    }
    Run::new("completions tcsh").status(2).stderr_has(["“<SHELL>”不能是“tcsh”", "是不是想写“zsh”"]).check();
}

#[test]
fn every_line_in_gives_a_line_out() {
    Run::new("entities")
        .stdin("\n我\r\n冻结")
        .stdout(
            "{\"text\":\"\",\"entities\":[]}\n{\"text\":\"我\",\"entities\":[]}\n{\"text\":\"冻结\",\"entities\":[]}\n",
        )
        .check();
    Run::new("entities").check();
}

#[test]
fn bad_bytes_are_named_and_the_next_line_is_read() {
    Run::new("entities")
        .stdin(&b"\xff\n\xce\xd2\xb5\xc4\n\xe5\x86\xbb\n"[..])
        .stdout_has(["{\"text\":\"\u{fffd}\"", "{\"text\":\"冻\",\"entities\":[]}\n"])
        .stderr_has(["第 1 行有不是 UTF-8 的字节", "第 2 行不是 UTF-8，看起来是 GBK", "iconv -f GBK"])
        .check();
}

#[test]
fn unreadable_file_exits_3_with_its_path() {
    Run::new("entities nowhere.txt").status(3).stderr("错误: 读不了 nowhere.txt：没有这个文件或目录\n").check();
    Run::new("--db .").status(3).stderr("错误: 打不开数据库 .：这是目录，不是文件\n").check();
    Run::new("--db entities.txt")
        .file("entities.txt", "不是数据库\n".repeat(99))
        .status(3)
        .stderr("错误: entities.txt 不是 SQLite 数据库\n")
        .check();
    Run::new("entities .").status(3).stderr("错误: 读不了 .：这是目录，不是文件\n").check();
}

#[test]
fn closed_reader_ends_quietly() {
    let folder = TempDir::new().unwrap();
    let mut child = daohang(folder.path())
        .arg("entities")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    // Only now there is something to answer, so that the first write finds the reader gone.
    child.stdin.take().unwrap().write_all("冻结\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
#[cfg(target_os = "linux")]
fn full_disk_exits_3() {
    let folder = TempDir::new().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        daohang(folder.path()).arg("--help").stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output();
    let output = output.unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(3), "错误: 写不了标准输出：磁盘满了\n"));
}
