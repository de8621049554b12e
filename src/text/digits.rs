//! Digits one after the other, typed or spoken, with what people put between them; order numbers.
//!
//! Which of them are cards or phones is decided in [`super::identity`].

use super::entity::{Entity, Kind, Value};
use super::numeral;
use super::scan::Scan;

/// Digits without anything between them, all typed or all spoken: a space between 九 and 138… is lost in folding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Group {
    /// Characters `start..end`.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The digits, as ASCII.
    pub(super) digits: String,
    /// Letters touch it, so that it is part of a name.
    pub(super) is_in_name: bool,
}

/// Groups of digits with at most one separator between two of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Run {
    pub(super) groups: Vec<Group>,
}

impl Run {
    /// Returns the digits of the groups `first..=last` in one string.
    pub(super) fn digits(&self, first: usize, last: usize) -> String {
        self.groups.iter().take(last + 1).skip(first).map(|group| group.digits.as_str()).collect()
    }
}

/// Returns the runs of digits in order.
///
/// Spoken repetition counts: 三个八 within a run is 888. A spoken numeral with units (三百五) is no run.
pub(super) fn runs(scan: &Scan) -> Vec<Run> {
    runs_across(scan, |at| usize::from(matches!(scan.at(at), ' ' | '-' | ',' | '、' | '.' | '·')))
}

/// As [`runs`], with up to two signs or pictures between the digits as well: 7📩3📩9.
pub(super) fn wide_runs(scan: &Scan) -> Vec<Run> {
    let is_mark = |character: char| {
        !character.is_alphanumeric() && !matches!(character, '*' | '%' | '¥' | '$' | ':' | '?' | '\0')
    };
    runs_across(scan, |at| (0..2).take_while(|nth| is_mark(scan.at(at + nth))).count())
}

/// Returns the runs whose groups are parted by as many characters as `separator` finds at a place.
fn runs_across(scan: &Scan, separator: impl Fn(usize) -> usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    let mut joins = false;
    while at < scan.len() {
        let Some(group) = group(scan, at) else {
            at += 1;
            joins = false;
            continue;
        };
        at = group.end;
        // 88010000000011一直没收到: one spelled digit right behind many typed ones begins a word.
        let is_typed = |at: usize| scan.at(at).is_ascii_digit();
        let is_word = group.start > 0
            && group.digits.len() == 1
            && !is_typed(group.start)
            && is_typed(group.start - 1)
            && scan.at(group.end).is_alphabetic();
        match runs.last_mut().filter(|_| joins && !is_word) {
            Some(run) => run.groups.push(group),
            None => runs.push(Run { groups: vec![group] }),
        }
        let n_between =
            Some(separator(at)).filter(|n_between| numeral::spelled_digit(scan.at(at + n_between)).is_some());
        joins = n_between.is_some();
        at += n_between.unwrap_or(0);
    }
    runs
}

fn group(scan: &Scan, at: usize) -> Option<Group> {
    let mut digits = String::new();
    let mut end = at;
    let is_typed = scan.at(at).is_ascii_digit();
    loop {
        if let Some((repeat_end, digit, times)) =
            repeated(scan, end).filter(|_| digits.len() >= 2 || is_after_digit(scan, at))
        {
            digits.extend(std::iter::repeat_n(char::from(b'0' + digit), times));
            end = repeat_end;
        } else if let Some(digit) =
            numeral::spelled_digit(scan.at(end)).filter(|_| scan.at(end).is_ascii_digit() == is_typed)
        {
            digits.push(char::from(b'0' + digit));
            end += 1;
        } else {
            break;
        }
    }
    let is_numeral = |character: char| "十百千万亿拾佰仟点".contains(character);
    let is_counted = !is_typed && end - at < 7 && (is_numeral(scan.at(end)) || is_numeral(scan.before(at)));
    if end == at {
        return None;
    }
    if is_counted {
        digits.clear();
    }
    let touches = |character: char| character.is_ascii_alphabetic() || matches!(character, '_' | '@');
    let is_end_mark = scan.at(end) == 'x' && !scan.at(end + 1).is_ascii_alphanumeric();
    let is_in_name = touches(scan.before(at)) || (touches(scan.at(end)) && !is_end_mark);
    Some(Group { start: at, end, digits, is_in_name })
}

fn is_after_digit(scan: &Scan, at: usize) -> bool {
    numeral::spelled_digit(scan.before(at)).is_some()
        || at >= 2
            && matches!(scan.before(at), ' ' | '-' | ',' | '、')
            && numeral::spelled_digit(scan.at(at - 2)).is_some()
}

/// Reads 三个八 at `at`: where it ends, the digit and how often.
pub(super) fn repeated(scan: &Scan, at: usize) -> Option<(usize, u8, usize)> {
    let times =
        numeral::spelled_digit(scan.at(at)).or(numeral::digit(scan.at(at))).filter(|times| (2..=8).contains(times))?;
    let digit = numeral::spelled_digit(scan.at(at + 2)).filter(|_| scan.at(at + 1) == '个')?;
    Some((at + 3, digit, usize::from(times)))
}

/// Finds runs of two or more digits, and order numbers.
pub(super) fn find(scan: &Scan, runs: &[Run], found: &mut Vec<Entity>) {
    for run in runs {
        let mut first = 0;
        while first < run.groups.len() {
            let last = last_of_block(scan, run, first);
            let digits = run.digits(first, last);
            if let (Some(start), Some(end)) = (run.groups.get(first), run.groups.get(last))
                && digits.len() >= 2
                && !is_part_of_number(scan, start.start, end.end)
            {
                let span = scan.span(start.start, end.end);
                let is_in_name = run.groups.iter().take(last + 1).skip(first).any(|group| group.is_in_name);
                if !is_in_name && (10..=32).contains(&digits.len()) {
                    found.push(Entity { kind: Kind::Order, span, value: Value::Digits(digits.clone()) });
                }
                found.push(Entity { kind: Kind::Digits, span, value: Value::Digits(digits) });
            }
            first = last + 1;
        }
    }
    named_orders(scan, found);
}

/// Tells whether a point or comma makes the digits part of a number: 1,234.56.
fn is_part_of_number(scan: &Scan, start: usize, end: usize) -> bool {
    let is_mark = |character: char| matches!(character, ',' | '.');
    let is_after = is_mark(scan.before(start)) && start >= 2 && scan.at(start - 2).is_ascii_digit();
    let is_before = is_mark(scan.at(end)) && scan.at(end + 1).is_ascii_digit();
    scan.at(start).is_ascii_digit() && (is_after || is_before)
}

/// Returns the last group that reads on from `first`: short blocks with spaces or dashes between (1234 5678).
fn last_of_block(scan: &Scan, run: &Run, first: usize) -> usize {
    let mut last = first;
    while let (Some(group), Some(next)) = (run.groups.get(last), run.groups.get(last + 1)) {
        let joins = match scan.at(group.end) {
            '-' => true,
            ' ' => group.digits.len() <= 6 && next.digits.len() <= 6,
            _ if group.end == next.start => true,
            _ => false,
        };
        if !joins || group.digits.is_empty() || next.digits.is_empty() {
            break;
        }
        last += 1;
    }
    last
}

/// Finds order numbers that hold letters.
fn named_orders(scan: &Scan, found: &mut Vec<Entity>) {
    let mut at = 0;
    while at < scan.len() {
        let mut end = at;
        let mut n_digits = 0;
        while scan.at(end).is_ascii_alphanumeric() {
            n_digits += usize::from(scan.at(end).is_ascii_digit());
            end += 1;
        }
        let n_chars = end - at;
        let is_address =
            matches!(scan.at(end), '@' | '.') && scan.at(end + 1).is_ascii_alphabetic() || scan.before(at) == '@';
        if (10..=32).contains(&n_chars) && n_digits >= 8 && n_digits < n_chars && !is_address {
            let name = scan.slice(at, end).iter().collect();
            found.push(Entity { kind: Kind::Order, span: scan.span(at, end), value: Value::Digits(name) });
        }
        at = end.max(at + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: &[(Kind, &str)]) {
        let folded = fold(text);
        let scan = Scan::new(&folded);
        let mut found = Vec::new();
        find(&scan, &runs(&scan), &mut found);
        let found: Vec<_> = found
            .iter()
            .filter_map(|entity| match &entity.value {
                Value::Digits(digits) => Some((entity.kind, digits.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn typed_and_spoken() {
        check("尾号1234", &[(Kind::Digits, "1234")]);
        check("九五幺八八", &[(Kind::Digits, "95188")]);
        check("1234 5678", &[(Kind::Digits, "12345678")]);
        check("一三八三个八", &[(Kind::Digits, "138888")]);
        check("5", &[]);
        check("1,234.56", &[]);
        check("三百五十二", &[]);
    }

    #[test]
    fn orders() {
        check("2026072722001", &[(Kind::Order, "2026072722001"), (Kind::Digits, "2026072722001")]);
        check("TB20260727001X", &[(Kind::Digits, "20260727001"), (Kind::Order, "tb20260727001x")]);
        check("iphone15", &[(Kind::Digits, "15")]);
    }
}
