//! What must be laid over defaults so that merging gives what is wanted: `merge`, turned round.

use super::value::{Map, Value};

/// What to write over a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Overlay {
    /// What to write; `None` if the default says it already.
    pub(super) value: Option<Value>,
    /// False if no overlay gives just what is wanted: keys would stand in another order, or something would stay.
    pub(super) is_exact: bool,
}

impl Overlay {
    fn exact(value: Option<Value>) -> Self {
        Self { value, is_exact: true }
    }
}

/// What to write at `key` of a map of a table. `further` is what the whole pipeline says there, which steps inherit by
/// their targets' rules: a null over it stays, so nothing of it can be removed.
pub(super) fn field(key: &str, base: Option<&Value>, wanted: Option<&Value>, further: Option<&Value>) -> Overlay {
    over(base, wanted, further, &without(key))
}

/// What to write at a key of the user's.
pub(super) fn entry(base: Option<&Value>, wanted: Option<&Value>, further: Option<&Value>) -> Overlay {
    over(base, wanted, further, &Value::Null)
}

/// What says that a default does not hold: a number where there is one that says it, else null.
fn without(key: &str) -> Value {
    match key {
        "retries" | "gpu" => Value::Integer(0),
        "count" => Value::Integer(1),
        _ => Value::Null,
    }
}

fn over(base: Option<&Value>, wanted: Option<&Value>, further: Option<&Value>, without: &Value) -> Overlay {
    match (base, wanted) {
        (None, wanted) => Overlay::exact(wanted.cloned()),
        (Some(base), Some(wanted)) if base == wanted => Overlay::exact(None),
        (Some(base), None) if base == without => Overlay { value: None, is_exact: further.is_none() },
        (Some(_), None) => Overlay { value: Some(without.clone()), is_exact: further.is_none() },
        (Some(Value::Fields(base)), Some(Value::Fields(wanted))) => {
            let (entries, is_exact) = map(base, wanted, further, field);
            Overlay { value: Some(Value::Fields(entries)), is_exact }
        }
        (Some(Value::Map(base)), Some(Value::Map(wanted))) => {
            let (entries, is_exact) =
                map(base, wanted, further, |_, base, wanted, further| entry(base, wanted, further));
            let inherited = base.iter().map(|(key, _)| key).filter(|key| wanted.get(&***key).is_some());
            let has_order = inherited.zip(wanted.iter()).all(|(inherited, (key, _))| inherited == key);
            Overlay { value: Some(Value::Map(entries)), is_exact: is_exact && has_order }
        }
        (Some(_), Some(wanted)) => Overlay::exact(Some(wanted.clone())),
    }
}

type Judge = fn(&str, Option<&Value>, Option<&Value>, Option<&Value>) -> Overlay;

/// The base's keys come first, as in merging. At most as deep as a document.
fn map(base: &Map, wanted: &Map, further: Option<&Value>, judge: Judge) -> (Map, bool) {
    let mut is_exact = true;
    let mut entries = Vec::new();
    for (key, below) in base.iter() {
        let further = further.and_then(|further| further.get(key));
        let overlay = judge(key, Some(below), wanted.get(&**key), further);
        is_exact &= overlay.is_exact;
        entries.extend(overlay.value.map(|value| (key.clone(), value)));
    }
    let added = wanted.iter().filter(|(key, _)| base.get(&***key).is_none());
    entries.extend(added.map(|(key, value)| (key.clone(), value.clone())));
    (entries.into_iter().collect(), is_exact)
}
