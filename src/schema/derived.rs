//! Cleans what is derived from our types: there, an absent value is null, a number has a size that validators do not
//! know, and a text is a string.

use serde_json::{Value, json};

use crate::ir::pattern;

/// What a schema is for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// Settings that people write: strings are scalars by their spelling, and an unknown key is a mistake.
    Written,
    /// Data that programs read: objects stay open, since later versions add keys.
    Read,
}

/// Cleans a schema and those in it, which are as deep as our types.
pub(super) fn clean(schema: &mut Value, nature: Nature) {
    let Value::Object(keywords) = schema else { return };
    if let Some(Value::String(text)) = keywords.get_mut("description") {
        *text = text.replace('\n', " ");
    }
    if keywords.get("default") == Some(&Value::Null) {
        keywords.shift_remove("default");
    }
    if let Some(Value::Array(types)) = keywords.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            keywords.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::String(format)) = keywords.shift_remove("format") {
        let (least, greatest) = match format.as_str() {
            "uint8" => (json!(0), json!(u8::MAX)),
            "uint32" => (json!(0), json!(u32::MAX)),
            "int64" => (json!(i64::MIN), json!(i64::MAX)),
            _ => (Value::Null, Value::Null),
        };
        for (name, bound) in [("minimum", least), ("maximum", greatest)] {
            if !bound.is_null() && !keywords.contains_key(name) {
                keywords.insert(name.to_owned(), bound);
            }
        }
    }
    match nature {
        Nature::Written => by_spelling(keywords),
        Nature::Read => open(keywords),
    }
    without_null(keywords);
    for name in ["properties", "$defs"] {
        if let Some(Value::Object(schemas)) = keywords.get_mut(name) {
            schemas.values_mut().for_each(|schema| clean(schema, nature));
        }
    }
    for name in ["items", "additionalProperties"] {
        if let Some(schema) = keywords.get_mut(name) {
            clean(schema, nature);
        }
    }
    for name in ["anyOf", "oneOf"] {
        if let Some(Value::Array(schemas)) = keywords.get_mut(name) {
            schemas.iter_mut().for_each(|schema| clean(schema, nature));
        }
    }
}

/// Removes definitions that nothing refers to.
pub(super) fn prune(root: &Keywords, definitions: &mut Keywords) {
    let mut used: Vec<String> = Vec::new();
    let mut open: Vec<&Value> = root.values().collect();
    while let Some(schema) = open.pop() {
        match schema {
            Value::Object(keywords) => {
                let path = keywords.get("$ref").and_then(Value::as_str);
                if let Some(name) = path.and_then(|path| path.strip_prefix("#/$defs/"))
                    && !used.iter().any(|known| known == name)
                {
                    used.push(name.to_owned());
                    open.extend(definitions.get(name));
                }
                open.extend(keywords.values());
            }
            Value::Array(items) => open.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    definitions.retain(|name, _| used.contains(name));
}

type Keywords = serde_json::Map<String, Value>;

/// `anyOf` of a schema and null is that schema.
fn without_null(keywords: &mut Keywords) {
    let Some(Value::Array(schemas)) = keywords.get_mut("anyOf") else { return };
    schemas.retain(|schema| *schema != json!({ "type": "null" }));
    if let [Value::Object(only)] = schemas.as_slice() {
        let only = only.clone();
        keywords.shift_remove("anyOf");
        keywords.extend(only);
    }
}

/// A number counts as a string by its spelling, and as the word that is spelt so.
fn by_spelling(keywords: &mut Keywords) {
    if keywords.get("type") != Some(&json!("string")) || keywords.contains_key("pattern") {
        return;
    }
    if let Some(Value::String(word)) = keywords.get("const") {
        let number = word.parse::<f64>().ok().filter(|number| number.is_finite());
        if let Some(number) = number {
            let words = json!([word, number]);
            keywords.shift_remove("const");
            keywords.shift_remove("type");
            keywords.insert("enum".to_owned(), words);
        }
    } else if !keywords.contains_key("enum") {
        keywords.insert("type".to_owned(), json!(["string", "number", "boolean"]));
        keywords.insert("pattern".to_owned(), json!(pattern::TEXT));
    }
}

/// What has further keys is of its form all the same.
fn open(keywords: &mut Keywords) {
    if keywords.get("additionalProperties") == Some(&json!(false)) {
        keywords.shift_remove("additionalProperties");
    }
    if let Some(each) = keywords.shift_remove("oneOf") {
        keywords.insert("anyOf".to_owned(), each);
    }
}
