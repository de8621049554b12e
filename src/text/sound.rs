//! What characters sound like: the keys under which 花贝 and 花呗 are one.
//!
//! A sound is the toneless pinyin of a character with the usual confusions of speakers and recognizers merged: zh/z, ch/c,
//! sh/s, n/l, f/h, and -ng/-n. It knows no words: which of the words that sound alike is meant is decided by who asks.

use pinyin::{ToPinyin, ToPinyinMulti};
use serde::{Deserialize, Serialize};

/// A sound with the confusions merged. Equal sounds can be taken for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sound(u32);

/// Returns the sound of a character in its most usual reading; `None` if it is not a Chinese one.
pub fn sound(character: char) -> Option<Sound> {
    character.to_pinyin().map(|reading| merged(reading.plain()))
}

/// The characters that are usually read in more than one way. Most others have a second reading in dictionaries only (期 as
/// jī, 活 as guō), which nobody means.
const POLYPHONES: &str = "还行长重单卡给得着都差调处当率传降种会数转藏朝弹省和了地为应中间相教空发";

/// Returns the sounds of the usual readings of a character, the most usual first, each once.
pub fn readings(character: char) -> Vec<Sound> {
    let mut sounds: Vec<Sound> = sound(character).into_iter().collect();
    if !POLYPHONES.contains(character) {
        return sounds;
    }
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        let sound = merged(reading.plain());
        if !sounds.contains(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

/// Returns whether two characters have a usual reading in common, tones aside and nothing merged.
pub fn sounds_same(one: char, other: char) -> bool {
    one == other || plain(one).any(|reading| plain(other).any(|another| another == reading))
}

/// The usual readings of a character, tones aside.
fn plain(character: char) -> impl Iterator<Item = &'static str> {
    let others = POLYPHONES.contains(character).then(|| character.to_pinyin_multi()).flatten();
    let others = others.into_iter().flatten();
    character.to_pinyin().into_iter().chain(others).map(|reading| reading.plain())
}

/// Merges what is often confused in a toneless syllable.
fn merged(syllable: &str) -> Sound {
    let (initial, rest) = match syllable.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => (syllable.get(..1), syllable.get(2..)),
        [b'n', _, ..] => (Some("l"), syllable.get(1..)),
        // fei and hui, fa and hua are what is confused: h before u sounds like f.
        [b'f', b'u', ..] => (Some("h"), syllable.get(1..)),
        [b'f', b'e', b'i', ..] => (Some("h"), Some("ui")),
        [b'f', b'e', b'n', ..] => (Some("h"), Some("un")),
        b"fo" => (Some("h"), Some("uo")),
        [b'f', ..] => (Some("hu"), syllable.get(1..)),
        _ => (Some(""), Some(syllable)),
    };
    let rest = rest.unwrap_or_default();
    let rest = if rest.ends_with("ng") { rest.trim_end_matches('g') } else { rest };
    let letters = initial.unwrap_or_default().bytes().chain(rest.bytes());
    // 26 letters and ü take five bits each; the longest syllable has six letters.
    Sound(letters.fold(0, |packed, letter| (packed << 5) | u32::from(letter & 31)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expect: bool) {
        let sounds = |text: &str| text.chars().map(sound).collect::<Vec<_>>();
        assert_eq!(sounds(one) == sounds(other), expect, "{one} {other}");
    }

    #[test]
    fn same_syllables_sound_alike_whatever_the_tone() {
        check("花呗", "花贝", true);
        check("解冻", "解东", true);
        check("转人工", "转人功", true);
        check("账单", "张单", true);
        check("余额", "鱼鹅", true);
        check("花呗", "借呗", false);
    }

    #[test]
    fn usual_confusions_sound_alike() {
        check("支付", "资付", true);
        check("收", "搜", true);
        check("冷", "愣", true);
        check("南", "蓝", true);
        check("银行", "赢行", true);
        check("账单", "站单", true);
        check("话费", "花卉", true);
        check("方", "慌", true);
        check("风", "轰", false);
        check("安", "恩", false);
    }

    #[test]
    fn only_chinese_characters_sound() {
        assert_eq!(sound('a'), None);
        assert_eq!(sound('，'), None);
        assert!(readings('还').len() >= 2);
        assert!(sounds_same('环', '还'));
        assert!(!sounds_same('环', '慢'));
    }
}
