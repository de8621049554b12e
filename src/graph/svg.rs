//! A flow as SVG that needs nothing else: no font, no script, no file beside it; by day and by night.

use std::fmt::Write as _;

use super::label::width;
use super::layout::{self, LABEL_HEIGHT, Layout, Link, Point, Size};
use super::legend::Keys;
use super::model::{Edge, Exit, Graph, Kind, Node};
use super::shape::{self, Figure, LINE, SIDE, SMALL, Side};
use super::{Taken, Visits, palette, ways};
use crate::compile::hotline::Hotline;

/// Around the picture.
const MARGIN: i32 = 28;
/// The height of the title, above the picture.
const TITLE: i32 = 84;

/// Returns the picture of a flow, with title and legend.
pub fn picture(graph: &Graph) -> String {
    let drawing = Drawing::of(graph, None);
    let keys = Keys::of(graph, &drawing.layout);
    let inner = drawing.layout.width.max(keys.width).max(width(&graph.name, 24)).max(width(&graph.about, 14)).max(240);
    let (full_width, full_height) = (inner + 2 * MARGIN, TITLE + drawing.layout.height + keys.height + 2 * MARGIN);
    let mut svg = open(full_width, full_height, &format!("{}：流程图", graph.name));
    // Writing to a string cannot fail.
    let _ = writeln!(svg, "<style>{}</style>\n<defs>{}</defs>", palette::style(), never());
    let _ = writeln!(svg, "<rect class=\"bg\" width=\"{full_width}\" height=\"{full_height}\"/>");
    let kind = if graph.is_shared { "子流程 · " } else { "" };
    let mut y = MARGIN + 22;
    for (class, text) in
        [("name", graph.name.clone()), ("about", graph.about.clone()), ("file", format!("{kind}{}", graph.file))]
    {
        if !text.is_empty() && (class != "about" || graph.about != graph.name) {
            let _ = writeln!(svg, "<text class=\"left {class}\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escaped(&text));
            y += if class == "name" { 24 } else { 19 };
        }
    }
    let left = MARGIN + (inner - drawing.layout.width) / 2;
    let _ = writeln!(svg, "<g transform=\"translate({left} {})\">", MARGIN + TITLE);
    drawing.write(&mut svg);
    svg.push_str("</g>\n");
    keys.write(&mut svg, MARGIN, MARGIN + TITLE + drawing.layout.height + 14);
    svg.push_str("</svg>\n");
    svg
}

/// Returns the picture of a flow coloured by visits, for a page that has [`style`] and [`patterns`].
pub fn visited(hotline: &Hotline, graph: &Graph, visits: &dyn Visits) -> String {
    let drawing = Drawing::of(graph, Some((hotline, visits)));
    let mut svg = open(drawing.layout.width, drawing.layout.height, &format!("{}：走过的次数", graph.name));
    drawing.write(&mut svg);
    svg.push_str("</svg>\n");
    svg
}

/// Returns the style sheet that pictures in a page share.
pub fn style() -> String {
    palette::style()
}

/// Returns what pictures in a page refer to; must stand in it where it is not hidden.
pub fn patterns() -> String {
    format!(
        "<svg class=\"daohang\" xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>{}</defs></svg>",
        never()
    )
}

/// The hatching of what was never visited.
fn never() -> &'static str {
    "<pattern id=\"never\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"paper\" width=\"9\" height=\"9\"/><path class=\"stripe\" d=\"M0 0V9\"/></pattern>"
}

/// Returns the opening tag of a picture.
pub(super) fn open(width: i32, height: i32, name: &str) -> String {
    format!(
        "<svg class=\"daohang\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" lang=\"zh-CN\" aria-label=\"{}\">\n",
        escaped(name)
    )
}

/// Returns a text as it may stand in XML.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no way to write them.
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A flow with its boxes placed.
pub(super) struct Drawing<'d> {
    pub graph: &'d Graph,
    visits: Option<(&'d Hotline, &'d dyn Visits)>,
    pub figures: Vec<Figure>,
    /// The boxes that are placed, and where each is among them; an exit at the side is in none.
    pub placed: Vec<usize>,
    /// The arrows that are placed.
    pub links: Vec<usize>,
    names: Vec<String>,
    pub layout: Layout,
}

impl<'d> Drawing<'d> {
    pub(super) fn of(graph: &'d Graph, visits: Option<(&'d Hotline, &'d dyn Visits)>) -> Drawing<'d> {
        let at_side: Vec<bool> = graph.edges.iter().map(|edge| is_at_side(graph, edge)).collect();
        let mut is_placed = vec![true; graph.nodes.len()];
        for (edge, _) in graph.edges.iter().zip(&at_side).filter(|(_, at_side)| **at_side) {
            is_placed[edge.to] = false;
        }
        let placed: Vec<usize> = (0..graph.nodes.len()).filter(|node| is_placed[*node]).collect();
        let links: Vec<usize> = (0..graph.edges.len()).filter(|edge| !at_side[*edge]).collect();
        let names: Vec<String> = graph.edges.iter().map(|edge| name_of(edge, visits)).collect();
        let figures: Vec<Figure> = (0..graph.nodes.len())
            .map(|node| {
                let sides = sides(graph, node, &at_side, &names, visits);
                Figure::of(&graph.nodes[node], &badge(&graph.nodes[node], visits), sides)
            })
            .collect();
        let sizes: Vec<Size> = placed
            .iter()
            .map(|node| {
                let figure = &figures[*node];
                let half = figure.width / 2;
                Size { left: half, right: half + figure.reach(), height: figure.full_height(&graph.nodes[*node]) }
            })
            .collect();
        let place = |node: usize| placed.binary_search(&node).unwrap_or(0);
        let of_link = |nth: &usize| {
            let edge = &graph.edges[*nth];
            let name = &names[*nth];
            let label = if name.is_empty() { 0 } else { width(name, SMALL) + 14 };
            Link { from: place(edge.from), to: place(edge.to), label, shunned: shunned(edge) }
        };
        let layout = layout::lay_out(&sizes, &links.iter().map(of_link).collect::<Vec<_>>());
        Drawing { graph, visits, figures, placed, links, names, layout }
    }

    /// What an arrow is called in the picture.
    #[cfg(test)]
    pub(super) fn name(&self, edge: usize) -> &str {
        &self.names[edge]
    }

    fn write(&self, svg: &mut String) {
        self.write_arrows(svg);
        for (node, at) in self.placed.iter().zip(&self.layout.nodes) {
            self.write_node(svg, *node, *at);
        }
    }

    /// The arrows below everything: first those that matter least, so that others lie on them.
    fn write_arrows(&self, svg: &mut String) {
        let mut order: Vec<usize> = (0..self.links.len()).collect();
        let weight = |nth: &usize| {
            let edge = &self.graph.edges[self.links[*nth]];
            (self.count(edge), self.layout.is_main[*nth], !edge.is_failure, !self.layout.is_back[*nth])
        };
        order.sort_by_key(weight);
        for nth in &order {
            let edge = &self.graph.edges[self.links[*nth]];
            let class = match (self.visits, edge) {
                (Some(_), edge) => visit_class(self.count(edge)),
                (None, edge) if edge.is_failure => "slip",
                (None, _) if self.layout.is_main[*nth] => "main",
                (None, _) if self.layout.is_back[*nth] => "back",
                (None, _) => "",
            };
            let path = &self.layout.paths[*nth];
            // Where a tag or something at the side makes a box higher than its outline, the arrow goes on to the outline.
            let path = self.stretched(path, edge);
            let _ = write!(svg, "<g class=\"edge\" data-edge=\"{}\">", self.links[*nth]);
            self.write_tooltip(svg, edge);
            let _ = write!(svg, "<path class=\"line {class}\" d=\"{}\"/>", rounded_path(&path));
            let is_dot = self.figures[edge.to].width < 20;
            if let Some(end) = path.last().filter(|_| !is_dot) {
                let _ = write!(svg, "<path class=\"{}\" d=\"{}\"/>", tip_class(class), tip_down(*end));
            }
            svg.push_str("</g>\n");
        }
        for nth in order {
            let edge = &self.graph.edges[self.links[nth]];
            let (Some(at), name) = (self.layout.labels[nth], &self.names[self.links[nth]]) else { continue };
            let class = match self.visits {
                Some(_) => format!("said {}", visit_class(self.count(edge))),
                None if edge.is_failure => "slip-said".to_owned(),
                None => "said".to_owned(),
            };
            let pill_width = width(name, SMALL) + 10;
            let pill =
                shape::rounded(at.x - pill_width / 2, at.y - LABEL_HEIGHT / 2 + 1, pill_width, LABEL_HEIGHT - 2, 8);
            let _ = writeln!(
                svg,
                "<path class=\"pill\" d=\"{pill}\"/><text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
                at.x,
                at.y + 4,
                escaped(name)
            );
        }
    }

    fn stretched(&self, path: &[Point], edge: &Edge) -> Vec<Point> {
        let mut path = path.to_vec();
        let spare =
            |node: usize| (self.figures[node].full_height(&self.graph.nodes[node]) - self.figures[node].height) / 2;
        if let Some(start) = path.first_mut() {
            start.y -= spare(edge.from);
        }
        if let Some(end) = path.last_mut() {
            end.y += spare(edge.to);
        }
        path
    }

    fn write_node(&self, svg: &mut String, nth: usize, at: Point) {
        let (node, figure) = (&self.graph.nodes[nth], &self.figures[nth]);
        let (left, top) = (at.x - figure.width / 2, at.y - figure.height / 2);
        for (which, side) in figure.sides.iter().enumerate() {
            let y = at.y + (2 * which as i32 + 1 - figure.sides.len() as i32) * SIDE / 2;
            self.write_side(svg, side, at.x + figure.width / 2, y, inner_edge(node.kind, figure, y - top));
        }
        let visits = self.visits.map(|_| self.node_class(node)).unwrap_or_default();
        let _ = write!(svg, "<g class=\"node {} {visits}\" data-node=\"{nth}\">", palette::class(node.kind));
        let _ = write!(svg, "<title>{}</title>", escaped(&told(node)));
        let outline = shape::outline(node.kind, left, top, figure.width, figure.height);
        let _ = write!(svg, "<path class=\"shape\" d=\"{outline}\"/>");
        let n_lines = figure.lines.len() as i32 + i32::from(!figure.head.is_empty());
        let mut y = at.y - n_lines * LINE / 2 + 14 + i32::from(node.kind == Kind::Call) * 2;
        if !figure.head.is_empty() {
            let _ = write!(svg, "<text class=\"head\" x=\"{}\" y=\"{y}\">{}</text>", at.x, escaped(&figure.head));
            y += LINE;
        }
        let is_solo = matches!(node.kind, Kind::Entry | Kind::Exit(_));
        let class = if is_solo { "body solo" } else { "body" };
        for line in &figure.lines {
            let _ = write!(svg, "<text class=\"{class}\" x=\"{}\" y=\"{y}\">{}</text>", at.x, escaped(line));
            y += LINE;
        }
        if let Some(label) = &node.label {
            let tag = shape::tag_width(label);
            let d = shape::rounded(left + 10, top - 9, tag, 17, 5);
            let _ = write!(
                svg,
                "<path class=\"tag\" d=\"{d}\"/><text class=\"tag-text\" x=\"{}\" y=\"{}\">{}</text>",
                left + 10 + tag / 2,
                top + 4,
                escaped(label)
            );
        }
        let badge = badge(node, self.visits);
        if !badge.is_empty() {
            let tag = shape::tag_width(&badge);
            let d = shape::rounded(left + figure.width - 10 - tag, top - 9, tag, 17, 8);
            let _ = write!(
                svg,
                "<path class=\"badge {visits}\" d=\"{d}\"/><text class=\"tag-text\" x=\"{}\" y=\"{}\">{badge}</text>",
                left + figure.width - 10 - tag / 2,
                top + 4
            );
        }
        svg.push_str("</g>\n");
    }

    /// An arrow that leaves the flow, or a count. `inner` is how far inside the right end of the box its outline is.
    fn write_side(&self, svg: &mut String, side: &Side, right: i32, y: i32, inner: i32) {
        let (name_width, exit_width) = side.widths();
        let edge = side.edge.map(|edge| &self.graph.edges[edge]);
        let _ = match side.edge {
            Some(edge) => write!(svg, "<g class=\"edge\" data-edge=\"{edge}\">"),
            None => write!(svg, "<g>"),
        };
        if let Some(edge) = edge {
            self.write_tooltip(svg, edge);
        }
        let text_class = if side.class == "slip" { "slip-said".to_owned() } else { format!("said {}", side.class) };
        if let Some(exit) = side.exit {
            let end = right + 8 + name_width + 16;
            let name_start = right + 8;
            let _ = write!(svg, "<path class=\"line side {}\" d=\"M{} {y} H", side.class, right - inner);
            let _ = match name_width {
                0 => write!(svg, "{end}\"/>"),
                _ => write!(svg, "{name_start} M{} {y} H{end}\"/>", name_start + name_width),
            };
            let _ = write!(svg, "<path class=\"{}\" d=\"M{end} {y} l-7 -4 v8 Z\"/>", tip_class(&side.class));
            let kind = Kind::Exit(exit);
            let d = shape::rounded(end, y - 9, exit_width, 18, 9);
            let _ = write!(
                svg,
                "<g class=\"{}\"><path class=\"shape\" d=\"{d}\"/><text class=\"head\" x=\"{}\" y=\"{}\">{}</text></g>",
                palette::class(kind),
                end + exit_width / 2,
                y + 4,
                exit.title()
            );
        }
        if name_width > 0 {
            let x = right + 8 + name_width / 2;
            let _ =
                write!(svg, "<text class=\"{text_class}\" x=\"{x}\" y=\"{}\">{}</text>", y + 4, escaped(&side.name));
        }
        svg.push_str("</g>\n");
    }

    /// What a reader sees who points at an arrow: which ways it stands for, and how often each was taken.
    fn write_tooltip(&self, svg: &mut String, edge: &Edge) {
        let Some((hotline, visits)) = self.visits else {
            if !edge.label.is_empty() {
                let _ = write!(svg, "<title>{}</title>", escaped(&edge.label));
            }
            return;
        };
        let lines: Vec<String> = edge
            .ways
            .iter()
            .filter_map(|(state, way)| {
                let count = match visits.way(*state, *way) {
                    Taken::Times(count) => format!("{count} 次"),
                    Taken::Unreachable => "走不到".to_owned(),
                    Taken::WithStep => return None,
                };
                Some(format!("{}：{count}", ways::name(hotline, *state, *way)))
            })
            .collect();
        if !lines.is_empty() {
            let _ = write!(svg, "<title>{}</title>", escaped(&lines.join("\n")));
        }
    }

    /// How often an arrow was taken: its ways together, or the step that it leaves; 0 where there are no visits to show.
    fn count(&self, edge: &Edge) -> Option<u64> {
        let (_, visits) = self.visits?;
        count_of(self.graph, edge, visits)
    }

    fn node_class(&self, node: &Node) -> &'static str {
        let Some((_, visits)) = self.visits else { return "" };
        match node.steps.first() {
            Some(step) => visit_class(visits.step(step.state)),
            None => "",
        }
    }
}

/// The class of a count: never, few, some, many; `vx` for what cannot be reached.
fn visit_class(count: Option<u64>) -> &'static str {
    match count {
        None => "vx",
        Some(0) => "v0",
        Some(1..=2) => "v1",
        Some(3..=9) => "v2",
        Some(_) => "v3",
    }
}

fn tip_class(class: &str) -> String {
    match class {
        "" => "tip".to_owned(),
        "main" | "slip" | "back" => format!("{class}-tip"),
        class => format!("tip {class}"),
    }
}

/// How often an arrow was taken.
fn count_of(graph: &Graph, edge: &Edge, visits: &dyn Visits) -> Option<u64> {
    let ways = &edge.ways;
    if ways.is_empty() {
        return graph.nodes[edge.to].steps.first().map_or(Some(0), |step| visits.step(step.state));
    }
    let taken: Vec<Taken> = ways.iter().map(|(state, way)| visits.way(*state, *way)).collect();
    match (times(&taken).as_slice(), taken.contains(&Taken::WithStep)) {
        ([], true) => ways.first().and_then(|(state, _)| visits.step(*state)),
        ([], false) => None,
        (counts, _) => Some(counts.iter().sum()),
    }
}

fn times(taken: &[Taken]) -> Vec<u64> {
    let of_one = |taken: &Taken| match taken {
        Taken::Times(count) => Some(*count),
        Taken::WithStep | Taken::Unreachable => None,
    };
    taken.iter().filter_map(of_one).collect()
}

/// What an arrow is called in the picture; with visits, how often it was taken.
fn name_of(edge: &Edge, visits: Option<(&Hotline, &dyn Visits)>) -> String {
    let name = shape::name(&edge.label);
    let Some((_, visits)) = visits else { return name };
    let taken: Vec<Taken> = edge.ways.iter().map(|(state, way)| visits.way(*state, *way)).collect();
    let counted = times(&taken);
    let taken = counted.iter().filter(|count| **count > 0).count();
    match (counted.len(), name.is_empty()) {
        (0, _) => name,
        (1, true) => format!("{} 次", counted[0]),
        (1, false) => format!("{name} {}", counted[0]),
        (all, true) => format!("{taken}/{all} 种回答"),
        (all, false) => format!("{name} {taken}/{all}"),
    }
}

/// How much the main path shuns an arrow, in tenths of a box.
fn shunned(edge: &Edge) -> i32 {
    use crate::dialogue::trail::Way;
    let of_way = |way: Way| match way {
        Way::Next | Way::Outcome(0) | Way::Then | Way::Otherwise => 0,
        Way::Option(_) => 1,
        Way::Heard(_) => 60,
        Way::No | Way::Outcome(_) => 60,
        Way::Failed | Way::Error | Way::NoMatch | Way::NoInput => 500,
    };
    edge.ways.iter().map(|(_, way)| of_way(*way)).min().unwrap_or(0)
}

/// Whether an arrow leaves the flow at the side of its box instead of going down to an exit.
fn is_at_side(graph: &Graph, edge: &Edge) -> bool {
    use crate::dialogue::trail::Way;
    if !matches!(graph.nodes[edge.to].kind, Kind::Exit(_)) {
        return false;
    }
    let leads_on = edge.ways.iter().any(|(_, way)| matches!(way, Way::Next | Way::Outcome(0)));
    let is_first = edge.ways.is_empty() || leads_on;
    let is_only = graph.edges_from(edge.from).filter(|(_, other)| !other.is_failure).count() == 1;
    !(is_first || (is_only && !edge.is_failure))
}

/// What hangs at the side of a box: its exits, and with visits what went wrong at it.
fn sides(
    graph: &Graph,
    node: usize,
    at_side: &[bool],
    names: &[String],
    visits: Option<(&Hotline, &dyn Visits)>,
) -> Vec<Side> {
    let mut sides: Vec<Side> = graph
        .edges_from(node)
        .filter(|(nth, _)| at_side[*nth])
        .map(|(nth, edge)| {
            let Kind::Exit(exit) = graph.nodes[edge.to].kind else { return None };
            let class = match visits {
                Some((_, visits)) => visit_class(count_of(graph, edge, visits)).to_owned(),
                None if edge.is_failure || matches!(exit, Exit::Failed) => "slip".to_owned(),
                None => String::new(),
            };
            Some(Side { name: names[nth].clone(), exit: Some(exit), edge: Some(nth), class })
        })
        .collect::<Option<_>>()
        .unwrap_or_default();
    if let (Some((_, visits)), Some(step)) = (visits, graph.nodes[node].steps.last()) {
        for (name, count) in visits.misses(step.state) {
            let class = visit_class(Some(count)).to_owned();
            sides.push(Side { name: format!("{name} {count}"), exit: None, edge: None, class });
        }
    }
    sides
}

/// What stands at the upper right corner of a box: how often it was entered.
fn badge(node: &Node, visits: Option<(&Hotline, &dyn Visits)>) -> String {
    let Some(((_, visits), step)) = visits.zip(node.steps.first()) else { return String::new() };
    visits.step(step.state).map_or(String::new(), |count| count.to_string())
}

/// How far inside the right end of a box its outline is, at a height from its top.
fn inner_edge(kind: Kind, figure: &Figure, y: i32) -> i32 {
    match kind {
        Kind::If => (2 * y - figure.height).abs() / 2 + 1,
        Kind::Confirm | Kind::Start => 12,
        Kind::Ask => 10,
        Kind::Entry | Kind::Transfer | Kind::End | Kind::Exit(_) => 8,
        _ => 1,
    }
}

/// What a reader sees who points at a box: where it is written, and the whole text.
fn told(node: &Node) -> String {
    let places: Vec<&str> = node.steps.iter().map(|step| step.place.as_str()).collect();
    let head = format!("{} {}", node.kind.title(), node.head);
    [places.join("\n"), head.trim().to_owned(), node.text.clone()].join("\n").trim().to_owned()
}

/// Returns the `d` of a path with round corners.
fn rounded_path(corners: &[Point]) -> String {
    const ROUND: i32 = 9;
    let mut d = String::new();
    for (nth, corner) in corners.iter().enumerate() {
        let (before, after) = (nth.checked_sub(1).map(|nth| corners[nth]), corners.get(nth + 1));
        let _ = match (before, after) {
            (None, _) => write!(d, "M{} {}", corner.x, corner.y),
            (Some(_), None) => write!(d, " L{} {}", corner.x, corner.y),
            (Some(before), Some(after)) => {
                let round = ROUND.min(apart(before, *corner) / 2).min(apart(*corner, *after) / 2);
                let (start, end) = (towards(*corner, before, round), towards(*corner, *after, round));
                write!(d, " L{} {} Q{} {} {} {}", start.x, start.y, corner.x, corner.y, end.x, end.y)
            }
        };
    }
    d
}

fn apart(one: Point, other: Point) -> i32 {
    (one.x - other.x).abs() + (one.y - other.y).abs()
}

fn towards(from: Point, to: Point, distance: i32) -> Point {
    Point { x: from.x + (to.x - from.x).signum() * distance, y: from.y + (to.y - from.y).signum() * distance }
}

/// The head of an arrow that comes from above.
fn tip_down(end: Point) -> String {
    format!("M{} {} l-4 -8 h8 Z", end.x, end.y)
}
