//! The forms of a text: a string, or a map of one key such as `{param: NAME}`.

use super::check::{Checker, reserved, wrong_form};
use super::forms;
use super::keys::Form;
use crate::diag::{Diagnostic, codes, nearest, words};
use crate::ir::{ConfigRef, EnvName, EnvValue, Literal, ParamId, Piece, PodField, RunFact, SecretRef, Text};
use crate::source::{Kind, Node};

/// Which forms may stand at a place.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(in crate::frontends) enum Allowed {
    /// A text.
    Text,
    /// A text, a secret, a config map's entry, a field of the pod.
    EnvValue,
}

const TEXT_FORMS: [&str; 4] = ["param", "run", "env", "join"];
/// The keys of the maps that a variable's value can be.
pub(in crate::frontends) const ENV_FORMS: [&str; 7] = ["param", "run", "env", "join", "secret", "config", "field"];
const RESERVED_FORMS: [&str; 4] = ["var", "output", "matrix", "raw"];
const RESERVED_FACTS: [&str; 3] = ["scheduled_time", "name", "attempt"];
/// The keys of a reference in its long form.
pub(in crate::frontends) const REFERENCE_KEYS: [&str; 3] = ["name", "key", "optional"];

/// Checks a text.
pub(in crate::frontends) fn check(checker: &mut Checker<'_>, node: Node<'_>, allowed: Allowed) {
    if node.is_hole() {
        return checker.bad_node(node);
    }
    match node.kind() {
        Kind::Scalar => literal(checker, node),
        Kind::List => {
            let diagnostic = Diagnostic::new(&codes::WRONG_FORM, node.place(), "the value is a list, not a text");
            checker.fail(node, diagnostic.help("write one string, or `{join: […]}` of several parts"));
        }
        Kind::Map => form(checker, node, allowed),
    }
}

fn literal(checker: &mut Checker<'_>, node: Node<'_>) {
    if node.is_null() {
        let diagnostic = Diagnostic::new(&codes::NULL, node.place(), "this item has no value");
        return checker.fail(node, diagnostic.help("write `\"\"` for the empty text, `\"null\"` for the word"));
    }
    if node.text().is_some_and(|text| text.contains('\0')) {
        let diagnostic = Diagnostic::new(&codes::NUL, node.place(), "the text holds a NUL character");
        checker.fail(node, diagnostic.help("remove it: no process can get one"));
    }
}

fn form(checker: &mut Checker<'_>, node: Node<'_>, allowed: Allowed) {
    let forms: &[&str] = match allowed {
        Allowed::Text => &TEXT_FORMS,
        Allowed::EnvValue => &ENV_FORMS,
    };
    let mut entries = node.entries();
    let (Some(value), None) = (entries.next(), entries.next()) else {
        let diagnostic = Diagnostic::new(&codes::WRONG_FORM, node.place(), "a text that is a map has exactly one key");
        return checker.fail(node, diagnostic.help(format!("use one of {}, or put the text in quotes", words(forms))));
    };
    let name = value.key().unwrap_or_default();
    if RESERVED_FORMS.contains(&name) {
        return checker.fail(node, reserved(node, &format!("the text form `{{{name}: …}}`")));
    }
    if !forms.contains(&name) {
        let diagnostic =
            Diagnostic::new(&codes::UNKNOWN_KEY, value.key_place(), format!("there is no text form `{{{name}: …}}`"));
        let help = match (ENV_FORMS.contains(&name), nearest(name, forms.iter().copied())) {
            (true, _) => format!("put it into `env` and refer to that variable: `{name}` stands there only"),
            (false, Some(near)) => format!("use `{near}`"),
            (false, None) => format!("use one of {}, or put the text in quotes", words(forms)),
        };
        return checker.fail(node, diagnostic.help(help));
    }
    let wanted = match name {
        "param" => "`{param: NAME}`",
        "env" => "`{env: NAME}`",
        "run" => "`{run: id}`",
        "join" => "`{join: [one, two]}`",
        "secret" => "`{secret: NAME/KEY}`",
        "field" => "`{field: status.podIP}`",
        _ => "`{config: NAME/KEY}`",
    };
    if value.is_hole() {
        return checker.bad_node(node);
    }
    if value.is_null() {
        let diagnostic = Diagnostic::new(&codes::NULL, value.key_place(), format!("`{name}` has no value"));
        return checker.fail(node, diagnostic.help(format!("write {wanted}")));
    }
    let is_a_word = matches!(name, "param" | "env" | "run" | "field");
    let failed = match name {
        _ if is_a_word && value.kind() != Kind::Scalar => {
            let message = format!("`{name}` holds more than one word");
            checker.fail(
                value,
                Diagnostic::new(&codes::WRONG_FORM, value.place(), message).help(format!("write {wanted}")),
            );
            true
        }
        "param" => named(checker, value, |text| ParamId::new(text).is_some(), "a parameter's name"),
        "env" => named(checker, value, |text| EnvName::new(text).is_some(), "a variable's name"),
        "run" => run(checker, value),
        "field" => {
            checker.check(value, &Form::PodField, name, super::check::Null::Refused);
            checker.bad.contains(value)
        }
        "join" => join(checker, value),
        _ => reference(checker, value, name),
    };
    if failed {
        checker.bad_node(node);
    }
}

/// Returns true if the value failed.
fn named(checker: &mut Checker<'_>, value: Node<'_>, valid: fn(&str) -> bool, wanted: &str) -> bool {
    let text = value.text().unwrap_or_default();
    if valid(text) {
        return false;
    }
    let shown = forms::shorten(text);
    let diagnostic = Diagnostic::new(&codes::NAME, value.place(), format!("`{shown}` is not {wanted}"));
    checker.fail(value, diagnostic.help("use letters, digits and `_`, beginning with a letter or `_`"));
    true
}

fn run(checker: &mut Checker<'_>, value: Node<'_>) -> bool {
    let text = value.text().unwrap_or_default();
    if text == "id" {
        return false;
    }
    if RESERVED_FACTS.contains(&text) {
        checker.fail(value, reserved(value, &format!("the fact `{{run: {text}}}`")));
    } else {
        let shown = forms::shorten(text);
        let diagnostic = Diagnostic::new(&codes::WRONG_FORM, value.place(), format!("a run has no fact `{shown}`"));
        checker.fail(value, diagnostic.help("write `{run: id}`"));
    }
    true
}

fn join(checker: &mut Checker<'_>, value: Node<'_>) -> bool {
    if value.kind() != Kind::List {
        checker.fail(value, wrong_form(value, &Form::List(&Form::Text), "join"));
        return true;
    }
    for part in value.items() {
        check(checker, part, Allowed::Text);
    }
    value.items().any(|part| checker.bad.contains(part))
}

fn reference(checker: &mut Checker<'_>, value: Node<'_>, what: &str) -> bool {
    let before = checker.diags.len();
    match value.kind() {
        Kind::Scalar => {
            let text = value.text().unwrap_or_default();
            if text.contains('\0') {
                literal(checker, value);
            } else if split(text).is_none() {
                checker.fail(value, not_a_reference(value, what, text));
            }
        }
        Kind::List => {
            let message = format!("`{what}` is a list, not the name and key of an entry");
            let diagnostic = Diagnostic::new(&codes::WRONG_FORM, value.place(), message);
            checker.fail(value, diagnostic.help(format!("write `{{{what}: NAME/KEY}}`")));
        }
        Kind::Map => long_reference(checker, value, what),
    }
    checker.diags.len() > before
}

fn not_a_reference(value: Node<'_>, what: &str, text: &str) -> Diagnostic {
    // The text may be a secret's value: it is not repeated here.
    let message = if what == "secret" {
        "this is not the name and key of a secret's entry, and a value must never stand here".to_owned()
    } else {
        format!("`{}` is not the name and key of a config map's entry", forms::shorten(text))
    };
    let code = if what == "secret" { &codes::SECRET_VALUE } else { &codes::WRONG_FORM };
    Diagnostic::new(code, value.place(), message).help(format!("write `{{{what}: NAME/KEY}}`"))
}

fn long_reference(checker: &mut Checker<'_>, value: Node<'_>, what: &str) {
    let mut missing = vec!["name", "key"];
    for child in value.entries() {
        let name = child.key().unwrap_or_default();
        missing.retain(|key| *key != name);
        match name {
            "name" | "key" => checker.check(child, &Form::Name, name, super::check::Null::Refused),
            "optional" => checker.check(child, &Form::Bool, name, super::check::Null::Refused),
            _ => {
                let message = format!("a reference to a {what} has no key `{name}`");
                let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, child.key_place(), message);
                let near = nearest(name, REFERENCE_KEYS);
                // What is misspelt is not missing too.
                missing.retain(|key| near != Some(*key));
                let help = match near {
                    Some(near) => format!("use `{near}`"),
                    None => format!("use one of {}", words(&REFERENCE_KEYS)),
                };
                checker.fail(child, diagnostic.help(help));
            }
        }
    }
    if !missing.is_empty() {
        let message = format!("a reference to a {what} lacks {}", words(&missing));
        let diagnostic = Diagnostic::new(&codes::MISSING_KEY, value.key_place(), message);
        checker.fail(value, diagnostic.help(format!("write `{{{what}: {{name: NAME, key: KEY}}}}`")));
    }
}

/// Splits `NAME/KEY`; both parts are there and there is one slash.
pub(in crate::frontends) fn split(text: &str) -> Option<(&str, &str)> {
    let (name, key) = text.split_once('/')?;
    let is_word = |part: &str| !part.is_empty() && !part.contains('/') && !part.contains(char::is_whitespace);
    (is_word(name) && is_word(key)).then_some((name, key))
}

/// Reads a checked text; `None` for one that failed.
pub(in crate::frontends) fn text(node: Node<'_>) -> Option<Text> {
    let mut pieces = Vec::new();
    collect(node, &mut pieces)?;
    Some(Text::join(pieces))
}

/// Joins nest as deep as documents may (`source::MAX_DEPTH`).
fn collect(node: Node<'_>, pieces: &mut Vec<Piece>) -> Option<()> {
    if let Some(literal) = node.text() {
        pieces.push(Piece::Literal(Literal::new(literal)));
        return Some(());
    }
    let value = node.entries().next()?;
    match value.key()? {
        "param" => pieces.push(Piece::Param(ParamId::new(value.text()?)?)),
        "env" => pieces.push(Piece::EnvVar(EnvName::new(value.text()?)?)),
        "run" => pieces.push(Piece::Run(RunFact::Id)),
        "join" => {
            for part in value.items() {
                collect(part, pieces)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// Reads a checked environment value; `None` for one that failed.
pub(in crate::frontends) fn env_value(node: Node<'_>) -> Option<EnvValue> {
    let entry = node.entries().next().filter(|_| node.kind() == Kind::Map);
    match entry.and_then(|entry| Some((entry.key()?, entry))) {
        Some(("secret", entry)) => {
            let (name, key, optional) = read_reference(entry)?;
            Some(EnvValue::Secret(SecretRef { name, key, optional }))
        }
        Some(("config", entry)) => {
            let (name, key, optional) = read_reference(entry)?;
            Some(EnvValue::Config(ConfigRef { name, key, optional }))
        }
        Some(("field", entry)) => PodField::new(entry.text()?).map(EnvValue::Field),
        _ => text(node).map(EnvValue::Text),
    }
}

fn read_reference(value: Node<'_>) -> Option<(Literal, Literal, bool)> {
    if let Some(text) = value.text() {
        let (name, key) = split(text)?;
        return Some((Literal::new(name), Literal::new(key), false));
    }
    let part = |key: &str| value.get(key)?.text().map(Literal::new);
    let optional = value.get("optional").and_then(Node::text) == Some("true");
    Some((part("name")?, part("key")?, optional))
}
