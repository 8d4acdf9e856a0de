//! `segue stack check FILE`: what a stack file would contribute, a fact a line.
//!
//! Each line begins with what it is about, so that `grep ^variable` finds all of a kind.

use std::path::Path;

use super::columns::table;
use super::compile::{read, tell};
use super::{Done, Terminal};
use crate::backends::Registry;
use crate::driver;
use crate::frontends::zenml::Meaning;
use crate::frontends::zenml::contribution::{Contribution, Layer, Setting, SettingValue, Variable, VariableValue};
use crate::ir::{Section, SectionKind, Sections};
use crate::source::Sources;

pub(super) fn check(file: &Path, terminal: &mut Terminal) -> Done {
    let sources = Sources::new(read(file, terminal)?);
    let checked = driver::check_stack(&sources, Registry::default());
    tell([(&sources, checked.findings.as_slice())], terminal)?;
    if let Some(contribution) = &checked.contribution {
        terminal.data(&text(contribution))?;
    }
    Ok(0)
}

/// The facts by kind, each kind a table of its own.
fn text(contribution: &Contribution) -> String {
    let mut targets = Vec::new();
    target_settings(&contribution.targets, "", &mut targets);
    targets.sort();
    let kinds = [
        facts(contribution),
        contribution.variables.iter().map(variable).collect(),
        contribution.settings.iter().map(setting).collect(),
        targets,
    ];
    let tables: Vec<String> = kinds.iter().filter(|rows| !rows.is_empty()).map(|rows| table(rows)).collect();
    tables.join("\n")
}

fn facts(contribution: &Contribution) -> Vec<Vec<String>> {
    let or_none = |value: &Option<String>| value.as_deref().map_or_else(|| "not set".to_owned(), one_line);
    let flavor = one_line(&contribution.flavor);
    let flavor = if contribution.is_translated { flavor } else { format!("{flavor} (settings are not translated)") };
    let rows = [
        ("stack", or_none(&contribution.stack)),
        ("orchestrator", one_line(&contribution.orchestrator)),
        ("flavor", flavor),
        ("namespace", or_none(&contribution.namespace)),
        ("service account", or_none(&contribution.service_account)),
        ("run id variables", contribution.run_id_env.join(", ")),
    ];
    rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect()
}

fn variable(variable: &Variable) -> Vec<String> {
    let from = match &variable.from {
        Layer::Base => "base".to_owned(),
        Layer::Component(name) => format!("component {}", one_line(name)),
        Layer::Stack => "stack".to_owned(),
    };
    vec!["variable".to_owned(), variable.name.clone(), from, value(&variable.value)]
}

/// Texts stand in quotes, so that none reads like a reference.
fn value(value: &VariableValue) -> String {
    match value {
        VariableValue::Text(text) => quoted(text),
        VariableValue::Named { kind, name } => format!("{kind} {}", one_line(name)),
        VariableValue::Joined(parts) => {
            let parts: Vec<String> = parts.iter().map(self::value).collect();
            parts.join(" + ")
        }
    }
}

fn setting(setting: &Setting) -> Vec<String> {
    let meaning = match setting.meaning {
        Meaning::Kept => "kept".to_owned(),
        Meaning::Partly(targets) => format!("kept by {}", targets.join(", ")),
        Meaning::Nowhere => "no meaning".to_owned(),
    };
    let value = match &setting.value {
        SettingValue::Scalar { text, plain } => scalar(text, *plain),
        SettingValue::List(1) => "1 item".to_owned(),
        SettingValue::List(count) => format!("{count} items"),
        SettingValue::Map => "a map".to_owned(),
        SettingValue::Hidden => "not shown".to_owned(),
    };
    vec!["setting".to_owned(), meaning, one_line(&setting.path), value]
}

/// As deep as a document at most.
fn target_settings(sections: &Sections, above: &str, rows: &mut Vec<Vec<String>>) {
    for (name, section) in sections.iter() {
        let path = if above.is_empty() { name.to_string() } else { format!("{above}.{name}") };
        match &section.kind {
            SectionKind::Map(inner) => target_settings(inner, &path, rows),
            SectionKind::Scalar { .. } | SectionKind::List(_) => {
                rows.push(vec!["target".to_owned(), one_line(&path), flow(section)]);
            }
        }
    }
}

fn flow(section: &Section) -> String {
    match &section.kind {
        SectionKind::Scalar { text, plain } => scalar(text, *plain),
        SectionKind::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        SectionKind::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(name, section)| format!("{}: {}", one_line(name), flow(section))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn scalar(text: &str, plain: bool) -> String {
    if plain { one_line(text) } else { quoted(text) }
}

/// A text in quotes, in one line.
fn quoted(text: &str) -> String {
    one_line(&serde_json::Value::from(text).to_string())
}

/// No control character reaches the terminal, and no line break ends a line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}
