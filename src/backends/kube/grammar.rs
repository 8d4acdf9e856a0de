//! What Kubernetes takes for names, keys and values.
//!
//! The forms are those of k8s.io/apimachinery v0.36, pkg/util/validation/validation.go. The API server checks them too,
//! but only when the file is applied, and Argo's controller only when a run starts.

use crate::ir::{Field, RawPiece, RawText, Refusal, is_label_key, is_label_value, is_subdomain};
use crate::rule::rules;

rules! {
    pub(in crate::backends) RULES;
    OBJECT_NAME: "kube/object-name" keeps "the name of an object that no object can have";
    DATA_KEY: "kube/data-key" keeps "a key that no secret or config map can have";
    LABEL_KEY: "kube/label-key" keeps "a key that no label or annotation can have";
    LABEL_VALUE: "kube/label-value" keeps "a value that no label can have";
}

/// A single literal as written, once its field's grammar is checked.
///
/// # Errors
/// What is not of the field's form.
pub(in crate::backends) fn as_written(text: &RawText<'_>, field: Field) -> Result<String, Refusal> {
    let written: String = text
        .pieces()
        .map(|piece| match piece {
            RawPiece::Literal(literal) => literal,
            RawPiece::Run(_) | RawPiece::Param(_) | RawPiece::EnvVar(_) => "",
        })
        .collect();
    check(&written, field)?;
    Ok(written)
}

/// Checks a text that stands in a field with a grammar of Kubernetes'.
///
/// # Errors
/// What is not of the field's form.
pub(in crate::backends) fn check(text: &str, field: Field) -> Result<(), Refusal> {
    match field {
        Field::ObjectName if is_subdomain(text) || !OBJECT_NAME.holds() => Ok(()),
        Field::ObjectName => refuse(
            text,
            "a name that Kubernetes takes",
            "use lower-case letters, digits, `-` and `.`, at most 253, with a letter or digit at both ends",
        ),
        Field::DataKey if is_data_key(text) || !DATA_KEY.holds() => Ok(()),
        Field::DataKey => {
            refuse(text, "a key of a secret or config map", "use letters, digits, `-`, `_` and `.`, at most 253")
        }
        Field::LabelKey if is_label_key(text) || !LABEL_KEY.holds() => Ok(()),
        Field::LabelKey => refuse(
            text,
            "a key that Kubernetes takes",
            "use letters, digits, `-`, `_` and `.`, at most 63, after a domain and a slash if you like",
        ),
        Field::LabelValue if is_label_value(text) || !LABEL_VALUE.holds() => Ok(()),
        Field::LabelValue => refuse(
            text,
            "a label's value that Kubernetes takes",
            "use letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends; or an annotation",
        ),
        Field::Command
        | Field::Argument
        | Field::EnvValue
        | Field::Default
        | Field::Image
        | Field::Path
        | Field::Annotation
        | Field::Toleration
        | Field::Affinity
        | Field::SecurityContext
        | Field::Identifier
        | Field::Description => Ok(()),
    }
}

fn refuse(text: &str, form: &str, remedy: &str) -> Result<(), Refusal> {
    let shown: String = text.chars().take(80).collect();
    Err(Refusal { what: format!("is `{shown}`, not {form}"), remedy: remedy.to_owned() })
}

/// `IsConfigMapKey`.
pub(in crate::backends) fn is_data_key(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 253 && text.bytes().all(legal) && text != "." && !text.starts_with("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_kubernetes_own() {
        for (field, right, wrong) in [
            (Field::ObjectName, &["a", "a.b-c", "0"] as &[_], &["", "A", "a_b", "-a", "a.", "a b", "{{x}}"] as &[_]),
            (Field::DataKey, &["a", "A_b.c-d", ".x"], &["", ".", "..x", "a/b", "a b"]),
            (Field::LabelKey, &["a", "app.kubernetes.io/name", "A_b"], &["", "/a", "a/", "a/b/c", "-a", "A.b/c "]),
            (Field::LabelValue, &["", "a", "A_b.c"], &["-a", "a-", "a b", "é", "{{x}}"]),
        ] {
            right.iter().for_each(|text| assert!(check(text, field).is_ok(), "{text} {field:?}"));
            wrong.iter().for_each(|text| assert!(check(text, field).is_err(), "{text} {field:?}"));
        }
        assert!(check(&"a".repeat(64), Field::LabelValue).is_err());
    }
}
