//! Numbers in settings that Kubernetes keeps in 32 bits, and what is made of them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::types::PositiveDuration;

/// The largest number that Kubernetes takes where its API says `int32`.
const INT32_MAX: u32 = i32::MAX.unsigned_abs();

/// How many ended runs or jobs of a schedule stay on the cluster; the others are deleted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct History {
    /// Of those that succeeded; three if not set.
    pub succeeded: Option<Count>,
    /// Of those that failed; one if not set.
    pub failed: Option<Count>,
}

/// A number of things, from 0; Kubernetes keeps such numbers in 32 bits.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Count(pub u32);

/// A length of time that Kubernetes counts in whole seconds, in 32 bits: fractions are rounded up.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct WholeSeconds(pub u32);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(deserializer)?;
        let fitting = u32::try_from(number).ok().filter(|number| *number <= INT32_MAX);
        fitting.map(Self).ok_or_else(|| {
            D::Error::custom(format!("is `{number}`, above {INT32_MAX}\nwrite a number from 0 to {INT32_MAX}"))
        })
    }
}

impl<'de> Deserialize<'de> for WholeSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let PositiveDuration(length) = PositiveDuration::deserialize(deserializer)?;
        let fitting = u32::try_from(length.seconds_up()).ok().filter(|seconds| *seconds <= INT32_MAX);
        fitting.map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "is {length}, longer than {INT32_MAX} seconds\nwrite a shorter time, or remove it"
            ))
        })
    }
}

impl JsonSchema for Count {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "count".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": INT32_MAX })
    }
}

impl JsonSchema for WholeSeconds {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "whole_seconds".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        PositiveDuration::json_schema(generator)
    }
}
