//! `daohang man`: the manual page, made of the same command line that `--help` shows.
//!
//! By hand over [`roff`]: clap's own generator writes one page for each command and English headings into Chinese text.

use roff::{Inline, Roff, bold, italic, roman};

use super::{Outcome, args, print};

/// Runs the command.
pub(super) fn run() -> anyhow::Result<Outcome> {
    print(&page())
}

/// Returns the page, for `man` to be read in UTF-8.
fn page() -> String {
    let mut command = args::command();
    command.build();
    let mut page = Roff::new();
    let about = said(command.get_about());
    page.control("TH", ["DAOHANG", "1", "", &format!("daohang {}", env!("CARGO_PKG_VERSION")), "导航手册"]);
    page.control("SH", ["名称"]);
    page.text([roman(format!("daohang - {about}"))]);
    page.control("SH", ["用法"]);
    usage(&mut page, &command);
    page.control("SH", ["选项"]);
    page.text([roman("命令多半也有这些选项，写在命令前面或后面都行。")]);
    for argument in command.get_arguments() {
        described(&mut page, argument);
    }
    page.control("SH", ["命令"]);
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        page.control("SS", [subcommand.get_name()]);
        page.text([roman(said(subcommand.get_about()))]);
        page.control("PP", []);
        usage(&mut page, subcommand);
        for argument in subcommand.get_arguments().filter(|argument| !argument.is_global_set()) {
            described(&mut page, argument);
        }
        as_it_is(&mut page, &said(subcommand.get_after_help()));
    }
    page.control("SH", ["环境变量"]);
    for (name, what) in ENVIRONMENT {
        page.control("TP", []);
        page.text([bold(name)]);
        page.text([roman(what)]);
    }
    page.control("SH", ["文件"]);
    for (name, what) in FILES {
        page.control("TP", []);
        page.text([italic(name)]);
        page.text([roman(what)]);
    }
    page.control("SH", ["例子和退出码"]);
    as_it_is(&mut page, &said(command.get_after_help()));
    page.to_roff()
}

const ENVIRONMENT: [(&str, &str); 3] = [
    ("NO_COLOR", "不是空的就不用颜色。"),
    ("CLICOLOR_FORCE", "写 1，不是终端也用颜色。"),
    ("XDG_STATE_HOME", "打过的话记在它下面的 daohang/history 里，号码和密码只记掩码；没有设就是 ~/.local/state。"),
];

const FILES: [(&str, &str); 3] = [
    ("./intents", "意图目录，里面有 hotline.yaml 就用它，不然用内置的一套。"),
    ("./tests/conversations", "daohang test 重放的对话，文件名以 .chat 结尾。"),
    ("./daohang.schema.json", "意图文件的 JSON Schema，daohang new 会写上，编辑器照着它补全和检查。"),
];

/// The ways to write a command, each on a line.
fn usage(page: &mut Roff, command: &clap::Command) {
    let written = command.get_overridden_usage().map(ToString::to_string).unwrap_or_default();
    for (nth, line) in written.lines().map(str::trim).enumerate() {
        if nth > 0 {
            page.control("br", []);
        }
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        page.text([bold(name), roman(format!(" {rest}"))]);
    }
}

/// An argument and what it is for, unless it is hidden.
fn described(page: &mut Roff, argument: &clap::Arg) {
    if argument.is_hide_set() {
        return;
    }
    let mut head: Vec<Inline> = Vec::new();
    if let Some(short) = argument.get_short() {
        head.extend([bold(format!("-{short}")), roman(", ")]);
    }
    if let Some(long) = argument.get_long() {
        head.push(bold(format!("--{long}")));
    }
    let takes_value = argument.get_num_args().is_some_and(|range| range.takes_values());
    for name in argument.get_value_names().unwrap_or_default().iter().filter(|_| takes_value) {
        if !head.is_empty() {
            head.push(roman(" "));
        }
        head.push(italic(format!("<{name}>")));
    }
    page.control("TP", []);
    page.text(head);
    page.text([roman(said(argument.get_help()))]);
}

/// A text whose lines are kept.
fn as_it_is(page: &mut Roff, text: &str) {
    if text.is_empty() {
        return;
    }
    page.control("PP", []);
    page.control("nf", []);
    for line in text.lines() {
        page.text([roman(line)]);
    }
    page.control("fi", []);
}

fn said(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}
