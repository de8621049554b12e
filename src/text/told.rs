//! Digits that are a code though nobody calls them one: read out (我念给他的是771234), sent in a message, or said alone where the
//! talk is of codes.
//!
//! What the talk is of is not known here.

use super::digits::{Group, Run};
use super::fold::Folded;
use super::numeral;
use super::scan::Scan;
use super::span::Span;

/// What shows that the digits count something.
pub(super) const UNITS: [&str; 22] = [
    "位", "次", "秒", "分钟", "分", "个", "天", "遍", "元", "块", "年", "月", "点", "号", "小时", "条", "万", "千",
    "百", "十", "回", "多",
];

/// What speaks of a message that a code may have come with.
const MESSAGES: [&str; 6] = ["短信", "收到", "发来", "发过来", "发给我", "验证"];

/// What tells that the digits behind it are no code: an amount, the end of a card, a number to call.
const NO_CODE_BEFORE: [&str; 29] = [
    "号", "尾", "款", "账", "钱", "付", "扣", "还", "转", "充", "提", "额", "费", "单", "卡", "数", "码", "话", "线",
    "证", "打", "拨", "借", "贷", "位", "错误", "第", "*", "¥",
];

/// What tells that the digits before it are a sender.
const SENDERS: [&str; 13] =
    ["发来", "发的", "发过来", "给我", "打来", "打的", "打电话", "这个号", "的短信", "的电话", "的号", "热线", "客服"];

/// What tells that something is read out, typed or passed on, and what that verb takes before digits that are a code.
const VERBS: [(&str, Strength); 24] = [
    ("告诉", Strength::Any),
    ("告知", Strength::Any),
    ("念", Strength::Any),
    ("输", Strength::Any),
    ("填", Strength::Any),
    ("发来", Strength::Any),
    ("报给", Strength::Any),
    ("说给", Strength::Any),
    ("发给他", Strength::Six),
    ("发给她", Strength::Six),
    ("发给对方", Strength::Six),
    ("发给骗子", Strength::Six),
    ("发给客服", Strength::Six),
    ("发给", Strength::Six),
    ("个数字", Strength::Six),
    ("串数字", Strength::Six),
    ("发过来", Strength::Six),
    ("发过去", Strength::Six),
    ("发了", Strength::Six),
    ("收到", Strength::Alone),
    ("报了", Strength::Any),
    ("报", Strength::Linked),
    ("说了", Strength::Six),
    ("说", Strength::Linked),
];

/// Which digits behind a verb are a code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// Four to eight.
    Any,
    /// Six; others where the clause ends behind them.
    Alone,
    /// Six right behind the verb (页面报40004); four to eight behind 的是, 给他.
    Linked,
    /// Six.
    Six,
}

/// What makes another word of a verb: 纪念, 运输, 举报, 听说.
const OTHER_VERBS: [(char, &str); 4] =
    [('念', "纪想怀概理信观留悬惦"), ('输', "运传"), ('报', "举申海情预汇警电回日月周简上播"), ('说', "小听据")];

/// What may stand between a verb and the digits.
const LINKS: [&str; 44] = [
    "的就是",
    "的是",
    "就是",
    "好像是",
    "应该是",
    "是",
    "的",
    "了",
    "过",
    "给他们",
    "给他",
    "给她",
    "给你",
    "给您",
    "给骗子",
    "给对方",
    "给客服",
    "给人家",
    "给别人",
    "给那个人",
    "给",
    "他们",
    "他",
    "她",
    "你们",
    "你",
    "您",
    "对方",
    "骗子",
    "客服",
    "人家",
    "别人",
    "一下",
    "一遍",
    "出去",
    "出来",
    "过去",
    "过来",
    "进去",
    "入",
    "成",
    "上",
    "数字",
    "六位数",
];

/// What may stand between the digits and a verb.
const LINKS_BEFORE: [&str; 17] = [
    "我就",
    "我都",
    "我已经",
    "我刚",
    "我",
    "就",
    "刚刚",
    "刚",
    "都",
    "已经",
    "全",
    "也",
    "这个",
    "这串",
    "直接",
    "一个一个",
    "给",
];

/// What happens to digits that stand before it: they are read out, typed or passed on.
const VERBS_BEHIND: [&str; 40] = [
    "告诉了",
    "告诉他",
    "告诉她",
    "告诉对方",
    "告诉骗子",
    "告诉客服",
    "告诉人家",
    "告诉别人",
    "告诉你",
    "告诉您",
    "告诉那",
    "告知",
    "他念",
    "她念",
    "念给",
    "念了",
    "念出",
    "念完",
    "念过",
    "输进",
    "输入",
    "输错",
    "输了",
    "输到",
    "输上",
    "输过",
    "填进",
    "填上",
    "填了",
    "填错",
    "填到",
    "报给",
    "报了",
    "报出",
    "报过",
    "发给他",
    "发给对方",
    "发给骗子",
    "发过去",
    "说给",
];

/// What is passed on by these only where 把 stands before it: 把483920给他了.
const GIVEN: [&str; 9] = ["给了", "给他", "给她", "给对方", "给骗子", "给人家", "给客服", "说了", "说出"];

/// Numbers of another kind, near which digits are none of a code.
const OTHER_NUMBERS: [&str; 22] = [
    "单号",
    "订单",
    "手机号",
    "电话号",
    "卡号",
    "账号",
    "尾号",
    "后四位",
    "后4位",
    "末四位",
    "身份证",
    "证件",
    "编号",
    "流水",
    "工号",
    "案号",
    "案件",
    "号码",
    "邮编",
    "房号",
    "房间",
    "分机",
];

/// What speaks of money: near it fewer than six digits are an amount.
const MONEY: [&str; 16] = [
    "金额", "钱", "元", "块", "充值", "转账", "还款", "额度", "限额", "利息", "价", "花了", "付了", "转了", "余额",
    "红包",
];

/// What may be said around a code that is said alone.
const AROUND: &str = "来了到收有发就是应该好像嗯哦噢啊呀吧呢的对那个这它码喂你您我给说报念听记一下短信上里面显示写着现在刚才哎诶行可以位数字先请看见它把*,。!?:;\"'、…~- ";

/// Finds the codes among the digits that are sent in a message or read out; they may overlap.
pub(super) fn codes(scan: &Scan, runs: &[Run], text: &str) -> Vec<(usize, usize)> {
    let speaks_of_message = MESSAGES.iter().any(|part| text.contains(part));
    let sent = |said: &[Group]| speaks_of_message.then(|| sent(scan, said)).flatten();
    let code = |said: &[Group]| sent(said).or_else(|| told_before(scan, said)).or_else(|| told_behind(scan, said));
    // 一 in 一下 is a digit too; a code has four.
    let is_long = |said: &&[Group]| said.iter().map(|group| group.digits.len()).sum::<usize>() >= 4;
    runs.iter().flat_map(|run| pieces(scan, run)).filter(is_long).filter_map(code).collect()
}

/// Digits said alone, or nearly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unnamed {
    /// Where they stand in the folded text.
    pub span: Span,
    /// The digits, as ASCII; stars where they are a mask.
    pub digits: String,
}

/// What the talk is of, for what bare digits are in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Talk {
    /// Anything else, or nothing yet.
    Other,
    /// Codes or passwords: round ones (5000) are codes as well.
    Secrets,
    /// Codes or passwords, and money: round ones are amounts.
    SecretsAndMoney,
}

/// Finds four to eight digits with little around them that are a code or a password if anything.
///
/// In a talk about them six digits may stand in a sentence. What counts, what is a date, a service number or the
/// beginning of a mobile number is none. Six stars are what such digits were masked as, and are found too.
pub fn unnamed(folded: &Folded, talk: Talk) -> Option<Unnamed> {
    let n_digits = folded.text().chars().filter(|character| numeral::spelled_digit(*character).is_some()).count();
    if n_digits < 4 && !folded.text().contains("******") {
        return None;
    }
    let scan = Scan::new(folded);
    let runs = super::digits::runs(&scan);
    let numbers = super::loose::numbers(&scan);
    let is_free =
        |(start, end): (usize, usize)| !numbers.iter().any(|number| number.span.overlaps(scan.span(start, end)));
    let said = runs
        .iter()
        .flat_map(|run| pieces(&scan, run))
        .filter_map(|said| said_alone(&scan, said, talk))
        .find(|(start, end, _)| is_free((*start, *end)))
        .or_else(|| masked(&scan));
    said.map(|(start, end, digits)| Unnamed { span: scan.span(start, end), digits })
}

fn said_alone(scan: &Scan, said: &[Group], talk: Talk) -> Option<(usize, usize, String)> {
    let (start, end, digits) = plain(said)?;
    let is_alone = is_alone(scan, start, end, &digits);
    let is_about_secrets = talk != Talk::Other;
    let is_code = match talk {
        Talk::Secrets | Talk::SecretsAndMoney if digits.len() >= 6 => !is_date(&digits) && !is_phone(&digits),
        Talk::Secrets => !is_service(&digits),
        Talk::SecretsAndMoney => !is_service(&digits) && !is_amount(&digits),
        Talk::Other => is_code(&digits) && !is_month(&digits),
    };
    let is_length = (4..=8).contains(&digits.len()) && (is_alone || is_about_secrets && digits.len() == 6);
    let is_other = is_counted(scan, end)
        || is_other_before(scan, start)
        || is_near(scan, start, end, &OTHER_NUMBERS)
        || !is_alone && is_near(scan, start, end, &MONEY);
    (is_length && is_code && !is_other).then_some((start, end, digits))
}

/// Finds six stars with little around them.
fn masked(scan: &Scan) -> Option<(usize, usize, String)> {
    let at = (0..scan.len()).find(|at| scan.at(*at) == '*')?;
    let end = (at..scan.len()).find(|at| scan.at(*at) != '*').unwrap_or(scan.len());
    let is_whole = !scan.before(at).is_ascii_alphanumeric() && !scan.at(end).is_ascii_alphanumeric();
    (end - at == 6 && is_whole).then(|| (at, end, "*".repeat(6)))
}

/// Tells whether nothing but [`AROUND`], and the same `digits` again, stands around the characters `start..end`.
fn is_alone(scan: &Scan, start: usize, end: usize, digits: &str) -> bool {
    let around = || (0..start).chain(end..scan.len()).map(|at| scan.at(at));
    let other: String = around().filter_map(numeral::spelled_digit).map(|digit| char::from(b'0' + digit)).collect();
    let is_filler = |character: char| AROUND.contains(character) || numeral::spelled_digit(character).is_some();
    (other.is_empty() || other == digits) && around().count() <= 16 && around().all(is_filler)
}

/// Returns the groups of a run between the marks in it, and between two codes: 483920,500; 483920 483920.
fn pieces<'r>(scan: &Scan, run: &'r Run) -> impl Iterator<Item = &'r [Group]> {
    let is_code = |group: &Group| (6..=8).contains(&group.digits.len());
    run.groups.chunk_by(move |one, other| {
        !(matches!(scan.at(one.end), ',' | '.' | '、' | '·') || is_code(one) && is_code(other))
    })
}

/// Returns start, end and digits of groups that are no part of a name.
fn plain(groups: &[Group]) -> Option<(usize, usize, String)> {
    let (first, last) = (groups.first()?, groups.last()?);
    let (start, end) = (first.start, last.end);
    let is_plain = |group: &Group| !group.digits.is_empty() && !group.is_in_name;
    if !groups.iter().all(is_plain) {
        return None;
    }
    Some((start, end, groups.iter().map(|group| group.digits.as_str()).collect()))
}

/// Tells whether what stands at `at`, behind digits, makes an amount, a time or a count of them.
pub(super) fn is_counted(scan: &Scan, at: usize) -> bool {
    let after = scan.skip_spaces(at);
    scan.any(after, &UNITS).or(scan.any(after, &["打头", "开头", "结尾", "那个号", "这个号", "的号"])).is_some()
        || matches!(scan.at(after), '*' | '%' | '/' | ':') && scan.at(after + 1) != '\0'
        || matches!(scan.at(at), '.' | '·') && scan.at(at + 1).is_ascii_digit()
}

/// Tells whether what stands before `start` makes something else of the digits there.
pub(super) fn is_other_before(scan: &Scan, start: usize) -> bool {
    let mut before = start;
    while let Some(at) = scan.any_before(before, &["是", "为", "了", ":", " "]) {
        before = at;
    }
    // 短信里那六位数是445566 tells how many digits there are, 后四位是1234 which.
    if let Some(at) = scan.any_before(before, &["位数字", "位数"])
        && at > 0
        && (numeral::digit(scan.before(at)).is_some())
        && !"后末尾前".contains(scan.before(at - 1))
    {
        return false;
    }
    scan.any_before(before, &NO_CODE_BEFORE).is_some()
        || matches!(scan.before(start), '.' | '·' | '-' | '/' | '#' | '$')
}

/// Tells whether one of `words` stands near the characters `start..end`.
fn is_near(scan: &Scan, start: usize, end: usize, words: &[&str]) -> bool {
    let is_word = |at: usize| scan.any(at, words).is_some();
    (start.saturating_sub(12)..start).any(is_word) || (end..end + 8).any(is_word)
}

/// 95188, 12345: five digits that are called.
fn is_service(digits: &str) -> bool {
    digits.len() == 5 && ["95", "96", "10", "11", "12"].iter().any(|first| digits.starts_with(first))
}

/// 5000, 12000, 300000.
fn is_amount(digits: &str) -> bool {
    digits.ends_with(if digits.len() < 6 { "00" } else { "000" }) && !digits.starts_with('0')
}

/// 20250701 or, of four digits, 2025.
fn is_date(digits: &str) -> bool {
    matches!(digits.len(), 4 | 8) && (digits.starts_with("19") || digits.starts_with("20"))
}

/// 202506.
fn is_month(digits: &str) -> bool {
    let is_month = |month: &str| matches!(month.parse(), Ok(1..=12));
    digits.len() == 6 && digits.starts_with("20") && digits.get(4..).is_some_and(is_month)
}

/// A number to call with its area, or a mobile number cut short.
fn is_phone(digits: &str) -> bool {
    let mut characters = digits.chars();
    let is_mobile = characters.next() == Some('1') && matches!(characters.next(), Some('3'..='9'));
    digits.len() >= 7 && (is_mobile || ["0", "400", "800"].iter().any(|first| digits.starts_with(first)))
}

fn is_code(digits: &str) -> bool {
    (4..=8).contains(&digits.len())
        && !is_service(digits)
        && !is_amount(digits)
        && !is_date(digits)
        && !is_phone(digits)
}

/// Tells whether digits are a code beside a verb, if they are no number of another kind.
fn is_told(scan: &Scan, start: usize, end: usize, digits: &str) -> bool {
    is_code(digits)
        && !is_counted(scan, end)
        && !is_near(scan, start, end, &OTHER_NUMBERS)
        && (digits.len() >= 6 || !is_near(scan, start, end, &MONEY))
}

/// Reads a code behind a verb: 我念的是771234, 告诉他483920.
fn told_before(scan: &Scan, said: &[Group]) -> Option<(usize, usize)> {
    let start = said.first()?.start;
    let mut before = start;
    let mut is_linked = false;
    let strength = loop {
        while matches!(scan.before(before), ' ' | ':' | '"' | ',') {
            before -= 1;
        }
        if let Some(strength) = verb_before(scan, before) {
            break strength;
        }
        before = scan.any_before(before, &LINKS)?;
        is_linked = true;
    };
    // 输入483920 5次: what counts is left out.
    (1..=said.len()).rev().find_map(|n_groups| {
        let (start, end, digits) = plain(said.get(..n_groups)?)?;
        let is_length = match strength {
            Strength::Any => true,
            Strength::Alone => !scan.at(scan.skip_spaces(end)).is_alphanumeric() || digits.len() == 6,
            Strength::Linked => is_linked || digits.len() == 6,
            Strength::Six => digits.len() == 6,
        };
        (is_length && is_told(scan, start, end, &digits)).then_some((start, end))
    })
}

fn verb_before(scan: &Scan, at: usize) -> Option<Strength> {
    VERBS.iter().find_map(|(verb, strength)| {
        let start = scan.any_before(at, &[verb])?;
        let first = scan.at(start);
        let is_other = |(verb, before): &(char, &str)| *verb == first && before.contains(scan.before(start));
        (!OTHER_VERBS.iter().any(is_other)).then_some(*strength)
    })
}

/// Reads a code before a verb: 把483920告诉他了, 123321输进去了.
fn told_behind(scan: &Scan, said: &[Group]) -> Option<(usize, usize)> {
    let (start, end, digits) = plain(said)?;
    let mut before = start;
    while let Some(at) = scan.any_before(before, &["那个", "这个", "数字", "六位数", " "]) {
        before = at;
    }
    let is_object = matches!(scan.before(before), '把' | '将');
    let is_clause = before == 0 || !scan.before(before).is_alphanumeric();
    let mut after = end;
    loop {
        while matches!(scan.at(after), ' ' | ',') {
            after += 1;
        }
        if scan.any(after, &VERBS_BEHIND).is_some() || is_object && scan.any(after, &GIVEN).is_some() {
            break;
        }
        if digits.len() == 6 && scan.word(after, "收到").is_some() {
            break;
        }
        after = scan.any(after, &LINKS_BEFORE)?;
    }
    let is_length = is_object || is_clause || digits.len() == 6;
    let is_other = is_other_before(scan, start) || scan.any(after, &SENDERS).is_some();
    (is_length && !is_other && is_told(scan, start, end, &digits)).then_some((start, end))
}

/// Reads a code that is not named, in a text that speaks of a message: 刚收到短信,445566,是不是要给你.
///
/// Six digits are a code wherever they stand; fewer or more only as a clause of their own.
fn sent(scan: &Scan, said: &[Group]) -> Option<(usize, usize)> {
    let (start, end, digits) = plain(said)?;
    let mut before = start;
    while let Some(at) = scan.any_before(before, &["是", "为", "了", ":", " "]) {
        before = at;
    }
    let after = scan.skip_spaces(end);
    let is_other = is_other_before(scan, start) || is_counted(scan, end) || scan.any(after, &SENDERS).is_some();
    let is_clause = |at: usize| !scan.at(at).is_alphanumeric();
    let is_alone = (before == 0 || is_clause(before - 1)) && is_clause(after);
    let is_length = match digits.len() {
        6 => true,
        5 => is_alone && !is_service(&digits),
        8 => is_alone && !is_date(&digits),
        4 | 7 => is_alone,
        _ => false,
    };
    (is_length && !is_other).then_some((start, end))
}
