//! What must exist on the cluster before a run, in sentences for people.

use indexmap::IndexSet;

use crate::ir::{At, EnvObject, EnvValue, Escape, Field, Literal, RawPiece, RawText, Refusal, Step, VolumeSource};
use crate::passes::Plan;

/// Names as people read them. Nothing of it reaches an artifact.
struct Sentence;

impl Escape for Sentence {
    type Out = String;

    fn lower(&mut self, text: RawText<'_>, _: Field) -> Result<String, Refusal> {
        let piece = |piece| match piece {
            RawPiece::Literal(literal) => literal,
            RawPiece::Run(_) | RawPiece::Param(_) | RawPiece::EnvVar(_) => "",
        };
        Ok(text.pieces().map(piece).collect())
    }
}

/// A sentence each, in the order of the file, each once. `rights` says what a step's service account must be allowed, if
/// anything.
pub(in crate::backends) fn of(plan: &Plan, namespace: Option<&str>, rights: Option<&str>) -> Vec<String> {
    let place = namespace.map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    let mut sentences = IndexSet::new();
    sentences.extend(namespace.map(|namespace| format!("the namespace `{namespace}`")));
    for (_, step) in plan.steps() {
        let account = step.pod.service_account.as_ref().map(|name| written(&name.value));
        match (account, rights) {
            (account, Some(rights)) => {
                let account = account.unwrap_or_else(|| "default".to_owned());
                sentences.insert(format!("the service account `{account}`{place}, allowed to {rights}"));
            }
            (Some(account), None) => {
                sentences.insert(format!("the service account `{account}`{place}"));
            }
            (None, None) => {}
        }
        of_step(step, &place, &mut sentences);
    }
    sentences.into_iter().collect()
}

fn of_step(step: &Step, place: &str, sentences: &mut IndexSet<String>) {
    for At { value, .. } in &step.pod.pull_secrets {
        sentences.insert(format!("the image pull secret `{}`{place}", written(value)));
    }
    for At { value: source, .. } in step.work.env_from.iter().filter(|source| !source.value.optional) {
        let (kind, name) = match &source.object {
            EnvObject::Secret(name) => ("secret", name),
            EnvObject::Config(name) => ("config map", name),
        };
        sentences.insert(format!("the {kind} `{}`{place}", written(name)));
    }
    for (_, entry) in step.work.env.iter() {
        let (kind, name, key, optional) = match &entry.value {
            EnvValue::Secret(secret) => ("secret", &secret.name, &secret.key, secret.optional),
            EnvValue::Config(config) => ("config map", &config.name, &config.key, config.optional),
            EnvValue::Text(_) | EnvValue::Field(_) => continue,
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
    name.lower(&mut Sentence, Field::Description).unwrap_or_default()
}
