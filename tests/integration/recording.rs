//! The recording of the shell that the READMEs show (`docs/chat.svg`): a call typed into a real terminal, and what it showed, drawn.
//!
//! `UPDATE_EXPECT=1` writes it anew. The drawing is coloured text in rows that appear turn by turn; who wants less motion sees all at once.

#![cfg(unix)]

use std::fs;

use tempfile::TempDir;

use crate::process::daohang;
use crate::terminal::{PROMPT, Terminal};

const FILE: &str = "docs/chat.svg";
const WIDTH: u16 = 80;
const HEIGHT: u16 = 60;

/// What is typed: a digression is taken, a slip is mended, a code is stopped, the reason of a decision is asked for, a person is reached.
const TYPED: [&str; 9] = [
    "手机丢了，赶紧把我的号锁上",
    "13800138000，不对，是13900139000",
    "5678",
    "是的",
    "帮我查下上个月的账单",
    "不看了",
    "花贝怎么还款",
    ":why",
    "转人工",
];

/// Types the call into the shell.
fn record() -> Terminal {
    let folder = TempDir::new().unwrap();
    let mut command = daohang(folder.path());
    command.args(["--now", "2025-07-01T10:00:00+08:00"]);
    let mut terminal = Terminal::start(command, WIDTH, HEIGHT);
    for line in TYPED {
        terminal.say(line);
    }
    terminal
}

/// Columns and rows in pixels, and the margin around the text.
const COLUMN: f32 = 8.4;
const ROW: f32 = 20.0;
const MARGIN: f32 = 20.0;
const TITLE: f32 = 34.0;

/// How long a character takes to be typed, and how long one reads before going on, in seconds.
const TYPING: f32 = 0.09;
const READING: f32 = 2.2;

const STYLE: &str = "\
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace;white-space:pre;fill:#d8dee9}
.c{fill:#88c0d0;font-weight:700}.y{fill:#ebcb8b}.d{fill:#7b88a1}
.r{opacity:0;animation:show .01s linear forwards}
.t{clip-path:inset(0 100% 0 0);animation-name:type;animation-fill-mode:forwards}
@keyframes show{to{opacity:1}}@keyframes type{to{clip-path:inset(0 0 0 0)}}
@media (prefers-reduced-motion:reduce){.r{animation:none;opacity:1}.t{animation:none;clip-path:none}}
";

/// A run of cells that look alike.
struct Stretch {
    column: u16,
    n_columns: u16,
    class: &'static str,
    text: String,
}

/// The runs of a row, without white space at their ends.
fn stretches(screen: &vt100::Screen, row: u16) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for column in 0..WIDTH {
        let cell = screen.cell(row, column).unwrap();
        if cell.is_wide_continuation() {
            continue;
        }
        let class = match cell.fgcolor() {
            vt100::Color::Idx(6 | 14) => "c",
            vt100::Color::Idx(3 | 11) => "y",
            _ if cell.dim() => "d",
            _ => "",
        };
        let n_columns = if cell.is_wide() { 2 } else { 1 };
        let text = if cell.has_contents() { cell.contents() } else { " " };
        match found.last_mut().filter(|last| last.class == class && last.column + last.n_columns == column) {
            Some(last) => {
                last.text.push_str(text);
                last.n_columns += n_columns;
            }
            None => found.push(Stretch { column, n_columns, class, text: text.to_owned() }),
        }
    }
    for stretch in &mut found {
        let n_trailing = stretch.text.len() - stretch.text.trim_end_matches(' ').len();
        stretch.text.truncate(stretch.text.len() - n_trailing);
        stretch.n_columns -= u16::try_from(n_trailing).unwrap();
    }
    found.retain(|stretch| !stretch.text.is_empty());
    found
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Draws the recording.
fn draw(recording: &Terminal) -> String {
    let (screen, ends) = (recording.screen(), recording.ends());
    let last = *ends.last().unwrap();
    let (width, height) = (f32::from(WIDTH) * COLUMN + 2.0 * MARGIN, f32::from(last) * ROW + TITLE + MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         role=\"img\"><title>daohang</title><style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#242933\"/>\n"
    );
    for (nth, colour) in ["#bf616a", "#ebcb8b", "#a3be8c"].into_iter().enumerate() {
        svg.push_str(&format!("<circle cx=\"{}\" cy=\"17\" r=\"6\" fill=\"{colour}\"/>\n", 22 + 20 * nth));
    }
    let mut at = 0.3;
    for (turn, end) in ends.iter().enumerate() {
        let begin = turn.checked_sub(1).map_or(0, |before| ends[before]);
        for row in begin..*end {
            let y = TITLE + f32::from(row) * ROW + 14.0;
            let is_typed = turn > 0 && row == begin;
            for stretch in stretches(screen, row) {
                let n_typed = stretch.text.chars().count().saturating_sub(PROMPT.chars().count());
                let x = MARGIN + f32::from(stretch.column) * COLUMN;
                let length = f32::from(stretch.n_columns) * COLUMN;
                let (class, text) = (stretch.class, escaped(&stretch.text));
                let (kind, timing) = if is_typed && n_typed > 0 {
                    let typing = TYPING * n_typed as f32;
                    let timing = format!(
                        "animation-delay:{at:.2}s;animation-duration:{typing:.2}s;animation-timing-function:steps({n_typed})"
                    );
                    at += typing + 0.4;
                    ("t", timing)
                } else {
                    ("r", format!("animation-delay:{at:.2}s"))
                };
                svg.push_str(&format!(
                    "<text class=\"{kind} {class}\" style=\"{timing}\" x=\"{x:.1}\" y=\"{y:.0}\" textLength=\"{length:.1}\" \
                     lengthAdjust=\"spacingAndGlyphs\">{text}</text>\n"
                ));
            }
        }
        at += READING;
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn the_recording_is_what_a_terminal_shows() {
    let drawn = draw(&record());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(FILE, &drawn).unwrap();
    }
    let expect = fs::read_to_string(FILE).unwrap_or_default();
    assert!(drawn == expect, "{FILE} is not what the shell shows now: UPDATE_EXPECT=1 draws it anew");
}
