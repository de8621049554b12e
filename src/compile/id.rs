//! Ids of compiled things: small numbers that only `compile` makes, so that each is known to exist.

/// Declares an id type: an index into one list of the hotline.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct $name(u32);

        impl $name {
            /// Makes the id of the thing at `index`.
            pub(super) fn new(index: usize) -> $name {
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Returns the index into its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// An intent.
    IntentId,
    /// A flow: an intent's own, or a shared one.
    FlowId,
    /// A state of any flow.
    StateId,
    /// A slot: of a flow, or of the whole call.
    SlotId,
    /// A set of named values: an enumeration of a slot, an authored entity, or a lexicon.
    SetId,
    /// A menu step's option.
    ChoiceId,
    /// An action of the backend.
    ActionId,
    /// A queue.
    QueueId,
    /// A prompt, that is, all wordings of it.
    PromptId,
    /// A condition or other expression.
    ExpressionId,
}

impl StateId {
    /// Returns the first state of a flow; a flow without states has none that is ever entered.
    pub fn first_of(flow: &super::hotline::Flow) -> StateId {
        StateId::new(flow.states.start)
    }

    /// Returns the state at `index` of the hotline's list, or `None` if there is none.
    pub fn at(hotline: &super::hotline::Hotline, index: usize) -> Option<StateId> {
        (index < hotline.states.len()).then(|| StateId::new(index))
    }
}
