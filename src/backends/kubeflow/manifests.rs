//! The pipeline as objects of Kubernetes, for API servers that keep pipelines there.
//!
//! ```text
//! kind: Pipeline            the name that versions belong to
//! ---
//! kind: PipelineVersion     what stands in two documents otherwise, as two fields
//! ```
//! They stand instead of the file that is uploaded, as kfp's own compiler writes them (`kubernetes_manifest_format`): a
//! folder that is applied or synced as a whole must hold nothing but objects, and a pipeline must not stand there twice.
//!
//! A version's specification never changes (the webhook refuses it, backend/src/apiserver/webhook), so its name ends in
//! a digest of what it says: a changed pipeline is a further version, an unchanged one the same object.

use serde::Serialize;

use super::TELLER;
use super::escape::{KubeflowText, ObjectEscape};
use super::lower::Documents;
use super::names::Names;
use super::platform::PlatformSpec;
use super::spec::{PipelineSpec, Strings};
use crate::backends::kube::object::{Object, ObjectMeta};
use crate::diag::Diagnostics;
use crate::emit::names::digest;
use crate::emit::{EmitError, Printed, json, yaml};
use crate::ir::{At, Field, Literal, Table};
use crate::passes::Plan;

const API_VERSION: &str = "pipelines.kubeflow.org/v2beta1";
/// Digits of a version's digest.
const DIGITS: usize = 10;

/// What must be there to read the objects.
pub(super) const PREREQUISITE: &str = "an API server that keeps pipelines in Kubernetes (`--pipelinesStoreKubernetes`), \
                                       with the kinds `Pipeline` and `PipelineVersion`";
/// Where the ids of a recurring run come from.
pub(super) const IDS: &str = "the objects, applied, and the UIDs of `Pipeline` and `PipelineVersion` as `pipeline_id` and \
                              `pipeline_version_id`";

/// `PipelineSpec` of a `Pipeline` (backend/src/crd/kubernetes/v2beta1/pipeline_types.go).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PipelineObject {
    /// The original name, where it had to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<KubeflowText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<KubeflowText>,
}

/// `PipelineVersionSpec` (pipelineversion_types.go, there).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionObject<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<KubeflowText>,
    pipeline_name: String,
    pipeline_spec: &'d PipelineSpec,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_spec: Option<&'d PlatformSpec>,
}

/// The two objects; what they cannot carry is told and left out.
///
/// # Errors
/// For what a spec must never hold, as the printers do.
pub(super) fn print(
    plan: &Plan,
    names: &Names<'_>,
    namespace: Option<&str>,
    documents: &Documents,
    diags: &mut Diagnostics,
) -> Result<Printed, EmitError> {
    let Documents { pipeline, platform } = documents;
    let name = names.pipeline.as_str();
    let said = format!("{}\n{}", json::compact(pipeline)?, json::compact(platform)?);
    let labels = strings(&plan.pipeline().labels, Field::LabelValue, diags);
    let annotations = strings(&plan.pipeline().annotations, Field::Annotation, diags);
    let metadata = |name: String| ObjectMeta {
        name: Some(name),
        generate_name: None,
        namespace: namespace.map(str::to_owned),
        labels: labels.clone(),
        annotations: annotations.clone(),
    };
    let object = Object {
        api_version: API_VERSION,
        kind: "Pipeline",
        metadata: metadata(name.to_owned()),
        spec: PipelineObject {
            display_name: pipeline.pipeline_info.display_name.clone(),
            description: pipeline.pipeline_info.description.clone(),
        },
    };
    let version = Object {
        api_version: API_VERSION,
        kind: "PipelineVersion",
        metadata: metadata(format!("{name}-{}", digest(&said, DIGITS))),
        spec: VersionObject {
            description: pipeline.pipeline_info.description.clone(),
            pipeline_name: name.to_owned(),
            pipeline_spec: pipeline,
            platform_spec: platform.as_ref(),
        },
    };
    yaml::join([yaml::print(&object)?, yaml::print(&version)?])
}

fn strings(table: &Table<Box<str>, At<Literal>>, field: Field, diags: &mut Diagnostics) -> Strings {
    TELLER.strings(table, field, None, &mut ObjectEscape, diags)
}
