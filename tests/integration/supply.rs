//! What the tree of dependencies may contain: everything from the public registry, under a licence that deny.toml allows.
//!
//! Reads what cargo knows already and nothing from the network; known advisories are `scripts/test deny`'s.

use std::process::Command;

use serde_json::Value;

#[test]
fn every_dependency_comes_from_the_registry_with_a_checksum() {
    let lock = read("Cargo.lock");
    let mut n_packages = 0;
    for package in lock.split("[[package]]").skip(1).filter(|package| !package.contains("name = \"daohang\"\n")) {
        n_packages += 1;
        assert!(package.contains("source = \"registry+https://github.com/rust-lang/crates.io-index\""), "{package}");
        assert!(package.contains("checksum = \""), "{package}");
    }
    assert!(n_packages > 50, "only {n_packages} packages found: has Cargo.lock another form?");
}

#[test]
fn every_licence_is_allowed() {
    let allowed = allowed_licences();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(packages.len() > 50);
    assert_eq!(refused, Vec::<String>::new());
}

/// `forbid` cannot be taken back by an `allow` further in; nobody may turn it into something weaker either.
#[test]
fn unsafe_is_forbidden_everywhere() {
    assert!(read("Cargo.toml").contains(concat!("\nunsafe", "_code = \"forbid\"")));
    assert!(read("fuzz/Cargo.toml").contains(concat!("\nunsafe", "_code = \"deny\"")));
    let mut n_files = 0;
    let mut folders = ["src", "tests", "benches", "fuzz/src"].map(|name| root().join(name)).to_vec();
    let mut files = vec![root().join("build.rs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
        n_files += 1;
        let text = std::fs::read_to_string(path).unwrap();
        for word in
            [concat!("unsafe", "_code"), concat!("unsafe", " {"), concat!("unsafe", " fn"), concat!("unsafe", " impl")]
        {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
    assert!(n_files > 100, "only {n_files} files: are these the right folders?");
}

#[test]
fn licence_expressions_are_read() {
    let allowed = ["MIT".to_owned(), "Zlib".to_owned()];
    for (expression, expect) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0 OR MIT", true),
        ("(MIT OR Apache-2.0) AND Zlib", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
        ("GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expect, "{expression}");
    }
}

/// Returns whether an SPDX expression can be met by the allowed licences alone. `AND` between groups, `OR` or `/` within.
pub(crate) fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    expression.split(" AND ").all(|part| {
        let part = part.replace(['(', ')'], "").replace('/', " OR ");
        part.split(" OR ").any(|licence| allowed.iter().any(|one| one == licence.trim()))
    })
}

/// Returns the list of deny.toml, so that it is written once.
pub(crate) fn allowed_licences() -> Vec<String> {
    let deny = read("deny.toml");
    let list = deny.split("allow = [").nth(1).unwrap().split(']').next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Returns what cargo knows about the packages of this platform; they are all here, since this test was built from them. To fill in
/// the licences of other platforms' packages (`UPDATE_EXPECT=1`), cargo is asked about all, and may have to fetch some.
pub(crate) fn metadata() -> Value {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return serde_json::from_slice(&run_cargo(&["metadata", "--format-version", "1", "--locked"])).unwrap();
    }
    let host = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    serde_json::from_slice(&run_cargo(&arguments)).unwrap()
}

/// Runs cargo in the package and returns what it prints.
pub(crate) fn run_cargo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}
