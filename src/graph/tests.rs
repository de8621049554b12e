//! What holds for the picture of every shipped flow, plain and coloured: whole, valid, and nothing on top of anything.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use super::layout::Point;
use super::model::{Graph, Kind, Node};
use super::overview::Overview;
use super::shape::{BODY, Figure, LINE, SMALL};
use super::svg::Drawing;
use super::{Taken, Visits, label, poster, svg};
use crate::compile::compile;
use crate::compile::hotline::Hotline;
use crate::compile::id::StateId;
use crate::dialogue::trail::Way;
use crate::finding::Sources;
use crate::rules::load;

static SHIPPED: LazyLock<(Hotline, Sources)> = LazyLock::new(shipped);

fn shipped() -> (Hotline, Sources) {
    let (rules, _findings) = load::folder(Path::new("intents")).unwrap();
    let (hotline, _findings) = compile(&rules);
    (hotline.unwrap(), rules.sources)
}

/// Visits of every kind, so that pictures hold badges, counts and names of every length.
struct Counted;

impl Visits for Counted {
    fn step(&self, state: StateId) -> Option<u64> {
        [None, Some(0), Some(2), Some(7), Some(1234)][state.index() % 5]
    }

    fn way(&self, state: StateId, way: Way) -> Taken {
        match (state.index() % 3, way) {
            (0, Way::Next) => Taken::WithStep,
            (1, Way::Failed) => Taken::Unreachable,
            (n, _) => Taken::Times(n as u64 * 50),
        }
    }

    fn misses(&self, state: StateId) -> Vec<(String, u64)> {
        if state.index().is_multiple_of(2) {
            vec![("答非所问".to_owned(), 3), ("静默".to_owned(), 0)]
        } else {
            Vec::new()
        }
    }
}

/// Calls a check with the picture of every shipped flow, without visits and with them.
fn check_all(check: impl Fn(&Graph, &Drawing<'_>, &str)) {
    let (hotline, sources) = &*SHIPPED;
    let mut n_flows = 0;
    for id in hotline.flow_ids() {
        let graph = Graph::of(hotline, sources, id);
        check(&graph, &Drawing::of(&graph, None), &svg::picture(&graph));
        check(&graph, &Drawing::of(&graph, Some((hotline, &Counted))), &svg::visited(hotline, &graph, &Counted));
        n_flows += 1;
    }
    assert!(n_flows > 50, "only {n_flows} flows");
}

/// A rectangle that something takes.
#[derive(Debug, Clone, Copy)]
struct Block {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Block {
    /// The outline of a box; with `sides` everything that hangs on it as well.
    fn of(figure: &Figure, node: &Node, at: Point, sides: bool) -> Block {
        let height = if sides { figure.full_height(node) } else { figure.height };
        let reach = if sides { figure.reach() } else { 0 };
        let half = figure.width / 2;
        Block { left: at.x - half, right: at.x + half + reach, top: at.y - height / 2, bottom: at.y + height / 2 }
    }

    fn overlaps(self, other: Block) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// The boxes of a drawing with what hangs on them.
fn blocks<'d>(drawing: &'d Drawing<'_>) -> impl Iterator<Item = (usize, Block)> + 'd {
    drawing
        .placed
        .iter()
        .zip(&drawing.layout.nodes)
        .map(|(node, at)| (*node, Block::of(&drawing.figures[*node], &drawing.graph.nodes[*node], *at, true)))
}

#[test]
fn every_state_is_in_one_box_and_every_box_and_arrow_is_drawn() {
    let (hotline, sources) = &*SHIPPED;
    for id in hotline.flow_ids() {
        let graph = Graph::of(hotline, sources, id);
        let in_boxes = graph.nodes.iter().flat_map(|node| node.steps.iter().map(|step| step.state.index()));
        let mut in_boxes: Vec<usize> = in_boxes.collect();
        in_boxes.sort_unstable();
        assert_eq!(in_boxes, hotline.flow(id).states.clone().collect::<Vec<_>>(), "{}", graph.name);
    }
    check_all(|graph, drawing, text| {
        let document = roxmltree::Document::parse(text).unwrap();
        let drawn = |attribute: &str| {
            let numbers = document.descendants().filter_map(|node| node.attribute(attribute)?.parse::<usize>().ok());
            let mut numbers: Vec<usize> = numbers.collect();
            numbers.sort_unstable();
            numbers
        };
        assert_eq!(drawn("data-node"), drawing.placed, "boxes of {}", graph.name);
        assert_eq!(drawn("data-edge"), (0..graph.edges.len()).collect::<Vec<_>>(), "arrows of {}", graph.name);
        // A box that is not placed hangs at the side of another one, as an exit.
        let placed: BTreeSet<usize> = drawing.placed.iter().copied().collect();
        let hanging: Vec<usize> = (0..graph.nodes.len()).filter(|node| !placed.contains(node)).collect();
        let n_sides: usize = drawing.figures.iter().flat_map(|it| &it.sides).filter(|side| side.edge.is_some()).count();
        assert!(hanging.iter().all(|node| matches!(graph.nodes[*node].kind, Kind::Exit(_))), "{}", graph.name);
        assert_eq!(hanging.len(), n_sides, "{}", graph.name);
    });
}

#[test]
fn no_two_boxes_overlap_and_all_are_inside_the_picture() {
    check_all(|graph, drawing, _| {
        let blocks: Vec<(usize, Block)> = blocks(drawing).collect();
        for (nth, (node, block)) in blocks.iter().enumerate() {
            let is_inside = block.left >= 0
                && block.top >= 0
                && block.right <= drawing.layout.width
                && block.bottom <= drawing.layout.height;
            assert!(is_inside, "{}: box {node} at {block:?}", graph.name);
            for (other, beside) in blocks.iter().skip(nth + 1) {
                assert!(!block.overlaps(*beside), "{}: boxes {node} and {other}", graph.name);
            }
        }
    });
}

#[test]
fn arrows_go_from_box_to_box_and_through_none() {
    check_all(|graph, drawing, _| {
        let blocks: Vec<(usize, Block)> = blocks(drawing).collect();
        for (link, path) in drawing.links.iter().zip(&drawing.layout.paths) {
            let edge = &graph.edges[*link];
            let block = |node| blocks.iter().find(|(known, _)| *known == node).map(|(_, block)| *block).unwrap();
            let (first, last) = (path.first().unwrap(), path.last().unwrap());
            assert_eq!(first.y, block(edge.from).bottom, "{}: beginning of arrow {link}", graph.name);
            assert_eq!(last.y, block(edge.to).top, "{}: end of arrow {link}", graph.name);
            for corners in path.windows(2) {
                let (one, two) = (corners[0], corners[1]);
                assert!(one.x == two.x || one.y == two.y, "{}: arrow {link} is slanted: {path:?}", graph.name);
                let line = Block {
                    left: one.x.min(two.x),
                    right: one.x.max(two.x) + 1,
                    top: one.y.min(two.y),
                    bottom: one.y.max(two.y) + 1,
                };
                // An arrow begins and ends on the outlines of its own boxes.
                let inner = |block: Block| Block { top: block.top + 1, bottom: block.bottom, ..block };
                for (node, block) in blocks.iter().map(|(node, block)| (node, inner(*block))) {
                    let is_own = (*node == edge.from && first.y == block.bottom && line.top >= block.bottom - 1)
                        || (*node == edge.to && line.bottom <= block.top + 1);
                    assert!(is_own || !line.overlaps(block), "{}: arrow {link} through box {node}", graph.name);
                }
            }
        }
    });
}

#[test]
fn names_of_arrows_lie_on_no_box_and_on_no_other_name() {
    check_all(|graph, drawing, _| {
        let names: Vec<Block> = drawing
            .links
            .iter()
            .zip(&drawing.layout.labels)
            .filter_map(|(link, at)| {
                let half = label::width(drawing.name(*link), SMALL) / 2;
                at.map(|at| Block { left: at.x - half, right: at.x + half, top: at.y - 9, bottom: at.y + 9 })
            })
            .collect();
        for (nth, name) in names.iter().enumerate() {
            assert!(blocks(drawing).all(|(_, block)| !name.overlaps(block)), "{}: name {nth}", graph.name);
            assert!(names.iter().skip(nth + 1).all(|other| !name.overlaps(*other)), "{}: name {nth}", graph.name);
        }
    });
}

#[test]
fn texts_are_inside_their_boxes() {
    check_all(|graph, drawing, _| {
        for node in &drawing.placed {
            let (figure, kind) = (&drawing.figures[*node], graph.nodes[*node].kind);
            let size = match kind {
                Kind::Entry => 15,
                Kind::Note | Kind::If => SMALL,
                _ => BODY,
            };
            let lines = figure.lines.iter().map(|line| (line, size)).chain([(&figure.head, SMALL)]);
            for (line, size) in lines.filter(|(line, _)| !line.is_empty()) {
                // The points of a condition take a box's height from its first and last line.
                let spared = if kind == Kind::If { figure.height } else { 16 };
                assert!(label::width(line, size) + spared <= figure.width, "{}: “{line}”", graph.name);
            }
            let n_lines = figure.lines.len() + usize::from(!figure.head.is_empty());
            assert!(n_lines as i32 * LINE <= figure.height || n_lines == 0, "{}", graph.name);
        }
    });
}

#[test]
fn main_path_is_one_straight_line() {
    check_all(|graph, drawing, _| {
        let main = drawing.layout.paths.iter().zip(&drawing.layout.is_main).filter(|(_, is_main)| **is_main);
        let places: BTreeSet<i32> = main.flat_map(|(path, _)| path.iter().map(|corner| corner.x)).collect();
        assert_eq!(places.len(), 1, "{}", graph.name);
    });
}

#[test]
fn overview_holds_every_intent_and_every_shared_flow_once() {
    let (hotline, _) = &*SHIPPED;
    let overview = Overview::of(hotline);
    let mut names: Vec<&str> = overview.cards().chain(&overview.shared).map(|card| card.name.as_str()).collect();
    let shared = hotline.flows.iter().filter(|flow| flow.intent.is_none()).map(|flow| flow.name.as_str());
    let mut expect: Vec<&str> = hotline.intents.iter().map(|intent| intent.name.as_str()).chain(shared).collect();
    names.sort_unstable();
    expect.sort_unstable();
    assert_eq!(names, expect);
    let text = poster::poster(&overview, &|card| Some(format!("{}.svg", card.name)));
    let document = roxmltree::Document::parse(&text).unwrap();
    let cards = document.descendants().filter(|node| node.attribute("class") == Some("card"));
    assert_eq!(cards.count(), names.len());
}

#[test]
fn equal_hotlines_give_equal_pictures() {
    let pictures = || {
        let (hotline, sources) = shipped();
        let flows: Vec<String> =
            hotline.flow_ids().map(|id| svg::picture(&Graph::of(&hotline, &sources, id))).collect();
        (flows, poster::poster(&Overview::of(&hotline), &|_| None))
    };
    assert!(pictures() == pictures());
}
