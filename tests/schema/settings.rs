//! Every setting of every target, in every place where settings stand, with all kinds of values.

use segue::{Registry, schema};
use serde_json::Value;

use crate::doc::{Doc, plain};
use crate::judge::Judge;
use crate::{singles, values};

/// Where settings of targets stand.
const PLACES: [&[&str]; 3] = [&["targets"], &["defaults", "targets"], &["steps", "s", "targets"]];
/// Where a key does not exist, its value counts for nothing.
const FEW: usize = 8;

/// A setting: the keys that lead to it, and the values that its schema names.
#[derive(Clone)]
struct Setting {
    keys: Vec<String>,
    words: Vec<String>,
}

/// All settings below a definition, those inside others too.
fn collect(schema: &Value, at: &Value, keys: &[String], found: &mut Vec<Setting>) {
    let resolved = resolve(schema, at);
    for (key, property) in resolved.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let keys: Vec<String> = keys.iter().cloned().chain([key.clone()]).collect();
        let mut words = Vec::new();
        mentioned(schema, property, &mut words);
        found.push(Setting { keys: keys.clone(), words });
        collect(schema, property, &keys, found);
    }
}

fn resolve<'a>(schema: &'a Value, at: &'a Value) -> &'a Value {
    let name = at.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
    name.map_or(at, |name| resolve(schema, &schema["$defs"][name]))
}

/// Constants and examples.
fn mentioned(schema: &Value, at: &Value, words: &mut Vec<String>) {
    let Some(keywords) = resolve(schema, at).as_object() else { return };
    for (name, value) in keywords {
        match (name.as_str(), value) {
            ("const", value) => words.push(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
            ("enum" | "examples", Value::Array(values)) => {
                words
                    .extend(values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
            }
            ("anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter().for_each(|inner| mentioned(schema, inner, words));
            }
            _ => {}
        }
    }
}

#[test]
fn schema_and_program_agree_on_settings() {
    let judge = Judge::new();
    let schema: Value = serde_json::from_str(&schema::pipeline(Registry::default())).unwrap();
    let mut tried = 0;
    for target in Registry::default().names() {
        let mut of_a_step = Vec::new();
        collect(&schema, &schema["$defs"][format!("{target}_settings_in_a_step")], &[], &mut of_a_step);
        let mut settings = Vec::new();
        collect(&schema, &schema["$defs"][format!("{target}_settings")], &[], &mut settings);
        for keys in [vec![], vec!["nonsense".to_owned()]] {
            settings.push(Setting { keys, words: Vec::new() });
        }
        let only_there = of_a_step.iter().filter(|other| settings.iter().all(|setting| setting.keys != other.keys));
        let only_there: Vec<Setting> = only_there.cloned().collect();
        settings.extend(only_there);
        for (place, setting) in PLACES.iter().flat_map(|place| settings.iter().map(move |setting| (place, setting))) {
            let is_there = place.len() == 1 || of_a_step.iter().any(|other| other.keys == setting.keys);
            let words = setting.words.iter().flat_map(|word| [plain(word), Doc::Quoted(word.clone())]);
            let all = words.chain(values::settings());
            for value in all.take(if is_there { usize::MAX } else { FEW }) {
                let inside = setting.keys.iter().map(String::as_str);
                let path: Vec<&str> = place.iter().copied().chain([target]).chain(inside).collect();
                let agreed = judge.agrees(&singles::document(&path, value));
                assert!(agreed.is_ok(), "{}", agreed.unwrap_err());
                tried += 1;
            }
        }
    }
    assert!(tried > 2000, "{tried}");
}
