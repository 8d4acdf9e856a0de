//! What most of some values share, key by key.

use indexmap::IndexMap;

use super::over::{self, Overlay};
use super::value::{Map, Value};
use crate::frontends::shape::keys::{Form, Table};

/// The values that the steps have at one key.
pub(super) struct Column<'v> {
    /// One for each step that a default would reach.
    pub(super) values: Vec<Option<&'v Value>>,
    /// How many steps most of them are most of.
    pub(super) of: usize,
    /// What the whole pipeline says there, of which nothing can be removed.
    pub(super) further: Option<&'v Value>,
}

impl<'v> Column<'v> {
    /// The values one key deeper.
    fn at(&self, key: &str) -> Self {
        Self {
            values: self.values.iter().map(|value| value.and_then(|value| value.get(key))).collect(),
            of: self.of,
            further: self.further.and_then(|further| further.get(key)),
        }
    }
}

/// The default for a key of a table, by what may stand there. `below` is a map that lies under the default.
pub(super) fn field(key: &str, form: &Form, column: &Column<'_>, below: Option<&Map>) -> Option<Value> {
    let over = |base: &Value, wanted: Option<&Value>| over::field(key, Some(base), wanted, column.further);
    // Checked where they stand, so that a part of one is no whole one.
    if matches!(key, "affinity" | "security_context") {
        let in_one_piece = |base: &Value, wanted: Option<&Value>| {
            let overlay = over(base, wanted);
            let is_exact = overlay.is_exact && !overlay.value.as_ref().is_some_and(has_maps_in_it);
            Overlay { is_exact, ..overlay }
        };
        return value(column, in_one_piece).map(|shared| shared.value);
    }
    if let Form::Fields(table) = form {
        return fields(table, column).if_filled();
    }
    if let Form::MapOf(..) | Form::Settings = form {
        return Value::Map(entries(column, below)).if_filled();
    }
    value(column, over).map(|shared| shared.value)
}

fn fields(table: &Table, column: &Column<'_>) -> Value {
    let shared = |key: &str, form| Some((key.into(), field(key, form, &column.at(key), None)?));
    Value::Fields(table.keys.iter().filter_map(|key| shared(key.name, &key.form)).collect())
}

fn has_maps_in_it(value: &Value) -> bool {
    value.map().is_some_and(|entries| entries.iter().any(|(_, value)| value.map().is_some()))
}

/// A value, and how many steps need not write it.
struct Shared {
    value: Value,
    by: usize,
}

/// The value that most have, if it is worth being the default.
fn value(column: &Column<'_>, over: impl Fn(&Value, Option<&Value>) -> Overlay) -> Option<Shared> {
    let mut counts: IndexMap<&Value, usize> = IndexMap::new();
    for value in column.values.iter().flatten() {
        *counts.entry(*value).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let (value, by) = counts.into_iter().find(|(_, count)| *count == most)?;
    // A null is for a step: it removes what others inherit.
    if by < 2 || by * 2 < column.of || value.removes() {
        return None;
    }
    let mut weight = 0;
    for wanted in column.values.iter().filter(|wanted| **wanted != Some(value)) {
        let overlay = over(value, *wanted);
        if !overlay.is_exact {
            return None;
        }
        // `retries: 0` is read more easily than a null.
        weight += match (overlay.value, wanted) {
            (Some(written), _) if written.removes() => 3,
            (_, None) => 2,
            (_, Some(_)) => 0,
        };
    }
    (by > weight).then(|| Shared { value: value.clone(), by })
}

/// The entries that can stand in a default before what each step adds: merging puts a default's keys first, in its
/// order. What `below` has stands before them.
fn entries(column: &Column<'_>, below: Option<&Map>) -> Map {
    let lists = column.values.iter().map(|value| value.and_then(Value::map).into_iter().flat_map(Map::iter).collect());
    let mut lists: Vec<Rest<'_>> = lists.collect();
    for list in &mut lists {
        list.retain(|(key, _)| below.is_none_or(|below| below.get(&***key).is_none()));
        list.reverse();
    }
    let mut shared = Vec::new();
    while let Some((key, value)) = next_entry(column, &lists) {
        for list in lists.iter_mut().filter(|list| list.last().is_some_and(|(next, _)| **next == key)) {
            list.pop();
        }
        shared.push((key, value));
    }
    shared.into_iter().collect()
}

/// What is left of a step's entries, the next one last.
type Rest<'v> = Vec<(&'v Box<str>, &'v Value)>;

/// The value of the key in a list where it comes next, or none where it is not; nothing where others come before.
fn if_next<'v>(key: &str, list: &Rest<'v>) -> Option<Option<&'v Value>> {
    match list.last() {
        Some((next, value)) if &***next == key => Some(Some(*value)),
        Some(_) | None => list.iter().all(|(later, _)| &***later != key).then_some(None),
    }
}

/// The best entry that comes next in each list or nowhere in it.
fn next_entry(column: &Column<'_>, lists: &[Rest<'_>]) -> Option<(Box<str>, Value)> {
    let mut counts: IndexMap<&Box<str>, usize> = IndexMap::new();
    for (key, _) in lists.iter().filter_map(|list| list.last()) {
        *counts.entry(*key).or_default() += 1;
    }
    let mut best: Option<(Box<str>, Shared)> = None;
    for (key, _) in counts.into_iter().filter(|(_, count)| *count >= 2 && count * 2 >= column.of) {
        let Some(values) = lists.iter().map(|list| if_next(key, list)).collect() else { continue };
        let column = Column { values, ..column.at(key) };
        let found = entry(&column);
        if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|(_, best)| found.by > best.by)) {
            best = Some((key.clone(), found));
        }
    }
    best.map(|(key, shared)| (key, shared.value))
}

/// The default for a key of the user's. Maps of settings are looked into: at most as deep as a document.
fn entry(column: &Column<'_>) -> Option<Shared> {
    // What the pipeline says of it stays in a step that says nothing.
    if column.further.is_some() && column.values.iter().any(Option::is_none) {
        return None;
    }
    if column.values.iter().flatten().all(|value| value.map().is_some()) {
        let by = column.values.iter().flatten().count();
        return Value::Map(entries(column, None)).if_filled().map(|value| Shared { value, by });
    }
    value(column, |base, wanted| over::entry(Some(base), wanted, column.further))
}
