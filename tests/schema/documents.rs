//! Documents made from the language's own tables.

use proptest::prelude::*;
use segue::frontends::native::tables::PIPELINE;
use segue::frontends::shape::keys::{Form, KeyKind, Table};

use crate::doc::{Doc, plain};
use crate::values;

/// How likely a key that may be absent is there, of a hundred.
const SOMETIMES: u32 = 15;
/// How likely a key that must be there is.
const NEARLY_ALWAYS: u32 = 98;

/// Whether null may stand at the keys of a map.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Nulls {
    Never,
    Rarely,
}

/// Documents that are right but for what no table says.
pub(crate) fn document() -> BoxedStrategy<Doc> {
    table(&PIPELINE, Nulls::Never)
}

/// The same with a mistake or two.
pub(crate) fn mutated() -> BoxedStrategy<Doc> {
    let mistakes = proptest::collection::vec((any::<proptest::sample::Index>(), mistake()), 1..3);
    (document(), mistakes)
        .prop_map(|(mut document, mistakes)| {
            for (index, mistake) in mistakes {
                let count = document.count();
                if let Some(node) = document.at(index.index(count)) {
                    mistake.apply(node);
                }
            }
            document
        })
        .boxed()
}

#[derive(Clone, Debug)]
enum Mistake {
    /// Another value stands there.
    Instead(Doc),
    /// A key, by its number, loses its last letter.
    Misspelt(usize),
    /// A key or an item, by its number, is not there.
    Removed(usize),
    /// There is one more.
    Added(&'static str, Doc),
}

fn mistake() -> BoxedStrategy<Mistake> {
    const KEYS: &[&str] = &[
        "x-a", "unknown", "matrix", "finally", "needs", "image", "script", "shell", "args", "retries", "backoff",
        "delay", "secret", "param", "values", "cron", "every", "empty", "key", "", " ", "A", "true", "targets",
        "default",
    ];
    let null = prop_oneof![Just(Doc::Plain("null".into())), Just(Doc::Plain("~".into()))];
    let other = prop_oneof![
        4 => values::stranger(),
        2 => null,
        1 => Just(Doc::List(Vec::new())),
        1 => Just(Doc::Map(Vec::new())),
        1 => values::stranger().prop_map(|item| Doc::List(vec![item])),
        1 => values::stranger().prop_map(|item| Doc::Map(vec![("name".to_owned(), item)])),
    ];
    prop_oneof![
        4 => other.clone().prop_map(Mistake::Instead),
        2 => any::<usize>().prop_map(Mistake::Misspelt),
        2 => any::<usize>().prop_map(Mistake::Removed),
        2 => (proptest::sample::select(KEYS), other).prop_map(|(key, value)| Mistake::Added(key, value)),
    ]
    .boxed()
}

impl Mistake {
    fn apply(self, node: &mut Doc) {
        match (self, node) {
            (Mistake::Instead(other), node) => *node = other,
            (Mistake::Misspelt(number), Doc::Map(entries)) if !entries.is_empty() => {
                let index = number % entries.len();
                let mut key = entries[index].0.clone();
                key.pop();
                if entries.iter().all(|(other, _)| *other != key) {
                    entries[index].0 = key;
                }
            }
            (Mistake::Removed(number), Doc::Map(entries)) if !entries.is_empty() => {
                entries.remove(number % entries.len());
            }
            (Mistake::Removed(number), Doc::List(items)) if !items.is_empty() => {
                items.remove(number % items.len());
            }
            (Mistake::Added(key, value), Doc::Map(entries)) if entries.iter().all(|(other, _)| other != key) => {
                entries.push((key.to_owned(), value));
            }
            (Mistake::Added(_, value), Doc::List(items)) => items.push(value),
            (Mistake::Misspelt(_) | Mistake::Removed(_) | Mistake::Added(..), _) => {}
        }
    }
}

fn form(form: &'static Form, nulls: Nulls) -> BoxedStrategy<Doc> {
    match form {
        Form::List(item) => proptest::collection::vec(self::form(item, Nulls::Never), 0..3).prop_map(Doc::List).boxed(),
        Form::Filled(item) => {
            proptest::collection::vec(self::form(item, Nulls::Never), 1..3).prop_map(Doc::List).boxed()
        }
        Form::OneOrList(item) | Form::OneOrFilled(item) => {
            let list = proptest::collection::vec(self::form(item, Nulls::Never), 1..3).prop_map(Doc::List);
            prop_oneof![self::form(item, Nulls::Never), list].boxed()
        }
        Form::MapOf(kind, value) => map(*kind, value, nulls),
        Form::Fields(inner) => table(inner, nulls),
        Form::Short(inner, short) => {
            let short = inner.key(short).map(|key| self::form(&key.form, Nulls::Never)).unwrap();
            prop_oneof![short, table(inner, nulls)].boxed()
        }
        Form::Text => text(&["param", "run", "env", "join"]),
        Form::EnvValue => text(&["param", "run", "env", "join", "secret", "config", "field"]),
        Form::Settings => settings(),
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
        | Form::Any => values::right(form),
    }
}

fn map(kind: KeyKind, value: &'static Form, nulls: Nulls) -> BoxedStrategy<Doc> {
    let names: &'static [&'static str] = match kind {
        KeyKind::StepId => &["load", "train", "a b", "3", "é"],
        KeyKind::EnvName => &["A", "B.c-d", "_", "LOG_LEVEL"],
        KeyKind::Parameter => &["since", "A", "_1"],
        KeyKind::LabelKey => &["team", "app.kubernetes.io/name", "a b"],
        KeyKind::Target => &["argo"],
        KeyKind::ComponentType => &["orchestrator"],
    };
    let (inner, below) = if kind == KeyKind::StepId { (Nulls::Rarely, Nulls::Never) } else { (nulls, nulls) };
    let least = usize::from(kind == KeyKind::StepId);
    proptest::sample::subsequence(names, least..=2)
        .prop_flat_map(move |names| {
            let entries: Vec<BoxedStrategy<Doc>> = names.iter().map(|_| or_null(form(value, inner), below)).collect();
            (Just(names), entries)
        })
        .prop_map(|(names, values)| Doc::Map(names.into_iter().map(str::to_owned).zip(values).collect()))
        .boxed()
}

fn table(table: &'static Table, nulls: Nulls) -> BoxedStrategy<Doc> {
    let entries: Vec<BoxedStrategy<Option<Doc>>> = table
        .keys
        .iter()
        .map(|key| {
            let likely = if key.required { NEARLY_ALWAYS } else { SOMETIMES };
            let likely = if key.name == "image" { 95 } else { likely };
            let value = or_null(form(&key.form, nulls), nulls);
            proptest::option::weighted(f64::from(likely) / 100.0, value).boxed()
        })
        .collect();
    let one: BoxedStrategy<Option<(&'static str, Doc)>> = if table.one_of.is_empty() {
        Just(None).boxed()
    } else {
        let each: Vec<_> = table.one_of.iter().filter_map(|name| table.key(name)).collect();
        proptest::sample::select(each)
            .prop_flat_map(|key| (Just(key.name), form(&key.form, Nulls::Never)))
            .prop_map(Some)
            .boxed()
    };
    (entries, one)
        .prop_map(move |(values, one)| {
            let given = table.keys.iter().zip(values).filter(|(key, _)| !table.one_of.contains(&key.name));
            let given = given.filter_map(|(key, value)| Some((key.name.to_owned(), value?)));
            Doc::Map(given.chain(one.map(|(name, value)| (name.to_owned(), value))).collect())
        })
        .boxed()
}

fn or_null(value: BoxedStrategy<Doc>, nulls: Nulls) -> BoxedStrategy<Doc> {
    match nulls {
        Nulls::Never => value,
        Nulls::Rarely => prop_oneof![40 => value, 1 => Just(Doc::Plain("null".into()))].boxed(),
    }
}

fn text(forms: &'static [&'static str]) -> BoxedStrategy<Doc> {
    let scalar = values::right(&Form::String);
    let in_form =
        (proptest::sample::select(forms), values::right(&Form::EnvName), values::right(&Form::String), any::<bool>());
    let in_form = in_form.prop_map(|(form, name, part, long)| {
        let value = match (form, long) {
            ("run", _) => plain("id"),
            ("field", _) => plain("status.podIP"),
            ("join", _) => Doc::List(vec![part, Doc::Map(vec![("run".to_owned(), plain("id"))])]),
            ("secret" | "config", false) => Doc::Quoted("store/key".to_owned()),
            ("secret" | "config", true) => Doc::Map(vec![
                ("name".to_owned(), plain("store")),
                ("key".to_owned(), plain("3")),
                ("optional".to_owned(), plain("true")),
            ]),
            _ => name,
        };
        Doc::Map(vec![(form.to_owned(), value)])
    });
    prop_oneof![2 => scalar, 1 => in_form].boxed()
}

/// Sections that every place takes: what no step inherits of `defaults` the program does not read.
fn settings() -> BoxedStrategy<Doc> {
    let section = |target: &str, key: &str, value: Doc| {
        let inner = if key.is_empty() { Vec::new() } else { vec![(key.to_owned(), value)] };
        Doc::Map(vec![(target.to_owned(), Doc::Map(inner))])
    };
    prop_oneof![
        Just(section("argo", "", plain("x"))),
        Just(section("kubeflow", "caching", plain("true"))),
        Just(section("airflow", "", plain("x"))),
    ]
    .boxed()
}
