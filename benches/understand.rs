//! What it takes to understand one utterance with the shipped intents, by what became of it: the percentiles that DESIGN gives
//! budgets for, which a mean would hide.
//!
//! The utterances are the examples of the intents, the sentences of `hotline.yaml` about something else, both also as a recognizer
//! could mishear them; or the lines of a file: `cargo bench --bench understand -- lines.txt`.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use daohang::compile::compile;
use daohang::compile::hotline::Hotline;
use daohang::matching::rank::{Decision, rank};
use daohang::matching::scratch::Scratch;
use daohang::matching::understand::understand;
use daohang::matching::{Expected, hear};
use daohang::rules::load;
use jiff::civil::DateTime;

/// How often each utterance is understood; the quickest time counts, as nothing but the machine makes it longer.
const N_ROUNDS: usize = 9;
const NOW: DateTime = DateTime::constant(2025, 7, 1, 10, 0, 0, 0);
/// What a recognizer makes of the characters on the left.
const MISHEARD: [(char, char); 12] = [
    ('账', '张'),
    ('冻', '东'),
    ('呗', '贝'),
    ('单', '丹'),
    ('付', '副'),
    ('期', '欺'),
    ('款', '宽'),
    ('额', '鹅'),
    ('退', '腿'),
    ('密', '蜜'),
    ('绑', '榜'),
    ('客', '刻'),
];

fn main() {
    let (rules, findings) =
        load::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("intents")).expect("the folder is there");
    assert!(findings.is_empty(), "{findings:?}");
    let hotline = compile(&rules).0.expect("the shipped intents have no mistake");
    let file = env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let utterances: Vec<String> = match file {
        Some(file) => fs::read_to_string(file).expect("the file can be read").lines().map(str::to_owned).collect(),
        None => own_utterances(&hotline),
    };
    let mut scratch = Scratch::default();
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let mut hearing = Vec::new();
    for text in &utterances {
        let ranking = understand(&hotline, &mut scratch, text, NOW).ranking;
        let name = match ranking.decision {
            Decision::Reject => "nothing",
            Decision::Accept(_) | Decision::Confirm(_) | Decision::Clarify(_) => ranking.chance.name(),
        };
        let taken = quickest(|| drop(black_box(understand(&hotline, &mut scratch, black_box(text), NOW))));
        times.entry(name).or_default().push(taken);
        hearing.push(quickest(|| {
            let heard = hear(&hotline, &mut scratch, black_box(text), NOW, &Expected::default());
            drop(black_box(rank(&hotline, heard)));
        }));
    }
    show("hear and rank", &mut hearing);
    for (name, times) in &mut times {
        show(&format!("understand: {name}"), times);
    }
}

fn own_utterances(hotline: &Hotline) -> Vec<String> {
    let examples = hotline.intents.iter().flat_map(|intent| intent.examples.iter().map(|example| &example.text));
    let said: Vec<String> = examples.chain(hotline.outside.iter()).cloned().collect();
    let mishear = |character| MISHEARD.iter().find(|(said, _)| *said == character).map_or(character, |pair| pair.1);
    let misheard =
        said.iter().map(|text| text.chars().map(mishear).collect::<String>()).filter(|text| !said.contains(text));
    let misheard: Vec<String> = misheard.collect();
    said.into_iter().chain(misheard).collect()
}

#[allow(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn quickest(mut work: impl FnMut()) -> Duration {
    let once = |_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    (0..N_ROUNDS).map(once).min().unwrap_or_default()
}

#[allow(clippy::print_stdout, reason = "this is how a bench talks")]
fn show(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_nanos() as f64 / 1000.0;
    let mean = times.iter().sum::<Duration>().as_nanos() as f64 / 1000.0 / times.len() as f64;
    println!(
        "{name:24} {:5} utterances, us: mean {mean:6.1}  p50 {:6.1}  p90 {:6.1}  p99 {:6.1}  max {:6.1}",
        times.len(),
        at(50),
        at(90),
        at(99),
        at(100)
    );
}
