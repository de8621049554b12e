//! Where boxes and arrows go: a layered layout (Sugiyama's) for flows, which mostly go down and rarely back.
//!
//! Knows sizes and links, nothing of what they mean. The main path stands on one vertical line; every arrow leaves a box at
//! the middle of its bottom and enters one at the middle of its top, so that arrows to one box join like brooks. Names of
//! arrows have a row of their own below the box that they leave, so that nothing can lie on them. Rows of boxes are the even
//! layers, rows of names the odd ones.

mod order;
mod place;
mod rank;
mod route;

/// How large a box is, from the line on which its arrows stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// What it takes to the left of the line.
    pub left: i32,
    /// What it takes to the right, everything that hangs on it included.
    pub right: i32,
    /// What it takes from top to bottom.
    pub height: i32,
}

/// An arrow to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The box it leaves.
    pub from: usize,
    /// The box it enters; not the first one.
    pub to: usize,
    /// The width of its name; 0 if it has none.
    pub label: i32,
    /// How much the main path shuns it; 0 is a way like any other.
    pub shunned: i32,
}

/// A point; `y` goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// Where everything is. All of it is right of and below the origin.
#[derive(Debug)]
pub(super) struct Layout {
    /// Of each box, the middle of its height on the line of its arrows.
    pub nodes: Vec<Point>,
    /// Of each arrow, the corners from its beginning to its end.
    pub paths: Vec<Vec<Point>>,
    /// Of each arrow with a name, the middle of the name.
    pub labels: Vec<Option<Point>>,
    /// The arrows that go back up.
    pub is_back: Vec<bool>,
    /// The arrows of the main path.
    pub is_main: Vec<bool>,
    /// The size of the whole.
    pub width: i32,
    /// The size of the whole.
    pub height: i32,
}

/// The height of a name on an arrow.
pub(super) const LABEL_HEIGHT: i32 = 20;

/// Lays out boxes and arrows; box 0 is where everything begins. Boxes come in an order in which they are mostly visited:
/// inside a round, an arrow to an earlier box counts as going back. Equal input gives an equal picture.
pub(super) fn lay_out(nodes: &[Size], links: &[Link]) -> Layout {
    let ranking = rank::rank(nodes.len(), links);
    let mut grid = Grid::of(nodes, links, &ranking);
    order::order(&mut grid);
    let xs = place::place(&grid);
    route::route(nodes, links, &ranking, &grid, &xs)
}

/// Everything that takes room, in layers.
#[derive(Debug)]
struct Grid {
    items: Vec<Item>,
    /// The items of each layer from left to right.
    layers: Vec<Vec<usize>>,
    /// Between items of neighbouring layers, the upper one first.
    segments: Vec<Segment>,
    /// The item of each box.
    of_node: Vec<usize>,
    /// The items that an arrow passes, from its name on to before the box it enters; of one that goes back only the name.
    of_link: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Item {
    layer: usize,
    left: i32,
    right: i32,
    is_main: bool,
    /// The box to which it leads, a box to itself.
    to: usize,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    upper: usize,
    lower: usize,
    /// How much it should be straight.
    weight: i32,
}

/// What a line takes to each side.
const HALF_LINE: i32 = 9;

impl Grid {
    fn of(nodes: &[Size], links: &[Link], ranking: &rank::Ranking) -> Grid {
        let n_layers = ranking.ranks.iter().max().map_or(0, |most| 2 * most + 2);
        let mut grid = Grid {
            items: Vec::new(),
            layers: vec![Vec::new(); n_layers],
            segments: Vec::new(),
            of_node: Vec::new(),
            of_link: vec![Vec::new(); links.len()],
        };
        for (node, size) in nodes.iter().enumerate() {
            let item = Item {
                layer: 2 * ranking.ranks[node],
                left: size.left,
                right: size.right,
                is_main: ranking.is_main_node[node],
                to: node,
            };
            let item = grid.add(item);
            grid.of_node.push(item);
        }
        // Arrows to one box share their way as soon as they have passed their names.
        let mut shared: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (nth, link) in links.iter().enumerate() {
            let is_main = ranking.is_main_link[nth];
            let half = (link.label / 2).max(HALF_LINE);
            let layer = 2 * ranking.ranks[link.from] + 1;
            let label = grid.add(Item { layer, left: half, right: half, is_main, to: link.to });
            grid.of_link[nth].push(label);
            grid.join(grid.of_node[link.from], label, if is_main { 1000 } else { 4 });
            if ranking.is_back[nth] {
                continue;
            }
            let mut upper = label;
            for layer in layer + 1..2 * ranking.ranks[link.to] {
                let known = shared[link.to].iter().copied().find(|item| grid.items[*item].layer == layer);
                let lower = known.unwrap_or_else(|| {
                    let item = grid.add(Item { layer, left: HALF_LINE, right: HALF_LINE, is_main: false, to: link.to });
                    shared[link.to].push(item);
                    item
                });
                grid.items[lower].is_main |= is_main;
                grid.join(upper, lower, if is_main { 1000 } else { 40 });
                grid.of_link[nth].push(lower);
                upper = lower;
            }
            grid.join(upper, grid.of_node[link.to], if is_main { 1000 } else { 8 });
        }
        grid
    }

    fn add(&mut self, item: Item) -> usize {
        self.layers[item.layer].push(self.items.len());
        self.items.push(item);
        self.items.len() - 1
    }

    fn join(&mut self, upper: usize, lower: usize, weight: i32) {
        match self.segments.iter_mut().find(|segment| segment.upper == upper && segment.lower == lower) {
            Some(segment) => segment.weight = segment.weight.max(weight),
            None => self.segments.push(Segment { upper, lower, weight }),
        }
    }
}
