//! A caller volunteering a verification code or a password: 验证码是123456, 我的密码是abc123.
//!
//! Speaking about one (验证码收不到, 密码输错五次) is none. What is no more than digits is told apart in [`super::told`].

use super::digits::{self, Run};
use super::fold::Folded;
use super::scan::Scan;
use super::span::Span;
use super::{numeral, told};

/// A code or a password that a caller volunteered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What it is.
    pub kind: SecretKind,
    /// Where its value stands in the folded text.
    pub span: Span,
}

/// What a volunteered secret is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SecretKind {
    /// A verification code sent to the caller.
    Code,
    /// A password.
    Password,
}

const NAMES: [(&str, SecretKind); 25] = [
    ("验证码", SecretKind::Code),
    ("验证马", SecretKind::Code),
    ("校验码", SecretKind::Code),
    ("动态码", SecretKind::Code),
    ("确认码", SecretKind::Code),
    ("短信码", SecretKind::Code),
    ("识别码", SecretKind::Code),
    ("验证号码", SecretKind::Code),
    ("动态密码", SecretKind::Code),
    ("密码", SecretKind::Password),
    ("密马", SecretKind::Password),
    ("迷码", SecretKind::Password),
    ("蜜码", SecretKind::Password),
    ("秘码", SecretKind::Password),
    ("口令", SecretKind::Password),
    ("password", SecretKind::Password),
    ("passcode", SecretKind::Password),
    ("passwd", SecretKind::Password),
    ("pwd", SecretKind::Password),
    ("otp", SecretKind::Code),
    ("pin码", SecretKind::Password),
    ("pin", SecretKind::Password),
    ("code", SecretKind::Code),
    ("cvv", SecretKind::Password),
    ("码", SecretKind::Code),
];

/// What stands before 码 in the names of other things: 号码, 二维码, 付款码, 错误码, 取件码.
const OTHER_CODES: &str = "号编条维代款数误尺起扫价筹砝区提车字解加源键商户付收钱邮机证密马迷蜜秘验校态认信别回康请换惠券餐件销荐溯易串器行购页乱戳";

/// What may stand between the name and the value.
const BETWEEN: [&str; 48] = [
    " is ",
    "is ",
    "就是",
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
    "念给你",
    "报一下",
    "我说一下",
    "我",
    "这个",
    "那个",
    "的",
    "了",
    "呢",
    "有",
    "说",
];

/// Words in Latin letters that are no password.
const NO_PASSWORDS: [&str; 5] = ["app", "pin", "sim", "vip", "wifi"];

/// What makes of the words behind 密码是 something said about it: 密码是昨天2点改的, 密码是多少.
const ABOUT: &str = "什啥哪谁几多吗么怎改设忘错换锁冻不没被要能次遍天都会对丢泄*";

/// Finds the first code or password in `folded` whose value the caller says.
pub fn secret(folded: &Folded) -> Option<Secret> {
    secrets(folded).into_iter().next()
}

/// Finds every code and password in `folded` whose value the caller says, in order, none overlapping another.
pub(super) fn secrets(folded: &Folded) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = Vec::new();
    if !may_hold_secret(folded.text()) {
        return secrets;
    }
    let scan = Scan::new(folded);
    let runs = digits::runs(&scan);
    for at in 0..scan.len() {
        let named = NAMES.iter().find_map(|(name, kind)| scan.word(at, name).map(|end| (end, *kind)));
        let Some((end, kind)) = named.filter(|(end, _)| is_name(&scan, at, *end)) else { continue };
        let before = value_before(&scan, &runs, at, kind);
        let after = value_after(&scan, &runs, end, kind);
        for (start, end) in before.into_iter().chain(after) {
            let span = scan.span(start, end);
            if secrets.last().is_none_or(|last| last.span.end <= span.start) {
                secrets.push(Secret { kind, span });
            }
        }
    }
    for (start, end) in told::codes(&scan, &runs, folded.text()) {
        let span = scan.span(start, end);
        if !secrets.iter().any(|other| other.span.overlaps(span)) {
            secrets.push(Secret { kind: SecretKind::Code, span });
        }
    }
    secrets.sort_by_key(|secret| secret.span);
    secrets
}

/// Tells by a look at the characters whether there can be a secret: a word for one, or for telling one, and something to tell.
fn may_hold_secret(text: &str) -> bool {
    let (mut n_values, mut is_spoken_of) = (0, false);
    for character in text.chars() {
        match character {
            '0'..='9' | '叫' | '个' => n_values += 1,
            'a'..='z' => {
                n_values += 1;
                is_spoken_of |= matches!(character, 'v' | 'n' | 'e' | 'd' | 'p');
            }
            '码' | '马' | '令' | '信' | '收' | '发' | '验' | '念' | '输' | '填' | '报' | '诉' | '知' | '说' | '把'
            | '将' => {
                is_spoken_of = true;
            }
            _ => n_values += usize::from(numeral::spelled_digit(character).is_some()),
        }
    }
    is_spoken_of && n_values > 0
}

/// Tells whether the name `start..end` is a word: shopping holds no pin, 号码 is no 码, and an error code is none of the caller's.
fn is_name(scan: &Scan, start: usize, end: usize) -> bool {
    if scan.slice(start, end) == ['码'] {
        let before = scan.before(start);
        return !before.is_ascii_alphanumeric() && !OTHER_CODES.contains(before);
    }
    if !scan.at(start).is_ascii_alphabetic() {
        return true;
    }
    let is_whole = !scan.before(start).is_ascii_alphanumeric() && !scan.at(end).is_ascii_alphabetic();
    is_whole && scan.any_before(start, &["错误", "错误 ", "error ", "返回", "报", "报 "]).is_none()
}

/// Reads the value behind the name that ends at `at`.
fn value_after(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind) -> Option<(usize, usize)> {
    let (mut start, mut is_stated) = (at, false);
    loop {
        if matches!(scan.at(start), ':' | '=' | ',' | ' ' | '"' | '\'' | '、' | '。' | '(') {
            is_stated |= matches!(scan.at(start), ':' | '=');
            start += 1;
        } else if let Some(end) = scan.any(start, &BETWEEN) {
            is_stated |= scan.slice(start, end).iter().any(|character| "是为成叫于s".contains(*character));
            start = end;
        } else {
            break;
        }
        if start > at + 24 {
            return None;
        }
    }
    // 密码叫王小明: who only wants to say what it is called says 叫.
    let is_called = (at..start).any(|at| scan.at(at) == '叫');
    let end = repeated(scan, start).or_else(|| value(scan, runs, start, kind, is_stated));
    if kind == SecretKind::Code || !is_stated {
        return Some((start, end?));
    }
    let end = match end {
        Some(end) => more_words(scan, end),
        None => words(scan, start, is_called)?,
    };
    Some((start, end))
}

/// Returns where a value said by repetition ends: 6个8, 四个九两个一.
fn repeated(scan: &Scan, at: usize) -> Option<usize> {
    let mut end = at;
    let mut n_digits = 0;
    while let Some((next, _, times)) = digits::repeated(scan, end) {
        n_digits += times;
        end = scan.skip_spaces(next);
    }
    (n_digits >= 3 && scan.any(end, &told::UNITS).is_none()).then_some(end)
}

/// Returns where the clause at `at` ends.
fn clause_end(scan: &Scan, at: usize) -> usize {
    let is_mark = |at: usize| matches!(scan.at(at), ',' | '。' | '?' | '!' | ';' | '、' | '\n' | '"' | '(' | ')');
    (at..scan.len()).find(|at| is_mark(*at)).unwrap_or(scan.len())
}

/// Returns where a password of several words ends, whose first word ends at `end`: fluffy cat 99, abc小明99.
fn more_words(scan: &Scan, mut end: usize) -> usize {
    let last = clause_end(scan, end);
    loop {
        let start = scan.skip_spaces(end);
        let word = (start..last).find(|at| !scan.at(*at).is_ascii_alphanumeric()).unwrap_or(last);
        if start > end && word > start && scan.any(word, &told::UNITS).is_none() {
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

/// Returns where a password that starts with a word ends, if the clause is one: 王小明123, 生日19900101.
fn words(scan: &Scan, at: usize, is_called: bool) -> Option<usize> {
    let mut last = clause_end(scan, at);
    while last > at && matches!(scan.at(last - 1), '吧' | '啊' | '呀' | '了' | '呢' | ' ') {
        last -= 1;
    }
    let said = scan.slice(at, last);
    if said.iter().any(|character| ABOUT.contains(*character)) {
        return None;
    }
    let is_value = |character: &char| character.is_ascii_alphanumeric() || numeral::spelled_digit(*character).is_some();
    let first = said.iter().position(is_value);
    let n_values = first.map_or(0, |first| said.iter().skip(first).take_while(|character| is_value(character)).count());
    let counts = first.is_some_and(|first| scan.any(at + first + n_values, &told::UNITS).is_some());
    let has_value = n_values >= 2 && !counts && first.is_some_and(|first| first <= 8);
    let is_name = is_called && (2..=8).contains(&said.len());
    (has_value || is_name).then_some(last)
}

/// Reads the value before the name at `at`: 123456是我的验证码.
fn value_before(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind) -> Option<(usize, usize)> {
    let mut end = at;
    let mut has_is = false;
    while let Some(start) = scan.any_before(
        end,
        &[
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
        ],
    ) {
        has_is |= scan.before(end) == '是';
        end = start;
    }
    let asks = matches!(scan.at(at + 3), '吗' | '么') || scan.at(at + 2) == '吗';
    if !has_is || asks {
        return None;
    }
    let run = runs.iter().find(|run| run.groups.last().is_some_and(|group| group.end == end))?;
    let start = run.groups.first()?.start;
    let n_digits: usize = run.groups.iter().map(|group| group.digits.len()).sum();
    let is_value = (4..=8).contains(&n_digits) || kind == SecretKind::Password && (4..=20).contains(&n_digits);
    is_value.then_some((start, end))
}

/// Returns where the value at `at` ends: digits, or for a password letters and signs.
fn value(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind, is_stated: bool) -> Option<usize> {
    let mut end = at;
    let mut has_digit = false;
    while scan.at(end).is_ascii_graphic() && !matches!(scan.at(end), ',' | '*' | '"' | '\'' | '(' | ')' | '?' | ';') {
        has_digit |= scan.at(end).is_ascii_digit();
        end += 1;
    }
    let is_long = end - at >= 4 || end - at == 3 && is_stated && kind == SecretKind::Password;
    let is_named = NO_PASSWORDS.iter().any(|word| scan.word(at, word) == Some(end));
    let is_word = is_long
        && !is_named
        && !scan.slice(at, end).iter().all(char::is_ascii_digit)
        && (has_digit || is_stated && kind == SecretKind::Password);
    if is_word {
        return Some(end);
    }
    let run = runs.iter().find(|run| run.groups.first().is_some_and(|group| group.start == at))?;
    let most = if kind == SecretKind::Code { 10 } else { 32 };
    // 验证码123456,500元: what counts something is left out, the rest is the value.
    (0..run.groups.len()).rev().find_map(|last| {
        let n_digits = run.digits(0, last).len();
        let end = run.groups.get(last)?.end;
        let is_length = (3..=most).contains(&n_digits) && (n_digits >= 4 || is_stated);
        (is_length && scan.any(end, &told::UNITS).is_none()).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use crate::text::mask::mask;
    use crate::text::told::unnamed;

    #[track_caller]
    fn check(text: &str, expected: Option<(SecretKind, &str)>) {
        let folded = fold(text);
        let found = secret(&folded).map(|secret| (secret.kind, secret.span.of(folded.text()).to_owned()));
        assert_eq!(found, expected.map(|(kind, value)| (kind, value.to_owned())), "{text}");
    }

    #[test]
    fn volunteered() {
        check("验证码是123456", Some((SecretKind::Code, "123456")));
        check("验证码收到了，是 8 8 6 6", Some((SecretKind::Code, "8 8 6 6")));
        check("我的密码是abc123", Some((SecretKind::Password, "abc123")));
        check("支付密码一二三四五六", Some((SecretKind::Password, "一二三四五六")));
        check("密码改成了qwerty", Some((SecretKind::Password, "qwerty")));
        check("556677是验证码", Some((SecretKind::Code, "556677")));
        check("验证码123456,500元", Some((SecretKind::Code, "123456")));
        check("动态密码：998877", Some((SecretKind::Code, "998877")));
        check("密码是abc", Some((SecretKind::Password, "abc")));
        check("我的密码是abc", Some((SecretKind::Password, "abc")));
        check("密码改成了xyz帮我看看", Some((SecretKind::Password, "xyz")));
        check("pin是1234", Some((SecretKind::Password, "1234")));
        check("PIN码1234", Some((SecretKind::Password, "1234")));
        check("code 123456", Some((SecretKind::Code, "123456")));
        check("口令8877", Some((SecretKind::Password, "8877")));
        check("校验码 445566", Some((SecretKind::Code, "445566")));
    }

    #[test]
    fn sent_in_a_message() {
        check("刚收到短信，445566，是不是要给你", Some((SecretKind::Code, "445566")));
        check("发来445566", Some((SecretKind::Code, "445566")));
        check("短信上是四四五五六六", Some((SecretKind::Code, "四四五五六六")));
        check("短信收到了，8866", Some((SecretKind::Code, "8866")));
        for text in [
            "1234",
            "445566",
            "短信说欠款3000元",
            "短信说欠款300000",
            "收到8888元",
            "收到95188发来的短信",
            "短信，95188",
            "收到短信，尾号是1234",
            "收到139****9000的短信",
            "短信里有订单号445566",
            "收到一千二百元",
            "收到20250701的短信",
            "收到1,234.56",
        ] {
            check(text, None);
        }
    }

    #[track_caller]
    fn check_all(texts: &[(&str, &str)]) {
        let wrong: Vec<String> = texts
            .iter()
            .filter_map(|(text, expected)| {
                let folded = fold(text);
                let found = secret(&folded).map(|secret| secret.span.of(folded.text()).to_owned());
                let masked = mask(text);
                let is_right = found.as_deref() == Some(*expected) && masked.contains("******");
                (!is_right).then(|| format!("{text}: {found:?}, not {expected}, masked {masked}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn called_by_other_names() {
        check_all(&[
            ("码是483920", "483920"),
            ("那个码 483920", "483920"),
            ("激活码483920", "483920"),
            ("密马是483920", "483920"),
            ("迷码483920", "483920"),
            ("验证马是四八三九二零", "四八三九二零"),
            ("password 889900", "889900"),
            ("password is fluffy cat", "fluffy cat"),
            ("otp 483920", "483920"),
            ("密码６个８", "6个8"),
            ("密码六个八", "六个八"),
            ("密码是四个九两个一", "四个九两个一"),
        ]);
    }

    #[test]
    fn passwords_of_several_words() {
        check_all(&[
            ("我的密码是fluffy cat 99", "fluffy cat 99"),
            ("我的密码叫王小明123", "王小明123"),
            ("我的密码叫王小明", "王小明"),
            ("我密码是我生日19900101", "生日19900101"),
            ("密码是老婆生日零八一二，帮我看看", "老婆生日零八一二"),
            ("密码为abc小明99", "abc小明99"),
            ("口令叫Open Sesame", "open sesame"),
            ("密码是小猫99啊", "小猫99"),
        ]);
    }

    #[test]
    fn read_out_or_passed_on() {
        check_all(&[
            ("短信里那六位数是四八三九二零", "四八三九二零"),
            ("刚才骗子让我念的是771234我就念了", "771234"),
            ("我把483920告诉他了", "483920"),
            ("我把４８３９２０告诉他了", "483920"),
            ("我把四八三九二零念给他了", "四八三九二零"),
            ("我输的是778812", "778812"),
            ("我就输123321啊", "123321"),
            ("我当时报给他771199", "771199"),
            ("我告诉他4839", "4839"),
            ("他让我念483920", "483920"),
            ("我念了 4 8 3 9 2 0", "4 8 3 9 2 0"),
            ("输入778812 5次都不行", "778812"),
            ("填的是771234", "771234"),
            ("刚发来483920", "483920"),
            ("收到了483920", "483920"),
            ("收到一个，483920", "483920"),
            ("483920我刚收到", "483920"),
            ("123321输进去不对", "123321"),
            ("把那个483920给他了", "483920"),
            ("我告诉骗子的是七七一二三四", "七七一二三四"),
            ("转账的时候我输的是778812", "778812"),
            ("我报的是4839", "4839"),
            ("告诉他483920，500块的那个", "483920"),
            ("我念给他483920 483920", "483920"),
        ]);
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "后四位5678",
            "后四位是5678",
            "尾号5678",
            "尾号是五六七八",
            "我念一下尾号5678",
            "我报一下后四位5678",
            "我告诉你卡号后四位5678",
            "订单号12345678",
            "我给您念订单号12345678",
            "订单号我报一下，12345678",
            "单号483920",
            "案件号202509280001",
            "流水号我念给你483920",
            "我输了5000",
            "我输入的金额是5288",
            "充值填的5288",
            "转账输的5288",
            "收到5000",
            "收到8888元",
            "收到转账3000",
            "付了123456",
            "转了300000给他",
            "他说5000块",
            "我报一下13912349000",
            "我念一下1391234",
            "告诉他打95188",
            "我告诉他95188",
            "听说95188",
            "网上有人说是四零零八打头的",
            "95188告诉我的",
            "95188给我发来短信",
            "10086发来的",
            "他说4001234567",
            "他报的是02195188",
            "4008123123打给我",
            "页面报40004",
            "错误码40004",
            "二维码1234",
            "付款码483920",
            "号码02195188",
            "号码483920",
            "手机号码1391234",
            "邮政编码310000",
            "我填的20250701",
            "2025年填的",
            "6月3号填的",
            "输错了5次",
            "我输了3遍6位密码",
            "举报12345678",
            "纪念2019",
            "密码是6位数字",
            "密码是昨天2点改的",
            "密码是2025年设的",
            "密码是6月改的",
            "密码是错的",
            "密码叫什么",
            "密码叫什么来着",
            "密码6个数字吗",
            "密码是多少啊",
            "密码是我自己设的",
            "密码和账单2025",
            "起码5000",
            "花了1234",
            "还有1,234.56元",
            "告诉我怎么还5000",
            "给我5000额度",
            "12345678",
            "马上还1234",
            "给你们说了3次了",
        ] {
            check(text, None);
        }
    }

    #[track_caller]
    fn check_unnamed(text: &str, is_about_secrets: bool, expected: Option<&str>) {
        let folded = fold(text);
        let found = unnamed(&folded, is_about_secrets).map(|found| found.span.of(folded.text()).to_owned());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn said_alone_where_the_talk_is_of_codes() {
        for (text, expected) in [
            ("来了 483920", "483920"),
            ("来了 四八三九二零", "四八三九二零"),
            ("４８３９２０", "483920"),
            ("嗯，8866", "8866"),
            ("4 8 3 9 2 0", "4 8 3 9 2 0"),
            ("好像是48392017吧", "48392017"),
            ("483920，483920", "483920"),
            ("483920 483920", "483920"),
            ("******", "******"),
        ] {
            check_unnamed(text, true, Some(expected));
            check_unnamed(text, false, Some(expected));
        }
        check_unnamed("屏幕弹出来一个771234", true, Some("771234"));
        check_unnamed("屏幕弹出来一个771234", false, None);
        check_unnamed("2048", true, Some("2048"));
        check_unnamed("2048", false, None);
    }

    #[test]
    fn other_numbers_said_alone_are_none() {
        for text in [
            "5000",
            "95188",
            "九五幺八八",
            "1391234",
            "13912349000",
            "20250701",
            "4008123",
            "尾号5678",
            "后四位5678",
            "订单号483920",
            "我被骗了5288",
            "转了123456",
            "5288块",
            "3月15号",
            "三五百",
            "139****9000",
            "6222 **** **** 7894",
            "8点30",
            "202509280001",
        ] {
            check_unnamed(text, true, None);
            check_unnamed(text, false, None);
        }
    }

    #[test]
    fn spoken_about() {
        for text in [
            "验证码收不到",
            "登录密码忘了",
            "密码输错五次",
            "验证码是6位吗",
            "验证码要等60秒",
            "怎么改密码",
            "95188发的验证码",
            "密码是什么",
            "密码忘了",
            "登录密码怎么改",
            "密码不对",
            "密码锁了",
            "我的密码是多少",
            "密码是app里的吗",
            "错误code 40004",
            "shopping 1234",
            "密码错误",
            "验证码******",
        ] {
            check(text, None);
        }
    }
}
