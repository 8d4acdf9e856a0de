//! What only Kubeflow Pipelines has a word for.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::backends::settings::{EnvNames, Namespace};

/// Settings of a pipeline for Kubeflow Pipelines.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace that runs are meant for; wins over the pipeline's. Kubeflow's files name none.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// How many runs of the schedule may run at a time, 1 to 10; wins over `overlap`.
    pub max_concurrency: Option<MaxConcurrency>,
    /// True to reuse the result of an earlier task. Kubeflow's key is image, command, arguments and inputs: a change of
    /// variables, secrets or resources does not count.
    pub caching: bool,
    /// The name of the schedule in the user interface; the pipeline's name if not set.
    pub display_name: Option<String>,
    /// The service account of scheduled runs; wins over the steps' own, if they agree on one.
    pub service_account: Option<String>,
    /// The id of the experiment that scheduled runs belong to; the default experiment if not set.
    pub experiment_id: Option<String>,
}

/// Settings of a step for Kubeflow Pipelines.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {
    /// True to reuse the result of an earlier task that ran the same.
    pub caching: bool,
}

/// Runs of one schedule at a time: Kubeflow takes 1 to 10 (backend/src/apiserver/server, `validateCreateJobRequest`).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct MaxConcurrency(pub u8);

impl<'de> Deserialize<'de> for MaxConcurrency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            number @ 1..=10 => Ok(Self(number)),
            number => Err(D::Error::custom(format!("is `{number}`, not 1 to 10\nwrite a number from 1 to 10"))),
        }
    }
}

impl JsonSchema for MaxConcurrency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MaxConcurrency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 10 })
    }
}
