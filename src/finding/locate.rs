//! Turns the place of a finding into line and column, only once it is to be shown.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::tree::{Id, Kind, Node, Position, Tree, Written};
use super::{FileId, Mended, Part, Path, Place, Sources};

/// A stretch of one line, as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// Width in characters; 0 stands before a character.
    pub width: usize,
}

/// Finds places, reading each file once however many findings point into it.
#[derive(Debug)]
pub struct Locator<'s> {
    sources: &'s Sources,
    files: BTreeMap<FileId, File<'s>>,
}

#[derive(Debug)]
struct File<'s> {
    /// What was read.
    text: &'s str,
    lines: Vec<&'s str>,
    /// What the author wrote.
    authored: Vec<&'s str>,
    mended: Option<&'s Mended>,
    tree: OnceCell<Tree>,
}

impl<'s> Locator<'s> {
    /// Makes a locator for these sources; reads nothing yet.
    pub fn new(sources: &'s Sources) -> Locator<'s> {
        Locator { sources, files: BTreeMap::new() }
    }

    /// Returns where a place is, or `None` for a whole file and for a file of other sources.
    ///
    /// What goes over several lines is cut at the end of its first one. A path that the file does not have gives the
    /// deepest part of it that is there.
    pub fn spot(&mut self, place: &Place) -> Option<Spot> {
        if let Part::At { line, column, width } = place.part {
            return Some(Spot { line, column, width });
        }
        if place.part == Part::File {
            return None;
        }
        let file = self.file(place.file)?;
        let spot = match &place.part {
            Part::File | Part::At { .. } => None,
            Part::Value(path) => file.value(path),
            Part::Key(path) => file.key(path),
            Part::Text { path, line, from, to } => file.text(path, *line, *from, *to),
        };
        spot.map(|spot| file.authored(spot))
    }
}

impl<'s> Locator<'s> {
    /// Returns the text of a line, from 1; empty beyond the end.
    pub fn line(&mut self, file: FileId, line: usize) -> &'s str {
        let index = line.checked_sub(1);
        let lines = self.file(file).map(|file| file.authored.as_slice());
        index.and_then(|index| lines?.get(index).copied()).unwrap_or("")
    }

    fn file(&mut self, file: FileId) -> Option<&File<'s>> {
        let source = self.sources.get(file)?;
        let mended = source.mended.as_ref();
        let text: &str = mended.map_or(&source.text, |mended| &mended.text);
        Some(self.files.entry(file).or_insert_with(|| File {
            text,
            lines: text.lines().collect(),
            authored: source.text.lines().collect(),
            mended,
            tree: OnceCell::new(),
        }))
    }
}

/// Returns where a place is; see [`Locator::spot`]. For several places make one [`Locator`].
pub fn locate(sources: &Sources, place: &Place) -> Option<Spot> {
    Locator::new(sources).spot(place)
}

impl File<'_> {
    /// Turns a spot of what was read into one of what the author wrote.
    fn authored(&self, spot: Spot) -> Spot {
        let Some(mended) = self.mended else { return spot };
        let column = |column| mended.authored(Position { line: spot.line, column }).column;
        let start = column(spot.column.saturating_sub(1));
        let end = column((spot.column + spot.width).saturating_sub(1));
        Spot { column: start + 1, width: end.saturating_sub(start), ..spot }
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Tree::parse(self.text))
    }

    fn value(&self, path: &Path) -> Option<Spot> {
        let found = self.tree().find(path);
        let value = self.tree().get(found.value?)?;
        let is_empty = value.start == value.end && matches!(value.kind, Kind::Scalar { .. });
        match found.key {
            Some(key) if is_empty || !found.whole => self.node(self.tree().get(key)?),
            _ => self.node(value),
        }
    }

    fn key(&self, path: &Path) -> Option<Spot> {
        let found = self.tree().find(path);
        match found.key {
            Some(key) => self.node(self.tree().get(key)?),
            None => self.node(self.tree().get(found.value?)?),
        }
    }

    /// The first line of a node; of a block collection only what it begins with.
    fn node(&self, node: &Node) -> Option<Spot> {
        match &node.kind {
            Kind::Mapping { entries, flow: false } => match entries.first() {
                Some((key, _)) => self.node(self.tree().get(*key)?),
                None => Some(self.between(node.start, node.end)),
            },
            Kind::Sequence { flow: false, .. } => {
                Some(Spot { line: node.start.line, column: node.start.column + 1, width: 1 })
            }
            _ => Some(self.between(node.start, node.end)),
        }
    }

    /// From one position to another, or to the end of the first line.
    fn between(&self, start: Position, end: Position) -> Spot {
        let end = if end.line == start.line {
            end.column
        } else {
            let line = self.line(start.line);
            line.trim_end().chars().count()
        };
        Spot { line: start.line, column: start.column + 1, width: end.saturating_sub(start.column) }
    }

    fn line(&self, line: usize) -> &str {
        line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or("")
    }

    fn text(&self, path: &Path, line: usize, from: usize, to: usize) -> Option<Spot> {
        let found = self.tree().find(path);
        let id: Id = found.value?;
        let node = self.tree().get(id)?;
        let Kind::Scalar { text, style } = &node.kind else {
            return self.value(path);
        };
        let width = to.saturating_sub(from);
        if *style == Written::Literal {
            let skipped = text.chars().take_while(|c| *c == '\n').count();
            return Some(Spot {
                line: (node.start.line + line).saturating_sub(skipped),
                column: node.start.column + from + 1,
                width,
            });
        }
        let before: usize = text.split_inclusive('\n').take(line).map(|line| line.chars().count()).sum();
        let positions = self.positions(node, text, *style);
        let first = positions.get(before + from).copied();
        let Some(first) = first.or_else(|| positions.last().copied()) else {
            return self.value(path);
        };
        let last = positions.get((before + to).saturating_sub(1)).or(positions.last()).copied().unwrap_or(first);
        Some(if width == 0 {
            Spot { line: first.line, column: first.column + 1, width: 0 }
        } else {
            let end = Position { column: last.column + 1, ..last };
            self.between(first, end)
        })
    }

    /// Where each character of a scalar's content stands in the source.
    fn positions(&self, node: &Node, text: &str, style: Written) -> Vec<Position> {
        let source = self.source(node, style);
        let mut at = 0;
        let mut positions = Vec::with_capacity(text.len());
        // The events of a block scalar start at its first character; the empty lines before are content all the same.
        let mut folded = match style {
            Written::Folded => text.chars().take_while(|c| *c == '\n').count(),
            Written::Plain | Written::Single | Written::Double | Written::Literal => 0,
        };
        for c in text.chars() {
            if folded > 0 {
                folded -= 1;
                positions.push(positions.last().copied().unwrap_or(node.start));
                continue;
            }
            let rest = source.get(at..).unwrap_or(&[]);
            let Some((width, extra)) = consumed(rest, c, style) else {
                break;
            };
            let Some((_, position)) = rest.get(width.skip) else {
                break;
            };
            positions.push(*position);
            at += width.skip + width.take;
            folded = extra;
        }
        positions
    }

    /// The characters of a node's source with their positions, a `\n` at the end of each line.
    fn source(&self, node: &Node, style: Written) -> Vec<(char, Position)> {
        let quote = usize::from(matches!(style, Written::Single | Written::Double));
        let mut characters = Vec::new();
        for line in node.start.line..=node.end.line {
            let first = if line == node.start.line { node.start.column + quote } else { 0 };
            let last = if line == node.end.line { node.end.column } else { usize::MAX };
            let here = self.line(line).chars().chain(['\n']).enumerate();
            characters.extend(
                here.skip(first).take(last.saturating_sub(first)).map(|(column, c)| (c, Position { line, column })),
            );
        }
        characters
    }
}

/// How much of the source one character of content takes.
struct Width {
    /// Characters before it that mean nothing.
    skip: usize,
    /// Characters that it is written with.
    take: usize,
}

/// Returns how `c` is written at the front of `rest`, and how many further characters of content come out of the same
/// break between lines; `None` at the end of the source.
fn consumed(rest: &[(char, Position)], c: char, style: Written) -> Option<(Width, usize)> {
    let at = |index: usize| rest.get(index).map(|(c, _)| *c);
    let blank = rest.iter().take_while(|(c, _)| c.is_ascii_whitespace()).count();
    let breaks = rest.iter().take(blank).filter(|(c, _)| *c == '\n').count();
    let width = |skip, take| Some((Width { skip, take }, 0));
    match (at(0)?, style) {
        ('\\', Written::Double) => match at(1) {
            Some('\n') => {
                let skip = 2 + rest.iter().skip(2).take_while(|(c, _)| *c == ' ').count();
                width(skip, 1)
            }
            Some('x') => width(0, 4),
            Some('u') => width(0, 6),
            Some('U') => width(0, 10),
            _ => width(0, 2),
        },
        ('\'', Written::Single) if c == '\'' => width(0, 2),
        _ if breaks > 0 && (c == ' ' || c == '\n') => Some((Width { skip: 0, take: blank }, breaks.saturating_sub(2))),
        (first, _) if first == c => width(0, 1),
        _ => {
            let skip = rest.iter().position(|(other, _)| *other == c)?;
            width(skip, 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `marked` is a YAML text in which `«…»` stands around what the place should give.
    #[track_caller]
    fn check(marked: &str, part: impl Fn(FileId) -> Place) {
        let text = marked.replace(['«', '»'], "");
        let mut expect = None;
        for (line, content) in (1..).zip(marked.lines()) {
            let before = content.chars().take_while(|c| *c != '«').count();
            let inside = content.chars().skip(before + 1);
            if content.contains('«') {
                expect = Some(Spot { line, column: before + 1, width: inside.take_while(|c| *c != '»').count() });
            }
        }
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", text);
        assert_eq!(locate(&sources, &part(file)), expect);
    }

    fn value(path: Path) -> impl Fn(FileId) -> Place {
        move |file| Place::value(file, path.clone())
    }

    fn key(path: Path) -> impl Fn(FileId) -> Place {
        move |file| Place::key(file, path.clone())
    }

    fn text(path: Path, line: usize, from: usize, to: usize) -> impl Fn(FileId) -> Place {
        move |file| Place { file, part: Part::Text { path: path.clone(), line, from, to } }
    }

    fn top(key: &str) -> Path {
        Path::default().key(key)
    }

    #[test]
    fn columns_count_characters() {
        check("槽: {原因: «挂失»}\n", value(top("槽").key("原因")));
    }

    #[test]
    fn keys_and_items() {
        let step = top("flow").index(1);
        check("flow:\n- a: 1\n- «标签»: 冻结\n", key(step.key("标签")));
        check("flow:\n- a: 1\n- 标签: «冻结»\n", value(step.key("标签")));
        check("flow:\n- a: 1\n- «标签»: 冻结\n", value(step.clone()));
        check("flow: [a, «\"标 签\"», c]\n", value(step));
        check("«flow»:\n  - a\n", key(top("flow")));
        check("flow:\n  «-» a\n", value(top("flow")));
    }

    #[test]
    fn an_empty_value_gives_its_key() {
        check("a: 1\n«b»:\nc: 2\n", value(top("b")));
    }

    #[test]
    fn a_missing_part_gives_the_deepest_one_there_is() {
        check("flow:\n  - «say»: 您好\n", value(top("flow").index(0).key("say").key("x")));
        check("«flow»:\n  - say: 您好\n", value(top("flow").index(7)));
    }

    #[test]
    fn through_an_alias() {
        check("a: &x {b: «1»}\nc: *x\n", value(top("c").key("b")));
    }

    #[test]
    fn windows_line_ends() {
        check("a: |\r\n  冻结\r\n  解«冻»\r\n", text(top("a"), 1, 1, 2));
    }

    #[test]
    fn a_literal_block() {
        check("a: |\n  冻结\n    «解冻»[账]户\n", text(top("a"), 1, 2, 4));
        check("a: |\n\n\n  冻«结»\n", text(top("a"), 2, 1, 2));
        check("- |2\n    冻«结»\n", text(Path::default().index(0), 0, 3, 4));
    }

    #[test]
    fn a_folded_block() {
        check("a: >\n  冻结\n  解«冻»\n", text(top("a"), 0, 4, 5));
        check("a: >\n  冻结\n\n  解«冻»\n", text(top("a"), 1, 1, 2));
        check("a: >\n\n  冻«结»\n", text(top("a"), 1, 1, 2));
    }

    #[test]
    fn plain_text() {
        check("a: 请«冻结»账户 # 好\n", text(top("a"), 0, 1, 3));
        check("a: 请\n  冻«结»\n", text(top("a"), 0, 3, 4));
        check("a: 请冻结«»\nb: 1\n", |file| Place { file, part: Part::At { line: 1, column: 7, width: 0 } });
    }

    #[test]
    fn quoted_text() {
        check("a: '它''«冻»结'\n", text(top("a"), 0, 2, 3));
        check("a: \"引\\\"\\u51BB«结»\"\n", text(top("a"), 0, 3, 4));
        check("a: \"请\\n解«冻»\"\n", text(top("a"), 1, 1, 2));
        check("a: \"请 \\\n   解«冻»\"\n", text(top("a"), 0, 3, 4));
        check("a: \"请\n  解«冻»\"\n", text(top("a"), 0, 3, 4));
    }

    #[test]
    fn a_whole_file_has_no_spot() {
        check("a: 1\n", |file| Place { file, part: Part::File });
    }
}
