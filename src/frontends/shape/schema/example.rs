//! The tables' examples and defaults, which are written as they stand in a file, as JSON.

use serde_json::{Map, Number, Value};

use crate::diag::Diagnostics;
use crate::frontends::shape::check::{Bad, Checker, Null};
use crate::frontends::shape::forms;
use crate::frontends::shape::keys::Form;
use crate::source::{Kind, Node, Source, SourceId, Style};

/// The value that `text` spells; `None` if it is words for people, and not of the form.
pub(in crate::frontends) fn value(text: &str, form: &Form) -> Option<Value> {
    let source = Source::new("example", text.as_bytes().to_vec());
    let reading = source.read(SourceId::MAIN);
    let root = reading.tree.root();
    let mut diags = Diagnostics::new();
    let mut checker = Checker { diags: &mut diags, bad: Bad::default() };
    checker.check(root, form, "example", Null::Refused);
    (reading.errors.is_empty() && diags.is_empty()).then(|| json(root))
}

/// By the YAML 1.2 core schema. No deeper than the tables' own examples.
fn json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::List => node.items().map(json).collect(),
        Kind::Map => {
            let entry = |child: Node<'_>| Some((child.key()?.to_owned(), json(child)));
            Value::Object(node.entries().filter_map(entry).collect::<Map<_, _>>())
        }
        Kind::Scalar => {
            let text = node.text().unwrap_or_default();
            if node.style() != Style::Plain || !forms::is_typed(text) {
                return Value::String(text.to_owned());
            }
            match text {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
            }
        }
    }
}

fn number(text: &str) -> Option<Number> {
    text.parse::<i64>().ok().map(Number::from).or_else(|| Number::from_f64(text.parse().ok()?))
}
