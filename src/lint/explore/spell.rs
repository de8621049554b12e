//! A text that a regular expression finds, as short as it can be made without looking far.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The characters that are taken where one of several will do: a digit that is no usual key, a letter, a word.
const USUAL: [char; 4] = ['8', 'a', 'A', '某'];

/// More repetitions than this are not spelled out.
const MOST_REPEATED: u32 = 64;

/// Returns a text that the pattern describes, or `None` if it describes none that can be said.
pub(super) fn spell(pattern: &str) -> Option<String> {
    let text = of(&regex_syntax::parse(pattern).ok()?)?;
    (!text.is_empty()).then_some(text)
}

fn of(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(String::new()),
        HirKind::Literal(literal) => String::from_utf8(literal.0.to_vec()).ok(),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |character: &char| class.iter().any(|range| (range.start()..=range.end()).contains(character));
            let first = || class.iter().next().map(|range| range.start());
            USUAL.into_iter().find(has).or_else(first).map(String::from)
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Repetition(repetition) => {
            let n_times = usize::try_from(repetition.min.min(MOST_REPEATED)).ok()?;
            Some(of(&repetition.sub)?.repeat(n_times))
        }
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(of).collect(),
        HirKind::Alternation(ways) => ways.iter().find_map(of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, expect: Option<&str>) {
        assert_eq!(spell(pattern).as_deref(), expect, "{pattern}");
        if let Some(text) = expect {
            assert!(regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text)), "{pattern}");
        }
    }

    #[test]
    fn texts_are_found_by_their_pattern() {
        check("g[0-9]{3}", Some("g888"));
        check("(?:工号)?[A-Z]{2}(甲乙|丙丁)", Some("AA甲乙"));
        check(r"\bTB\d+x?$", Some("TB8"));
        check(".+车", Some("8车"));
        check("[^0-9a-zA-Z]", Some("某"));
        check("[a&&b]", None);
        check("x*", None);
    }
}
