//! Parts of an utterance that are heard by themselves: what is meant behind a slip of the tongue, and two tasks side by side.

use jiff::civil::DateTime;

use super::rank::{Decision, Ranking, rank};
use super::scratch::Scratch;
use super::{Expected, Heard, hear};
use crate::compile::hotline::Hotline;

/// What callers say between a slip of the tongue and what they meant, as folded.
const SLIPS: [&str; 8] = [",不对,", ",不是,是", ",不,是", ",哦不", ",啊不", ",说错了", ",错了,", ",我是说"];

/// What callers say between a value and the one they meant, as folded.
const MISSPOKEN: [&str; 5] = ["不对", "不是", "说错了", "错了", "不"];

/// Hears what stands behind a slip of the tongue (登录密码忘了，不对，是支付密码) into `again`, if it says by itself what is wanted;
/// else the whole with the value that was meant in the place of the one that was not (查6月账单，不对，5月).
pub(super) fn by_repair(
    hotline: &Hotline,
    heard: &Heard,
    again: &mut Scratch,
    now: DateTime,
    expected: &Expected,
) -> bool {
    if let Some(meant) = with_value_meant(heard) {
        hear(hotline, again, &meant, now, expected);
        if matches!(rank(hotline, &again.heard).decision, Decision::Accept(_)) {
            return true;
        }
    }
    let text = heard.folded.text();
    // Each of them has a comma, and most utterances have none.
    if !text.contains(',') {
        return false;
    }
    let behind = SLIPS.iter().filter_map(|slip| text.rfind(slip).map(|at| at + slip.len())).max();
    let Some(meant) = behind.and_then(|at| text.get(at..)).filter(|meant| meant.chars().nth(1).is_some()) else {
        return false;
    };
    hear(hotline, again, meant, now, expected);
    matches!(rank(hotline, &again.heard).decision, Decision::Accept(_))
}

/// The utterance with a misspoken value left out: 查5月账单 for 查6月账单，不对，5月. `None` where no value stands directly behind a word
/// that says that the one before, of the same kind, was wrong.
fn with_value_meant(heard: &Heard) -> Option<String> {
    let text = heard.folded.text();
    let meant = heard.entities.iter().rev().find_map(|meant| {
        let ahead = text.get(..meant.span.start as usize)?;
        let ahead = ["应该是", "我是说", "是"].iter().find_map(|word| ahead.strip_suffix(word)).unwrap_or(ahead);
        let ahead = ahead.trim_end_matches(',');
        let slip = MISSPOKEN.iter().find(|word| ahead.ends_with(**word))?;
        let at = ahead.len() - slip.len();
        let wrong = heard.entities.iter().rfind(|wrong| wrong.kind == meant.kind && wrong.span.end as usize <= at)?;
        let between = text.get(wrong.span.end as usize..at)?;
        // 6月的账单不对，5月的也不对 speaks of two months and corrects none.
        let is_slip = between.is_empty() || between.ends_with(',');
        is_slip.then_some((wrong, between.trim_end_matches(','), meant))
    });
    let (wrong, between, meant) = meant?;
    let (ahead, behind) = (text.get(..wrong.span.start as usize)?, text.get(meant.span.end as usize..)?);
    Some(format!("{ahead}{}{between}{behind}", meant.span.of(text)))
}

/// What leads over from one task to another so plainly that each side is a sentence of its own, as folded.
const LEADS_OVER: [&str; 8] = ["然后", "还有", "还要", "还想", "另外", "顺便", "完了再", ",再"];

/// The characters of which one begins each of them: looking for these takes one pass where there are none.
const LEADING: [char; 6] = ['然', '还', '另', '顺', '完', ','];

/// The most characters of an utterance that is looked at for two tasks side by side.
const MOST_OF_TWO_TASKS: usize = 24;

/// Hears the two sides of a word that leads over by themselves, where the whole was taken for one task; each must say clearly what is
/// wanted. In 查余额还要解冻 a phrase about frozen money explains both sides, and yet there are two tasks.
pub(super) fn by_parts(
    hotline: &Hotline,
    heard: &Heard,
    ranking: &Ranking,
    again: &mut Scratch,
    now: DateTime,
    expected: &Expected,
) -> Option<Ranking> {
    if ranking.then.is_some() {
        return None;
    }
    let text = heard.folded.text();
    if !text.contains(LEADING) {
        return None;
    }
    let (at, word) = LEADS_OVER.iter().filter_map(|word| text.find(word).map(|at| (at, word))).min()?;
    let (first, second) = (text.get(..at)?, text.get(at + word.len()..)?);
    // 提前还款还要收利息吗 asks one thing, and stories have many words that lead over.
    let is_question = text.trim_end_matches(['?', '。', ' ']).ends_with(['吗', '么', '呢', '少']);
    let counts = second
        .starts_with(|character: char| character.is_ascii_digit() || "不多一二两三四五六七八九十".contains(character));
    if is_question || counts || text.chars().nth(MOST_OF_TWO_TASKS).is_some() {
        return None;
    }
    let mut wanted = |part: &str| {
        part.chars().nth(1)?;
        let ranking = rank(hotline, hear(hotline, again, part, now, expected));
        match ranking.decision {
            Decision::Accept(intent) if ranking.then.is_none() => Some((intent, ranking)),
            _ => None,
        }
    };
    let (then, _) = wanted(second)?;
    let (intent, ranking) = wanted(first)?;
    (intent != then).then_some(Ranking { then: Some(then), ..ranking })
}
