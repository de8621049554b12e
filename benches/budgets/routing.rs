//! Loading rules of one size and routing queries by them, next to the bare scan of the same text for the same words: what only
//! looking at the text costs, in the same process and the same passes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hint::black_box;
use std::path::Path;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use daohang::compile::compile_read;
use daohang::compile::hotline::Hotline;
use daohang::matching::rank::{Decision, Ranking};
use daohang::matching::scratch::Scratch;
use daohang::matching::understand::understand;
use daohang::rules::load;
use jiff::civil::DateTime;

use super::corpus::{Corpus, Query, words_of};
use super::measure::{Times, memory, processor, timed};

/// How often all queries are routed.
const N_PASSES: usize = 7;
/// When it is now, in all measurements.
pub const NOW: DateTime = DateTime::constant(2025, 7, 1, 10, 0, 0, 0);

/// The row of the table.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Row {
    pub n_phrases: usize,
    pub load_ms: f64,
    /// What the processors spent on it, both threads together; right where the machine has other things to do.
    pub load_processor_ms: f64,
    pub peak_mb: f64,
    /// The memory of the process when it has loaded and answered everything.
    pub held_mb: f64,
    /// The first pass over all queries, in which what is made when it is first needed is made.
    pub first_ms: f64,
    pub per_second: f64,
    pub p50: f64,
    pub p99: f64,
    pub scan_p50: f64,
    pub yaml_mb: f64,
    pub classes: BTreeMap<String, Class>,
}

/// What became of the queries of one class.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Class {
    pub n: usize,
    pub n_right: usize,
    pub p50: f64,
}

/// Loads the hotline of a folder and measures, with the queries of `corpus`, which is asked for only then.
pub fn run(folder: &Path, corpus: impl FnOnce() -> Result<Corpus, String>) -> Result<Row, String> {
    let (hotline, loading) = timed(|| hotline(folder));
    let load_processor_ms = processor();
    let hotline = hotline?;
    let peak_mb = memory().1;
    let corpus = corpus()?;
    let mut scratch = Scratch::default();
    let mut route = |text: &str| understand(&hotline, &mut scratch, black_box(text), NOW).ranking;
    let all: Vec<&Query> = corpus.queries.iter().chain(&corpus.hard).collect();
    let (_, first) = timed(|| all.iter().for_each(|query| drop(black_box(route(&query.text)))));
    let mut classes: BTreeMap<String, Class> = BTreeMap::new();
    for query in &all {
        let class = classes.entry(query.class.clone()).or_default();
        class.n += 1;
        class.n_right += usize::from(is_right(&hotline, query, &route(&query.text)));
    }
    let scanner = scanner(&corpus)?;
    let scan = |text: &str| scanner.find_overlapping_iter(text).map(|hit| hit.value()).fold(0u32, u32::wrapping_add);
    let texts: Vec<&str> = corpus.queries.iter().map(|query| query.text.as_str()).collect();
    let (mut routes, mut scans) = (Times::new(texts.len()), Times::new(texts.len()));
    for _ in 0..N_PASSES {
        routes.pass(|n| drop(black_box(route(texts[n]))));
        scans.pass(|n| {
            black_box(scan(black_box(texts[n])));
        });
    }
    for (name, class) in &mut classes {
        let of_class: Vec<&str> =
            all.iter().filter(|query| query.class == *name).map(|query| query.text.as_str()).collect();
        let mut times = Times::new(of_class.len());
        (0..N_PASSES).for_each(|_| times.pass(|n| drop(black_box(route(of_class[n])))));
        class.p50 = times.percentile(50);
    }
    Ok(Row {
        n_phrases: corpus.n_patterns(),
        yaml_mb: size_of_folder(folder) / 1e6,
        load_processor_ms,
        load_ms: loading.as_secs_f64() * 1e3,
        peak_mb,
        held_mb: memory().0,
        first_ms: first.as_secs_f64() * 1e3,
        per_second: routes.per_second(),
        p50: routes.percentile(50),
        p99: routes.percentile(99),
        scan_p50: scans.percentile(50),
        classes,
    })
}

/// Reads and compiles a folder.
pub fn hotline(folder: &Path) -> Result<Hotline, String> {
    let (rules, findings) = load::folder(folder).map_err(|error| error.to_string())?;
    let (hotline, findings) = compile_read(&rules, findings);
    hotline.ok_or_else(|| format!("the rules have mistakes: {:?}", findings.first()))
}

/// An automaton of all words that the rules ask for and of the fillers.
fn scanner(corpus: &Corpus) -> Result<CharwiseDoubleArrayAhoCorasick<u32>, String> {
    let words = corpus.intents.iter().flat_map(|rule| {
        let of_pattern = rule.patterns.iter().flat_map(|pattern| words_of(pattern, &rule.business));
        of_pattern.chain([rule.business.clone()])
    });
    let words: BTreeSet<String> = words.chain(corpus.fillers.iter().cloned()).collect();
    let builder = CharwiseDoubleArrayAhoCorasickBuilder::new();
    builder.build_with_values(words.iter().zip(0u32..)).map_err(|error| error.to_string())
}

/// A hit is right if its intent starts at once, a miss if nothing is understood. A hard query is right if its intent starts or is asked
/// about, and a negated one if no intent is.
fn is_right(hotline: &Hotline, query: &Query, ranking: &Ranking) -> bool {
    let is_meant = |intent| Some(hotline.intent(intent).name.as_str()) == query.intent.as_deref();
    match (&ranking.decision, query.class.split_once('_')) {
        (Decision::Accept(intent), _) => is_meant(*intent),
        (Decision::Confirm(intent), None) => is_meant(*intent),
        (Decision::Clarify(_), None) => query.intent.is_none(),
        (Decision::Reject, _) => query.intent.is_none(),
        (Decision::Confirm(_) | Decision::Clarify(_), Some(_)) => false,
    }
}

fn size_of_folder(folder: &Path) -> f64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => size_of_folder(&entry.path()),
        Ok(about) => about.len() as f64,
        Err(_) => 0.0,
    };
    entries.map(size).sum()
}
