//! The tables that others lead to.

use super::keys::{Form, Table};

/// The tables of `roots` and those that their keys lead to, each before those that its own keys lead to. `texts` are those
/// of a form that leads to a format's own.
pub(in crate::frontends) fn tables(
    roots: impl IntoIterator<Item = &'static Table>,
    texts: impl Fn(&Form) -> Vec<&'static Table>,
) -> Vec<&'static Table> {
    let mut tables: Vec<&'static Table> = roots.into_iter().collect();
    let mut next = 0;
    while let Some(table) = tables.get(next).copied() {
        for inner in table.keys.iter().flat_map(|key| inner(&key.form, &texts)) {
            if !tables.iter().any(|known| std::ptr::eq(*known, inner)) {
                tables.push(inner);
            }
        }
        next += 1;
    }
    tables
}

/// The tables that a form leads to.
fn inner(form: &'static Form, texts: &impl Fn(&Form) -> Vec<&'static Table>) -> Vec<&'static Table> {
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
        Form::Text | Form::EnvValue => texts(form),
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
