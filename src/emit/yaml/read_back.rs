//! What was printed is what two readers of YAML read: texts that are known to be hard, and random ones.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use proptest::prelude::*;
use serde::Deserialize;

use super::hard_texts::hard_texts;
use super::print;
use crate::emit::Value;

/// One text in each place where texts stand.
fn places_of(text: &str) -> Value {
    let string = || Value::from(text);
    let map = |value| Value::Map(IndexMap::from([(text.to_owned(), value)]));
    let list = |items| Value::List(items);
    let entries = [
        ("value", string()),
        ("flow", list(vec![string(), "x".into(), string()])),
        ("block", list(vec![string(), "x\ny".into(), string()])),
        ("nested", list(vec![list(vec![list(vec![string()]), string()])])),
        ("maps", list(vec![map(string()), map(list(vec![string()])), map(map(string()))])),
        ("last", string()),
    ];
    Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Any YAML, as far as we print it.
#[derive(Debug, PartialEq)]
enum Read {
    String(String),
    List(Vec<Read>),
    Map(BTreeMap<String, Read>),
    Other(String),
}

fn as_read(value: &Value) -> Read {
    match value {
        Value::String(text) => Read::String(text.clone()),
        Value::List(items) => Read::List(items.iter().map(as_read).collect()),
        Value::Map(entries) => Read::Map(entries.iter().map(|(key, value)| (key.clone(), as_read(value))).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Decimal(_)) => {
            Read::Other(format!("{other:?}"))
        }
    }
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        macro_rules! others {
            ($($method:ident: $kind:ty),*) => {
                $(fn $method<E>(self, value: $kind) -> Result<Read, E> { Ok(Read::Other(value.to_string())) })*
            };
        }
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Read;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("anything")
            }
            others!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
            fn visit_unit<E>(self) -> Result<Read, E> {
                Ok(Read::Other("null".to_owned()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Read, E> {
                Ok(Read::String(value.to_owned()))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Read, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Read::List(list))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<Read, A::Error> {
                let mut map = BTreeMap::new();
                while let Some((key, value)) = entries.next_entry::<Read, Read>()? {
                    let key = match key {
                        Read::String(key) => key,
                        other @ (Read::List(_) | Read::Map(_) | Read::Other(_)) => {
                            format!("not text: {other:?}")
                        }
                    };
                    map.insert(key, value);
                }
                Ok(Read::Map(map))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// The mistakes of both readers in one text.
fn misread(document: &Value) -> Vec<String> {
    let text = match print(document) {
        Ok(printed) => printed.text,
        Err(error) => return vec![error.to_string()],
    };
    let mut misread = Vec::new();
    if !text.ends_with('\n') || text.ends_with("\n\n") {
        misread.push("the text does not end in one line break".to_owned());
    }
    let expected = as_read(document);
    let strict = serde_saphyr::options! {
        budget: None,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
    };
    match serde_saphyr::from_str_with_options::<Read>(&text, strict) {
        Ok(read) if read == expected => {}
        other => misread.push(format!("serde-saphyr read {other:?} in {text}")),
    }
    match serde_yaml::from_str::<Read>(&text) {
        Ok(read) if read == expected => {}
        other => misread.push(format!("yaml_serde read {other:?} in {text}")),
    }
    misread
}

#[test]
fn hard_texts_are_read_as_they_were() {
    let misread: Vec<String> = hard_texts().iter().flat_map(|text| misread(&places_of(text))).collect();
    assert!(misread.is_empty(), "{} misread, first: {}", misread.len(), misread[0]);
}

/// Random texts of the signs that matter.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c:#,?\\[\\]{}&*!|>'\"%@`~=<. \\-]{0,8}",
        "[ab \t\n\r:#.-]{0,10}",
        "([ab:#\"'-]{0,3}( |\t|  )?[ab:]{0,3}\n){1,5}[ab]{0,2}",
        "[0-9a-fxoe_.:+-]{1,8}",
        "[yYnNoOeEsStTrRuUfFaAlL]{1,5}",
        "\\PC{0,12}",
        any::<String>(),
        proptest::collection::vec(any::<char>(), 0..6).prop_map(|signs| signs.into_iter().collect()),
    ]
}

/// Random documents of such texts.
fn documents() -> impl Strategy<Value = Value> {
    texts().prop_map(Value::String).prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            proptest::collection::vec((texts(), inner), 0..5)
                .prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_texts_are_read_as_they_were(text in texts()) {
        let misread = misread(&places_of(&text));
        prop_assert!(misread.is_empty(), "{}", misread.join("\n"));
    }

    #[test]
    fn random_documents_are_read_as_they_were(document in documents()) {
        let misread = misread(&document);
        prop_assert!(misread.is_empty(), "{}", misread.join("\n"));
    }
}
