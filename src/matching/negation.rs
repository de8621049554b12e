//! Which parts of an utterance are negated.
//!
//! A part is negated if a word of the lexicon 否定词 stands before it with nothing between but fillers and light words (要,
//! 再, 给我…), and that word is not a part of the match itself (没收到货 as a phrase). Not negated are a question of the form
//! 能不能, 要不要 (the same character on both sides of 不), and what two negations stand before (不能不). Punctuation ends the scope, so
//! 不是冻结，是解冻 negates only the first, and 不，我要冻结 nothing.

use super::text::Layout;
use crate::compile::index::{Index, flag};

/// Words that may stand between a negation and what it negates.
const LIGHT: [&str; 22] = [
    "要", "想", "再", "去", "来", "给", "把", "被", "将", "会", "能", "说", "用", "做", "让", "叫", "帮", "需要", "我",
    "你", "你们", "打算",
];

/// Returns whether a negation word of the utterance stands before the position, `is_own` telling what the match itself took.
pub(super) fn is_negated(
    index: &Index,
    layout: &Layout,
    text: &str,
    start: u16,
    is_own: impl Fn(u16, u16) -> bool,
) -> bool {
    let mut n_negations = 0;
    let mut at = start;
    while let Some((from, word)) = layout.piece_before(at) {
        let flags = word.map_or(0, |word| index.words[word as usize].flags);
        if flags & flag::NEGATION != 0 {
            if is_own(from, at) || layout.is_doubled_around(from) {
                break;
            }
            n_negations += 1;
        } else {
            let is_light = n_negations == 0 && LIGHT.contains(&layout.span(from, at).of(text));
            if flags & flag::FILLER == 0 && !is_light {
                break;
            }
        }
        at = from;
    }
    n_negations % 2 == 1
}
