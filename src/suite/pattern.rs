//! What a machine's line matches: literal text, `*` for anything, `|` between alternatives.
//!
//! White space does not count, and full-width punctuation equals its half-width form, so that a pattern typed with either
//! input method fits. Matching takes time proportional to the text times the pattern, whatever stars are in it.

use crate::session::notation::{begins_condition, escape};

/// One pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As authored.
    pub text: String,
    alternatives: Vec<Vec<Part>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Anything,
    Literal(char),
}

/// A text made ready to be matched: what does not count is dropped.
#[derive(Debug, Clone)]
pub struct Subject(Vec<char>);

impl Subject {
    /// Makes the subject of a text.
    pub fn of(text: &str) -> Subject {
        Subject(text.chars().filter(|character| !character.is_whitespace()).map(canonical).collect())
    }

    /// Returns the number of characters that count.
    pub fn n_chars(&self) -> usize {
        self.0.len()
    }
}

/// Maps full-width ASCII and the Chinese full stop and quotes to their half-width forms.
fn canonical(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '。' => '.',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        _ => character,
    }
}

impl Pattern {
    /// Reads a pattern up to the conditions behind it; returns the rest from `;` on, or `""`.
    pub fn read(text: &str) -> (Pattern, &str) {
        let mut alternatives = vec![Vec::new()];
        let mut rest = text;
        // Blanks around `|` and before `;` are there to be read, not to be said; escaped ones are said.
        let mut n_said = 0;
        while let Some(character) = rest.chars().next() {
            let behind = rest.get(character.len_utf8()..).unwrap_or("");
            let parts: &mut Vec<Part> = alternatives.last_mut().expect("there is always one");
            match character {
                ';' => break,
                '；' if begins_condition(behind) => break,
                '\\' => {
                    let meant = behind.chars().next().filter(|next| "*＊|｜;；".contains(*next));
                    if let Some(meant) = meant {
                        parts.push(Part::Literal(meant));
                        rest = behind.get(meant.len_utf8()..).unwrap_or("");
                    } else if let Some((meant, behind)) = escape(rest) {
                        parts.push(Part::Literal(meant));
                        rest = behind;
                    } else {
                        parts.push(Part::Literal('\\'));
                        rest = behind;
                    }
                    n_said = parts.len();
                    continue;
                }
                '|' | '｜' => {
                    parts.truncate(n_said);
                    n_said = 0;
                    alternatives.push(Vec::new());
                }
                '*' => {
                    let n_stars = rest.chars().take_while(|next| *next == '*').count();
                    let part = if n_stars == 1 { Part::Anything } else { Part::Literal('*') };
                    parts.extend(std::iter::repeat_n(part, n_stars));
                    n_said = parts.len();
                    rest = rest.get(n_stars..).unwrap_or("");
                    continue;
                }
                _ if character.is_whitespace() && n_said == 0 => {}
                _ => {
                    parts.push(if character == '＊' { Part::Anything } else { Part::Literal(character) });
                    if !character.is_whitespace() {
                        n_said = parts.len();
                    }
                }
            }
            rest = behind;
        }
        alternatives.last_mut().expect("there is always one").truncate(n_said);
        let text = text.strip_suffix(rest).unwrap_or(text).trim().to_owned();
        (Pattern { text, alternatives }, rest)
    }

    /// Returns whether it matches nothing but the empty text.
    pub fn is_empty(&self) -> bool {
        self.alternatives.iter().all(Vec::is_empty)
    }

    /// Returns the texts that it means, if it has no `*`.
    pub fn literals(&self) -> Option<Vec<String>> {
        let literal = |parts: &Vec<Part>| {
            let characters = parts.iter().map(|part| match part {
                Part::Literal(character) => Some(*character),
                Part::Anything => None,
            });
            characters.collect::<Option<String>>()
        };
        self.alternatives.iter().map(literal).collect()
    }

    /// Returns whether it matches the whole of a text.
    pub fn matches(&self, text: &str) -> bool {
        let subject = Subject::of(text);
        self.advance(&subject, &[0]).last() == Some(&subject.n_chars())
    }

    /// Returns where matching can end that begins at one of `starts`; both sorted, without repetition.
    pub fn advance(&self, subject: &Subject, starts: &[usize]) -> Vec<usize> {
        let mut ends: Vec<usize> = Vec::new();
        for parts in &self.alternatives {
            let mut at = starts.to_vec();
            for part in parts {
                at = match part {
                    Part::Anything => {
                        at.first().map(|first| (*first..=subject.n_chars()).collect()).unwrap_or_default()
                    }
                    Part::Literal(character) if character.is_whitespace() => at,
                    Part::Literal(character) => {
                        let wanted = Some(canonical(*character));
                        at.into_iter().filter(|n| subject.0.get(*n).copied() == wanted).map(|n| n + 1).collect()
                    }
                };
            }
            ends.extend(at);
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expect: bool) {
        assert_eq!(Pattern::read(pattern).0.matches(text), expect, "{pattern} on {text}");
    }

    #[test]
    fn stars_stand_for_anything() {
        check("*手机号*", "请说您的手机号。", true);
        check("*手机号*", "请说您的账号。", false);
        check("请*手机*", "请说手机", true);
        check("*", "", true);
        check("*机", "手机号", false);
        check("手机", "手机号", false);
    }

    #[test]
    fn alternatives_stand_side_by_side() {
        check("*原因* | *挂失*", "是挂失吗", true);
        check("*原因*｜*挂失*", "什么原因", true);
        check("*原因*|*挂失*", "好的", false);
    }

    #[test]
    fn several_stars_are_a_mask() {
        check("*尾号138****8000*", "您尾号138****8000的账户", true);
        check("*尾号138****8000*", "您尾号138123458000的账户", false);
        check("李\\*", "李*", true);
        check("李\\*", "李明", false);
    }

    #[test]
    fn width_and_blanks_do_not_count() {
        check("还有什么可以帮您?", "还有什么可以帮您？", true);
        check("请稍等，正在 查询。", "请稍等,正在查询.", true);
    }

    #[test]
    fn conditions_are_left_over() {
        let rest = |text: &str| Pattern::read(text).1.to_owned();
        assert_eq!(rest("*没有听到*   ; event=no-input"), "; event=no-input");
        assert_eq!(rest("*没有听到*；event=no-input"), "；event=no-input");
        assert_eq!(rest("账单一；账单二"), "");
        assert_eq!(rest("账单\\;二"), "");
    }

    #[test]
    fn many_stars_take_no_time() {
        check(&"*a".repeat(300), &"a".repeat(3000), true);
        check(&format!("{}b", "*a".repeat(300)), &"a".repeat(3000), false);
    }
}
