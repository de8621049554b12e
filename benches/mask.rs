//! What the masks of a turn cost: everyday sentences (the examples of the shipped intents), and sentences with a secret in them.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use daohang::rules::load;
use daohang::text::fold::{Folded, fold};
use daohang::text::mask::mask_heard;
use daohang::text::pieces::Pieces;
use daohang::text::secret::secret;

/// What a turn does for its masks: what the turns before make of it, whether it is a secret to be stopped, and the line that is kept.
fn masks(pieces: &mut Pieces, text: &str, folded: &Folded) -> usize {
    let _piece = pieces.hear(folded);
    let is_secret = secret(folded).is_some();
    mask_heard(text, folded, None).len() + usize::from(is_secret)
}

fn masks_of_a_turn(criterion: &mut Criterion) {
    let (rules, _findings) =
        load::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("intents")).expect("the folder is there");
    let examples = rules.intents.iter().flat_map(|intent| &intent.is.examples.0);
    let everyday: Vec<(String, Folded)> = examples.map(|line| (line.text.clone(), fold(&line.text))).collect();
    let secrets =
        ["我手机号是13912349000", "验证码是七三九一六四", "密码是abc8472，帮我看看", "卡号6222 0212 3456 7894"];
    let secrets: Vec<(String, Folded)> = secrets.iter().map(|text| ((*text).to_owned(), fold(text))).collect();
    let mut group = criterion.benchmark_group("mask");
    for (name, sentences) in [("everyday", &everyday), ("secret", &secrets)] {
        group.throughput(Throughput::Elements(sentences.len() as u64));
        group.bench_function(name, |bencher| {
            let mut pieces = Pieces::default();
            bencher.iter(|| {
                sentences.iter().map(|(text, folded)| masks(&mut pieces, black_box(text), folded)).sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, masks_of_a_turn);
criterion_main!(benches);
