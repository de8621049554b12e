//! The keys of the files: every table of `rules::keys`, with the defaults that the types declare.

use daohang::rules::command::Verb;
use daohang::rules::hotline::{Ladder, Thresholds};
use daohang::rules::keys::{self, Form, Key, TARGETS, Takes};
use daohang::rules::lines::Wordings;
use daohang::rules::wordings::{Sentence, Standing};
use serde_json::Value;

use super::{code, hotline, table};

/// What a heading calls each table: its first key that says what it is, or where it stands.
const HEADINGS: [(&str, &str); 12] = [
    ("INTENT", "意图文件 intent:"),
    ("SUBFLOW", "子流程文件 subflow:"),
    ("SHARED", "共用的文件"),
    ("HOTLINE", "hotline:"),
    ("THRESHOLDS", "thresholds:"),
    ("LADDER", "no_match: 和 no_input:"),
    ("COMMAND", "commands: 里的一个"),
    ("QUEUE", "queues: 里的一个"),
    ("ACTION", "actions: 里的一个"),
    ("SLOT", "slots: 里的一个"),
    ("REGEX", "entities: 里的一个，用正则表达式的"),
    ("OPTION", "choose: 和 hear: 里的一个"),
];

/// The keys, the targets, the standing sentences, the commands.
pub(super) fn sections() -> String {
    let mut page = "## 文件和键\n\n意图目录里每个 `*.yaml` 都会读，文件名和文件夹随意。一个文件是一个意图、一个子流程，或者共用的部分。\
                    键用英文，内容用中文；冒号是半角的，后面要有空格；缩进用空格。\n\n"
        .to_owned();
    for form in keys::ALL.iter().filter(|form| form.name != keys::STEP.name) {
        let heading = HEADINGS.iter().find(|(name, _)| *name == form.name);
        let (_, heading) = heading.unwrap_or_else(|| panic!("{} has no heading", form.name));
        page.push_str(&format!("### {heading}\n\n{}\n\n{}", form.about, keys_of(form)));
    }
    page.push_str(&format!("## 步骤\n\n{}\n\n{}", keys::STEP.about, keys_of(&keys::STEP)));
    let targets = TARGETS.iter().map(|(name, about)| [code(name), (*about).to_owned()]);
    page.push_str(&format!(
        "### 去处\n\n`then:`、`else:`、`no:`、`failed:`、选项和动作的结果后面写去处：本流程里的一个标签，下面的一个词，或者直接写一串步骤，走完接着往下。\n\n{}",
        table(["去处", "意思"], targets)
    ));
    page + &sentences() + &commands()
}

fn keys_of(form: &Form) -> String {
    let rows = form.keys.iter().map(|key| {
        let example = key.examples.first().map_or(String::new(), |example| example.trim().replace('\n', "⏎"));
        [code(key.name), takes(key.takes), default(form, key), key.about.to_owned(), code(&example)]
    });
    let table = table(["键", "写什么", "不写", "意思", "例子"], rows);
    table.replace('⏎', " ⏎ ")
}

/// What stands behind a key, in words.
fn takes(takes: Takes) -> String {
    match takes {
        Takes::Text | Takes::MaybeText => "文字".to_owned(),
        Takes::Texts | Takes::MaybeTexts => "名字的列表".to_owned(),
        Takes::Flag => "true 或 false".to_owned(),
        Takes::Count => "0 到 255".to_owned(),
        Takes::Score => "0 到 1".to_owned(),
        Takes::Lines | Takes::MaybeLines => "一行一条，或者列表".to_owned(),
        Takes::Wordings => "[话术](#话术)，一句或者列表".to_owned(),
        Takes::Expression => "[表达式](#话术)".to_owned(),
        Takes::Keypad => "一个按键".to_owned(),
        Takes::SlotType => "[类型](#槽的类型)".to_owned(),
        Takes::OutputType => "[类型](#动作带回来的值)".to_owned(),
        Takes::Branch => "[去处](#去处)".to_owned(),
        Takes::Steps => "[步骤](#步骤)的列表".to_owned(),
        Takes::Each(each) => format!("名字: {}", self::takes(*each)),
        Takes::Form(form) => {
            HEADINGS.iter().find(|(name, _)| *name == form.name).map_or("步骤", |(_, said)| *said).to_owned()
        }
        Takes::Slot => "类型，或者“值: 说法”，或者完整写法".to_owned(),
        Takes::Lexicon => "词的列表，或者“词: 别的说法”".to_owned(),
        Takes::Entity => "{regex: …}，或者“值: 说法”".to_owned(),
        Takes::Choice => "[去处](#去处)，或者完整写法".to_owned(),
        Takes::Sentences => "[常用的话](#常用的话)".to_owned(),
    }
}

/// What holds where the key is absent, as the types declare it.
fn default(form: &Form, key: &Key) -> String {
    let declared = match form.name {
        "THRESHOLDS" => serde_json::to_value(Thresholds::default()).unwrap(),
        "LADDER" => serde_json::to_value(Ladder::default()).unwrap(),
        _ => Value::Null,
    };
    match (declared.get(key.name), key.takes) {
        _ if key.is_required => "必须写".to_owned(),
        // Scores are declared with single precision, as which they print as they are written.
        (Some(Value::Number(number)), Takes::Score) => (number.as_f64().unwrap() as f32).to_string(),
        (Some(value), _) => value.to_string(),
        (None, Takes::Flag) => "false".to_owned(),
        (None, _) => String::new(),
    }
}

/// The standing sentences.
fn sentences() -> String {
    let defaults = Standing::default();
    let rows = Sentence::ALL.iter().map(|sentence| {
        let Wordings(wordings) = defaults.get(*sentence);
        let variables: Vec<String> = sentence.variables().iter().map(|name| format!("`{{{name}}}`")).collect();
        [code(sentence.name()), sentence.about().to_owned(), variables.join(" "), wordings.join("<br>")]
    });
    let table = table(["键", "什么时候说", "可以用", "不写就说"], rows);
    format!("## 常用的话\n\n写在 `hotline:` 的 `wordings:` 下面。可以写成列表，第几次就说第几句。\n\n{table}")
}

/// The commands heard at any moment; each is told by an example that is heard.
fn commands() -> String {
    const SAID: [(Verb, &str); 7] = [
        (Verb::Transfer, "转人工"),
        (Verb::Repeat, "再说一遍"),
        (Verb::Back, "上一步"),
        (Verb::Cancel, "算了，不办了"),
        (Verb::Help, "你能做什么"),
        (Verb::Menu, "听一下菜单"),
        (Verb::HangUp, "没有别的事了"),
    ];
    assert_eq!(SAID.map(|(verb, _)| verb), Verb::ALL);
    let hotline = hotline(&["hotline: {name: 样例, greeting: 您好}"]);
    let rows = SAID.map(|(verb, said)| {
        let key = hotline.commands.iter().find(|command| command.verb == verb).and_then(|command| command.key);
        assert_eq!(super::values::taken_for(&hotline, said), verb.name(), "{said}");
        [verb.name().to_owned(), key.map_or(String::new(), |key| code(&key.to_string())), said.to_owned()]
    });
    let table = table(["命令", "按键", "比如说"], rows);
    format!(
        "## 随时可说的命令\n\n每条热线都有。在 `commands:` 里写了哪一个，它自带的按键和说法就不算了，要写全。\n\n{table}"
    )
}
