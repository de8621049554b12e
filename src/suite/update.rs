//! Rewrites a conversation with what is said now: only the `机：` lines that do not fit, and of them only the pattern.
//!
//! Conditions are never rewritten: that another intent won is a reason to think, not to type.

use super::pattern::Pattern;
use super::run::Outcome;
use crate::session::notation::{MACHINE, pattern_of};

/// Returns the text of a conversation's file with what is said now, or `None` if no line is to be changed.
pub fn updated(text: &str, outcome: &Outcome) -> Option<String> {
    let mut lines: Vec<Line> = text.split_inclusive('\n').map(Line::of).collect();
    let mut is_changed = false;
    // From the last to the first, so that lines that are added or dropped do not move those that are still to be changed.
    for failure in outcome.failures.iter().rev().filter(|failure| !failure.is_said) {
        let numbers: Vec<usize> = failure.expected.iter().map(|(number, ..)| number - 1).collect();
        is_changed |= update_turn(&mut lines, &numbers, &failure.said);
    }
    is_changed.then(|| lines.into_iter().map(|line| line.text + line.end).collect())
}

/// A line and how it ends.
struct Line<'t> {
    text: String,
    end: &'t str,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Line<'t> {
        let text = line.trim_end_matches(['\n', '\r']);
        Line { text: text.to_owned(), end: line.strip_prefix(text).unwrap_or("") }
    }
}

/// A machine's line cut up: what stands before the pattern, the pattern, and the blanks and conditions behind it.
struct Expectation {
    before: String,
    pattern: Pattern,
    behind: String,
}

impl Expectation {
    fn of(line: &str) -> Option<Expectation> {
        let text = line.trim_start_matches('\u{feff}').trim_start();
        let said = text.strip_prefix(MACHINE)?.trim_start().strip_prefix(['：', ':'])?.trim_start();
        let (pattern, conditions) = Pattern::read(said);
        let written = said.strip_suffix(conditions).unwrap_or(said).trim_end();
        let before = line.strip_suffix(said)?.to_owned();
        let behind = said.strip_prefix(written).unwrap_or("").to_owned();
        Some(Expectation { before, pattern, behind })
    }

    /// Whether the line fits these sentences one after the other. A line of conditions alone fits anything.
    fn fits(&self, said: &[String]) -> bool {
        self.pattern.is_empty() || self.pattern.matches(&said.concat())
    }
}

/// What becomes of lines and sentences, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// The next line stays, for so many sentences.
    Keep(usize),
    /// The next line gets the next sentence.
    Replace,
    /// The next line loses its pattern, and is dropped where it has nothing else.
    Drop,
    /// The next sentence gets a line of its own.
    Insert,
}

/// Rewrites the expectations of one turn; returns whether anything changed.
fn update_turn(lines: &mut Vec<Line>, numbers: &[usize], said: &[String]) -> bool {
    let expected = numbers.iter().map(|number| lines.get(*number).and_then(|line| Expectation::of(&line.text)));
    let Some(expected) = expected.collect::<Option<Vec<_>>>() else { return false };
    let (Some(last), Some(first)) = (numbers.last(), expected.first()) else { return false };
    let mut at = (0, 0);
    let mut inserted: Vec<(usize, String)> = Vec::new();
    let mut dropped: Vec<usize> = Vec::new();
    let changes = changes(&expected, said);
    for change in &changes {
        let sentence = || said.get(at.1).map(|sentence| pattern_of(sentence)).unwrap_or_default();
        match change {
            Change::Keep(n_said) => at = (at.0 + 1, at.1 + n_said),
            Change::Replace => {
                let Expectation { before, behind, .. } = &expected[at.0];
                lines[numbers[at.0]].text = format!("{before}{}{behind}", sentence());
                at = (at.0 + 1, at.1 + 1);
            }
            Change::Drop => {
                let Expectation { before, behind, .. } = &expected[at.0];
                if behind.trim().is_empty() {
                    dropped.push(numbers[at.0]);
                } else {
                    lines[numbers[at.0]].text = format!("{before}{}", behind.trim_start());
                }
                at.0 += 1;
            }
            Change::Insert => {
                let place = numbers.get(at.0).copied().unwrap_or(last + 1);
                inserted.push((place, format!("{}{}", first.before.trim_start_matches('\u{feff}'), sentence())));
                at.1 += 1;
            }
        }
    }
    for (place, text) in inserted.into_iter().rev() {
        let end = lines.first().map(|line| line.end).filter(|end| !end.is_empty()).unwrap_or("\n");
        if let Some(before) = place.checked_sub(1).and_then(|before| lines.get_mut(before))
            && before.end.is_empty()
        {
            before.end = end;
        }
        lines.insert(place.min(lines.len()), Line { text, end });
        // A line that was dropped stands behind those put in before it.
        dropped.iter_mut().filter(|number| **number >= place).for_each(|number| *number += 1);
    }
    for number in dropped.into_iter().rev() {
        lines.remove(number);
    }
    changes.iter().any(|change| !matches!(change, Change::Keep(_)))
}

/// Finds what to change so that most lines stay; of those ways one with the fewest lines put in or dropped.
fn changes(expected: &[Expectation], said: &[String]) -> Vec<Change> {
    let (n_lines, n_said) = (expected.len(), said.len());
    let mut best: Vec<Vec<(i32, Option<Change>)>> = vec![vec![(i32::MIN, None); n_said + 1]; n_lines + 1];
    best[n_lines][n_said] = (0, None);
    for line in (0..=n_lines).rev() {
        for sentence in (0..=n_said).rev() {
            let mut found = best[line][sentence];
            let mut offer = |worth: i32, change: Change, after: (i32, Option<Change>)| {
                if after.0 > i32::MIN && worth + after.0 > found.0 {
                    found = (worth + after.0, Some(change));
                }
            };
            if let Some(expectation) = expected.get(line) {
                for to in sentence..=n_said {
                    if expectation.fits(&said[sentence..to]) {
                        offer(100, Change::Keep(to - sentence), best[line + 1][to]);
                    }
                }
                if sentence < n_said && !expectation.pattern.is_empty() {
                    offer(1, Change::Replace, best[line + 1][sentence + 1]);
                }
                offer(-3, Change::Drop, best[line + 1][sentence]);
            }
            if sentence < n_said {
                offer(-2, Change::Insert, best[line][sentence + 1]);
            }
            best[line][sentence] = found;
        }
    }
    let mut changes = Vec::new();
    let (mut line, mut sentence) = (0, 0);
    while let Some(change) = best[line][sentence].1 {
        changes.push(change);
        match change {
            Change::Keep(n) => (line, sentence) = (line + 1, sentence + n),
            Change::Replace => (line, sentence) = (line + 1, sentence + 1),
            Change::Drop => line += 1,
            Change::Insert => sentence += 1,
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::conversation::Act;
    use crate::suite::run::Failure;

    /// Updates a file whose only turn is all its `机：` lines.
    #[track_caller]
    fn check(text: &str, said: &[&str], expect: &str) {
        let numbered = (1..).zip(text.lines());
        let expected = numbered
            .filter(|(_, line)| Expectation::of(line).is_some())
            .map(|(number, line)| (number, line.to_owned(), false))
            .collect();
        let failure = Failure {
            line: 1,
            act: Act::Open,
            expected,
            is_said: false,
            said: said.iter().map(|sentence| (*sentence).to_owned()).collect(),
            violated: Vec::new(),
            why: String::new(),
            troubles: Vec::new(),
        };
        let outcome = Outcome { failures: vec![failure], ..Outcome::default() };
        assert_eq!(updated(text, &outcome).as_deref().unwrap_or(text), expect);
    }

    #[test]
    fn only_the_pattern_of_what_does_not_fit_changes() {
        check(
            "客：查账单\n机: *几月*   ; intent=查询账单\n# 注\n",
            &["要查哪个月？"],
            "客：查账单\n机: 要查哪个月？   ; intent=查询账单\n# 注\n",
        );
        check("机：好的。\n机：*几月*\n", &["好的。", "要查哪个月？"], "机：好的。\n机：要查哪个月？\n");
        check("机：*好*\n机：*几月*\n", &["您好。", "好的。", "哪个月？"], "机：*好*\n机：哪个月？\n");
        check("机：*好*\n", &["好。"], "机：*好*\n");
    }

    #[test]
    fn lines_are_put_in_and_dropped_where_the_number_differs() {
        check("机：甲\n客：好\n", &["乙", "丙"], "机：乙\n机：丙\n客：好\n");
        check("机：甲", &["乙", "丙"], "机：乙\n机：丙\n");
        check("机：甲\n机：乙\n机：丙\n", &["甲", "丙"], "机：甲\n机：丙\n");
        check("机：甲\n机：丙\n", &["甲", "乙", "丙"], "机：甲\n机：乙\n机：丙\n");
        check("机：甲\n机：乙 ; event=answer\n", &["甲"], "机：甲\n机：; event=answer\n");
        check("机：甲\n", &[], "");
    }

    #[test]
    fn the_layout_of_the_file_stays() {
        check(
            "\u{feff}机：甲\r\n\r\n  机 ： 乙\t；event=answer\r\n",
            &["甲", "丙"],
            "\u{feff}机：甲\r\n\r\n  机 ： 丙\t；event=answer\r\n",
        );
        check("机：; event=answer\n机：甲\n", &["乙"], "机：; event=answer\n机：乙\n");
    }

    #[test]
    fn what_means_something_in_a_pattern_is_escaped() {
        check("机：甲\n", &["a*b|c;d；intent=e"], "机：a\\*b\\|c\\;d\\；intent=e\n");
        check("机：甲\n", &["尾号138****8000"], "机：尾号138****8000\n");
    }
}
