//! Which arrows go back, how far down each box stands, and which boxes are on the main path.

use super::Link;

/// What is known of boxes and arrows before anything has a place.
#[derive(Debug)]
pub(super) struct Ranking {
    /// The row of each box, from 0.
    pub ranks: Vec<usize>,
    /// The arrows that go up, or back to their own box.
    pub is_back: Vec<bool>,
    /// The boxes of the main path.
    pub is_main_node: Vec<bool>,
    /// The arrows of the main path.
    pub is_main_link: Vec<bool>,
}

/// Ranks boxes: each stands below all that lead to it, as high as it can; the first one alone in its row.
pub(super) fn rank(n_nodes: usize, links: &[Link]) -> Ranking {
    let rounds = rounds(n_nodes, links);
    let turns = turns(n_nodes, links);
    let is_back: Vec<bool> =
        links.iter().map(|link| rounds[link.from] == rounds[link.to] && turns[link.to] <= turns[link.from]).collect();
    let forward = || links.iter().enumerate().filter(|(nth, _)| !is_back[*nth]);
    // Forward arrows go round nowhere, so this ends: a box sinks at most as deep as there are boxes.
    let mut ranks: Vec<usize> = (0..n_nodes).map(|node| usize::from(node > 0)).collect();
    let mut is_changed = true;
    while is_changed {
        is_changed = false;
        for (_, link) in forward() {
            if ranks[link.to] <= ranks[link.from] {
                ranks[link.to] = ranks[link.from] + 1;
                is_changed = true;
            }
        }
    }
    let mut downward: Vec<usize> = (0..n_nodes).collect();
    downward.sort_by_key(|node| ranks[*node]);
    let (mut is_main_node, mut is_main_link) = (vec![false; n_nodes], vec![false; links.len()]);
    // The main path is the longest one, where each arrow that it shuns costs some boxes.
    let mut best: Vec<(i32, Option<usize>)> = vec![(0, None); n_nodes];
    for node in downward.iter().rev() {
        for (nth, link) in forward().filter(|(_, link)| link.from == *node) {
            let length = 10 + best[link.to].0 - link.shunned;
            if length > best[*node].0 {
                best[*node] = (length, Some(nth));
            }
        }
    }
    let mut here = (n_nodes > 0).then_some(0);
    while let Some(node) = here {
        is_main_node[node] = true;
        here = best[node].1.map(|nth| {
            is_main_link[nth] = true;
            links[nth].to
        });
    }
    Ranking { ranks, is_back, is_main_node, is_main_link }
}

/// Returns when each box has its turn: as they come, except that one that only later ones lead to comes right behind the first of
/// them. Otherwise what is written early and visited late would stand at the top, with all its arrows going back.
fn turns(n_nodes: usize, links: &[Link]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n_nodes).collect();
    let mut is_moved = vec![false; n_nodes];
    let place = |order: &[usize], node: usize| order.iter().position(|known| *known == node).unwrap_or(0);
    let late = |order: &[usize], node: usize| {
        let leading = links.iter().filter(|link| link.to == node && link.from != node);
        let first = leading.map(|link| place(order, link.from)).min();
        first.filter(|first| *first > place(order, node))
    };
    // Each box moves at most once, so that this ends where boxes lead to each other and nothing else leads to them.
    let next = |order: &[usize], is_moved: &[bool]| {
        let unmoved = order.iter().skip(1).copied().filter(|node| !is_moved[*node]);
        unmoved.filter_map(|node| late(order, node).map(|behind| (node, behind))).next()
    };
    while let Some((node, behind)) = next(&order, &is_moved) {
        is_moved[node] = true;
        let from = place(&order, node);
        order.remove(from);
        // What stood behind it has moved up by one.
        order.insert(behind, node);
    }
    let mut turns = vec![0; n_nodes];
    for (turn, node) in order.iter().enumerate() {
        turns[*node] = turn;
    }
    turns
}

/// Returns for each box the first box of the round that it is in, itself if it is in none: boxes that lead to each other.
fn rounds(n_nodes: usize, links: &[Link]) -> Vec<usize> {
    let reached = |start: usize| {
        let mut reached = vec![false; n_nodes];
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                open.extend(links.iter().filter(|link| link.from == node).map(|link| link.to));
            }
        }
        reached
    };
    let reached: Vec<Vec<bool>> = (0..n_nodes).map(reached).collect();
    (0..n_nodes)
        .map(|node| (0..node).find(|first| reached[*first][node] && reached[node][*first]).unwrap_or(node))
        .collect()
}
