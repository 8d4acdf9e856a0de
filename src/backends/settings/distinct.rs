//! A list that names nothing twice.

use std::borrow::Cow;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A list without equal items, for what a target refuses to hold twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Distinct<T>(Vec<T>);

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Distinct<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de> + PartialEq> Deserialize<'de> for Distinct<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::deserialize(deserializer)?;
        let mut pairs = items.iter().enumerate();
        let is_doubled = pairs.any(|(at, item)| items.iter().take(at).any(|earlier| earlier == item));
        match is_doubled {
            true => Err(D::Error::custom("names one item twice\nremove the second")),
            false => Ok(Self(items)),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Distinct<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Distinct_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": generator.subschema_for::<T>(), "uniqueItems": true })
    }
}
