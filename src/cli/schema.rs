//! `daohang schema`: the JSON Schema of all files of a hotline, for editors that complete and check while one types.
//!
//! It is printed from the tables that the reader reads by; what it says beyond them (kinds of values, filters, outputs, standing
//! sentences) comes from where those are declared. What only compiling can know, such as whether a label exists, is not in it.

use serde_json::{Map, Value, json};

use super::{Outcome, print};
use crate::compile::filter;
use crate::compile::parts::OUTPUT_TYPES;
use crate::rules::keys::{
    self, Form, HOTLINE, INTENT, Key, OPTION, REGEX, SHARED, SLOT, STEP, SUBFLOW, TARGETS, Takes,
};
use crate::rules::lines::Wordings;
use crate::rules::wordings::{Sentence, Standing};
use crate::text::entity::Kind;

/// The name under which the schema is kept beside a folder of intents.
pub(super) const FILE: &str = "daohang.schema.json";

/// Runs the command.
pub(super) fn run() -> anyhow::Result<Outcome> {
    print(&text())
}

/// Returns the schema as it is kept in a file.
pub(super) fn text() -> String {
    format!("{:#}\n", schema())
}

/// Returns the line that tells an editor where the schema of a file is.
pub(super) fn modeline(schema: &str) -> String {
    format!("# yaml-language-server: $schema={schema}")
}

fn schema() -> Value {
    let mut defs = Map::new();
    for form in keys::ALL {
        defs.insert(form.name.to_owned(), of_form(form));
    }
    for (name, schema) in shapes() {
        defs.insert(name.to_owned(), schema);
    }
    // What a file is shows in its first key; an empty one is offered all of them.
    let first = |form: &Form, name: &str| {
        let about = form.key(name).map_or("", |key| key.about);
        json!({"description": format!("{}\n{about}", form.about)})
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "导航的意图目录",
        "description": "daohang 意图目录里的一个 YAML 文件：意图（intent:）、子流程（subflow:），或者共用的部分。",
        "type": "object",
        "properties": {"intent": first(&INTENT, "intent"), "subflow": first(&SUBFLOW, "subflow")},
        "if": {"required": ["intent"]},
        "then": to(INTENT.name),
        "else": {
            "if": {"required": ["subflow"]},
            "then": to(SUBFLOW.name),
            "else": {"minProperties": 1, "allOf": [to(SHARED.name)]},
        },
        "$defs": defs,
    })
}

/// The mapping with the keys of a table, and no other.
fn of_form(form: &Form) -> Value {
    let properties: Map<String, Value> = form.keys.iter().map(|key| (key.name.to_owned(), of_key(key))).collect();
    let required: Vec<&str> = form.keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    // An entry without anything behind it is one with nothing but defaults: `人工客服:`.
    let may_be_empty = required.is_empty() && form.name != STEP.name;
    let r#type = if may_be_empty { json!(["object", "null"]) } else { json!("object") };
    let mut schema = json!({"description": form.about, "type": r#type, "properties": properties});
    if let Some(members) = schema.as_object_mut() {
        if !required.is_empty() {
            members.insert("required".to_owned(), json!(required));
        }
        if form.name == STEP.name {
            // Beside `call` stand the outcomes of the action, whose names are the author's.
            members.insert("additionalProperties".to_owned(), to("branch"));
            members.insert("if".to_owned(), json!({"required": ["call"]}));
            members.insert("else".to_owned(), json!({"propertyNames": {"enum": form.names}}));
        } else {
            members.insert("additionalProperties".to_owned(), json!(false));
        }
        if form.name == SLOT.name {
            members.insert("oneOf".to_owned(), json!([{"required": ["type"]}, {"required": ["values"]}]));
        }
    }
    schema
}

fn of_key(key: &Key) -> Value {
    let examples: Vec<Value> = key.examples.iter().filter_map(|yaml| serde_yaml::from_str(yaml).ok()).collect();
    let mut schema = takes(key.takes);
    if let Some(members) = schema.as_object_mut() {
        members.insert("description".to_owned(), json!(key.about));
        members.insert("examples".to_owned(), json!(examples));
    }
    schema
}

/// What may stand behind a key.
fn takes(takes: Takes) -> Value {
    match takes {
        Takes::Text => json!({"type": "string"}),
        Takes::MaybeText => json!({"type": ["string", "null"]}),
        Takes::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Takes::MaybeTexts => json!({"type": ["array", "null"], "items": {"type": "string"}}),
        Takes::Flag => json!({"type": "boolean"}),
        Takes::Count => json!({"type": "integer", "minimum": 0, "maximum": 255}),
        Takes::Score => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Takes::Lines => to("lines"),
        Takes::MaybeLines => json!({"type": ["string", "array", "null"], "items": {"type": "string"}}),
        Takes::Wordings => to("wordings"),
        Takes::Expression => to("expression"),
        Takes::Keypad => json!({"type": ["string", "integer"], "minimum": 0, "maximum": 9}),
        Takes::SlotType => to("slotType"),
        Takes::OutputType => to("outputType"),
        Takes::Branch => to("branch"),
        Takes::Steps => to("steps"),
        // What serde reads may be empty, and is then what it is by default; what is read by hand may not.
        Takes::Each(each @ (Takes::Expression | Takes::OutputType | Takes::MaybeLines)) => {
            json!({"type": ["object", "null"], "additionalProperties": self::takes(*each)})
        }
        Takes::Each(each) => json!({"type": "object", "additionalProperties": self::takes(*each)}),
        Takes::Form(form) => to(form.name),
        Takes::Slot => to("slot"),
        Takes::Lexicon => to("lexicon"),
        Takes::Entity => to("entity"),
        Takes::Choice => to("choice"),
        Takes::Sentences => to("sentences"),
    }
}

/// What is no mapping with keys of ours.
fn shapes() -> Vec<(&'static str, Value)> {
    let text = json!({"type": "string"});
    let values = takes(Takes::MaybeLines);
    let is_long: Vec<Value> = SLOT.names.iter().map(|name| json!({"required": [name]})).collect();
    let kinds = Kind::ALL.iter().map(|kind| (kind.name(), kind.about()));
    let types = kinds.chain([("text", "整句话"), ("digits(4)", "四位数字；也可以是范围，如 digits(4-6)")]);
    let outputs = OUTPUT_TYPES.iter().map(|(name, _)| *name);
    let targets = TARGETS.iter().copied();
    vec![
        (
            "lines",
            json!({"description": "一行一条的文字块（| 后面换行），或者列表。", "type": ["string", "array"], "items": text}),
        ),
        (
            "wordings",
            json!({"description": format!("一句话，或者列表：第几次就说第几句。{}", filters()), "type": ["string", "array"], "items": text}),
        ),
        (
            "expression",
            json!({"description": format!("表达式：槽和变量的名字、比较、and、or、not、is defined。{}", filters()), "type": ["string", "number", "boolean", "null"]}),
        ),
        ("slotType", suggesting("槽的类型：实体、自己定义的实体或词库的名字。", types)),
        ("outputType", suggesting("带回来的是哪一种值。", outputs.map(|name| (name, "")))),
        (
            "branch",
            json!({
                "description": "去处：标签，或者 next、end、failed、transfer、menu、hangup；也可以直接写一串步骤，走完接着往下。",
                "type": ["string", "array"],
                "if": {"type": "array"},
                "then": to("steps"),
                "else": suggesting("去处。", targets),
            }),
        ),
        ("steps", json!({"description": "步骤的列表，每个步骤以“- ”开头。", "type": "array", "items": to(STEP.name)})),
        (
            "choice",
            json!({"description": "选了它去哪里。", "if": {"type": "object"}, "then": to(OPTION.name), "else": to("branch")}),
        ),
        (
            "slot",
            json!({
                "description": "槽：类型的名字；或者可以选的值，名字: 别的说法；或者带 type: 的完整写法。",
                "if": {"type": "object"},
                "then": {
                    "minProperties": 1,
                    "if": {"anyOf": is_long},
                    "then": to(SLOT.name),
                    "else": {"additionalProperties": values},
                },
                "else": to("slotType"),
            }),
        ),
        (
            "lexicon",
            json!({
                "description": "词库：词的列表，或者一行一个、用 | 隔开的文字；几个词一个意思的写成“词: 别的说法”。",
                "type": ["string", "array", "object"],
                "items": text,
                "additionalProperties": values,
            }),
        ),
        (
            "entity",
            json!({
                "description": "实体：{regex: …}，或者“值: 说法”。",
                "type": ["object", "null"],
                "if": {"type": "object", "required": REGEX.names},
                "then": to(REGEX.name),
                "else": {"additionalProperties": values},
            }),
        ),
        ("sentences", sentences()),
    ]
}

/// The standing sentences, each with what it says where the hotline does not.
fn sentences() -> Value {
    let defaults = Standing::default();
    let properties: Map<String, Value> = Sentence::ALL
        .iter()
        .map(|sentence| {
            let Wordings(wordings) = defaults.get(*sentence);
            let mut about = format!("{}。", sentence.about());
            if !wordings.is_empty() {
                about.push_str(&format!("不写就说：“{}”", wordings.join("”“")));
            }
            if !sentence.variables().is_empty() {
                about.push_str(&format!("可以用 {{{}}}。", sentence.variables().join("}、{")));
            }
            let mut schema = to("wordings");
            schema["description"] = json!(about);
            schema["default"] = json!(wordings);
            (sentence.name().to_owned(), schema)
        })
        .collect();
    let about = HOTLINE.key("wordings").map_or("", |key| key.about);
    json!({"description": about, "type": ["object", "null"], "properties": properties, "additionalProperties": false})
}

/// Text, with words that editors offer.
fn suggesting<'w>(about: &str, words: impl Iterator<Item = (&'w str, &'w str)>) -> Value {
    let words: Vec<Value> = words
        .map(
            |(word, about)| {
                if about.is_empty() { json!({"const": word}) } else { json!({"const": word, "description": about}) }
            },
        )
        .collect();
    json!({"description": about, "type": "string", "anyOf": [{"oneOf": words}, {"type": "string"}]})
}

/// How values are shown in prompts, and by which filters.
fn filters() -> String {
    let filters: Vec<String> = filter::ALL.iter().map(|(name, about)| format!("{name}（{about}）")).collect();
    format!("{{槽}} 是槽的值，{{槽|过滤器}} 换个说法；过滤器有：{}。", filters.join("、"))
}

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}
