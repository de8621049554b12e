//! The colours, by day and by night, as a style sheet. Written out twice instead of once with variables, because viewers that
//! are no browsers know no `var()`.

use std::fmt::Write as _;

use super::model::{Exit, Kind};

/// What the fonts of readers are called, the Chinese ones of each system first.
pub(super) const FONTS: &str = "\"PingFang SC\",\"Hiragino Sans GB\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"Source Han Sans SC\",\"WenQuanYi Micro Hei\",sans-serif";

/// A box's colours: paper, outline, head.
type Colours = [&'static str; 3];

/// The colours of each class of boxes, by day and by night.
const BOXES: [(&str, Colours, Colours); 14] = [
    ("entry", ["#1f2937", "#1f2937", "#ffffff"], ["#e5e7eb", "#e5e7eb", "#111827"]),
    ("say", ["#ffffff", "#a3acb9", "#64748b"], ["#1f2630", "#5b6778", "#9aa7b8"]),
    ("ask", ["#eaf3ff", "#3b82d6", "#1d5fae"], ["#14283f", "#4d8fdb", "#8fc1fa"]),
    ("confirm", ["#f3edff", "#8b5fd6", "#6b3fc0"], ["#281f40", "#9b78e0", "#c9b1fb"]),
    ("choose", ["#e3f6f5", "#1f9a97", "#0d6f6d"], ["#0f2f30", "#2fb0ab", "#7be0da"]),
    ("if", ["#fff6de", "#d39a1b", "#946400"], ["#352a10", "#c99a35", "#f2cd76"]),
    ("note", ["#f4f5f7", "#b8c0cb", "#7b8694"], ["#1a2027", "#475260", "#8b97a6"]),
    ("pass", ["#7d8998", "#7d8998", "#7b8694"], ["#76839a", "#76839a", "#8b97a6"]),
    ("call", ["#e8f7ec", "#34a15a", "#1c7440"], ["#12301d", "#3fae67", "#86dba3"]),
    ("run", ["#eceeff", "#5b6ee0", "#3b4cc0"], ["#1d2247", "#6f80ee", "#b0bafc"]),
    ("start", ["#ffebf4", "#d6528f", "#a82b67"], ["#3b1729", "#dd6ba1", "#f8aacd"]),
    ("person", ["#ffeee3", "#e0762c", "#a94c0c"], ["#3a2213", "#e08a4b", "#f8bb8c"]),
    ("end", ["#e6eaef", "#66758a", "#3d4a5c"], ["#262e38", "#8795a8", "#c3cedb"]),
    ("bad", ["#fdecec", "#cf5a5a", "#9c2f2f"], ["#3a1a1a", "#d27070", "#f3aaaa"]),
];

/// The other colours: class, property, by day, by night.
const REST: [(&str, &str, &str, &str); 31] = [
    (".bg", "fill", "#fbfcfd", "#12161b"),
    (".name", "fill", "#111827", "#f1f4f8"),
    (".about,.key", "fill", "#556170", "#a4afbd"),
    (".file", "fill", "#8a95a3", "#7a8594"),
    (".body", "fill", "#1f2733", "#e3e8ee"),
    (".entry .body", "fill", "#ffffff", "#111827"),
    (".note .body", "fill", "#5c6775", "#a9b4c1"),
    (".line", "stroke", "#7d8998", "#76839a"),
    (".main", "stroke", "#2b3645", "#c9d2de"),
    (".slip", "stroke", "#c2a49a", "#8b6c62"),
    (".back", "stroke", "#8d9fc4", "#6577a3"),
    (".tip", "fill", "#7d8998", "#76839a"),
    (".main-tip", "fill", "#2b3645", "#c9d2de"),
    (".slip-tip", "fill", "#c2a49a", "#8b6c62"),
    (".back-tip", "fill", "#8d9fc4", "#6577a3"),
    (".pill", "fill", "#fbfcfd", "#12161b"),
    (".said", "fill", "#3f4a59", "#c3ccd8"),
    (".slip-said", "fill", "#a1786a", "#b3917f"),
    (".tag", "fill", "#566274", "#8d9aac"),
    (".tag-text", "fill", "#ffffff", "#12161b"),
    (".v0 .shape", "stroke", "#d23b3b", "#e06666"),
    (".v1 .shape", "fill", "#eef8e6", "#1d2f1b"),
    (".v1 .shape", "stroke", "#8cc46a", "#5f9c4d"),
    (".v2 .shape", "fill", "#d3f0c9", "#21461f"),
    (".v2 .shape", "stroke", "#4ca33a", "#6cc058"),
    (".v3 .shape", "fill", "#a9e29b", "#2b6427"),
    (".v3 .shape", "stroke", "#2b8420", "#8be077"),
    (".vx .shape", "fill", "#f1f2f4", "#1a1f25"),
    (".vx .shape", "stroke", "#c7ccd3", "#3f4854"),
    (".paper", "fill", "#fff1f0", "#2e1818"),
    (".stripe", "stroke", "#f0a9a5", "#8a3a38"),
];

/// The colours of visits on arrows and badges.
const VISITS: [(&str, &str, &str); 4] = [
    ("v0", "#d23b3b", "#e86f6f"),
    ("v1", "#79b357", "#6aa956"),
    ("v2", "#4ca33a", "#74c562"),
    ("v3", "#2b8420", "#93e480"),
];

/// What does not change with the light.
const SHAPES: &str = "\
.daohang text{text-anchor:middle;dominant-baseline:auto}
.daohang .left{text-anchor:start}
.daohang .shape{stroke-width:1.5}
.daohang .note .shape,.daohang .vx .shape{stroke-dasharray:4 3}
.daohang .head{font-size:11.5px;font-weight:600}
.daohang .body{font-size:13px}
.daohang .note .body,.daohang .if .body{font-size:12px}
.daohang .solo{font-weight:600}
.daohang .name{font-size:24px;font-weight:700}
.daohang .about{font-size:14px}
.daohang .file,.daohang .key{font-size:11.5px}
.daohang .line{fill:none;stroke-width:1.4}
.daohang .main{stroke-width:2.2}
.daohang .said,.daohang .slip-said{font-size:11.5px}
.daohang .tag-text{font-size:10.5px}
.daohang .stripe{stroke-width:3}
.daohang .line.v0{stroke-dasharray:5 4}
.daohang .line.v1{stroke-width:1.8}
.daohang .line.v2{stroke-width:2.2}
.daohang .line.v3{stroke-width:2.8}
";

/// Returns the class of a box's colours.
pub(super) fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Transfer | Kind::Exit(Exit::Transfer) => "person",
        Kind::Exit(Exit::Failed) => "bad",
        Kind::Exit(Exit::Done | Exit::Menu | Exit::HangUp) => "end",
        kind => kind.name(),
    }
}

/// Returns paper and outline of a box by day, for writers without style sheets.
pub(super) fn by_day(kind: Kind) -> (&'static str, &'static str) {
    let known = BOXES.iter().find(|(name, ..)| *name == class(kind));
    known.map_or(("#ffffff", "#666666"), |(_, [paper, outline, _], _)| (paper, outline))
}

/// Returns the style sheet. Everything in it is below the class `daohang`.
pub(super) fn style() -> String {
    let mut style = format!(".daohang{{font-family:{FONTS}}}\n{SHAPES}");
    style.push_str(&colours(|day, _| day, |day, _| day));
    style.push_str("@media (prefers-color-scheme:dark){\n");
    style.push_str(&colours(|_, night| night, |_, night| night));
    style.push_str("}\n");
    style
}

/// The rules of one light.
fn colours(
    of_box: impl Fn(Colours, Colours) -> Colours,
    of_rest: impl Fn(&'static str, &'static str) -> &'static str,
) -> String {
    let mut rules = String::new();
    // Writing to a string cannot fail.
    for (class, day, night) in BOXES {
        let [paper, outline, head] = of_box(day, night);
        let _ = writeln!(rules, ".daohang .{class} .shape{{fill:{paper};stroke:{outline}}}");
        let _ = writeln!(rules, ".daohang .{class} .head{{fill:{head}}}");
    }
    for (classes, property, day, night) in REST {
        let selectors: Vec<String> = classes.split(',').map(|class| format!(".daohang {class}")).collect();
        let _ = writeln!(rules, "{}{{{property}:{}}}", selectors.join(","), of_rest(day, night));
    }
    rules.push_str(".daohang .v0 .shape{fill:url(#never)}\n");
    for (class, day, night) in VISITS {
        let colour = of_rest(day, night);
        let _ = writeln!(rules, ".daohang .line.{class}{{stroke:{colour}}}");
        let _ =
            writeln!(rules, ".daohang .tip.{class},.daohang .badge.{class},.daohang .said.{class}{{fill:{colour}}}");
    }
    rules
}
