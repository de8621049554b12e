//! `daohang new`: a working beginning, an intent in a hotline that is there or a whole one, that passes `check` and `test` at once.
//!
//! Nothing is written before it has been tried in memory together with what is there, and nothing is ever overwritten.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::{Common, New, What};
use super::intents::Origin;
use super::{Outcome, failure, output, print, schema, test};
use crate::compile::compile_read;
use crate::finding::{Finding, Sources, show};
use crate::matching::rank::Decision;
use crate::matching::scratch::Scratch;
use crate::matching::understand::understand;
use crate::rules::load::{self, BASE_NAME};
use crate::suite::load::{EXTENSION, Suite};
use crate::suite::{examples, report, run};

const INTENT: &str = include_str!("new/intent.yaml");
const CONVERSATION: &str = include_str!("new/intent.chat");
const HOTLINE: &str = include_str!("new/hotline.yaml");

/// The intent that a new hotline begins with.
const FIRST: &str = "预约上门";
/// What a new hotline is called whose folder has no name to call it by.
const UNNAMED: &str = "我的热线";
/// The longest name, in characters: names are said before callers.
const MOST_CHARACTERS: usize = 20;

/// A file to be written: its path and text.
type File = (PathBuf, String);

/// Runs the command.
pub(super) fn run(common: &Common, new: &New) -> anyhow::Result<Outcome> {
    match new.what {
        What::Intent => intent(common, &new.name.to_string_lossy()),
        What::Hotline => hotline(&new.name),
    }
}

/// Adds an intent to the folder in use.
fn intent(common: &Common, name: &str) -> anyhow::Result<Outcome> {
    let (topic, name) = name.rsplit_once(['/', '\\']).map_or(("", name), |(topic, name)| (topic, name));
    let topics: Vec<&str> = topic.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    if let Some(fault) = topics.iter().chain([&name]).find_map(|name| fault_of(name)) {
        return refuse(&fault);
    }
    let Origin::Folder(folder) = Origin::of(common.intents.as_deref()) else {
        return refuse(
            "这里没有 intents/hotline.yaml，不知道加到哪里\n帮助: 先用 daohang new hotline 目录 建一套，或者用 --intents 指出意图目录",
        );
    };
    let (rules, findings) = load::folder(&folder).map_err(super::intents::said)?;
    let names = rules.intents.iter().map(|intent| &intent.is.intent);
    if names.chain(rules.subflows.iter().map(|flow| &flow.is.subflow)).any(|known| known == name) {
        return refuse(&format!("已经有“{name}”了\n帮助: 换个名字，或者去改原来的那个"));
    }
    let queues = rules
        .queues
        .iter()
        .filter(|queue| rules.sources.get(queue.rule.file).is_some_and(|source| source.name != BASE_NAME));
    let queues: Vec<&str> = queues.map(|queue| queue.name.as_str()).collect();
    let below: PathBuf = topics.iter().collect();
    let page = folder.join(&below).join(format!("{name}.yaml"));
    let talk = Path::new(test::FOLDER).join(&below).join(format!("{name}.{EXTENSION}"));
    let schema_file = folder.parent().unwrap_or(Path::new("")).join(schema::FILE);
    let to_schema = format!("{}{}", "../".repeat(topics.len() + 1), schema::FILE);
    let mut files = vec![(page, intent_page(name, &to_schema, &queues)), (talk, filled(CONVERSATION, name))];
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return refuse(&format!("{} 已经有了，没有覆盖", path.display()));
    }
    let was: Vec<(String, Vec<u8>)> = texts(&rules.sources);
    let (hotline, findings) = compile_read(&rules, findings);
    let Some(hotline) = hotline else {
        output::note(show::text(&rules.sources, &findings, output::findings_style()).trim_end());
        return refuse("意图目录里还有错误，先改好再加新的");
    };
    let before = examples::check(&hotline, run::START).findings;
    if let Err(why) = try_out(was, &files, &messages(&before), &messages(&findings)) {
        let understood = understand(&hotline, &mut Scratch::default(), name, run::START).ranking;
        let taken = match understood.decision {
            Decision::Accept(id) | Decision::Confirm(id) => Some(hotline.intent(id).name.as_str()),
            Decision::Clarify(_) | Decision::Reject => None,
        };
        output::note(why.trim_end());
        return refuse(&match taken {
            Some(taken) => format!(
                "“{name}”现在听成“{taken}”，新意图和它分不开，没有写\n帮助: 换个名字，或者把说法加到“{taken}”里"
            ),
            None => format!(
                "叫“{name}”的意图和现有的分不开，没有写\n帮助: 换个名字；用 daohang explain {name} 看现在是怎么听的"
            ),
        });
    }
    if !schema_file.exists() {
        files.push((schema_file, schema::text()));
    }
    write_all(&files)?;
    let at = common.intents.as_ref().map(|folder| format!(" --intents {}", folder.display())).unwrap_or_default();
    print(&format!(
        "{}接下来:\n  daohang{at} check && daohang{at} test   检查，再重放对话\n  daohang{at}   说一句“我想{name}”试试\n",
        listed(&files)
    ))
}

/// Makes a hotline in a folder that is not there or empty.
fn hotline(folder: &Path) -> anyhow::Result<Outcome> {
    let shown = folder.display();
    match fs::read_dir(folder).map(Iterator::count) {
        Ok(0) => {}
        Ok(_) => return refuse(&format!("{shown} 里已经有东西了，没有动\n帮助: 换一个空的或者还没有的目录")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failure::reading(folder, error)),
    }
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.filter(|name| fault_of(name).is_none()).unwrap_or_else(|| UNNAMED.to_owned());
    let to_schema = format!("../{}", schema::FILE);
    let head = format!("{}\n{}", schema::modeline(&to_schema), filled(HOTLINE, FIRST).replace("〔热线〕", &name));
    let settings = format!("{{\n  \"yaml.schemas\": {{\"./{}\": \"intents/**/*.yaml\"}}\n}}\n", schema::FILE);
    let files = [
        ("intents/hotline.yaml".to_owned(), head),
        (format!("intents/{FIRST}.yaml"), intent_page(FIRST, &to_schema, &["人工客服"])),
        (format!("{}/{FIRST}.{EXTENSION}", test::FOLDER), filled(CONVERSATION, FIRST)),
        (schema::FILE.to_owned(), schema::text()),
        (".vscode/settings.json".to_owned(), settings),
    ];
    let files = files.map(|(path, text)| (folder.join(path), text));
    if let Err(why) = try_out(Vec::new(), &files, &BTreeSet::new(), &BTreeSet::new()) {
        output::note(why.trim_end());
        return refuse(&format!("叫“{name}”的热线用不了，没有写\n帮助: 换个目录名"));
    }
    write_all(&files)?;
    print(&format!(
        "{}接下来:\n  cd {shown}\n  daohang check && daohang test   检查，再重放对话\n  daohang                         说一句“我想{FIRST}”试试\n  daohang new intent 名字         再加一个意图\n",
        listed(&files)
    ))
}

/// Returns what is wrong with a name for an intent, a topic or a hotline: it becomes a file name, a phrase and YAML.
fn fault_of(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("名字是空的\n帮助: 如 daohang new intent 续借图书".to_owned());
    }
    if let Some(odd) = name.chars().find(|character| !character.is_alphanumeric()) {
        return Some(format!(
            "名字里不能有“{odd}”，只用汉字、字母和数字\n帮助: 目录写在前面，如 daohang new intent 借阅/续借图书"
        ));
    }
    if name.chars().count() > MOST_CHARACTERS {
        return Some(format!("名字最多 {MOST_CHARACTERS} 个字"));
    }
    let is_text = serde_yaml::from_str::<serde_yaml::Value>(name).is_ok_and(|value| value.is_string());
    (!is_text).then(|| format!("“{name}”在 YAML 里不是文字，换个名字"))
}

/// Returns the page of a new intent.
fn intent_page(name: &str, to_schema: &str, queues: &[&str]) -> String {
    let queues = if queues.is_empty() {
        "# queue: 人工客服            # 转人工时进哪个队列；不写就进默认的一个".to_owned()
    } else {
        format!(
            "# queue: {}            # 转人工时进哪个队列；不写就进默认的一个。现在有：{}",
            queues[0],
            queues.join("、")
        )
    };
    let text = filled(INTENT, name).replace("〔队列〕", &format!("{queues}\n"));
    format!("{}\n{text}", schema::modeline(to_schema))
}

fn filled(template: &str, name: &str) -> String {
    template.replace("〔名字〕", name)
}

/// The files that were read, without the parts that every hotline inherits.
fn texts(sources: &Sources) -> Vec<(String, Vec<u8>)> {
    let own = sources.iter().map(|(_, source)| source).filter(|source| source.name != BASE_NAME);
    own.map(|source| (source.name.clone(), source.text.as_bytes().to_vec())).collect()
}

fn messages(findings: &[Finding]) -> BTreeSet<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect()
}

/// Tries in memory what `check` and `test` would say of new files beside those that are there, but for what they said before; an
/// error is what they would say.
fn try_out(
    mut sources: Vec<(String, Vec<u8>)>,
    files: &[File],
    misrouted: &BTreeSet<String>,
    findings: &BTreeSet<String>,
) -> Result<(), String> {
    let ending = |path: &Path, wanted: &str| path.extension().is_some_and(|ending| ending == wanted);
    let yaml = files.iter().filter(|(path, _)| ending(path, "yaml"));
    sources.extend(yaml.map(|(path, text)| (path.to_string_lossy().into_owned(), text.clone().into_bytes())));
    let (rules, found) = load::files(sources);
    let (hotline, found) = compile_read(&rules, found);
    let is_new =
        |known: &BTreeSet<String>, finding: &Finding| !known.contains(&format!("{} {}", finding.code, finding.message));
    let mut news: Vec<Finding> = found.into_iter().filter(|finding| is_new(findings, finding)).collect();
    let mut failed = String::new();
    if let Some(hotline) = hotline.map(std::sync::Arc::new) {
        let examples = examples::check(&hotline, run::START).findings;
        news.extend(examples.into_iter().filter(|finding| is_new(misrouted, finding)));
        let mut suite = Suite::default();
        for (path, text) in files.iter().filter(|(path, _)| ending(path, EXTENSION)) {
            suite.add(&path.to_string_lossy(), text);
        }
        let outcomes = run::run(&hotline, &suite, &|_, _| {});
        failed = outcomes.iter().map(report::text).collect();
        failed.push_str(&show::text(&suite.sources, &suite.findings, output::findings_style()));
    }
    let text = show::text(&rules.sources, &news, output::findings_style()) + &failed;
    if text.is_empty() { Ok(()) } else { Err(text) }
}

/// Writes files that are not there, and the folders they stand in.
fn write_all(files: &[File]) -> anyhow::Result<()> {
    for (path, text) in files {
        let wrong = |error| failure::writing(path, error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(wrong)?;
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(wrong)?;
        file.write_all(text.as_bytes()).map_err(wrong)?;
    }
    Ok(())
}

/// Lists what was written, and what each file is.
fn listed(files: &[File]) -> String {
    let mut text = "写好了:\n".to_owned();
    for (path, _) in files {
        let what = match path.extension().and_then(|ending| ending.to_str()) {
            Some("yaml") if path.ends_with("hotline.yaml") => "名称、开场白、主菜单、队列",
            Some("yaml") => "说法、例句、步骤，里面有注释",
            Some(EXTENSION) => "一段对话，也是测试",
            _ if path.ends_with(schema::FILE) => "编辑器照着它补全和检查",
            _ => "让 VS Code 的 YAML 插件用上它",
        };
        text.push_str(&format!("  {}   {what}\n", path.display()));
    }
    text
}

fn refuse(why: &str) -> anyhow::Result<Outcome> {
    output::error(why);
    Ok(Outcome::Found)
}
