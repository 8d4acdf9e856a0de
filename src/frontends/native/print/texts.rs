//! The way of texts out of the IR and back into a description, which carries every one of them as it is.

use super::value::Value;
use crate::frontends::shape::texts::split;
use crate::ir::{
    At, EnvObject, EnvSource, EnvValue, Escape, Field, Literal, RawPiece, RawText, Refusal, RunFact, Table, Text,
};

/// A description holds texts as the IR means them, so this escape has nothing to do and never refuses.
struct NativeEscape;

impl Escape for NativeEscape {
    type Out = Vec<Value>;

    fn lower(&mut self, text: RawText<'_>, _: Field) -> Result<Self::Out, Refusal> {
        let form = |key, word: &str| Value::Form(key, Box::new(word.into()));
        let piece = |piece| match piece {
            RawPiece::Literal(text) => Value::from(text),
            RawPiece::Run(RunFact::Id) => form("run", "id"),
            RawPiece::Param(name) => form("param", name.as_str()),
            RawPiece::EnvVar(name) => form("env", name.as_str()),
        };
        Ok(text.pieces().map(piece).collect())
    }
}

/// A text in its shortest form.
pub(super) fn text(text: &Text) -> Value {
    let mut pieces = text.lower(&mut NativeEscape, Field::Argument).unwrap_or_default();
    match (pieces.pop(), pieces.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            pieces.extend(last);
            Value::Form("join", Box::new(Value::List(pieces)))
        }
    }
}

/// A list of texts; one without items is not the same as none.
pub(super) fn texts(texts: &[At<Text>]) -> Value {
    Value::List(texts.iter().map(|item| text(&item.value)).collect())
}

/// The string itself.
pub(super) fn string(literal: &Literal) -> String {
    match literal.lower(&mut NativeEscape, Field::Description).as_deref() {
        Ok([Value::Text(text)]) => text.clone(),
        _ => String::new(),
    }
}

/// A string that may be absent.
pub(super) fn literal(literal: Option<&At<Literal>>) -> Option<Value> {
    literal.map(|literal| string(&literal.value).into())
}

/// A list of strings, unless it is empty.
pub(super) fn literals(literals: &[At<Literal>]) -> Option<Value> {
    Value::List(literals.iter().map(|literal| string(&literal.value).into()).collect()).if_filled()
}

/// Labels and annotations, unless there are none.
pub(super) fn strings(table: &Table<Box<str>, At<Literal>>) -> Option<Value> {
    Value::Map(table.iter().map(|(key, literal)| (key.clone(), string(&literal.value).into())).collect()).if_filled()
}

/// The value of a variable.
pub(super) fn env_value(value: &EnvValue) -> Value {
    match value {
        EnvValue::Text(value) => text(value),
        EnvValue::Secret(entry) => reference("secret", &entry.name, &entry.key, entry.optional),
        EnvValue::Config(entry) => reference("config", &entry.name, &entry.key, entry.optional),
        EnvValue::Field(field) => Value::Form("field", Box::new(field.as_str().into())),
    }
}

/// One of `env_from`.
pub(super) fn env_source(source: &EnvSource) -> Value {
    let (key, name) = match &source.object {
        EnvObject::Secret(name) => ("secret", name),
        EnvObject::Config(name) => ("config", name),
    };
    Value::fields([
        (key, Some(string(name).into())),
        ("prefix", source.prefix.as_ref().map(|prefix| prefix.as_str().into())),
        ("optional", source.optional.then_some(Value::Bool(true))),
    ])
}

/// `NAME/KEY`, or the long form where that would be read as something else.
fn reference(form: &'static str, name: &Literal, key: &Literal, optional: bool) -> Value {
    let (name, key) = (string(name), string(key));
    let short = format!("{name}/{key}");
    let value = if !optional && split(&short) == Some((&name, &key)) {
        short.into()
    } else {
        Value::fields([
            ("name", Some(name.into())),
            ("key", Some(key.into())),
            ("optional", optional.then_some(Value::Bool(true))),
        ])
    };
    Value::Form(form, Box::new(value))
}
