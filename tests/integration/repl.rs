//! The conversation in a real terminal (a pseudo-terminal): typing, editing, completion, history, interrupts, silence.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};
use tempfile::TempDir;

use crate::hotline;
use crate::process::{Run, daohang};

/// What stands before the caller's line.
const PROMPT: &str = "您 › ";
/// How long something expected may take; a loaded machine is slow, a hanging test should not be.
const PATIENCE: Duration = Duration::from_secs(20);

const UP: &str = "\x1b[A";
const LEFT: &str = "\x1b[D";
const RIGHT: &str = "\x1b[C";
const TAB: &str = "\t";
const ENTER: &str = "\r";
const BACKSPACE: &str = "\x7f";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";

/// A terminal in which the hotline speaks.
struct Terminal {
    session: OsSession,
    folder: TempDir,
}

impl Terminal {
    /// Starts `daohang` with arguments, the small hotline in `./intents` and no colours, and waits for its prompt.
    #[track_caller]
    fn start(arguments: &str) -> Terminal {
        let folder = TempDir::new().unwrap();
        hotline::write(folder.path());
        Terminal::start_in(folder, arguments, &[("NO_COLOR", "1")])
    }

    #[track_caller]
    fn start_in(folder: TempDir, arguments: &str, environment: &[(&str, &str)]) -> Terminal {
        let mut command = daohang(folder.path());
        command.args(arguments.split_whitespace()).env("TERM", "xterm-256color").envs(environment.iter().copied());
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(PATIENCE));
        session.get_process_mut().set_window_size(80, 40).unwrap();
        let mut terminal = Terminal { session, folder };
        terminal.hear("您好，这里是小热线");
        terminal.hear(PROMPT);
        terminal
    }

    /// Waits until the terminal shows this, and forgets what it showed before.
    #[track_caller]
    fn hear(&mut self, text: &str) {
        if let Err(error) = self.session.expect(text) {
            let mut shown = [0; 4096];
            let n_bytes = self.session.try_read(&mut shown).unwrap_or(0);
            panic!("“{text}” is not shown ({error}); it shows:\n{}", String::from_utf8_lossy(&shown[..n_bytes]));
        }
    }

    /// Types keys.
    fn keys(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
    }

    /// Types a line, waits for the answer and the next prompt.
    #[track_caller]
    fn say(&mut self, line: &str, answer: &str) {
        self.keys(line);
        self.keys(ENTER);
        self.hear(answer);
        self.hear(PROMPT);
    }

    /// Waits for the end of the process.
    #[track_caller]
    fn ends(mut self) -> TempDir {
        self.session.expect(Eof).unwrap();
        let status = self.session.get_process().wait().unwrap();
        assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
        self.folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn history(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("state/daohang/history")).unwrap()
}

#[test]
fn chinese_is_typed_answered_and_remembered() {
    let mut terminal = Terminal::start("");
    terminal.say("我要查账单", "要查哪个月");
    terminal.say("6月", "没有支出");
    terminal.keys(CTRL_D);
    terminal.hear("您已挂机，再见");
    let folder = terminal.ends();
    assert!(history(folder.path()).ends_with("\n我要查账单\n6月\n"), "{}", history(folder.path()));
}

#[test]
fn what_is_typed_ahead_is_not_lost() {
    let mut terminal = Terminal::start("");
    terminal.keys("冻结账户\r13800138000\r1\r");
    for answer in ["请说一下手机号", "挂失还是风险", "已登记"] {
        terminal.hear(answer);
    }
}

#[test]
fn wide_characters_are_edited_one_by_one() {
    let mut terminal = Terminal::start("");
    // 查单账: the last two change places by going left over a wide character.
    terminal.keys(&format!("查单{LEFT}账{RIGHT}错{BACKSPACE}"));
    terminal.say("", "要查哪个月");
    terminal.keys(CTRL_D);
    let folder = terminal.ends();
    assert!(history(folder.path()).ends_with("\n查账单\n"), "{}", history(folder.path()));
}

#[test]
fn history_lasts_until_the_next_time_and_holds_only_masks() {
    let mut terminal = Terminal::start("");
    terminal.say("冻结账户", "手机号");
    terminal.say("13800138000", "挂失还是风险");
    terminal.keys(CTRL_D);
    let folder = terminal.ends();
    assert!(!history(folder.path()).contains("13800138000"), "{}", history(folder.path()));
    let mut terminal = Terminal::start_in(folder, "", &[("NO_COLOR", "1")]);
    terminal.keys(&format!("{UP}{UP}"));
    terminal.hear("冻结账户");
    terminal.say("", "手机号");
}

#[test]
fn a_secret_that_is_typed_stays_nowhere() {
    let folder = TempDir::new().unwrap();
    hotline::write(folder.path());
    let mut terminal = Terminal::start_in(folder, "--db demo.db", &[("NO_COLOR", "1")]);
    // What is typed is seen while it is typed; when it is given, its mask takes its place.
    terminal.keys("密码是825603");
    terminal.keys(ENTER);
    terminal.hear("密码是******");
    terminal.hear("停一下");
    terminal.say("冻结账户", "手机号");
    terminal.say("幺三九", "手机号");
    terminal.say("13957204816", "挂失还是风险");
    terminal.say(":slots", "139****4816");
    terminal.say("：13957204816", "139****4816");
    terminal.say("风险", "转人工");
    terminal.say(":ticket", "139****4816");
    terminal.say(":save saved.chat", "已存到");
    terminal.keys(CTRL_D);
    let folder = terminal.ends();
    for file in ["state/daohang/history", "saved.chat", "demo.db"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("825603") && !text.contains("13957204816") && !text.contains("57204816"),
            "{file}:\n{text}"
        );
    }
    assert!(history(folder.path()).contains("密码是******"), "{}", history(folder.path()));
}

#[test]
fn tab_completes_commands_options_and_intents() {
    let mut terminal = Terminal::start("");
    terminal.keys(&format!(":wh{TAB}"));
    terminal.say("", "还没有说过话");
    terminal.keys(&format!("冻结{TAB}"));
    terminal.say("", "手机号");
    terminal.say("13800138000", "挂失还是风险");
    terminal.hear("1 挂失  2 风险");
    terminal.keys(&format!("挂{TAB}"));
    terminal.say("", "已登记");
}

#[test]
fn right_arrow_takes_the_hint() {
    let mut terminal = Terminal::start("");
    terminal.keys("查询");
    terminal.hear("账单");
    terminal.keys(RIGHT);
    terminal.say("", "要查哪个月");
}

#[test]
fn interrupt_drops_the_line_and_the_second_hangs_up() {
    let mut terminal = Terminal::start("");
    // Each time the line is left where it was, and a new one begins below it: what is typed after an interrupt is a line.
    for _ in 0..2 {
        terminal.keys("查账");
        terminal.hear("账");
        terminal.keys(CTRL_C);
        terminal.hear("再按一次 Ctrl-C 挂机");
        terminal.hear(PROMPT);
    }
    terminal.say("冻结账户", "手机号");
    terminal.keys("1380");
    terminal.hear("0");
    terminal.keys(CTRL_C);
    terminal.hear("再按一次 Ctrl-C 挂机");
    terminal.hear(PROMPT);
    terminal.keys(CTRL_C);
    terminal.hear("您已挂机，再见");
    terminal.ends();
}

#[test]
fn interrupts_with_a_line_between_do_not_add_up() {
    let mut terminal = Terminal::start("");
    terminal.keys(CTRL_C);
    terminal.hear("再按一次 Ctrl-C 挂机");
    terminal.hear(PROMPT);
    terminal.say("查账单", "要查哪个月");
    terminal.keys(CTRL_C);
    terminal.hear("再按一次 Ctrl-C 挂机");
    terminal.hear(PROMPT);
    terminal.say("6月", "没有支出");
}

#[test]
fn silence_is_timed_speaks_above_the_line_and_ends_the_call() {
    let mut terminal = Terminal::start("chat --silence 300ms");
    terminal.hear("没有听到您的声音");
    terminal.hear("还是没有听到");
    terminal.hear("先挂机了");
    terminal.hear("通话结束");
    terminal.say("", "您好，这里是小热线");
}

#[test]
fn typing_is_no_silence_and_the_line_stays() {
    let mut terminal = Terminal::start("chat --silence 2s");
    terminal.keys("查账");
    terminal.hear("没有听到您的声音");
    terminal.keys("单");
    terminal.say("", "要查哪个月");
}

#[test]
fn keys_put_the_silence_off() {
    let mut terminal = Terminal::start("--silence 2s");
    for key in ["冻", "结", "账", "户", "吧"] {
        terminal.keys(key);
        #[allow(clippy::disallowed_methods, reason = "the pause between two keys is what is tested")]
        std::thread::sleep(Duration::from_millis(900));
    }
    terminal.keys(ENTER);
    let shown = terminal.session.expect("手机号").unwrap();
    let before = String::from_utf8_lossy(shown.before()).into_owned();
    assert!(!before.contains("没有听到"), "{before}");
}

#[test]
fn silence_is_off_without_voice() {
    let mut terminal = Terminal::start("");
    terminal.say("", "没有听到您的声音");
    terminal.say(":state", "没有正在办的事");
}

#[test]
fn paste_of_several_lines_is_said_line_by_line() {
    let mut terminal = Terminal::start("");
    terminal.keys("\x1b[200~查账单\n\n6月\x1b[201~");
    terminal.keys(ENTER);
    for part in ["您 › 查账单", "要查哪个月", "您 › 6月", "没有支出"] {
        terminal.hear(part);
    }
    terminal.hear(PROMPT);
}

#[test]
fn commands_show_where_the_call_stands() {
    let mut terminal = Terminal::start("");
    terminal.say(":slots", "还没有填好的槽");
    terminal.say(":ticket", "还没有转过人工");
    terminal.say("冻结账户", "手机号");
    terminal.say("13800138000", "挂失还是风险");
    terminal.say(":state", "可以选：挂失、风险");
    terminal.say(":state", "在问：是挂失还是风险？");
    terminal.say(":slots", "手机号 = ");
    terminal.say(":stack", "1 冻结账户/");
    terminal.say(":why", "判断为整句就是回答");
    terminal.say("：帮助", "列出这些命令");
    terminal.say(":rsetart", "是不是想写“:restart”");
    terminal.say(":xyz", "输入 :help");
    terminal.say(":restart", "您好，这里是小热线");
    terminal.say(":state", "没有正在办的事");
    terminal.keys(":quit\r");
    terminal.hear("您已挂机");
    terminal.ends();
}

#[test]
fn handoff_shows_the_packet_and_the_next_line_calls_again() {
    let mut terminal = Terminal::start("");
    terminal.say("冻结账户", "手机号");
    terminal.say("13800138000", "挂失还是风险");
    terminal.keys("2\r");
    for part in ["╭─ 转人工 · 人工客服", "单号", "账户有风险", "手机号", "╰", "通话结束"] {
        terminal.hear(part);
    }
    terminal.hear(PROMPT);
    terminal.say("查账单", "要查哪个月");
    terminal.keys(":ticket\r");
    for part in ["╭─ 转人工 · 人工客服", "138****8000", "╰", "客：冻结账户", "机：请说一下手机号。", "客：138****8000"]
    {
        terminal.hear(part);
    }
    terminal.hear(PROMPT);
    terminal.say(":单 T000000000000", "没有单号是“T000000000000”的服务单");
}

#[test]
fn saved_conversation_passes_when_it_is_tested() {
    let mut terminal = Terminal::start("");
    terminal.say("查账单", "要查哪个月");
    terminal.say("", "没有听到");
    terminal.say("6月", "没有支出");
    terminal.say(":save 对话.txt", "已存到 对话.txt");
    terminal.say(":save 对话.txt", "已存到 对话.txt");
    std::fs::write(terminal.path("别人的.txt"), "不要动").unwrap();
    terminal.say(":save 别人的.txt", "没有覆盖");
    terminal.say(":save 没有/的.txt", "没有这个文件或目录");
    let saved = std::fs::read_to_string(terminal.path("对话.txt")).unwrap();
    assert!(saved.contains("客：查账单\n机：要查哪个月？\n"), "{saved}");
    Run::new("test 对话.txt").small_hotline().file("对话.txt", saved).stdout("1 个对话通过（4 轮）\n").check();
}

#[test]
fn reload_takes_good_intents_and_refuses_bad_ones() {
    let mut terminal = Terminal::start("");
    let page = terminal.path("intents/hotline.yaml");
    let good = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, good.replace("查询账单, ", "查询帐单, ")).unwrap();
    terminal.keys(":reload\r");
    terminal.hear("错误[");
    terminal.hear("查询帐单");
    terminal.hear("接着用原来的");
    terminal.hear(PROMPT);
    terminal.say("查账单", "要查哪个月");
    std::fs::write(&page, good.replace("小热线。请问要办什么", "新热线")).unwrap();
    terminal.say(":reload", "从下一句起就用");
    terminal.say("6月", "没有支出");
    terminal.say(":restart", "这里是新热线");
}

/// Replaces one text of a page of the intents by another, as an editor saves it.
#[track_caller]
fn edit(terminal: &Terminal, page: &str, from: &str, to: &str) {
    let page = terminal.path(page);
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains(from), "{from} in:\n{text}");
    std::fs::write(&page, text.replace(from, to)).unwrap();
}

#[test]
fn saved_intents_are_used_in_the_open_call_and_broken_ones_are_not() {
    let mut terminal = Terminal::start("");
    let page = "intents/bill.yaml";
    terminal.say("查账单", "要查哪个月");
    edit(&terminal, page, "没有支出", "一笔也没有");
    terminal.hear("意图换上新的了，从下一句起就用");
    edit(&terminal, page, "- ask: 月份", "- ask: 年份");
    terminal.hear("意图有 1 处错误，在 intents/bill.yaml:8：");
    terminal.hear("接着用原来的意图，用 daohang check 看该怎么改");
    terminal.say("6月", "6月一笔也没有");
    edit(&terminal, page, "- ask: 年份", "- ask: 月份");
    terminal.hear("从下一句起就用");
    edit(&terminal, page, "一笔也没有", "没有账单");
    terminal.hear("从下一句起就用");
    terminal.say("查账单", "要查哪个月");
    terminal.say("6月", "6月没有账单");
}

#[test]
fn what_is_being_typed_stays_below_the_note_of_a_reload() {
    let mut terminal = Terminal::start("");
    terminal.keys("查账");
    terminal.hear("账");
    edit(&terminal, "intents/bill.yaml", "要查哪个月", "查几月的");
    terminal.hear("从下一句起就用");
    // The prompt and the line are drawn again.
    terminal.hear("您 › ");
    terminal.hear("查账");
    terminal.keys("单");
    terminal.say("", "查几月的");
}

#[test]
fn a_call_that_went_another_way_keeps_its_intents_until_it_ends() {
    let mut terminal = Terminal::start("");
    terminal.say("查账单", "要查哪个月");
    edit(&terminal, "intents/bill.yaml", "查[询][{month:月份}的](账单|流水)", "看流水");
    terminal.hear("这通电话走过的地方变了");
    terminal.hear("下一通用新的");
    terminal.say("6月", "没有支出");
    terminal.say("查账单", "要查哪个月");
    terminal.keys("再见\r");
    terminal.hear("通话结束");
    terminal.hear(PROMPT);
    terminal.say("查账单", "您好，这里是小热线");
    terminal.say("看流水", "要查哪个月");
}

/// The system ends the process: the caller has not hung up, and can go on.
#[test]
fn a_call_that_is_kept_outlives_the_end_of_its_process() {
    let mut terminal = Terminal::start("--db demo.db");
    terminal.say("冻结账户", "请说一下手机号");
    terminal.say("13800138000", "挂失还是风险");
    let pid = terminal.session.get_process().pid().to_string();
    assert!(std::process::Command::new("kill").arg(pid).status().unwrap().success());
    terminal.hear("通话已经记下，接着打用 daohang chat --db demo.db --resume");
    let folder = terminal.ends();
    let mut command = daohang(folder.path());
    command.args(["chat", "--db", "demo.db", "--resume"]).env("TERM", "xterm-256color").env("NO_COLOR", "1");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(PATIENCE));
    let mut terminal = Terminal { session, folder };
    for part in ["接着打第 1 通：", "刚才电话断了", "请再说一次", "请说一下手机号", PROMPT] {
        terminal.hear(part);
    }
    terminal.say("13800138000", "挂失还是风险");
    terminal.say("挂失", "已登记");
    terminal.keys(CTRL_D);
    terminal.hear("您已挂机");
    let folder = terminal.ends();
    let ran = daohang(folder.path()).args(["chat", "--db", "demo.db", "--resume"]).output().unwrap();
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), "demo.db 里没有可以接着打的通话\n");
}

#[test]
fn colours_are_shown_unless_forbidden() {
    let folder = TempDir::new().unwrap();
    hotline::write(folder.path());
    let mut terminal = Terminal::start_in(folder, "", &[]);
    terminal.keys("查账单\r");
    terminal.hear("\x1b[1m\x1b[36m导航 › ");
    let mut terminal = Terminal::start("");
    terminal.keys("查账单\r");
    terminal.hear("\n导航 › 要查哪个月");
}
