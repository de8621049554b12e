//! What a slot holds, as actions get it and as callers see it.

use std::fmt;
use std::sync::Arc;

use minijinja::Value as Shown;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value as Json;
use zeroize::Zeroize;

use crate::compile::hotline::Hotline;
use crate::matching::Captured;
use crate::text::entity::Kind;
use crate::text::mask;

/// A value in a slot: its JSON form, raw, and its kind if it is a built-in entity.
///
/// One of a secret kind is overwritten when it is dropped, written out as a mask, and not stored: a call that is read back asks anew.
#[derive(Clone, PartialEq, Deserialize)]
pub struct SlotValue {
    /// The kind of entity; an enumeration's value, free text and what `set` computed have none.
    pub kind: Option<Kind>,
    /// The value as actions get it: an entity's object, or text.
    pub json: Json,
}

impl SlotValue {
    /// Makes a value of a text that may be shown.
    pub(super) fn text(text: &str) -> SlotValue {
        SlotValue { kind: None, json: text.into() }
    }

    /// Whether the value was not stored, because its kind is a secret.
    pub(super) fn is_forgotten(&self) -> bool {
        self.is_secret() && self.json.is_null()
    }

    fn is_secret(&self) -> bool {
        self.kind.is_some_and(Kind::is_secret)
    }

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

impl fmt::Debug for SlotValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlotValue").field("kind", &self.kind).field("shown", &self.shown()).finish()
    }
}

impl Drop for SlotValue {
    fn drop(&mut self) {
        if self.is_secret() {
            wipe(&mut self.json);
        }
    }
}

impl Serialize for SlotValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SlotValue", 2)?;
        fields.serialize_field("kind", &self.kind)?;
        fields.serialize_field("json", if self.is_secret() { &Json::Null } else { &self.json })?;
        fields.end()
    }
}

/// Overwrites every text in a value: what an action was given must not stay in memory.
pub fn wipe(json: &mut Json) {
    match json {
        Json::String(text) => text.zeroize(),
        Json::Array(items) => items.iter_mut().for_each(wipe),
        Json::Object(fields) => fields.values_mut().for_each(wipe),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
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
    fn secrets_are_neither_written_out_nor_stored() {
        let value = SlotValue { kind: Some(Kind::Mobile), json: json!({"digits": "13912349000"}) };
        assert!(!format!("{value:?}").contains("13912349000"), "{value:?}");
        let stored = serde_json::to_string(&value).unwrap();
        assert_eq!(stored, r#"{"kind":"mobile","json":null}"#);
        let read: SlotValue = serde_json::from_str(&stored).unwrap();
        assert!(read.is_forgotten() && !value.is_forgotten());
        let mut json = json!({"digits": "13912349000", "more": ["a", 1]});
        wipe(&mut json);
        assert_eq!(json, json!({"digits": "", "more": ["", 1]}));
    }

    #[test]
    fn amounts_and_texts_are_said_plainly() {
        check(Some(Kind::Money), json!({"amount": "12.5", "currency": "CNY"}), "12.5元");
        check(None, json!("挂失"), "挂失");
        check(Some(Kind::Order), json!({"digits": "D20250701"}), "D20250701");
    }
}
