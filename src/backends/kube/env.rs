//! Environment variables of a container.

use serde::Serialize;

use super::expansion;
use super::lowering::Carried;
use super::ours::Ours;
use crate::emit::Marked;
use crate::ir::{ConfigRef, EnvName, EnvObject, EnvSource, EnvValue, Escape, Field, Literal, Refusal, SecretRef};
use crate::rule::rules;

rules! {
    pub(in crate::backends) RULES;
    FREE_NAME: "kube/free-name" keeps "a variable of the user's that is called like a helper";
}

/// `EnvVar`. The kubelet expands `$(NAME)` in values, to earlier entries only.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct EnvVar<T> {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<EnvVarSource<T>>,
}

/// `EnvVarSource`: one of its fields.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct EnvVarSource<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key_ref: Option<KeySelector<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_map_key_ref: Option<KeySelector<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_ref: Option<FieldSelector<T>>,
}

impl<T> EnvVarSource<T> {
    fn secret(selector: KeySelector<T>) -> Self {
        Self { secret_key_ref: Some(selector), config_map_key_ref: None, field_ref: None }
    }

    fn config_map(selector: KeySelector<T>) -> Self {
        Self { secret_key_ref: None, config_map_key_ref: Some(selector), field_ref: None }
    }

    fn field(field_path: T) -> Self {
        Self { secret_key_ref: None, config_map_key_ref: None, field_ref: Some(FieldSelector { field_path }) }
    }
}

/// `ObjectFieldSelector`. Without `apiVersion` the API server reads the path as of `v1`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct FieldSelector<T> {
    pub field_path: T,
}

/// `SecretKeySelector`, `ConfigMapKeySelector`. A missing object or key keeps the pod from starting unless `optional`.
#[derive(Clone, Debug, Serialize)]
pub(in crate::backends) struct KeySelector<T> {
    pub name: T,
    pub key: T,
    #[serde(skip_serializing_if = "is_false")]
    pub optional: bool,
}

/// `EnvFromSource`: one of its objects. The kubelet leaves out keys that no variable can have, and of two variables of one
/// name takes the later source's, unless `env` has it (`makeEnvironmentVariables`, pkg/kubelet/kubelet_pods.go, v1.35).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct EnvFromSource<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_map_ref: Option<EnvObjectRef<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_ref: Option<EnvObjectRef<T>>,
}

/// `SecretEnvSource`, `ConfigMapEnvSource`. A missing object keeps the pod from starting unless `optional`.
#[derive(Clone, Debug, Serialize)]
pub(in crate::backends) struct EnvObjectRef<T> {
    pub name: T,
    #[serde(skip_serializing_if = "is_false")]
    pub optional: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The list as specs hold it.
pub(in crate::backends) type EnvVars<T> = Vec<Marked<EnvVar<T>>>;

/// The sources as specs hold them.
pub(in crate::backends) type EnvSources<T> = Vec<Marked<EnvFromSource<T>>>;

/// A variable with a fixed value.
pub(in crate::backends) fn fixed<T>(name: &str, value: T) -> EnvVar<T> {
    EnvVar { name: name.to_owned(), value: Some(value), value_from: None }
}

/// A name for a variable of ours: the wish, or the wish with a number where a user has it.
pub(in crate::backends) fn free_name(wish: &str, taken: &[&str]) -> String {
    let numbered = (2..).map(|number| format!("{wish}_{number}"));
    let mut names = std::iter::once(wish.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(&name.as_str()) || !FREE_NAME.holds()).unwrap_or_default()
}

/// A user's variable.
///
/// # Errors
/// What the target cannot carry, and in which field.
pub(in crate::backends) fn lower<E: Escape<Out: Carried>>(
    name: &EnvName,
    value: &EnvValue,
    escape: &mut E,
) -> Result<EnvVar<E::Out>, (Refusal, Field)> {
    let mut part = |text: &Literal, field| text.lower(escape, field).map_err(|refusal| (refusal, field));
    let mut selector = |object: &Literal, key: &Literal, optional| {
        Ok(KeySelector { name: part(object, Field::ObjectName)?, key: part(key, Field::DataKey)?, optional })
    };
    let source = match value {
        EnvValue::Text(text) => {
            let value = expansion::entry_fits(name, text).and_then(|()| text.lower(escape, Field::EnvValue));
            return Ok(fixed(name.as_str(), value.map_err(|refusal| (refusal, Field::EnvValue))?));
        }
        EnvValue::Secret(SecretRef { name, key, optional }) => EnvVarSource::secret(selector(name, key, *optional)?),
        EnvValue::Config(ConfigRef { name, key, optional }) => {
            EnvVarSource::config_map(selector(name, key, *optional)?)
        }
        EnvValue::Field(field) => EnvVarSource::field(E::Out::of_ours(Ours::from(field))),
    };
    Ok(EnvVar { name: name.as_str().to_owned(), value: None, value_from: Some(source) })
}

/// A secret or config map of which each entry is a variable.
///
/// # Errors
/// A name that the target cannot carry.
pub(in crate::backends) fn lower_source<E: Escape>(
    source: &EnvSource,
    escape: &mut E,
) -> Result<EnvFromSource<E::Out>, Refusal> {
    let mut object = |name: &Literal| {
        Ok(Some(EnvObjectRef { name: name.lower(escape, Field::ObjectName)?, optional: source.optional }))
    };
    let (config_map_ref, secret_ref) = match &source.object {
        EnvObject::Secret(name) => (None, object(name)?),
        EnvObject::Config(name) => (object(name)?, None),
    };
    Ok(EnvFromSource { prefix: source.prefix.as_ref().map(EnvName::to_string), config_map_ref, secret_ref })
}
