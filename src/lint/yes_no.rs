//! Questions that ask for a yes or no and cannot hear one.

use super::Subject;
use crate::compile::hotline::{Hotline, Question, SlotType, State, StateKind};
use crate::compile::index::Owner;
use crate::finding::{Finding, Part};
use crate::matching::answer::answers;
use crate::matching::{Expected, hear};
use crate::text::entity::{Kind, Kinds};

/// What callers say to a question that ends in 吗.
const YES: &[&str] = &["是", "是的", "对", "有", "要", "可以", "好", "好的", "收到了"];
/// What says no to it.
const NO: &[&str] = &["不是", "没有", "不要", "不用", "不可以", "不对", "没收到", "不好", "不"];
/// What is not asked for by yes or no, though it ends like such a question: 能说一下手机号吗.
const REQUESTS: &[&str] = &["说", "报", "告诉", "提供", "讲", "念", "还是", "或者", "哪", "什么", "多少", "几"];

/// Returns the wordings of menus and of slots that are no yes_no which ask 是…吗, where neither a yes nor a no is an answer.
pub(super) fn check(subject: &mut Subject) -> Vec<Finding> {
    let hotline = subject.hotline;
    let mut findings = Vec::new();
    for id in hotline.state_ids() {
        let state = hotline.state(id);
        let (question, key, what) = match &state.kind {
            StateKind::Ask { slot, question } => {
                let slot = hotline.slot(*slot);
                match slot.takes {
                    SlotType::Text | SlotType::Entity(Kind::YesNo) => continue,
                    SlotType::Entity(_) | SlotType::Digits { .. } | SlotType::Values(_) => {}
                }
                (question, "say", format!("“{}”", slot.name))
            }
            StateKind::Choose { question, .. } => (question, "say", "这里的选项".to_owned()),
            _ => continue,
        };
        let asking = wordings(hotline, question);
        if asking.is_empty() {
            continue;
        }
        if YES.iter().any(|said| subject.is_answer(state, said)) && NO.iter().any(|said| subject.is_answer(state, said))
        {
            continue;
        }
        let is_list = hotline.prompts.n_wordings(question.say) > 1;
        for nth in asking {
            let mut place = state.place.clone();
            if let Part::Value(path) = &place.part {
                let path = path.key(key);
                place.part = Part::Value(if is_list { path.index(nth) } else { path });
            }
            let message = format!("这句问的是“是不是”，{what}却听不懂“是”或者“不是”");
            findings.push(
                Finding::warning("yes-no-mismatch", place, message)
                    .help("要一个是或不是，用 confirm 或者 yes_no 的槽；不然就问清楚该怎么答"),
            );
        }
    }
    findings
}

/// The wordings of a question that ask for yes or no, by number.
fn wordings(hotline: &Hotline, question: &Question) -> Vec<usize> {
    let sources = hotline.prompts.sources(question.say).enumerate();
    sources.filter(|(_, text)| asks_yes_no(text)).map(|(nth, _)| nth).collect()
}

/// Whether a wording ends in a question for yes or no, and says nothing of how else to answer.
fn asks_yes_no(text: &str) -> bool {
    let Some(asked) = text.trim_end().strip_suffix(['？', '?']) else { return false };
    asked.ends_with(['吗', '嘛']) && !REQUESTS.iter().any(|word| text.contains(word))
}

impl Subject<'_> {
    /// Whether an utterance answers the question of a state.
    fn is_answer(&mut self, state: &State, said: &str) -> bool {
        let hotline = self.hotline;
        match &state.kind {
            StateKind::Ask { slot, .. } => {
                let takes = hotline.slot(*slot).takes;
                let sets: Vec<_> = takes.set().into_iter().collect();
                let expected = Expected { sets: &sets, kinds: takes.kinds(), ..Expected::default() };
                let heard = hear(hotline, &mut self.scratch, said, self.now, &expected);
                !answers(hotline, heard, takes).is_empty()
            }
            StateKind::Choose { choices, .. } => {
                let expected = Expected { choices, kinds: Kinds::EMPTY, ..Expected::default() };
                let heard = hear(hotline, &mut self.scratch, said, self.now, &expected);
                heard.matches.iter().any(|found| matches!(found.owner, Owner::Choice(_)))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: bool) {
        assert_eq!(asks_yes_no(text), expect, "{text}");
    }

    #[test]
    fn what_asks_for_yes_or_no() {
        check("是您自己挂失的吗？", true);
        check("您好。收到货了吗?", true);
        check("能说一下手机号吗？", false);
        check("自己挂失的，还是系统冻结的？", false);
        check("您是要查哪个月的吗？", false);
        check("收到货了没有", false);
    }
}
