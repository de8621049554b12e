//! The whole hotline as one SVG: the greeting and its menu, below them a panel for each queue with a card for each intent, and
//! the shared flows as numbers that the cards refer to. No line goes from card to card: with fifty of them nobody could follow it.

use std::fmt::Write as _;

use super::label::{width, wrapped};
use super::overview::{Card, Group, Overview};
use super::shape::rounded;
use super::svg::{escaped, open};
use super::{palette, svg};

/// Around everything.
const MARGIN: i32 = 36;
/// The width of a card.
const CARD: i32 = 216;
/// Between cards, and around those of a panel.
const GAP: i32 = 10;
/// Between panels.
const SPACE: i32 = 22;
/// The height of a panel's head.
const HEAD: i32 = 56;
/// The most cards in a column of a panel.
const MOST_CARDS: usize = 8;
/// The size of a mark on a card: of a key, of a shared flow.
const MARK: i32 = 18;

/// Returns the picture. `link` says where the picture of a flow or an intent of that name is, if there is one.
pub fn poster(overview: &Overview, link: &dyn Fn(&Card) -> Option<String>) -> String {
    let panels: Vec<Panel> = overview.groups.iter().map(Panel::of).collect();
    let (columns, inner) = columns(&panels);
    let menu = Menu::of(overview, inner);
    let shared = Shared::of(overview, inner);
    let top_of_menu = MARGIN + 92;
    let top_of_panels = top_of_menu + menu.height + 46;
    let deepest = columns.iter().map(|column| column.height).max().unwrap_or(0);
    let top_of_shared = top_of_panels + deepest + SPACE;
    let full_width = inner + 2 * MARGIN;
    let full_height = top_of_shared + shared.height + 62 + MARGIN;

    let mut writer = Writer { svg: open(full_width, full_height, &format!("{}：总览", overview.name)), link };
    writer.add(&format!("<style>{}{STYLE}</style>\n", palette::style()));
    writer.add(&format!("<rect class=\"bg\" width=\"{full_width}\" height=\"{full_height}\"/>\n"));
    writer.text("left name", MARGIN, MARGIN + 24, &overview.name);
    let n_flows = overview.cards().filter(|card| card.flow.is_some()).count() + overview.shared.len();
    let facts = format!(
        "{} 个意图 · {n_flows} 个流程 · {} 个队列 · {} 个动作",
        overview.cards().count(),
        overview.groups.len(),
        overview.n_actions
    );
    writer.text("left about", MARGIN, MARGIN + 52, &facts);
    menu.write(&mut writer, overview, MARGIN, top_of_menu, inner);
    writer.branches(full_width / 2, top_of_menu + menu.height, top_of_panels, &columns);
    for column in &columns {
        let mut y = top_of_panels;
        for panel in &column.panels {
            panels[*panel].write(&mut writer, &overview.groups[*panel], MARGIN + column.x, y);
            y += panels[*panel].height + SPACE;
        }
    }
    shared.write(&mut writer, overview, MARGIN, top_of_shared);
    writer.keys(MARGIN, top_of_shared + shared.height + 30);
    writer.add("</svg>\n");
    writer.svg
}

/// What only the poster has.
const STYLE: &str = "\
.daohang .panel{fill:#f1f4f8;stroke:#dbe1e9}
.daohang .urgent .panel{fill:#fff3ec;stroke:#f3cdb4}
.daohang .shelf .panel{fill:#f0f1ff;stroke:#d5d9fb}
.daohang .card{fill:#ffffff;stroke:#d3dae3}
.daohang a:hover .card{stroke:#3b82d6;stroke-width:2}
.daohang .queue{font-size:16px;font-weight:700;fill:#1f2937}
.daohang .hours{font-size:12px;fill:#64748b}
.daohang .title{font-size:14px;font-weight:600;fill:#1f2937}
.daohang .small{font-size:12px;fill:#64748b}
.daohang .mark{fill:#5b6ee0}
.daohang .keycap{fill:#1f2937}
.daohang .mark-text{font-size:11px;font-weight:600;fill:#ffffff}
.daohang .on-dark .keycap{fill:#f1f4f8}
.daohang .on-dark .mark-text{fill:#1f2937}
.daohang .greeting{fill:#1f2937}
.daohang .greeting-text{font-size:15px;fill:#ffffff}
.daohang .option{font-size:13px;fill:#e5e7eb}
.daohang .trunk{fill:none;stroke:#9aa6b5;stroke-width:2}
@media (prefers-color-scheme:dark){
.daohang .panel{fill:#181e25;stroke:#2b343f}
.daohang .urgent .panel{fill:#2a1c14;stroke:#5b3a24}
.daohang .shelf .panel{fill:#191d36;stroke:#333b6b}
.daohang .card{fill:#202832;stroke:#38434f}
.daohang .queue,.daohang .title{fill:#eef2f6}
.daohang .hours,.daohang .small{fill:#9aa7b8}
.daohang .mark{fill:#8f9cf5}
.daohang .keycap{fill:#e5e7eb}
.daohang .mark-text{fill:#12161b}
.daohang .greeting{fill:#2a333f}
.daohang .greeting-text{fill:#f1f4f8}
.daohang .option{fill:#c9d2de}
.daohang .trunk{stroke:#56626f}
}
";

struct Writer<'w> {
    svg: String,
    link: &'w dyn Fn(&Card) -> Option<String>,
}

impl Writer<'_> {
    fn add(&mut self, text: &str) {
        self.svg.push_str(text);
    }

    fn text(&mut self, class: &str, x: i32, y: i32, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
    }

    fn block(&mut self, class: &str, x: i32, y: i32, width: i32, height: i32, round: i32) {
        let _ = writeln!(self.svg, "<path class=\"{class}\" d=\"{}\"/>", rounded(x, y, width, height, round));
    }

    /// A mark with a number in it; `class` says which kind.
    fn mark(&mut self, class: &str, x: i32, y: i32, number: usize) {
        let round = if class == "keycap" { 5 } else { MARK / 2 };
        self.block(class, x, y, MARK, MARK, round);
        self.text("mark-text", x + MARK / 2, y + 13, &number.to_string());
    }

    /// The lines from the menu to the columns of panels.
    fn branches(&mut self, x: i32, from: i32, to: i32, columns: &[Column]) {
        let turn = (from + to) / 2;
        for column in columns {
            let end = MARGIN + column.x + column.width / 2;
            let round = ((end - x).abs() / 2).min(12);
            let towards = (end - x).signum() * round;
            let _ = match round {
                0 => writeln!(self.svg, "<path class=\"trunk\" d=\"M{x} {from} V{}\"/>", to - 8),
                _ => writeln!(
                    self.svg,
                    "<path class=\"trunk\" d=\"M{x} {from} V{} Q{x} {turn} {} {turn} H{} Q{end} {turn} {end} {} V{}\"/>",
                    turn - round,
                    x + towards,
                    end - towards,
                    turn + round,
                    to - 8
                ),
            };
            let _ = writeln!(self.svg, "<path class=\"tip\" d=\"M{end} {} l-5 -9 h10 Z\"/>", to - 1);
        }
    }

    /// What the marks mean.
    fn keys(&mut self, left: i32, top: i32) {
        let mut x = left;
        for (class, text) in
            [("keycap", "主菜单里按的键"), ("mark", "用到的子流程"), ("", "→ 转到的意图"), ("", "⇒ 还会转去的队列")]
        {
            if !class.is_empty() {
                self.mark(class, x, top, 1);
                x += MARK + 6;
            }
            self.text("left small", x, top + 13, text);
            x += width(text, 12) + 26;
        }
    }
}

/// The greeting and the menu, as one dark block.
struct Menu {
    greeting: Vec<String>,
    /// The keys in rows: number, place.
    rows: Vec<Vec<(usize, i32)>>,
    height: i32,
}

impl Menu {
    fn of(overview: &Overview, inner: i32) -> Menu {
        let most = inner.min(1100);
        let greeting = wrapped(&overview.greeting, 15, most - 60, 3);
        let mut rows: Vec<Vec<(usize, i32)>> = Vec::new();
        let mut x = 0;
        for (nth, name) in overview.menu.iter().enumerate() {
            let key = MARK + 6 + width(name, 13);
            if rows.is_empty() || x + key > most - 60 {
                rows.push(Vec::new());
                x = 0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((nth, x));
            }
            x += key + 24;
        }
        let height = 24 + greeting.len() as i32 * 24 + rows.len() as i32 * 30;
        Menu { greeting, rows, height }
    }

    fn write(&self, writer: &mut Writer<'_>, overview: &Overview, left: i32, top: i32, inner: i32) {
        let span =
            |row: &Vec<(usize, i32)>| row.last().map_or(0, |(nth, x)| x + MARK + 6 + width(&overview.menu[*nth], 13));
        let widest = self.greeting.iter().map(|line| width(line, 15)).chain(self.rows.iter().map(span)).max();
        let block = (widest.unwrap_or(0) + 60).min(inner);
        let middle = left + inner / 2;
        writer.block("greeting", middle - block / 2, top, block, self.height, 16);
        let mut y = top + 30;
        for line in &self.greeting {
            writer.text("greeting-text", middle, y, line);
            y += 24;
        }
        for row in &self.rows {
            let start = middle - span(row) / 2;
            for (nth, x) in row {
                writer.add("<g class=\"on-dark\">");
                writer.mark("keycap", start + x, y - 12, nth + 1);
                writer.add("</g>");
                writer.text("left option", start + x + MARK + 6, y + 2, &overview.menu[*nth]);
            }
            y += 30;
        }
    }
}

/// A column of panels.
struct Column {
    x: i32,
    width: i32,
    height: i32,
    panels: Vec<usize>,
}

/// Sets panels into columns from left to right; a panel goes below another one where that makes nothing longer. Returns the
/// columns and their width together.
fn columns(panels: &[Panel]) -> (Vec<Column>, i32) {
    let most = panels.iter().map(|panel| panel.height).max().unwrap_or(0);
    let mut columns: Vec<Column> = Vec::new();
    for (nth, panel) in panels.iter().enumerate() {
        let fits = |column: &&mut Column| column.width == panel.width && column.height + SPACE + panel.height <= most;
        match columns.iter_mut().find(fits) {
            Some(column) => {
                column.height += SPACE + panel.height;
                column.panels.push(nth);
            }
            None => columns.push(Column { x: 0, width: panel.width, height: panel.height, panels: vec![nth] }),
        }
    }
    let mut x = 0;
    for column in &mut columns {
        column.x = x;
        x += column.width + SPACE;
    }
    (columns, (x - SPACE).max(640))
}

/// A queue with its intents.
struct Panel {
    width: i32,
    height: i32,
    /// The cards of each column.
    columns: Vec<Vec<Body>>,
}

impl Panel {
    fn of(group: &Group) -> Panel {
        let n_columns = group.cards.len().div_ceil(MOST_CARDS).max(1);
        let bodies: Vec<Body> = group.cards.iter().map(Body::of).collect();
        let all: i32 = bodies.iter().map(|body| body.height + GAP).sum();
        let mut columns: Vec<Vec<Body>> = vec![Vec::new()];
        let mut filled = 0;
        for body in bodies {
            // A column ends where its share is reached, so that they become about equally long.
            let middle = filled + (body.height + GAP) / 2;
            if middle * n_columns as i32 > all * columns.len() as i32 && columns.len() < n_columns {
                columns.push(Vec::new());
            }
            filled += body.height + GAP;
            if let Some(column) = columns.last_mut() {
                column.push(body);
            }
        }
        let height = |column: &Vec<Body>| column.iter().map(|body| body.height + GAP).sum::<i32>();
        Panel {
            width: columns.len() as i32 * (CARD + GAP) + GAP + 8,
            height: HEAD + columns.iter().map(height).max().unwrap_or(0) + 6,
            columns,
        }
    }

    fn write(&self, writer: &mut Writer<'_>, group: &Group, left: i32, top: i32) {
        writer.add(if group.is_urgent { "<g class=\"urgent\">" } else { "<g>" });
        writer.block("panel", left, top, self.width, self.height, 14);
        writer.text("left queue", left + 16, top + 27, &group.name);
        let mut facts = vec![group.title.clone()];
        facts.retain(|title| *title != group.name);
        facts.push(group.hours.clone().unwrap_or("全天".to_owned()));
        if group.is_urgent {
            facts.push("优先接听".to_owned());
        }
        writer.text("left hours", left + 16, top + 46, &facts.join(" · "));
        let mut cards = group.cards.iter();
        for (nth, column) in self.columns.iter().enumerate() {
            let x = left + GAP + 4 + nth as i32 * (CARD + GAP);
            let mut y = top + HEAD;
            for (body, card) in column.iter().zip(cards.by_ref()) {
                body.write(writer, card, x, y, None);
                y += body.height + GAP;
            }
        }
        writer.add("</g>\n");
    }
}

/// The shared flows, side by side in rows.
struct Shared {
    bodies: Vec<(i32, i32, Body)>,
    width: i32,
    height: i32,
}

impl Shared {
    fn of(overview: &Overview, inner: i32) -> Shared {
        let per_row = ((inner - 2 * GAP) / (CARD + GAP)).max(1) as usize;
        let bodies: Vec<Body> = overview.shared.iter().map(Body::of).collect();
        let (mut placed, mut y) = (Vec::new(), HEAD - 12);
        let mut bodies = bodies.into_iter().peekable();
        while bodies.peek().is_some() {
            let row: Vec<Body> = bodies.by_ref().take(per_row).collect();
            let height = row.iter().map(|body| body.height).max().unwrap_or(0);
            for (nth, body) in row.into_iter().enumerate() {
                placed.push((GAP + 4 + nth as i32 * (CARD + GAP), y, Body { height, ..body }));
            }
            y += height + GAP;
        }
        Shared { height: if placed.is_empty() { 0 } else { y + 6 }, bodies: placed, width: inner }
    }

    fn write(&self, writer: &mut Writer<'_>, overview: &Overview, left: i32, top: i32) {
        if self.bodies.is_empty() {
            return;
        }
        writer.add("<g class=\"shelf\">");
        writer.block("panel", left, top, self.width, self.height, 14);
        writer.text("left queue", left + 16, top + 28, "子流程");
        writer.text("left hours", left + 16 + width("子流程", 16) + 12, top + 28, "几个意图共用，办完回到原处");
        for (nth, ((x, y, body), card)) in self.bodies.iter().zip(&overview.shared).enumerate() {
            body.write(writer, card, left + x, top + y, Some((nth + 1, overview.n_users(nth))));
        }
        writer.add("</g>\n");
    }
}

/// What stands on a card.
#[derive(Debug, Clone)]
struct Body {
    about: Vec<String>,
    /// Where it leads: other intents, other queues.
    leads: Vec<String>,
    height: i32,
}

impl Body {
    fn of(card: &Card) -> Body {
        let inner = CARD - 24;
        let about = wrapped(&card.about, 12, inner, 2);
        let starts: Vec<String> = card.starts.iter().map(|name| format!("→ {name}")).collect();
        let queues: Vec<String> = card.queues.iter().map(|name| format!("⇒ {name}")).collect();
        let leads = [set(&starts, inner), set(&queues, inner)].concat();
        let n_lines = (about.len() + leads.len()) as i32;
        Body { about, leads, height: 34 + n_lines * 17 + if n_lines > 0 { 4 } else { 0 } }
    }

    /// `shared` is the number of a shared flow, and how many use it.
    fn write(&self, writer: &mut Writer<'_>, card: &Card, x: i32, y: i32, shared: Option<(usize, usize)>) {
        let link = (writer.link)(card);
        if let Some(link) = &link {
            writer.add(&format!("<a href=\"{}\">", escaped(link)));
        }
        writer.add(&format!("<g><title>{}</title>", escaped(&told(card))));
        writer.block("card", x, y, CARD, self.height, 9);
        let mut left = x + 12;
        let mut right = x + CARD - 10;
        match shared {
            Some((number, n_users)) => {
                writer.mark("mark", left, y + 8, number);
                left += MARK + 7;
                let users = format!("{n_users} 处用到");
                writer.text("left small", right - width(&users, 12), y + 21, &users);
            }
            None => {
                if let Some(key) = card.key {
                    writer.mark("keycap", left, y + 8, key);
                    left += MARK + 7;
                }
                for run in card.runs.iter().rev() {
                    right -= MARK;
                    writer.mark("mark", right, y + 8, run + 1);
                    right -= 4;
                }
            }
        }
        let name = wrapped(&card.name, 14, right - left - 4, 1).join("");
        writer.text("left title", left, y + 22, &name);
        let mut line_y = y + 41;
        for line in self.about.iter().chain(&self.leads) {
            writer.text("left small", x + 12, line_y, line);
            line_y += 17;
        }
        writer.add("</g>");
        if link.is_some() {
            writer.add("</a>");
        }
        writer.add("\n");
    }
}

/// Sets words into lines without breaking one.
fn set(words: &[String], most: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if width(line, 12) + width(word, 12) + 12 <= most => *line = format!("{line}  {word}"),
            _ => lines.push(wrapped(word, 12, most, 1).join("")),
        }
    }
    lines
}

/// What a reader sees who points at a card.
fn told(card: &Card) -> String {
    let mut lines = vec![card.name.clone()];
    if card.flow.is_some() {
        lines.push(format!("{} 步", card.n_steps));
    }
    if !card.actions.is_empty() {
        lines.push(format!("动作：{}", card.actions.join("、")));
    }
    lines.join("\n")
}

/// Returns a page with the picture and nothing else.
pub fn page(overview: &Overview, link: &dyn Fn(&Card) -> Option<String>) -> String {
    let name = svg::escaped(&overview.name);
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name} 流程总览</title>\n<style>:root{{color-scheme:light dark}}body{{margin:0;background:#fbfcfd}}svg{{display:block;margin:0 auto;max-width:100%;height:auto}}@media (prefers-color-scheme:dark){{body{{background:#12161b}}}}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        poster(overview, link)
    )
}
