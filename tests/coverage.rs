//! What is tested of the language: for each key and each target what becomes of it, and the case that shows it.
//!
//! The table is computed from the cases under `snapshots/` and the targets' own answers, and checked in as
//! `docs/coverage.md`. A key that no case shows for some target fails here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use segue::backends::{BACKENDS, ErasedBackend};
use segue::diag::{Code, Diagnostics, codes};
use segue::frontends::native::Native;
use segue::frontends::native::listing::{self, Found};
use segue::frontends::shape::keys::{Key, Table};
use segue::frontends::{Frontend, Input};
use segue::ir::{Feature, Support};
use segue::passes::{self, Plan};
use segue::source::{NodeId, SourceId, Tree};
use segue::{Options, compile};

mod cases;
mod pages;

use cases::Given;

const HEAD: &str = "\
# Coverage

What becomes of each key of a description on each target, and the smallest case under `snapshots/` that shows it. The
tests compute this page and fail where a cell is empty. What a word means stands in the [reference](reference.md). A key
can have several answers, since a value may decide.
";

/// What a target makes of a key.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Kept,
    Emulated(&'static str),
    Lost(&'static str),
    Unsupported(&'static str),
}

impl Answer {
    fn of(support: &Support, feature: Feature, is_written: bool) -> Self {
        let code = |letter: char| {
            let id = format!("{letter}03{:02}", feature.number());
            codes::find(&id).map_or("no code", |code: &Code| code.id)
        };
        let letter = if is_written { 'W' } else { 'N' };
        match support {
            Support::Native => Answer::Kept,
            Support::Emulated(_) => Answer::Emulated(code(letter)),
            Support::Lost(_) => Answer::Lost(code(letter)),
            Support::Unsupported(_) => Answer::Unsupported(code('E')),
        }
    }

    fn words(self) -> String {
        match self {
            Answer::Kept => "kept".to_owned(),
            Answer::Emulated(code) => format!("emulated {code}"),
            Answer::Lost(code) => format!("lost {code}"),
            Answer::Unsupported(code) => format!("unsupported {code}"),
        }
    }
}

/// A case that can be compiled, or is refused for what it asks of a target.
struct Case {
    /// Its folder below `snapshots/`.
    folder: String,
    given: Given,
    document: Tree,
    plan: Plan,
}

impl Case {
    /// `None` for one that cannot be read; and for one that is no description alone, since its keys stand elsewhere.
    fn read(kind: &str, case: &cases::Case) -> Option<Self> {
        let name = case.folder.file_name().unwrap().to_str().unwrap();
        let document = case.given.sources().main().read(SourceId::MAIN).tree;
        if document.is_broken() || !Native.detects(&document) || case.given.files.len() > 1 {
            return None;
        }
        let mut diags = Diagnostics::new();
        let input = Input { document: &document, build: None, stack: None, choice: None, targets: &[] };
        let plan = passes::run(Native.parse(&input, &mut diags)?, &mut diags)?;
        Some(Self { folder: format!("{kind}/{name}"), given: case.given.clone(), document, plan })
    }

    fn size(&self) -> (usize, &str) {
        (self.given.sources().main().text().len(), &self.folder)
    }
}

/// All cases, the smallest first.
fn cases() -> Vec<Case> {
    let of = |kind: &'static str| cases::cases(kind).into_iter().filter_map(move |case| Case::read(kind, &case));
    let mut cases: Vec<Case> = of("ok").chain(of("errors")).collect();
    cases.sort_by(|one, other| one.size().cmp(&other.size()));
    cases
}

/// What a target answers to a case, node by node.
struct Judged {
    answers: Vec<(Feature, NodeId, Answer)>,
    is_compiled: bool,
}

impl Judged {
    fn new(case: &Case, backend: &dyn ErasedBackend) -> Self {
        let prepared = backend.prepare(case.plan.pipeline(), &mut Diagnostics::new());
        let judge = |prepared: &dyn segue::backends::Prepared| {
            let answer = |used: &segue::ir::Use<'_>| {
                let support = prepared.judge(used, &case.plan);
                (used.feature, used.origin.place().node, Answer::of(&support, used.feature, used.written))
            };
            case.plan.uses().iter().map(answer).collect()
        };
        let answers = prepared.as_deref().map(judge).unwrap_or_default();
        let compiled =
            compile(&case.given.sources(), &Options::new([backend.target()]).unwrap().choosing(case.given.choice()));
        Self { answers, is_compiled: !compiled.has_errors() }
    }

    /// The answers that concern a key: of its features, at its node, inside it, or at the map that it stands in. A key
    /// that asks nothing of a target by itself has the answers of the one around it that does.
    fn of(&self, found: Found, keys: &[Found], document: &Tree) -> Vec<Answer> {
        let own = document.node(found.node);
        let asks = |node: segue::source::Node<'_>| {
            keys.iter().find(|key| key.node == node.id() && !key.key.features.is_empty()).copied()
        };
        let found = match found.key.features {
            [] => std::iter::successors(own.parent(), |node| node.parent()).find_map(asks).unwrap_or(found),
            [..] => found,
        };
        let around = document.node(found.node).parent().map(|parent| parent.id());
        let is_here = |node: NodeId| {
            Some(node) == around
                || std::iter::successors(Some(document.node(node)), |node| node.parent())
                    .any(|node| node.id() == found.node)
        };
        let mine =
            self.answers.iter().filter(|(feature, node, _)| found.key.features.contains(feature) && is_here(*node));
        let mut answers: Vec<Answer> = mine.map(|(_, _, answer)| *answer).collect();
        if answers.is_empty() {
            answers.push(Answer::Kept);
        }
        // A file that is not written shows only what is told of it.
        answers.retain(|answer| self.is_compiled || matches!(answer, Answer::Lost(_) | Answer::Unsupported(_)));
        answers
    }
}

/// Rows by table and key; in each, by target, the first case of each answer.
type Cells = BTreeMap<(usize, usize, usize), BTreeMap<Answer, String>>;

fn cells(tables: &[&'static Table]) -> Cells {
    let mut cells = Cells::new();
    for case in cases() {
        let keys = listing::keys_in(&case.document);
        for (column, backend) in BACKENDS.iter().enumerate() {
            let judged = Judged::new(&case, *backend);
            for found in &keys {
                let table = tables.iter().position(|table| std::ptr::eq(*table, found.table)).unwrap();
                let row = found.table.keys.iter().position(|key| key.name == found.key.name).unwrap();
                let cell = cells.entry((table, row, column)).or_default();
                for answer in judged.of(*found, &keys, &case.document) {
                    cell.entry(answer).or_insert_with(|| case.folder.clone());
                }
            }
        }
    }
    cells
}

fn page(tables: &[&'static Table], cells: &Cells) -> String {
    let targets: Vec<&str> = BACKENDS.iter().map(|backend| backend.target()).collect();
    let mut page = HEAD.to_owned();
    for (number, table) in tables.iter().enumerate() {
        page.push_str(&format!("\n## {}\n\n| key | {} |\n", table.name.replace('`', ""), targets.join(" | ")));
        page.push_str(&format!("|-|{}\n", "-|".repeat(targets.len())));
        for (row, key) in table.keys.iter().enumerate() {
            let cells: Vec<String> =
                (0..targets.len()).map(|column| words(cells.get(&(number, row, column)))).collect();
            page.push_str(&format!("| `{}` | {} |\n", key.name, cells.join(" | ")));
        }
    }
    page
}

fn words(cell: Option<&BTreeMap<Answer, String>>) -> String {
    let words = cell.into_iter().flatten().map(|(answer, folder)| {
        let name = folder.split_once('/').unwrap().1;
        format!("{}: [{name}](../snapshots/{folder})", answer.words())
    });
    words.collect::<Vec<_>>().join("; ")
}

#[test]
fn every_key_is_shown_on_every_target() {
    let tables = listing::tables();
    let cells = cells(&tables);
    let mut missing = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        for (row, key) in table.keys.iter().enumerate() {
            let is_empty = |column: &usize| cells.get(&(number, row, *column)).is_none_or(BTreeMap::is_empty);
            let empty: Vec<&str> =
                (0..BACKENDS.len()).filter(is_empty).map(|column| BACKENDS[column].target()).collect();
            missing.extend((!empty.is_empty()).then(|| tell(table, key, &empty)));
        }
    }
    assert!(missing.is_empty(), "add cases under snapshots/ok:\n{}", missing.join("\n"));
    pages::check("coverage.md", &page(&tables, &cells));
}

fn tell(table: &Table, key: &Key, targets: &[&str]) -> String {
    format!("`{}` of {}: {}", key.name, table.name, targets.join(", "))
}
