//! Mends slips for reading on: a file that one slip makes unreadable has other mistakes that its author wants to see as well.
//!
//! The mended text is never what the hotline is made of, for the slip is an error; it only has to be read where the author's cannot.
//! Every line keeps its number and nearly all keep their columns, because signs are swapped for others of the same width where possible.

use crate::finding::Mended;
use crate::finding::tree::Position;

/// A change of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Mend {
    /// The character there becomes this one.
    Swap(Position, char),
    /// A space comes before the character there.
    Space(Position),
}

/// Returns the text with its mends, which are given in any order. Places are those of the text as it was.
pub(in crate::rules) fn mended(before: &Mended, mends: &[Mend]) -> Mended {
    let mut inserted = before.inserted.clone();
    let mut text = String::with_capacity(before.text.len());
    for (number, line) in (1..).zip(before.text.split_inclusive('\n')) {
        let here: Vec<Mend> = mends.iter().copied().filter(|mend| mend.position().line == number).collect();
        if here.is_empty() {
            text.push_str(line);
            continue;
        }
        let mut column = 0;
        for (nth, c) in line.chars().enumerate() {
            let at = Position { line: number, column: nth };
            if here.contains(&Mend::Space(at)) {
                inserted.push(Position { line: number, column });
                text.push(' ');
                column += 1;
            }
            let swapped = here.iter().find_map(|mend| match mend {
                Mend::Swap(place, other) if *place == at => Some(*other),
                Mend::Swap(..) | Mend::Space(_) => None,
            });
            text.push(swapped.unwrap_or(c));
            column += 1;
        }
    }
    Mended { text: text.into(), inserted }
}

impl Mend {
    fn position(self) -> Position {
        match self {
            Mend::Swap(position, _) | Mend::Space(position) => position,
        }
    }
}

/// Returns the mends that make plain text of a value which YAML takes for something else: each of its own signs becomes the full-width
/// one, which means the same in a phrase.
pub(in crate::rules) fn widened(value: &str, start: Position) -> Vec<Mend> {
    let signs = value.chars().enumerate();
    let swaps = signs.filter_map(|(nth, c)| {
        let wide = match c {
            '[' => '［',
            ']' => '］',
            '{' => '｛',
            '}' => '｝',
            '*' => '＊',
            '&' => '＆',
            '@' => '＠',
            '`' => '｀',
            '%' => '％',
            '!' => '！',
            '"' => '＂',
            '\'' => '＇',
            ':' => '：',
            _ => return None,
        };
        Some(Mend::Swap(Position { line: start.line, column: start.column + nth }, wide))
    });
    swaps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserted_spaces_are_told() {
        let before = Mended { text: "a：查\nb: *查\n".into(), inserted: Vec::new() };
        let at = |line, column| Position { line, column };
        let mends = [Mend::Swap(at(1, 1), ':'), Mend::Space(at(1, 2)), Mend::Swap(at(2, 3), '＊')];
        let after = mended(&before, &mends);
        assert_eq!((&*after.text, after.inserted.as_slice()), ("a: 查\nb: ＊查\n", &[at(1, 2)][..]));
        assert_eq!(after.authored(at(1, 3)), at(1, 2));
        assert_eq!(after.authored(at(2, 3)), at(2, 3));
    }
}
