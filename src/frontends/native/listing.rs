//! The tables of keys as lists: all of them, and those that a document uses.
//!
//! For what is made from the language as a whole, such as the reference page and the table of what is tested.

use super::tables::{DEFAULTS, PIPELINE, REFERENCE, STEP, TEXT};
use crate::frontends::shape::keys::{Form, Key, Table};
use crate::source::{Kind, Node, NodeId, Tree};

/// A key in a document.
#[derive(Copy, Clone, Debug)]
pub struct Found {
    /// The node that stands at the key. Of a short form, such as `retries: 2`, it stands for two keys.
    pub node: NodeId,
    /// The table that has the key. What stands under `defaults` is a step's.
    pub table: &'static Table,
    /// The key.
    pub key: &'static Key,
}

/// All tables, each before those that its keys lead to. `defaults` has a step's keys, and is left out.
pub fn tables() -> Vec<&'static Table> {
    let mut tables: Vec<&'static Table> = vec![&PIPELINE];
    let mut next = 0;
    while let Some(table) = tables.get(next).copied() {
        for inner in table.keys.iter().flat_map(|key| inner(&key.form)) {
            let is_known = tables.iter().any(|known| std::ptr::eq(*known, inner));
            if !is_known && !std::ptr::eq(inner, &raw const DEFAULTS) {
                tables.push(inner);
            }
        }
        next += 1;
    }
    tables
}

/// The tables that a form leads to.
fn inner(form: &'static Form) -> Vec<&'static Table> {
    let mut form = form;
    while let Form::List(item)
    | Form::Filled(item)
    | Form::OneOrList(item)
    | Form::OneOrFilled(item)
    | Form::MapOf(_, item) = form
    {
        form = item;
    }
    match form {
        Form::Fields(table) | Form::Short(table, _) => vec![table],
        Form::Text => vec![&TEXT],
        Form::EnvValue => vec![&TEXT, &REFERENCE],
        Form::Version
        | Form::String
        | Form::Name
        | Form::Bool
        | Form::Integer(_)
        | Form::Factor
        | Form::Duration
        | Form::Cores
        | Form::Bytes
        | Form::Cuda
        | Form::Image
        | Form::AbsolutePath
        | Form::Path
        | Form::SubPath
        | Form::DnsLabel
        | Form::ResourceName
        | Form::EnvName
        | Form::PodField
        | Form::Cron
        | Form::Zone
        | Form::Moment
        | Form::Choice(_)
        | Form::KubeString
        | Form::KubeInteger
        | Form::List(_)
        | Form::Filled(_)
        | Form::OneOrList(_)
        | Form::OneOrFilled(_)
        | Form::MapOf(..)
        | Form::Settings
        | Form::Any => Vec::new(),
    }
}

/// The keys that a document uses, as far as its shape is right. Settings of targets are no keys of the language.
pub fn keys_in(document: &Tree) -> Vec<Found> {
    static ROOT: Form = Form::Fields(&PIPELINE);
    let mut found = Vec::new();
    let mut open: Vec<(Node<'_>, &'static Form)> = vec![(document.root(), &ROOT)];
    while let Some((node, form)) = open.pop() {
        if let (Form::Fields(table), Kind::Map) | (Form::Short(table, _), Kind::Map) = (form, node.kind()) {
            fields(node, table, &mut found, &mut open);
        } else if let (Form::Short(table, short), Kind::Scalar) = (form, node.kind()) {
            found.extend(table.key(short).map(|key| Found { node: node.id(), table, key }));
        } else if let (Form::Text | Form::EnvValue, Kind::Map) = (form, node.kind()) {
            fields(node, &TEXT, &mut found, &mut open);
        } else if let Form::MapOf(_, value) = form {
            open.extend(node.entries().map(|child| (child, *value)));
        } else if let Form::List(item) | Form::Filled(item) | Form::OneOrList(item) | Form::OneOrFilled(item) = form {
            if node.kind() == Kind::List {
                open.extend(node.items().map(|child| (child, *item)));
            } else {
                open.push((node, item));
            }
        }
    }
    found
}

fn fields<'t>(
    node: Node<'t>,
    table: &'static Table,
    found: &mut Vec<Found>,
    open: &mut Vec<(Node<'t>, &'static Form)>,
) {
    let table = if std::ptr::eq(table, &raw const DEFAULTS) { &STEP } else { table };
    for child in node.entries() {
        if let Some(key) = child.key().and_then(|name| table.key(name)) {
            found.push(Found { node: child.id(), table, key });
            open.push((child, &key.form));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};

    #[test]
    fn every_table_is_listed_once() {
        let names: Vec<&str> = tables().iter().map(|table| table.name).collect();
        for name in ["a pipeline", "a step", "a text", "a schedule", "a toleration", "a security context"] {
            assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}: {names:?}");
        }
    }

    #[test]
    fn keys_of_short_and_long_forms_are_found() {
        let text = "defaults: {retries: 2}\nsteps: {a: {args: [{join: [{param: p}]}], env: {A: {secret: {name: n, key: k}}}}}\n";
        let source = Source::new("x.yaml", text.into());
        let mut keys: Vec<&str> =
            keys_in(&source.read(SourceId::MAIN).tree).iter().map(|found| found.key.name).collect();
        keys.sort_unstable();
        let expected =
            ["args", "defaults", "env", "join", "key", "limit", "name", "param", "retries", "secret", "steps"];
        assert_eq!(keys, expected);
    }
}
