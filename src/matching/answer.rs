//! Reads an utterance as the answer to a question: values of a type.

use super::{Captured, Heard, Sort};
use crate::compile::hotline::{Hotline, SlotType, ValueSet};
use crate::text::entity::{Choice, Entity, Kind, Value};
use crate::text::span::Span;

/// Words that callers put around an answer (我的手机号是…) and that ask for nothing. They belong to the language, not to a
/// hotline.
const ANSWER_WORDS: &str = "是 就是 是的 对 对的 嗯 那 那就 我 我的 你 您 记 记一下 手机号 手机号码 手机 电话 电话号码 号码 号 尾号 后四位 后4位 身份证 \
     身份证号 身份证号码 证件号 卡号 银行卡 银行卡号 订单号 单号 订单 编号 金额 日期 时间 月份 邮箱 的 了 吧 呢 啊 呀 哦 哈 应该 应该是 好像 大概 大约 可能 \
     差不多 选 选择 要 想 查 查一下 看 看看 在 个 这个 那个 一共 总共 左右 叫 说 就 改成 改为 换成 为 都 也";

/// A value that the utterance gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The value.
    pub value: Captured,
    /// Where it stands.
    pub span: Span,
    /// Whether nothing else is said but fillers and words that go with an answer.
    pub whole: bool,
}

/// Returns the values of a type in the utterance, by place; of readings in the same place the longer and more exact first.
///
/// A range of days takes a day and a month too, a month also a range that is exactly one, an amount also a bare number, in
/// yuan, and a place a bare number too. Negated values of sets are left out, and those that lie inside a longer one of the same set. `Text` is the whole
/// folded utterance. Only kinds and sets that were expected can be found.
pub fn answers(hotline: &Hotline, heard: &Heard, takes: SlotType) -> Vec<Answer> {
    answers_in(&hotline.sets, heard, takes)
}

fn answers_in(sets: &[ValueSet], heard: &Heard, takes: SlotType) -> Vec<Answer> {
    let answer = |value, span| Answer { value, span, whole: is_whole(heard, &[span]) };
    match takes {
        SlotType::Text if heard.words.iter().all(|word| matches!(word.sort, Sort::Mark | Sort::ClauseEnd)) => {
            Vec::new()
        }
        SlotType::Text => {
            let text = heard.folded.text();
            let span = Span::new(0, text.len());
            vec![Answer { value: Captured::Text(text.to_owned()), span, whole: true }]
        }
        SlotType::Values(set) => {
            let values = heard.values.iter().filter(|hit| hit.set == set && !hit.negated);
            let is_inside = |span: Span| values.clone().any(|other| other.span != span && other.span.contains(span));
            let is_regex = sets.get(set.index()).is_some_and(|set| set.regex.is_some());
            let found = values.clone().filter(|hit| !is_inside(hit.span)).map(|hit| {
                let text = || Captured::Text(hit.span.of(heard.folded.text()).to_owned());
                answer(if is_regex { text() } else { Captured::Value(set, hit.value) }, hit.span)
            });
            found.collect()
        }
        SlotType::Entity(_) | SlotType::Digits { .. } => {
            let mut found: Vec<Answer> = heard
                .entities
                .iter()
                .filter_map(|entity| {
                    Some(answer(Captured::Entity(read(entity, takes)?, kind_of(takes, entity)), entity.span))
                })
                .collect();
            // A bare number is an amount only where no amount is said.
            let amounts: Vec<Span> =
                heard.entities.iter().filter(|entity| entity.kind == Kind::Money).map(|entity| entity.span).collect();
            if takes == SlotType::Entity(Kind::Money) {
                found.retain(|one| amounts.is_empty() || amounts.contains(&one.span));
                found.dedup_by_key(|one| one.span);
            }
            // A telephone number that is given too early is no count and no amount.
            if matches!(takes, SlotType::Entity(Kind::Number | Kind::Money | Kind::Ordinal)) {
                let is_secret =
                    |span: Span| heard.entities.iter().any(|other| other.kind.is_secret() && other.span.contains(span));
                found.retain(|one| !is_secret(one.span));
            }
            // The 6 of 6月18号 names no place.
            if takes == SlotType::Entity(Kind::Ordinal) {
                let is_part =
                    |span: Span| heard.entities.iter().any(|other| other.span != span && other.span.contains(span));
                found.retain(|one| !is_part(one.span));
            }
            found
        }
    }
}

/// The kind that an answer is given as.
fn kind_of(takes: SlotType, entity: &Entity) -> Kind {
    match takes {
        SlotType::Entity(kind @ (Kind::Money | Kind::Month | Kind::Ordinal)) => kind,
        _ => entity.kind,
    }
}

/// Reads an entity as a value of the type, if it is one.
fn read(entity: &Entity, takes: SlotType) -> Option<Value> {
    let is_right = match takes {
        SlotType::Entity(Kind::DateRange) => matches!(entity.kind, Kind::DateRange | Kind::Month | Kind::Date),
        SlotType::Entity(Kind::Month) => {
            entity.kind == Kind::Month || (entity.kind == Kind::DateRange && is_one_month(&entity.value))
        }
        SlotType::Entity(Kind::Ordinal) => {
            if let (Kind::Number, Value::Number(place)) = (entity.kind, &entity.value) {
                return place
                    .to_string()
                    .parse()
                    .ok()
                    .filter(|place| *place > 0)
                    .map(|place| Value::Ordinal(Choice::Nth(place)));
            }
            entity.kind == Kind::Ordinal
        }
        SlotType::Entity(Kind::Money) => {
            if let (Kind::Number, Value::Number(amount)) = (entity.kind, &entity.value) {
                return Some(Value::Money { amount: *amount, currency: "CNY", approximate: false });
            }
            entity.kind == Kind::Money
        }
        SlotType::Entity(kind) => entity.kind == kind,
        SlotType::Digits { least, most } => {
            let range = usize::from(least)..=usize::from(most);
            entity.kind == Kind::Digits
                && matches!(&entity.value, Value::Digits(digits) if range.contains(&digits.len()))
        }
        SlotType::Values(_) | SlotType::Text => false,
    };
    is_right.then(|| entity.value.clone())
}

/// Whether a period is exactly one calendar month.
fn is_one_month(value: &Value) -> bool {
    let Value::Period { from, to } = value else { return false };
    from.day() == 1 && from.last_of_month().tomorrow().is_ok_and(|next| next == *to)
}

/// Whether everything outside the spans is filler, punctuation, or a word that goes with an answer.
fn is_whole(heard: &Heard, spans: &[Span]) -> bool {
    let mut rest = String::new();
    let text = heard.folded.text();
    for word in &heard.words {
        if matches!(word.sort, Sort::Mark | Sort::ClauseEnd | Sort::Filler | Sort::Connective) {
            continue;
        }
        for (at, character) in word.span.of(text).char_indices() {
            let start = word.span.start as usize + at;
            let place = Span::new(start, start + character.len_utf8());
            if !spans.iter().any(|span| span.contains(place)) {
                rest.push(character);
            }
        }
    }
    is_made_of_answer_words(&rest)
}

/// Whether a text falls into answer words without a rest.
fn is_made_of_answer_words(text: &str) -> bool {
    let mut can_end = vec![false; text.len() + 1];
    can_end[0] = true;
    for (at, _) in text.char_indices() {
        if !can_end[at] {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        for word in ANSWER_WORDS.split_whitespace().filter(|word| rest.starts_with(word)) {
            can_end[at + word.len()] = true;
        }
    }
    can_end[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::id::SetId;
    use crate::compile::index::sample::build;
    use crate::matching::scratch::Scratch;
    use crate::matching::{Expected, hear_index};

    const WORDS: &str = "
        <填充词> 嗯 那个 吧
        <否定词> 不是
        <产品> 花呗=花贝 借呗 花呗分期
        原因.挂失: 丢了|挂失
        原因.风险: 系统 提示
        原因.不清楚: 不知道|不清楚
    ";

    /// Says what answers an utterance gives to a question for a value of set `set`: text, value, `whole`.
    #[track_caller]
    fn check_values(set: usize, utterance: &str, expect: &[&str]) {
        let index = build(WORDS);
        let set = index.set_id(set as u32);
        check(&index, SlotType::Values(set), &[set], utterance, expect);
    }

    #[track_caller]
    fn check_entities(takes: SlotType, utterance: &str, expect: &[&str]) {
        check(&build(WORDS), takes, &[], utterance, expect);
    }

    #[track_caller]
    fn check(index: &crate::compile::index::Index, takes: SlotType, sets: &[SetId], utterance: &str, expect: &[&str]) {
        let mut scratch = Scratch::default();
        let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
        let expected = Expected { sets, kinds: takes.kinds(), ..Expected::default() };
        let heard = hear_index(index, &[], &mut scratch, utterance, now, &expected);
        let show = |answer: &Answer| {
            let value = match &answer.value {
                Captured::Entity(value, kind) => format!("{} {}", kind.name(), value.to_json()),
                Captured::Value(_, value) => value.to_string(),
                Captured::Text(text) => text.clone(),
            };
            let whole = if answer.whole { " whole" } else { "" };
            format!("{} {value}{whole}", answer.span.of(heard.folded.text()))
        };
        let found: Vec<String> = answers_in(&[], heard, takes).iter().map(show).collect();
        assert_eq!(found, expect, "{utterance}");
    }

    #[test]
    fn values_by_words_and_by_phrases() {
        check_values(3, "丢了", &["丢了 0 whole"]);
        check_values(3, "嗯，系统那个提示的", &["系统那个提示 1 whole"]);
        check_values(3, "手机丢了想买个新的", &["丢了 0"]);
        check_values(3, "我不知道", &["不知道 2 whole"]);
        check_values(2, "花贝吧", &["花贝 0 whole"]);
    }

    #[test]
    fn the_longer_value_wins_and_negated_ones_are_left_out() {
        check_values(2, "花呗分期", &["花呗分期 2 whole"]);
        check_values(2, "不是花呗，是借呗", &["借呗 1"]);
    }

    #[test]
    fn words_around_an_answer_leave_it_whole() {
        check_values(2, "我的是那个借呗", &["借呗 1 whole"]);
        check_values(2, "是借呗没到账", &["借呗 1"]);
    }

    #[test]
    fn any_text_is_a_text() {
        check_entities(SlotType::Text, "随便", &["随便 随便 whole"]);
        check_entities(SlotType::Text, "……", &[]);
    }
}
