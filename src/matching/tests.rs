//! What is heard in an utterance, and what is decided.

use super::*;
use crate::compile::id::IntentId;
use crate::compile::index::sample::build;
use crate::limits::HEARD_CHARS;
use crate::matching::rank::{Decision, rank_by};
use crate::rules::hotline::Thresholds;

/// What a hotline about accounts and credit knows.
const WORDS: &str = "
    <填充词> 你好 请问 麻烦 帮我 我想 我要 给我 一下 那个 嗯 吧 谢谢 我的
    <否定词> 不 没 别 不要 不想 不用 不是 没有 不能
    <常用词> 归还 款项 酒吧 手机 小心 不小心 超市
    <产品> 花呗=花贝=花吧 借呗
    <冻结> 冻结 锁住 封了
";

fn now() -> jiff::civil::DateTime {
    jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0)
}

fn intent(id: IntentId) -> usize {
    id.index()
}

/// Hears an utterance with these phrases, and says which intents match: number, score in hundredths, `-` where negated.
#[track_caller]
fn check_scores(phrases: &str, utterance: &str, expect: &[&str]) {
    let index = build(&format!("{WORDS}{phrases}"));
    let mut scratch = Scratch::default();
    let heard = hear_index(&index, &[], &mut scratch, utterance, now(), &Expected::default());
    let show = |found: &Match| match found.owner {
        Owner::Intent(id) => {
            let sign = if found.negated { "-" } else { "" };
            let whole = if found.whole { " whole" } else { "" };
            format!("{sign}{} {:.0}{whole}", intent(id), found.score * 100.0)
        }
        other => format!("{other:?}"),
    };
    let found: Vec<String> = heard.matches.iter().map(show).collect();
    assert_eq!(found, expect, "{utterance}");
}

/// Hears an utterance and decides: `accept 1`, `accept 1 then 2`, `confirm 1`, `clarify 1 2`, `reject`.
#[track_caller]
fn check(phrases: &str, utterance: &str, expect: &str) {
    let index = build(&format!("{WORDS}{phrases}"));
    let mut scratch = Scratch::default();
    let heard = hear_index(&index, &[], &mut scratch, utterance, now(), &Expected::default());
    let ranking = rank_by(&Thresholds::default(), heard);
    let mut found = match &ranking.decision {
        Decision::Accept(id) => format!("accept {}", intent(*id)),
        Decision::Confirm(id) => format!("confirm {}", intent(*id)),
        Decision::Clarify(ids) => {
            format!("clarify {}", ids.iter().map(|id| intent(*id).to_string()).collect::<Vec<_>>().join(" "))
        }
        Decision::Reject => "reject".to_owned(),
    };
    if let Some(then) = ranking.then {
        found += &format!(" then {}", intent(then));
    }
    let scores: Vec<_> = ranking.candidates.iter().map(|one| (intent(one.intent), one.score, one.standing)).collect();
    assert_eq!(found, expect, "{utterance}: {scores:?}");
}

const TASKS: &str = "
    0: [查]账单
    1: <冻结>[我的](账户|账号)
    1: (账户|账号) & <冻结>
    2: 解冻[我的](账户|账号)
    3: (还|还清)<产品>
    4: 没收到货
    5: <产品>[的]账单
";

#[test]
fn words_in_order_with_fillers_between() {
    check_scores(TASKS, "帮我冻结一下我的那个账户吧", &["1 100 whole"]);
    check_scores(TASKS, "嗯，冻结，账户。", &["1 100 whole"]);
    check_scores(TASKS, "账户冻结", &["1 100 whole"]);
    check_scores(TASKS, "账户", &[]);
}

#[test]
fn unexplained_words_cost_by_what_they_say() {
    check_scores(TASKS, "账单", &["0 100 whole"]);
    check_scores(TASKS, "账单怎么查", &["0 65"]);
    check(TASKS, "我想问下花呗账单", "accept 5");
    check("0: 账单", "我想问下花呗账单", "confirm 0");
}

#[test]
fn one_word_in_a_long_sentence_is_not_a_request() {
    check(TASKS, "我昨天在超市买东西的时候老板说账单打不出来让我等等", "reject");
}

#[test]
fn a_request_after_a_long_story_is_heard() {
    let story = "你好，我昨天去超市买东西，结果回家路上把手机弄丢了，找了一晚上没找着，急死我了，";
    check(TASKS, &format!("{story}帮我冻结账户"), "accept 1");
}

#[test]
fn a_phrase_said_again_and_again_explains_all_of_it() {
    check_scores("0: 人工服务", "人工服务嗯人工服务，人工服务", &["0 100 whole"]);
    check_scores("0: 人工服务", "人工服务不要人工服务", &["0 41"]);
}

#[test]
fn what_fits_no_other_way_is_cut_by_the_words_of_phrases() {
    let words = "<常用词> 费用 停车 居住 证明\n";
    check_scores(&format!("{words}0: 停车费(用不了|打不开)"), "停车费用不了", &["0 100 whole"]);
    check_scores(&format!("{words}0: 居住证[的](账单|明细)"), "请问居住证明细", &["0 100 whole"]);
    check_scores(&format!("{words}0: 停车费(用不了|打不开)"), "停车费用太高", &[]);
    // What fits as words are usually cut stays.
    check_scores(&format!("{words}0: 停车费 用不了\n1: 停车费用"), "停车费用不了", &["1 81"]);
}

#[test]
fn literals_do_not_match_across_the_border_of_known_words() {
    check_scores("0: 还款", "归还款项", &[]);
    check_scores("0: 还款", "归还款", &[]);
    check_scores("0: 还款", "还款", &["0 100 whole"]);
    check_scores("0: 账单", "花呗账单", &["0 64"]);
    check_scores("0: app", "apple", &[]);
    check_scores("0: app", "苹果app", &["0 44"]);
    check_scores("0: 95188", "195188", &[]);
}

#[test]
fn function_words_guard_no_border() {
    check_scores("0: 信用卡在哪[里]办", "信用卡在哪里办", &["0 100 whole"]);
    check_scores("0: 信用卡在哪[里]办", "信用卡在哪办", &["0 100 whole"]);
}

#[test]
fn fillers_are_not_cut_out_of_words() {
    check_scores("0: 看一下账单", "看一下账单", &["0 100 whole"]);
    check_scores("0: 看 账单", "看一下账单", &["0 100 whole"]);
    check_scores("0: 酒馆", "酒吧馆", &[]);
    check_scores("0: 花 账单", "花吧账单", &[]);
}

#[test]
fn lexicons_and_their_variants() {
    check_scores(TASKS, "还花贝", &["3 100 whole"]);
    check_scores(TASKS, "还清借呗", &["3 100 whole"]);
}

#[test]
fn parts_in_any_order() {
    let phrases = "0: (上个月;账单)的明细\n1: 转账 & 限额 & 提高";
    check_scores(phrases, "上个月账单的明细", &["0 100 whole"]);
    check_scores(phrases, "账单上个月的明细", &["0 100 whole"]);
    check_scores(phrases, "提高转账限额", &["1 100 whole"]);
    check_scores(phrases, "限额怎么提高啊转账的", &["1 89"]);
    check_scores(phrases, "提高限额", &[]);
}

#[test]
fn parts_in_any_order_do_not_share_words() {
    check_scores("0: 账户 & 账户冻结", "账户冻结", &[]);
    check_scores("0: 账户 & 账户冻结", "账户账户冻结", &["0 100 whole"]);
}

#[test]
fn a_gap_is_a_few_characters() {
    let phrases = "0: 钱*丢了";
    check_scores(phrases, "钱丢了", &["0 100 whole"]);
    check_scores(phrases, "钱在超市里丢了", &["0 62"]);
    check_scores(phrases, "钱在超市门口停车场丢了", &[]);
    check_scores(phrases, "没钱。丢了", &[]);
}

#[test]
fn a_negated_intent_does_not_start() {
    check_scores(TASKS, "不要冻结账户", &["-1 76"]);
    check(TASKS, "不要冻结账户", "reject");
    check(TASKS, "先别给我冻结账户", "reject");
    check(TASKS, "我没说要冻结账户", "reject");
    check(TASKS, "账户不用冻结", "reject");
    check(TASKS, "不，我要冻结账户", "accept 1");
    check(TASKS, "不小心冻结账户", "accept 1");
}

#[test]
fn a_phrase_with_its_own_negation_is_not_negated() {
    check_scores(TASKS, "没收到货", &["4 100 whole"]);
    check_scores("0: 收到货", "没收到货", &["-0 73"]);
    check_scores("0: 不想用<产品>", "我不想用花呗", &["0 95"]);
}

#[test]
fn not_this_but_that_negates_only_the_first() {
    check(TASKS, "不是冻结账户，是解冻账户", "accept 2");
    check(TASKS, "不是冻结账户是解冻账户", "accept 2");
    check("0: 冻结", "不要冻结那个，冻结这个", "accept 0");
}

#[test]
fn questions_and_double_negations_do_not_negate() {
    check(TASKS, "能不能冻结账户", "accept 1");
    check(TASKS, "要不要冻结账户", "accept 1");
    check(TASKS, "可不可以冻结账户", "accept 1");
    check(TASKS, "我不能不冻结账户", "accept 1");
}

#[test]
fn unless_forbids() {
    let phrases = "0: 冻结\n0!: <产品> & 冻结";
    check(phrases, "冻结", "accept 0");
    check(phrases, "花呗冻结", "reject");
}

#[test]
fn close_winners_are_offered() {
    check("0: 冻结账户\n1: 冻结账户\n2: 冻结", "冻结账户", "clarify 0 1");
    check("0: 账\n1: 账\n2: 账\n3: 账", "账", "clarify 0 1 2");
}

#[test]
fn two_tasks_in_one_sentence() {
    check(TASKS, "查账单，然后冻结账户", "accept 0 then 1");
    check(TASKS, "冻结账户，顺便查账单", "accept 1 then 0");
    check(TASKS, "查账单和解冻账户", "accept 0 then 2");
    check(TASKS, "查账单、还花呗", "accept 0 then 3");
    check(TASKS, "查账单，还花呗", "accept 0 then 3");
    check(TASKS, "花呗账单", "accept 5");
}

#[test]
fn greetings_that_are_fillers_match_alone() {
    let phrases = "0: 你好\n1: 账单";
    check(phrases, "你好", "accept 0");
    check(phrases, "你好，账单", "accept 1");
}

#[track_caller]
fn check_captures(phrases: &str, utterance: &str, expect: &[&str]) {
    let index = build(&format!("{WORDS}{phrases}"));
    let mut scratch = Scratch::default();
    let heard = hear_index(&index, &[], &mut scratch, utterance, now(), &Expected::default());
    let show = |capture: &Capture| {
        let slot = capture.slot.map_or("-".to_owned(), |slot| slot.index().to_string());
        let value = match &capture.value {
            Captured::Entity(value, kind) => format!("{} {}", kind.name(), value.to_json()),
            Captured::Value(set, value) => format!("set {} value {value}", set.index()),
            Captured::Text(text) => text.clone(),
        };
        format!("{slot} {} {value}", capture.span.of(heard.folded.text()))
    };
    let found: Vec<String> = heard.matches.first().iter().flat_map(|found| &found.captures).map(show).collect();
    assert_eq!(found, expect, "{utterance}: {:?}", heard.matches);
}

#[test]
fn captures() {
    check_captures("0: {产品}[的]账单", "花贝的账单", &["- 花贝 set 3 value 0"]);
    check_captures("0: {产品:note}账单", "借呗账单", &["2 借呗 set 3 value 1"]);
    check_captures("0: 备注[是]{note}", "备注是买菜的钱", &["2 买菜的钱 买菜的钱"]);
}

#[test]
fn values_said_by_phrases() {
    let phrases = "原因.风险: 风险|账户 & 异常\n原因.挂失: 丢了\n0: 因为{原因}冻结";
    check_captures(phrases, "因为风险冻结", &["- 风险 set 5 value 0"]);
    check_captures(phrases, "因为账户有异常冻结", &["- 账户有异常 set 5 value 0"]);
    check_captures(phrases, "因为丢了冻结", &["- 丢了 set 5 value 1"]);
}

#[test]
fn nothing_and_only_fillers() {
    let index = build(WORDS);
    let mut scratch = Scratch::default();
    let mut hear = |utterance: &str| {
        let heard = hear_index(&index, &[], &mut scratch, utterance, now(), &Expected::default());
        (heard.nothing_said, heard.only_fillers)
    };
    assert_eq!(hear(""), (true, false));
    assert_eq!(hear("……？"), (true, false));
    assert_eq!(hear(" 。、·~（）\u{200b}"), (true, false));
    assert_eq!(hear("😀"), (false, false));
    assert_eq!(hear("❤\u{fe0f}！"), (false, false));
    assert_eq!(hear("★"), (false, false));
    assert_eq!(hear("嗯，那个…"), (false, true));
    assert_eq!(hear("嗯，花呗"), (false, false));
}

#[test]
fn the_scratch_keeps_nothing_of_the_last_utterance() {
    let index = build(&format!("{WORDS}{TASKS}"));
    let mut scratch = Scratch::default();
    for _ in 0..2 {
        let heard = hear_index(&index, &[], &mut scratch, "冻结账户", now(), &Expected::default());
        assert_eq!(heard.matches.len(), 1);
        let heard = hear_index(&index, &[], &mut scratch, "花呗", now(), &Expected::default());
        assert_eq!(heard.matches.len(), 0);
    }
}

#[test]
fn an_utterance_of_any_length_is_heard() {
    let index = build(&format!("{WORDS}{TASKS}"));
    let mut scratch = Scratch::default();
    let long = format!("{}冻结账户", "东".repeat(2).repeat(HEARD_CHARS));
    let text: String = long.chars().enumerate().map(|(n, c)| if n % 2 == 1 && c == '东' { '西' } else { c }).collect();
    let heard = hear_index(&index, &[], &mut scratch, &text, now(), &Expected::default());
    assert!(heard.matches.is_empty(), "what is behind the limit is not heard");
    let heard = hear_index(&index, &[], &mut scratch, &"嗯账户冻结".repeat(99), now(), &Expected::default());
    assert_eq!(heard.matches.len(), 1);
}
