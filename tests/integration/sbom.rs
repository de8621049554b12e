//! The bill of materials (`sbom/daohang.cdx.json`, CycloneDX): everything that a release is built from, as Cargo.lock has it, for every
//! platform. What only the tests need is not in it. `UPDATE_EXPECT=1` rewrites it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::supply::{allowed_licences, is_allowed, metadata, read, run_cargo};

/// Where it is.
const SBOM: &str = "sbom/daohang.cdx.json";

/// A package of Cargo.lock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
    /// As written: the name, and the version where there are several.
    dependencies: Vec<String>,
}

impl Package {
    /// Returns its package URL, by which the world knows it.
    fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }

    /// Returns whether a line of dependencies means it.
    fn is_meant(&self, dependency: &str) -> bool {
        let mut words = dependency.split(' ');
        words.next() == Some(&self.name) && words.next().is_none_or(|version| version == self.version)
    }
}

/// Reads Cargo.lock.
fn lock() -> Vec<Package> {
    let text = read("Cargo.lock");
    let packages = text.split("[[package]]").skip(1).map(|block| {
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
            line.and_then(|line| line.strip_suffix('"')).map(str::to_owned)
        };
        let list = block.split_once("dependencies = [").map_or("", |(_, rest)| rest.split(']').next().unwrap_or(""));
        Package {
            name: field("name").unwrap(),
            version: field("version").unwrap(),
            checksum: field("checksum"),
            dependencies: list.split('"').skip(1).step_by(2).map(str::to_owned).collect(),
        }
    });
    packages.collect()
}

/// Returns the packages that a release is built from, ourselves first: what is reached without what only tests need.
fn shipped() -> Vec<Package> {
    let packages = lock();
    let about = run_cargo(&["metadata", "--format-version", "1", "--no-deps", "--locked", "--offline"]);
    let about: Value = serde_json::from_slice(&about).unwrap();
    let wanted = about["packages"][0]["dependencies"].as_array().unwrap().iter();
    let wanted: BTreeSet<&str> =
        wanted.filter(|one| one["kind"] != "dev").map(|one| one["name"].as_str().unwrap()).collect();
    let mut own = packages.iter().find(|package| package.name == "daohang").unwrap().clone();
    own.dependencies.retain(|dependency| wanted.contains(dependency.split(' ').next().unwrap()));
    let mut found = vec![own];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut next = 0;
    while let Some(package) = found.get(next).cloned() {
        next += 1;
        for dependency in &package.dependencies {
            let meant = packages.iter().find(|package| package.is_meant(dependency)).unwrap();
            if seen.insert(meant.purl()) {
                found.push(meant.clone());
            }
        }
    }
    let (_, rest) = found.split_at_mut(1);
    rest.sort();
    found
}

/// Returns the licences by package URL: those that cargo knows here, and for what other platforms need those of `before`.
fn licences(before: &Value) -> BTreeMap<String, String> {
    let kept = before["components"].as_array().into_iter().flatten().filter_map(|component| {
        let licence = component["licenses"][0]["expression"].as_str()?;
        Some((component["purl"].as_str()?.to_owned(), licence.to_owned()))
    });
    let mut licences: BTreeMap<String, String> = kept.collect();
    for package in metadata()["packages"].as_array().unwrap() {
        let purl = format!("pkg:cargo/{}@{}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        if let Some(licence) = package["license"].as_str() {
            licences.insert(purl, licence.replace('/', " OR "));
        }
    }
    licences
}

/// Writes the bill. Holds no time and no number of its own, so that equal trees have equal bills.
fn bill(packages: &[Package], licences: &BTreeMap<String, String>) -> Value {
    let component = |package: &Package, r#type: &str| {
        let purl = package.purl();
        let mut component = json!({
            "type": r#type, "bom-ref": purl, "name": package.name, "version": package.version, "purl": purl,
            "licenses": [{"expression": licences.get(&purl).cloned().unwrap_or_default()}],
        });
        if let Some(checksum) = &package.checksum {
            component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
        }
        component
    };
    let dependencies = packages.iter().map(|package| {
        let meant = packages.iter().filter(|other| package.dependencies.iter().any(|one| other.is_meant(one)));
        json!({"ref": package.purl(), "dependsOn": meant.map(Package::purl).collect::<Vec<_>>()})
    });
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": component(&packages[0], "application")},
        "components": packages.iter().skip(1).map(|package| component(package, "library")).collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
    })
}

#[test]
fn the_bill_of_materials_is_the_lock_file() {
    let before = std::fs::read_to_string(SBOM).unwrap_or_default();
    let parsed: Value = serde_json::from_str(&before).unwrap_or_default();
    let packages = shipped();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let bill = bill(&packages, &licences(&parsed));
    let text = serde_json::to_string_pretty(&bill).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all("sbom").unwrap();
        std::fs::write(SBOM, &text).unwrap();
    } else {
        assert!(text == before, "{SBOM} is not what Cargo.lock says: UPDATE_EXPECT=1 rewrites");
    }
    let allowed = allowed_licences();
    for component in bill["components"].as_array().unwrap() {
        let licence = component["licenses"][0]["expression"].as_str().unwrap();
        assert!(is_allowed(licence, &allowed), "{}: “{licence}”", component["purl"]);
        assert!(component["hashes"][0]["content"].is_string(), "{}: no checksum", component["purl"]);
    }
}

/// What only tests need is left out, what a build script needs is not.
#[test]
fn the_bill_tells_what_is_shipped_from_what_is_not() {
    let names: BTreeSet<String> = shipped().into_iter().map(|package| package.name).collect();
    for (name, expect) in [("regex", true), ("rusqlite", true), ("cc", true), ("criterion", false), ("proptest", false)]
    {
        assert_eq!(names.contains(name), expect, "{name}");
    }
}
