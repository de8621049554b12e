//! The commands of the REPL, `:help` and its like: for whoever builds the hotline, not for callers.

use crate::finding::nearest;

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Lists the commands.
    Help,
    /// Explains the last decision.
    Why,
    /// Lists the filled slots.
    Slots,
    /// Says where the call stands.
    State,
    /// Lists the flows under way.
    Stack,
    /// Shows a ticket: what the person who takes over gets.
    Ticket,
    /// Writes the conversation to a file.
    Save,
    /// Reads the intents again; the call goes on.
    Reload,
    /// Begins a new call.
    Restart,
    /// Hangs up.
    Quit,
}

/// The commands with their names, their Chinese names and what they do.
const ALL: [(Verb, &str, &str, &str); 10] = [
    (Verb::Help, "help", "帮助", "列出这些命令"),
    (Verb::Why, "why", "为什么", "说明上一句是怎么听懂的，输给它的还有哪些"),
    (Verb::Slots, "slots", "槽", "列出已经填好的槽"),
    (Verb::State, "state", "状态", "现在办到哪一步、在问什么、能选什么"),
    (Verb::Stack, "stack", "任务", "列出打开着的流程，最后一个正在办"),
    (Verb::Ticket, "ticket", "单", "转人工的服务单，连同通话记录；写单号就找那一张"),
    (Verb::Save, "save", "保存", "把对话存成文件，可以用 daohang test 重放"),
    (Verb::Reload, "reload", "重载", "重新读意图，电话接着打（存盘时会自己重读）；有错就说明，接着用旧的"),
    (Verb::Restart, "restart", "重来", "挂机，重新打进来"),
    (Verb::Quit, "quit", "退出", "挂机并退出；Ctrl-D 也可以"),
];

/// What a line that starts with a colon asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'l> {
    /// A command, with the rest of the line.
    Known(Verb, &'l str),
    /// No command of that name; the nearest one, if any is near.
    Unknown(&'l str, Option<&'static str>),
}

/// Reads a command; `None` if the line does not start with a colon, half or full width. A colon that is not followed by a
/// word is the caller's.
pub(super) fn read(line: &str) -> Option<Command<'_>> {
    let line = line.trim();
    let rest = line.strip_prefix([':', '：'])?;
    let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if name.is_empty() {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    if let Some((verb, ..)) = ALL.iter().find(|(_, english, chinese, _)| lower == *english || name == *chinese) {
        return Some(Command::Known(*verb, argument.trim()));
    }
    let abbreviated: Vec<_> = ALL.iter().filter(|(_, english, ..)| english.starts_with(lower.as_str())).collect();
    if let [(verb, ..)] = abbreviated.as_slice() {
        return Some(Command::Known(*verb, argument.trim()));
    }
    let names = ALL.iter().flat_map(|(_, english, chinese, _)| [*english, *chinese]);
    Some(Command::Unknown(name, nearest(&lower, names)))
}

/// Returns the names of all commands, with the colon, for completion.
pub(super) fn names() -> impl Iterator<Item = String> {
    ALL.iter().map(|(_, english, ..)| format!(":{english}"))
}

/// Returns what `:help` says.
pub(super) fn help() -> String {
    let mut text = String::new();
    for (verb, english, chinese, what) in ALL {
        let argument = match verb {
            Verb::Save => " 文件",
            Verb::Ticket => " 单号",
            Verb::Help
            | Verb::Why
            | Verb::Slots
            | Verb::State
            | Verb::Stack
            | Verb::Reload
            | Verb::Restart
            | Verb::Quit => "",
        };
        let command = format!(":{english}{argument}");
        let pad = " ".repeat(14 - unicode_width::UnicodeWidthStr::width(command.as_str()));
        text.push_str(&format!("{command}{pad}{what}（:{chinese}）\n"));
    }
    text.push_str("Tab 补全，→ 接受提示，↑↓ 翻历史；Ctrl-C 取消这一行，紧接着再按一次挂机。\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Option<Command<'_>>) {
        assert_eq!(read(line), expect, "{line}");
    }

    #[test]
    fn commands_are_read_in_both_languages_and_widths() {
        check(":why", Some(Command::Known(Verb::Why, "")));
        check("：保存  我的 对话.txt ", Some(Command::Known(Verb::Save, "我的 对话.txt")));
        check(":HELP", Some(Command::Known(Verb::Help, "")));
    }

    #[test]
    fn beginnings_that_mean_one_command_are_enough() {
        check(":q", Some(Command::Known(Verb::Quit, "")));
        check(":rel", Some(Command::Known(Verb::Reload, "")));
        check(":re", Some(Command::Unknown("re", None)));
    }

    #[test]
    fn misspelt_command_names_the_nearest() {
        check(":staet", Some(Command::Unknown("staet", Some("state"))));
        check(":不存在", Some(Command::Unknown("不存在", None)));
    }

    #[test]
    fn what_callers_say_is_no_command() {
        check("你好:why", None);
        check(":", None);
        check("", None);
    }
}
