//! What authors begin with, in real processes: `new`, the completions in a real bash, the manual page.

use std::path::Path;

use tempfile::TempDir;

use crate::process::{Run, daohang};

/// Runs `daohang` in a folder; returns the exit code, standard output and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = daohang(folder).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], expect: &str) {
    assert_eq!(run(folder, arguments), (Some(0), expect.to_owned(), String::new()), "{arguments:?}");
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], expect: &str) {
    let (status, stdout, stderr) = run(folder, arguments);
    assert_eq!((status, stdout.as_str()), (Some(1), ""), "{arguments:?}: {stderr}");
    assert!(stderr.contains(expect), "{arguments:?} says:\n{stderr}");
}

#[test]
fn new_hotline_passes_at_once_and_grows() {
    let folder = TempDir::new().unwrap();
    let (status, stdout, _) = run(folder.path(), &["new", "hotline", "图书馆"]);
    assert_eq!(status, Some(0));
    for part in ["图书馆/intents/hotline.yaml", "图书馆/intents/预约上门.yaml", "cd 图书馆", "daohang new intent"]
    {
        assert!(stdout.contains(part), "{part} in:\n{stdout}");
    }
    let home = folder.path().join("图书馆");
    check(&home, &["check"], "没有问题：1 个意图，1 个流程\n");
    check(&home, &["test"], "1 个对话通过（4 轮）；2 个例句到位\n");
    let (status, _, stderr) = run(&home, &["new", "intent", "借阅/续借图书"]);
    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    check(&home, &["check"], "没有问题：2 个意图，2 个流程\n");
    check(
        &home,
        &["check", "--proofs"],
        "没有问题：2 个意图，2 个流程\n试了 2 条说法的 2 句话；4 个例句\n走了 12 种情形，到过 12 步里的 12 步\n",
    );
    check(&home, &["test"], "2 个对话通过（8 轮）；4 个例句到位\n");
    // What an editor is told leads to the schema, from every page.
    for page in ["intents/hotline.yaml", "intents/预约上门.yaml", "intents/借阅/续借图书.yaml"] {
        let page = home.join(page);
        let text = std::fs::read_to_string(&page).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
        let schema = std::fs::read_to_string(page.parent().unwrap().join(schema)).unwrap();
        assert_eq!(schema, run(&home, &["schema"]).1);
    }
    let settings = std::fs::read_to_string(home.join(".vscode/settings.json")).unwrap();
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    assert_eq!(settings["yaml.schemas"]["./daohang.schema.json"], "intents/**/*.yaml");
    refused(folder.path(), &["new", "hotline", "图书馆"], "图书馆 里已经有东西了，没有动");
}

#[test]
fn new_intent_is_written_only_where_it_works() {
    let folder = TempDir::new().unwrap();
    let home = folder.path();
    refused(home, &["new", "intent", "续借图书"], "先用 daohang new hotline 目录 建一套");
    crate::hotline::write(home);
    let pages = || std::fs::read_dir(home.join("intents")).unwrap().count();
    let before = pages();
    refused(home, &["new", "intent", "查询账单"], "已经有“查询账单”了");
    refused(home, &["new", "intent", "查账单"], "“查账单”现在听成“查询账单”，新意图和它分不开，没有写");
    for (name, expect) in [
        ("续 借", "名字里不能有“ ”"),
        ("../续借", "名字里不能有“.”"),
        ("(续借)", "名字里不能有“(”"),
        ("123", "在 YAML 里不是文字"),
        ("借阅/", "名字是空的"),
        ("一二三四五六七八九十一二三四五六七八九十一", "名字最多 20 个字"),
    ] {
        refused(home, &["new", "intent", name], expect);
    }
    std::fs::create_dir_all(home.join("tests/conversations")).unwrap();
    std::fs::write(home.join("tests/conversations/续借图书.chat"), "不要动").unwrap();
    refused(home, &["new", "intent", "续借图书"], "tests/conversations/续借图书.chat 已经有了，没有覆盖");
    assert_eq!(pages(), before, "nothing is written where something is refused");
    std::fs::write(home.join("intents/bad.yaml"), "intent: 坏\nphrase: 坏\n").unwrap();
    refused(home, &["new", "intent", "办卡"], "意图目录里还有错误");
}

#[test]
fn new_intent_fits_into_the_shipped_hotline() {
    let folder = TempDir::new().unwrap();
    copy(Path::new("intents"), &folder.path().join("intents"));
    let (status, _, stderr) = run(folder.path(), &["new", "intent", "trade/预约上门取件"]);
    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    let page = std::fs::read_to_string(folder.path().join("intents/trade/预约上门取件.yaml")).unwrap();
    assert!(page.contains("现在有：账户安全、交易争议"), "{page}");
    check(folder.path(), &["test", "tests/conversations/trade/预约上门取件.chat"], "1 个对话通过（4 轮）\n");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What bash offers for the last word of a line, in a folder with the small hotline.
#[cfg(unix)]
#[track_caller]
fn completed(line: &[&str], expect: &[&str]) {
    const PRESS_TAB: &str = r#"
source <(daohang completions bash) || exit 1
complete -p daohang >/dev/null || exit 1
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9
_clap_complete_daohang daohang "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;
    let folder = TempDir::new().unwrap();
    crate::hotline::write(folder.path());
    let programs = Path::new(env!("CARGO_BIN_EXE_daohang")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let output = std::process::Command::new("bash")
        .args(["--norc", "-c", PRESS_TAB, "bash", "daohang"])
        .args(line)
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .unwrap();
    let offered = String::from_utf8(output.stdout).unwrap();
    let offered: Vec<&str> = offered.lines().map(str::trim_end).collect();
    let wrong = String::from_utf8_lossy(&output.stderr);
    for word in expect {
        assert!(offered.contains(word), "{word} for {line:?}: {offered:?}\n{wrong}");
    }
    assert!(offered.iter().all(|word| word.starts_with(line.last().unwrap())), "{line:?}: {offered:?}");
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_folders_and_intents() {
    completed(&["ex"], &["explain"]);
    completed(&["new", "i"], &["intent"]);
    completed(&["check", "--pr"], &["--proofs"]);
    completed(&["check", "int"], &["intents/"]);
    completed(&["--intents", "int"], &["intents/"]);
    completed(&["--format", ""], &["text", "json"]);
    completed(&["explain", "查"], &["查询账单"]);
    completed(&["--intents", "intents", "test", "--filter", "冻"], &["冻结账户"]);
}

#[test]
fn the_manual_page_is_that_of_the_binary() {
    let page =
        Run::new("man").stdout_has([".TH DAOHANG 1", ".SH 名称", ".SH 用法", ".SS check", ".SS new"]).check().stdout;
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write("docs/daohang.1", &page).unwrap();
    }
    let kept = std::fs::read_to_string("docs/daohang.1").unwrap_or_default();
    assert!(kept == page, "docs/daohang.1 is not what `daohang man` prints; UPDATE_EXPECT=1 rewrites it");
}
