//! A caller volunteering a verification code or a password: 验证码是123456, 我的密码是abc123.
//!
//! Speaking about one (验证码收不到, 密码输错五次) is none. What is no more than digits is told apart in [`super::told`].

mod names;
mod value;

use super::digits::{self, Group};
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
    /// The three digits on the back of a card.
    Card,
}

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
    let mut wide_runs = None;
    for at in 0..scan.len() {
        let Some((end, kind)) = names::name_at(&scan, at) else { continue };
        let runs = wide_runs.get_or_insert_with(|| digits::wide_runs(&scan));
        let before = value::before(&scan, runs, at, (end, kind));
        let behind = value::behind(&scan, runs, end, kind);
        for (start, end) in before.into_iter().chain(behind) {
            let span = scan.span(start, end);
            if secrets.last().is_none_or(|last| last.span.end <= span.start) {
                secrets.push(Secret { kind, span });
            }
        }
    }
    // 一 in 一下 is a digit too; a code has four, of which some may be said as 三个八.
    let runs = if scan.has_digits(3) { digits::runs(&scan) } else { Vec::new() };
    for (start, end) in told::codes(&scan, &runs, folded.text()) {
        let span = scan.span(start, end);
        if !secrets.iter().any(|other| other.span.overlaps(span)) {
            secrets.push(Secret { kind: SecretKind::Code, span });
        }
    }
    if !secrets.is_empty() {
        let groups = runs.iter().flat_map(|run| &run.groups);
        let more: Vec<Secret> = groups.filter_map(|group| said_again(&scan, group, folded.text(), &secrets)).collect();
        secrets.extend(more);
    }
    secrets.sort_by_key(|secret| secret.span);
    secrets
}

/// How a value that is still to come is announced.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Announced {
    /// By its name: 验证码来了.
    Named,
    /// Something says that it is the next word: 密码是.
    Stated,
    /// A part of it was said: 验证码是73.
    Begun,
}

/// Tells whether the name of a secret ends the text, so that the value comes next (验证码是, 密码), or a value of which more comes
/// (验证码是73).
pub(super) fn announced(folded: &Folded) -> Option<Announced> {
    let is_last = |character: char| {
        is_of_name(character) || character.is_ascii_alphabetic() || matches!(character, '位' | '个' | '是' | ':')
    };
    if !folded.text().contains(names::is_first) || !folded.text().contains(is_last) {
        return None;
    }
    let scan = Scan::new(folded);
    let open = |at: usize| names::name_at(&scan, at).and_then(|(end, kind)| value::open(&scan, end, kind));
    (0..scan.len()).filter_map(open).max()
}

/// Tells whether the text is a word in Latin letters that is no password: app, ok.
pub(super) fn is_no_password(scan: &Scan) -> bool {
    value::NO_PASSWORDS.iter().any(|word| scan.word(0, word) == Some(scan.len()))
}

/// Takes digits of which there are as many as in one of `secrets` for that secret said again, or corrected: 验证码是123456，不对，是123457.
fn said_again(scan: &Scan, group: &Group, text: &str, secrets: &[Secret]) -> Option<Secret> {
    let span = scan.span(group.start, group.end);
    let digits_of = |span: Span| span.of(text).chars().filter(|one| numeral::spelled_digit(*one).is_some()).count();
    let n_digits = group.digits.len();
    if !(4..=8).contains(&n_digits) || told::is_counted(scan, group.end) || told::is_other_before(scan, group.start) {
        return None;
    }
    let one = secrets.iter().find(|secret| digits_of(secret.span) == n_digits)?;
    (!secrets.iter().any(|secret| secret.span.overlaps(span))).then_some(Secret { kind: one.kind, span })
}

/// Tells whether the character is one of those that names of secrets are made of.
fn is_of_name(character: char) -> bool {
    matches!(character, '码' | '吗' | '玛' | '马' | '妈' | '麻' | '令' | '另' | '面' | '号')
}

/// Tells by a look at the characters whether there can be a secret: a word for one, or for telling one, and something to tell.
fn may_hold_secret(text: &str) -> bool {
    let (mut n_values, mut is_spoken_of) = (0, false);
    for character in text.chars() {
        match character {
            '0'..='9' | '叫' | '个' | '日' | '名' | '位' | '拼' | '字' | '文' | '十' | '到' => n_values += 1,
            'a'..='z' => {
                n_values += 1;
                is_spoken_of |= matches!(character, 'v' | 'n' | 'e' | 'd' | 'p' | 'm');
            }
            '信' | '收' | '发' | '验' | '念' | '输' | '填' | '报' | '诉' | '知' | '说' | '把' | '将' | '数' =>
            {
                is_spoken_of = true;
            }
            _ if is_of_name(character) => {
                is_spoken_of = true;
                n_values += usize::from(character == '令');
            }
            _ => n_values += usize::from(numeral::spelled_digit(character).is_some()),
        }
    }
    is_spoken_of && n_values > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use crate::text::mask::mask;
    use crate::text::told::{Talk, unnamed};

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
    fn check_unnamed(text: &str, talk: Talk, expected: Option<&str>) {
        let folded = fold(text);
        let found = unnamed(&folded, talk).map(|found| found.span.of(folded.text()).to_owned());
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
            check_unnamed(text, Talk::SecretsAndMoney, Some(expected));
            check_unnamed(text, Talk::Other, Some(expected));
        }
        check_unnamed("屏幕弹出来一个771234", Talk::SecretsAndMoney, Some("771234"));
        check_unnamed("屏幕弹出来一个771234", Talk::Other, None);
        check_unnamed("2048", Talk::SecretsAndMoney, Some("2048"));
        check_unnamed("2048", Talk::Other, None);
    }

    #[test]
    fn round_codes_are_codes_where_no_money_is_spoken_of() {
        check_unnamed("5000", Talk::Secrets, Some("5000"));
        check_unnamed("600000", Talk::SecretsAndMoney, Some("600000"));
        check_unnamed("202506", Talk::Other, None);
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
            check_unnamed(text, Talk::SecretsAndMoney, None);
            check_unnamed(text, Talk::Other, None);
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
