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
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    expression.split(" AND ").all(|part| {
        let part = part.replace(['(', ')'], "").replace('/', " OR ");
        part.split(" OR ").any(|licence| allowed.iter().any(|one| one == licence.trim()))
    })
}

/// Returns the list of deny.toml, so that it is written once.
fn allowed_licences() -> Vec<String> {
    let deny = read("deny.toml");
    let list = deny.split("allow = [").nth(1).unwrap().split(']').next().unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Returns what cargo knows about the packages of this platform; they are all here, since this test was built from them.
fn metadata() -> Value {
    let host = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn read(name: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}
