//! Coverage as the pictures of flows take it: how often each step and each way was taken.

use super::reach::is_plain;
use super::{Report, Thing};
use crate::compile::hotline::Hotline;
use crate::compile::id::StateId;
use crate::dialogue::trail::Way;
use crate::graph::{Taken, Visits, ways};

/// What a report says of the steps of a hotline.
pub(super) struct Drawn<'d> {
    /// The hotline.
    pub hotline: &'d Hotline,
    /// The report.
    pub report: &'d Report,
}

impl Visits for Drawn<'_> {
    fn step(&self, state: StateId) -> Option<u64> {
        self.report.count(Thing::Step(state))
    }

    fn way(&self, state: StateId, way: Way) -> Taken {
        let counted =
            [Thing::Edge(state, way), Thing::Miss(state, way)].into_iter().find_map(|it| self.report.count(it));
        let kind = &self.hotline.state(state).kind;
        match counted {
            Some(count) => Taken::Times(count),
            None if is_plain(kind) => Taken::WithStep,
            None => Taken::Unreachable,
        }
    }

    fn misses(&self, state: StateId) -> Vec<(String, u64)> {
        let ways = [Way::NoMatch, Way::NoInput].into_iter();
        let counted = ways.filter_map(|way| Some((way, self.report.count(Thing::Miss(state, way))?)));
        counted.map(|(way, count)| (ways::name(self.hotline, state, way), count)).collect()
    }
}
