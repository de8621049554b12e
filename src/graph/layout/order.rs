//! The order of each layer from left to right: few crossings, by sweeps down and up (Sugiyama's barycentres) and swaps of
//! neighbours, from an order in which the main path stands in the middle of what leaves it.

use super::Grid;

/// How often all layers are sorted.
const N_SWEEPS: usize = 16;

/// Orders the layers of a grid.
pub(super) fn order(grid: &mut Grid) {
    let neighbours = Neighbours::of(grid);
    begin(grid, &neighbours);
    let mut best = grid.layers.clone();
    let mut fewest = crossings(&grid.layers, &neighbours);
    for sweep in 0..N_SWEEPS {
        if fewest == 0 {
            break;
        }
        let is_down = sweep % 2 == 0;
        let n_layers = grid.layers.len();
        for step in 1..n_layers {
            let layer = if is_down { step } else { n_layers - 1 - step };
            let towards = if is_down { &neighbours.above } else { &neighbours.below };
            sort(&mut grid.layers, layer, if is_down { layer - 1 } else { layer + 1 }, towards);
        }
        swap(&mut grid.layers, &neighbours);
        let count = crossings(&grid.layers, &neighbours);
        if count < fewest {
            (fewest, best) = (count, grid.layers.clone());
        }
    }
    grid.layers = best;
}

/// The items that each item is joined to.
struct Neighbours {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl Neighbours {
    fn of(grid: &Grid) -> Neighbours {
        let mut neighbours =
            Neighbours { above: vec![Vec::new(); grid.items.len()], below: vec![Vec::new(); grid.items.len()] };
        for segment in &grid.segments {
            neighbours.above[segment.lower].push(segment.upper);
            neighbours.below[segment.upper].push(segment.lower);
        }
        neighbours
    }
}

/// Sets the first order: from the first box down, the main path in the middle. What else leaves a box goes left and right by
/// turns, and everything that leads to one box to the same side.
fn begin(grid: &mut Grid, neighbours: &Neighbours) {
    let mut is_placed = vec![false; grid.items.len()];
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); grid.layers.len()];
    let mut is_left: Vec<Option<bool>> = vec![None; grid.of_node.len()];
    let mut last_was_left = false;
    for root in &grid.of_node {
        let mut open = vec![*root];
        while let Some(item) = open.pop() {
            if std::mem::replace(&mut is_placed[item], true) {
                continue;
            }
            layers[grid.items[item].layer].push(item);
            let (mut left, mut middle, mut right) = (Vec::new(), Vec::new(), Vec::new());
            let is_on_main = grid.items[item].is_main;
            for below in &neighbours.below[item] {
                if !is_on_main || grid.items[*below].is_main {
                    middle.push(*below);
                    continue;
                }
                let side = is_left[grid.items[*below].to].get_or_insert_with(|| {
                    last_was_left = !last_was_left;
                    last_was_left
                });
                if *side { &mut left } else { &mut right }.push(*below);
            }
            open.extend(left.into_iter().chain(middle).chain(right).rev());
        }
    }
    grid.layers = layers;
}

/// Sorts a layer by the mean place of each item's neighbours in another one; an item without any stays between those it
/// stands between.
fn sort(layers: &mut [Vec<usize>], layer: usize, other: usize, neighbours: &[Vec<usize>]) {
    let place = |item: &usize| layers[other].iter().position(|known| known == item);
    let mean = |item: usize| {
        let places: Vec<usize> = neighbours[item].iter().filter_map(place).collect();
        // In thousandths, so that no rounding depends on the machine.
        (1000 * places.iter().sum::<usize>()).checked_div(places.len())
    };
    let mut last = 0;
    let mut keyed: Vec<(usize, usize)> = layers[layer]
        .iter()
        .map(|item| {
            last = mean(*item).unwrap_or(last);
            (last, *item)
        })
        .collect();
    keyed.sort_by_key(|(mean, _)| *mean);
    layers[layer] = keyed.into_iter().map(|(_, item)| item).collect();
}

/// Swaps neighbours as long as that saves crossings.
fn swap(layers: &mut [Vec<usize>], neighbours: &Neighbours) {
    let mut is_better = true;
    while is_better {
        is_better = false;
        for layer in 0..layers.len() {
            for left in 1..layers[layer].len() {
                let (one, other) = (layers[layer][left - 1], layers[layer][left]);
                let mut saved = 0;
                for (other_layer, towards) in
                    [(layer.checked_sub(1), &neighbours.above), (Some(layer + 1), &neighbours.below)]
                {
                    let Some(row) = other_layer.and_then(|layer| layers.get(layer)) else { continue };
                    saved += crossed(row, &towards[one], &towards[other]);
                    saved -= crossed(row, &towards[other], &towards[one]);
                }
                if saved > 0 {
                    layers[layer].swap(left - 1, left);
                    is_better = true;
                }
            }
        }
    }
}

/// How many lines from a left item cross those from a right one, both to the given items of a row.
fn crossed(row: &[usize], left: &[usize], right: &[usize]) -> i64 {
    let place = |item: &usize| row.iter().position(|known| known == item);
    let rights: Vec<usize> = right.iter().filter_map(place).collect();
    left.iter().filter_map(place).map(|left| rights.iter().filter(|right| left > **right).count() as i64).sum()
}

fn crossings(layers: &[Vec<usize>], neighbours: &Neighbours) -> i64 {
    let mut count = 0;
    for rows in layers.windows(2) {
        let [upper, lower] = rows else { continue };
        for (nth, left) in upper.iter().enumerate() {
            for right in upper.iter().skip(nth + 1) {
                count += crossed(lower, &neighbours.below[*left], &neighbours.below[*right]);
            }
        }
    }
    count
}
