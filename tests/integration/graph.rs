//! `daohang graph`: what it draws of the small hotline in `tests/graph`, to the byte, and how it answers on the command line.

use std::fs;
use std::path::Path;

use crate::process::{Run, daohang};

/// The hotline that is drawn.
const INTENTS: &str = "tests/graph/intents";

/// Compares everything that is drawn of a format with the files in `tests/graph/FORMAT`.
#[track_caller]
fn check(format: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let status = daohang(root)
        .args(["graph", "--intents", INTENTS, "--format", format, "--all"])
        .arg(folder.path().join("new"))
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let expected = root.join("tests/graph").join(format);
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    if is_update {
        fs::create_dir_all(&expected).unwrap();
    }
    let mut names: Vec<_> =
        fs::read_dir(folder.path().join("new")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    for name in &names {
        let drawn = fs::read_to_string(folder.path().join("new").join(name)).unwrap();
        if is_update {
            fs::write(expected.join(name), drawn).unwrap();
        } else {
            let known = fs::read_to_string(expected.join(name)).unwrap_or_default();
            assert!(drawn == known, "{name:?} is now:\n{drawn}\nUPDATE_EXPECT=1 rewrites");
        }
    }
    let mut known: Vec<_> = fs::read_dir(&expected).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    known.sort();
    assert_eq!(names, known, "files that nothing draws any more");
}

#[test]
fn svg_is_as_expected() {
    check("svg");
}

#[test]
fn mermaid_is_as_expected() {
    check("mermaid");
}

#[test]
fn dot_is_as_expected() {
    check("dot");
}

#[test]
fn json_is_as_expected() {
    check("json");
}

#[test]
fn flow_or_overview_goes_to_standard_output() {
    Run::new("graph 查询账单").small_hotline().stdout_has(["<svg ", "查询账单", "intents/bill.yaml", "</svg>"]).check();
    Run::new("graph").small_hotline().stdout_has(["<svg ", "3 个意图", "</svg>"]).check();
    Run::new("graph 查询账单 --format mermaid").small_hotline().stdout_has(["flowchart TB", "-->"]).check();
    Run::new("graph --format dot").small_hotline().stdout_has(["digraph", "->", "}"]).check();
    let ran = Run::new("graph 查询账单 --format json").small_hotline().stdout_has(["\"nodes\":"]).check();
    let object: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(object["name"], "查询账单");
}

#[test]
fn file_and_folder_are_written() {
    let ran = Run::new("graph 查询账单 -o bill.svg").small_hotline().check();
    assert!(ran.read("bill.svg").ends_with("</svg>\n"));
    let ran =
        Run::new("graph --all 图").small_hotline().stderr_has(["写好了 3 个流程，从 图", "index.html 看起"]).check();
    assert!(ran.read("图/index.html").contains("<a href=\"查询账单.svg\">"));
    assert!(ran.read("图/查询账单.svg").starts_with("<svg "));
    Run::new("graph -o no/such/folder.svg")
        .small_hotline()
        .status(3)
        .stderr("错误: 写不了 no/such/folder.svg：没有这个文件或目录\n")
        .check();
}

#[test]
fn wrong_name_gets_the_near_ones() {
    for (name, help) in [
        ("查寻账单", "是不是想写“查询账单”？"),
        ("账单", "是不是想写“查询账单”？"),
        ("天气预报", "有哪些名字，看 daohang graph --format json"),
    ] {
        Run::new(&format!("graph {name}"))
            .small_hotline()
            .status(1)
            .stderr(&format!("没有名为“{name}”的意图或子流程\n帮助: {help}\n"))
            .check();
    }
}

#[test]
fn formats_go_with_their_command() {
    Run::new("graph --format text")
        .status(2)
        .stderr("错误: “--format <格式>”不能是“text”\n帮助: 可以写 svg、mermaid、dot、json\n")
        .check();
    Run::new("route --format svg")
        .status(2)
        .stderr("错误: “--format <格式>”不能是“svg”\n帮助: 可以写 text、json\n")
        .check();
    Run::new("graph 账单 --all 图").status(2).stderr_has(["错误: "]).check();
    Run::new("graph --help").stdout_has(["用法: daohang graph", "--all", "--format", "mermaid"]).check();
}
