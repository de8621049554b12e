//! How far right everything stands: what should be straight is one block, and blocks move towards what they are joined to as
//! far as their neighbours let them.

use super::Grid;

/// The least gap between neighbours of a layer.
const GAP: i32 = 22;

/// How often every block is moved.
const N_ROUNDS: usize = 12;

/// Returns the place of the line of each item; the main path is at 0.
pub(super) fn place(grid: &Grid) -> Vec<i32> {
    let blocks = blocks(grid);
    let n_blocks = blocks.iter().max().map_or(0, |last| last + 1);
    let mut apart: Vec<Vec<(usize, i32)>> = vec![Vec::new(); n_blocks];
    let mut before: Vec<Vec<(usize, i32)>> = vec![Vec::new(); n_blocks];
    for (left, right) in pairs(grid) {
        let gap = grid.items[left].right + GAP + grid.items[right].left;
        apart[blocks[left]].push((blocks[right], gap));
        before[blocks[right]].push((blocks[left], gap));
    }
    let mut joined: Vec<Vec<(usize, i32)>> = vec![Vec::new(); n_blocks];
    for segment in &grid.segments {
        let (upper, lower) = (blocks[segment.upper], blocks[segment.lower]);
        if upper != lower {
            joined[upper].push((lower, segment.weight));
            joined[lower].push((upper, segment.weight));
        }
    }
    let order = rightward(&apart);
    let mut xs = vec![0; n_blocks];
    for block in &order {
        xs[*block] = before[*block].iter().map(|(left, gap)| xs[*left] + gap).max().unwrap_or(0);
    }
    let main = grid.items.iter().position(|item| item.is_main).map(|item| blocks[item]);
    for round in 0..2 * N_ROUNDS {
        let leftward = order.iter().rev().copied();
        let blocks: Vec<usize> = if round % 2 == 0 { leftward.collect() } else { order.clone() };
        for block in blocks.into_iter().filter(|block| Some(*block) != main) {
            let least = before[block].iter().map(|(left, gap)| xs[*left] + gap).max().unwrap_or(i32::MIN);
            let most = apart[block].iter().map(|(right, gap)| xs[*right] - gap).min().unwrap_or(i32::MAX);
            let Some(wish) = median(&joined[block], &xs) else { continue };
            xs[block] = wish.min(most).max(least);
        }
    }
    let origin = main.map_or(0, |main| xs[main]);
    blocks.iter().map(|block| xs[*block] - origin).collect()
}

/// Returns the block of each item, numbered from 0. Items of one block stand on one line.
fn blocks(grid: &Grid) -> Vec<usize> {
    let mut blocks: Vec<usize> = (0..grid.items.len()).collect();
    let mut segments = grid.segments.clone();
    segments.sort_by_key(|segment| std::cmp::Reverse(segment.weight));
    let pairs = pairs(grid);
    for segment in segments {
        let (one, other) = (blocks[segment.upper], blocks[segment.lower]);
        if one != other && !leads(&pairs, &blocks, one, other) && !leads(&pairs, &blocks, other, one) {
            blocks.iter_mut().filter(|block| **block == other).for_each(|block| *block = one);
        }
    }
    let mut numbers: Vec<usize> = blocks.clone();
    numbers.sort_unstable();
    numbers.dedup();
    blocks.iter().map(|block| numbers.binary_search(block).unwrap_or(0)).collect()
}

/// Whether one block must stand left of another because of those between them.
fn leads(pairs: &[(usize, usize)], blocks: &[usize], from: usize, to: usize) -> bool {
    let mut seen = vec![false; blocks.len()];
    let mut open = vec![from];
    while let Some(block) = open.pop() {
        if block == to {
            return true;
        }
        if !std::mem::replace(&mut seen[block], true) {
            let rights = pairs.iter().filter(|(left, _)| blocks[*left] == block).map(|(_, right)| blocks[*right]);
            open.extend(rights.filter(|right| !seen[*right]));
        }
    }
    false
}

/// Neighbours in a layer, the left one first.
fn pairs(grid: &Grid) -> Vec<(usize, usize)> {
    grid.layers.iter().flat_map(|layer| layer.windows(2)).map(|pair| (pair[0], pair[1])).collect()
}

/// The blocks in an order in which each stands behind all that are left of it.
fn rightward(apart: &[Vec<(usize, i32)>]) -> Vec<usize> {
    let mut n_before = vec![0; apart.len()];
    for (right, _) in apart.iter().flatten() {
        n_before[*right] += 1;
    }
    let mut order: Vec<usize> = (0..apart.len()).filter(|block| n_before[*block] == 0).collect();
    let mut nth = 0;
    while let Some(block) = order.get(nth).copied() {
        nth += 1;
        for (right, _) in &apart[block] {
            n_before[*right] -= 1;
            if n_before[*right] == 0 {
                order.push(*right);
            }
        }
    }
    order
}

/// The weighted median of the places of what a block is joined to, where the ways to the left and to the right weigh the same.
fn median(joined: &[(usize, i32)], xs: &[i32]) -> Option<i32> {
    let mut places: Vec<(i32, i32)> = joined.iter().map(|(block, weight)| (xs[*block], *weight)).collect();
    places.sort_unstable();
    let half = places.iter().map(|(_, weight)| weight).sum::<i32>();
    let mut weighed = 0;
    for (nth, (place, weight)) in places.iter().enumerate() {
        weighed += 2 * weight;
        if weighed == half {
            let next = places.get(nth + 1).map_or(*place, |(next, _)| *next);
            return Some((place + next) / 2);
        }
        if weighed > half {
            return Some(*place);
        }
    }
    None
}
