//! What codes and passwords are called, as it is said, typed and misheard.

use super::SecretKind;
use crate::text::scan::Scan;

/// The names; longer ones first.
const NAMES: [(&str, SecretKind); 42] = [
    ("一次性密码", SecretKind::Code),
    ("动态密码", SecretKind::Code),
    ("动态口令", SecretKind::Code),
    ("验证号码", SecretKind::Code),
    ("校验码", SecretKind::Code),
    ("校验号", SecretKind::Code),
    ("验证号", SecretKind::Code),
    ("动态码", SecretKind::Code),
    ("确认码", SecretKind::Code),
    ("短信码", SecretKind::Code),
    ("识别码", SecretKind::Code),
    ("认证码", SecretKind::Code),
    ("安全码", SecretKind::Card),
    ("卡背面的三位", SecretKind::Card),
    ("卡背面三位", SecretKind::Card),
    ("背面那三位", SecretKind::Card),
    ("背面三位", SecretKind::Card),
    ("背面三个", SecretKind::Card),
    ("后面三个数", SecretKind::Card),
    ("密码", SecretKind::Password),
    ("暗码", SecretKind::Password),
    ("口令", SecretKind::Password),
    ("口另", SecretKind::Password),
    ("password", SecretKind::Password),
    ("passcode", SecretKind::Password),
    ("passwd", SecretKind::Password),
    ("pwd", SecretKind::Password),
    ("yanzhengma", SecretKind::Code),
    ("yzm", SecretKind::Code),
    ("mima", SecretKind::Password),
    ("mm是", SecretKind::Password),
    ("mm:", SecretKind::Password),
    ("otp", SecretKind::Code),
    ("pin码", SecretKind::Password),
    ("pin", SecretKind::Password),
    ("code", SecretKind::Code),
    ("cvv2", SecretKind::Card),
    ("cvv码", SecretKind::Card),
    ("cvv", SecretKind::Card),
    ("cvc2", SecretKind::Card),
    ("cvc", SecretKind::Card),
    ("码", SecretKind::Code),
];

/// What the last character of 验证码 and 密码 is heard as.
const SOUNDS_LIKE_MA: &str = "码吗玛马妈麻";
/// What the second character of 验证码 is heard as.
const SOUNDS_LIKE_ZHENG: &str = "证正真政";
/// What the first character of 密码 is heard as.
const SOUNDS_LIKE_MI: &str = "密蜜秘迷米觅泌";
/// What makes another word of 密吗: 保密吗.
const NOT_MI: &str = "保加机私亲秘紧严";

/// What stands before 码 in the names of other things: 号码, 二维码, 付款码, 错误码, 取件码.
const OTHER_CODES: &str = "号编条维代款数误尺起扫价筹砝区提车字解加源键商户付收钱邮机证密马迷蜜秘验校态认信别回康请换惠券餐件销荐溯易串器行购页乱戳";

/// Reads a name at `at`: where it ends, and what it names. shopping holds no pin, 号码 is no 码, and an error code is none of the
/// caller's.
pub(super) fn name_at(scan: &Scan, at: usize) -> Option<(usize, SecretKind)> {
    // Most characters of most sentences begin none; the list is long.
    if !is_first(scan.at(at)) {
        return None;
    }
    let named = NAMES.iter().find_map(|(name, kind)| scan.word(at, name).map(|end| (end, *kind)));
    if let Some((end, kind)) = named {
        return is_name(scan, at, end).then_some((end, kind));
    }
    let ma = |at: usize| SOUNDS_LIKE_MA.contains(scan.at(at));
    if scan.at(at) == '验' && SOUNDS_LIKE_ZHENG.contains(scan.at(at + 1)) && ma(at + 2) {
        return Some((at + 3, SecretKind::Code));
    }
    let is_question = matches!(scan.at(at + 1), '吗' | '妈' | '麻');
    let is_password = SOUNDS_LIKE_MI.contains(scan.at(at))
        && ma(at + 1)
        && (!is_question || scan.at(at) == '密' && !NOT_MI.contains(scan.before(at)));
    is_password.then_some((at + 2, SecretKind::Password))
}

/// Tells whether a name may begin with the character.
pub(super) fn is_first(character: char) -> bool {
    matches!(
        character,
        '一' | '动' | '验' | '校' | '确' | '短' | '识' | '认' | '安' | '卡' | '背' | '后' | '暗' | '口' | '码'
    ) || matches!(character, 'p' | 'y' | 'm' | 'o' | 'c')
        || matches!(character, '密' | '蜜' | '秘' | '迷' | '米' | '觅' | '泌')
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_begins_with_a_first_character() {
        let firsts = NAMES.iter().filter_map(|(name, _)| name.chars().next());
        let missed: String =
            firsts.chain("验".chars()).chain(SOUNDS_LIKE_MI.chars()).filter(|first| !is_first(*first)).collect();
        assert_eq!(missed, "");
    }
}
