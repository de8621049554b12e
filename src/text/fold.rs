//! Folding: one spelling for everything that sounds or looks the same, with the way back.
//!
//! It knows nothing of words or entities: it only marks, in passing, whether a numeral or a date word
//! may be in the text, so that the search for entities can be skipped.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::span::Span;
use super::traditional;

/// A text in its folded spelling, with its offsets in the original.
///
/// A value may be used again and again through [`fold_into`]; its buffers stay.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    origins: Vec<Origin>,
    n_chars: u32,
    classes: u8,
    spare_text: String,
    spare_origins: Vec<Origin>,
}

/// Where one folded character comes from.
#[derive(Clone, Copy, Debug)]
struct Origin {
    /// Byte offset in the folded text.
    at: u32,
    /// Characters `from..to` of the original.
    from: u32,
    to: u32,
}

impl Folded {
    /// Returns the folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the characters of the original that `span` of the folded text comes from.
    ///
    /// Characters that folding dropped inside the span belong to it, those at its borders do not. An empty
    /// span, or one beyond the text, gives an empty range.
    pub fn origin(&self, span: Span) -> Range<usize> {
        let first = self.origins.partition_point(|origin| origin.at < span.start);
        let after = self.origins.partition_point(|origin| origin.at < span.end);
        let start = self.origins.get(first).map_or(self.n_chars, |origin| origin.from) as usize;
        match self.origins.get(after.wrapping_sub(1)) {
            Some(last) if after > first => start..(last.to as usize).max(start),
            _ => start..start,
        }
    }

    /// Tells whether a digit, a numeral or a character that a date word needs is in the text.
    ///
    /// `false` means that no number, amount, date, time, card or order number is there; a yes, a no and
    /// an ordinal choice (最后那个) need none of these characters.
    pub fn has_numeral(&self) -> bool {
        self.classes & (traditional::NUMERAL | traditional::DATE) != 0
    }

    /// Tells whether a digit or a spoken numeral is in the text.
    pub fn has_digit(&self) -> bool {
        self.classes & traditional::NUMERAL != 0
    }

    /// Puts other folded characters in the place of those of `span`, as many of as many bytes; anything else is left as it is.
    pub fn replace(&mut self, span: Span, characters: &str) {
        let lengths = |text: &str| text.chars().map(char::len_utf8).collect::<Vec<_>>();
        if lengths(span.of(&self.text)) == lengths(characters) {
            self.text.replace_range(span.start as usize..span.end as usize, characters);
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.origins.clear();
        self.classes = 0;
    }
}

/// Folds `original`: see [`fold_into`].
pub fn fold(original: &str) -> Folded {
    let mut folded = Folded::default();
    fold_into(original, &mut folded);
    folded
}

/// Folds `original` into `folded`, whose former content is lost and whose buffers are used again.
///
/// Width and compatibility forms by NFKC, lower case, traditional to simplified by phrase (OpenCC `t2s`),
/// 帐号 to 账号, spaces next to Chinese characters removed and others made one, control and zero-width characters dropped,
/// curly quotes and long dashes to ASCII, and a Chinese character that is no numeral and stands three or
/// more times in a row becomes one. 。 and 、 stay. The result folds to itself.
pub fn fold_into(original: &str, folded: &mut Folded) {
    folded.clear();
    folded.text.reserve(original.len());
    folded.origins.reserve(original.len() / 2);
    let n_chars = Pass::new(folded).plain(original);
    let mut settled = n_chars.is_some() && folded.classes & traditional::TRADITIONAL == 0;
    folded.n_chars = match n_chars {
        Some(n_chars) => n_chars,
        None => {
            folded.clear();
            Pass::new(folded).clusters(original)
        }
    };
    // What one pass brings together (dropped characters, converted phrases) may combine anew. Two rounds
    // settle everything seen; the bound is there for what was not.
    let mut n_rounds = 0;
    while !settled && n_rounds < 6 {
        let is_simpler = simplify(folded);
        // What is simplified may be a traditional form of something else: 薴 is 苧, and 苧 is 苎.
        let is_changed = again(folded);
        let is_left = is_simpler && folded.classes & traditional::TRADITIONAL != 0;
        settled = !is_changed && !is_left;
        n_rounds += 1;
    }
    if folded.classes & traditional::VARIANT != 0 {
        use_account_character(folded);
    }
}

/// Folds the text of `folded` once more; returns whether that changed it.
fn again(folded: &mut Folded) -> bool {
    let text = std::mem::take(&mut folded.text);
    let mut origins = std::mem::take(&mut folded.origins);
    std::mem::swap(&mut folded.text, &mut folded.spare_text);
    std::mem::swap(&mut folded.origins, &mut folded.spare_origins);
    folded.clear();
    if Pass::new(folded).plain(&text).is_none() {
        folded.clear();
        Pass::new(folded).clusters(&text);
    }
    for origin in &mut folded.origins {
        let from = origins.get(origin.from as usize).map_or(0, |before| before.from);
        let to = origins.get((origin.to as usize).wrapping_sub(1)).map_or(from, |before| before.to);
        (origin.from, origin.to) = (from, to);
    }
    let changed = folded.text != text;
    origins.clear();
    folded.spare_text = text;
    folded.spare_origins = origins;
    changed
}

/// Converts the runs of Chinese characters that hold a traditional one; returns whether that changed the text.
fn simplify(folded: &mut Folded) -> bool {
    if folded.classes & traditional::TRADITIONAL == 0 {
        return false;
    }
    let mut text = std::mem::take(&mut folded.spare_text);
    let mut origins = std::mem::take(&mut folded.spare_origins);
    text.clear();
    origins.clear();
    let mut index = 0;
    let mut rest = folded.text.as_str();
    while let Some(first) = rest.chars().next() {
        let same = |character: char| traditional::is_han(character) == traditional::is_han(first);
        let n_bytes = rest.find(|character| !same(character)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(n_bytes);
        rest = after;
        let n_chars = run.chars().count();
        let sources = folded.origins.get(index..index + n_chars).unwrap_or(&[]);
        index += n_chars;
        let is_converted = traditional::is_han(first)
            && run.chars().any(|character| traditional::class(character) & traditional::TRADITIONAL != 0);
        let converted = if is_converted { traditional::simplified(run) } else { run.to_owned() };
        let is_one_to_one = converted.chars().count() == n_chars;
        let (Some(run_first), Some(run_last)) = (sources.first(), sources.last()) else { continue };
        for (position, character) in converted.chars().enumerate() {
            let (from, to) = match sources.get(position) {
                Some(source) if is_one_to_one => (source.from, source.to),
                _ => (run_first.from, run_last.to),
            };
            origins.push(Origin { at: Span::new(text.len(), text.len()).start, from, to });
            text.push(character);
        }
    }
    std::mem::swap(&mut folded.text, &mut text);
    std::mem::swap(&mut folded.origins, &mut origins);
    let is_changed = folded.text != text;
    folded.spare_text = text;
    folded.spare_origins = origins;
    is_changed
}

/// Writes 账 for 帐 where it is money (帐号, 帐单), not cloth (蚊帐, 帐篷); the two have the same length.
fn use_account_character(folded: &mut Folded) {
    let mut text = std::mem::take(&mut folded.spare_text);
    text.clear();
    let mut characters = folded.text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_account =
            character == '帐' && characters.peek().is_some_and(|next| "户号单目款务本面期".contains(*next));
        text.push(if is_account { '账' } else { character });
    }
    std::mem::swap(&mut folded.text, &mut text);
    folded.spare_text = text;
}

/// One pass over a text, writing into a [`Folded`].
struct Pass<'a> {
    folded: &'a mut Folded,
    /// The last character written, and how often in a row it was heard.
    last: char,
    n_repeats: u32,
    has_space: bool,
}

impl Pass<'_> {
    fn new(folded: &mut Folded) -> Pass<'_> {
        Pass { folded, last: '\0', n_repeats: 0, has_space: false }
    }

    /// Folds a text of plain characters only and returns their number; `None` as soon as one is not plain.
    fn plain(&mut self, original: &str) -> Option<u32> {
        let mut index = 0;
        for character in original.chars() {
            self.one(character, index, index + 1)?;
            index += 1;
        }
        Some(index)
    }

    /// Folds any text, by grapheme clusters so that a base and its marks are composed together.
    fn clusters(&mut self, original: &str) -> u32 {
        let mut index = 0;
        for cluster in original.graphemes(true) {
            let n_chars = Span::new(0, cluster.chars().count()).end;
            let mut characters = cluster.chars();
            let only = characters.next().filter(|_| characters.next().is_none());
            if only.and_then(|only| self.one(only, index, index + 1)).is_none() {
                for character in cluster.nfkc().flat_map(char::to_lowercase).nfkc() {
                    if self.one(character, index, index + n_chars).is_none() {
                        self.write(character, index, index + n_chars);
                    }
                }
            }
            index += n_chars;
        }
        index
    }

    /// Folds one character of the original's `from..to`; `None` where that takes more than a look at it.
    #[inline]
    fn one(&mut self, character: char, from: u32, to: u32) -> Option<()> {
        match character {
            '\t' | '\n' | '\r' | ' ' | '\u{3000}' | '\u{a0}' => self.has_space = true,
            '!'..='~' => self.write(character.to_ascii_lowercase(), from, to),
            '\u{4e00}'..='\u{9fff}' => self.write(character, from, to),
            '。' | '、' | '〇' | '《' | '》' | '【' | '】' | '¥' | '€' | '£' | '·' => {
                self.write(character, from, to);
            }
            '！'..='～' => {
                let narrow = char::from_u32(u32::from(character) - 0xfee0)?;
                self.write(narrow.to_ascii_lowercase(), from, to);
            }
            '￥' => self.write('¥', from, to),
            '‘' | '’' | '‚' | '‛' => self.write('\'', from, to),
            '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '〝' | '〞' => self.write('"', from, to),
            '‐'..='―' | '−' => self.write('-', from, to),
            '〜' => self.write('~', from, to),
            '○' | '◯' => self.write('〇', from, to),
            '\u{2044}' => self.write('/', from, to),
            // Dropped: controls, zero-width and directional marks, variation selectors, tags.
            '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e01ef}' => {}
            _ => return None,
        }
        Some(())
    }

    #[inline]
    fn write(&mut self, character: char, from: u32, to: u32) {
        let class = traditional::class(character);
        if std::mem::take(&mut self.has_space)
            && !self.folded.text.is_empty()
            && !traditional::is_wide(self.last)
            && !traditional::is_wide(character)
        {
            // One character may stand for several words (ﷺ): the space between them comes from it, not from what is before it.
            let before = from.saturating_sub(1);
            let is_within = self.folded.origins.last().is_some_and(|last| last.to > before);
            let (space_from, space_to) = if is_within { (from, to) } else { (before, from) };
            self.put(' ', space_from, space_to);
        }
        if character == self.last && class & traditional::NUMERAL == 0 && traditional::is_han(character) {
            self.n_repeats += 1;
            if self.n_repeats >= 3 {
                if self.n_repeats == 3 {
                    self.folded.origins.pop();
                    self.folded.text.pop();
                }
                if let Some(origin) = self.folded.origins.last_mut() {
                    origin.to = to;
                }
                return;
            }
        } else {
            self.n_repeats = 1;
        }
        self.folded.classes |= class;
        self.put(character, from, to);
    }

    #[inline]
    fn put(&mut self, character: char, from: u32, to: u32) {
        self.folded.origins.push(Origin { at: Span::new(self.folded.text.len(), 0).start, from, to });
        self.folded.text.push(character);
        self.last = character;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(original: &str, expected: &str) {
        assert_eq!(fold(original).text(), expected);
    }

    #[track_caller]
    fn check_origin(original: &str, part: &str, expected: &str) {
        let folded = fold(original);
        let start = folded.text().find(part).expect("the part is in the folded text");
        let range = folded.origin(Span::new(start, start + part.len()));
        let found: String = original.chars().skip(range.start).take(range.len()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn width_and_case() {
        check("ＡＢＣ１２３，：（）", "abc123,:()");
        check("Apple ID", "apple id");
        check("￥１００．５０", "¥100.50");
        check("①㈠℃", "1(一)°c");
    }

    #[test]
    fn traditional_by_phrase() {
        check("我要解凍支付寶賬戶", "我要解冻支付宝账户");
        check("頭髮發展", "头发发展");
        check("乾坤乾淨", "乾坤干净");
        check("皇后後來", "皇后后来");
        check("著名的花唄帳單", "著名的花呗账单");
    }

    #[test]
    fn simplified_once_more() {
        check("薴", "苎");
        check("一片薴麻", "一片苎麻");
    }

    #[test]
    fn account_character() {
        check("帐号和帐单", "账号和账单");
        check("蚊帐和帐篷", "蚊帐和帐篷");
    }

    #[test]
    fn spaces() {
        check(" 我 要　还款 ", "我要还款");
        check("2008 年 奥运", "2008年奥运");
        check("1,  234", "1, 234");
        check("iphone  15 pro", "iphone 15 pro");
    }

    #[test]
    fn invisible_characters_dropped() {
        check("验\u{200b}证\u{feff}码\u{0}", "验证码");
        check("👌\u{fe0f}好", "👌好");
    }

    #[test]
    fn quotes_and_dashes() {
        check("“花呗”—‘借呗’–「余额宝」。、", "\"花呗\"-'借呗'-\"余额宝\"。、");
    }

    #[test]
    fn repeats_become_one_but_numerals_stay() {
        check("喂喂喂喂我要转人工工工", "喂我要转人工");
        check("谢谢", "谢谢");
        check("一一一一八八八", "一一一一八八八");
        check("喂 喂 喂", "喂");
    }

    #[test]
    fn origins_lead_back() {
        check_origin("我 的　賬戶ＡＢ", "账户ab", "賬戶ＡＢ");
        check_origin("喂喂喂 你好", "喂", "喂喂喂");
        check_origin("e\u{301}花唄", "é", "e\u{301}");
        check_origin("1 2", "1 2", "1 2");
        check_origin("［ﷻ", " ", "ﷻ");
    }

    #[test]
    fn numerals_are_marked() {
        let marks = |text: &str| (fold(text).has_digit(), fold(text).has_numeral());
        assert_eq!(marks("花呗"), (false, false));
        assert_eq!(marks("叁"), (true, true));
        assert_eq!(marks("昨天"), (false, true));
    }

    proptest! {
        #[test]
        fn idempotent(original in prop_oneof![".{0,24}", "[ -~　-〗一-龥！-～喂乾著帳餘e\u{301}\u{200b}]{0,24}"]) {
            let once = fold(&original);
            let twice = fold(once.text());
            prop_assert_eq!(twice.text(), once.text());
        }

        #[test]
        fn origins_inside_and_monotonic(original in prop_oneof![".{0,24}", "[a-z　乾著帳 賬戶]{0,24}"]) {
            let folded = fold(&original);
            let n_chars = original.chars().count();
            let mut last = 0;
            for (at, character) in folded.text().char_indices() {
                let range = folded.origin(Span::new(at, at + character.len_utf8()));
                prop_assert!(range.start >= last && range.end <= n_chars && !range.is_empty());
                last = range.start;
            }
        }

        #[test]
        fn buffers_used_again_change_nothing(first in ".{0,16}", second in ".{0,16}") {
            let mut folded = fold(&first);
            fold_into(&second, &mut folded);
            let fresh = fold(&second);
            prop_assert_eq!(folded.text(), fresh.text());
        }
    }
}
