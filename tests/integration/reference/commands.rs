//! Conversations and the command line.

use std::process::Command;

use daohang::session::notation::CONDITIONS;
use daohang::suite::condition::{self, EVENTS};
use daohang::suite::pattern::Pattern;
use daohang::suite::setting::{self, SETTINGS};

use super::{code, table};

/// How what is said may be written, what it fits and what it does not.
const PATTERNS: [(&str, &str, &str, &str); 6] = [
    ("请说六位借书证号。", "就是这句；空格、全角半角的标点不计较", "请说六位借书证号.", "请说借书证号。"),
    ("*证号*", "* 是任意内容，也可以是好几句", "请说六位借书证号。", "请说手机号。"),
    ("*自取*|*来取*", "| 是几样都行", "是自己来取吗？", "寄到家里吗？"),
    ("138****8000", "两个以上的 * 是打码的星号", "138****8000", "13800138000"),
    ("五\\*三", "\\ 后面的 *、|、; 照字面", "五*三", "五乘三"),
    ("*好* ; intent=续借", "; 后面是条件，不算在话里", "好的", "不行"),
];

/// How a conversation is written.
pub(super) fn conversations() -> String {
    let patterns = PATTERNS.map(|(written, about, fits, fits_not)| {
        let (pattern, _) = Pattern::read(written);
        assert!(pattern.matches(fits), "{written} does not fit {fits}");
        assert!(!pattern.matches(fits_not), "{written} fits {fits_not}");
        [code(written), about.to_owned(), fits.to_owned(), fits_not.to_owned()]
    });
    let conditions = CONDITIONS.map(|(name, about)| [code(name), about.to_owned()]);
    let events = EVENTS.map(|(name, about)| {
        assert_eq!(condition::read(&format!("; event={name}"), 1).1, [], "{name}");
        [code(name), about.to_owned()]
    });
    let settings = SETTINGS.map(|(name, example, about)| {
        assert!(setting::read(example.trim_start_matches('@')).is_ok(), "{example}");
        [code(&format!("@{name}")), about.to_owned(), code(example)]
    });
    format!(
        "## 对话文件\n\n`*.chat`，一行一句。`客：` 是来电的人，空着就是没说话；`机：` 是热线，一轮里说几句就写几行，或者用 `*` 带过；`@` 是设置，\
         `#` 是注释，第一句注释当作标题；冒号全角半角都行。不写 `@now` 就是 2025 年 7 月 1 日上午十点。\n\n\
         ### 机：后面\n\n{}### 条件\n\n`;` 后面写 `名字=值` 或者 `名字!=值`，几个用空格隔开；值里也可以用 `*` 和 `|`。\n\n{}\
         ### 事件\n\n`event=` 可以写的：\n\n{}### 设置\n\n{}",
        table(["写法", "意思", "对得上", "对不上"], patterns),
        table(["条件", "看什么"], conditions),
        table(["事件", "发生了什么"], events),
        table(["设置", "意思", "例子"], settings),
    )
}

/// What the program says of its commands.
pub(super) fn command_line() -> String {
    let whole = help(&[]);
    let commands = whole.lines().skip_while(|line| !line.starts_with("命令:")).skip(1);
    let names: Vec<&str> =
        commands.take_while(|line| line.starts_with(' ')).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 10, "{names:?}");
    let pages = names.iter().map(|name| format!("### {name}\n\n```text\n{}```\n\n", help(&[name])));
    let pages = pages.collect::<String>();
    format!("## 命令\n\n```text\n{whole}```\n\n{}\n", pages.trim_end())
}

/// The help of a command, as wide as a page.
fn help(command: &[&str]) -> String {
    let binary = env!("CARGO_BIN_EXE_daohang");
    let output = Command::new(binary).args(command).arg("--help").env("COLUMNS", "100").output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}
