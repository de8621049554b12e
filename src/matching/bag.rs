//! Matches bags: phrases that are no more than parts in any order with anything between (`a & b & c`).
//!
//! Each part is run once for an utterance, whichever phrases it belongs to; then one place of each part is chosen so that no two
//! overlap and together they explain most. From left to right, the best choice is kept for every position and every set of
//! parts that lie before it: positions times 2ⁿ, and n is six at most.

use super::verify::{NONE, Scene, Verifier, Way};
use crate::compile::index::Index;

/// The working memory of bags.
#[derive(Debug, Default)]
pub(super) struct Bags {
    /// Told apart by the stage, because the values found by phrases come in between.
    stage: u64,
    /// By part: the stage in which it was run, and `places[from..to]`.
    runs: Vec<(u64, u32, u32)>,
    /// The places of parts, most explained first.
    places: Vec<Way>,
    /// The places of the parts of one bag, by start, each with the bit of its part.
    hits: Vec<(Way, u8)>,
    /// By position and set of parts.
    states: Vec<State>,
    links: Vec<Link>,
}

/// The best choice so far.
#[derive(Debug, Clone, Copy)]
struct State {
    /// What it explains, and one more; 0 if there is none.
    weight: u32,
    first: u16,
    link: u32,
}

/// A part chosen, and the one before it.
#[derive(Debug, Clone, Copy)]
struct Link {
    taken: u32,
    before: u32,
}

const NO_STATE: State = State { weight: 0, first: u16::MAX, link: NONE };

impl Bags {
    /// Forgets what was run for the last utterance.
    pub(super) fn reset(&mut self) {
        self.places.clear();
        self.next_stage();
    }

    /// Has every part run anew, because there is more to be found.
    pub(super) fn next_stage(&mut self) {
        self.stage += 1;
    }

    /// What a link took, and the link before.
    pub(super) fn link(&self, link: u32) -> Option<(u32, u32)> {
        self.links.get(link as usize).map(|link| (link.taken, link.before))
    }
}

impl Verifier {
    /// Runs the parts of a bag, as far as that is not done, and returns the most that all together can explain; `None` if one of
    /// them is nowhere.
    pub(super) fn run_parts(&mut self, index: &Index, parts: &[u32], scene: Scene<'_>) -> Option<u32> {
        let mut ceiling = 0;
        for &part in parts {
            let (from, to) = self.run_part(index, part, scene);
            if from == to {
                return None;
            }
            ceiling += self.bags.places[from as usize].weight;
        }
        Some(ceiling)
    }

    fn run_part(&mut self, index: &Index, part: u32, scene: Scene<'_>) -> (u32, u32) {
        let at = part as usize;
        if self.bags.runs.len() <= at {
            self.bags.runs.resize(index.parts.len().max(at + 1), (0, 0, 0));
        }
        let (stage, from, to) = self.bags.runs[at];
        if stage == self.bags.stage {
            return (from, to);
        }
        self.run_all(index.ops_of_part(part), scene, true);
        self.ways.sort_unstable_by_key(|way| (std::cmp::Reverse(way.weight), way.first, way.end));
        self.ways.dedup_by_key(|way| (way.first, way.end));
        let from = self.bags.places.len() as u32;
        self.bags.places.append(&mut self.ways);
        let to = self.bags.places.len() as u32;
        self.bags.runs[at] = (self.bags.stage, from, to);
        (from, to)
    }

    /// Leaves in `ways` the ways through a bag whose parts were run.
    pub(super) fn run_bag(&mut self, parts: &[u32], n_characters: u16) {
        self.ways.clear();
        self.bags.links.clear();
        if !self.take_best(parts) {
            self.choose(parts, n_characters);
        }
        self.tidy();
    }

    /// Takes the best place of every part, if there is one best and no two overlap; then nothing can be better.
    fn take_best(&mut self, parts: &[u32]) -> bool {
        let Bags { runs, places, hits, links, .. } = &mut self.bags;
        hits.clear();
        for &part in parts {
            let (_, from, to) = runs[part as usize];
            let places = places.get(from as usize..to as usize).unwrap_or_default();
            match places {
                [best, rest @ ..] if rest.first().is_none_or(|next| next.weight < best.weight) => {
                    if hits.iter().any(|(other, _)| other.first < best.end && best.first < other.end) {
                        return false;
                    }
                    hits.push((*best, 0));
                }
                _ => return false,
            }
        }
        hits.sort_unstable_by_key(|(way, _)| way.first);
        let mut before = NONE;
        for (way, _) in hits.iter() {
            links.push(Link { taken: way.taken, before });
            before = links.len() as u32 - 1;
        }
        let (Some((first, _)), Some((last, _))) = (hits.first(), hits.last()) else { return false };
        let weight = hits.iter().map(|(way, _)| way.weight).sum();
        self.ways.push(Way { first: first.first, end: last.end, weight, taken: before, is_bag: true });
        true
    }

    /// Chooses places without overlap.
    fn choose(&mut self, parts: &[u32], n_characters: u16) {
        let Bags { runs, places, hits, states, links, .. } = &mut self.bags;
        hits.clear();
        for (bit, &part) in (0u8..).zip(parts) {
            let (_, from, to) = runs[part as usize];
            let places = places.get(from as usize..to as usize).unwrap_or_default();
            hits.extend(places.iter().map(|&way| (way, bit)));
        }
        hits.sort_unstable_by_key(|(way, bit)| (way.first, way.end, *bit));
        let width = 1usize << parts.len();
        let all = width - 1;
        states.clear();
        states.resize((usize::from(n_characters) + 1) * width, NO_STATE);
        states[0].weight = 1;
        let mut at = 0;
        for &(place, bit) in hits.iter() {
            while at < usize::from(place.first) {
                let (here, next) = states[at * width..(at + 2) * width].split_at_mut(width);
                for (next, here) in next.iter_mut().zip(here) {
                    if (here.weight, here.first) > (next.weight, next.first) || next.weight == 0 {
                        *next = *here;
                    }
                }
                at += 1;
            }
            for heard in 0..all {
                let state = states[at * width + heard];
                let with = heard | (1 << bit);
                if state.weight == 0 || with == heard {
                    continue;
                }
                let first = if heard == 0 { place.first } else { state.first };
                let weight = state.weight + place.weight;
                let link = Link { taken: place.taken, before: state.link };
                if with == all {
                    links.push(link);
                    let taken = links.len() as u32 - 1;
                    self.ways.push(Way { first, end: place.end, weight: weight - 1, taken, is_bag: true });
                    continue;
                }
                let target = &mut states[usize::from(place.end) * width + with];
                if target.weight == 0 || (weight, first) > (target.weight, target.first) {
                    links.push(link);
                    *target = State { weight, first, link: links.len() as u32 - 1 };
                }
            }
        }
    }
}
