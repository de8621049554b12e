//! The reference for authors, `docs/reference.zh-CN.md`: printed from the declarations of the code, with examples that are carried out
//! while it is printed. `UPDATE_EXPECT=1` writes it.
//!
//! What a key, a filter, a condition means stands where it is declared; only the grammar of phrases and of conversations, which is
//! declared nowhere but in the readers, has its words here, each with an example that must hold.

mod commands;
mod keys;
mod phrases;
mod values;

use std::fs;

use daohang::compile::compile;
use daohang::compile::hotline::Hotline;
use daohang::compile::parts;
use daohang::finding::code::{self, FoundBy, Weight};
use daohang::limits;
use daohang::matching::rank;
use daohang::rules::load;

const FILE: &str = "docs/reference.zh-CN.md";

/// When the examples are carried out.
pub(super) const NOW: jiff::civil::DateTime = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);

const HEAD: &str = "\
# 参考

一条热线能写的全部：文件里的键、说法、话术、值、对话、命令和发现。从零学起看[做一条自己的热线](authoring.zh-CN.md)。

这一页是从程序的声明里印出来的，例子在印的时候都试过。编辑器里也能看到同样的说明：`daohang schema --help`。

";

/// Prints all of it.
fn printed() -> String {
    let mut page = HEAD.to_owned();
    for section in [
        keys::sections(),
        phrases::section(),
        values::sections(),
        commands::conversations(),
        findings(),
        limits(),
        commands::command_line(),
    ] {
        page.push_str(&section);
    }
    page
}

#[test]
fn the_reference_says_what_the_code_says() {
    let printed = printed();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(FILE, &printed).unwrap();
    }
    let shown = fs::read_to_string(FILE).unwrap_or_default();
    let differs = printed.lines().zip(shown.lines()).find(|(printed, shown)| printed != shown);
    assert!(
        printed == shown,
        "{FILE} is not what the code says now, first in {differs:?}: UPDATE_EXPECT=1 writes it anew"
    );
}

/// Compiles a hotline of a head and more files.
#[track_caller]
pub(super) fn hotline(files: &[&str]) -> Hotline {
    let files = files.iter().enumerate().map(|(nth, text)| (format!("{nth}.yaml"), text.as_bytes().to_vec()));
    let (rules, findings) = load::files(files);
    assert_eq!(findings, []);
    let (hotline, findings) = compile(&rules);
    hotline.unwrap_or_else(|| panic!("{findings:?}"))
}

/// A table: its head, and the rows of cells.
pub(super) fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut table = line(&head.map(str::to_owned));
    table.push_str(&line(&head.map(|_| "---".to_owned())));
    table.extend(rows.into_iter().map(|row| line(&row.map(|cell| cell.replace('|', "\\|").replace('\n', " ")))));
    table.push('\n');
    table
}

/// Text as code, or nothing.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// Every kind of finding.
fn findings() -> String {
    let rows = code::ALL.iter().map(|code| {
        let weight = match code.weight {
            Weight::Error => "错误",
            Weight::Warning => "提醒",
            Weight::Either => "错误或提醒",
        };
        let found_by = match code.found_by {
            FoundBy::Loading => "每次读意图",
            FoundBy::Lint => "check",
            FoundBy::Proof => "check --proofs",
            FoundBy::Conversations => "check，有对话的目录时",
            FoundBy::Suite => "test、eval",
        };
        [self::code(code.name), weight.to_owned(), code.title().to_owned(), found_by.to_owned()]
    });
    let table = table(["代号", "轻重", "是什么", "谁来查"], rows);
    format!(
        "## 发现\n\n`daohang check --explain 代号` 讲解其中一种：为什么要紧，错的和对的各一个例子。错误要改了才能用；提醒可以放过，\
         在那一行的上面或者后面写注释：`# daohang: allow 代号 理由`。\n\n{table}"
    )
}

/// What is bounded, and by how much.
fn limits() -> String {
    let mega = |n_bytes: usize| format!("{} MB", n_bytes >> 20);
    let rows = [
        ("一个 YAML 文件", mega(limits::FILE_BYTES)),
        ("意图目录里的文件一共", mega(limits::FOLDER_BYTES)),
        ("意图目录里的文件", format!("{} 个", limits::FOLDER_FILES)),
        ("意图目录里的文件夹", format!("{} 层", limits::FOLDER_DEPTH)),
        ("一条说法", format!("{} 字", limits::PHRASE_CHARS)),
        ("一条说法里的括号", format!("{} 层", limits::PHRASE_DEPTH)),
        ("一条说法里用 & 或 ; 隔开的", format!("{} 段", limits::PHRASE_PARTS)),
        ("一句话术", format!("{} 字", limits::PROMPT_CHARS)),
        ("主菜单", format!("{} 项", parts::MENU_KEYS)),
        ("来电人的一句话", format!("{} 字，再长就请他分开说", limits::UTTERANCE_CHARS)),
        ("拿来听懂的", format!("前 {} 字", limits::HEARD_CHARS)),
        ("分不清时请来电人选", format!("{} 项", rank::MOST_OFFERED)),
        ("办到一半插进来的事，连同原来的", format!("{} 件", limits::TASKS)),
        ("一个对话文件", mega(limits::CONVERSATION_BYTES)),
    ];
    let rows = rows.map(|(what, most)| [what.to_owned(), most]);
    format!(
        "## 限度\n\n超过的都有说明，不会卡住。全部的在 [limits.md](limits.md)。\n\n{}",
        table(["什么", "最多"], rows)
    )
}
