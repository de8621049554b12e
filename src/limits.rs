//! Every limit in one place: how much is taken of anything that an author, a caller or a file can make large.
//!
//! Below all layers and knows none. What happens at each limit stands in `docs/limits.md`, which a test keeps equal to this file and
//! holds against what the program does: exactly at the limit it works, one over it gives the answer that is written there.
//! Each is far above what honest use needs and far below what hurts.

// Rules: what is read of a folder. These are findings.

/// The largest file of rules, in bytes.
pub const FILE_BYTES: usize = 16 << 20;
/// The longest line of a file of rules, in bytes: each finding in it is shown with the line, counted from its beginning.
pub const RULE_BYTES: usize = 1 << 20;
/// The most that is read of one folder of rules, in bytes.
pub const FOLDER_BYTES: usize = 64 << 20;
/// The most files that are read of one folder.
pub const FOLDER_FILES: usize = 50_000;
/// How deep folders may be within one another.
pub const FOLDER_DEPTH: usize = 16;
/// How deep YAML may be nested. The YAML library counts, and this is its number.
pub const YAML_DEPTH: usize = 128;
/// How many values the aliases (`*name`) of a file may stand for, each as often as it is expanded.
pub const ALIAS_VALUES: u64 = 100_000;
/// How many findings a file may have; what it has more is not looked for.
pub const FILE_FINDINGS: usize = 200;
/// How many findings a hotline may have in all that is compiled; an author mends some and looks again.
pub const HOTLINE_FINDINGS: usize = 2000;
/// How many findings one phrase may have.
pub const PHRASE_FINDINGS: usize = 20;

// Phrases, entities, prompts: what is compiled. These are findings.

/// The longest phrase, in characters. The longest that anybody wrote has some hundred.
pub const PHRASE_CHARS: usize = 2000;
/// The deepest nesting of brackets in a phrase.
pub const PHRASE_DEPTH: usize = 16;
/// The most parts of one `;` or `&`: of n parts n·2ⁿ⁻¹ copies are made.
pub const PHRASE_PARTS: usize = 6;
/// The most instructions that one phrase becomes.
pub const PHRASE_STEPS: usize = 4000;
/// The most values of one lexicon or enumeration; the program counts them so.
pub const SET_VALUES: usize = 65_535;
/// The most instructions that all phrases of a hotline become: some hundred megabytes. A hundred thousand phrases as people write
/// them take a tenth of it.
pub const HOTLINE_STEPS: usize = 10_000_000;
/// The longest authored regular expression, in characters.
pub const REGEX_CHARS: usize = 1000;
/// The largest regular expression once it is compiled, in bytes.
pub const REGEX_BYTES: usize = 1 << 20;
/// The longest wording or expression, in characters. A caller hears some five in a second.
pub const PROMPT_CHARS: usize = 4000;

// Prompts and values while a call runs. The caller hears what is left, or a person takes over.

/// The most work of one prompt or expression, in the template engine's units: an instruction, or a byte that it makes. A prompt
/// that needs more is said without what stands in braces, an expression that does has no value.
pub const PROMPT_FUEL: u64 = 50_000;
/// The most that is said in one turn, in bytes; a flow that goes on saying more hands over to a person.
pub const TURN_BYTES: usize = 128 << 10;
/// The largest value that `set` makes, in bytes of JSON; a larger one is no value.
pub const VALUE_BYTES: usize = 64 << 10;
/// How deep a value that `set` makes or a backend gives may be nested; a deeper one is no value.
pub const VALUE_DEPTH: usize = 32;

// A turn.

/// How many bytes of one line of input are kept; the rest is read and forgotten.
pub const LINE_BYTES: usize = 64 << 10;
/// The longest utterance that is heard, in characters; a longer one is answered without being matched. Two thousand characters are
/// six minutes of speech; what is longer is a pasted file.
pub const UTTERANCE_CHARS: usize = 2000;
/// How many folded characters of an utterance are matched; intents are not heard in what comes behind them.
pub const HEARD_CHARS: usize = 500;
/// How much of an utterance that is too long is kept, in characters.
pub const KEPT_CHARS: usize = 200;
/// States that one turn may walk through; after that a person takes over.
pub const TURN_STATES: u32 = 500;
/// How many actions and placements one turn may carry out; after that they come out as `error`.
pub const TURN_CALLS: usize = 32;

// A call.

/// Tasks that may lie on each other, digressions included.
pub const TASKS: usize = 3;
/// Flows under way, shared ones included.
pub const FRAMES: usize = 12;
/// Times that one question for a slot is asked in one task.
pub const ASKED: u16 = 12;
/// Answers that can be taken back.
pub const TAKEN_BACK: usize = 16;
/// How many lines of a call a person who takes over gets: the latest. That is half an hour of talk.
pub const HANDOFF_LINES: usize = 200;

// Files beside the rules.

/// The largest file of a conversation, in bytes: some ten thousand turns.
pub const CONVERSATION_BYTES: usize = 1 << 20;
/// The largest file of labelled sentences, in bytes: some hundred thousand lines.
pub const CASES_BYTES: usize = 64 << 20;
/// The largest database of the demo backend, in bytes; what does not fit comes out as `error`, and a person is reached all the same.
pub const DATABASE_BYTES: usize = 1 << 30;
/// The largest demo backend without a file, in bytes.
pub const MEMORY_BYTES: usize = 64 << 20;
