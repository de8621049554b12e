//! How much words say, and the score that comes of it. The one place where the numbers stand.
//!
//! Weights are whole numbers, *grains*, so that the same words give the same score on every machine. The utterance is cut
//! into words (`matching::text`), each of which weighs:
//!
//! | word | grains | why |
//! |---|---|---|
//! | filler, punctuation | 0 | heard as nothing |
//! | function word (怎么, 的, 我) | 20 | stands in any sentence; does not tell tasks apart |
//! | any other known word | 80 to 160 for two characters | [`of_known`]: the fewer owners' phrases ask for it, the more it tells |
//! | of somebody else's business (别家词) | 400 | as much as three words that ask for something, and in every clause |
//! | known, but of no phrase (常用词) | 45 a character | about something else, but not necessarily important |
//! | unknown Chinese character | 50 | may be anything, a name of another business too |
//! | Latin letters in a row | 80 | |
//! | digits in a row | 60 | a number alone asks for nothing |
//!
//! The weight of a word is spread over its characters, so that a hit inside a word explains its share of it. Of a match
//! that explains the grains *E*:
//!
//! ```text
//! score = E / (E + near + min(far / 5, E / 2))
//! ```
//!
//! A word that the intent is usually asked with (a word of any phrase or example of it) costs a quarter of its weight where it is left
//! unexplained: it speaks for the intent, if not by itself. *near* is what it leaves unexplained in the clauses in which it has words (cut at ，。！？； and their like), *far* is the
//! weight of all other clauses. Far words cost a fifth, because callers tell stories before they ask, and never more than
//! half of what was explained, because the length of the story says nothing: a clause that is explained completely scores
//! 2/3 at least, above the accepting threshold, while one word in a long clause falls with the length of that clause. Where a
//! phrase stands several times (人工服务人工服务), *E* is what all of them explain. A match of
//! fillers only (你好 as a greeting) scores 1 where nothing else was said, else 0.

/// What a function word weighs.
pub const FUNCTION: u32 = 20;
/// What an unknown character weighs.
pub const UNKNOWN: u32 = 50;
/// What each character weighs of a known word that no phrase asks for.
pub const IDLE: u32 = 45;
/// What a word weighs that speaks of somebody else's business, however long it is.
pub const OUTSIDE: u32 = 400;
/// What Latin letters in a row weigh.
pub const LATIN: u32 = 80;
/// What digits in a row weigh.
pub const DIGITS: u32 = 60;

/// From this score on a phrase explains nearly all that was said: the intents' `alone:` phrases count only then.
pub const ALONE: f32 = 0.8;

/// Words that stand in any sentence. They belong to the language, not to a hotline.
pub const FUNCTION_WORDS: &str = "的 地 得 了 着 过 吗 呢 吧 啊 呀 嘛 哦 哈 么 是 我 你 您 他 她 它 我们 你们 咱们 他们 这 那 这个 那个 这里 \
     那里 这样 那样 有 没有 在 就 都 也 还 又 和 与 跟 把 被 给 让 对 从 到 要 想 会 能 能够 可以 需要 应该 怎么 怎么办 怎样 如何 什么 为什么 \
     为何 咋 咋办 啥 哪 哪里 哪儿 哪个 几 多少 多久 什么时候 能不能 可不可以 是不是 有没有 会不会 要不要 一个 一下 一直 现在 已经 然后 因为 所以 但是 \
     可是 如果 的话 时候 之后 以后 之前 自己 里 里面 上 上面 下 去 来 说 知道 请 请问 很 太 再 才 却 并 而 之 其 呗 个 吧 只 更 最 等 及 或 或者 还是";

/// Words that lead over to another task.
pub const CONNECTIVES: &str = "然后 还有 还要 还想 还得 另外 顺便 顺带 接着 完了再 然后再 再 同时 以及 并且 和 跟";

/// What a word weighs that phrases of `n_asking` owners ask for, out of `n_owners`.
///
/// 40 grains a character up to the fourth and 20 from there, times 1 (everybody asks for it) to 2 (one owner does).
pub fn of_known(n_chars: usize, n_asking: usize, n_owners: usize) -> u32 {
    let length = 40.0 * n_chars.min(4) as f64 + 20.0 * n_chars.saturating_sub(4) as f64;
    let n_owners = n_owners.max(n_asking).max(1) as f64;
    let rarity = ((n_owners + 1.0) / n_asking.max(1) as f64).ln() / (n_owners + 1.0).ln();
    (length * (1.0 + rarity)).round() as u32
}

/// How much is forgiven of the weight of unexplained words that the intent is usually asked with: three quarters.
pub fn forgiven(usual: u32) -> u32 {
    usual / 4 * 3
}

/// The score of a match that explains `explained` grains.
pub fn score(explained: u32, near: u32, far: u32) -> f32 {
    if explained == 0 {
        return if near == 0 && far == 0 { 1.0 } else { 0.0 };
    }
    let cost = near + (far / 5).min(explained / 2);
    explained as f32 / (explained + cost) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_say_more_than_common_ones() {
        assert_eq!(of_known(2, 1, 60), 160);
        assert_eq!(of_known(2, 61, 60), 80);
        assert_eq!([1, 10, 30].map(|n_asking| of_known(2, n_asking, 60)), [160, 115, 94]);
    }

    #[test]
    fn a_story_costs_at_most_half() {
        assert_eq!(score(200, 0, 0), 1.0);
        assert_eq!(score(200, 0, 100_000), 2.0 / 3.0);
        assert_eq!(score(100, 300, 0), 0.25);
        assert_eq!([score(0, 0, 0), score(0, 1, 0)], [1.0, 0.0]);
    }
}
