//! The reference pages: every key of the language, of stack files and of ZenML's flavors, and every setting of every target,
//! from the tables that the program itself reads by.
//!
//! They are checked in as `docs/reference.md` and `docs/stack.md`; a test holds them current. Nothing here decides anything.

mod forms;
mod settings;
mod stack;

use crate::backends::{ErasedBackend, Registry};
use crate::diag::{codes, words};
use crate::frontends::native::listing;
use crate::frontends::shape::keys::{Key, Others, Table};
use crate::ir::{Feature, Support};
use forms::Page;

const HEAD: &str = "\
# Reference

Every key of a description (`segue: 1`), and every setting of every target. This page is made from the tables that the
program reads by: `segue schema` prints the same as a JSON Schema.

The column *targets* says what each makes of a key: kept where nothing stands; *emulated*, by other means and with a
warning; *lost*, with a warning; *no*, an error. A value may decide otherwise: `segue targets NAME` has the reasons,
`segue explain CODE` the details, and [coverage](coverage.md) names the tested case of each.
";

/// The page on stack files, in Markdown.
pub fn stack(registry: Registry<'_>) -> String {
    stack::page(registry)
}

/// The page on descriptions, in Markdown.
pub fn page(registry: Registry<'_>) -> String {
    let mut page = HEAD.to_owned();
    let tables = listing::tables();
    page.push_str("\n## Contents\n\n");
    for table in &tables {
        page.push_str(&format!("- {}\n", forms::link(table, Page::Language)));
    }
    page.push_str("- [Values](#values)\n");
    for backend in registry.backends {
        page.push_str(&format!("- [Settings of {0}](#settings-of-{0})\n", backend.target()));
    }
    for table in &tables {
        page.push_str(&section(table, registry));
    }
    page.push_str(&forms::values());
    for backend in registry.backends {
        page.push_str(&settings::section(*backend));
    }
    page
}

fn section(table: &'static Table, registry: Registry<'_>) -> String {
    let mut text = format!("\n## {}\n\n", forms::heading(table));
    if !table.one_of.is_empty() {
        text.push_str(&format!("Exactly one of {} stands there.\n\n", words(table.one_of)));
    }
    if !table.reserved.is_empty() {
        text.push_str(&format!("Reserved for later versions: {}.\n\n", words(table.reserved)));
    }
    if table.others == Others::Extensions {
        text.push_str("Keys that begin with `x-` are ignored: a home for anchors.\n\n");
    }
    let rows = table.keys.iter().map(|key| row(key, registry)).collect();
    text.push_str(&markdown(&["key", "form", "default", "meaning", "example", "targets"], rows));
    text
}

fn row(key: &'static Key, registry: Registry<'_>) -> Vec<String> {
    let name = if key.required { format!("`{}` (required)", key.name) } else { format!("`{}`", key.name) };
    vec![
        name,
        forms::of(&key.form, Page::Language),
        key.default.map(str::to_owned).unwrap_or_default(),
        key.doc.to_owned(),
        code(&format!("{}: {}", key.name, key.example)),
        targets(key.features, registry),
    ]
}

/// What each target makes of features, less those that keep them all.
fn targets(features: &[Feature], registry: Registry<'_>) -> String {
    let answer = |backend: &dyn ErasedBackend| {
        let words: Vec<String> = features
            .iter()
            .filter_map(|feature| {
                let (word, letter) = match backend.table(*feature) {
                    Support::Native => return None,
                    Support::Emulated(_) => ("emulated", 'W'),
                    Support::Lost(_) => ("lost", 'W'),
                    Support::Unsupported(_) => ("no", 'E'),
                };
                let id = format!("{letter}03{:02}", feature.number());
                let id = codes::find(&id).map(|code| format!(" ({})", code.id)).unwrap_or_default();
                // Of several features the one that is meant has to be named.
                let of = if features.len() > 1 { format!("{} ", feature.name()) } else { String::new() };
                Some(format!("{of}{word}{id}"))
            })
            .collect();
        (!words.is_empty()).then(|| format!("{}: {}", backend.target(), words.join(", ")))
    };
    let answers: Vec<String> = registry.backends.iter().filter_map(|backend| answer(*backend)).collect();
    answers.join("; ")
}

/// A value as code, whatever stands in it.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A table of Markdown.
fn markdown(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "-|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}
