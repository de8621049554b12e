//! Loading a whole folder: any files, read, compiled, complained about, and spoken to where they compile.

use daohang::lint::overmatch::prove;
use daohang::matching::scratch::Scratch;
use daohang::matching::understand::understand;

use super::super::Signs;
use super::super::Target;
use super::super::archive;
use super::super::seeds;
use super::{NOW, checked};

/// Reads a folder.
pub const TARGET: Target = Target { name: "yaml", run, seeds: inputs, most_bytes: 16 << 10, n_short: 120 };

/// The head of a hotline, for inputs that are a part of one.
pub const HEAD: &str = "hotline:\n  name: 甲\n  greeting: 您好。\n";

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs: Vec<Vec<u8>> =
        ["tests/hotlines/water", "tests/hotlines/account"].map(|folder| seeds::folder(folder).into_bytes()).into();
    for (name, bytes) in seeds::files("tests/findings", "yaml").into_iter().chain(seeds::files("intents", "yaml")) {
        let mut input = archive::join([("hotline.yaml", HEAD), (name.as_str(), "")]).into_bytes();
        input.extend(bytes);
        inputs.push(input);
    }
    inputs.retain(|input| input.len() <= TARGET.most_bytes);
    inputs
}

/// Splits an input into files without asking that it be UTF-8.
fn files(input: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = vec![("a.yaml".to_owned(), Vec::new())];
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        match (line.strip_prefix(b"=== "), files.last_mut()) {
            (Some(name), _) => files.push((String::from_utf8_lossy(name).trim().to_owned(), Vec::new())),
            (None, Some((_, content))) => content.extend_from_slice(line),
            (None, None) => {}
        }
    }
    files.retain(|(_, content)| !content.is_empty());
    files
}

fn run(input: &[u8], signs: &mut Signs) {
    let files = files(input);
    signs.note_size("files", files.len());
    let Some(hotline) = checked(files, signs) else { return };
    signs.note(("compiled", hotline.intents.len().min(9), hotline.states.len().min(40)));
    let mut scratch = Scratch::default();
    for text in ["我想查上个月的水费，转人工", "13800138000", "不对，是明天下午三点"] {
        let _ = understand(&hotline, &mut scratch, text, NOW);
    }
    if hotline.index.n_phrases() < 40 {
        let proof = prove(&hotline, NOW, &|_, _| {});
        signs.note_size("stolen", proof.findings.len());
    }
}
