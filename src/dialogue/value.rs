//! What a slot holds, as actions get it and as callers see it.

use std::sync::Arc;

use minijinja::Value as Shown;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::compile::hotline::Hotline;
use crate::matching::Captured;
use crate::text::entity::Kind;
use crate::text::mask;

/// A value in a slot: its JSON form, raw, and its kind if it is a built-in entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotValue {
    /// The kind of entity; an enumeration's value, free text and what `set` computed have none.
    pub kind: Option<Kind>,
    /// The value as actions get it: an entity's object, or text.
    pub json: Json,
}

impl SlotValue {
    /// Makes a slot value of what matching found.
    pub fn of(captured: &Captured, hotline: &Hotline) -> SlotValue {
        match captured {
            Captured::Entity(value, kind) => SlotValue { kind: Some(*kind), json: value.to_json() },
            Captured::Value(set, nth) => {
                let value = hotline.set(*set).values.get(usize::from(*nth)).cloned();
                SlotValue { kind: None, json: value.into() }
            }
            // What a caller tells is not what an action needs a raw number from.
            Captured::Text(text) => SlotValue { kind: None, json: mask::mask(text).into() },
        }
    }

    /// Returns the value as it may be shown: masked where its kind is a secret or its text holds one.
    pub fn shown(&self) -> String {
        let field = |name: &str| self.json.get(name).and_then(Json::as_str);
        if let Some(kind) = self.kind.filter(|kind| kind.is_secret()) {
            let raw = field("digits").or(field("email")).unwrap_or_default();
            return mask::mask_digits(kind, raw);
        }
        if let Some(amount) = field("amount") {
            return format!("{amount}元");
        }
        if let (Some(from), Some(to)) = (field("from"), field("to")) {
            return period(from, to);
        }
        match &self.json {
            Json::String(text) => mask::mask(text).into_owned(),
            Json::Object(fields) => {
                let first = fields.values().next();
                let text = first.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
                mask::mask(&text.unwrap_or_default()).into_owned()
            }
            Json::Null => String::new(),
            Json::Bool(holds) => if *holds { "是" } else { "否" }.to_owned(),
            other => other.to_string(),
        }
    }

    /// Returns the value for prompts and conditions: said as [`SlotValue::shown`], with the fields of its JSON form.
    pub fn in_prompt(&self) -> Shown {
        match &self.json {
            Json::Object(_) => Shown::from_object(Field(self.clone())),
            other => Shown::from(Serde(other)),
        }
    }
}

/// A range of days said as months where it is whole months, else as days.
fn period(from: &str, to: &str) -> String {
    let days = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let (Some(first), Some(last)) = (days(from), days(to).and_then(|day| day.yesterday().ok())) else {
        return format!("{from}到{to}");
    };
    let whole_months = first.day() == 1 && last.day() == last.days_in_month();
    let say = |day: jiff::civil::Date| match whole_months {
        true => format!("{}年{}月", day.year(), day.month()),
        false => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    };
    let (first, last) = (say(first), say(last));
    if first == last { first } else { format!("{first}到{last}") }
}

/// A slot value as the template engine sees it.
#[derive(Debug)]
struct Field(SlotValue);

impl Object for Field {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Shown) -> Option<Shown> {
        self.0.json.get(key.as_str()?).map(|value| Shown::from(Serde(value)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let keys = self.0.json.as_object().into_iter().flatten().map(|(key, _)| Shown::from(key.as_str()));
        Enumerator::Values(keys.collect())
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.shown())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(kind: Option<Kind>, json: Json, expect: &str) {
        let value = SlotValue { kind, json };
        assert_eq!(value.shown(), expect);
        assert_eq!(value.in_prompt().to_string(), expect);
    }

    #[test]
    fn months_are_said_as_months() {
        check(Some(Kind::Month), json!({"from": "2025-06-01", "to": "2025-07-01"}), "2025年6月");
        check(Some(Kind::DateRange), json!({"from": "2025-06-01", "to": "2025-09-01"}), "2025年6月到2025年8月");
        check(Some(Kind::Date), json!({"from": "2025-06-03", "to": "2025-06-04"}), "2025年6月3日");
    }

    #[test]
    fn amounts_and_texts_are_said_plainly() {
        check(Some(Kind::Money), json!({"amount": "12.5", "currency": "CNY"}), "12.5元");
        check(None, json!("挂失"), "挂失");
        check(Some(Kind::Order), json!({"digits": "D20250701"}), "D20250701");
    }
}
