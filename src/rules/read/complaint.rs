//! What serde says is wrong, taken apart, so that it can be said in Chinese.
//!
//! Serde hands over sentences, not structures; their forms are fixed by `serde::de::Error`'s provided methods.

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) enum Complaint {
    /// A key that is not known, with the ones that are.
    UnknownKey {
        /// The key.
        key: String,
        /// What could stand there.
        known: Vec<String>,
    },
    /// A required key that is not there.
    MissingKey(String),
    /// Something else was expected.
    Type {
        /// What is there.
        found: Shape,
        /// What was expected, from 这里要写 on.
        expected: String,
    },
    /// Anything else, said by a type of ours, in Chinese.
    Other(String),
}

/// What a value is, as far as serde says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) enum Shape {
    /// Nothing, or `~`.
    Nothing,
    /// `true` or `false`.
    Boolean(String),
    /// A number, as serde prints it.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List,
    /// Keys and values.
    Mapping,
    /// A value with a tag such as `!name`.
    Tagged,
}

impl Complaint {
    /// Takes serde's message apart.
    pub(in crate::rules) fn of(message: &str) -> Complaint {
        let quoted = |text: &str| -> Vec<String> {
            let parts = text.split('`').skip(1).step_by(2);
            parts.map(str::to_owned).collect()
        };
        if let Some(rest) = message.strip_prefix("unknown field `")
            && let Some((key, known)) = rest.split_once("`, ")
        {
            return Complaint::UnknownKey { key: key.to_owned(), known: quoted(known) };
        }
        if let Some(rest) = message.strip_prefix("missing field `") {
            return Complaint::MissingKey(rest.trim_end_matches('`').to_owned());
        }
        let wrong = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
        if let Some((found, expected)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
            return Complaint::Type { found: Shape::of(found), expected: wanted(expected) };
        }
        Complaint::Other(message.to_owned())
    }
}

impl Shape {
    /// Reads serde's name of what it met (`integer `5``, `string "x"`, `map`…).
    fn of(found: &str) -> Shape {
        let inside = || {
            let inside = found.split_once('`').map_or("", |(_, rest)| rest);
            inside.trim_end_matches('`').to_owned()
        };
        match found.split_whitespace().next().unwrap_or("") {
            "unit" | "null" | "Option" => Shape::Nothing,
            "boolean" => Shape::Boolean(inside()),
            "integer" | "floating" => Shape::Number(inside()),
            "string" => {
                let text = found.strip_prefix("string ").unwrap_or(found);
                let text = serde_json::from_str(text).unwrap_or_else(|_| text.to_owned());
                Shape::Text(text)
            }
            "sequence" => Shape::List,
            "map" => Shape::Mapping,
            _ => Shape::Tagged,
        }
    }

    /// Says what it is.
    pub(in crate::rules) fn says(&self) -> String {
        match self {
            Shape::Nothing => "空的".to_owned(),
            Shape::Boolean(value) => format!("真假值 {value}"),
            Shape::Number(value) => format!("数字 {value}"),
            Shape::Text(text) => format!("文字“{}”", shortened(text)),
            Shape::List => "一个列表".to_owned(),
            Shape::Mapping => "“名字: 内容”的映射".to_owned(),
            Shape::Tagged => "带 ! 标签的值".to_owned(),
        }
    }
}

/// Returns text short enough to be quoted within a sentence.
pub(in crate::rules) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(20) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or(line)),
        None => line.to_owned(),
    }
}

/// Says what was expected; the types of ours say it themselves.
fn wanted(expected: &str) -> String {
    if expected.starts_with("这里") {
        return expected.to_owned();
    }
    let what = match expected {
        "a string" | "string" | "str" | "a borrowed string" => "文字",
        "a boolean" => "true 或 false",
        "a sequence" => "列表",
        "u8" => "0 到 255 的整数",
        "f32" | "f64" => "数字",
        _ if expected.starts_with("struct ") || expected == "a map" => "“名字: 内容”的映射",
        _ => "别的内容",
    };
    let space = if what.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
    format!("这里要写{space}{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: serde::de::DeserializeOwned + std::fmt::Debug>(yaml: &str, expect: Complaint) {
        let value: serde_yaml::Value = serde_yaml::from_str(yaml).expect("the sample is YAML");
        let error = serde_path_to_error::deserialize::<_, T>(&value).expect_err("it is wrong");
        assert_eq!(Complaint::of(&error.into_inner().to_string()), expect);
    }

    fn wrong(found: Shape, expected: &str) -> Complaint {
        Complaint::Type { found, expected: expected.to_owned() }
    }

    #[test]
    fn serde_still_says_it_this_way() {
        use crate::rules::{action::Action, hotline::Ladder, hotline::Thresholds, queue::Queue};
        check::<Ladder>(
            "{stp: 3}",
            Complaint::UnknownKey { key: "stp".into(), known: vec!["step".into(), "session".into()] },
        );
        check::<crate::rules::hotline::Head>("{name: a}", Complaint::MissingKey("greeting".into()));
        check::<Ladder>("{step: x}", wrong(Shape::Text("x".into()), "这里要写 0 到 255 的整数"));
        check::<Ladder>("{step: 300}", wrong(Shape::Number("300".into()), "这里要写 0 到 255 的整数"));
        check::<Ladder>("{step: -1}", wrong(Shape::Number("-1".into()), "这里要写 0 到 255 的整数"));
        check::<Ladder>("[]", wrong(Shape::List, "这里要写“名字: 内容”的映射"));
        check::<Thresholds>("{accept: 高}", wrong(Shape::Text("高".into()), "这里要写数字"));
        check::<Queue>("{urgent: 1.5}", wrong(Shape::Number("1.5".into()), "这里要写 true 或 false"));
        check::<Queue>("{title: true}", wrong(Shape::Boolean("true".into()), "这里要写文字"));
        check::<Queue>("{title: {}}", wrong(Shape::Mapping, "这里要写文字"));
        check::<Action>("{takes: x}", wrong(Shape::Text("x".into()), "这里要写列表"));
        check::<Action>("{gives: [a]}", wrong(Shape::List, "这里要写“名字: 内容”的映射"));
    }
}
