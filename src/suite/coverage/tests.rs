//! Coverage of conversations with a hotline that has one of everything.

use std::sync::{Arc, LazyLock};

use super::{Coverage, Kind, Report, Thing, html, text};
use crate::compile::compile;
use crate::compile::hotline::Hotline;
use crate::finding::{Sources, show};
use crate::rules;
use crate::suite::load::Suite;
use crate::suite::{examples, run};

const YAML: &str = "\
hotline:
  name: 测试热线
  greeting: 您好。
queues:
  甲队: {default: true, hours: 09:00-21:00}
actions:
  thing.find: {takes: [品种], outcomes: [ok, missing]}
";

const TASK: &str = "\
intent: 办事
about: 办事
phrases: |
  办[个]事
  要件
examples: |
  办事
slots:
  品种: {红: 红色, 蓝: 蓝色}
  说明: text
flow:
  - run: 核对
    failed: end
  - ask: 品种
    say: 红的还是蓝的？
    failed: 不办
  - if: 品种 == \"红\"
    then: [{say: 红的。}]
  - confirm: 办{品种}吗？
    no: 不办
    failed: transfer
  - call: thing.find
    missing: 不办
  - choose: {头等: end, 二等: next}
    say: 哪一等？
    failed: end
  - ask: 说明
    say: 说明一下。
    failed: end
  - end: 办好
  - label: 不办
    say: 不办。
";

const SHARED: &str = "\
subflow: 核对
flow:
  - say: 核对。
";

const NEVER: &str = "\
subflow: 没人用
flow:
  - say: 没人听。
";

static LOADED: LazyLock<(Arc<Hotline>, Sources)> = LazyLock::new(|| {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = vec![file("a.yaml", YAML), file("b.yaml", TASK), file("c.yaml", SHARED), file("d.yaml", NEVER)];
    let (rules, mut findings) = rules::load::files(files);
    let (hotline, more) = compile(&rules);
    findings.extend(more);
    let shown = show::text(&rules.sources, &findings, show::Style::Plain);
    (Arc::new(hotline.unwrap_or_else(|| panic!("{shown}"))), rules.sources)
});

/// Runs a conversation and holds what it passed against what can be reached.
fn report(conversation: &str) -> Report {
    let (hotline, sources) = &*LOADED;
    let mut suite = Suite::default();
    suite.add("a.chat", conversation);
    let mut coverage = Coverage::default();
    for outcome in run::run(hotline, &suite, &|_, _| {}) {
        coverage.add(&outcome.coverage);
    }
    Report::of(hotline, sources, &coverage)
}

/// Compares what is shown.
#[track_caller]
fn check(conversation: &str, expect: &[&str]) {
    let (hotline, sources) = &*LOADED;
    let report = report(conversation);
    let text = text::text(&report, &report.gaps(hotline, sources));
    assert_eq!(text.lines().collect::<Vec<_>>(), expect, "\n{text}");
}

#[test]
fn only_what_can_be_reached_is_missing() {
    // The flow that nobody runs, the failure of one that cannot fail, and nonsense where anything will do are not.
    check(
        "机：*\n",
        &[
            "a.yaml:5  队列 甲队：没有遇到过 排上队、坐席全忙、下班",
            "b.yaml:1  意图 办事：没有办过",
            "b.yaml:4  说法 办[个]事：没有由它判断过",
            "b.yaml:5  说法 要件：没有由它判断过",
            "b.yaml:12  步骤 办事/run 核对：没有走到",
            "b.yaml:14  步骤 办事/ask 品种：没有走到",
            "b.yaml:17  步骤 办事/if：没有走到",
            "b.yaml:18  步骤 办事/say：没有走到",
            "b.yaml:19  步骤 办事/confirm 确认：没有走到",
            "b.yaml:22  步骤 办事/call thing.find：没有走到",
            "b.yaml:24  步骤 办事/choose 选择：没有走到",
            "b.yaml:27  步骤 办事/ask 说明：没有走到",
            "b.yaml:30  步骤 办事/end 办好：没有走到",
            "b.yaml:31  步骤 办事/say 不办：没有走到",
            "c.yaml:3  步骤 核对/say：没有走到",
            "意图 0/1（0%）",
            "说法 0/2（0%）",
            "步骤 0/11（0%）",
            "去向 0/13（0%）",
            "出错 0/10（0%）",
            "队列 0/3（0%）",
        ],
    );
}

#[test]
fn ways_of_every_kind_are_counted() {
    check(
        "@stub thing.find=ok\n客：办事\n客：\n客：天气\n客：蓝色\n客：天气\n客：好的\n客：\n客：二等\n客：箱子坏了\n",
        &[
            "a.yaml:5  队列 甲队：没有遇到过 排上队、坐席全忙、下班",
            "b.yaml:5  说法 要件：没有由它判断过",
            "b.yaml:14  步骤 办事/ask 品种：没有走过 红、问够次数",
            "b.yaml:17  步骤 办事/if：没有走过 then",
            "b.yaml:18  步骤 办事/say：没有走到",
            "b.yaml:19  步骤 办事/confirm 确认：没有走过 不是、问够次数、静默",
            "b.yaml:22  步骤 办事/call thing.find：没有走过 missing、error",
            "b.yaml:24  步骤 办事/choose 选择：没有走过 头等、问够次数、答非所问",
            "b.yaml:27  步骤 办事/ask 说明：没有走过 静默",
            "b.yaml:31  步骤 办事/say 不办：没有走到",
            "意图 1/1（100%）",
            "说法 1/2（50%）",
            "步骤 9/11（81%）",
            "去向 7/13（53%）",
            "出错 4/10（40%）",
            "队列 0/3（0%）",
        ],
    );
}

#[test]
fn retries_that_run_out_and_queues_are_counted() {
    check(
        "@stub thing.find=error\n客：要件\n客：天\n客：天\n客：天\n@call\n客：要件\n客：1\n客：不是\n@call\n客：要件\n客：红色\n客：是\n\
         @now 2025-07-01T03:00\n@call\n客：转人工\n@now 2025-07-01T10:00\n@stub enqueue=full\n@call\n客：转人工\n",
        &[
            "b.yaml:4  说法 办[个]事：没有由它判断过",
            "b.yaml:14  步骤 办事/ask 品种：没有走过 蓝、静默",
            "b.yaml:17  步骤 办事/if：没有走过 else",
            "b.yaml:19  步骤 办事/confirm 确认：没有走过 问够次数、答非所问、静默",
            "b.yaml:22  步骤 办事/call thing.find：没有走过 ok、missing",
            "b.yaml:24  步骤 办事/choose 选择：没有走到",
            "b.yaml:27  步骤 办事/ask 说明：没有走到",
            "b.yaml:30  步骤 办事/end 办好：没有走到",
            "意图 1/1（100%）",
            "说法 1/2（50%）",
            "步骤 8/11（72%）",
            "去向 6/13（46%）",
            "出错 2/10（20%）",
            "队列 3/3（100%）",
        ],
    );
}

#[test]
fn examples_decide_by_phrases_too() {
    let (hotline, sources) = &*LOADED;
    let mut coverage = Coverage::default();
    for phrase in examples::check(hotline, run::START).decided {
        coverage.count(Thing::Phrase(phrase));
    }
    let (reached, _) = Report::of(hotline, sources, &coverage).total(Kind::Phrases);
    assert_eq!(reached, 1);
}

#[test]
fn programs_get_totals_and_places() {
    let (hotline, sources) = &*LOADED;
    let report = report("客：办事\n");
    let json = text::json(&report, &report.gaps(hotline, sources));
    assert_eq!(json["totals"]["steps"].to_string(), r#"{"reached":3,"all":11}"#);
    let missing = json["missing"].as_array().unwrap();
    let lines: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let ask = r#"{"file":"b.yaml","line":14,"kind":"steps","name":"办事/ask 品种","ways":["红","蓝","问够次数","答非所问","静默"]}"#;
    assert!(lines.iter().any(|line| line == ask), "{lines:#?}");
}

/// Compares parts of the page, which must stand in this order.
#[track_caller]
fn check_page(conversation: &str, expect: &[&str]) {
    let (hotline, sources) = &*LOADED;
    let page = html::page(hotline, sources, &report(conversation));
    let mut rest = page.as_str();
    for part in expect {
        let Some((_, behind)) = rest.split_once(part) else { panic!("no “{part}” in\n{rest}") };
        rest = behind;
    }
}

#[test]
fn page_has_what_is_missing_then_each_flow_as_a_picture_and_a_table() {
    check_page(
        "客：办事\n客：红色\n客：不是\n",
        &[
            "<title>测试热线 覆盖报告</title>",
            "<pattern id=\"never\"",
            "<small>步骤</small><b>63%</b><progress max=\"11\" value=\"7\"></progress><small>7/11</small>",
            "<h2>没有走到的</h2>",
            "<b>说法</b><span class=\"dim\">1 处</span>",
            "<h3>b.yaml</h3>",
            "<li><i>14</i><b>办事&#x2f;ask 品种</b> <span class=\"dim\">没有走过 蓝、问够次数、答非所问、静默</span></li>",
            "<li><i>22</i><b>办事&#x2f;call thing.find</b> <span class=\"dim\">没有走到</span></li>",
            "<h2>逐个流程</h2>",
            "<b>办事</b><span class=\"where\">b.yaml</span><span class=\"share\">10/33</span>",
            // The picture: arrows, their names with counts, boxes with badges, what went wrong at questions.
            "<title>then：1 次</title>",
            ">不是 1</text>",
            "<g class=\"node run v1\"",
            ">问够次数 0</text>",
            ">答非所问 0</text>",
            "<g class=\"node call v0\"",
            ">0</text>",
            // The table.
            "<tr class=\"good\"><td class=\"n\">12</td><td><code>- run: 核对</code></td><td class=\"n\">1</td>",
            "<span class=\"way good\">办成 1</span></td></tr>",
            "<tr class=\"part\"><td class=\"n\">14</td>",
            "<span class=\"way good\">红 1</span><span class=\"way bad\">蓝 没走过</span>",
            "<code>- if: 品种 == &quot;红&quot;</code>",
            "<tr class=\"bad\"><td class=\"n\">22</td><td><code>- call: thing.find</code></td><td class=\"n\">0</td>",
            "<b>核对</b>",
            "<g class=\"node say vx\"",
            "<tr class=\"out\"><td class=\"n\">3</td><td><code>- say: 没人听。</code></td><td class=\"n\">走不到</td>",
            "<h2>说法和队列</h2>",
            "<b>办事 的说法</b>",
            "<tr class=\"good\"><td class=\"n\">4</td><td><code>办[个]事</code></td><td class=\"n\">1</td>",
            "<b>队列</b>",
            "<span class=\"way bad\">下班 没走过</span>",
        ],
    );
}
