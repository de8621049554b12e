//! Numbers and codes said over several turns: 一三八, then 零零一三, then 八零零零; 密码是, then 825603.
//!
//! What is remembered is a few digits of the turns before, overwritten when they are forgotten and never shown. What a turn answers is
//! not known here: whoever asked for the digits says so.

use zeroize::Zeroizing;

use super::entity::Kind;
use super::fold::Folded;
use super::scan::Scan;
use super::secret::{self, Announced};
use super::span::Span;
use super::{digits, identity, loose, mask, numeral};

/// What of the turns before the next one may go on with.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pieces {
    /// The beginning of a number.
    digits: Zeroizing<String>,
    /// Its kind, where it was named.
    named: Option<Kind>,
    /// A code or password was announced, or begun.
    announced: Option<Announced>,
}

impl std::fmt::Debug for Pieces {
    /// Writes no digit.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pieces")
    }
}

/// A part of a number, or a code, that a turn consists of. Its text is of the turn alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// A part of a number of a person or a card: where it stands in the folded text, and what may be shown of it.
    Number(Span, String),
    /// The last part of such a number, which may be shown as it was said.
    End,
    /// A code or a password, or a part of one.
    Secret(Span),
}

/// What callers call the number that begins; longer words first.
const NAMES: [(&str, Kind); 14] = [
    ("身份证号码", Kind::IdCard),
    ("身份证号", Kind::IdCard),
    ("身份证", Kind::IdCard),
    ("证件号码", Kind::IdCard),
    ("证件号", Kind::IdCard),
    ("银行卡号", Kind::BankCard),
    ("银行卡", Kind::BankCard),
    ("卡号", Kind::BankCard),
    ("手机号码", Kind::Mobile),
    ("手机号", Kind::Mobile),
    ("手机", Kind::Mobile),
    ("电话号码", Kind::Mobile),
    ("电话", Kind::Mobile),
    ("号码", Kind::Mobile),
];

/// What is said around digits that are a part of something; longer words first.
const AROUND: [&str; 50] = [
    "最后四位",
    "中间四位",
    "后四位",
    "末四位",
    "后八位",
    "前三位",
    "前四位",
    "前六位",
    "前几位",
    "等一下",
    "等下",
    "我说一下",
    "我报一下",
    "好像是",
    "应该是",
    "然后",
    "后面",
    "后边",
    "接着",
    "接下来",
    "中间",
    "最后",
    "开头",
    "打头",
    "生日",
    "那个",
    "这个",
    "剩下",
    "还有",
    "我的",
    "您记",
    "记好",
    "就是",
    "对了",
    "是",
    "的",
    "我",
    "就",
    "再",
    "嗯",
    "呃",
    "额",
    "啊",
    "哦",
    "吧",
    "呢",
    "对",
    "了",
    "好",
    "喂",
];

/// The longest text that is a part of something and nothing else, in characters.
const MAX_CHARS: usize = 40;

/// The longest turn without a digit that leaves what was said before it open, in characters.
const MAX_PAUSE: usize = 6;

/// What a text consists of, if it is digits with little around them.
struct Bare {
    digits: Zeroizing<String>,
    /// Where each digit stands; those of 三个八 stand at one place.
    places: Vec<(usize, usize)>,
    named: Option<Kind>,
}

impl Pieces {
    /// Hears the next turn; returns what of it goes on with those before, or is the beginning of what is not to be shown.
    pub fn hear(&mut self, folded: &Folded) -> Option<Piece> {
        let announced = self.announced.take();
        let has_digit = folded.has_digit() || folded.text().contains(mask::PART);
        let said = if has_digit || announced.is_some() { self.part(folded, announced) } else { None };
        // 等一下 in between changes nothing; who talks on talks of something else.
        if !has_digit && folded.text().chars().nth(MAX_PAUSE).is_some() {
            self.forget();
        }
        if said.is_none() && self.announced.is_none() {
            self.announced = secret::announced(folded);
        }
        said
    }

    /// Forgets the digits that were said: those of an answer are no part of a number.
    pub fn answered(&mut self) {
        self.digits = Zeroizing::default();
        self.named = None;
    }

    fn forget(&mut self) {
        *self = Pieces::default();
    }

    fn part(&mut self, folded: &Folded, announced: Option<Announced>) -> Option<Piece> {
        let scan = Scan::new(folded);
        let Some(bare) = bare(&scan) else {
            self.forget();
            return word(&scan, announced).map(Piece::Secret);
        };
        // A key may be pressed in between.
        if announced.is_some() && bare.digits.len() == 1 {
            self.announced = announced;
            return None;
        }
        if announced.is_some_and(|announced| bare.is_value(announced)) {
            self.forget();
            // Of a code there may come more.
            self.announced = (bare.digits.len() < 6).then_some(Announced::Begun);
            return Some(Piece::Secret(bare.span(&scan, 0)?));
        }
        self.number(&scan, &bare)
    }

    /// Takes digits for the next part of a number, or for its first one.
    fn number(&mut self, scan: &Scan, bare: &Bare) -> Option<Piece> {
        let named = bare.named.or(self.named);
        let before = std::mem::take(&mut self.digits);
        let joined = Zeroizing::new(format!("{}{}", *before, *bare.digits));
        let are_amounts = before.ends_with('0') && bare.digits.ends_with("00");
        let goes_on = !before.is_empty() && bare.named.is_none() && !are_amounts;
        let (all, n_before, kind) = match goes_on.then(|| beginning(&joined, named, before.len())).flatten() {
            Some(kind) => (joined, before.len(), kind),
            None => match beginning(&bare.digits, bare.named, 0) {
                Some(kind) => (bare.digits.clone(), 0, kind),
                None => {
                    self.named = bare.named;
                    return None;
                }
            },
        };
        self.named = named;
        let n_front = if kind == Kind::BankCard { 4 } else { 3 };
        let is_whole = is_whole(&all, kind);
        let is_sure = is_whole || named.is_some() || all.len() > 6 && (n_before > 0 || is_cut_short(&all, kind));
        let n_end = if is_whole { all.len() - 4 } else { all.len() };
        let shown = |nth: usize| nth < n_front || nth >= n_end;
        let piece = (is_sure && !(n_before..all.len()).all(shown)).then(|| {
            // The end stands where it stood; the rest is one mask.
            let first = n_before.max(n_front) - n_before;
            let last = n_end.saturating_sub(n_before).max(first);
            let front: String = all.chars().skip(n_before).take(first).collect();
            let end: String = all.chars().skip(n_before + last).collect();
            let stars =
                "*".repeat(if front.is_empty() && end.is_empty() { (last - first).max(4) } else { last - first });
            Some(Piece::Number(bare.span(scan, 0)?, format!("{front}{stars}{end}")))
        });
        let piece = piece.or((is_whole && n_before > 0).then_some(Some(Piece::End)));
        if is_whole {
            self.forget();
        } else {
            self.digits = all;
        }
        piece.flatten()
    }
}

impl Bare {
    /// Whether the digits are the value of a code or a password that was announced, rather than the number of somebody.
    fn is_value(&self, announced: Announced) -> bool {
        let kind = beginning(&self.digits, None, 0);
        let is_number = kind.is_some_and(|kind| {
            let is_first = kind == Kind::Mobile && self.digits.len() == 3;
            is_whole(&self.digits, kind) || is_cut_short(&self.digits, kind) || is_first
        });
        let is_length = announced >= Announced::Stated || self.digits.len() <= 8;
        self.named.is_none() && is_length && !(is_number && announced == Announced::Named)
    }

    /// Returns the text from the `first` digit to the last.
    fn span(&self, scan: &Scan, first: usize) -> Option<Span> {
        Some(scan.span(self.places.get(first)?.0, self.places.last()?.1))
    }
}

/// Returns the kind of number that the digits are or begin; of those parted in two, the first `n_before` were said before.
fn beginning(digits: &str, named: Option<Kind>, n_before: usize) -> Option<Kind> {
    let is_mobile = || {
        let second = digits.chars().nth(1);
        digits.starts_with('1') && matches!(second, Some('3'..='9')) && (3..=11).contains(&digits.len())
    };
    let is_card = || {
        let is_union_pay = digits.starts_with("62") && digits.len() >= 4;
        // Said in blocks of four, as it is printed.
        let is_in_blocks =
            digits.starts_with(['3', '4', '5']) && digits.len().is_multiple_of(4) && n_before.is_multiple_of(4);
        let is_other = named == Some(Kind::BankCard) || is_in_blocks && n_before >= 8;
        digits.len() <= 19 && (is_union_pay || is_other)
    };
    let is_id_card = || identity::begins_id_card(digits) && (digits.len() >= 3);
    match named {
        Some(Kind::BankCard) => is_card().then_some(Kind::BankCard),
        Some(Kind::IdCard) => is_id_card().then_some(Kind::IdCard),
        _ if is_mobile() => Some(Kind::Mobile),
        _ if is_id_card() && !(digits.starts_with("62") && digits.len() < 8) => Some(Kind::IdCard),
        _ => is_card().then_some(Kind::BankCard),
    }
}

/// Tells whether a number is said to its end: a misheard one as well.
fn is_whole(digits: &str, kind: Kind) -> bool {
    match kind {
        Kind::Mobile => digits.len() == 11,
        Kind::IdCard => digits.len() == 18,
        _ => identity::is_bank_card(digits) && digits.len() >= 16 || digits.len() == 19,
    }
}

/// Tells whether so many digits in one turn can only be a number that is not said to its end.
fn is_cut_short(digits: &str, kind: Kind) -> bool {
    match kind {
        Kind::Mobile => digits.len() >= 7 && !digits.ends_with("000"),
        Kind::IdCard => digits.len() >= 9,
        _ => digits.len() >= 8 && digits.starts_with("62"),
    }
}

/// Reads a text that is digits and little else.
fn bare(scan: &Scan) -> Option<Bare> {
    if scan.len() > MAX_CHARS {
        return None;
    }
    let mut bare = Bare { digits: Zeroizing::default(), places: Vec::new(), named: None };
    let mut at = 0;
    while at < scan.len() {
        let character = scan.at(at);
        if let Some((end, digit, times)) = digits::repeated(scan, at) {
            bare.digits.extend(std::iter::repeat_n(char::from(b'0' + digit), times));
            bare.places.extend(std::iter::repeat_n((at, end), times));
            at = end;
        } else if let Some(digit) = numeral::spelled_digit(character) {
            bare.digits.push(char::from(b'0' + digit));
            bare.places.push((at, at + 1));
            at += 1;
        } else if let Some(end) = stars(scan, at) {
            // A conversation that was written down and is run again.
            bare.digits.extend(std::iter::repeat_n('0', end - at));
            bare.places.extend((at..end).map(|at| (at, at + 1)));
            at = end;
        } else if bare.digits.len() >= 3 && (character == 'x' || character == '叉') && at + 1 == scan.len() {
            bare.digits.push('x');
            bare.places.push((at, at + 1));
            at += 1;
        } else if let Some((end, kind)) = NAMES.iter().find_map(|(name, kind)| Some((scan.word(at, name)?, *kind))) {
            bare.named = Some(kind);
            at = end;
        } else if let Some(end) = scan.any(at, &AROUND) {
            at = end;
        } else if !character.is_alphanumeric() && !matches!(character, '*' | '%' | '¥' | '$') {
            at += 1;
        } else {
            return None;
        }
    }
    (!bare.digits.is_empty()).then_some(bare)
}

/// Returns where the stars of a masked part end that stand at `at`.
fn stars(scan: &Scan, at: usize) -> Option<usize> {
    let end = (at..scan.len()).find(|at| scan.at(*at) != '*').unwrap_or(scan.len());
    (end - at >= mask::PART.len()).then_some(end)
}

/// Reads a password in letters where one was announced: 密码是, then kitty.
fn word(scan: &Scan, announced: Option<Announced>) -> Option<Span> {
    let is_stated = announced? >= Announced::Stated;
    let all = scan.slice(0, scan.len());
    let is_digit = |character: &char| numeral::spelled_digit(*character).is_some();
    let is_part = |character: &char| character.is_ascii_graphic() || *character == ' ' || is_digit(character);
    let is_length = (if is_stated { 2 } else { 3 }..=32).contains(&all.len());
    let has_letter = all.iter().any(char::is_ascii_alphabetic);
    if !is_length || !has_letter || !all.iter().all(is_part) || all.contains(&'*') || all.contains(&'@') {
        return None;
    }
    // By its name alone only what has digits is one, and no number of somebody.
    let is_value = is_stated || all.iter().any(is_digit) && loose::numbers(scan).is_empty();
    (is_value && !secret::is_no_password(scan)).then(|| scan.span(0, scan.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    /// Hears the turns; `expected` is what of each is shown, a dash where nothing is hidden, a dot where it is a code.
    #[track_caller]
    fn check(turns: &[&str], expected: &[&str]) {
        let mut pieces = Pieces::default();
        let found: Vec<String> = turns
            .iter()
            .map(|turn| match pieces.hear(&fold(turn)) {
                Some(Piece::Number(_, shown)) => shown,
                Some(Piece::Secret(_)) => ".".to_owned(),
                Some(Piece::End) | None => "-".to_owned(),
            })
            .collect();
        assert_eq!(found, expected, "{turns:?}");
    }

    #[test]
    fn numbers_in_parts() {
        check(&["幺三九", "五七二零", "四八幺六"], &["-", "****", "-"]);
        check(&["我手机号是139", "57204816"], &["-", "****4816"]);
        check(&["139", "后面是5720", "最后四位4816"], &["-", "****", "-"]);
        check(&["身份证320106", "19881105", "3240"], &["320***", "********", "-"]);
        check(&["110101", "19900307", "109X"], &["-", "********", "-"]);
        check(&["6217", "0012", "0031", "7455"], &["-", "****", "****", "-"]);
        check(&["5482", "5903", "1176", "2047"], &["-", "-", "-", "-"]);
        check(&["139", "****", "4816"], &["-", "****", "-"]);
        check(&["139572"], &["-"]);
        check(&["1395720"], &["139****"]);
    }

    #[test]
    fn codes_in_parts() {
        check(&["验证码是", "739164"], &["-", "."]);
        check(&["验证码是73", "91", "64", "5000"], &["-", ".", ".", "."]);
        check(&["密码是", "kitty"], &["-", "."]);
        check(&["密码是", "六个八"], &["-", "."]);
        check(&["改密码", "wechat"], &["-", "-"]);
        check(&["密码是", "1"], &["-", "-"]);
        check(&["验证码是7", "3", "9164"], &["-", "-", "."]);
        check(&["我收不到验证码", "13957204816", "139"], &["-", "139****4816", "-"]);
        check(&["我收不到验证码", "139", "57204816"], &["-", "-", "****4816"]);
        check(&["验证码收不到", "500"], &["-", "-"]);
    }

    #[test]
    fn other_numbers_are_no_parts() {
        check(&["12", "3000"], &["-", "-"]);
        check(&["150", "3000"], &["-", "-"]);
        check(&["上个月", "5678"], &["-", "-"]);
        check(&["1500000"], &["-"]);
        check(&["139", "不是，我要查账单", "5720"], &["-", "-", "-"]);
    }

    #[test]
    fn nothing_of_it_is_written_out() {
        let mut pieces = Pieces::default();
        pieces.hear(&fold("139"));
        assert_eq!(format!("{pieces:?}"), "Pieces");
    }
}
