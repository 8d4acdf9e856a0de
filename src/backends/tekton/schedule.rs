//! From a schedule to the `CronJob` whose pod creates a run, and what that pod needs: the run as JSON in a config map,
//! and an account that may create it.
//!
//! The run never stands in the pod's arguments or variables, where the kubelet would halve each `$$` of it.

use indexmap::IndexMap;

use super::escape::{TektonText, object_name};
use super::names::Names;
use super::settings::Settings;
use super::spec::{
    Bare, ConfigMap, CronJobSpec, JobContainer, JobPod, JobPodSpec, JobSpec, JobTemplate, Metadata, Object, ObjectMeta,
    PipelineRunSpec, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use super::{limits, lower, printed};
use crate::backends::calendar::interval;
use crate::backends::kube::lowering::Carried;
use crate::backends::kube::{cron_job, volumes};
use crate::backends::settings::Count;
use crate::diag::Diagnostics;
use crate::emit::{Marked, Printed, json, yaml};
use crate::ir::{Schedule, When};
use crate::passes::Plan;

const RBAC_GROUP: &str = "rbac.authorization.k8s.io";
const RBAC_VERSION: &str = "rbac.authorization.k8s.io/v1";
const RUN_FILE: &str = "pipelinerun.json";
/// The volume with the run, and where it is mounted.
const VOLUME: &str = "run";
const FOLDER: &str = "/segue";
const COMMAND: [&str; 4] = ["kubectl", "create", "-f", "/segue/pipelinerun.json"];

/// The file's documents; `None` for a kind of schedule that `support` has refused.
pub(super) fn documents(
    plan: &Plan,
    schedule: &Schedule,
    settings: &Settings,
    names: &Names<'_>,
    run: &Object<PipelineRunSpec>,
    diags: &mut Diagnostics,
) -> Option<Printed> {
    let (line, zone) = match &schedule.when.value {
        // Numbers only, and Sunday as 0: the cron library of Kubernetes refuses `7` and `SAT-SUN`.
        When::Cron(cron) => (cron.to_string(), schedule.timezone.value.as_str().to_owned()),
        When::Every(every) => (interval::line(*every, schedule)?.to_string(), "UTC".to_owned()),
        When::At(_) => return None,
    };
    let mut metadata = lower::object(plan, settings, diags);
    metadata.name = Some(names.cron.clone());
    let run = json::compact(run).ok()?;
    limits::config_map(run.len(), schedule.origin.place(), diags);
    let config_map = ConfigMap {
        api_version: "v1",
        kind: "ConfigMap",
        metadata: metadata.clone(),
        data: IndexMap::from([(RUN_FILE, run)]),
    };
    let spec = CronJobSpec {
        schedule: Marked::new(line, [schedule.when.origin.place()]),
        time_zone: Marked::new(zone, [schedule.timezone.origin.place()]),
        // Of the jobs, which end at once: it does not reach the runs.
        concurrency_policy: cron_job::concurrency_policy(schedule),
        starting_deadline_seconds: settings.starting_deadline.seconds(),
        suspend: cron_job::suspend(schedule),
        successful_jobs_history_limit: settings.history.succeeded.map(|Count(jobs)| jobs),
        failed_jobs_history_limit: settings.history.failed.map(|Count(jobs)| jobs),
        job_template: job(settings, names, &metadata)?,
    };
    let mut documents = match &settings.schedule_service_account {
        Some(_) => Vec::new(),
        None => account(names, &metadata),
    };
    documents.push(printed(&config_map)?);
    documents.push(printed(&Object { api_version: "batch/v1", kind: "CronJob", metadata, spec })?);
    yaml::join(documents).ok()
}

/// The account of the pod, which may do nothing but create runs.
fn account(names: &Names<'_>, metadata: &ObjectMeta) -> Vec<Printed> {
    let account = Bare { api_version: "v1", kind: "ServiceAccount", metadata: metadata.clone() };
    let rule = PolicyRule { api_groups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["create"] };
    let role = Role { api_version: RBAC_VERSION, kind: "Role", metadata: metadata.clone(), rules: [rule] };
    let subject = Subject { kind: "ServiceAccount", name: names.cron.clone(), namespace: metadata.namespace.clone() };
    let binding = RoleBinding {
        api_version: RBAC_VERSION,
        kind: "RoleBinding",
        metadata: metadata.clone(),
        role_ref: RoleRef { api_group: RBAC_GROUP, kind: "Role", name: names.cron.clone() },
        subjects: [subject],
    };
    [printed(&account), printed(&role), printed(&binding)].into_iter().flatten().collect()
}

fn job(settings: &Settings, names: &Names<'_>, metadata: &ObjectMeta) -> Option<JobTemplate> {
    let image = TektonText::of_ours(settings.schedule_image.as_ref()?.into());
    let own = object_name(&names.cron)?;
    let account = settings.schedule_service_account.as_ref().map(|account| TektonText::of_ours(account.into()));
    let container =
        JobContainer { name: "create", image, command: COMMAND, volume_mounts: [volumes::own_mount(VOLUME, FOLDER)] };
    let spec = JobPodSpec {
        service_account_name: account.unwrap_or_else(|| own.clone()),
        restart_policy: "Never",
        containers: [container],
        volumes: [volumes::own_config_map(VOLUME, own)],
    };
    let metadata = Metadata::new(metadata.labels.clone(), metadata.annotations.clone());
    Some(JobTemplate { spec: JobSpec { backoff_limit: 0, template: JobPod { metadata, spec } } })
}
