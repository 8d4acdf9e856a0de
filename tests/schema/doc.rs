//! A document before it is text: its scalars are spelt, so that `3.10` in and without quotes are two things.

use serde_json::Value;

/// A node of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Doc {
    /// A scalar without quotes; its text needs none.
    Plain(String),
    /// A scalar in quotes.
    Quoted(String),
    /// A list.
    List(Vec<Doc>),
    /// A map.
    Map(Vec<(String, Doc)>),
}

impl Doc {
    /// The document in YAML's flow style.
    pub(crate) fn yaml(&self) -> String {
        match self {
            Doc::Plain(text) => text.clone(),
            Doc::Quoted(text) => quoted(text),
            Doc::List(items) => format!("[{}]", join(items.iter().map(Doc::yaml))),
            Doc::Map(entries) => {
                format!("{{{}}}", join(entries.iter().map(|(key, value)| format!("{}: {}", quoted(key), value.yaml()))))
            }
        }
    }

    /// What a reader of YAML 1.2's core schema makes of it. It is one that we did not write.
    pub(crate) fn value(&self) -> Value {
        match self {
            Doc::Plain(text) => typed(text),
            Doc::Quoted(text) => Value::String(text.clone()),
            Doc::List(items) => items.iter().map(Doc::value).collect(),
            Doc::Map(entries) => {
                Value::Object(entries.iter().map(|(key, value)| (key.clone(), value.value())).collect())
            }
        }
    }

    /// Whether some scalar is spelt as no printer of JSON would: `007`, `0x10`, `1.0`, `True`. A schema sees the value
    /// only, so what it allows may be refused for its spelling.
    pub(crate) fn is_spelt_oddly(&self) -> bool {
        match self {
            Doc::Plain(text) => {
                let value = typed(text);
                // To a schema 1.0 is 1.
                let is_whole = value.is_f64() && value.as_f64().is_some_and(|number| number.fract() == 0.0);
                !value.is_string() && (is_whole || value.to_string().as_str() != text)
            }
            Doc::Quoted(_) => false,
            Doc::List(items) => items.iter().any(Doc::is_spelt_oddly),
            Doc::Map(entries) => entries.iter().any(|(_, value)| value.is_spelt_oddly()),
        }
    }

    /// The nodes below and itself, in order.
    pub(crate) fn count(&self) -> usize {
        1 + match self {
            Doc::Plain(_) | Doc::Quoted(_) => 0,
            Doc::List(items) => items.iter().map(Doc::count).sum(),
            Doc::Map(entries) => entries.iter().map(|(_, value)| value.count()).sum(),
        }
    }

    /// The node of a number in that order.
    pub(crate) fn at(&mut self, number: usize) -> Option<&mut Doc> {
        if number == 0 {
            return Some(self);
        }
        let mut rest = number - 1;
        let children: Vec<&mut Doc> = match self {
            Doc::Plain(_) | Doc::Quoted(_) => Vec::new(),
            Doc::List(items) => items.iter_mut().collect(),
            Doc::Map(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        };
        for child in children {
            let count = child.count();
            if rest < count {
                return child.at(rest);
            }
            rest -= count;
        }
        None
    }
}

/// A scalar without quotes if it can stand so.
pub(crate) fn plain(text: &str) -> Doc {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "._+/~-".contains(c);
    if text.is_empty() || text == "-" || !text.chars().all(is_safe) {
        return Doc::Quoted(text.to_owned());
    }
    Doc::Plain(text.to_owned())
}

/// Reads YAML by the 1.2 core schema.
pub(crate) fn read(text: &str) -> Result<Value, serde_saphyr::Error> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: false,
        underscored_numbers_as_strings: true,
    };
    serde_saphyr::from_str_with_options(text, options)
}

fn typed(text: &str) -> Value {
    read(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            ' '..='~' => quoted.push(sign),
            '\0'..='\u{ffff}' => quoted.push_str(&format!("\\u{:04x}", u32::from(sign))),
            _ => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
