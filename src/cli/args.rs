//! The command line as clap reads it, in Chinese: options, commands, help, and what is said about a wrong line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Effects, Styles};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::engine::ArgValueCompleter;
use jiff::civil::DateTime;

use super::completions;
use super::help::{
    AFTER_HELP, CALLS_HELP, CHECK_HELP, COMMAND_HELP, COMPLETIONS_HELP, ENTITIES_HELP, EVAL_HELP, EXPLAIN_HELP,
    GRAPH_HELP, HELP, MAN_HELP, NEW_HELP, ROUTE_HELP, SCHEMA_HELP, TEST_HELP,
};
use crate::finding::code;
use crate::session::clock;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Yellow.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default())
    .error(AnsiColor::Red.on_default().effects(Effects::BOLD));

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "daohang",
    about = "导航：按规则听懂来电、办完业务的中文热线",
    version,
    help_template = HELP,
    after_help = AFTER_HELP,
    styles = STYLES,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令",
    override_usage = "daohang [选项] [命令]",
    max_term_width = 100
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    /// What `chat` takes, when no command is written.
    #[command(flatten)]
    pub(super) chat: Chat,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// 意图目录 [默认: 有 hotline.yaml 的 ./intents，否则用内置的一套]
    #[arg(
        long,
        global = true,
        display_order = 100,
        value_name = "目录",
        help_heading = "选项",
        value_hint = ValueHint::DirPath
    )]
    pub(super) intents: Option<PathBuf>,
    /// 当作现在的时刻，如 2025-07-01T10:00（“上个月”等由它推算）
    #[arg(long, global = true, display_order = 101, value_name = "时刻", help_heading = "选项", value_parser = moment)]
    pub(super) now: Option<DateTime>,
    /// 输出的格式: text 给人看，json 给程序看
    #[arg(
        long = "format",
        global = true,
        display_order = 102,
        value_name = "格式",
        help_heading = "选项",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        value_parser = written(["text", "json"])
    )]
    pub(super) written: Written,
    /// The same for the commands that know no other ones.
    #[arg(skip)]
    pub(super) format: Format,
    /// 业务数据和通话存到这个文件 [默认: 只在内存里]
    #[arg(long, global = true, display_order = 103, value_name = "文件", help_heading = "选项")]
    pub(super) db: Option<PathBuf>,
    /// 显示帮助
    #[arg(long, short, global = true, display_order = 104, action = ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(long, short = 'V', display_order = 105, action = ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// What `--format` can say; which of it goes with which command, the commands say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Written {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// Findings as code hosts and editors take them.
    Sarif,
    /// A picture.
    Svg,
    /// A diagram of Mermaid.
    Mermaid,
    /// A graph of Graphviz.
    Dot,
}

/// Reads `--format` where it can be one of these.
fn written<const N: usize>(names: [&'static str; N]) -> impl TypedValueParser<Value = Written> {
    PossibleValuesParser::new(names).try_map(|name| Written::from_str(&name, false))
}

/// The commands.
#[derive(Debug, Subcommand)]
#[command(help_template = COMMAND_HELP)]
pub(super) enum Command {
    /// 对话：终端里逐句交谈，管道里按脚本回答（不写命令时也是它）
    #[command(help_template = COMMAND_HELP, override_usage = "daohang chat [选项]")]
    Chat(Chat),
    /// 判断意图：读入一行，输出一行 JSON
    #[command(help_template = COMMAND_HELP, override_usage = "daohang route [选项] [文件]", after_help = ROUTE_HELP)]
    Route(Input),
    /// 找出数值、日期、号码：读入一行，输出一行 JSON
    #[command(help_template = COMMAND_HELP, override_usage = "daohang entities [选项] [文件]", after_help = ENTITIES_HELP)]
    Entities(Input),
    /// 说明一句话是怎么听懂的
    #[command(help_template = COMMAND_HELP, override_usage = "daohang explain [选项] <话>…", after_help = EXPLAIN_HELP)]
    Explain(Explain),
    /// 检查意图目录，报告每一处问题
    #[command(help_template = COMMAND_HELP, override_usage = "daohang check [选项] [目录]", after_help = CHECK_HELP)]
    Check(Check),
    /// 重放对话并逐行比对，再试每个意图的例句
    #[command(help_template = COMMAND_HELP, override_usage = "daohang test [选项] [文件或目录]…", after_help = TEST_HELP)]
    Test(Test),
    /// 用标好意图的句子量一量听得准不准
    #[command(help_template = COMMAND_HELP, override_usage = "daohang eval [选项] <文件>…", after_help = EVAL_HELP)]
    Eval(Eval),
    /// 画出流程：一个意图或子流程，或者整条热线
    #[command(help_template = COMMAND_HELP, override_usage = "daohang graph [选项] [名字]", after_help = GRAPH_HELP)]
    Graph(Graph),
    /// 列出 --db 里的通话，或者输出其中一通的对话
    #[command(help_template = COMMAND_HELP, override_usage = "daohang calls --db <文件> [编号]", after_help = CALLS_HELP)]
    Calls(Calls),
    /// 新建一个意图，或者一整套热线
    #[command(
        help_template = COMMAND_HELP,
        override_usage = "daohang new intent [选项] <[目录/]名字>\n      daohang new hotline <目录>",
        after_help = NEW_HELP
    )]
    New(New),
    /// 输出意图文件的 JSON Schema，编辑器照着它补全和检查
    #[command(help_template = COMMAND_HELP, override_usage = "daohang schema", after_help = SCHEMA_HELP)]
    Schema,
    /// 输出命令行补全脚本
    #[command(help_template = COMMAND_HELP, override_usage = "daohang completions <SHELL>", after_help = COMPLETIONS_HELP)]
    Completions(Completions),
    /// 输出手册页
    #[command(help_template = COMMAND_HELP, override_usage = "daohang man", after_help = MAN_HELP)]
    Man,
    /// 显示一个命令的用法
    #[command(help_template = COMMAND_HELP, override_usage = "daohang help [命令]")]
    Help(Help),
}

/// `chat`.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct Chat {
    /// 像电话一样计时：一直不说话就提醒，再不说话就挂机
    #[arg(long, help_heading = "选项")]
    pub(super) voice: bool,
    /// 静默多久算没有说话，如 7s、500ms（同时打开 --voice）
    #[arg(long, value_name = "时长", help_heading = "选项", value_parser = duration)]
    pub(super) silence: Option<Duration>,
    /// 接着打 --db 里断掉的通话 [默认: 最近的一通；编号见 daohang calls]
    #[arg(long, value_name = "编号", help_heading = "选项", num_args = 0..=1)]
    pub(super) resume: Option<Option<i64>>,
}

/// `calls`.
#[derive(Debug, Args)]
pub(super) struct Calls {
    /// 输出这一通的对话，可以用 daohang test 重放 [默认: 列出所有通话]
    #[arg(value_name = "编号", help_heading = "参数")]
    pub(super) number: Option<i64>,
}

/// `route` and `entities`.
#[derive(Debug, Args)]
pub(super) struct Input {
    /// 读哪个文件 [默认: 标准输入]
    #[arg(value_name = "文件", help_heading = "参数")]
    pub(super) file: Option<PathBuf>,
}

/// `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// 来电说的话；几个词之间的空格算话里的空格
    #[arg(
        value_name = "话",
        required = true,
        help_heading = "参数",
        add = ArgValueCompleter::new(completions::intents)
    )]
    pub(super) words: Vec<String>,
}

/// `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// 意图目录 [默认: 同 --intents]
    #[arg(value_name = "目录", help_heading = "参数", value_hint = ValueHint::DirPath)]
    pub(super) folder: Option<PathBuf>,
    /// 还要证明：说法说得出的每句话、每个例句，都听成它自己的意图
    #[arg(long, help_heading = "选项")]
    pub(super) proofs: bool,
    /// 对话在哪里：没有一段对话办过的意图也要报告 [默认: 意图目录叫 intents 时，它旁边的 tests/conversations]
    #[arg(long, value_name = "目录", help_heading = "选项")]
    pub(super) conversations: Option<PathBuf>,
    /// 讲解一种问题：为什么要紧，怎么改；不写代号就列出全部
    #[arg(long, value_name = "代号", help_heading = "选项", num_args = 0..=1, default_missing_value = "")]
    pub(super) explain: Option<String>,
}

/// `test`.
#[derive(Debug, Args)]
pub(super) struct Test {
    /// 对话文件，或者装着对话文件的目录 [默认: ./tests/conversations]
    #[arg(value_name = "文件或目录", help_heading = "参数")]
    pub(super) paths: Vec<PathBuf>,
    /// 还要报告哪些意图、说法、步骤、去向没有走到；写 json 就只输出一个 JSON 对象
    #[arg(
        long,
        value_name = "text|json",
        help_heading = "选项",
        num_args = 0..=1,
        default_missing_value = "text"
    )]
    pub(super) coverage: Option<OsString>,
    /// 把覆盖报告写成一个网页
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) html: Option<PathBuf>,
    /// 只试文件名或标题里有这段文字的对话，不试例句
    #[arg(long, value_name = "文字", help_heading = "选项", add = ArgValueCompleter::new(completions::intents))]
    pub(super) filter: Option<String>,
    /// 对不上的“机：”行改成现在说的话，再试一遍；分号后面的条件不动
    #[arg(long, help_heading = "选项")]
    pub(super) update: bool,
    /// 把结果写成 JUnit XML，给持续集成看
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub(super) junit: Option<PathBuf>,
}

/// `eval`.
#[derive(Debug, Args)]
pub(super) struct Eval {
    /// 标好意图的句子，每行一个 JSON 对象
    #[arg(value_name = "文件", required = true, help_heading = "参数")]
    pub(super) files: Vec<PathBuf>,
    /// 最多列出几句没听对的 [默认: 20 句，json 全列]
    #[arg(long, value_name = "句数", help_heading = "选项")]
    pub(super) misses: Option<usize>,
}

/// `graph`.
#[derive(Debug, Args)]
pub(super) struct Graph {
    /// 意图或者子流程的名字 [默认: 整条热线的总览]
    #[arg(value_name = "名字", help_heading = "参数")]
    pub(super) name: Option<String>,
    /// 写到这个文件 [默认: 标准输出]
    #[arg(long, short, value_name = "文件", help_heading = "选项")]
    pub(super) output: Option<PathBuf>,
    /// 总览和每个流程都写进这个目录，各一个文件
    #[arg(long, value_name = "目录", help_heading = "选项", conflicts_with_all = ["name", "output"])]
    pub(super) all: Option<PathBuf>,
}

/// `new`.
#[derive(Debug, Args)]
pub(super) struct New {
    /// 建什么: intent 一个意图，hotline 一整套热线
    #[arg(value_name = "intent|hotline", help_heading = "参数", hide_possible_values = true)]
    pub(super) what: What,
    /// 意图的名字，前面可以写目录；或者热线的目录
    #[arg(value_name = "名字或目录", help_heading = "参数", value_hint = ValueHint::DirPath)]
    pub(super) name: PathBuf,
}

/// What `new` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    /// An intent.
    Intent,
    /// A hotline.
    Hotline,
}

/// `help`.
#[derive(Debug, Args)]
pub(super) struct Help {
    /// 哪个命令 [默认: 全部]
    #[arg(value_name = "命令", help_heading = "参数")]
    pub(super) command: Option<OsString>,
}

/// `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// bash、zsh、fish、elvish 或 powershell
    #[arg(value_name = "SHELL", help_heading = "参数", hide_possible_values = true)]
    pub(super) shell: clap_complete::Shell,
}

/// What became of a command line that cannot be carried out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Help or version was asked for: to standard output, exit 0.
    Asked(String),
    /// It is wrong: to standard error, exit 2.
    Wrong(String),
}

/// Reads a command line; the first item is the program's name.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Refusal> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let matches = command().try_get_matches_from(&arguments);
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Refusal::Asked(error.render().ansi().to_string()),
        _ => Refusal::Wrong(complaint(&error)),
    })?;
    if let Some(Command::Help(help)) = cli.command {
        let name = arguments.into_iter().next().unwrap_or_default();
        return parse([name].into_iter().chain(help.command).chain(["--help".into()]));
    }
    cli.sensible()
}

/// What every command takes and some have no use for: there the help does not list it.
const IDLE: &[(&str, &[&str])] = &[
    ("chat", &["written"]),
    ("route", &["written", "db"]),
    ("entities", &["intents", "written", "db"]),
    ("explain", &["db"]),
    ("check", &["db"]),
    ("test", &["now", "db"]),
    ("eval", &["db"]),
    ("graph", &["now", "db"]),
    ("calls", &["intents", "now"]),
    ("new", &["now", "written", "db"]),
    ("schema", &["intents", "now", "written", "db"]),
    ("completions", &["intents", "now", "written", "db"]),
    ("man", &["intents", "now", "written", "db"]),
    ("help", &["intents", "now", "written", "db"]),
];

/// Returns the command line as clap knows it.
pub(super) fn command() -> clap::Command {
    let format = |help, default| {
        clap::Arg::new("written")
            .long("format")
            .value_name("格式")
            .help(help)
            .help_heading("选项")
            .display_order(102)
            .default_value(default)
            .hide_default_value(true)
            .hide_possible_values(true)
    };
    let of_graph = format("输出的格式: svg、mermaid、dot 或 json [默认: svg]", "svg");
    let of_graph = of_graph.value_parser(written(["svg", "mermaid", "dot", "json"]));
    let of_check = format("输出的格式: text 给人看，json 给程序看，sarif 给代码平台和编辑器", "text");
    let of_check = of_check.value_parser(written(["text", "json", "sarif"]));
    let command = Cli::command()
        .mut_subcommand("graph", |graph| graph.arg(of_graph))
        .mut_subcommand("check", |check| check.arg(of_check));
    IDLE.iter().fold(command, |command, (name, idle)| {
        let hidden: Vec<_> = command
            .get_arguments()
            .filter(|argument| idle.contains(&argument.get_id().as_str()))
            .map(|argument| argument.clone().hide(true))
            .collect();
        command.mut_subcommand(name, |subcommand| subcommand.args(hidden))
    })
}

impl Cli {
    /// Refuses what clap lets pass and makes no sense; hands the options of a chat to the chat.
    fn sensible(mut self) -> Result<Cli, Refusal> {
        let wrong = |said: &str, help: &str| Err(Refusal::Wrong(format!("{said}\n帮助: {help}")));
        self.common.format = if self.common.written == Written::Json { Format::Json } else { Format::Text };
        let before = std::mem::take(&mut self.chat);
        let is_timed = before.voice || before.silence.is_some();
        let needs_file = |common: &Common, what: &str| match &common.db {
            Some(_) => Ok(()),
            None => Err(Refusal::Wrong(format!("{what}，要说明存在哪个文件里\n帮助: 加上 --db <文件>"))),
        };
        match &mut self.command {
            None => self.chat = before,
            Some(Command::Chat(chat)) => {
                chat.voice |= before.voice;
                chat.silence = chat.silence.or(before.silence);
                chat.resume = chat.resume.or(before.resume);
            }
            Some(_) if before.resume.is_some() => return wrong("--resume 只在对话时有用", "去掉它，或者去掉命令"),
            Some(Command::Calls(_)) => needs_file(&self.common, "看通话")?,
            Some(_) if is_timed => return wrong("--voice 和 --silence 只在对话时有用", "去掉它，或者去掉命令"),
            Some(Command::Test(test)) => {
                // What stands behind --coverage and is no format is a file to be tested.
                let is_format = |written: &OsString| written == "text" || written == "json";
                if let Some(path) = test.coverage.take_if(|written| !is_format(written)) {
                    test.paths.insert(0, PathBuf::from(path));
                    test.coverage = Some(OsString::from("text"));
                }
            }
            Some(Command::Check(Check { explain: Some(name), .. }))
                if !name.is_empty() && code::find(name).is_none() =>
            {
                let help = match code::like(name).as_slice() {
                    [] => "全部代号见 daohang check --explain".to_owned(),
                    near => format!("是不是想写“{}”？", near.join("”“")),
                };
                return wrong(&format!("没有叫“{name}”的问题"), &help);
            }
            Some(Command::Explain(explain)) if explain.words.iter().all(|word| word.trim().is_empty()) => {
                return wrong("“<话>”是空的", "写上来电说的话，如 daohang explain 查账单");
            }
            Some(_) => {}
        }
        let chat = match &self.command {
            Some(Command::Chat(chat)) => chat,
            Some(_) | None => &self.chat,
        };
        if chat.resume.is_some() {
            needs_file(&self.common, "接着打断掉的通话")?;
        }
        if self.common.format == Format::Json && matches!(self.command, None | Some(Command::Chat(_))) {
            return wrong("对话没有 json 格式", "去掉 --format json；要一行一个 JSON 对象请用 daohang route");
        }
        Ok(self)
    }
}

/// Says in Chinese what clap found wrong.
fn complaint(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(plain).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项或参数"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面要写内容"),
        ErrorKind::InvalidValue => format!("“{argument}”不能是“{value}”"),
        ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map(|cause| format!("：{cause}")).unwrap_or_default();
            format!("“{argument}”不能是“{value}”{cause}")
        }
        ErrorKind::MissingRequiredArgument => format!("还缺“{argument}”"),
        ErrorKind::ArgumentConflict => format!("“{argument}”只能写一次，或者不能与别的选项同用"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("“{argument}”的内容多了或者少了")
        }
        ErrorKind::InvalidUtf8 => "参数里有不是 UTF-8 的字节".to_owned(),
        _ => format!("命令行不对（{}）", error.kind()),
    };
    let known = context(ContextKind::ValidValue);
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| error.get(kind).map(likeliest));
    let help = match suggested {
        Some(suggested) => format!("\n帮助: 是不是想写“{suggested}”？"),
        None if !known.is_empty() => format!("\n帮助: 可以写 {known}"),
        None => "\n帮助: 用法见 daohang --help".to_owned(),
    };
    format!("{said}{help}")
}

/// Shows the likeliest of what clap suggests: the last.
fn likeliest(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(texts) => texts.last().cloned().unwrap_or_default(),
        other => plain(other),
    }
}

/// Shows what clap keeps about an error.
fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        other => other.to_string(),
    }
}

/// Reads `--now`; an offset is turned into the time at the hotline.
fn moment(text: &str) -> Result<DateTime, String> {
    clock::moment(text).ok_or_else(|| "要写成 2025-07-01 或 2025-07-01T10:00:00".to_owned())
}

/// Reads `--silence`: a number with `s` or `ms`, above nothing and at most an hour.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "要写成 7s 或 500ms".to_owned();
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, 1),
        None => (text.strip_suffix('s').unwrap_or(text), 1000),
    };
    let count: u64 = digits.trim().parse().map_err(|_| wrong())?;
    let milliseconds = count.checked_mul(unit).filter(|count| (1..=3_600_000).contains(count)).ok_or_else(wrong)?;
    Ok(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: &str) {
        let arguments = line.split_whitespace().map(OsString::from);
        let refusal = parse(arguments).map(|_| "fine").unwrap_err();
        assert_eq!(refusal, Refusal::Wrong(expect.to_owned()));
    }

    #[test]
    fn wrong_lines_are_explained_in_chinese() {
        check("daohang --inten x", "没有“--inten”这个选项或参数\n帮助: 是不是想写“--intents”？");
        check("daohang rout", "没有“rout”这个命令\n帮助: 是不是想写“route”？");
        check("daohang --format xml", "“--format <格式>”不能是“xml”\n帮助: 可以写 text、json");
        check("daohang --format", "“--format <格式>”后面要写内容\n帮助: 可以写 text、json");
        check("daohang explain", "还缺“<话>...”\n帮助: 用法见 daohang --help");
        check(
            "daohang --now 昨天",
            "“--now <时刻>”不能是“昨天”：要写成 2025-07-01 或 2025-07-01T10:00:00\n帮助: 用法见 daohang --help",
        );
        check(
            "daohang chat --silence 0s",
            "“--silence <时长>”不能是“0s”：要写成 7s 或 500ms\n帮助: 用法见 daohang --help",
        );
        check(
            "daohang --format json",
            "对话没有 json 格式\n帮助: 去掉 --format json；要一行一个 JSON 对象请用 daohang route",
        );
        check(
            "daohang chat --format json",
            "对话没有 json 格式\n帮助: 去掉 --format json；要一行一个 JSON 对象请用 daohang route",
        );
        check("daohang --voice route", "--voice 和 --silence 只在对话时有用\n帮助: 去掉它，或者去掉命令");
        check("daohang route a b", "没有“b”这个选项或参数\n帮助: 用法见 daohang --help");
    }

    #[test]
    fn kinds_to_explain_and_formats_of_one_command() {
        check(
            "daohang check --explain undefined-taget",
            "没有叫“undefined-taget”的问题\n帮助: 是不是想写“undefined-target”？",
        );
        check("daohang check --explain xyz", "没有叫“xyz”的问题\n帮助: 全部代号见 daohang check --explain");
        check("daohang route --format sarif", "“--format <格式>”不能是“sarif”\n帮助: 可以写 text、json");
    }

    #[test]
    fn help_is_a_word_too() {
        for (line, same) in [("daohang help", "daohang --help"), ("daohang help route", "daohang route --help")] {
            let said = |line: &str| parse(line.split_whitespace().map(OsString::from)).map(|_| "fine").unwrap_err();
            assert_eq!(said(line), said(same));
        }
        check("daohang help rout", "没有“rout”这个命令\n帮助: 是不是想写“route”？");
    }

    #[test]
    fn utterance_to_explain_is_not_blank() {
        for blank in ["", " ", "\u{3000}"] {
            let refusal = parse(["daohang", "explain", blank].map(OsString::from)).map(|_| "fine").unwrap_err();
            let expect = "“<话>”是空的\n帮助: 写上来电说的话，如 daohang explain 查账单";
            assert_eq!(refusal, Refusal::Wrong(expect.to_owned()), "{blank:?}");
        }
    }

    #[test]
    fn chat_is_timed_with_and_without_its_name() {
        for (line, expect) in [
            ("daohang", (false, None)),
            ("daohang --voice", (true, None)),
            ("daohang chat --voice", (true, None)),
            ("daohang --voice chat", (true, None)),
            ("daohang --silence 2s", (false, Some(Duration::from_secs(2)))),
            ("daohang --silence 2s chat --silence 3s", (false, Some(Duration::from_secs(3)))),
        ] {
            let cli = parse(line.split_whitespace().map(OsString::from)).unwrap();
            let chat = match cli.command {
                Some(Command::Chat(chat)) => chat,
                _ => cli.chat,
            };
            assert_eq!((chat.voice, chat.silence), expect, "{line}");
        }
    }

    #[test]
    fn help_lists_only_options_that_do_something() {
        for (name, idle) in IDLE {
            let Err(Refusal::Asked(help)) = parse(["daohang", name, "--help"].map(OsString::from)) else {
                panic!("{name} has no help");
            };
            for (option, id) in [("intents", "intents"), ("now", "now"), ("format", "written"), ("db", "db")] {
                assert_eq!(help.contains(&format!("--{option}\x1b[")), !idle.contains(&id), "{option} in:\n{help}");
            }
        }
        assert!(parse(["daohang", "check", "--db", "a", "--now", "2025-07-01"].map(OsString::from)).is_ok());
    }

    #[test]
    fn moments_are_local_and_may_be_short() {
        for (text, expect) in [
            ("2025-07-01", "2025-07-01T00:00:00"),
            ("2025-07-01T10:00", "2025-07-01T10:00:00"),
            ("2025-07-01 10:00:05", "2025-07-01T10:00:05"),
            ("2025-07-01T10:00:00+08:00", "2025-07-01T10:00:00"),
            ("2025-07-01T02:00:00Z", "2025-07-01T10:00:00"),
        ] {
            assert_eq!(moment(text).map(|moment| moment.to_string()), Ok(expect.to_owned()), "{text}");
        }
    }

    #[test]
    fn help_has_no_english_headings() {
        for line in ["daohang --help", "daohang chat -h", "daohang test --help", "daohang eval -h", "daohang check -h"]
        {
            let Err(Refusal::Asked(help)) = parse(line.split_whitespace().map(OsString::from)) else {
                panic!("{line} is not help");
            };
            for english in ["Usage", "Options", "Commands", "Arguments", "Print ", "[default", "possible"] {
                assert!(!help.contains(english), "{english} in:\n{help}");
            }
        }
    }
}
