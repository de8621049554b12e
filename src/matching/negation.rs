//! Which parts of an utterance are negated.
//!
//! A part is negated if a word of the lexicon 否定词, or a bare 不 or 没 at the beginning of its clause, stands before it with nothing between but fillers and light words (要,
//! 再, 给我…), and that word is not a part of the match itself (没收到货 as a phrase). Not negated are a question of the form
//! 能不能, 要不要 (the same character on both sides of 不), and what two negations stand before (不能不). Punctuation ends the scope, so
//! 不是冻结，是解冻 negates only the first, and 不，我要冻结 nothing.

use super::text::Layout;
use crate::compile::index::{Index, flag};

/// Words that may stand between a negation and what it negates.
const LIGHT: [&str; 31] = [
    "要", "想", "再", "去", "来", "给", "把", "被", "将", "会", "能", "说", "用", "做", "让", "叫", "帮", "需要", "我",
    "你", "你们", "打算", "转", "接", "找", "换", "办", "转给", "转到", "转接", "接到",
];

/// Words that negate what follows them directly, but only where a clause or its subject begins: 不退款, 我没有逾期. Elsewhere they are
/// part of what is told: 为什么不退款, 一直没到账.
const BARE: [&str; 4] = ["不", "没", "没有", "未"];

/// What 没 and 没有 negate as a deed; of anything else they say that it is missing (没有分期选项), which is a reason to call.
const DEEDS: [&str; 8] = ["被", "冻结", "挂失", "逾期", "转错", "丢", "投诉", "注销"];

/// What a bare negation may follow.
const SUBJECTS: [&str; 12] = ["我", "俺", "咱", "我们", "先", "也", "那", "那就", "就", "并", "可", "钱"];

/// Words that, with 了 behind them at the end, take back what was said.
const BEHIND: [&str; 8] = ["不要", "不用", "不想", "不办", "不弄", "不查", "不需要", "不必"];

/// The characters of which one is there wherever something is negated without a word of the lexicon.
pub(super) const MAY_NEGATE: [char; 3] = ['不', '没', '未'];

/// Returns whether a negation word of the utterance stands before the position, `is_own` telling what the match itself took.
pub(super) fn is_negated(
    index: &Index,
    layout: &Layout,
    text: &str,
    start: u16,
    is_own: impl Fn(u16, u16) -> bool,
) -> bool {
    let mut n_negations = 0;
    // Inside a longer word (人工 in 转人工) what stands before that word counts.
    let mut at = layout.piece_start(start);
    // 不查 may be a word of its own, in which 查 is heard all the same.
    if at < start && is_bare(layout, text, (at, start)) && !is_own(at, start) && !layout.is_doubled_around(at) {
        return true;
    }
    while let Some((from, word)) = layout.piece_before(at) {
        let flags = word.map_or(0, |word| index.words[word as usize].flags);
        let is_bare = n_negations == 0 && is_bare(layout, text, (from, at));
        if flags & flag::NEGATION != 0 || is_bare {
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

/// Whether a piece is a bare negation at the beginning of a clause or behind its subject.
fn is_bare(layout: &Layout, text: &str, (from, at): (u16, u16)) -> bool {
    let word_itself = layout.span(from, at).of(text);
    if !BARE.contains(&word_itself) {
        return false;
    }
    let behind = layout.span(at, layout.n()).of(text);
    if word_itself != "不" && !DEEDS.iter().any(|deed| behind.starts_with(deed)) {
        return false;
    }
    // 没有人工台吗 asks for it.
    let clause = layout.span(at, layout.clause_end(at)).of(text);
    if clause.trim_end_matches(|character: char| !character.is_alphanumeric()).ends_with(['吗', '么', '嘛']) {
        return false;
    }
    let Some((start, _)) = layout.piece_before(from) else { return true };
    let before = layout.span(start, from).of(text);
    SUBJECTS.contains(&before) || before.chars().all(|character| !character.is_alphanumeric())
}

/// Returns whether a negation ends what is said behind a position: 冻结账户不要了, 查账单就不用了吧.
///
/// Only 不要, 不用 and the like that stand last in their clause, with 了 behind them, take back what came before; 不要 alone may
/// begin something else.
pub(super) fn is_negated_behind(layout: &Layout, text: &str, end: u16) -> bool {
    let rest = layout.span(end, layout.n()).of(text);
    let rest = rest.trim_start_matches(['我', '就', '先', '也', '那', '的', '这', '个', '事', ',', ' ']);
    let behind = BEHIND.iter().find_map(|word| rest.strip_prefix(word)).and_then(|behind| behind.strip_prefix('了'));
    behind.is_some_and(|behind| behind.trim_start_matches(['吧', '啊', '呢', '哦', '啦', '谢', '。', '!']).is_empty())
}
