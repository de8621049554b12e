//! The corners of the arrows. Between two layers each arrow goes down, along a track, and down again; what leaves or enters
//! one box shares its track. Arrows that go back take a lane outside of all they pass.

use super::rank::Ranking;
use super::{Grid, LABEL_HEIGHT, Layout, Link, Point, Size};

/// From a box to the first track.
const NEAR_BOX: i32 = 12;
/// From one track to the next.
const TRACK: i32 = 11;
/// From the last track to the box below, the head of an arrow included.
const HEAD: i32 = 16;
/// From a lane to what it passes.
const LANE: i32 = 16;
/// Around everything.
const MARGIN: i32 = 2;

/// A horizontal run in a gap between two layers, shared by all arrows that leave one item or come to one box.
#[derive(Debug, Default)]
struct Run {
    /// The gap: below the layer of this number.
    gap: usize,
    /// Whose it is: an upper item, a box that is entered, or a box to which it goes back.
    owner: Owner,
    tops: Vec<i32>,
    bottoms: Vec<i32>,
    lane: Option<i32>,
    track: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Owner {
    #[default]
    Nobody,
    Leaves(usize),
    Enters(usize),
    BackTo(usize),
}

impl Run {
    fn places(&self) -> impl Iterator<Item = i32> {
        self.tops.iter().chain(&self.bottoms).chain(&self.lane).copied()
    }

    fn least(&self) -> i32 {
        self.places().min().unwrap_or(0)
    }

    fn most(&self) -> i32 {
        self.places().max().unwrap_or(0)
    }

    fn is_straight(&self) -> bool {
        self.least() == self.most()
    }

    /// What it costs that this run is above another: lines crossed, and, worse, lines that would lie on each other.
    fn above(&self, other: &Run) -> usize {
        let crosses = |run: &Run, place: &&i32| run.least() < **place && **place < run.most();
        let touches = |place: &&i32| self.bottoms.iter().any(|bottom| (bottom - **place).abs() < HEAD / 2);
        other.tops.iter().filter(|top| crosses(self, top)).count()
            + self.bottoms.iter().filter(|bottom| crosses(other, bottom)).count()
            + 10 * other.tops.iter().filter(touches).count()
    }
}

/// Routes all arrows and gives every row its height.
pub(super) fn route(nodes: &[Size], links: &[Link], ranking: &Ranking, grid: &Grid, xs: &[i32]) -> Layout {
    let lanes = lanes(links, ranking, grid, xs);
    let mut runs = runs(links, ranking, grid, xs, &lanes);
    let n_gaps = grid.layers.len();
    let n_tracks: Vec<usize> = (0..n_gaps).map(|gap| set_tracks(&mut runs, gap)).collect();

    let mut heights = vec![0; grid.layers.len()];
    for (node, size) in nodes.iter().enumerate() {
        let height = &mut heights[2 * ranking.ranks[node]];
        *height = size.height.max(*height);
    }
    for (nth, link) in links.iter().enumerate() {
        if link.label > 0 {
            heights[grid.items[grid.of_link[nth][0]].layer] = LABEL_HEIGHT;
        }
    }
    let (mut tops, mut y) = (Vec::new(), MARGIN);
    for (layer, height) in heights.iter().enumerate() {
        tops.push(y);
        let is_above_boxes = layer % 2 == 1;
        let tracks = n_tracks[layer] as i32 * TRACK;
        y += height + tracks + if is_above_boxes { HEAD } else { NEAR_BOX / 2 };
    }
    let track_y = |run: &Run| tops[run.gap] + heights[run.gap] + NEAR_BOX / 2 + run.track as i32 * TRACK;

    let left = grid.items.iter().zip(xs).map(|(item, x)| x - item.left).chain(lanes.iter().flatten().copied()).min();
    let right = grid.items.iter().zip(xs).map(|(item, x)| x + item.right).chain(lanes.iter().flatten().copied()).max();
    let shift = MARGIN - left.unwrap_or(0) + if lanes.iter().flatten().any(|lane| Some(*lane) == left) { 6 } else { 0 };
    let middle = |layer: usize| tops[layer] + heights[layer] / 2;
    let box_at = |node: usize| Point { x: xs[grid.of_node[node]], y: middle(2 * ranking.ranks[node]) };
    let run_of = |gap: usize, owner: Owner| runs.iter().find(|run| run.gap == gap && run.owner == owner);

    let mut paths = Vec::new();
    for (nth, link) in links.iter().enumerate() {
        let start = box_at(link.from);
        let mut corners = vec![Point { x: start.x, y: start.y + nodes[link.from].height / 2 }];
        let turn = |corners: &mut Vec<Point>, run: Option<&Run>, to: i32| {
            let Some(from) = corners.last().map(|corner| corner.x) else { return };
            if let Some(run) = run.filter(|_| from != to) {
                corners.extend([Point { x: from, y: track_y(run) }, Point { x: to, y: track_y(run) }]);
            }
        };
        let mut upper = grid.of_node[link.from];
        for item in &grid.of_link[nth] {
            let gap = grid.items[*item].layer - 1;
            let owner = if gap.is_multiple_of(2) { Owner::Leaves(upper) } else { Owner::Enters(link.to) };
            turn(&mut corners, run_of(gap, owner), xs[*item]);
            upper = *item;
        }
        let end = box_at(link.to);
        let last_gap = 2 * ranking.ranks[link.to] - 1;
        if let Some(lane) = lanes[link.to].filter(|_| ranking.is_back[nth]) {
            turn(&mut corners, run_of(grid.items[upper].layer, Owner::BackTo(link.to)), lane);
        }
        turn(&mut corners, run_of(last_gap, Owner::Enters(link.to)), end.x);
        corners.push(Point { x: end.x, y: end.y - nodes[link.to].height / 2 });
        paths.push(without_middles(&corners));
    }
    let labels = links.iter().enumerate().map(|(nth, link)| {
        let item = grid.of_link[nth][0];
        (link.label > 0).then(|| Point { x: xs[item], y: middle(grid.items[item].layer) })
    });
    let moved = |point: Point| Point { x: point.x + shift, ..point };
    let last_row = grid.layers.len().saturating_sub(2);
    Layout {
        nodes: (0..nodes.len()).map(|node| moved(box_at(node))).collect(),
        labels: labels.map(|label| label.map(moved)).collect(),
        paths: paths.into_iter().map(|path: Vec<Point>| path.into_iter().map(moved).collect()).collect(),
        is_back: ranking.is_back.clone(),
        is_main: ranking.is_main_link.clone(),
        width: right.unwrap_or(0) + shift + MARGIN + 6,
        height: tops.get(last_row).map_or(0, |top| top + heights[last_row]).max(y - HEAD - NEAR_BOX) + MARGIN,
    }
}

/// The lane of each box that arrows go back to: beside everything in the rows that it passes, on the side where they are.
fn lanes(links: &[Link], ranking: &Ranking, grid: &Grid, xs: &[i32]) -> Vec<Option<i32>> {
    // Row from, row to, box; the short ones first, so that they are inside.
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    for target in 0..ranking.ranks.len() {
        let back = links.iter().zip(&ranking.is_back).filter(|(link, is_back)| **is_back && link.to == target);
        if let Some(deepest) = back.map(|(link, _)| 2 * ranking.ranks[link.from] + 1).max() {
            spans.push((2 * ranking.ranks[target], deepest, target));
        }
    }
    spans.sort_by_key(|(from, to, target)| (to - from, *target));
    let mut lanes = vec![None; ranking.ranks.len()];
    let mut taken: Vec<(usize, usize, i32)> = Vec::new();
    for (from, to, target) in spans {
        let passed = || grid.layers[from..=to].iter().flatten().map(|item| (&grid.items[*item], xs[*item]));
        let beside =
            || taken.iter().filter(|(first, last, _)| *first <= to + 1 && from <= last + 1).map(|(_, _, x)| *x);
        let left = passed().map(|(item, x)| x - item.left).chain(beside()).min().unwrap_or(0) - LANE;
        let right = passed().map(|(item, x)| x + item.right).chain(beside()).max().unwrap_or(0) + LANE;
        let ends = links.iter().enumerate().filter(|(nth, link)| ranking.is_back[*nth] && link.to == target);
        let ends: Vec<i32> = ends.map(|(nth, _)| xs[grid.of_link[nth][0]]).chain([xs[grid.of_node[target]]]).collect();
        let way = |lane: i32| ends.iter().map(|end| (end - lane).abs()).sum::<i32>();
        let lane = if way(left) <= way(right) { left } else { right };
        taken.push((from, to, lane));
        lanes[target] = Some(lane);
    }
    lanes
}

/// All horizontal runs; those that turn out to be straight need no track.
fn runs(links: &[Link], ranking: &Ranking, grid: &Grid, xs: &[i32], lanes: &[Option<i32>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut note = |gap: usize, owner: Owner, top: Option<i32>, bottom: Option<i32>, lane: Option<i32>| {
        let at = runs.iter().position(|run| run.gap == gap && run.owner == owner).unwrap_or_else(|| {
            runs.push(Run { gap, owner, ..Run::default() });
            runs.len() - 1
        });
        let run = &mut runs[at];
        run.tops.extend(top.filter(|top| !run.tops.contains(top)));
        run.bottoms.extend(bottom.filter(|bottom| !run.bottoms.contains(bottom)));
        run.lane = run.lane.or(lane);
    };
    for (nth, link) in links.iter().enumerate() {
        let mut upper = grid.of_node[link.from];
        for item in &grid.of_link[nth] {
            let gap = grid.items[*item].layer - 1;
            let owner = if gap.is_multiple_of(2) { Owner::Leaves(upper) } else { Owner::Enters(link.to) };
            note(gap, owner, Some(xs[upper]), Some(xs[*item]), None);
            upper = *item;
        }
        let (entered, last_gap) = (xs[grid.of_node[link.to]], 2 * ranking.ranks[link.to] - 1);
        if ranking.is_back[nth] {
            let lane = lanes[link.to];
            note(grid.items[upper].layer, Owner::BackTo(link.to), Some(xs[upper]), None, lane);
            note(last_gap, Owner::Enters(link.to), None, Some(entered), lane);
        } else {
            note(last_gap, Owner::Enters(link.to), Some(xs[upper]), Some(entered), None);
        }
    }
    runs
}

/// Gives each run of a gap its track, so that runs on one track do not touch, and few lines cross; returns the number of tracks.
fn set_tracks(runs: &mut [Run], gap: usize) -> usize {
    let mut order: Vec<usize> =
        (0..runs.len()).filter(|nth| runs[*nth].gap == gap && !runs[*nth].is_straight()).collect();
    // A few rounds of swaps; each must save something, so they come to an end by themselves, mostly at once.
    for _ in 0..order.len() {
        for nth in 1..order.len() {
            let (upper, lower) = (&runs[order[nth - 1]], &runs[order[nth]]);
            if lower.above(upper) < upper.above(lower) {
                order.swap(nth - 1, nth);
            }
        }
    }
    let mut n_tracks = 0;
    for nth in 0..order.len() {
        let (least, most) = (runs[order[nth]].least(), runs[order[nth]].most());
        let in_the_way = order.iter().take(nth).map(|known| &runs[*known]);
        let touching = in_the_way.filter(|known| known.least() < most + TRACK && least < known.most() + TRACK);
        let track = touching.map(|known| known.track + 1).max().unwrap_or(0);
        runs[order[nth]].track = track;
        n_tracks = n_tracks.max(track + 1);
    }
    n_tracks
}

/// The corners without those that lie on a straight line between their neighbours.
fn without_middles(corners: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for corner in corners {
        if kept.last() == Some(corner) {
            continue;
        }
        if let [.., before, last] = kept.as_slice() {
            let on_line = |one: i32, two: i32, three: i32| one == two && two == three;
            let is_down =
                on_line(before.x, last.x, corner.x) && (last.y - before.y).signum() == (corner.y - last.y).signum();
            let is_along =
                on_line(before.y, last.y, corner.y) && (last.x - before.x).signum() == (corner.x - last.x).signum();
            if is_down || is_along {
                kept.pop();
            }
        }
        kept.push(*corner);
    }
    kept
}
