//! Makes the YAML value of a file in which a key stands twice, which serde refuses: the first of them counts, so that the
//! other mistakes of the file are found as well.

use serde_yaml::{Mapping, Value};

use crate::finding::tree::{Id, Kind, Tree, Written};
use crate::limits::YAML_DEPTH;

/// Returns the value of the first document, or `None` if it is too deep, uses aliases, or stops being YAML.
pub(super) fn value(tree: &Tree) -> Option<Value> {
    if tree.broken().is_some() {
        return None;
    }
    of(tree, *tree.documents().first()?, YAML_DEPTH)
}

fn of(tree: &Tree, id: Id, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    match &tree.get(id)?.kind {
        Kind::Scalar { text, style: Written::Plain } => match serde_yaml::from_str(text) {
            Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => Some(value),
            Ok(_) | Err(_) => Some(Value::String(text.to_string())),
        },
        Kind::Scalar { text, .. } => Some(Value::String(text.to_string())),
        Kind::Sequence { items, .. } => {
            let items = items.iter().map(|item| of(tree, *item, depth));
            items.collect::<Option<_>>().map(Value::Sequence)
        }
        Kind::Mapping { entries, .. } => {
            let mut map = Mapping::new();
            for (key, value) in entries {
                map.entry(of(tree, *key, depth)?).or_insert(of(tree, *value, depth)?);
            }
            Some(Value::Mapping(map))
        }
        Kind::Alias(_) => None,
    }
}
