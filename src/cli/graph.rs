//! `daohang graph`: flows and the whole hotline as pictures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::args::{Common, Graph, Written};
use super::intents::{Loaded, Origin};
use super::{Outcome, failure, output, print};
use crate::compile::hotline::Hotline;
use crate::compile::id::FlowId;
use crate::finding::nearest;
use crate::graph::overview::{Card, Overview};
use crate::graph::{dot, json, mermaid, model, poster, svg};

/// The name of the file that a folder of pictures starts with.
const INDEX: &str = "index";

/// Runs the command. A name that is none is told like a finding: exit 1.
pub(super) fn run(common: &Common, graph: &Graph) -> anyhow::Result<Outcome> {
    let loaded = Origin::of(common.intents.as_deref()).load()?;
    loaded.show_errors();
    let Some(hotline) = &loaded.hotline else { return Ok(Outcome::Found) };
    if let Some(folder) = &graph.all {
        return all(hotline, &loaded, common.written, folder);
    }
    let text = match &graph.name {
        None => overview(&Overview::of(hotline), common.written),
        Some(name) => match named(hotline, name) {
            Ok(id) => flow(hotline, &loaded, id, common.written),
            Err(complaint) => {
                output::note(&complaint);
                return Ok(Outcome::Found);
            }
        },
    };
    match &graph.output {
        Some(path) => fs::write(path, text).map_err(|error| failure::writing(path, error)).map(|()| Outcome::Fine),
        None => print(&text),
    }
}

/// Finds the flow of an intent, or a shared flow; else says what could have been meant.
fn named(hotline: &Hotline, name: &str) -> Result<FlowId, String> {
    if let Some(id) = hotline.flow_ids().find(|id| hotline.flow(*id).name == name) {
        return Ok(id);
    }
    if hotline.intent_named(name).is_some() {
        return Err(format!("“{name}”没有流程：一听懂就转人工"));
    }
    let names = || hotline.flows.iter().map(|flow| flow.name.as_str());
    // A part of a name is enough to be meant: 解冻 for 解冻账户.
    let containing: Vec<&str> = names().filter(|known| !name.is_empty() && known.contains(name)).collect();
    let help = match (containing.as_slice(), nearest(name, names())) {
        ([], None) => "\n帮助: 有哪些名字，看 daohang graph --format json".to_owned(),
        ([], Some(near)) => format!("\n帮助: 是不是想写“{near}”？"),
        (containing, _) => format!("\n帮助: 是不是想写“{}”？", containing.join("”“")),
    };
    Err(format!("没有名为“{name}”的意图或子流程{help}"))
}

fn flow(hotline: &Hotline, loaded: &Loaded, id: FlowId, written: Written) -> String {
    let graph = model::Graph::of(hotline, &loaded.sources, id);
    match written {
        Written::Mermaid => mermaid::flow(&graph),
        Written::Dot => dot::flow(&graph),
        Written::Json => format!("{}\n", json::flow(&graph)),
        Written::Svg | Written::Text => svg::picture(&graph),
    }
}

fn overview(overview: &Overview, written: Written) -> String {
    match written {
        Written::Mermaid => mermaid::hotline(overview),
        Written::Dot => dot::hotline(overview),
        Written::Json => format!("{}\n", json::hotline(overview)),
        Written::Svg | Written::Text => poster::poster(overview, &|_| None),
    }
}

/// Writes the overview and every flow into a folder, which is made if it is not there.
fn all(hotline: &Hotline, loaded: &Loaded, written: Written, folder: &Path) -> anyhow::Result<Outcome> {
    let ending = match written {
        Written::Mermaid => "mmd",
        Written::Dot => "dot",
        Written::Json => "json",
        Written::Svg | Written::Text => "svg",
    };
    let files = file_names(hotline, ending);
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| failure::writing(&path, error))
    };
    fs::create_dir_all(folder).map_err(|error| failure::writing(folder, error))?;
    for (id, name) in hotline.flow_ids().zip(&files) {
        write(name, &flow(hotline, loaded, id, written))?;
    }
    let whole = Overview::of(hotline);
    let index = match written {
        Written::Svg | Written::Text => {
            let link = |card: &Card| card.flow.and_then(|id| files.get(id.index())).map(|file| percent_encoded(file));
            write(&format!("{INDEX}.html"), &poster::page(&whole, &link))?;
            format!("{INDEX}.html")
        }
        Written::Mermaid | Written::Dot | Written::Json => {
            write(&format!("{INDEX}.{ending}"), &overview(&whole, written))?;
            format!("{INDEX}.{ending}")
        }
    };
    output::note(&format!("写好了 {} 个流程，从 {} 看起", files.len(), folder.join(index).display()));
    Ok(Outcome::Fine)
}

/// Returns the file of each flow: its name, without what file systems do not take, and no two alike.
fn file_names(hotline: &Hotline, ending: &str) -> Vec<String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::from([(INDEX.to_owned(), 1)]);
    let of_flow = |name: &str| {
        let safe = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
        // File systems that do not tell large letters from small ones would write one over the other.
        let name: String = name.trim_start_matches('.').chars().map(safe).collect();
        let count = taken.entry(name.to_lowercase()).or_insert(0);
        *count += 1;
        if *count > 1 { format!("{name}-{count}.{ending}") } else { format!("{name}.{ending}") }
    };
    hotline.flows.iter().map(|flow| flow.name.as_str()).map(of_flow).collect()
}

/// Returns a file's name as a link: what means something in an address is written as bytes.
fn percent_encoded(name: &str) -> String {
    name.chars()
        .map(|c| if "%#? &'\"".contains(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() })
        .collect()
}
