//! Every kind of finding: its stable name, how bad it is, and the text that teaches what it means.
//!
//! The one table of the program. The texts stand in `codes/NAME.md`: a title in the first line, why it matters, an example that has
//! the mistake and one that has not. `tests/integration/codes.rs` runs the examples, and reads `src/` for codes that are missing here.

use super::nearest;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The stable kebab-case name, such as `undefined-target`.
    pub name: &'static str,
    /// How bad findings of this kind are.
    pub weight: Weight,
    /// When it is looked for.
    pub found_by: FoundBy,
    text: &'static str,
}

/// How bad the findings of one kind are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Errors: the hotline cannot be built, or would break a promise.
    Error,
    /// Warnings.
    Warning,
    /// Errors or warnings, by what the mistake destroys.
    Either,
}

/// Who looks for the findings of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// Reading and compiling: each time a folder is used.
    Loading,
    /// `check`, in a hotline that compiles.
    Lint,
    /// `check --proofs`.
    Proof,
    /// `check` with a folder of conversations.
    Conversations,
    /// `test` and `eval`, in their own files.
    Suite,
}

/// A file of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its name.
    pub name: String,
    /// What is unusual about how it is stored, in words of [`Code::bad`]; usually nothing.
    pub stored: String,
    /// The text.
    pub text: String,
}

/// The name of an example's file that says none.
const UNNAMED: &str = "例子.yaml";

impl Code {
    /// Returns what it is, in a few words without a full stop.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default()
    }

    /// Returns why it matters: one paragraph or several, parted by empty lines.
    pub fn why(&self) -> &'static str {
        let behind = self.text.split_once('\n').map_or("", |(_, behind)| behind);
        behind.split("\n## ").next().unwrap_or_default().trim()
    }

    /// Returns the files of the example that has the mistake.
    ///
    /// [`ExampleFile::stored`] says how the bytes come from the text where they are not just it: `bom`, `utf-16`, `控制字符` (`▯` is one)
    /// or `×N`, the text so many times. `整套` says that the example is all there is, without a hotline to go with it.
    pub fn bad(&self) -> Vec<ExampleFile> {
        self.example("不要这样写")
    }

    /// Returns the files of the example without it.
    pub fn good(&self) -> Vec<ExampleFile> {
        self.example("应当这样写")
    }

    /// Returns whether all findings of this kind are errors.
    pub fn is_always_error(&self) -> bool {
        self.weight == Weight::Error
    }

    /// The fenced blocks under a heading.
    fn example(&self, heading: &str) -> Vec<ExampleFile> {
        let mut sections = self.text.split("\n## ").skip(1);
        let section = sections.find_map(|section| section.strip_prefix(heading)).unwrap_or_default();
        let mut files = Vec::new();
        let mut lines = section.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else { continue };
            let mut words = info.split_whitespace().skip(1);
            let name = words.next().unwrap_or(UNNAMED).to_owned();
            let stored = words.collect::<Vec<_>>().join(" ");
            let text: String = lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
            files.push(ExampleFile { name, stored, text });
        }
        files
    }
}

/// Returns the kind of that name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.binary_search_by(|code| code.name.cmp(name)).ok().and_then(|at| ALL.get(at))
}

/// Returns the names that may be meant by one that there is not: the nearest one, else those that share a word with it.
pub fn like(name: &str) -> Vec<&'static str> {
    if let Some(near) = nearest(name, ALL.iter().map(|code| code.name)) {
        return ALL.iter().map(|code| code.name).filter(|known| *known == near).collect();
    }
    let words: Vec<&str> = name.split(['-', '_', ' ']).filter(|word| word.len() > 2).collect();
    let shares = |known: &&str| known.split('-').any(|word| words.contains(&word));
    ALL.iter().map(|code| code.name).filter(shares).collect()
}

/// Declares the table; the text of a code stands in the file of its name.
macro_rules! codes {
    ($($found_by:ident $weight:ident $name:literal,)+) => {
        /// All kinds of findings, by name.
        pub const ALL: &[Code] = &[$(Code {
            name: $name,
            weight: Weight::$weight,
            found_by: FoundBy::$found_by,
            text: include_str!(concat!("codes/", $name, ".md")),
        },)+];
    };
}

codes! {
    Loading Error "alias-bomb",
    Lint Warning "allow-error",
    Lint Warning "allow-unknown",
    Lint Warning "allow-unused",
    Lint Warning "allow-without-reason",
    Loading Error "asks-for-secret",
    Suite Error "bad-case",
    Suite Error "bad-condition",
    Loading Error "bad-expression",
    Loading Error "bad-hours",
    Loading Error "bad-key",
    Loading Error "bad-prompt",
    Loading Error "bad-regex",
    Suite Error "bad-setting",
    Loading Error "bad-thresholds",
    Loading Warning "bom",
    Loading Warning "confirmation-without-values",
    Loading Error "control-character",
    Loading Warning "curly-quote",
    Lint Warning "duplicate-example",
    Loading Error "duplicate-key",
    Loading Error "duplicate-name",
    Lint Warning "duplicate-phrase",
    Loading Error "empty-branch",
    Suite Error "empty-expectation",
    Loading Warning "empty-file",
    Loading Error "empty-step",
    Loading Error "endless-round",
    Proof Error "example-misrouted",
    Lint Warning "filler-phrase",
    Loading Error "fullwidth-colon",
    Loading Warning "fullwidth-comma",
    Loading Either "fullwidth-sign",
    Loading Error "fullwidth-space",
    Conversations Warning "intent-without-conversation",
    Lint Warning "intent-without-example",
    Loading Either "leading-zero",
    Loading Error "many-documents",
    Loading Error "menu-too-long",
    Loading Error "misplaced-key",
    Loading Error "missing-argument",
    Loading Error "missing-edge",
    Loading Error "missing-key",
    Loading Error "missing-space",
    Loading Error "missing-value",
    Proof Error "never-ends",
    Suite Warning "no-expectation",
    Lint Warning "no-failure-edge",
    Loading Error "no-hotline",
    Proof Error "no-way-to-a-person",
    Loading Error "not-utf8",
    Lint Warning "one-wording",
    Proof Warning "overmatch",
    Loading Warning "phrase-double-gap",
    Loading Error "phrase-empty",
    Proof Warning "phrase-excluded",
    Loading Error "phrase-gap-at-end",
    Loading Error "phrase-matches-anything",
    Loading Error "phrase-stray-bracket",
    Loading Error "phrase-too-deep",
    Loading Error "phrase-too-wide",
    Loading Error "phrase-unclosed",
    Proof Warning "phrase-unheard",
    Loading Error "reserved-label",
    Lint Warning "shadowed-command",
    Lint Warning "shared-phrase",
    Lint Warning "short-phrase",
    Loading Either "swallowed-text",
    Loading Error "tab-indent",
    Loading Error "text-after-quote",
    Loading Error "too-deep",
    Loading Error "too-large",
    Loading Error "too-many-findings",
    Loading Error "two-defaults",
    Loading Error "two-hotlines",
    Loading Error "two-verbs",
    Proof Warning "unanswerable",
    Loading Error "unclosed-bracket",
    Loading Error "unclosed-quote",
    Loading Error "unconfirmed-action",
    Loading Error "undefined-action",
    Loading Error "undefined-command",
    Loading Error "undefined-filter",
    Loading Error "undefined-flow",
    Loading Either "undefined-intent",
    Loading Error "undefined-lexicon",
    Loading Error "undefined-name",
    Loading Error "undefined-outcome",
    Loading Error "undefined-queue",
    Loading Error "undefined-slot",
    Suite Error "undefined-state",
    Loading Error "undefined-target",
    Loading Error "undefined-type",
    Lint Warning "unfilled-slot",
    Suite Error "unknown-condition",
    Suite Error "unknown-event",
    Loading Error "unknown-key",
    Suite Error "unknown-setting",
    Loading Error "unquoted-brace",
    Loading Error "unquoted-bracket",
    Loading Error "unquoted-colon",
    Loading Error "unquoted-number",
    Loading Error "unquoted-sign",
    Loading Warning "unreachable-intent",
    Loading Warning "unreachable-step",
    Loading Either "unreadable-file",
    Lint Warning "unused-part",
    Loading Error "wrong-type",
    Loading Error "yaml-syntax",
    Lint Warning "yes-no-mismatch",
    Loading Warning "yml-extension",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn every_text_is_whole() {
        for code in ALL {
            assert!(!code.title().is_empty() && !code.title().ends_with('。'), "{}", code.name);
            assert!(code.why().chars().count() > 20, "{}", code.name);
            assert!(!code.bad().is_empty() && !code.good().is_empty(), "{}", code.name);
        }
    }

    #[track_caller]
    fn check(name: &str, expect: &[&str]) {
        assert_eq!(like(name), expect);
    }

    #[test]
    fn names_that_may_be_meant() {
        check("undefined-taget", &["undefined-target"]);
        check("secret", &["asks-for-secret"]);
        check("xyz", &[]);
    }
}
