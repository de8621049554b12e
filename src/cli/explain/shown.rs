//! What `explain` shows to people: the utterance, what was heard in it, and below it who earned which part. Colours are taken out
//! where nobody sees them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{Explained, Token, place};
use crate::cli::route::slots_of;
use crate::finding::locate::Locator;
use crate::matching::Sort;
use crate::matching::rank::{Candidate, Decision, Standing};
use crate::text::span::Span;

/// How many candidates are shown, and how many near misses.
const MOST_SHOWN: usize = 8;
const MOST_NEAR_MISSES: usize = 4;

const TITLE: Style = AnsiColor::Cyan.on_default();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const EXPLAINED: Style = AnsiColor::Green.on_default();
const UNEXPLAINED: Style = AnsiColor::Yellow.on_default();
const SILENT: Style = Style::new().dimmed();

impl Explained<'_> {
    /// For people.
    pub(super) fn shown(&self) -> String {
        let mut text = String::new();
        let folded = self.heard.folded.text();
        row(&mut text, "原话", self.text);
        if folded != self.text {
            row(&mut text, "归一", folded);
        }
        for repair in &self.heard.repairs {
            row(&mut text, "听成", &format!("“{}”听成“{}”", repair.said, repair.heard));
        }
        let tokens = self.tokens();
        if tokens.len() > 1 {
            row(&mut text, "断词", &cut(&tokens));
        }
        let mut title = "实体";
        for entity in &self.entities {
            let original: String = self.text.chars().skip(entity.start).take(entity.end - entity.start).collect();
            row(&mut text, title, &format!("{} “{original}” {}", entity.kind, entity.value));
            title = "    ";
        }
        let style = match self.ranking.decision {
            Decision::Accept(_) => GOOD,
            Decision::Confirm(_) | Decision::Clarify(_) => DOUBTFUL,
            Decision::Reject => BAD,
        };
        row(&mut text, "判断", &format!("{style}{}{style:#}", self.decision()));
        row(&mut text, "理由", &self.why());
        let thresholds = &self.hotline.thresholds;
        row(
            &mut text,
            "尺度",
            &format!(
                "{} 直接办，{} 先确认，相差不到 {} 请来电的人选",
                thresholds.accept, thresholds.confirm, thresholds.margin
            ),
        );
        self.push_candidates(&mut text);
        self.push_near_misses(&mut text);
        text
    }

    fn push_candidates(&self, text: &mut String) {
        if self.ranking.candidates.is_empty() {
            text.push_str("\n没有一个说法对得上。\n");
            return;
        }
        let folded = self.heard.folded.text();
        let mut locator = Locator::new(self.sources);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{folded}");
        for candidate in self.ranking.candidates.iter().take(MOST_SHOWN) {
            let name = self.name(candidate.intent);
            let style = style(candidate);
            let _ = writeln!(text, "{style}{}{style:#}", underlined(folded, &candidate.spans));
            let standing = candidate.standing.words(self.hotline);
            let _ = writeln!(text, "  {style}{name} {:.2}{style:#}  {standing}", candidate.score);
            let evidence = candidate.evidence(self.hotline);
            let place = place(self.sources, &mut locator, evidence.place);
            let _ = writeln!(text, "    {} {}  {SILENT}({place}){SILENT:#}", evidence.kind, evidence.text);
            for (slot, value) in slots_of(self.hotline, &candidate.captures) {
                let _ = writeln!(text, "    槽   {slot} = {value}");
            }
        }
        let n_more = self.ranking.candidates.len().saturating_sub(MOST_SHOWN);
        if n_more > 0 {
            let _ = writeln!(text, "  还有 {n_more} 个更低的");
        }
    }

    fn push_near_misses(&self, text: &mut String) {
        // Where it is clear what is meant, nobody asks what else it might have been.
        if self.near_misses.is_empty() || matches!(self.ranking.decision, Decision::Accept(_)) {
            return;
        }
        let mut locator = Locator::new(self.sources);
        text.push_str("\n差一个词的\n");
        for near_miss in self.near_misses.iter().take(MOST_NEAR_MISSES) {
            let phrase = self.hotline.index.phrase(near_miss.phrase);
            let place = place(self.sources, &mut locator, &phrase.place);
            let _ = writeln!(
                text,
                "  {TITLE}{}{TITLE:#} 差“{}”：说成“{}”就有 {:.2} 分",
                self.name(near_miss.intent),
                near_miss.lacks,
                near_miss.said,
                near_miss.score
            );
            let _ = writeln!(text, "    说法 {}  {SILENT}({place}){SILENT:#}", phrase.text);
        }
    }
}

fn row(text: &mut String, title: &str, what: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{TITLE}{title}{TITLE:#}  {what}");
}

/// The words side by side: what the best candidate explains, what it leaves over, and what says nothing.
fn cut(tokens: &[Token<'_>]) -> String {
    let shown = tokens.iter().map(|token| {
        let style = match token.sort {
            _ if token.is_explained => EXPLAINED,
            Sort::Mark | Sort::ClauseEnd | Sort::Filler => SILENT,
            Sort::Negation | Sort::Insult => BAD,
            Sort::Connective | Sort::Other => UNEXPLAINED,
        };
        format!("{style}{}{style:#}", token.text)
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn style(candidate: &Candidate) -> Style {
    match candidate.standing {
        Standing::Winner | Standing::Next => GOOD,
        Standing::Offered(_) => DOUBTFUL,
        Standing::Beaten(_) | Standing::TooLow | Standing::Negated | Standing::Forbidden(_) => Style::new(),
    }
}

/// Returns a line that underlines the spans of a folded text printed above it.
fn underlined(folded: &str, spans: &[Span]) -> String {
    let mut line = String::new();
    for span in spans {
        let before = folded.get(..span.start as usize).map_or(0, UnicodeWidthStr::width);
        line.push_str(&" ".repeat(before.saturating_sub(line.width())));
        line.push_str(&"‾".repeat(span.of(folded).width()));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underlines_stand_below_wide_characters() {
        let folded = "我要abc冻结";
        let spans = [Span::new(3, 6), Span::new(9, 15)];
        assert_eq!(underlined(folded, &spans), "  ‾‾   ‾‾‾‾");
    }
}
