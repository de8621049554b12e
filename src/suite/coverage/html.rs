//! Shows coverage as one HTML page that needs nothing else: first what was never reached, then each flow as a picture and as a
//! table of its steps, coloured by what was reached.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::drawn::Drawn;
use super::{Gap, Kind, Report, Thing, placement_name, text};
use crate::compile::hotline::Hotline;
use crate::compile::id::{FlowId, IntentId, QueueId, StateId};
use crate::compile::index::Owner;
use crate::finding::locate::Locator;
use crate::finding::{Place, Sources};
use crate::graph::model::Graph;
use crate::graph::{svg, ways};

/// The page.
const PAGE: &str = include_str!("page.html");

/// A table: of the steps of a flow, the phrases of an intent, the queues.
#[derive(Debug, serde::Serialize)]
struct Part {
    name: String,
    file: String,
    what: &'static str,
    /// The picture of a flow; empty for other tables.
    picture: String,
    has_ways: bool,
    class: &'static str,
    /// How many of the things in it were reached, ways included.
    reached: usize,
    all: usize,
    rows: Vec<Row>,
}

#[derive(Debug, serde::Serialize)]
struct Row {
    line: usize,
    text: String,
    count: String,
    class: &'static str,
    ways: Vec<Way>,
}

#[derive(Debug, serde::Serialize)]
struct Way {
    name: String,
    count: u64,
    class: &'static str,
}

/// Returns the page.
pub fn page(hotline: &Hotline, sources: &Sources, report: &Report) -> String {
    let mut writer = Writer { hotline, locator: Locator::new(sources), sources, report };
    let totals = Kind::ALL.map(|kind| {
        let (reached, all) = report.total(kind);
        let share = (100 * reached).checked_div(all).map_or("—".to_owned(), |share| format!("{share}%"));
        context! { title => kind.title(), reached, all, share }
    });
    let gaps = report.gaps(hotline, sources);
    let gaps: Vec<Value> = Kind::ALL.into_iter().map(|kind| missing(&gaps, kind)).collect();
    let (flows, others): (Vec<Part>, Vec<Part>) = writer.parts().into_iter().partition(|part| !part.picture.is_empty());
    let sections = [("逐个流程", flows), ("说法和队列", others)].map(|(title, parts)| {
        let parts: Vec<Value> = parts.into_iter().map(|part| Value::from(Serde(part))).collect();
        context! { title, parts }
    });
    let mut environment = Environment::new();
    // The ending of the name lets everything be escaped.
    let added = environment.add_template("page.html", PAGE);
    let rendered = added.and_then(|()| environment.get_template("page.html")).and_then(|page| {
        page.render(context! {
            name => hotline.name.as_str(),
            totals => totals.to_vec(),
            gaps,
            style => svg::style(),
            patterns => svg::patterns(),
            sections => sections.to_vec(),
        })
    });
    rendered.expect("the page is part of the program and a test renders it")
}

/// What of a kind was never reached, by file.
fn missing(gaps: &[Gap], kind: Kind) -> Value {
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for gap in gaps.iter().filter(|gap| gap.kind == kind) {
        let of_file = files.entry(gap.file.as_str()).or_default();
        of_file.push(context! { line => gap.line, name => gap.name.as_str(), said => text::said(gap) });
    }
    let n_gaps: usize = files.values().map(Vec::len).sum();
    let files: Vec<Value> = files.into_iter().map(|(file, gaps)| context! { file, gaps }).collect();
    context! { title => kind.title(), n_gaps, files }
}

struct Writer<'w> {
    hotline: &'w Hotline,
    locator: Locator<'w>,
    sources: &'w Sources,
    report: &'w Report,
}

impl Writer<'_> {
    /// The tables, by file and line, the steps of a file before its phrases; the queues last.
    fn parts(&mut self) -> Vec<Part> {
        let mut parts: Vec<(String, usize, Part)> = Vec::new();
        for flow in self.hotline.flow_ids() {
            let (file, line) = self.at(&self.hotline.flow(flow).place);
            let part = self.flow(flow, file.clone());
            parts.push((file, line, part));
        }
        let mut phrases: BTreeMap<IntentId, Vec<Thing>> = BTreeMap::new();
        let mut queues: BTreeMap<QueueId, Vec<(Thing, u64)>> = BTreeMap::new();
        for (thing, count) in &self.report.things {
            match *thing {
                Thing::Phrase(phrase) => {
                    if let Owner::Intent(intent) = self.hotline.index.phrase(phrase).owner {
                        phrases.entry(intent).or_default().push(*thing);
                    }
                }
                Thing::Queue(queue, _) => queues.entry(queue).or_default().push((*thing, *count)),
                Thing::Intent(_) | Thing::Step(_) | Thing::Edge(..) | Thing::Miss(..) => {}
            }
        }
        for (intent, phrases) in phrases {
            let (file, _) = self.at(&self.hotline.intent(intent).place);
            let rows = phrases.into_iter().filter_map(|phrase| self.phrase(phrase)).collect();
            let name = format!("{} 的说法", self.hotline.intent(intent).name);
            parts.push((file.clone(), usize::MAX, part(name, file, "说法", rows)));
        }
        parts.sort_by(|(file, line, _), (other, behind, _)| (file, line).cmp(&(other, behind)));
        let mut parts: Vec<Part> =
            parts.into_iter().map(|(_, _, part)| part).filter(|part| !part.rows.is_empty()).collect();
        let rows = queues.into_iter().map(|(queue, placements)| self.queue(queue, &placements)).collect();
        parts.push(part("队列".to_owned(), String::new(), "队列", rows));
        parts
    }

    fn flow(&mut self, id: FlowId, file: String) -> Part {
        let flow = self.hotline.flow(id);
        let drawn = Drawn { hotline: self.hotline, report: self.report };
        let picture = svg::visited(self.hotline, &Graph::of(self.hotline, self.sources, id), &drawn);
        let steps = flow.states.clone().filter_map(|nth| StateId::at(self.hotline, nth));
        let rows = steps.map(|step| self.step(step)).collect();
        Part { picture, ..part(flow.name.clone(), file, "步骤", rows) }
    }

    fn step(&mut self, id: StateId) -> Row {
        let place = &self.hotline.state(id).place;
        let (_, line) = self.at(place);
        let text = self.locator.line(place.file, line).trim().to_owned();
        let Some(count) = self.report.count(Thing::Step(id)) else {
            return Row { line, text, count: "走不到".to_owned(), class: "out", ways: Vec::new() };
        };
        let of_step = self.report.things.iter().filter_map(|(thing, count)| match *thing {
            Thing::Edge(state, way) | Thing::Miss(state, way) if state == id => Some((way, *count)),
            _ => None,
        });
        let ways = of_step.map(|(way, count)| way_of(ways::name(self.hotline, id, way), count)).collect();
        row(line, text, count, ways)
    }

    fn phrase(&mut self, thing: Thing) -> Option<Row> {
        let Thing::Phrase(phrase) = thing else { return None };
        let phrase = self.hotline.index.phrase(phrase);
        let (_, line) = self.at(&phrase.place);
        Some(row(line, phrase.text.clone(), self.report.count(thing)?, Vec::new()))
    }

    fn queue(&mut self, queue: QueueId, placements: &[(Thing, u64)]) -> Row {
        let queue = self.hotline.queue(queue);
        let (_, line) = self.at(&queue.place);
        let ways = placements.iter().filter_map(|(thing, count)| match thing {
            Thing::Queue(_, place) => Some(way_of(placement_name(*place).to_owned(), *count)),
            _ => None,
        });
        let count = placements.iter().map(|(_, count)| count).sum();
        row(line, queue.name.clone(), count, ways.collect())
    }

    fn at(&mut self, place: &Place) -> (String, usize) {
        let file = self.sources.get(place.file).map(|source| source.name.clone()).unwrap_or_default();
        (file, self.locator.spot(place).map_or(1, |spot| spot.line))
    }
}

fn way_of(name: String, count: u64) -> Way {
    Way { name, count, class: if count > 0 { "good" } else { "bad" } }
}

fn row(line: usize, text: String, count: u64, ways: Vec<Way>) -> Row {
    let class = match (count, ways.iter().any(|way| way.count == 0)) {
        (0, _) => "bad",
        (_, true) => "part",
        (_, false) => "good",
    };
    Row { line, text, count: count.to_string(), class, ways }
}

fn part(name: String, file: String, what: &'static str, rows: Vec<Row>) -> Part {
    let counted = || rows.iter().filter(|row| row.class != "out");
    let ways = || counted().flat_map(|row| &row.ways);
    // A queue is nothing to be reached but by its ways.
    let own = usize::from(what != "队列");
    let all = own * counted().count() + ways().count();
    let reached = own * counted().filter(|row| row.class != "bad").count() + ways().filter(|way| way.count > 0).count();
    let class = if reached == all { "good" } else { "part" };
    let has_ways = rows.iter().any(|row| !row.ways.is_empty());
    Part { name, file, what, picture: String::new(), has_ways, class, reached, all, rows }
}
