//! Prompts and expressions: texts with `{…}` in them, checked once and rendered for every turn.
//!
//! The engine is minijinja with `{…}` for values; `if:` and `set:` are expressions of the same language. What values look
//! like (masks, amounts, dates) is the business of `filter`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value as Json;

use super::filter;
use super::id::{ExpressionId, PromptId};
use super::secrets;
use crate::finding::{Finding, Place, nearest};
use crate::limits::{PROMPT_CHARS, PROMPT_FUEL, VALUE_BYTES, VALUE_DEPTH};

/// All prompts and expressions of a hotline.
#[derive(Debug, Deserialize)]
#[serde(from = "Texts")]
pub struct Prompts {
    texts: Arc<Texts>,
    environment: Environment<'static>,
}

/// The texts by their ids, as they are stored.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Texts {
    prompts: Vec<Vec<Wording>>,
    expressions: Vec<Template>,
}

/// One wording: most have nothing to fill in, and skip the engine.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Wording {
    Plain(String),
    Template(Template),
}

/// What the engine makes of it, it keeps under the name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Template {
    name: String,
    source: String,
}

impl From<Texts> for Prompts {
    /// Makes prompts of texts that were checked before: the engine reads each when it is first said.
    fn from(texts: Texts) -> Prompts {
        let mut prompts = Prompts { texts: Arc::new(texts), environment: engine() };
        let texts = Arc::clone(&prompts.texts);
        prompts.environment.set_loader(move |name| Ok(texts.source(name).map(str::to_owned)));
        prompts
    }
}

impl Serialize for Prompts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.texts.serialize(serializer)
    }
}

impl Texts {
    /// The source of the template with that name.
    fn source(&self, name: &str) -> Option<&str> {
        let template = match name.strip_prefix('=') {
            Some(nth) => self.expressions.get(nth.parse::<usize>().ok()?)?,
            None => {
                let (prompt, nth) = name.split_once('.')?;
                match self.prompts.get(prompt.parse::<usize>().ok()?)?.get(nth.parse::<usize>().ok()?)? {
                    Wording::Template(template) => template,
                    Wording::Plain(_) => return None,
                }
            }
        };
        Some(&template.source)
    }
}

/// The name under which an expression's template exports its value.
const VALUE: &str = "值";
/// What stands around an expression to make it a template.
const EXPRESSION: (&str, &str) = ("{% set 值 = (", ") %}");

impl Prompts {
    /// Makes an empty collection.
    pub(super) fn new() -> Prompts {
        Prompts { texts: Arc::default(), environment: engine() }
    }

    /// Returns whether one of the prompts from the `first`th on speaks of a code or a password.
    pub(super) fn speak_of_secrets(&self, first: usize) -> bool {
        let source = |wording: &Wording| match wording {
            Wording::Plain(text) => secrets::speaks_of(text),
            Wording::Template(template) => secrets::speaks_of(&template.source),
        };
        self.texts.prompts.iter().skip(first).flatten().any(source)
    }

    /// Returns how many prompts there are.
    pub(super) fn len(&self) -> usize {
        self.texts.prompts.len()
    }

    /// Adds a prompt whose texts may use the names that `knows`; what is wrong with it goes to `findings`.
    pub(super) fn add(
        &mut self,
        wordings: &[String],
        place: &Place,
        knows: &dyn Fn(&str) -> bool,
        findings: &mut Vec<Finding>,
    ) -> PromptId {
        let id = PromptId::new(self.texts.prompts.len());
        let is_list = wordings.len() > 1;
        let wordings = wordings.iter().enumerate().map(|(nth, text)| {
            let at = if is_list { place.item(nth) } else { place.clone() };
            findings.extend(secrets::check(text, &at));
            if is_too_long(text) {
                let finding = Finding::error("bad-prompt", at, format!("话术超过 {PROMPT_CHARS} 个字"));
                findings.push(finding.help("来电的人听不了这么长：分成几句，中间让人回话"));
                return Wording::Plain(String::new());
            }
            if !text.contains(['{', '}']) {
                return Wording::Plain(text.clone());
            }
            let name = format!("{}.{nth}", id.index());
            match self.environment.add_template_owned(name.clone(), text.clone()) {
                Ok(()) => {
                    self.check_names(&name, place, knows, findings);
                    check_filters(text, place, findings);
                    Wording::Template(Template { name, source: text.clone() })
                }
                Err(error) => {
                    let reason = error.detail().unwrap_or("大括号里的内容不完整").to_owned();
                    findings.push(
                        Finding::error("bad-prompt", place.clone(), format!("话术“{text}”里的大括号写得不对"))
                            .help(format!("{{…}} 里写槽名，可以加过滤器，例如 {{金额|元}}。原因：{reason}")),
                    );
                    Wording::Plain(text.clone())
                }
            }
        });
        let wordings = wordings.collect();
        Arc::make_mut(&mut self.texts).prompts.push(wordings);
        id
    }

    /// Adds an expression; what is wrong with it goes to `findings`.
    pub(super) fn add_expression(
        &mut self,
        source: &str,
        place: &Place,
        knows: &dyn Fn(&str) -> bool,
        findings: &mut Vec<Finding>,
    ) -> ExpressionId {
        let id = ExpressionId::new(self.texts.expressions.len());
        let name = format!("={}", id.index());
        let template = format!("{}{source}{}", EXPRESSION.0, EXPRESSION.1);
        if is_too_long(source) {
            let finding = Finding::error("bad-expression", place.clone(), format!("条件超过 {PROMPT_CHARS} 个字"));
            findings.push(finding.help("先用 set 算好一部分"));
        } else if let Err(error) = self.environment.compile_expression(source) {
            let reason = error.detail().unwrap_or("写得不完整").to_owned();
            findings.push(
                Finding::error("bad-expression", place.clone(), format!("条件“{source}”写得不对"))
                    .help(format!("例如：金额.amount > 100，或者 原因 == \"挂失\"。原因：{reason}")),
            );
        } else if self.environment.add_template_owned(name.clone(), template.clone()).is_ok() {
            self.check_names(&name, place, knows, findings);
            self.check_calls(&name, source, place, findings);
        }
        Arc::make_mut(&mut self.texts).expressions.push(Template { name, source: template });
        id
    }

    /// Reports a test, a function or a filter of an expression that there is not: the engine would notice only when it comes to it, and
    /// the expression would count as false.
    fn check_calls(&self, template: &str, source: &str, place: &Place, findings: &mut Vec<Finding>) {
        let Ok(template) = self.environment.get_template(template) else { return };
        let Err(error) = template.render(()) else { return };
        if matches!(error.kind(), ErrorKind::UnknownTest | ErrorKind::UnknownFunction | ErrorKind::UnknownFilter) {
            let reason = error.detail().unwrap_or_default();
            let finding = Finding::error("bad-expression", place.clone(), format!("条件“{source}”写得不对"));
            findings.push(
                finding.help(format!("is 后面可以写 defined、undefined，| 后面可以写话术的过滤器。原因：{reason}")),
            );
        }
    }

    /// Reports names that nothing defines.
    fn check_names(&self, template: &str, place: &Place, knows: &dyn Fn(&str) -> bool, findings: &mut Vec<Finding>) {
        let Ok(template) = self.environment.get_template(template) else { return };
        let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        names.sort();
        for name in names.iter().filter(|name| *name != VALUE && !knows(name)) {
            findings.push(
                Finding::error("undefined-name", place.clone(), format!("话术或条件里的“{name}”没有定义"))
                    .help("这里可以用本流程的槽、全程的槽、动作给出的值和 set 过的变量"),
            );
        }
    }

    /// Returns the number of wordings of a prompt.
    pub fn n_wordings(&self, id: PromptId) -> usize {
        self.texts.prompts[id.index()].len()
    }

    /// Returns the authored texts of a prompt.
    pub fn sources(&self, id: PromptId) -> impl Iterator<Item = &str> {
        self.texts.prompts[id.index()].iter().map(|wording| match wording {
            Wording::Plain(text) | Wording::Template(Template { source: text, .. }) => text.as_str(),
        })
    }

    /// Returns the authored text of an expression.
    pub fn expression(&self, id: ExpressionId) -> &str {
        let source = &self.texts.expressions[id.index()].source;
        source.strip_prefix(EXPRESSION.0).and_then(|rest| rest.strip_suffix(EXPRESSION.1)).unwrap_or(source)
    }

    /// Returns the names that an expression reads, with the fields that it reads of them: `账单.页数`.
    pub fn names_in(&self, id: ExpressionId) -> BTreeSet<String> {
        self.names(&self.texts.expressions[id.index()].name)
    }

    /// Returns the names that any prompt or expression reads, with the fields that it reads of them.
    pub fn all_names(&self) -> BTreeSet<String> {
        let prompts = self.texts.prompts.iter().flatten().filter_map(|wording| match wording {
            Wording::Template(template) => Some(template),
            Wording::Plain(_) => None,
        });
        prompts.chain(&self.texts.expressions).flat_map(|template| self.names(&template.name)).collect()
    }

    fn names(&self, template: &str) -> BTreeSet<String> {
        let Ok(template) = self.environment.get_template(template) else { return BTreeSet::new() };
        template.undeclared_variables(true).into_iter().filter(|name| name != VALUE).collect()
    }

    /// Says a prompt for the `nth` time, from 0; after the last wording the last one again.
    ///
    /// `values` gives the names that the text uses; it is only called where there is something to fill in. A text that fails
    /// while it is rendered (a filter on a value of the wrong kind) is said without its braces.
    pub fn say(&self, id: PromptId, nth: usize, values: impl FnOnce() -> Value) -> Cow<'_, str> {
        let wordings = &self.texts.prompts[id.index()];
        match wordings.get(nth).or(wordings.last()) {
            None => Cow::Borrowed(""),
            Some(Wording::Plain(text)) => Cow::Borrowed(text),
            Some(Wording::Template(Template { name, source })) => {
                let rendered = self.environment.get_template(name).and_then(|template| template.render(values()));
                Cow::Owned(rendered.unwrap_or_else(|_| without_braces(source)))
            }
        }
    }

    /// Evaluates an expression; one that fails is undefined, which counts as false.
    pub fn evaluate(&self, id: ExpressionId, values: Value) -> Value {
        let template = self.environment.get_template(&self.texts.expressions[id.index()].name);
        let rendered = template.and_then(|template| template.render_captured(values));
        rendered.ok().and_then(|rendered| rendered.state().lookup(VALUE)).unwrap_or(Value::UNDEFINED)
    }

    /// Evaluates an expression to a value that can be kept: as [`Prompts::evaluate`]; one that is larger or deeper than a value may
    /// be is null.
    pub fn compute(&self, id: ExpressionId, values: Value) -> Json {
        // The engine makes what repeats itself (`["说" * 30000] * 90000`) item by item, when it is written: 3 GB were not enough.
        let mut written = Bounded(Vec::new());
        let value = self.evaluate(id, values);
        let json = serde_json::to_writer(&mut written, &value).and_then(|()| serde_json::from_slice(&written.0));
        json.ok().filter(|json| depth(json) <= VALUE_DEPTH).unwrap_or(Json::Null)
    }
}

/// Returns how deep a value is nested; 0 for what holds no other.
///
/// Called on values that were read from text, and the reader bounds their depth.
pub fn depth(json: &Json) -> usize {
    match json {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 0,
    }
}

/// What is written, until it is more than a value may have.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > VALUE_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns whether a text has more characters than an author may write at once.
fn is_too_long(text: &str) -> bool {
    text.len() > PROMPT_CHARS && text.chars().nth(PROMPT_CHARS).is_some()
}

/// An engine that knows the delimiters and the filters, and no template yet.
fn engine() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("{", "}")
        .block_delimiters("{%", "%}")
        .comment_delimiters("{#", "#}")
        .build()
        .expect("the three pairs of delimiters differ");
    environment.set_syntax(syntax);
    // A caller hears nothing for what has no value, not the word “None”.
    environment.set_formatter(|out, state, value| match value.is_none() {
        true => Ok(()),
        false => minijinja::escape_formatter(out, state, value),
    });
    // Loops in loops and texts put together from themselves end here.
    environment.set_fuel(Some(PROMPT_FUEL));
    filter::add_to(&mut environment);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.add_test("undefined", minijinja::tests::is_undefined);
    environment
}

/// The text with everything between braces cut out.
fn without_braces(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Reports filters that do not exist: minijinja would notice only when the prompt is said.
fn check_filters(text: &str, place: &Place, findings: &mut Vec<Finding>) {
    let mut depth = 0_usize;
    let mut quoted = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '"' | '\'' if depth > 0 => {
                quoted = match quoted {
                    None => Some(c),
                    Some(open) if open == c => None,
                    other => other,
                }
            }
            '|' if depth > 0 && quoted.is_none() => {
                let mut name = String::new();
                while let Some(&next) = chars.peek() {
                    if next.is_alphanumeric() || next == '_' {
                        name.push(next);
                    } else if !(next.is_whitespace() && name.is_empty()) {
                        break;
                    }
                    chars.next();
                }
                if filter::names().all(|known| known != name) {
                    let finding =
                        Finding::error("undefined-filter", place.clone(), format!("没有名为“{name}”的过滤器"));
                    findings.push(finding.help(match nearest(&name, filter::names()) {
                        Some(near) => format!("是不是想写“{near}”？"),
                        None => format!("可以用的过滤器有：{}", filter::names().collect::<Vec<_>>().join("、")),
                    }));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;
    use crate::compile::binary;
    use crate::finding::{Path, Sources};

    #[track_caller]
    fn check(text: &str, expect: &str, expect_codes: &[&str]) {
        let mut sources = Sources::default();
        let place = Place::value(sources.add("x.yaml", ""), Path::default());
        let mut findings = Vec::new();
        let mut prompts = Prompts::new();
        let knows = |name: &str| ["月份", "账单"].contains(&name);
        let id = prompts.add(&[text.to_owned()], &place, &knows, &mut findings);
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, expect_codes);
        if expect_codes.is_empty() {
            let values = || context! { 月份 => "6月", 账单 => context! { 支出 => "1234.5" } };
            assert_eq!(prompts.say(id, 0, values), expect);
            assert_eq!(stored(&prompts).say(id, 0, values), expect);
        }
    }

    /// The prompts as a start of the program gets them.
    fn stored(prompts: &Prompts) -> Prompts {
        binary::value(&binary::bytes(prompts)).expect("these are its bytes")
    }

    #[test]
    fn plain_text_is_said_as_it_is() {
        check("您好", "您好", &[]);
    }

    #[test]
    fn values_stand_in_single_braces() {
        check("{月份}共支出{账单.支出|元}。", "6月共支出1,234.50元。", &[]);
    }

    #[test]
    fn nothing_is_said_for_what_has_no_value() {
        check("好{none}的{账单.没有}。", "好的。", &[]);
    }

    #[test]
    fn blocks_work_beside_single_braces() {
        check("{% if 月份 == '6月' %}六月{% else %}别的{% endif %}", "六月", &[]);
    }

    #[test]
    fn unknown_names_filters_and_syntax_are_found() {
        check("{月分}", "", &["undefined-name"]);
        check("{月份|园}", "", &["undefined-filter"]);
        check("{月份", "", &["bad-prompt"]);
    }

    #[track_caller]
    fn check_expression(source: &str, expect: Result<bool, &str>) {
        let mut sources = Sources::default();
        let place = Place::value(sources.add("x.yaml", ""), Path::default());
        let (mut prompts, mut findings) = (Prompts::new(), Vec::new());
        let id = prompts.add_expression(source, &place, &|_| true, &mut findings);
        let found = match findings.first() {
            None => Ok(prompts.evaluate(id, context! { 月份 => "6月" }).is_true()),
            Some(finding) => Err(finding.code),
        };
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn only_tests_that_there_are_can_be_asked() {
        check_expression("月份 is defined", Ok(true));
        check_expression("日子 is defined", Ok(false));
        check_expression("日子 is undefined", Ok(true));
        check_expression("月份 is 空的", Err("bad-expression"));
        check_expression("问(月份)", Err("bad-expression"));
        check_expression("月份|圆", Err("bad-expression"));
    }

    #[test]
    fn expressions_are_evaluated() {
        let mut sources = Sources::default();
        let place = Place::value(sources.add("x.yaml", ""), Path::default());
        let (mut prompts, mut findings) = (Prompts::new(), Vec::new());
        let id = prompts.add_expression("账单.笔数 > 2", &place, &|_| true, &mut findings);
        assert_eq!(findings, []);
        for prompts in [&prompts, &stored(&prompts)] {
            assert!(prompts.evaluate(id, context! { 账单 => context! { 笔数 => 3 } }).is_true());
            assert!(!prompts.evaluate(id, context! { 账单 => context! { 笔数 => 1 } }).is_true());
            assert!(!prompts.evaluate(id, context! {}).is_true());
        }
    }
}
