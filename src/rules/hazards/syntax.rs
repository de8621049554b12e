//! Why a file is no YAML, in words that an author who never read the YAML specification can act on.

use super::lines::{Colon, Line, outside_blocks};
use super::mend::{Mend, widened};
use crate::finding::tree::Position;
use crate::finding::{FileId, Finding};

/// What is wrong with a text, and how to read it all the same.
#[derive(Default)]
pub(in crate::rules) struct Slips {
    /// One finding for each.
    pub(in crate::rules) findings: Vec<Finding>,
    /// What makes a text of it that goes on; nothing where that cannot be told.
    pub(in crate::rules) mends: Vec<Mend>,
}

impl From<Finding> for Slips {
    fn from(finding: Finding) -> Slips {
        Slips { findings: vec![finding], mends: Vec::new() }
    }
}

/// Returns what is wrong with a text that the YAML library refused: every well-known slip in it, or, where none explains the
/// error, the library's own words in Chinese.
pub(in crate::rules) fn syntax(file: FileId, text: &str, error: &serde_yaml::Error) -> Slips {
    let message = error.to_string();
    let problem = error.location().map_or(Position { line: 1, column: 0 }, |location| Position {
        line: location.line(),
        column: location.column().saturating_sub(1),
    });
    if message.contains("control characters are not allowed") {
        return control_character(file, text).into();
    }
    if message.contains("recursion limit exceeded") {
        return super::bombs::too_deep(super::at(file, problem, 0)).into();
    }
    let context = context(&message);
    let lines = outside_blocks(text);
    let near = |line: &Line| {
        let top = context.map_or(problem.line, |context| context.line.min(problem.line));
        line.number + 1 >= problem.line.min(top + 1) && line.number <= problem.line
    };
    let mut slips = Slips::default();
    let mut explained = false;
    for line in &lines {
        let Some((finding, mends)) = slip(file, line, near(line)) else { continue };
        explained |= line.number <= problem.line;
        slips.findings.push(finding);
        slips.mends.extend(mends);
    }
    if !explained {
        slips.findings.push(translated(file, text, &message, problem, context));
    }
    slips
}

/// Returns the slips of a text that is YAML and yet no more than one piece of text, such as `intent：查账单`, as far as they can be told.
pub(in crate::rules) fn plain(file: FileId, text: &str) -> Slips {
    let mut slips = Slips::default();
    for (finding, mends) in outside_blocks(text).iter().filter_map(|line| slip(file, line, false)) {
        slips.findings.push(finding);
        slips.mends.extend(mends);
    }
    slips
}

/// Where the thing began that libyaml could not finish (`…, while scanning a simple key at line 2 column 1`).
fn context(message: &str) -> Option<Position> {
    let (_, context) = message.split_once(", while ")?;
    let (_, place) = context.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some(Position { line: line.parse().ok()?, column: column.parse::<usize>().ok()?.saturating_sub(1) })
}

/// Returns the slip in a line with its mends, if it has one that is known. Some are only told from good YAML by standing `near` the
/// place where the library gave up.
fn slip(file: FileId, line: &Line, near: bool) -> Option<(Finding, Vec<Mend>)> {
    let start = |part: &str| Position { line: line.number, column: line.column(part) };
    let at = |part: &str, width: usize| super::at(file, start(part), width);
    if line.indent.contains('\t') {
        let column = line.indent.chars().take_while(|c| *c != '\t').count();
        let place = super::at(file, Position { line: line.number, column }, 1);
        // How many spaces it stands for is the author's to say.
        return Some((tab_indent(place), Vec::new()));
    }
    if line.indent.contains(['\u{3000}', '\u{A0}']) {
        let spaces = (0..line.indent.chars().count()).map(|column| Position { line: line.number, column });
        let mends = spaces.map(|space| Mend::Swap(space, ' ')).collect();
        return Some((fullwidth_space(at(line.indent, line.indent.chars().count())), mends));
    }
    if let Some(sign) = line.content.chars().next().filter(|c| matches!(c, '－' | '—' | '–'))
        && let Some(blank) = line.content.chars().nth(1).filter(|c| c.is_whitespace())
    {
        let dash = start(line.content);
        let behind = Position { column: dash.column + 1, ..dash };
        let space = (blank != ' ').then_some(Mend::Swap(behind, ' '));
        let mends = [Mend::Swap(dash, '-')].into_iter().chain(space).collect();
        return Some((fullwidth_sign(super::at(file, dash, 1), sign), mends));
    }
    let is_ascii_key = |key: &str| key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if let Some(key) = line.key {
        let certain = near || is_ascii_key(key);
        let key_start = start(key);
        let colon = Position { column: key_start.column + key.chars().count(), ..key_start };
        let behind = Position { column: colon.column + 1, ..colon };
        match line.colon {
            Colon::FullWidth if certain => {
                let is_apart = start(line.value).column > behind.column || line.value.is_empty();
                let space = (!is_apart).then_some(Mend::Space(behind));
                let mends = [Mend::Swap(colon, ':')].into_iter().chain(space).collect();
                return Some((fullwidth_colon(super::at(file, colon, 1), key), mends));
            }
            Colon::Tight if certain && !line.value.starts_with("//") => {
                let finding = missing_space(super::at(file, colon, 1), &format!("“{key}:”的冒号"));
                return Some((finding, vec![Mend::Space(behind)]));
            }
            Colon::FullWidth | Colon::Tight | Colon::Good | Colon::None => {}
        }
    }
    if near
        && let Some(rest) = line.body.strip_prefix('-')
        && rest.starts_with(|c: char| c.is_alphabetic())
    {
        return Some((missing_space(at(line.body, 1), "“-”"), vec![Mend::Space(start(rest))]));
    }
    let value = without_comment(line.value);
    let width = value.chars().count();
    let as_text = || widened(value, start(value));
    match value.chars().next()? {
        '[' => {
            rest_after(value, '[', ']')?;
            Some((bracket(at(value, width), "unquoted-bracket", "方括号", value), as_text()))
        }
        '{' => {
            rest_after(value, '{', '}')?;
            Some((bracket(at(value, width), "unquoted-brace", "花括号", value), as_text()))
        }
        sign @ ('*' | '&' | '@' | '`' | '%' | '!') if near => {
            // What follows `&name` on further lines belongs to it, as text or as a list.
            let mends = if sign == '&' { Vec::new() } else { as_text() };
            Some((unquoted_sign(at(value, 1), sign, value), mends))
        }
        sign @ ('｜' | '＞') => {
            Some((fullwidth_sign(at(value, 1), sign), vec![Mend::Swap(start(value), half(sign))]))
        }
        sign @ ('｛' | '［') if near && value.contains(": ") => {
            let swaps = value.chars().enumerate().filter(|(_, c)| "｛｝［］，".contains(*c));
            let place = |nth| Position { line: line.number, column: start(value).column + nth };
            let mends = swaps.map(|(nth, c)| Mend::Swap(place(nth), half(c))).collect();
            Some((fullwidth_sign(at(value, 1), sign), mends))
        }
        quote @ ('"' | '\'') if near => {
            let rest = after_quote(value, quote)?.trim();
            (!rest.is_empty() && !rest.starts_with([',', ']', '}', ':'])).then(|| {
                let finding = Finding::error("text-after-quote", at(rest, rest.chars().count()), "引号后面还有内容")
                    .help("引号要把整段文字括起来；文字里有引号时，外面换另一种引号");
                (finding, as_text())
            })
        }
        _ if near && line.key.is_some() && value.contains(": ") => {
            let colon = value.find(": ").and_then(|at| value.get(at..)).unwrap_or(value);
            Some((unquoted_colon(at(colon, 1), value), as_text()))
        }
        _ => None,
    }
}

/// Returns what follows the bracket that closes the one at the front, if there is something other than a comment, a colon or
/// a further item.
fn rest_after(value: &str, open: char, close: char) -> Option<&str> {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    for (at, c) in value.char_indices() {
        match quote {
            Some(sign) if c == sign => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == open => depth += 1,
            None if c == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let rest = value.get(at + 1..).unwrap_or("");
                    let rest = without_comment(rest).trim();
                    let ends = rest.is_empty() || rest.starts_with([':', ',', ']', '}', '#']);
                    return (!ends).then_some(rest);
                }
            }
            None => {}
        }
    }
    None
}

/// Returns what follows the closing quote.
fn after_quote(value: &str, quote: char) -> Option<&str> {
    let mut signs = value.char_indices().skip(1).peekable();
    while let Some((at, c)) = signs.next() {
        if c == '\\' && quote == '"' {
            signs.next();
        } else if c == quote {
            if quote == '\'' && signs.peek().is_some_and(|(_, next)| *next == quote) {
                signs.next();
                continue;
            }
            return value.get(at + 1..);
        }
    }
    None
}

fn without_comment(value: &str) -> &str {
    value.split(" #").next().unwrap_or(value).trim_end()
}

/// The finding for a tab before the content of a line.
fn tab_indent(place: crate::finding::Place) -> Finding {
    Finding::error("tab-indent", place, "用 Tab 缩进，YAML 不认").help("请把 Tab 换成空格，每层两个")
}

/// The finding for full-width white space before the content of a line.
pub(in crate::rules) fn fullwidth_space(place: crate::finding::Place) -> Finding {
    Finding::error("fullwidth-space", place, "用全角空格缩进，YAML 不认").help("请换成半角空格，每层两个")
}

/// The finding for a full-width colon behind a key.
pub(in crate::rules) fn fullwidth_colon(place: crate::finding::Place, key: &str) -> Finding {
    Finding::error("fullwidth-colon", place, format!("“{key}”后面是全角冒号，YAML 不认"))
        .help(format!("请写成半角冒号加一个空格：“{key}: ”"))
}

/// The finding for a sign without the space behind it.
pub(in crate::rules) fn missing_space(place: crate::finding::Place, sign: &str) -> Finding {
    Finding::error("missing-space", place, format!("{sign}后面少一个空格")).help("请在后面加一个半角空格")
}

/// The finding for a text that begins with a bracket.
pub(in crate::rules) fn bracket(place: crate::finding::Place, code: &'static str, name: &str, text: &str) -> Finding {
    Finding::error(code, place, format!("文字以{name}开头却没有引号，YAML 会当成自己的符号"))
        .help(format!("请加上引号：{}", quoted(text)))
}

/// The finding for a text that begins with a sign that YAML keeps for itself.
pub(in crate::rules) fn unquoted_sign(place: crate::finding::Place, sign: char, text: &str) -> Finding {
    Finding::error("unquoted-sign", place, format!("文字以“{sign}”开头却没有引号，YAML 会当成自己的符号"))
        .help(format!("请加上引号：{}", quoted(text)))
}

/// The finding for a full-width sign in the place of one that YAML knows.
pub(in crate::rules) fn fullwidth_sign(place: crate::finding::Place, sign: char) -> Finding {
    Finding::error("fullwidth-sign", place, format!("这里是全角的“{sign}”，YAML 不认"))
        .help(format!("请写成半角的“{}”", half(sign)))
}

/// The sign that YAML knows for one that a Chinese input method writes.
fn half(sign: char) -> char {
    match sign {
        '｜' => '|',
        '＞' => '>',
        '｛' => '{',
        '｝' => '}',
        '［' => '[',
        '］' => ']',
        '，' => ',',
        '－' | '—' | '–' => '-',
        other => other,
    }
}

/// The finding for a text with a colon and a space in it.
pub(in crate::rules) fn unquoted_colon(place: crate::finding::Place, text: &str) -> Finding {
    Finding::error("unquoted-colon", place, "文字里有冒号加空格却没有引号，YAML 会当成“键: 值”")
        .help(format!("请加上引号：{}；或者改用全角冒号“：”", quoted(text)))
}

/// Returns the text in quotes that YAML reads back as the same, cut where it is long.
pub(in crate::rules) fn quoted(text: &str) -> String {
    let short = crate::rules::read::shortened(text);
    format!("'{}'", short.replace('\'', "''"))
}

fn control_character(file: FileId, text: &str) -> Finding {
    for (number, line) in (1..).zip(text.lines()) {
        let found = line.chars().enumerate().find(|(_, c)| c.is_control() && *c != '\t' && *c != '\r');
        if let Some((column, c)) = found {
            let start = Position { line: number, column };
            let message = format!("这里有一个看不见的控制字符（U+{:04X}）", u32::from(c));
            let finding = Finding::error("control-character", super::at(file, start, 1), message);
            return finding.help("请删掉它");
        }
    }
    let start = Position { line: 1, column: 0 };
    Finding::error("control-character", super::at(file, start, 0), "文件里有看不见的控制字符").help("请删掉它们")
}

/// Says what libyaml says.
fn translated(file: FileId, text: &str, message: &str, problem: Position, context: Option<Position>) -> Finding {
    let begun = context.unwrap_or(problem);
    let has = |words: &str| message.contains(words);
    let (code, start, says, help) = if has("while scanning a quoted scalar") {
        ("unclosed-quote", begun, "引号没有闭合", "请补上另一半引号")
    } else if has("expected ',' or ']'") {
        ("unclosed-bracket", begun, "方括号没有闭合，或者里面少了逗号", "请补上“]”；文字里有方括号时给整段文字加引号")
    } else if has("expected ',' or '}'") {
        (
            "unclosed-bracket",
            begun,
            "花括号没有闭合，或者里面少了逗号",
            "请补上“}”；文字里有方括号或者花括号时，给整段文字加引号",
        )
    } else if has("could not find expected ':'") {
        (
            "yaml-syntax",
            begun,
            "这一行没有冒号，读不通",
            "要写成“键: 内容”；列表的每一项以“- ”开头；接着上文的文字要比上一行缩进得多",
        )
    } else if has("mapping values are not allowed") {
        ("yaml-syntax", problem, "这里不能出现“键: 值”", "可能是缩进和上面对不上，或者文字里有冒号加空格却没有引号")
    } else if has("did not find expected key") {
        ("yaml-syntax", problem, "从这里起读不通，缩进和上面对不上", "同一层的键要左对齐")
    } else if has("expected '-' indicator") {
        (
            "yaml-syntax",
            problem,
            "从这里起读不通，这一层应当都是“- ”开头的列表项",
            "列表项要左对齐；同一层里不能又有列表项又有键",
        )
    } else if has("block sequence entries are not allowed") {
        ("yaml-syntax", problem, "列表项不能写在这里", "“- ”要另起一行")
    } else if has("cannot start any token") {
        ("unquoted-sign", problem, "文字不能以这个符号开头", "请给整段文字加上引号")
    } else if has("unknown anchor") || has("alphabetic or numeric character") {
        ("unquoted-sign", begun, "以“*”或“&”开头的文字没有引号，YAML 会当成引用", "请给整段文字加上引号")
    } else if has("expected comment or line break") {
        ("yaml-syntax", problem, "“|”或“>”后面不能写内容", "内容另起一行，并且要缩进")
    } else if has("unknown escape character") || has("escape") {
        ("yaml-syntax", problem, "双引号里的反斜杠写法 YAML 不认", "要写反斜杠本身，请改用单引号")
    } else if has("expected node content") {
        ("yaml-syntax", problem, "这里多了一个符号，或者少了内容", "文字以逗号、括号开头时要加引号")
    } else if has("tab character") {
        return tab_indent(super::at(file, problem, 1));
    } else if has("expected <document start>") {
        ("yaml-syntax", problem, "上面的内容到这里已经结束，后面的读不通", "请检查缩进；整个文件应当是一组“键: 内容”")
    } else {
        ("yaml-syntax", problem, "从这里起不是 YAML 的写法", "请检查这里的缩进、冒号和引号")
    };
    let line = text.lines().nth(start.line.saturating_sub(1)).unwrap_or("");
    let width = usize::from(line.chars().count() > start.column);
    Finding::error(code, super::at(file, start, width), says).help(help)
}
