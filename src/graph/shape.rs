//! The figure of a box: its size, its outline, the lines of text in it, and what hangs at its side.

use super::label::{self, width, wrapped};
use super::model::{Exit, Kind, Node};

/// The size of the text in boxes.
pub(super) const BODY: i32 = 13;
/// The size of small text: heads, names of arrows, what hangs at the side.
pub(super) const SMALL: i32 = 12;
/// From one line of text to the next.
pub(super) const LINE: i32 = 19;
/// The height of something that hangs at the side.
pub(super) const SIDE: i32 = 24;

/// The widest line in a box: some sixteen characters.
const MEASURE: i32 = 16 * BODY;
/// How much of a prompt is shown.
const N_LINES: usize = 3;
/// The size of a place to jump from.
const DOT: i32 = 10;
/// The widest name of an arrow.
const NAME: i32 = 170;

/// A box, ready to be placed.
#[derive(Debug)]
pub(super) struct Figure {
    /// The line above the text; may be empty.
    pub head: String,
    /// The lines of text.
    pub lines: Vec<String>,
    /// The size of the outline.
    pub width: i32,
    /// The size of the outline.
    pub height: i32,
    /// What hangs at the right side, from the top.
    pub sides: Vec<Side>,
}

/// Something at the side of a box: an arrow that leaves the flow, or a count.
#[derive(Debug)]
pub(super) struct Side {
    /// What the arrow is called.
    pub name: String,
    /// Where it goes; none for a count.
    pub exit: Option<Exit>,
    /// The arrow, as an index; none for a count.
    pub edge: Option<usize>,
    /// How it looks.
    pub class: String,
}

impl Side {
    /// The parts of it from the left: the name's width, the exit's width.
    pub(super) fn widths(&self) -> (i32, i32) {
        let name = if self.name.is_empty() { 0 } else { width(&self.name, SMALL) + 8 };
        (name, self.exit.map_or(0, |exit| width(exit.title(), SMALL) + 16))
    }

    /// How far it reaches from the box.
    pub(super) fn reach(&self) -> i32 {
        let (name, exit) = self.widths();
        8 + name + if self.exit.is_some() { 16 + exit } else { 0 }
    }
}

impl Figure {
    /// Makes the figure of a box; `badge` is what stands at its upper right corner, if anything does.
    pub(super) fn of(node: &Node, badge: &str, sides: Vec<Side>) -> Figure {
        if node.kind == Kind::Pass && node.label.is_none() {
            return Figure { head: String::new(), lines: Vec::new(), width: DOT, height: DOT, sides };
        }
        let head = head(node);
        let lines = match node.kind {
            Kind::Exit(exit) => vec![exit.title().to_owned()],
            Kind::Entry => wrapped(&node.head, 15, MEASURE, 2),
            Kind::Note => wrapped(&node.text, SMALL, MEASURE, 2),
            Kind::If => wrapped(&node.text, SMALL, MEASURE, 2),
            _ => wrapped(&node.text, BODY, MEASURE, N_LINES),
        };
        let size = match node.kind {
            Kind::Entry => 15,
            Kind::Note | Kind::If => SMALL,
            _ => BODY,
        };
        let text = lines.iter().map(|line| width(line, size)).chain([width(&head, SMALL)]).max().unwrap_or(0);
        let n_lines = lines.len() as i32 + i32::from(!head.is_empty());
        let height = n_lines * LINE + if node.kind == Kind::Note && node.label.is_none() { 10 } else { 16 };
        let corners = node.label.as_deref().map_or(0, |label| 2 * tag_width(label)) + 28;
        let corners = corners.max(if badge.is_empty() { 0 } else { 2 * tag_width(badge) + 28 });
        let least = if lines.is_empty() && head.is_empty() { 40 } else { 84 };
        let width = (text + 2 * inset(node.kind, height)).max(corners).max(least);
        Figure { head, lines, width: width + width % 2, height, sides }
    }

    /// How far what hangs at the side reaches.
    pub(super) fn reach(&self) -> i32 {
        self.sides.iter().map(Side::reach).max().unwrap_or(0)
    }

    /// The height of everything, on both sides of the middle alike.
    pub(super) fn full_height(&self, node: &Node) -> i32 {
        let tag = if node.label.is_some() { 10 } else { 0 };
        (self.height + 2 * tag).max(self.sides.len() as i32 * SIDE)
    }
}

/// Returns the width of a label on the edge of a box.
pub(super) fn tag_width(label: &str) -> i32 {
    width(label, 11) + 12
}

/// Returns a name for an arrow, cut to what there is room for.
pub(super) fn name(text: &str) -> String {
    wrapped(text, SMALL, NAME, 1).join("")
}

fn head(node: &Node) -> String {
    let title = node.kind.title();
    let head = match node.kind {
        Kind::Entry | Kind::Exit(_) | Kind::Say | Kind::Note | Kind::Pass | Kind::If => String::new(),
        _ if node.head.is_empty() => title.to_owned(),
        Kind::Transfer => format!("{title} · {}", node.head),
        _ => format!("{title} {}", node.head),
    };
    wrapped(&label::one_line(&head), SMALL, MEASURE, 1).join("")
}

/// What the outline takes from the text at each side.
fn inset(kind: Kind, height: i32) -> i32 {
    match kind {
        Kind::Say | Kind::Entry | Kind::Note | Kind::Pass => 14,
        Kind::Ask => 12 + SLANT,
        Kind::Confirm => 12 + POINT,
        Kind::Choose => 18,
        Kind::If => 6 + height / 2,
        Kind::Call => 16,
        Kind::Run => 14 + BAR,
        Kind::Start => 12 + POINT,
        Kind::Transfer | Kind::End | Kind::Exit(_) => 20,
    }
}

/// How much a question leans.
const SLANT: i32 = 9;
/// How far a point sticks out.
const POINT: i32 = 12;
/// How far the inner lines of a flow that is run are from its sides.
const BAR: i32 = 7;

/// Returns the outline of a box as the `d` of a path, from its left top corner on.
pub(super) fn outline(kind: Kind, x: i32, y: i32, width: i32, height: i32) -> String {
    let (right, bottom, middle) = (x + width, y + height, y + height / 2);
    match kind {
        Kind::Say => speech(x, y, width, height, 10.min(height / 3)),
        Kind::Ask => format!("M{} {y} H{right} L{} {bottom} H{x} Z", x + SLANT, right - SLANT),
        Kind::Confirm => points(x, y, width, height, POINT),
        Kind::If => points(x, y, width, height, height / 2),
        Kind::Choose => {
            let cut = 9.min(height / 3);
            format!(
                "M{} {y} H{} L{right} {} V{} L{} {bottom} H{} L{x} {} V{} Z",
                x + cut,
                right - cut,
                y + cut,
                bottom - cut,
                right - cut,
                x + cut,
                bottom - cut,
                y + cut
            )
        }
        Kind::Call => {
            let bulge = 5.min(height / 4);
            format!(
                "M{x} {} C{x} {} {right} {} {right} {} V{} C{right} {} {x} {} {x} {} Z M{x} {} C{x} {} {right} {} {right} {}",
                y + bulge,
                y - bulge / 3,
                y - bulge / 3,
                y + bulge,
                bottom - bulge,
                bottom + bulge / 3,
                bottom + bulge / 3,
                bottom - bulge,
                y + bulge,
                y + 2 * bulge + 1,
                y + 2 * bulge + 1,
                y + bulge
            )
        }
        Kind::Run => {
            format!("{} M{} {y} V{bottom} M{} {y} V{bottom}", rounded(x, y, width, height, 3), x + BAR, right - BAR)
        }
        Kind::Start => {
            format!("M{x} {y} H{} L{right} {middle} L{} {bottom} H{x} Z", right - POINT, right - POINT)
        }
        Kind::Note => rounded(x, y, width, height, 4),
        Kind::Pass => rounded(x, y, width, height, height.min(width) / 2),
        Kind::Entry | Kind::Transfer | Kind::End | Kind::Exit(_) => rounded(x, y, width, height, (height / 2).min(22)),
    }
}

/// A rectangle with round corners.
pub(super) fn rounded(x: i32, y: i32, width: i32, height: i32, round: i32) -> String {
    let (right, bottom) = (x + width, y + height);
    let arc = |x: i32, y: i32| format!("A{round} {round} 0 0 1 {x} {y}");
    format!(
        "M{} {y} H{} {} V{} {} H{} {} V{} {} Z",
        x + round,
        right - round,
        arc(right, y + round),
        bottom - round,
        arc(right - round, bottom),
        x + round,
        arc(x, bottom - round),
        y + round,
        arc(x + round, y)
    )
}

/// A bubble whose tail points to the speaker at the left.
fn speech(x: i32, y: i32, width: i32, height: i32, round: i32) -> String {
    let (right, bottom) = (x + width, y + height);
    let arc = |x: i32, y: i32| format!("A{round} {round} 0 0 1 {x} {y}");
    format!(
        "M{} {y} H{} {} V{} {} H{} L{x} {bottom} V{} {} Z",
        x + round,
        right - round,
        arc(right, y + round),
        bottom - round,
        arc(right - round, bottom),
        x + round,
        y + round,
        arc(x + round, y)
    )
}

/// A box with a point at each side.
fn points(x: i32, y: i32, width: i32, height: i32, point: i32) -> String {
    let (right, bottom, middle) = (x + width, y + height, y + height / 2);
    format!(
        "M{} {y} H{} L{right} {middle} L{} {bottom} H{} L{x} {middle} Z",
        x + point,
        right - point,
        right - point,
        x + point
    )
}
