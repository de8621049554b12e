//! Conversations against a small hotline with the shipped actions and queues.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::conversation::{self, Act, Step};
use super::load::{Suite, load};
use super::run::{Outcome, START};
use super::{coverage, report, run, script};
use crate::backend::demo::Demo;
use crate::compile::compile;
use crate::compile::hotline::Hotline;
use crate::finding::{Sources, show};
use crate::limits::UTTERANCE_CHARS;
use crate::rules;
use crate::session::clock::Clock;
use crate::session::{Session, notation};

static HOTLINE: LazyLock<Arc<Hotline>> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/hotlines/account", "intents/shared"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if folder.starts_with("tests") || ["actions.yaml", "queues.yaml"].contains(&name.as_str()) {
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    let (rules, mut findings) = rules::load::files(files);
    let (hotline, more) = compile(&rules);
    findings.extend(more);
    let shown = show::text(&rules.sources, &findings, show::Style::Plain);
    Arc::new(hotline.unwrap_or_else(|| panic!("{shown}")))
});

/// Runs all conversations.
fn run_all(suite: &Suite) -> Vec<Outcome> {
    run::run(&HOTLINE, suite, &|_, _| {})
}

/// Runs a conversation; `expect` is everything that is shown of it, findings included.
#[track_caller]
fn check(text: &str, expect: &str) {
    let mut suite = Suite::default();
    suite.add("a.chat", text);
    let outcomes = run_all(&suite);
    let mut findings = suite.findings.clone();
    findings.extend(outcomes.iter().flat_map(|outcome| outcome.findings.clone()));
    let shown: String = outcomes.iter().map(report::text).collect();
    let shown = show::text(&suite.sources, &findings, show::Style::Plain) + &shown;
    assert_eq!(shown, expect, "\n{shown}");
}

#[track_caller]
fn passes(text: &str) {
    check(text, "");
}

/// The conversation of the design, section 5.
const DESIGN: &str = "\
# 挂失后解冻，中途改口
@now 2025-07-01T10:00:00+08:00
客：我的号被冻住了
机：*手机号*              ; intent=解冻账户 state=核验身份
客：13800138000
机：*证件号*
客：1234
机：*原因*|*挂失*
客：
机：*没有听到*            ; event=no-input
客：不对，手机号是13900139000
机：*已改为*              ; slot.手机号=139****9000
";

#[test]
fn the_conversation_of_the_design_passes() {
    passes(DESIGN);
}

#[test]
fn a_failed_turn_shows_what_was_expected_said_and_why() {
    let mut suite = Suite::default();
    suite.add("a.chat", "# 题目\n客：我的号被冻住了\n机：*邮箱* ; intent=冻结账户\n");
    let shown = report::text(&run_all(&suite)[0]);
    let start = "\
未通过 a.chat:2 题目
  客：我的号被冻住了
- 机：*邮箱*   （第 3 行）
+ 机：请说一下您的手机号。
  intent=冻结账户：实际是 解冻账户   （第 3 行）
  听到：我的号被冻住了
  判断为意图：解冻账户
";
    assert!(shown.starts_with(start), "{shown}");
}

#[test]
fn names_that_the_hotline_does_not_have_are_found() {
    check(
        "客：你好\n机：* ; intent=解冻帐户 queue=账户安全|账户安\n@slot 手机=1\n@stub account.frezze=ok\n",
        "\
错误[undefined-intent]: 没有叫“解冻帐户”的意图
 --> a.chat:2:7
  |
2 | 机：* ; intent=解冻帐户 queue=账户安全|账户安
  |         ^^^^^^^^^^^^^^^
  |
  = 帮助: 是不是想写“解冻账户”？

错误[undefined-queue]: 没有叫“账户安”的队列
 --> a.chat:2:19
  |
2 | 机：* ; intent=解冻帐户 queue=账户安全|账户安
  |                         ^^^^^^^^^^^^^^^^^^^^^
  |
  = 帮助: 是不是想写“账户安全”？

错误[undefined-slot]: 没有叫“手机”的槽
 --> a.chat:3:1
  |
3 | @slot 手机=1
  | ^
  |
  = 帮助: 是不是想写“手机号”？

错误[undefined-action]: 没有叫“account.frezze”的动作
 --> a.chat:4:1
  |
4 | @stub account.frezze=ok
  | ^
  |
  = 帮助: 是不是想写“account.freeze”？
",
    );
}

#[test]
fn stubs_and_slots_that_do_not_fit_are_found() {
    let code = |text: &str| {
        let mut suite = Suite::default();
        suite.add("a.chat", text);
        let outcomes = run_all(&suite);
        let findings = suite.findings.iter().chain(outcomes.iter().flat_map(|outcome| &outcome.findings));
        findings.map(|finding| finding.code).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(code("@stub account.freeze=gone\n机：*"), "undefined-outcome");
    assert_eq!(code("@stub account.freeze=ok {\"时间\": 1}\n机：*"), "undefined-name");
    assert_eq!(code("@stub enqueue=lost\n机：*"), "undefined-outcome");
    assert_eq!(code("@slot 手机号=明天\n机：*"), "wrong-type");
    assert_eq!(code("机：* ; state=核验 call=account.freeze:no"), "undefined-state undefined-action");
    assert_eq!(code("机：* ; slot.电话=1"), "undefined-slot");
    assert_eq!(code("客：你好"), "no-expectation");
    assert_eq!(code("@nwo\n机：*"), "unknown-setting");
}

#[test]
fn several_lines_match_the_answer_in_order() {
    passes("客：挂失\n机：请说*\n机：*手机号。\n");
    passes("机：*测试热线*\n机：*办什么？\n客：挂失\n机：*\n");
    check(
        "客：再见\n机：感谢来电\n机：没有这句\n",
        "\
未通过 a.chat:1
  客：再见
- 机：感谢来电   （第 2 行）
- 机：没有这句   ← 从这里对不上   （第 3 行）
+ 机：感谢来电，再见。
  听到：再见
  判断为随时可说的命令：挂机
    命令 挂机 1.00（再见） 采用
        说法：(再见|再会|拜拜|拜|拜拜了|回见|回头见|下次再说|bye|byebye)
",
    );
}

#[test]
fn presets_and_stubs_set_the_scene() {
    passes(
        "@slot 手机号=13800138000\n客：解冻\n机：*后四位* ; slot.手机号=138****8000\n客：1234\n机：*原因*\n\
         @stub account.unfreeze=refused\n@stub enqueue=full {\"ticket\": \"T9\"}\n客：挂失\n\
         机：*T9* ; event=handoff event=full queue=账户安全 ticket=T9 call=account.unfreeze:refused intent=解冻账户\n",
    );
}

#[test]
fn what_only_the_flow_fills_is_not_the_callers_to_correct() {
    passes(
        "客：我的号被冻住了\n客：13800138000\n客：1234\n机：*原因* ; slot.已核验=是\n客：发现不对\n\
         机：* ; without=已改为 slot.已核验=是 event!=correction\n",
    );
}

#[test]
fn stubs_of_one_action_are_used_up_in_order() {
    passes(
        "@stub identity.find=not_found\n@stub identity.find=closed\n@stub identity.find=found\n客：挂失\n客：13800138000\n\
         机：没有对上*手机号* ; slot.手机号=\n客：13800138000\n机：没有对上* ; call=identity.find:closed\n客：13800138000\n\
         机：*后四位*\n",
    );
}

#[test]
fn a_stub_before_a_turn_is_that_turns() {
    passes(
        "客：挂失\n@stub identity.find=not_found\n客：13800138000\n机：没有对上*手机号*\n@stub identity.find=found\n\
         客：13800138000\n机：*后四位*\n",
    );
}

#[test]
fn a_title_stands_before_the_talk() {
    let title = |text: &str| conversation::read(Sources::default().add("a.chat", text), "a", text).0.title;
    assert_eq!(title("@now 2025-07-01\n# 挂失后解冻\n# 又\n客：挂失\n机：*\n"), "挂失后解冻");
    assert_eq!(title("机：*\n# 转人工 · 综合咨询\n"), "");
}

#[test]
fn a_freeze_outlives_the_call() {
    passes(
        "客：挂失\n客：13900139000\n客：5678\n机：已经挂失*\n@hangup\n机：* ; event=hung-up\n@now +1d\n@call\n机：您好*\n\
         客：我的号被冻住了\n客：13900139000\n客：5678\n客：丢了\n机：尾号9000的账户*可以用了* ; call=account.unfreeze:ok\n",
    );
}

#[test]
fn the_clock_is_the_conversations() {
    passes("@now 2025-07-01T03:10\n客：转人工\n机：*坐席全忙*T202507010001* ; event=full queue=综合咨询\n");
    passes("@now 2025-07-01T10:00\n客：转人工\n机：*前面还有6位* ; event=transferred without=全忙\n");
}

#[test]
fn a_case_is_read_back() {
    passes("客：查进度\n客：13900139000\n客：5678\n机：案件202506290001，未收到商品，核实中。*\n");
}

#[test]
fn what_is_too_long_is_answered() {
    let long = "查账单".repeat(UTTERANCE_CHARS);
    passes(&format!(
        "客：{long}\n机：*太长* ; event=too-long\n客：{}\n机：* ; event!=too-long\n",
        "查".repeat(UTTERANCE_CHARS)
    ));
}

#[test]
fn secrets_are_refused_and_masked() {
    passes("客：验证码是123456\n机：*不要告诉任何人* ; event=secret without=123456\n");
}

/// Talks with the small hotline and runs what was written down: it must pass, and be written down alike.
#[track_caller]
fn check_replay(sayings: &[&str], stubs: bool) {
    let mut session = Session::new(Arc::clone(&HOTLINE), Box::new(Demo::in_memory()), Clock::Fixed(START));
    session.open();
    for saying in sayings {
        session.say(saying);
    }
    let transcript = session.transcript();
    let written = if stubs { transcript.conversation_with_stubs() } else { transcript.conversation() };
    for secret in ["13800138000", "13912345678", "246810", "6222021234567894"] {
        assert!(!written.contains(secret), "{written}");
    }
    passes(&written);
}

#[test]
fn what_is_written_down_passes_when_run_again() {
    for stubs in [false, true] {
        check_replay(&["我的号被冻住了", "13800138000", "1234", "", "挂失", "不用了"], stubs);
        check_replay(&["挂失", "13912345678", "我的验证码是246810", "0"], stubs);
        check_replay(
            &["挂失", "6222021234567894", "*", "#", "\\", "a|b;c", "# 注释", "@now", "机：您好", "转人工"],
            stubs,
        );
        check_replay(&["挂失，邮箱是zhang.san_88@mail.qq.com帮我看看", "246810135@qq.com挂失", "z@a.cn解冻"], stubs);
        check_replay(&["一\n二", " 前后有空格 ", "查进度", "13800138000", "1234", &"长".repeat(3000)], stubs);
    }
}

#[test]
fn files_are_found_by_ending_and_read_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("b/two.chat", "\u{feff}机：*您好*".as_bytes());
    write("a.chat", "机：*您好*".as_bytes());
    write("gbk.chat", b"\xbb\xfa\xa3\xba\xc4\xe3\xba\xc3");
    write("notes.txt", "机：".as_bytes());
    write(".hidden/c.chat", "机：".as_bytes());
    let suite = load(&[folder.path().to_owned()]).unwrap();
    let names: Vec<String> =
        suite.conversations.iter().map(|conversation| conversation.name.replace('\\', "/")).collect();
    let root = folder.path().display().to_string().replace('\\', "/");
    assert_eq!(names, [format!("{root}/a.chat"), format!("{root}/b/two.chat")]);
    let codes: Vec<&str> = suite.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["unreadable-file"]);
    assert!(run_all(&suite).iter().all(Outcome::passed));
    let missing = folder.path().join("没有.chat");
    let error = load(std::slice::from_ref(&missing)).unwrap_err();
    assert_eq!(error.to_string(), format!("读不了 {}", missing.display()));
}

#[test]
fn outcomes_come_in_the_order_of_the_files() {
    let mut suite = Suite::default();
    for n in 0..40 {
        suite.add(&format!("{n}.chat"), if n % 3 == 0 { "机：不是这句" } else { DESIGN });
    }
    let outcomes = run_all(&suite);
    for (n, outcome) in outcomes.iter().enumerate() {
        assert_eq!((outcome.name.as_str(), outcome.passed()), (format!("{n}.chat").as_str(), n % 3 != 0));
    }
    assert_eq!(outcomes, run_all(&suite));
}

/// What callers say to the small hotline, in and out of place.
fn saying() -> impl Strategy<Value = String> {
    let sayings = [
        "我的号被冻住了",
        "解冻",
        "挂失",
        "查进度",
        "转人工",
        "13800138000",
        "13900139000",
        "13700137000",
        "1234",
        "5678",
        "2468",
        "不对，手机号是13900139000",
        "丢了",
        "风险",
        "",
        "0",
        "1",
        "2",
        "*",
        "#",
        "取消",
        "返回",
        "重复",
        "帮助",
        "主菜单",
        "再见",
        "是的",
        "不用了",
        "没有了",
        "我的验证码是246810",
        "密码abc123",
        "6222021234567894",
        "110101199003077758",
        "zhang.san@qq.com",
        "不要挂失",
        "先解冻再查进度",
        "今天天气不错",
        "\\",
        "a|b;c",
        "# 注释",
        "@now",
        "机：您好",
        "一\n二",
    ];
    prop_oneof![
        12 => prop::sample::select(sayings.map(str::to_owned).to_vec()),
        1 => text(),
        1 => "[一-龥]{0,4}1[3-9][0-9]{9}[一-龥]{0,4}",
    ]
}

/// Texts with everything that means something.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[客机：:；;*＊|｜\\\\#@ 　\n\ru{}a=nt.]{1,12}",
        "\\PC{1,12}",
        ".{1,8}",
        "(；intent=|\\*\\*|\\\\u\\{41\\}| |n){1,5}"
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_back_identically(turns in prop::collection::vec((text(), prop::collection::vec(text(), 0..3)), 0..6)) {
        let mut written = String::from("@now 2025-07-01T10:00:00+08:00\n");
        for (said, answers) in &turns {
            written += &(notation::caller_line(said) + "\n");
            for answer in answers.iter().filter(|answer| !answer.trim().is_empty()) {
                written += &(notation::machine_line(answer) + "\n");
            }
        }
        let (read, findings) = conversation::read(Sources::default().add("a.chat", ""), "a.chat", &written);
        prop_assert!(findings.iter().all(|finding| finding.code == "no-expectation"), "{}: {:?}", written, findings);
        let read: Vec<(String, Vec<String>)> = read.steps.iter().filter_map(|step| match step {
            Step::Turn { act: Act::Say(said), expected, .. } => {
                let literal = |(_, line): &(usize, script::Expected)| line.pattern.literals().unwrap_or_default().concat();
                Some((said.clone(), expected.iter().map(literal).collect()))
            }
            _ => None,
        }).collect();
        let expect: Vec<(String, Vec<String>)> = turns.into_iter().map(|(said, answers)| {
            let said = if said.trim().is_empty() { String::new() } else { said };
            (said, answers.into_iter().filter(|answer| !answer.trim().is_empty()).collect())
        }).collect();
        prop_assert_eq!(read, expect);
    }

    #[test]
    fn any_talk_passes_when_run_again(sayings in prop::collection::vec(saying(), 0..20)) {
        let mut session = Session::new(Arc::clone(&HOTLINE), Box::new(Demo::in_memory()), Clock::Fixed(START));
        let mut written = String::new();
        session.open();
        for (n, saying) in sayings.iter().enumerate() {
            session.set_clock(Clock::Fixed(crate::session::clock::later(START, 7 * i64::try_from(n / 3).unwrap())));
            if session.is_over() {
                session.open();
            }
            session.say(saying);
            written += &session.take_conversation();
        }
        written += &session.take_conversation();
        let mut suite = Suite::default();
        suite.add("a.chat", &written);
        for outcome in run_all(&suite) {
            prop_assert!(outcome.passed(), "{}\n{}", written, report::text(&outcome));
            // What is walked is what can be reached, or the totals would lie. The phrases are of the base as well.
            let things = coverage::Report::of(&HOTLINE, &Sources::default(), &outcome.coverage).things;
            for thing in outcome.coverage.things() {
                prop_assert!(things.iter().any(|(other, _)| *other == thing), "{}\n{:?}", written, thing);
            }
        }
    }

    #[test]
    fn any_text_is_a_conversation_or_has_findings(text in prop_oneof!["(客：|机：|@|#|;|\\*|=|\n|intent|slot\\.|[一-龥a-z0-9 ]){0,40}", ".{0,60}"]) {
        let mut suite = Suite::default();
        suite.add("a.chat", &text);
        run_all(&suite);
    }
}
