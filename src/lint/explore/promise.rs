//! The promises, and how one that is broken is told.

use super::world::Move;
use crate::compile::hotline::{Hotline, StateKind};
use crate::compile::id::StateId;
use crate::dialogue::trail::Way;
use crate::finding::Finding;

/// How a promise is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// 转人工 is not understood here.
    PersonUnheard,
    /// 转人工 is taken for something else here, and leads elsewhere.
    PersonElsewhere,
    /// 转人工 asks more than one question.
    PersonQuestioned,
    /// Who is like this comes round to the same place again.
    Round(Mood),
    /// Who is like this talks for longer than anybody would.
    Long(Mood),
    /// Nothing that was tried answers the question.
    Unanswerable,
    /// No words choose the option.
    Unchosen(u16),
}

/// A caller who does not help the call on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mood {
    /// Says nothing.
    Silent,
    /// Says what nobody understands.
    Babbling,
    /// Wants everything said again.
    Deaf,
    /// All of it by turns.
    Mixed,
}

impl Mood {
    pub(super) const ALL: [Mood; 4] = [Mood::Silent, Mood::Babbling, Mood::Deaf, Mood::Mixed];

    fn words(self) -> &'static str {
        match self {
            Mood::Silent => "一直不说话",
            Mood::Babbling => "一直说听不懂的话",
            Mood::Deaf => "一直要求重复",
            Mood::Mixed => "一会儿不说话，一会儿说听不懂的话，一会儿要求重复",
        }
    }
}

/// A promise that a call breaks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Broken {
    pub fault: Fault,
    /// The step where it happens; `None` where no flow is under way.
    pub state: Option<StateId>,
    /// What happens, from the place on where the promise is held to.
    pub moves: Vec<Move>,
}

/// Makes a finding of a broken promise: `n_more` places break it in the same way, `conversation` is the call that shows it.
pub(super) fn finding(
    hotline: &Hotline,
    (fault, state): (Fault, Option<StateId>),
    n_more: usize,
    conversation: String,
) -> Option<Finding> {
    let place = match state {
        Some(state) => hotline.state(state).place.clone(),
        None => hotline.intents.first()?.place.clone(),
    };
    let step = match state {
        Some(state) => {
            let state = hotline.state(state);
            format!("“{}/{}”这一步", hotline.flow(state.flow).name, state.name)
        }
        None => "没有在办什么的时候".to_owned(),
    };
    let error = |code, message: String, help: &str| Finding::error(code, place.clone(), message).help(help);
    let finding = match fault {
        Fault::PersonUnheard => error(
            "no-way-to-a-person",
            format!("{step}说“转人工”，没有听成要转人工"),
            "在 commands: 转人工 的 phrases 里写上“转人工”，unless 里不要排除它",
        ),
        Fault::PersonElsewhere => error(
            "no-way-to-a-person",
            format!("{step}说“转人工”，到了别处"),
            "这里有选项或者槽值把“转人工”当成了对自己的回答：从它的说法里去掉这几个字，或者让它去 transfer",
        ),
        Fault::PersonQuestioned => error(
            "no-way-to-a-person",
            format!("说“转人工”，答了一句还转不到：{step}又在问"),
            "转人工最多再问一句是哪方面的事；其余的问题去掉，或者放到别的意图里",
        ),
        Fault::Round(mood) => error(
            "never-ends",
            format!("{step}：来电人{}，会绕回来，永远不结束", mood.words()),
            "让这一圈有个头：数着次数，到了就 transfer 或 end；或者让 failed 去别处",
        ),
        Fault::Long(mood) => error(
            "never-ends",
            format!("{step}：来电人{}，迟迟不结束", mood.words()),
            "把 retries、no_match、no_input 里的次数改小，或者让 failed 去 transfer",
        ),
        Fault::Unanswerable => Finding::warning("unanswerable", place, format!("{step}问的，没有一种回答对得上"))
            .help("看看类型和说法是不是写对了：话会先变成小写、半角再听；和命令、别的槽值相同的说法轮不到它"),
        Fault::Unchosen(nth) => {
            let choices = hotline.state(state?).choices();
            let title = &hotline.choice(*choices.get(usize::from(nth))?).title;
            Finding::warning("unanswerable", place, format!("{step}的选项“{title}”，怎么说都选不到"))
                .help("它的说法先被别的选项或命令拿走了：写得不一样些，或者把它放到前面")
        }
    };
    let label = if n_more > 0 { format!("还有 {n_more} 处也这样") } else { String::new() };
    Some(finding.label(label).conversation(conversation))
}

/// Returns what an answer that went no way that was meant is a fault of: `way` is what was meant.
pub(super) fn unanswered(hotline: &Hotline, state: StateId, way: Way) -> Fault {
    match (&hotline.state(state).kind, way) {
        (StateKind::Choose { .. }, Way::Option(nth)) | (_, Way::Heard(nth)) => Fault::Unchosen(nth),
        _ => Fault::Unanswerable,
    }
}
