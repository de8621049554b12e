//! The over-match proof: what the phrases of an intent can say is understood as that intent.
//!
//! Every sentence that a phrase produces is routed as a caller's would be. It is at home if its intent starts, is confirmed, or
//! is among those to choose from. Else the phrase and who took its sentence are a finding, once for each pair:
//!
//! | code | whose |
//! |---|---|
//! | `overmatch` | another intent's, which explains the sentence better |
//! | `phrase-excluded` | nobody's, or nothing of the phrase is left: the intent's own `unless` took it |
//! | `phrase-unheard` | nobody's: the phrase explains too little of its own sentence, or a part of it negates |
//!
//! A sentence that the `unless` of its own intent gives to another intent is ceded: an author drew that border. It is counted and
//! is no finding, unless the phrase has no sentence left.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::sample;
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::compile::index::{Owner, PhraseId};
use crate::compile::phrase::{Node, expand, parse};
use crate::finding::{Finding, Place};
use crate::matching::rank::{Candidate, Decision, Ranking, Standing, rank};
use crate::matching::scratch::Scratch;
use crate::matching::{Expected, Heard, hear, many};

/// A phrase with more sentences is proved by so many, spread evenly.
pub const SENTENCES_PER_PHRASE: usize = 200;
/// About so many sentences are routed at most; with more phrases each has fewer, one at least.
pub const MOST_SENTENCES: usize = 500_000;

/// What was proved, and what was not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proof {
    /// The phrases of all intents.
    pub n_phrases: usize,
    /// Those of which only a sample was tried.
    pub n_sampled: usize,
    /// Those that have no sample value for a part that they need.
    pub n_unsayable: usize,
    /// The sentences that were routed.
    pub n_sentences: usize,
    /// The sentences that their own intent's `unless` gives to another intent.
    pub n_ceded: usize,
    /// One warning for each pair of a phrase and who takes sentences of it; in the order of the phrases.
    pub findings: Vec<Finding>,
}

/// Who takes a sentence of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thief {
    /// Another intent.
    Intent(IntentId),
    /// A phrase of the intent's own `unless`.
    Unless(PhraseId),
    /// Nobody: it is not understood.
    Nobody,
}

/// The sentences of one phrase that one thief takes.
#[derive(Debug, Clone)]
struct Theft {
    /// The first of them.
    sentence: String,
    count: usize,
    /// The phrase of the thief with its score.
    by: Option<(PhraseId, f32)>,
    /// The score of the robbed intent, and how it came out; if it did not match, the words that were heard instead.
    own: Result<(f32, Standing), String>,
}

/// What came of one phrase.
#[derive(Debug, Default)]
struct Tried {
    n_sentences: usize,
    n_ceded: usize,
    is_sampled: bool,
    thefts: BTreeMap<Thief, Theft>,
}

/// Proves all phrases of all intents, heard at `now`.
///
/// `progress` is told how many phrases are done, and of how many; from several threads, not always in rising order.
pub fn prove(hotline: &Hotline, now: DateTime, progress: &(dyn Fn(usize, usize) + Sync)) -> Proof {
    let phrases: Vec<(PhraseId, IntentId)> = hotline
        .index
        .phrase_ids()
        .filter_map(|id| match hotline.index.phrase(id).owner {
            Owner::Intent(intent) => Some((id, intent)),
            Owner::Unless(_) | Owner::Command(_) | Owner::Choice(_) | Owner::Value(..) => None,
        })
        .collect();
    let limit = (MOST_SENTENCES / phrases.len().max(1)).clamp(1, SENTENCES_PER_PHRASE);
    let tried = many::in_order(
        &phrases,
        |scratch, &(phrase, intent)| attempt(hotline, scratch, (phrase, intent), limit, now),
        &|n_done| progress(n_done, phrases.len()),
    );
    let mut proof = Proof { n_phrases: phrases.len(), ..Proof::default() };
    for (&(phrase, intent), tried) in phrases.iter().zip(&tried) {
        proof.n_sampled += usize::from(tried.is_sampled);
        proof.n_unsayable += usize::from(tried.n_sentences == 0);
        proof.n_sentences += tried.n_sentences;
        proof.n_ceded += tried.n_ceded;
        let thefts = tried.thefts.iter();
        proof.findings.extend(thefts.map(|(thief, theft)| finding(hotline, (phrase, intent), *thief, theft, tried)));
    }
    proof
}

/// Routes the sentences of one phrase.
fn attempt(
    hotline: &Hotline,
    scratch: &mut Scratch,
    (id, intent): (PhraseId, IntentId),
    limit: usize,
    now: DateTime,
) -> Tried {
    let info = hotline.index.phrase(id);
    // What compiled is well-formed.
    let Ok(phrase) = parse::parse(&info.text) else { return Tried::default() };
    let texts = |node: &Node| sample::texts(hotline, info.place.file, node);
    let sentences = expand::expand(&phrase, limit, &texts);
    let is_sampled = expand::count(&phrase, &texts) > sentences.len() as u128;
    let mut tried = Tried { n_sentences: sentences.len(), is_sampled, ..Tried::default() };
    let mut ceded: BTreeMap<Thief, Theft> = BTreeMap::new();
    for sentence in sentences {
        let heard = hear(hotline, scratch, &sentence, now, &Expected::default());
        let ranking = rank(hotline, heard);
        let Some(thief) = thief(&ranking, intent) else { continue };
        let own = ranking.candidates.iter().find(|candidate| candidate.intent == intent);
        let excluded = own.and_then(|own| match own.standing {
            Standing::Forbidden(phrase) => Some(Thief::Unless(phrase)),
            _ => None,
        });
        let by = match (excluded, thief) {
            (Some(Thief::Unless(phrase)), _) => Some((phrase, 0.0)),
            (_, Thief::Intent(other)) => {
                winner(&ranking, other).and_then(|winner| winner.phrase().zip(Some(winner.score)))
            }
            (_, Thief::Unless(_) | Thief::Nobody) => None,
        };
        let is_ceded = excluded.is_some() && thief != Thief::Nobody;
        tried.n_ceded += usize::from(is_ceded);
        let thefts = if is_ceded { &mut ceded } else { &mut tried.thefts };
        let own = own.map(|own| (own.score, own.standing)).ok_or_else(|| words(heard));
        let theft = Theft { sentence, count: 0, by, own };
        thefts.entry(excluded.unwrap_or(thief)).or_insert(theft).count += 1;
    }
    if tried.n_ceded == tried.n_sentences {
        tried.thefts.append(&mut ceded);
    }
    tried
}

/// Returns who takes an utterance that `intent` should have; `None` if it has it.
fn thief(ranking: &Ranking, intent: IntentId) -> Option<Thief> {
    match &ranking.decision {
        Decision::Accept(other) | Decision::Confirm(other) => (*other != intent).then_some(Thief::Intent(*other)),
        Decision::Clarify(offered) if offered.contains(&intent) => None,
        Decision::Clarify(offered) => Some(offered.first().map_or(Thief::Nobody, |first| Thief::Intent(*first))),
        Decision::Reject => Some(Thief::Nobody),
    }
}

/// Returns the words of an utterance as they were cut, with `|` between them: a phrase does not match across a border.
fn words(heard: &Heard) -> String {
    let words: Vec<&str> = heard.words.iter().map(|word| word.span.of(heard.folded.text())).collect();
    words.join("|")
}

fn winner(ranking: &Ranking, intent: IntentId) -> Option<&Candidate> {
    ranking.candidates.iter().find(|candidate| candidate.intent == intent)
}

fn finding(
    hotline: &Hotline,
    (phrase, intent): (PhraseId, IntentId),
    thief: Thief,
    theft: &Theft,
    tried: &Tried,
) -> Finding {
    let name = |id: IntentId| hotline.intent(id).name.as_str();
    let place = |id: PhraseId| -> Place { hotline.index.phrase(id).place.clone() };
    let own = name(intent);
    let Theft { sentence, count, by, own: own_match } = theft;
    let share = match (*count, tried.n_sentences) {
        (1, 1) => String::new(),
        (count, tried) => format!("；试了 {tried} 句，{count} 句这样"),
    };
    let own_label = match own_match {
        Ok((score, Standing::Beaten(_) | Standing::TooLow)) => format!("自己 {score:.2} 分{share}"),
        Ok((score, standing)) => format!("自己 {score:.2} 分，{}{share}", standing.words(hotline)),
        Err(words) => format!("自己没有对上，听到的词是 {words}{share}"),
    };
    let see = format!("用 daohang explain {sentence} 看是怎么听的");
    match thief {
        Thief::Intent(other) => {
            let other = name(other);
            let message = format!("“{own}”的说法会说出“{sentence}”，却听成“{other}”");
            let help = format!("把这条说得更完整，或在“{other}”的 unless 里排除它；{see}");
            let mut finding = Finding::warning("overmatch", place(phrase), message).label(own_label).help(help);
            if let Some((by, score)) = by {
                finding = finding.related(place(*by), format!("“{other}”的这条 {score:.2} 分"));
            }
            finding
        }
        Thief::Unless(by) => {
            let message = format!("“{own}”的说法会说出“{sentence}”，却被它自己的 unless 排除");
            let label = share.trim_start_matches('；').to_owned();
            Finding::warning("phrase-excluded", place(phrase), message)
                .label(label)
                .help(format!("收窄 unless，或从这条里去掉这样的话；{see}"))
                .related(place(by), "被这条排除")
        }
        Thief::Nobody => {
            let message = format!("“{own}”的说法会说出“{sentence}”，自己却听不懂");
            let help = format!("写上这条里真正管用的词，或把它拆开；{see}");
            Finding::warning("phrase-unheard", place(phrase), message).label(own_label).help(help)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::rules::load;

    /// Proves an intent 甲 with these phrases beside one 乙; the counts are phrases, sampled, unsayable, sentences, ceded.
    #[track_caller]
    fn check(intent: &str, counts: [usize; 5], findings: &[(&str, &str)]) {
        let files = [
            ("a.yaml", "hotline: {name: 样例, greeting: 您好}\nentities: {工号: {regex: 'g[0-9]+'}}".to_owned()),
            ("b.yaml", format!("intent: 甲\n{intent}\nflow: [{{say: 好}}]")),
            ("c.yaml", "intent: 乙\nphrases: 归还\nflow: [{say: 好}]".to_owned()),
        ];
        let (rules, found) = load::files(files.map(|(name, text)| (name.to_owned(), text.into_bytes())));
        assert_eq!(found, []);
        let (hotline, found) = compile(&rules);
        let hotline = hotline.unwrap_or_else(|| panic!("{found:?}"));
        let now = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);
        let proof = prove(&hotline, now, &|_, _| {});
        let Proof { n_phrases, n_sampled, n_unsayable, n_sentences, n_ceded, .. } = proof;
        assert_eq!([n_phrases, n_sampled, n_unsayable, n_sentences, n_ceded], counts);
        let found: Vec<(&str, &str)> =
            proof.findings.iter().map(|finding| (finding.code, finding.label.as_str())).collect();
        assert_eq!(found, findings);
    }

    #[test]
    fn values_are_filled_in() {
        check("phrases: 查{month}的{工种}\nslots: {工种: {车工: 车, 钳工: 钳}}", [2, 0, 0, 5, 0], &[]);
        check("phrases: 查{工号}", [2, 0, 1, 1, 0], &[]);
    }

    #[test]
    fn many_sentences_are_sampled() {
        check(&format!("phrases: 查{}", "[甲|乙|丙]".repeat(6)), [2, 1, 0, SENTENCES_PER_PHRASE + 1, 0], &[]);
    }

    #[test]
    fn one_finding_for_each_thief() {
        let findings = [
            ("overmatch", "自己没有对上，听到的词是 归还|款项；试了 4 句，2 句这样"),
            ("phrase-unheard", "自己没有对上，听到的词是 交还|款项；试了 4 句，2 句这样"),
        ];
        check("phrases: (归|交)*还款[项]", [2, 0, 0, 5, 0], &findings);
    }

    #[test]
    fn borders_that_the_author_drew_are_no_thefts() {
        check("phrases: (退|归)还\nunless: 归还", [2, 0, 0, 3, 1], &[]);
        check("phrases: 归还\nunless: 归还", [2, 0, 0, 2, 1], &[("phrase-excluded", "")]);
    }
}
