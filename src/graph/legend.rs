//! The legend below a flow: what its boxes and lines mean.

use std::fmt::Write as _;

use super::label::width;
use super::layout::Layout;
use super::model::{Graph, Kind};
use super::palette;
use super::shape::{self, SMALL};

/// The legend: the kinds of boxes and of lines in the picture, in rows as wide as the picture.
pub(super) struct Keys {
    keys: Vec<(Key, i32, i32)>,
    /// How wide its widest row is.
    pub width: i32,
    /// The height of all rows.
    pub height: i32,
}

/// Something that the legend explains.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// A box.
    Box(Kind),
    /// A line of a class, and what it is called.
    Line(&'static str, &'static str),
}

impl Key {
    fn title(self) -> &'static str {
        match self {
            Key::Box(kind) => kind.title(),
            Key::Line(_, title) => title,
        }
    }
}

impl Keys {
    /// Makes the legend of a picture.
    pub(super) fn of(graph: &Graph, layout: &Layout) -> Keys {
        let mut kinds: Vec<Kind> = graph.nodes.iter().map(|node| node.kind).collect();
        kinds.retain(|kind| !matches!(kind, Kind::Entry | Kind::Exit(_) | Kind::Pass));
        kinds.sort_unstable();
        kinds.dedup();
        let lines = [
            ("main", "主线", true),
            ("slip", "出错时", graph.edges.iter().any(|edge| edge.is_failure)),
            ("back", "往回走", layout.is_back.contains(&true)),
        ];
        let lines =
            lines.into_iter().filter(|(.., is_there)| *is_there).map(|(class, title, _)| Key::Line(class, title));
        let most = layout.width.max(420);
        let (mut x, mut y, mut widest) = (0, 0, 0);
        let mut keys = Vec::new();
        for key in kinds.into_iter().map(Key::Box).chain(lines) {
            let key_width = 36 + width(key.title(), SMALL) + 18;
            if x + key_width > most {
                (x, y) = (0, y + 24);
            }
            keys.push((key, x, y));
            x += key_width;
            widest = widest.max(x);
        }
        Keys { keys, width: widest, height: y + 24 }
    }

    /// Writes it, from its left top corner on.
    pub(super) fn write(&self, svg: &mut String, left: i32, top: i32) {
        for (key, x, y) in &self.keys {
            let (x, y) = (left + x, top + y);
            let _ = match key {
                Key::Box(kind) => write!(
                    svg,
                    "<g class=\"{}\"><path class=\"shape\" d=\"{}\"/></g>",
                    palette::class(*kind),
                    shape::outline(*kind, x, y, 30, 16)
                ),
                Key::Line(class, _) => write!(svg, "<path class=\"line {class}\" d=\"M{x} {} h30\"/>", y + 8),
            };
            let _ = writeln!(svg, "<text class=\"left key\" x=\"{}\" y=\"{}\">{}</text>", x + 36, y + 12, key.title());
        }
    }
}
