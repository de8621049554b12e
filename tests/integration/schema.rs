//! The schema for editors against the reader: what the one accepts the other accepts, over all files here and over slips in them.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use daohang::rules::load;
use serde_json::{Map, Value, json};

use crate::process::Run;

/// Where the schema stands for the validator; it is not fetched.
const PLACE: &str = "https://daohang.test/schema.json";

/// What the reader says of the form of a file; all else it says is of names, of signs in texts, or of the file.
const OF_FORM: [&str; 3] = ["unknown-key", "wrong-type", "missing-key"];

/// The schema, compiled.
struct Schema {
    value: Value,
    compiler: Compiler,
    schemas: Schemas,
    root: SchemaIndex,
}

impl Schema {
    fn of_the_binary() -> Schema {
        let ran = Run::new("schema").stdout_has(["https://json-schema.org/draft/2020-12/schema"]).check();
        let value: Value = serde_json::from_str(&ran.stdout).unwrap();
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.add_resource(PLACE, value.clone()).unwrap();
        let root = compiler.compile(PLACE, &mut schemas).unwrap();
        Schema { value, compiler, schemas, root }
    }

    fn accepts(&self, file: &Value) -> bool {
        self.schemas.validate(file, self.root).is_ok()
    }
}

/// The YAML files below a folder.
fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// What the reader says of each of several files, but of what only files together can be: alone, or of one name.
fn codes(files: Vec<Vec<u8>>) -> Vec<Vec<&'static str>> {
    let mut codes = vec![Vec::new(); files.len()];
    let named = files.into_iter().enumerate().map(|(nth, bytes)| (format!("{nth:05}.yaml"), bytes));
    let (rules, findings) = load::files(named);
    for finding in findings {
        let source = rules.sources.get(finding.place.file);
        let nth = source.and_then(|source| source.name.strip_suffix(".yaml")?.parse::<usize>().ok());
        if let Some(nth) = nth
            && !["no-hotline", "duplicate-name", "two-hotlines"].contains(&finding.code)
        {
            codes[nth].push(finding.code);
        }
    }
    codes
}

fn json_of(path: &Path) -> Option<Value> {
    serde_yaml::from_slice(&fs::read(path).unwrap()).ok()
}

#[test]
fn files_are_valid_where_the_reader_has_nothing_to_say() {
    let schema = Schema::of_the_binary();
    let (mut n_good, mut n_bad) = (0, 0);
    let mut files = ["intents", "tests/hotlines", "tests/findings"].map(yaml_files).concat();
    files.push(PathBuf::from("src/rules/base.yaml"));
    let said = codes(files.iter().map(|path| fs::read(path).unwrap()).collect());
    for (path, codes) in files.into_iter().zip(said) {
        let accepted = json_of(&path).map(|value| schema.accepts(&value));
        if codes.is_empty() {
            n_good += 1;
            assert_eq!(accepted, Some(true), "{} is good", path.display());
        } else if codes.iter().any(|code| OF_FORM.contains(code)) {
            n_bad += 1;
            assert_ne!(accepted, Some(true), "{} is bad: {codes:?}", path.display());
        }
    }
    assert!(n_good > 120 && n_bad > 12, "{n_good} good, {n_bad} bad: are the samples elsewhere?");
}

/// Every place in a value, and the value there.
fn places(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                places(item, format!("{at}/{nth}"), into);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    into.push(at);
}

/// A value with one place in it changed; each of the changes that are possible there.
fn slips(value: &Value, place: &str) -> Vec<Value> {
    let others = [
        Value::Null,
        json!(true),
        json!(1),
        json!("文字"),
        json!(["文字"]),
        json!([{"say": "文字"}]),
        json!({"文字": "文字"}),
        json!({}),
    ];
    let mut slips: Vec<Value> = Vec::new();
    let mut put = |other: Value| {
        let mut changed = value.clone();
        *changed.pointer_mut(place).unwrap() = other;
        slips.push(changed);
    };
    others.into_iter().for_each(&mut put);
    if let Some(Value::Object(members)) = value.pointer(place) {
        for name in members.keys() {
            let left: Map<String, Value> = members
                .iter()
                .filter(|(other, _)| *other != name)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            put(Value::Object(left));
        }
        for name in ["多余", "phrases", "then", "title"].into_iter().filter(|name| !members.contains_key(*name)) {
            let mut more = members.clone();
            more.insert(name.to_owned(), json!("文字"));
            put(Value::Object(more));
        }
    }
    slips
}

/// A page with every key of it.
const WHOLE_PAGE: &str = "
hotline:
  name: 热线
  greeting: [您好, 您好呀]
  menu: [查询]
  outside: |
    今天天气怎么样
  thresholds: {accept: 0.6, confirm: 0.4, margin: 0.05, near_offer: 0.15, near_confirm: 0.42}
  no_match: {step: 3, session: 5}
  no_input: {step: 3, session: 5}
  wordings: {wrap_up: [还有别的事吗？], goodbye: 再见。}
lexicons: {冻结: [冻结, 锁住], 产品: {花呗: 花吧, 借呗: ~}, 查: 查|看}
entities: {单号: {regex: 'D[0-9]+'}, 渠道: {微博: ~, 公众号: [微信公众号]}}
commands: {转人工: {key: '0', phrases: 转人工, intent: 转人工}}
queues: {综合: {title: 综合台, hours: '09:00-21:00', urgent: false, default: true}}
actions: {bill.read: {about: 查, takes: [手机号], gives: {账单: record}, outcomes: [ok, none], irreversible: false}}
slots: {手机号: mobile, 尾号: {type: digits(4), title: 后四位, depends: [手机号]}, 原因: {values: {挂失: 丢了}, title: 原因}}
";

/// The reader and the schema must not drift apart: neither may accept what the other refuses.
#[test]
fn slips_are_refused_by_both_or_by_neither() {
    let schema = Schema::of_the_binary();
    let mut samples: Vec<Value> = ["tests/hotlines", "tests/findings/good"]
        .map(yaml_files)
        .concat()
        .iter()
        .filter_map(|path| json_of(path))
        .collect();
    samples.push(serde_yaml::from_str(WHOLE_PAGE).unwrap());
    let (mut n_refused, mut n_accepted) = (0, 0);
    let mut apart = Vec::new();
    for sample in samples {
        let mut all = Vec::new();
        places(&sample, String::new(), &mut all);
        let slips: Vec<(&String, Value)> =
            all.iter().flat_map(|place| slips(&sample, place).into_iter().map(move |slip| (place, slip))).collect();
        // JSON is YAML.
        let said = codes(slips.iter().map(|(_, slip)| slip.to_string().into_bytes()).collect());
        for ((place, slip), codes) in slips.into_iter().zip(said) {
            let is_refused = !codes.is_empty();
            if schema.accepts(&slip) == is_refused {
                let value = slip.pointer(place).map(Value::to_string).unwrap_or_default();
                apart.push(format!("at {place}: the reader says {codes:?} to {value}"));
            }
            if is_refused {
                n_refused += 1;
            } else {
                n_accepted += 1;
            }
        }
    }
    assert!(apart.is_empty(), "{} apart, such as\n{}", apart.len(), apart[..apart.len().min(40)].join("\n"));
    assert!(n_refused > 2000 && n_accepted > 500, "{n_refused} refused, {n_accepted} accepted");
}

#[test]
fn every_key_is_described_with_examples_that_fit() {
    let mut schema = Schema::of_the_binary();
    let mut n_keys = 0;
    let tables = schema.value["$defs"].as_object().unwrap().clone();
    for (table, about) in tables.iter().filter(|(name, _)| name.chars().all(char::is_uppercase)) {
        assert!(about["description"].as_str().is_some_and(|about| about.chars().count() > 4), "{table}");
        for (name, key) in about["properties"].as_object().unwrap() {
            n_keys += 1;
            let described = key["description"].as_str().unwrap_or_default();
            assert!(described.chars().any(|character| character > '\u{4e00}'), "{table}.{name}");
            let examples = key["examples"].as_array().unwrap();
            assert!(!examples.is_empty(), "{table}.{name} has no example");
            let place = format!("{PLACE}#/$defs/{table}/properties/{name}");
            let index = schema.compiler.compile(&place, &mut schema.schemas).unwrap();
            for example in examples {
                let valid = schema.schemas.validate(example, index);
                assert!(valid.is_ok(), "{table}.{name}: {example}: {}", valid.unwrap_err());
            }
        }
    }
    assert!(n_keys > 60, "{n_keys}");
}

#[test]
fn kinds_filters_and_sentences_are_offered() {
    let schema = Schema::of_the_binary().value;
    let offered = |name: &str| schema["$defs"][name].to_string();
    for (name, word) in [
        ("slotType", "\"mobile\""),
        ("slotType", "\"date_range\""),
        ("outputType", "\"record\""),
        ("wordings", "元（金额"),
        ("expression", "条数"),
        ("sentences", "\"wrap_up\""),
        ("sentences", "{意图}"),
    ] {
        assert!(offered(name).contains(word), "{word} in {}", offered(name));
    }
}
