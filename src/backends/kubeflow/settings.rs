//! What only Kubeflow Pipelines has a word for.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::backends::settings::{EnvNames, Namespace, ObjectName, Phrase, WholeSeconds};

/// Settings of a pipeline for Kubeflow Pipelines.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace that runs are meant for; wins over the pipeline's. Kubeflow's files name none, but for `manifests`.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// True to write the pipeline as the objects `Pipeline` and `PipelineVersion` of `pipelines.kubeflow.org/v2beta1`, for
    /// installations that keep pipelines in Kubernetes itself; they stand in the place of the file that is uploaded
    /// otherwise. False unless set.
    pub manifests: bool,
    /// How many runs of the schedule may run at a time, 1 to 10; wins over `overlap`, which gives 1 for `forbid` and 10 for
    /// `allow`.
    pub max_concurrency: Option<MaxConcurrency>,
    /// True to reuse the result of an earlier task. Kubeflow's key is image, command, arguments and inputs: a change of
    /// variables, secrets or resources does not count. False unless set.
    pub caching: bool,
    /// Where a run puts what it keeps, such as `s3://bucket/churn`; the installation's root unless set. Runs of the schedule
    /// have it; others take it if the client that starts them does (`defaultPipelineRoot`).
    pub pipeline_root: Option<PipelineRoot>,
    /// How long a run's objects stay on the cluster after its end, in whole seconds; what is kept of the run elsewhere
    /// stays. The installation decides unless set.
    pub ttl: Option<WholeSeconds>,
    /// The name of the schedule in the user interface; the pipeline's name if not set.
    pub display_name: Option<Phrase<1_000>>,
    /// The service account of scheduled runs; wins over the steps' own, if they agree on one.
    pub service_account: Option<ObjectName>,
    /// The id of the experiment that scheduled runs belong to; the default experiment if not set.
    pub experiment_id: Option<Phrase<1_000>>,
}

/// Settings of a step for Kubeflow Pipelines.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {
    /// True to reuse the result of an earlier task that ran the same; the pipeline's unless set.
    pub caching: bool,
    /// The name of the task in the user interface; the step's id unless set. Several may have the same.
    pub display_name: Option<Phrase<1_000>>,
}

/// The root of what runs keep: a scheme and a bucket or folder (`objectstore.ParseBucketConfig`,
/// backend/src/v2/objectstore/config.go), of characters that none of Kubeflow's engines reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineRoot(pub String);

impl<'de> Deserialize<'de> for PipelineRoot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Phrase::<1_000>(text) = Phrase::deserialize(deserializer)?;
        let is_root = text.split_once("://").is_some_and(|(scheme, rest)| {
            scheme.starts_with(|letter: char| letter.is_ascii_lowercase())
                && scheme
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+.-".contains(&byte))
                && !rest.is_empty()
                && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"{}$".contains(&byte))
        });
        is_root.then(|| Self(text.clone())).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{text}`, not a place in a store\nwrite scheme, bucket and path, such as `s3://bucket/churn`"
            ))
        })
    }
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

impl JsonSchema for PipelineRoot {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PipelineRoot".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z][a-z0-9+.-]*://[!-#%-z|~]+$",
            "maxLength": 1_000,
            "examples": ["s3://bucket/churn"],
        })
    }
}
