//! Every limit at its edge: exactly there it works, one over it gives the answer that `docs/limits.md` promises.

mod calls;
mod files;
mod phrases;

use daohang::compile::compile_read;
use daohang::finding::Finding;
use daohang::limits::HOTLINE_FINDINGS;
use daohang::rules::load;

/// The head of the hotlines of these tests.
const HEAD: &str = "hotline: {name: 甲, greeting: 您好。}\n";

/// The names and values of `src/limits.rs`, in order, as the table writes them.
fn constants() -> Vec<(String, String)> {
    let text = std::fs::read_to_string("src/limits.rs").unwrap();
    let constants = text.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("pub const ")?.split_once(": ")?;
        let value = rest.split_once(" = ")?.1.trim_end_matches(';').replace('_', "");
        Some((name.to_owned(), written(name, &value)))
    });
    constants.collect()
}

/// Writes a value: bytes in the largest unit that fits, anything else as a number.
fn written(name: &str, value: &str) -> String {
    let number = match value.split_once(" << ") {
        Some((number, shift)) => number.parse::<u64>().unwrap() << shift.parse::<u32>().unwrap(),
        None => value.parse().unwrap(),
    };
    if !name.ends_with("_BYTES") {
        return number.to_string();
    }
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let (shift, unit) = units.into_iter().find(|(shift, _)| number.is_multiple_of(1 << shift)).unwrap();
    format!("{} {unit}", number >> shift)
}

/// The rows of the table: name, limit, answer.
fn rows() -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string("docs/limits.md").unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `")).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, _, limit, answer] = cells.as_slice() else { panic!("a row of four cells: {line}") };
        (name.trim_matches('`').to_owned(), (*limit).to_owned(), (*answer).to_owned())
    });
    rows.collect()
}

/// What the table says happens over a limit.
#[track_caller]
fn answer(name: &str) -> String {
    rows().into_iter().find(|(row, ..)| row == name).map(|(.., answer)| answer).unwrap()
}

#[test]
fn the_table_is_the_code() {
    let (constants, rows) = (constants(), rows());
    assert!(constants.len() > 30, "{}", constants.len());
    let names = |pairs: Vec<&String>| pairs.into_iter().cloned().collect::<Vec<String>>();
    assert_eq!(
        names(rows.iter().map(|(name, ..)| name).collect()),
        names(constants.iter().map(|(name, _)| name).collect())
    );
    for ((name, value), (_, limit, _)) in constants.iter().zip(&rows) {
        let number = limit.split(' ').next();
        assert!(
            limit == value || (number == Some(value) && limit.split(' ').count() == 2),
            "{name}: {value}, not {limit}"
        );
    }
}

/// What loading and compiling say of files.
fn findings(files: Vec<(String, Vec<u8>)>) -> Vec<Finding> {
    let (rules, findings) = load::files(files);
    compile_read(&rules, findings).1
}

/// Whether the answer that the table gives is among findings.
fn is_refused(name: &str, findings: &[Finding]) -> bool {
    let answer = answer(name);
    findings.iter().any(|finding| answer.contains(&format!("`{}` {}", finding.code, finding.message)))
}

/// Checks rules at a limit, which must not be refused, and over it, which must be with the words of the table.
#[track_caller]
fn check(name: &str, at: Vec<(String, Vec<u8>)>, over: Vec<(String, Vec<u8>)>) {
    let found = findings(at);
    assert!(!is_refused(name, &found), "{name}: refused at the limit");
    let found = findings(over);
    let said: Vec<String> = found.iter().map(|finding| format!("`{}` {}", finding.code, finding.message)).collect();
    assert!(is_refused(name, &found), "{name}: over the limit it says {said:?}, not {}", answer(name));
    assert!(found.len() <= HOTLINE_FINDINGS + 1, "{name}: {} findings", found.len());
}

/// A single file of rules, beside the head of a hotline.
fn one(text: impl Into<Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    vec![("a.yaml".to_owned(), text.into()), ("hotline.yaml".to_owned(), HEAD.into())]
}
