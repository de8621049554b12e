//! Answers: yes and no, and choices by place.
//!
//! A yes inside a longer sentence (是不是, 我的账户是冻结了) is no answer; only a clause that says nothing else is.

use super::entity::{Choice, Entity, Kind, Value};
use super::numeral;
use super::scan::Scan;
use super::traditional;

/// Words for no; tried before those for yes.
const NO: &[&str] = &[
    "不太对",
    "不大对",
    "不怎么对",
    "不太是",
    "不太好",
    "不是我本人",
    "不是我",
    "不是本人",
    "不是这样",
    "不是这个",
    "不是",
    "不对",
    "不可以",
    "不行",
    "不好",
    "不用",
    "不必",
    "不需要",
    "不要",
    "不能",
    "不同意",
    "不愿意",
    "不想",
    "不接受",
    "不确认",
    "不认可",
    "不成",
    "不中",
    "不可",
    "不了",
    "不可能",
    "不办",
    "不存在",
    "不准确",
    "不正确",
    "不",
    "没有过",
    "没有",
    "还没有",
    "还没",
    "没了",
    "没",
    "未",
    "否认",
    "否定",
    "否",
    "非",
    "错了",
    "错误",
    "错",
    "算了",
    "还是不要",
    "还是不",
    "还是算了",
    "还是别",
    "先别",
    "先不要",
    "先不",
    "不用办",
    "不要办",
    "不想办",
    "别办",
    "先别办",
    "拒绝",
    "甭",
    "别",
    "免了",
    "nope",
    "no",
    "弄错了",
    "搞错了",
    "❌",
];

/// Words for yes.
const YES: &[&str] = &[
    "就这么办",
    "就这样办",
    "办吧",
    "弄吧",
    "就是这个",
    "就这个",
    "还行",
    "还可以",
    "是我本人",
    "是本人",
    "本人",
    "是我",
    "我是",
    "就是我",
    "是这样",
    "就这样",
    "是这个",
    "就是",
    "是",
    "对头",
    "对",
    "没错",
    "没问题",
    "没毛病",
    "不错",
    "好嘞",
    "好",
    "行",
    "可以",
    "可行",
    "可",
    "中",
    "成",
    "得嘞",
    "妥",
    "要得",
    "同意",
    "愿意",
    "接受",
    "确认",
    "确定",
    "确实",
    "肯定",
    "当然",
    "必须",
    "正确",
    "准确",
    "属实",
    "需要",
    "要",
    "有",
    "嗯呢",
    "嗯",
    "恩",
    "唔",
    "能",
    "认可",
    "允许",
    "ok",
    "okay",
    "yes",
    "yep",
    "yeah",
    "好滴",
    "👌",
    "👍",
];

/// Words before an answer that do not change it.
const BEFORE: &[&str] = &[
    "好像",
    "可能",
    "我觉得那样",
    "我觉得",
    "我认为",
    "我感觉",
    "我说的",
    "我说",
    "我都",
    "我就",
    "我也",
    "我还",
    "我",
    "所以",
    "那么",
    "那就",
    "那个",
    "那",
    "这个",
    "这",
    "就",
    "都",
    "也",
    "你说得",
    "你说的",
    "您说得",
    "您说的",
    "应该",
    "其实",
    "真的",
    "完全",
    "当然",
    "肯定",
    "确实",
    "的确",
    "绝对",
    "呃",
    "额",
    "啊",
    "哦",
    "喔",
    "噢",
    "哈",
];

/// Words after an answer that do not change it.
const AFTER: &[&str] = &[
    "的",
    "啊",
    "哇",
    "呀",
    "吧",
    "呢",
    "嘛",
    "了",
    "哈",
    "哦",
    "喔",
    "滴",
    "哒",
    "啦",
    "噢",
    "诶",
    "哎",
    "呐",
    "嘞",
    "咯",
    "嗷",
    "谢谢你",
    "谢谢您",
    "谢谢",
    "谢了",
    "感谢",
    "先生",
    "女士",
    "小姐",
    "麻烦你",
    "麻烦您",
    "麻烦",
    "🏻",
];

/// Characters of the longest clause that is looked at; an answer with all its fillers is shorter.
const MAX_CLAUSE: usize = 16;

/// Finds the answer, yes or no, that a clause of the text is; the first one counts.
pub(super) fn yes_no(scan: &Scan, found: &mut Vec<Entity>) {
    let mut start = 0;
    while start < scan.len() {
        let mut end = start;
        while end < scan.len() && !is_break(scan.at(end)) {
            end += 1;
        }
        if let Some((from, to, answer)) = clause(scan, start, end) {
            found.push(Entity { kind: Kind::YesNo, span: scan.span(from, to), value: Value::Answer(answer) });
            return;
        }
        start = end + 1;
    }
}

fn is_break(character: char) -> bool {
    !character.is_alphanumeric() && !"👌👍❌🏻🏼🏽🏾🏿".contains(character)
}

/// Reads the clause `start..end`: the stretch of its answer, and whether it is a yes.
fn clause(scan: &Scan, start: usize, end: usize) -> Option<(usize, usize, bool)> {
    let first = scan.at(start);
    let starts = !traditional::is_han(first) || traditional::class(first) & traditional::ANSWER_START != 0;
    if end - start > MAX_CLAUSE || !starts || (scan.at(end) == '?' && end == start + 1) {
        return None;
    }
    let mut at = start;
    let mut answer: Option<(usize, usize, bool)> = None;
    while at < end {
        let longest =
            |words: &[&str]| words.iter().filter_map(|word| scan.word(at, word)).filter(|after| *after <= end).max();
        let (no, yes) = (longest(NO), longest(YES));
        let word = match (no, yes) {
            (Some(no), Some(yes)) => Some((no.max(yes), no >= yes)),
            (no, yes) => no.map(|after| (after, true)).or(yes.map(|after| (after, false))),
        };
        let filler = if answer.is_none() { longest(BEFORE) } else { longest(AFTER) };
        match (word, filler) {
            (Some((after, is_no)), filler) if filler.is_none_or(|filler| filler <= after) => {
                if is_question(scan, at, after) {
                    return None;
                }
                // 嗯，不是 and 好的不用了 are a no; the yes before it only says that the caller listened.
                answer = Some(match answer {
                    Some((from, _, is_yes)) => (from, after, is_yes && !is_no),
                    None => (at, after, !is_no),
                });
                at = after;
            }
            (_, Some(after)) => {
                at = after;
            }
            _ => return None,
        }
    }
    answer
}

/// Tells whether the word `at..after` asks: 是不是, 可不可以, 有没有, 好吗.
fn is_question(scan: &Scan, at: usize, after: usize) -> bool {
    let asks_back = matches!(scan.at(after), '不' | '没') && scan.at(after + 1) == scan.at(at);
    asks_back || matches!(scan.at(after), '吗' | '么' | '嘛') && scan.at(after + 1) == '?' || scan.at(after) == '吗'
}

/// What is counted where a choice is made.
const COUNTED: [&str; 16] =
    ["个", "项", "条", "笔", "张", "种", "位", "件", "单", "家", "款", "行", "选项", "步", "号", "类"];

/// Choices by place that hold no number; longer ones first.
const PLACES: [(&str, Choice); 30] = [
    ("最后面那个", Choice::Last),
    ("最后面的", Choice::Last),
    ("最下面那个", Choice::Last),
    ("最下面的", Choice::Last),
    ("最末尾那个", Choice::Last),
    ("最上面那个", Choice::Nth(1)),
    ("最前面那个", Choice::Nth(1)),
    ("最上面的", Choice::Nth(1)),
    ("最前面的", Choice::Nth(1)),
    ("倒数第一", Choice::Last),
    ("最后一", Choice::Last),
    ("最后那", Choice::Last),
    ("最后这", Choice::Last),
    ("最后个", Choice::Last),
    ("最末一", Choice::Last),
    ("后面那", Choice::Last),
    ("后面一", Choice::Last),
    ("后面这", Choice::Last),
    ("后一个", Choice::Last),
    ("后者", Choice::Last),
    ("下面那", Choice::Last),
    ("前面那", Choice::Nth(1)),
    ("前面一", Choice::Nth(1)),
    ("前一个", Choice::Nth(1)),
    ("前者", Choice::Nth(1)),
    ("上面那", Choice::Nth(1)),
    ("上面一", Choice::Nth(1)),
    ("头一", Choice::Nth(1)),
    ("首个", Choice::Nth(1)),
    ("中间那", Choice::Nth(2)),
];

/// Finds choices by place: 第二个, 最后一个, 上面那个, 选3.
pub(super) fn ordinal(scan: &Scan, found: &mut Vec<Entity>) {
    let mut at = 0;
    while at < scan.len() {
        let choice = numbered(scan, at).or_else(|| placed(scan, at));
        at = match choice {
            Some((end, choice)) => {
                found.push(Entity { kind: Kind::Ordinal, span: scan.span(at, end), value: Value::Ordinal(choice) });
                end
            }
            None => at + 1,
        };
    }
}

fn placed(scan: &Scan, at: usize) -> Option<(usize, Choice)> {
    if !matches!(scan.at(at), '最' | '倒' | '后' | '下' | '前' | '上' | '头' | '首' | '中') {
        return None;
    }
    let (end, choice) = PLACES.iter().find_map(|(words, choice)| scan.word(at, words).map(|end| (end, *choice)))?;
    let is_whole = matches!(scan.before(end), '个' | '者' | '的');
    let counted = scan.any(end, &COUNTED).filter(|after| !is_period(scan, *after));
    match counted {
        Some(after) if !is_whole => Some((after, choice)),
        _ if is_whole && !is_period(scan, end) => Some((end, choice)),
        _ if scan.before(end) == '一' && choice == Choice::Last && words_end(scan, end) => Some((end, choice)),
        _ => None,
    }
}

/// Tells whether a stretch of time is counted, not a thing to choose: 最后一个月.
fn is_period(scan: &Scan, at: usize) -> bool {
    scan.any(at, &["月", "季度", "星期", "礼拜", "周", "小时", "钟头", "工作日", "年", "半"]).is_some()
}

fn words_end(scan: &Scan, at: usize) -> bool {
    !scan.at(at).is_alphanumeric()
        || scan.any(at, &["吧", "啊", "呀", "的", "呢"]).is_some_and(|end| !scan.at(end).is_alphanumeric())
}

/// Reads 第二个, 第2, 选二, 选第三个.
fn numbered(scan: &Scan, at: usize) -> Option<(usize, Choice)> {
    let (start, is_chosen) = match scan.at(at) {
        '第' if scan.before(at) != '数' => (at + 1, false),
        '选' if at == 0 || !scan.before(at).is_alphanumeric() || "我就要想".contains(scan.before(at)) => {
            (scan.any(at + 1, &["择", "项"]).unwrap_or(at + 1), true)
        }
        _ => return None,
    };
    let (end, place) = place(scan, start)?;
    let counted = scan.any(end, &COUNTED).filter(|after| !is_period(scan, *after));
    let end = match counted {
        Some(after) => after,
        None if words_end(scan, end) => end,
        None => return None,
    };
    let is_spoken_order = !is_chosen || at == 0 || end == scan.len();
    is_spoken_order.then_some((end, Choice::Nth(place)))
}

fn place(scan: &Scan, at: usize) -> Option<(usize, u8)> {
    let numeral = numeral::read(scan, at)?;
    let place = u8::try_from(numeral.value.mantissa()).ok().filter(|place| numeral.value.scale() == 0 && *place > 0)?;
    Some((numeral.end, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check_answer(text: &str, expected: Option<bool>) {
        let folded = fold(text);
        let mut found = Vec::new();
        yes_no(&Scan::new(&folded), &mut found);
        let found = found.first().map(|entity| entity.value == Value::Answer(true));
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn check_choice(text: &str, expected: Option<Choice>) {
        let folded = fold(text);
        let mut found = Vec::new();
        ordinal(&Scan::new(&folded), &mut found);
        let found = found.first().map(|entity| entity.value.clone());
        assert_eq!(found, expected.map(Value::Ordinal), "{text}");
    }

    #[test]
    fn yes() {
        for text in [
            "是",
            "是的",
            "对",
            "对的对的",
            "对对对",
            "没错",
            "就是",
            "嗯",
            "嗯嗯",
            "好",
            "好的",
            "好吧",
            "行",
            "行吧",
            "可以",
            "可以的",
            "没问题",
            "确认",
            "OK",
            "是我本人",
            "那行",
            "嗯，是的",
            "对，我想查账单",
            "当然可以",
            "我同意",
            "是這樣的",
            "要的",
            "那就办吧",
            "办吧",
            "弄吧",
            "就这么办",
        ] {
            check_answer(text, Some(true));
        }
    }

    #[test]
    fn no() {
        for text in [
            "不",
            "不是",
            "不是的",
            "不对",
            "不用",
            "不用了谢谢",
            "算了",
            "算了吧",
            "没有",
            "不是我",
            "不行",
            "不要",
            "不需要",
            "嗯不是",
            "好的不用了",
            "不，我要转人工",
            "还没呢",
            "否",
            "当然不是",
            "我不同意",
            "不不不",
            "别了",
            "还是不要了",
            "还是算了",
            "先别",
            "先别办",
            "不想了",
        ] {
            check_answer(text, Some(false));
        }
    }

    #[test]
    fn no_answer() {
        for text in [
            "一行",
            "唉",
            "是不是冻结了",
            "可以吗",
            "好吗",
            "有没有优惠",
            "我的账户是被冻结了",
            "不知道",
            "花呗",
            "好友",
            "可不可以",
            "不清楚",
            "我要查账单吧",
            "办卡",
            "怎么办",
            "别说了",
            "",
        ] {
            check_answer(text, None);
        }
    }

    #[test]
    fn choices() {
        check_choice("第二个", Some(Choice::Nth(2)));
        check_choice("第1项", Some(Choice::Nth(1)));
        check_choice("就第三个吧", Some(Choice::Nth(3)));
        check_choice("最后一个", Some(Choice::Last));
        check_choice("后面那个", Some(Choice::Last));
        check_choice("上面那个", Some(Choice::Nth(1)));
        check_choice("选2", Some(Choice::Nth(2)));
        check_choice("第二", Some(Choice::Nth(2)));
    }

    #[test]
    fn every_answer_is_looked_for() {
        for word in NO.iter().chain(YES).chain(BEFORE) {
            let first = word.chars().next().expect("no word is empty");
            assert!(
                !traditional::is_han(first) || traditional::class(first) & traditional::ANSWER_START != 0,
                "{word}"
            );
        }
    }

    #[test]
    fn periods_are_no_choices() {
        check_choice("第三个月", None);
        check_choice("最后一个月", None);
        check_choice("第一季度", None);
        check_choice("第三方", None);
    }
}
