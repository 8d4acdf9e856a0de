//! What must exist on the cluster before a run.

use indexmap::IndexSet;

use super::escape::{ArgoText, ObjectEscape};
use crate::ir::{At, EnvValue, Field, Literal, Step, VolumeSource};
use crate::passes::Plan;

/// A sentence each, in the order of the file, each once.
pub(super) fn of(plan: &Plan, namespace: Option<&str>) -> Vec<String> {
    let place = namespace.map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    let mut sentences = IndexSet::new();
    if !place.is_empty() {
        sentences.insert(format!("the namespace{place}").replace(" in namespace", ""));
    }
    for (_, step) in plan.steps() {
        let account =
            step.pod.service_account.as_ref().map(|name| written(&name.value)).unwrap_or_else(|| "default".into());
        sentences.insert(format!(
            "the service account `{account}`{place}, allowed to `create` and `patch` `workflowtaskresults` of \
             `argoproj.io`"
        ));
        of_step(step, &place, &mut sentences);
    }
    sentences.into_iter().collect()
}

fn of_step(step: &Step, place: &str, sentences: &mut IndexSet<String>) {
    for At { value, .. } in &step.pod.pull_secrets {
        sentences.insert(format!("the image pull secret `{}`{place}", written(value)));
    }
    for (_, entry) in step.work.env.iter() {
        let (kind, name, key, optional) = match &entry.value {
            EnvValue::Secret(secret) => ("secret", &secret.name, &secret.key, secret.optional),
            EnvValue::Config(config) => ("config map", &config.name, &config.key, config.optional),
            EnvValue::Text(_) => continue,
        };
        if !optional {
            sentences.insert(format!("the {kind} `{}`{place} with the key `{}`", written(name), written(key)));
        }
    }
    for volume in &step.work.volumes {
        let (kind, name) = match &volume.value.source {
            VolumeSource::Claim(name) => ("persistent volume claim", name),
            VolumeSource::Secret(name) => ("secret", name),
            VolumeSource::Config(name) => ("config map", name),
            VolumeSource::Empty { .. } => continue,
        };
        sentences.insert(format!("the {kind} `{}`{place}", written(name)));
    }
}

fn written(name: &Literal) -> String {
    name.lower(&mut ObjectEscape, Field::Description).map(ArgoText::into_sentence).unwrap_or_default()
}
