//! Folding: any text, and the way back to it.

use daohang::text::fold::{fold, fold_into};
use daohang::text::span::Span;

use super::super::Signs;
use super::super::Target;
use super::super::seeds;

/// Folds a text.
pub const TARGET: Target = Target { name: "fold", run, seeds: inputs, most_bytes: 4096, n_short: 3000 };

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs = seeds::sayings();
    inputs.extend(
        ["ＡＢＣ１２３，。！", "請問花唄帳單幾時出賬？", "e\u{301}\u{200d}\u{fe0f}👨‍👩‍👧", "哈哈哈哈哈哈", "⑴㈱㎏ﬁ…——「」"]
            .map(str::to_owned),
    );
    inputs.into_iter().map(String::into_bytes).collect()
}

fn run(input: &[u8], signs: &mut Signs) {
    let text = String::from_utf8_lossy(input);
    let folded = fold(&text);
    let n_chars = text.chars().count();
    let once = folded.text();
    assert_eq!(fold(once).text(), once, "folding twice is folding once");
    let mut used_again = fold("用过的");
    fold_into(&text, &mut used_again);
    assert_eq!(used_again.text(), once, "used buffers leave nothing behind");
    let mut last = 0;
    for (at, character) in once.char_indices() {
        let origin = folded.origin(Span::new(at, at + character.len_utf8()));
        assert!(origin.start <= origin.end && origin.end <= n_chars, "{origin:?} of {n_chars}");
        assert!(origin.start >= last, "the way back runs backwards");
        last = origin.start;
    }
    assert!(once.len() <= 20 * text.len() + 20, "{} bytes became {}", text.len(), once.len());
    signs.note((folded.has_digit(), folded.has_numeral()));
    signs.note_size("folded", once.len());
    signs.note(once.chars().count().cmp(&n_chars));
    for character in once.chars().take(200) {
        signs.note(u32::from(character) >> 4);
    }
}
