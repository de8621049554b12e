//! The value of a named secret: behind its name (验证码是123456) or before it (123456是验证码).

use super::{Announced, SecretKind};
use crate::text::digits::{self, Run};
use crate::text::scan::Scan;
use crate::text::{numeral, told};

/// What may stand between the name and the value; longer words first.
const BETWEEN: [&str; 94] = [
    " is ",
    "is ",
    "是不是",
    "就是",
    "不是",
    "应该是",
    "好像是",
    "是",
    "为",
    "等于",
    "叫",
    "改成了",
    "改成",
    "改为",
    "设置成",
    "设置为",
    "设成",
    "设为",
    "设的",
    "设置的",
    "设了",
    "用的",
    "一直用",
    "填的",
    "输的",
    "输入的",
    "输入",
    "填",
    "输",
    "收到了",
    "收到的",
    "收到",
    "发过来了",
    "发过来",
    "发来了",
    "发来",
    "来了",
    "给你",
    "给您",
    "告诉你",
    "告诉您",
    "念给你",
    "念给您",
    "你记一下",
    "你记好了",
    "你记好",
    "您记一下",
    "记一下",
    "报一下",
    "我说一下",
    "说一下",
    "我看看",
    "等一下",
    "一共",
    "总共",
    "六位数字",
    "六位数",
    "六位",
    "6位数字",
    "6位数",
    "6位",
    "六个数",
    "四位",
    "4位",
    "以前",
    "原来",
    "现在",
    "一直",
    "可能",
    "大概",
    "还是",
    "全部",
    "全",
    "汉字",
    "中文",
    "小写字母",
    "大写字母",
    "小写",
    "大写",
    "字母",
    "数字",
    "个数",
    "数",
    "就",
    "我",
    "这个",
    "那个",
    "的",
    "了",
    "呢",
    "吧",
    "有",
    "说",
    "嗯",
];

/// What one says on the way to a value, single characters.
const FILLERS: &str = "啊哦噢呃额哎诶哈码";

/// Words in Latin letters that are no password.
pub(super) const NO_PASSWORDS: [&str; 13] =
    ["app", "pin", "sim", "vip", "wifi", "ok", "id", "qq", "pc", "ai", "error", "reset", "login"];

/// What makes of the words behind 密码是 something said about it: 密码是昨天2点改的, 密码是多少.
const ABOUT: &str = "什啥哪谁几多吗么怎改设忘错换锁冻不没被要能次遍天都会对丢泄*";

/// What passwords are made of, when callers tell how they remember them.
const MATERIALS: [&str; 12] =
    ["生日", "纪念日", "名字", "姓名", "拼音", "后六位", "后6位", "后四位", "前六位", "车牌", "学号", "门牌"];

/// What is said for signs and letters in a password, and between its parts.
const SPELLED: [&str; 18] = [
    "小写字母",
    "大写字母",
    "下划线",
    "小写",
    "大写",
    "字母",
    "数字",
    "后面是",
    "后面",
    "然后",
    "艾特",
    "井号",
    "叹号",
    "星号",
    "横杠",
    "点",
    "杠",
    "加",
];

/// What may stand between a value and the name of it behind.
const BEFORE_NAME: [&str; 18] = [
    "收到的",
    "这个",
    "登录",
    "支付",
    "手机",
    "短信",
    "你们的",
    "我的",
    "我",
    "的",
    "就是",
    "是",
    "这",
    "他",
    "它",
    " ",
    ",",
    "\"",
];

/// Reads the value behind the name that ends at `at`.
pub(super) fn behind(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind) -> Option<(usize, usize)> {
    let start = start(scan, at, kind)?;
    let counted = repeated(scan, start.at).or_else(|| numerals(scan, start.at, kind, start.is_stated));
    let end = counted.or_else(|| value(scan, runs, start.at, kind, &start));
    if kind == SecretKind::Password {
        if let Some(end) = end.filter(|_| start.is_stated || start.is_adjacent) {
            return Some((start.at, more_words(scan, end)));
        }
        if start.is_stated {
            return Some((start.at, end.or_else(|| words(scan, at, &start))?));
        }
    }
    Some((start.at, end?))
}

/// Where a value begins, and what was said on the way.
pub(super) struct Start {
    /// Its first character.
    pub(super) at: usize,
    /// Something says that it is the value: 是, a colon.
    is_stated: bool,
    /// Nothing but marks stands between.
    is_adjacent: bool,
    /// It is called so: 密码叫王小明.
    is_called: bool,
    /// It is in Chinese characters: 密码是汉字….
    is_written: bool,
}

/// Passes over what stands between the name that ends at `at` and a value; `None` if that is too much.
pub(super) fn start(scan: &Scan, at: usize, kind: SecretKind) -> Option<Start> {
    let mut start = Start {
        at,
        is_stated: kind == SecretKind::Card || scan.before(at) == ':' || scan.before(at) == '是',
        is_adjacent: true,
        is_called: false,
        is_written: false,
    };
    loop {
        let character = scan.at(start.at);
        if let Some(end) = scan.any(start.at, &BETWEEN).filter(|_| repeated(scan, start.at).is_none()) {
            let said = scan.slice(start.at, end);
            start.is_stated |= said.iter().any(|character| "是为成叫于s".contains(*character));
            start.is_called |= said == ['叫'];
            start.is_written |= matches!(said, ['汉', '字'] | ['中', '文']);
            start.is_adjacent = false;
            start.at = end;
        } else if FILLERS.contains(character)
            || !character.is_alphanumeric() && !matches!(character, '*' | '?' | '\0' | '!' | ';')
        {
            start.is_stated |= matches!(character, ':' | '=' | '/');
            start.at += 1;
        } else {
            break;
        }
        if start.at > at + 24 {
            return None;
        }
    }
    Some(start)
}

/// Tells whether the value of the name that ends at `at` is still to come, and whether something says so: nothing stands behind 验证码是
/// but what leads to it, or a part (验证码是73).
pub(super) fn open(scan: &Scan, at: usize, kind: SecretKind) -> Option<Announced> {
    let start = start(scan, at, kind)?;
    let said = scan.slice(start.at, scan.len());
    let is_value = |character: &char| numeral::spelled_digit(*character).is_some() || character.is_ascii_alphanumeric();
    let is_open = said.len() <= 5 && said.iter().all(|character| is_value(character) || !character.is_alphanumeric());
    let has_begun = said.iter().filter(|character| is_value(character)).nth(1).is_some();
    let announced = match (has_begun, start.is_stated) {
        (true, _) => Announced::Begun,
        (false, true) => Announced::Stated,
        (false, false) => Announced::Named,
    };
    is_open.then_some(announced)
}

/// Returns where a value said by repetition ends: 6个8, 四个九，两个一, 6后面五个零.
fn repeated(scan: &Scan, at: usize) -> Option<usize> {
    let mut end = at;
    let mut n_digits = 0;
    let first = numeral::spelled_digit(scan.at(at)).and(scan.word(at + 1, "后面"));
    if let Some(after) = first.filter(|after| digits::repeated(scan, *after).is_some()) {
        (end, n_digits) = (after, 1);
    }
    let mut settled = end;
    loop {
        if let Some((next, _, times)) = digits::repeated(scan, end) {
            n_digits += times;
            end = next;
        } else if n_digits >= 2 && numeral::spelled_digit(scan.at(end)).is_some() {
            n_digits += 1;
            end += 1;
        } else {
            break;
        }
        settled = end;
        while matches!(scan.at(end), ' ' | ',' | '、') {
            end += 1;
        }
    }
    (n_digits >= 3 && scan.any(settled, &told::UNITS).is_none()).then_some(settled)
}

/// Returns where a value ends that is said in numerals: 七十三，九十一，六十四; of a code also as one, 四千八百二十七; 一到六.
fn numerals(scan: &Scan, at: usize, kind: SecretKind, is_stated: bool) -> Option<usize> {
    if numeral::spelled_digit(scan.at(at)).is_some()
        && matches!(scan.at(at + 1), '到' | '至')
        && numeral::spelled_digit(scan.at(at + 2)).is_some()
        && scan.any(at + 3, &told::UNITS).is_none()
    {
        return Some(at + 3);
    }
    let is_spoken =
        |at: usize| numeral::digit(scan.at(at)).is_some() && !scan.at(at).is_ascii_digit() || scan.at(at) == '十';
    let (mut end, mut n_numerals, mut settled, mut has_unit, mut largest) = (at, 0, at, false, 0);
    while is_spoken(end)
        && let Some(found) = numeral::read(scan, end)
    {
        has_unit |= found.shape == numeral::Shape::Counted;
        largest = largest.max(found.end - end);
        (settled, n_numerals) = (found.end, n_numerals + 1);
        end = found.end;
        while matches!(scan.at(end), ' ' | ',' | '、' | '-') {
            end += 1;
        }
    }
    let is_value = n_numerals >= 2 || kind == SecretKind::Code && is_stated && largest >= 5;
    (has_unit && is_value && is_stated && scan.any(settled, &told::UNITS).is_none()).then_some(settled)
}

/// Returns where the clause at `at` ends.
fn clause_end(scan: &Scan, at: usize) -> usize {
    let is_mark = |at: usize| matches!(scan.at(at), ',' | '。' | '?' | '!' | ';' | '、' | '\n' | '"' | '(' | ')');
    (at..scan.len()).find(|at| is_mark(*at)).unwrap_or(scan.len())
}

/// Returns where a password of several parts ends, whose first part ends at `end`: fluffy cat 99, abc小明99, abc后面八四七二.
fn more_words(scan: &Scan, mut end: usize) -> usize {
    let last = clause_end(scan, end);
    loop {
        let mut start = scan.skip_spaces(end);
        while let Some(after) = scan.any(start, &SPELLED) {
            start = scan.skip_spaces(after);
        }
        let is_value = |at: usize| scan.at(at).is_ascii_graphic() || numeral::spelled_digit(scan.at(at)).is_some();
        let word = (start..last).find(|at| !is_value(*at)).unwrap_or(last);
        if word > start && (start > end || !scan.at(start).is_ascii()) && scan.any(word, &told::UNITS).is_none() {
            end = word;
            continue;
        }
        let digits = (end..last).find(|at| scan.at(*at).is_ascii_digit()).unwrap_or(last);
        let is_tail = (end + 1..=end + 4).contains(&digits)
            && last - digits >= 2
            && scan.slice(digits, last).iter().all(char::is_ascii_digit)
            && !scan.slice(end, digits).iter().any(|character| ABOUT.contains(*character));
        return if is_tail { last } else { end };
    }
}

/// Returns where a password that starts with a word ends, if the clause is one: 王小明123, 生日19900101, 我生日加名字. The name ends at
/// `named`.
fn words(scan: &Scan, named: usize, start: &Start) -> Option<usize> {
    let end = clause_end(scan, start.at);
    let mut last = end;
    while last > start.at && matches!(scan.at(last - 1), '吧' | '啊' | '呀' | '了' | '呢' | ' ') {
        last -= 1;
    }
    let said = scan.slice(start.at, last);
    let is_question = scan.at(end) == '?';
    if said.is_empty() || is_question || said.iter().any(|character| ABOUT.contains(*character)) {
        return None;
    }
    let is_word = |word: &[char]| scan.slice(named.saturating_sub(2), named) == word;
    let is_name = (start.is_called || start.is_written || is_word(&['口', '令'])) && (2..=8).contains(&said.len());
    let is_made = (start.at..last).any(|at| scan.any(at, &MATERIALS).is_some());
    (is_name || is_made || has_digits(scan, start.at, last)).then_some(last)
}

/// Tells whether two or more digits or letters that count nothing stand near the beginning of `start..end`.
fn has_digits(scan: &Scan, start: usize, end: usize) -> bool {
    let is_value = |at: usize| scan.at(at).is_ascii_alphanumeric() || numeral::spelled_digit(scan.at(at)).is_some();
    let mut at = start;
    while at < end.min(start + 12) {
        let after = (at..end).find(|at| !is_value(*at)).unwrap_or(end);
        if after >= at + 2 && scan.any(after, &told::UNITS).is_none() {
            return true;
        }
        at = after + 1;
    }
    false
}

/// Reads the value before the name at `at`: 123456是我的验证码, 825603这个密码.
pub(super) fn before(scan: &Scan, runs: &[Run], at: usize, name: (usize, SecretKind)) -> Option<(usize, usize)> {
    let mut end = at;
    let mut has_is = false;
    while let Some(start) = scan.any_before(end, &BEFORE_NAME) {
        has_is |= matches!(scan.before(end), '是' | '这') || scan.before(end) == '个';
        end = start;
    }
    let (after, kind) = name;
    let asks = matches!(scan.at(after), '吗' | '么') || scan.at(after + 1) == '吗' && !scan.at(after).is_ascii_digit();
    if !has_is || asks && kind == SecretKind::Code {
        return None;
    }
    if kind == SecretKind::Password
        && let Some(word) =
            (0..end).rev().take_while(|at| scan.at(*at).is_ascii_graphic() && scan.at(*at) != ',').last()
        && scan.slice(word, end).iter().any(char::is_ascii_alphabetic)
        && scan.slice(word, end).iter().any(char::is_ascii_digit)
    {
        return (end - word >= 4).then_some((word, end));
    }
    let run = runs.iter().find(|run| run.groups.last().is_some_and(|group| group.end == end))?;
    let start = run.groups.first()?.start;
    let n_digits: usize = run.groups.iter().map(|group| group.digits.len()).sum();
    let is_value = (4..=8).contains(&n_digits) || kind == SecretKind::Password && (4..=20).contains(&n_digits);
    is_value.then_some((start, end))
}

/// Returns where the value at `at` ends: digits, or for a password letters and signs.
fn value(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind, start: &Start) -> Option<usize> {
    let is_stated = start.is_stated;
    let mut end = at;
    let mut has_digit = false;
    while scan.at(end).is_ascii_graphic() && !matches!(scan.at(end), ',' | '*' | '"' | '\'' | '(' | ')' | '?' | ';') {
        has_digit |= scan.at(end).is_ascii_digit();
        end += 1;
    }
    let is_password = kind == SecretKind::Password;
    let is_long = end - at >= 4 || end - at >= 2 && is_stated && is_password;
    let is_named = NO_PASSWORDS.iter().any(|word| scan.word(at, word) == Some(end));
    let is_word = is_long
        && !is_named
        && !scan.slice(at, end).iter().all(char::is_ascii_digit)
        && (has_digit || is_password && (is_stated || start.is_adjacent));
    if is_word {
        return Some(end);
    }
    // Letter by letter: a b c 八四七二.
    if is_password && is_stated && scan.at(at).is_ascii_alphabetic() && scan.at(at + 1) == ' ' {
        return Some(at + 1);
    }
    let run = runs.iter().find(|run| run.groups.iter().any(|group| group.start == at))?;
    let first = run.groups.iter().position(|group| group.start == at)?;
    let most = if kind == SecretKind::Password { 32 } else { 10 };
    // 验证码123456,500元: what counts something is left out, the rest is the value.
    (first..run.groups.len()).rev().find_map(|last| {
        let n_digits = run.digits(first, last).len();
        let end = run.groups.get(last)?.end;
        let least = if is_stated && scan.skip_spaces(end) == scan.len() { 2 } else { 3 };
        let is_length = (least..=most).contains(&n_digits) && (n_digits >= 4 || is_stated);
        (is_length && scan.any(end, &told::UNITS).is_none()).then_some(end)
    })
}
