//! Sample values for the parts of a phrase that stand for many: entities, slots, lexicons.

use crate::compile::hotline::{Hotline, Slot, SlotType};
use crate::compile::phrase::Node;
use crate::finding::FileId;
use crate::text::entity::Kind;

/// Returns texts for a part of a phrase that is authored in `file`: two of a built-in entity, all names of a set. What only a
/// regular expression finds has none.
pub(super) fn texts(hotline: &Hotline, file: FileId, node: &Node) -> Vec<String> {
    match node {
        Node::Value { name, .. } => of_name(hotline, file, name),
        Node::Lexicon { name, .. } => of_set(hotline, name),
        Node::Literal { .. } | Node::Gap { .. } => Vec::new(),
        Node::Sequence(_) | Node::Either(_) | Node::Optional(_) | Node::Around(_) | Node::Anywhere(_) => Vec::new(),
    }
}

/// The order is that of compiling: slots of the flow, slots of the call, built-in entities, sets.
fn of_name(hotline: &Hotline, file: FileId, name: &str) -> Vec<String> {
    let named = |slot: &&Slot| slot.name == name;
    let own = hotline.slots.iter().filter(named).find(|slot| slot.place.file == file);
    if let Some(slot) = own.or_else(|| hotline.slots.iter().filter(named).find(|slot| slot.flow.is_none())) {
        return match slot.takes {
            SlotType::Entity(kind) => of_kind(kind),
            SlotType::Digits { least, most } => {
                let digits = |n: u8| "8426157390".chars().cycle().take(usize::from(n)).collect::<String>();
                if least == most { vec![digits(least)] } else { vec![digits(least), digits(most)] }
            }
            SlotType::Values(set) => hotline.set(set).values.to_vec(),
            SlotType::Text => vec!["某某".to_owned()],
        };
    }
    match Kind::from_name(name) {
        Some(kind) => of_kind(kind),
        None => of_set(hotline, name),
    }
}

fn of_set(hotline: &Hotline, name: &str) -> Vec<String> {
    let set = hotline.sets.iter().find(|set| set.name == name);
    set.map(|set| set.values.to_vec()).unwrap_or_default()
}

/// Returns two ways to say a value of a kind.
pub(super) fn of_kind(kind: Kind) -> Vec<String> {
    let texts = match kind {
        Kind::Number => ["5", "三千零五"],
        Kind::Money => ["100元", "两百块"],
        Kind::Percent => ["5%", "百分之三"],
        Kind::Date => ["昨天", "6月3号"],
        Kind::Month => ["上个月", "6月"],
        Kind::DateRange => ["最近三个月", "上周"],
        Kind::Time => ["下午三点", "15:30"],
        Kind::Mobile => ["13800138000", "139 1234 5678"],
        Kind::IdCard => ["11010519491231002X", "440308199901101512"],
        Kind::BankCard => ["6222021234567890128", "4111111111111111"],
        Kind::Email => ["someone@example.com", "a.b@example.cn"],
        Kind::Digits => ["8426", "842615"],
        Kind::Order => ["2026072722001", "TB20260727001X"],
        Kind::YesNo => ["是", "不是"],
        Kind::Ordinal => ["第一个", "第二个"],
    };
    texts.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::entity::{Kinds, recognize};
    use crate::text::fold::fold;

    #[test]
    fn samples_are_heard_whole_as_their_kind() {
        let now = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);
        for kind in Kind::ALL {
            for text in of_kind(kind) {
                let folded = fold(&text);
                let found = recognize(&folded, now, Kinds::of(kind));
                let whole =
                    found.iter().any(|entity| entity.kind == kind && entity.span.of(folded.text()) == folded.text());
                assert!(whole, "{kind:?} {text}: {found:?}");
            }
        }
    }
}
