//! What a stack file alone contributes to a snapshot, read as on every compile.
//!
//! Nothing is resolved: of a secret there is its name and key. What may be a password is left out.

use indexmap::IndexMap;

use super::lost::{Meaning, meaning};
use super::targets;
use crate::diag::Diagnostics;
use crate::frontends::flavors::Tables;
use crate::frontends::shape::check::{Bad, Checker};
use crate::frontends::shape::keys::{Form, Table};
use crate::frontends::shape::merge::{Entry, Fields, Item};
use crate::frontends::stack::{self, Stack};
use crate::ir::Sections;
use crate::source::{Kind, Node, Place, Style, Tree};

/// What a stack file contributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The stack's name.
    pub stack: Option<String>,
    /// The orchestrator's name.
    pub orchestrator: String,
    /// Its flavor.
    pub flavor: String,
    /// Whether its settings are translated.
    pub is_translated: bool,
    /// The namespace of everything emitted.
    pub namespace: Option<String>,
    /// The account that steps run as.
    pub service_account: Option<String>,
    /// The variables that hold the run id in a step.
    pub run_id_env: Vec<&'static str>,
    /// The variables in the order in which they reach a step.
    pub variables: Vec<Variable>,
    /// What the orchestrator's configuration sets, in the order of the file.
    pub settings: Vec<Setting>,
    /// Settings of targets: what the orchestrator's settings come to, over those of the file.
    pub targets: Sections,
}

/// A variable of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Who brings it.
    pub from: Layer,
    /// Its value.
    pub value: VariableValue,
}

/// Who brings a variable, from the lowest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// What ZenML's client would pass. It reaches the steps of snapshots alone.
    Base,
    /// The component of this name.
    Component(String),
    /// The stack itself.
    Stack,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableValue {
    /// A text.
    Text(String),
    /// Something by its name, such as `secret` and `warehouse/password`.
    Named {
        /// What it is.
        kind: String,
        /// Which one.
        name: String,
    },
    /// The values without separator.
    Joined(Vec<VariableValue>),
}

/// A key of the orchestrator's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The keys that lead to it.
    pub path: String,
    /// What it means.
    pub meaning: Meaning,
    /// What stands there.
    pub value: SettingValue,
}

/// What stands at a key of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// A scalar; `plain` if it stood there without quotes.
    Scalar {
        /// Its content.
        text: String,
        /// True if it stood there without quotes.
        plain: bool,
    },
    /// A list of so many items.
    List(usize),
    /// A map of which nothing is read.
    Map,
    /// What may be a password.
    Hidden,
}

/// Reads a stack file and tells every mistake but those in settings of targets; `None` if nothing can be made of it.
pub fn read(tree: &Tree, diags: &mut Diagnostics) -> Option<Contribution> {
    let mut checker = Checker { diags, bad: Bad::default() };
    let stack = stack::read(tree, &mut checker)?;
    let orchestrator = &stack.orchestrator;
    let tables = orchestrator.known.and_then(|flavor| flavor.tables.as_ref());
    let text = |entry: Option<&Entry<'_>>| Some(entry?.scalar()?.0.to_owned());
    let operator = orchestrator.configuration.map("operator_args");
    let account = stack.service_account().or_else(|| operator?.entry("service_account_name"));
    Some(Contribution {
        stack: tree.root().get("stack_name").and_then(Node::text).map(str::to_owned),
        orchestrator: orchestrator.name.and_then(Node::text).unwrap_or_default().to_owned(),
        flavor: orchestrator.flavor.text().unwrap_or_default().to_owned(),
        is_translated: tables.is_some(),
        namespace: text(stack.namespace()),
        service_account: text(account),
        run_id_env: ["SEGUE_RUN_ID"].into_iter().chain(orchestrator.known.and_then(|flavor| flavor.run_id)).collect(),
        variables: variables(tree, &stack),
        settings: tables.map(|tables| settings(&orchestrator.configuration, tables)).unwrap_or_default(),
        targets: target_settings(&stack, tables),
    })
}

/// As `environment` lays them on each other: a variable keeps its place, and the last value wins.
fn variables(tree: &Tree, stack: &Stack<'_>) -> Vec<Variable> {
    let mut found: IndexMap<&str, Variable> = IndexMap::new();
    for (name, entry) in stack.base_environment.entries().chain(stack.environment.entries()) {
        let Item::Node(node) = entry.item else { continue };
        found.insert(name, Variable { name: name.to_owned(), from: layer(tree, entry.key), value: value(node) });
    }
    found.into_values().collect()
}

/// By where it stands.
fn layer(tree: &Tree, place: Place) -> Layer {
    let environment = tree.node(place.node).parent();
    let owner = environment.and_then(Node::parent);
    match (environment.and_then(Node::key), owner) {
        (Some("base_environment"), _) => Layer::Base,
        (_, Some(owner)) if owner.parent().is_some() => {
            Layer::Component(owner.get("name").and_then(Node::text).unwrap_or_default().to_owned())
        }
        (_, _) => Layer::Stack,
    }
}

/// Joins nest as deep as documents may.
fn value(node: Node<'_>) -> VariableValue {
    let Some(part) = node.entries().next() else {
        return VariableValue::Text(node.text().unwrap_or_default().to_owned());
    };
    if part.kind() == Kind::List {
        return VariableValue::Joined(part.items().map(value).collect());
    }
    let of = |key: &str| part.get(key).and_then(Node::text).unwrap_or_default();
    let name = part.text().map_or_else(|| format!("{}/{}", of("name"), of("key")), str::to_owned);
    VariableValue::Named { kind: part.key().unwrap_or_default().to_owned(), name }
}

fn settings(configuration: &Fields<'_>, tables: &Tables) -> Vec<Setting> {
    let mut found = Vec::new();
    collect(configuration, Some(tables.configuration), tables, "", &mut found);
    found
}

/// Goes into the maps whose keys have meanings of their own. Settings of targets are told apart.
fn collect(fields: &Fields<'_>, table: Option<&'static Table>, tables: &Tables, above: &str, found: &mut Vec<Setting>) {
    for (name, entry) in fields.entries() {
        let form = table.and_then(|table| table.key(name)).map(|key| &key.form);
        if matches!(form, Some(Form::Settings)) {
            continue;
        }
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        let own = if form.is_some() { meaning(tables, name) } else { Meaning::Nowhere };
        match (&entry.item, form) {
            (Item::Map(inner), Some(Form::Fields(table))) => collect(inner, Some(table), tables, &path, found),
            (Item::Map(inner), Some(Form::MapOf(..))) => found.extend(inner.entries().map(|(key, entry)| Setting {
                path: format!("{path}.{key}"),
                meaning: own,
                value: shown(key, &entry.item),
            })),
            (item, _) => found.push(Setting { path, meaning: own, value: shown(name, item) }),
        }
    }
}

fn shown(key: &str, item: &Item<'_>) -> SettingValue {
    let Item::Node(node) = item else { return SettingValue::Map };
    match node.text() {
        Some(_) if stack::is_secret(key) => SettingValue::Hidden,
        Some(text) => SettingValue::Scalar { text: text.to_owned(), plain: node.style() == Style::Plain },
        None => SettingValue::List(node.items().count()),
    }
}

fn target_settings(stack: &Stack<'_>, tables: Option<&Tables>) -> Sections {
    let Some(tables) = tables else { return stack.sections() };
    let keys: Vec<&str> = tables.settings.keys.iter().map(|key| key.name).collect();
    let component = stack.orchestrator.configuration.only(&keys);
    targets::pipeline(&component, Some(stack), stack.orchestrator.known, component.place)
}
