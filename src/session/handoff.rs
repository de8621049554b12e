//! A hand-over to a person, as that person sees it: the ticket, where the caller stands, and the packet.
//!
//! Holds masks only: what the dialogue shows is masked once more here, before anybody keeps it.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::compile::id::QueueId;
use crate::dialogue::event::{Packet, Placement};
use crate::text::mask::mask;

/// A hand-over to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// The queue's authored name.
    pub queue: String,
    /// The queue in the hotline of the call; `None` of a hand-over that was read back: ids do not leave their hotline.
    #[serde(skip)]
    pub queue_id: Option<QueueId>,
    /// What callers are told that the queue is called.
    pub title: String,
    /// When.
    pub at: DateTime,
    /// Where the caller stands; has the ticket number.
    pub placement: Placement,
    /// The intent by name, if one was open or named.
    pub intent: Option<String>,
    /// The filled slots by name, as shown.
    pub slots: Vec<(String, String)>,
    /// What was tried: the actions carried out and how they came out.
    pub tried: Vec<(String, String)>,
    /// Why the caller is handed over.
    pub reason: String,
    /// What was said in the call, line by line, with 客 or 机 before it; the latest lines of a long call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transcript: Vec<String>,
}

impl Handoff {
    /// Returns the ticket number.
    pub fn ticket(&self) -> &str {
        match &self.placement {
            Placement::Queued { ticket, .. } | Placement::Closed { ticket } | Placement::Full { ticket } => ticket,
        }
    }

    /// Returns what it is called: 转人工 and the queue.
    pub fn heading(&self) -> String {
        format!("转人工 · {}", self.title)
    }

    /// Returns the packet as rows of name and value, without the transcript; what is empty is left out.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let joined = |pairs: &[(String, String)], between: &str| {
            pairs.iter().map(|(name, value)| format!("{name}{between}{value}")).collect::<Vec<_>>().join("，")
        };
        let place = match &self.placement {
            Placement::Queued { ahead, .. } => format!("排队中，前面 {ahead} 位"),
            Placement::Closed { .. } => "不在服务时间，已登记回电".to_owned(),
            Placement::Full { .. } => "坐席全忙，已登记回电".to_owned(),
        };
        let rows = [
            ("单号", self.ticket().to_owned()),
            ("状态", place),
            ("业务", self.intent.clone().unwrap_or_default()),
            ("事由", self.reason.clone()),
            ("已知", joined(&self.slots, " ")),
            ("办过", joined(&self.tried, "→")),
        ];
        rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Returns how a conversation that has the hand-over stubs it: the outcome and the outputs of `enqueue`.
    pub(super) fn stub(&self) -> String {
        let ticket = Value::from(self.ticket());
        match &self.placement {
            Placement::Queued { ahead, .. } => format!("enqueue=queued {{\"ticket\":{ticket},\"ahead\":{ahead}}}"),
            Placement::Closed { .. } => format!("enqueue=closed {{\"ticket\":{ticket}}}"),
            Placement::Full { .. } => format!("enqueue=full {{\"ticket\":{ticket}}}"),
        }
    }
}

/// Completes a packet with what was said, and masks what an author or a backend may have put into it. Line ends and control
/// characters become spaces: a packet is shown on terminals and written as comments.
pub(super) fn completed(packet: Packet, transcript: Vec<String>) -> Packet {
    let masked = |text: String| mask(&text).replace(char::is_control, " ");
    let pairs = |pairs: Vec<(String, String)>| pairs.into_iter().map(|(name, value)| (name, masked(value))).collect();
    Packet {
        slots: pairs(packet.slots),
        tried: pairs(packet.tried),
        reason: masked(packet.reason),
        transcript: transcript.into_iter().map(masked).collect(),
        ..packet
    }
}
