//! Phrases that a single character satisfies: it stands in many words and says hardly anything.

use super::Said;
use crate::compile::phrase::Node;
use crate::finding::Finding;

/// Returns the phrases that may be no more than one Chinese character; what counts only alone (喂) may.
pub(super) fn check(said: &[Said]) -> Vec<Finding> {
    let short = said.iter().filter(|said| !said.is_alone).filter_map(|said| {
        let text = shortest(&said.phrase.root)?;
        (text.chars().count() == 1 && !text.is_ascii()).then(|| {
            let message = format!("这条说法只要听到一个“{text}”字就算数");
            Finding::warning("short-phrase", said.place.clone(), message)
                .help("写成完整的词；一个字就够的，挪到 alone: 里")
        })
    });
    short.collect()
}

/// The shortest text that satisfies a part, of as short ones the first; `None` where a name must be heard.
fn shortest(node: &Node) -> Option<String> {
    match node {
        Node::Literal { text, .. } => Some(text.clone()),
        Node::Value { .. } | Node::Lexicon { .. } => None,
        Node::Optional(_) | Node::Gap { .. } => Some(String::new()),
        Node::Either(parts) => parts.iter().filter_map(shortest).min_by_key(|text| text.chars().count()),
        Node::Sequence(parts) | Node::Around(parts) | Node::Anywhere(parts) => parts.iter().map(shortest).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::phrase::parse::parse;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let phrase = parse(text).expect("the phrase is well-formed");
        assert_eq!(shortest(&phrase.root).as_deref(), expect);
    }

    #[test]
    fn the_least_that_is_needed() {
        check("查", Some("查"));
        check("[我要]查[账单]", Some("查"));
        check("(查|看)(账单|账)", Some("查账"));
        check("冻结|冻", Some("冻"));
        check("查<产品>", None);
    }
}
