//! Files that would cost more than they are worth: brackets in brackets by the thousand, aliases of aliases.

use crate::finding::tree::{Kind, Position, Tree};
use crate::finding::{FileId, Finding, Part, Place};
use crate::limits::{ALIAS_VALUES, YAML_DEPTH};

/// From how many open brackets on a text is looked at twice. libyaml's time grows with the square of the depth: 100,000
/// times `[a: ` took it a minute.
const SUSPICIOUS: usize = 200;

/// Returns what makes a text too costly to be read, or `None`.
///
/// Brackets and anchors in ordinary text only cost a second look, through a parser that gives up at a depth of 255.
pub(in crate::rules) fn bomb(file: FileId, text: &str) -> Option<Finding> {
    if let Some(place) = dashes(file, text) {
        return Some(too_deep(place));
    }
    let deep = deepest(text) > SUSPICIOUS;
    if !deep && !may_have_aliases(text) {
        return None;
    }
    let tree = Tree::parse(text);
    if deep && let Some(broken) = tree.broken() {
        let place = super::at(file, broken.at, 1);
        if broken.message.contains("recursion limit") {
            return Some(too_deep(place));
        }
        let finding = Finding::error("yaml-syntax", place, "从这里起读不通，而且有大量括号没有闭合");
        return Some(finding.help("请检查括号是否成对"));
    }
    (copies(&tree) > ALIAS_VALUES).then(|| {
        let mut nodes = tree.nodes();
        let alias = nodes.find(|(_, node)| matches!(node.kind, Kind::Alias(_)));
        let place = alias.map_or(Place { file, part: Part::File }, |(_, node)| super::at(file, node.start, 1));
        Finding::error("alias-bomb", place, "引用（*名字）展开后太大，没有读取").help("请把内容直接写出来，不用 & 和 *")
    })
}

/// The finding for what is nested too deep.
pub(in crate::rules) fn too_deep(place: Place) -> Finding {
    Finding::error("too-deep", place, "一层套一层，套得太深，没有读取")
        .help(format!("最多能套 {YAML_DEPTH} 层；请检查括号是否成对，或者把流程拆开"))
}

/// Where a line opens more lists, one in another, than can be read (`- - - -`…): 8 million of them took 12 s.
fn dashes(file: FileId, text: &str) -> Option<Place> {
    for (number, line) in (1..).zip(text.lines()) {
        if !line.trim_start_matches(' ').starts_with("- - -") {
            continue;
        }
        let signs = line.trim_start_matches(' ').as_bytes().chunks(2);
        let n_dashes = signs.take_while(|sign| *sign == b"- ").count();
        if n_dashes > SUSPICIOUS {
            let column = line.len() - line.trim_start_matches(' ').len();
            return Some(super::at(file, Position { line: number, column }, 1));
        }
    }
    None
}

/// The most brackets open at once, wherever they stand.
fn deepest(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                open += 1;
                most = most.max(open);
            }
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Returns whether an `*` stands where an alias could begin, with a name behind it.
fn may_have_aliases(text: &str) -> bool {
    let mut before = b'\n';
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'*'
            && (before.is_ascii_whitespace() || matches!(before, b'[' | b'{' | b',' | b':'))
            && bytes.peek().is_some_and(|next| next.is_ascii_alphanumeric() || matches!(next, b'_' | b'-'))
        {
            return true;
        }
        before = byte;
    }
    false
}

/// How many values the aliases stand for, each as often as it is expanded; very many if one contains itself.
fn copies(tree: &Tree) -> u64 {
    let nodes: Vec<_> = tree.nodes().collect();
    let place = |id| nodes.binary_search_by_key(&id, |(id, _)| *id).unwrap_or(0);
    // A node and all that is in it stand one behind the other, so their number tells where it ends.
    let mut n_within = vec![1_usize; nodes.len()];
    for (at, (_, node)) in nodes.iter().enumerate().rev() {
        let children: usize = match &node.kind {
            Kind::Sequence { items, .. } => items.iter().map(|id| n_within[place(*id)]).sum(),
            Kind::Mapping { entries, .. } => {
                entries.iter().map(|(key, value)| n_within[place(*key)] + n_within[place(*value)]).sum()
            }
            Kind::Scalar { .. } | Kind::Alias(_) => 0,
        };
        n_within[at] += children;
    }
    let mut expanded = vec![0_u64];
    let mut copies = 0_u64;
    for (at, (_, node)) in nodes.iter().enumerate() {
        let weight = match &node.kind {
            Kind::Alias(Some(target)) => {
                let target = place(*target);
                let end = target + n_within[target];
                if end > at {
                    return u64::MAX;
                }
                let weight = expanded[end].saturating_sub(expanded[target]);
                copies = copies.saturating_add(weight);
                weight
            }
            Kind::Alias(None) | Kind::Scalar { .. } | Kind::Sequence { .. } | Kind::Mapping { .. } => 1,
        };
        let before = expanded.last().copied().unwrap_or(0);
        expanded.push(before.saturating_add(weight));
    }
    copies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let mut sources = crate::finding::Sources::default();
        let file = sources.add("a.yaml", text);
        assert_eq!(bomb(file, text).map(|finding| finding.code), expect);
    }

    #[test]
    fn brackets_are_bounded() {
        for sign in ["[", "{", "[a: ", "{? ", "[{a: ", "- "] {
            check(&sign.repeat(100_000), Some("too-deep"));
        }
        check(&"- 请按 [ 键\n".repeat(1000), None);
        check(&format!("a: {}{}", "[".repeat(100), "]".repeat(100)), None);
    }

    #[test]
    fn aliases_are_bounded() {
        let mut laughs = String::from("a0: &a0 [哈, 哈]\n");
        for level in 1..30 {
            let below = level - 1;
            laughs += &format!("a{level}: &a{level} [*a{below}, *a{below}]\n");
        }
        check(&laughs, Some("alias-bomb"));
        check("a: &a [*a]\n", Some("alias-bomb"));
        check(&"- &a 1\n".repeat(1000), None);
        check("a: &a {b: 1}\nc: [*a, *a]\n", None);
    }
}
