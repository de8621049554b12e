//! Prompts and values: filters, kinds of entities, what actions give; each with examples that are carried out while they are printed.

use daohang::compile::filter;
use daohang::compile::hotline::Hotline;
use daohang::compile::parts::OUTPUT_TYPES;
use daohang::dialogue::event::{Effect, Event};
use daohang::dialogue::state::Dialogue;
use daohang::dialogue::step;
use daohang::matching::rank::Decision;
use daohang::matching::scratch::Scratch;
use daohang::matching::understand::understand;
use daohang::text::entity::{self, Kind, Kinds};
use daohang::text::fold::fold;

use super::{NOW, code, hotline, table};

/// Whether an utterance starts an intent, or is asked about as one.
pub(super) fn routed(hotline: &Hotline, said: &str) -> bool {
    let ranking = understand(hotline, &mut Scratch::default(), said, NOW).ranking;
    matches!(ranking.decision, Decision::Accept(_) | Decision::Confirm(_))
}

/// What a hotline says at an utterance behind its greeting, and what it took it for.
fn answered(hotline: &Hotline, said: &str) -> (Vec<String>, String) {
    let (mut dialogue, mut scratch) = (Dialogue::default(), Scratch::default());
    let (mut heard, mut taken_for) = (Vec::new(), String::new());
    for event in [Event::Start, Event::Said(said.to_owned())] {
        heard.clear();
        for effect in step(hotline, &mut scratch, &mut dialogue, event, NOW) {
            match effect {
                Effect::Say(text) => heard.push(text),
                Effect::Decided(record) => taken_for = record.what,
                _ => {}
            }
        }
    }
    (heard, taken_for)
}

/// What an utterance is taken for, such as a command by its name.
pub(super) fn taken_for(hotline: &Hotline, said: &str) -> String {
    answered(hotline, said).1
}

/// A prompt of each filter, in the order of the filters.
const FILTERED: [&str; 8] = [
    "{'1234.5'|元}",
    "{'13800138000'|尾号}",
    "{'2025-07-01'|日期}",
    "{'2025-06'|月份}",
    "{'2025-07-01T10:05:00'|时刻}",
    "{['续借', '挂失']|选项}",
    "{'T12'|逐字}",
    "{['甲', '乙']|条数}",
];

/// Expressions, and what they are.
const EXPRESSIONS: [(&str, &str); 8] = [
    ("1 + 2 * 3", "7"),
    ("3 > 2 and not 3 == 4", "成立"),
    ("'挂失' == '挂失'", "成立"),
    ("'书' in '图书馆'", "成立"),
    ("'已' ~ '办'", "已办"),
    ("没填的 is defined", "不成立"),
    ("没填的 or '没有'", "没有"),
    ("'有' if 2 > 1 else '没有'", "有"),
];

/// Says of each kind an utterance and the value that is found in it, with offsets left out.
const SAID: [(Kind, &[&str]); 15] = [
    (Kind::Number, &["三千五", "1.2万", "三分之一"]),
    (Kind::Money, &["三块五", "一百二十元"]),
    (Kind::Percent, &["百分之五", "三成"]),
    (Kind::Date, &["昨天", "6月3号", "下周三", "中秋节"]),
    (Kind::Month, &["上个月", "今年三月"]),
    (Kind::DateRange, &["上周", "6月3号到5号", "最近三天"]),
    (Kind::Time, &["下午三点半", "15:30"]),
    (Kind::Mobile, &["13800138000", "幺三八零零幺三八零零零"]),
    (Kind::IdCard, &["11010519491231002X"]),
    (Kind::BankCard, &["4111111111111111"]),
    (Kind::Email, &["zhang@example.com"]),
    (Kind::Digits, &["一二三四五六", "1234"]),
    (Kind::Order, &["88010000000011"]),
    (Kind::YesNo, &["是的", "不用了"]),
    (Kind::Ordinal, &["第二个", "最后一个"]),
];

/// Prompts, kinds, outputs.
pub(super) fn sections() -> String {
    let names: Vec<&str> = filter::names().collect();
    let filtered = filter::ALL.iter().zip(FILTERED).map(|((name, about), prompt)| {
        assert!(prompt.contains(&format!("|{name}}}")), "{prompt} is not of {name}");
        [code(name), (*about).to_owned(), code(prompt), said(prompt)]
    });
    let filtered = table(["过滤器", "说成", "例子", "念出来"], filtered);
    assert_eq!(names.len(), FILTERED.len());
    let expressions = EXPRESSIONS.map(|(expression, value)| {
        let found = match set(expression).as_str() {
            "True" => "成立".to_owned(),
            "False" => "不成立".to_owned(),
            other => other.to_owned(),
        };
        assert_eq!(found, value, "{expression}");
        [code(expression), value.to_owned()]
    });
    let expressions = table(["表达式", "得到"], expressions);
    assert_eq!(SAID.map(|(kind, _)| kind), Kind::ALL);
    let kinds = SAID.map(|(kind, said)| {
        let found = said.iter().map(|said| format!("{said} → `{}`", value(kind, said)));
        let secret = if kind.is_secret() { "，念和存的时候打码" } else { "" };
        [code(kind.name()), format!("{}{secret}", kind.about()), found.collect::<Vec<_>>().join("<br>")]
    });
    let kinds = table(["类型", "是什么", "听到 → 值"], kinds);
    let outputs: Vec<String> = OUTPUT_TYPES.iter().map(|(name, _)| code(name)).collect();
    format!(
        "## 话术\n\n`say:` 里的 `{{…}}` 是值：槽、动作带回来的（`{{账单.支出}}`）、`set:` 过的，加过滤器换个念法。以 `{{` 或 `[` 开头的话整句加引号。\n\n\
         {filtered}`if:` 和 `set:` 写表达式，话术的 `{{…}}` 里也可以：\n\n{expressions}话术里还可以写 `{{% if 条件 %}}……{{% else %}}……{{% endif %}}`。\n\n\
         ## 槽的类型\n\n内置的有下面这些，例子是 2025 年 7 月 1 日上午十点听的。`digits(6)` 是六位，`digits(4-6)` 是四到六位；`text` 是整句话；\
         还可以是自己定义的实体的名字，或者 `<词库>`。直接写“值: 说法”就是几个里选一个。\n\n{kinds}没问到就先说了的值也会记下。`number`、`digits`、`percent`、`time`、`yes_no`、`ordinal` 光说一个不知道是什么，要连着槽的名字说\
         （证号123456）、写进说法（`{{number:几位}}个人`），或者问到了才算。\n\n\
         ## 动作带回来的值\n\n`gives:` 里的类型：{}。\n\n",
        outputs.join("、")
    )
}

/// What a prompt says.
#[track_caller]
fn said(prompt: &str) -> String {
    first_of(&format!("[{{say: {}}}]", serde_json::to_string(prompt).unwrap()))
}

/// The value of an expression, as it is said.
#[track_caller]
fn set(expression: &str) -> String {
    first_of(&format!("[{{set: {{结果: {}}}}}, {{say: '{{结果}}'}}]", serde_json::to_string(expression).unwrap()))
}

/// What a flow says first.
#[track_caller]
fn first_of(flow: &str) -> String {
    let hotline = hotline(&[
        "hotline: {name: 样例, greeting: 您好}",
        &format!("intent: 试\nphrases: 试一下\nslots: {{没填的: text}}\nflow: {flow}"),
    ]);
    answered(&hotline, "试一下").0.first().cloned().unwrap_or_default()
}

/// The value of a kind in an utterance.
#[track_caller]
fn value(kind: Kind, said: &str) -> String {
    let found = entity::recognize(&fold(said), NOW, Kinds::ALL);
    let found = found.iter().find(|entity| entity.kind == kind);
    let found = found.unwrap_or_else(|| panic!("no {} in {said}", kind.name()));
    found.value.to_json().to_string()
}
