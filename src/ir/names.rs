//! Names whose form is checked once, when they are made.

use std::borrow::Borrow;
use std::fmt;

use super::is_label_key;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// The name, if `text` has its form.
            pub fn new(text: &str) -> Option<Self> {
                let valid: fn(&str) -> bool = $valid;
                valid(text).then(|| Self(text.into()))
            }

            /// The name as text. Its form leaves no room for a template tag, or it is for messages only.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(
    /// A step's or pipeline's own name: any text that is not blank and has no NUL. Targets get a legal name made from
    /// it; it goes into an artifact as it is only through an escape.
    StepId,
    |text| !text.trim().is_empty() && !text.contains('\0')
);
name!(
    /// An environment variable's name: `[A-Za-z_][A-Za-z0-9_.-]*`.
    EnvName,
    |text| starts_like_a_word(text) && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
);
name!(
    /// A parameter's name: `[A-Za-z_][A-Za-z0-9_]*`.
    ParamId,
    |text| starts_like_a_word(text) && text.bytes().all(is_word)
);
name!(
    /// A DNS label (RFC 1123): `[a-z0-9]([-a-z0-9]*[a-z0-9])?`, at most 63 characters.
    DnsLabel,
    |text| {
        text.len() <= 63
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && text.bytes().next().is_some_and(|byte| byte != b'-')
            && !text.ends_with('-')
    }
);
name!(
    /// The name of an extended resource such as `nvidia.com/gpu` or `nvidia.com/mig-3g.20gb`: a DNS subdomain, a slash
    /// and a name of at most 63 characters (Kubernetes' qualified name, `validation.IsQualifiedName`, v1.35).
    ResourceName,
    is_resource_name
);
name!(
    /// A field of the step's own pod that a variable can hold, by Kubernetes' path: one of [`POD_FIELDS`], or a label or an
    /// annotation, as in `metadata.labels['team']` (`validateObjectFieldSelector`, pkg/apis/core/validation, v1.35).
    PodField,
    is_pod_field
);

/// The fields of a pod that a variable can hold, but for labels and annotations.
pub const POD_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

fn starts_like_a_word(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_resource_name(text: &str) -> bool {
    let Some((prefix, name)) = text.split_once('/') else { return false };
    let name_is_legal = name.len() <= 63
        && name.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
        && name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && name.bytes().last().is_some_and(|byte| byte.is_ascii_alphanumeric());
    prefix.len() <= 253 && prefix.split('.').all(|label| DnsLabel::new(label).is_some()) && name_is_legal
}

fn is_pod_field(path: &str) -> bool {
    let subscript = ["metadata.labels['", "metadata.annotations['"].iter().find_map(|map| path.strip_prefix(map));
    POD_FIELDS.contains(&path) || subscript.and_then(|rest| rest.strip_suffix("']")).is_some_and(is_label_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_checked_when_a_name_is_made() {
        assert!(DnsLabel::new("ml-1").is_some());
        for wrong in ["", "-a", "a-", "A", "a_b", "a.b", &"a".repeat(64)] {
            assert!(DnsLabel::new(wrong).is_none(), "{wrong}");
        }
        assert!(EnvName::new("A.b-c_1").is_some());
        assert!(EnvName::new("1A").is_none());
        assert!(ParamId::new("a-b").is_none());
        for right in ["nvidia.com/gpu", "nvidia.com/mig-3g.20gb", "amd.com/gpu"] {
            assert!(ResourceName::new(right).is_some(), "{right}");
        }
        for right in ["status.podIP", "metadata.labels['app.kubernetes.io/name']", "metadata.annotations['owner']"] {
            assert!(PodField::new(right).is_some(), "{right}");
        }
        for wrong in [
            "status.podip",
            "status.phase",
            "metadata.labels",
            "metadata.labels['']",
            "metadata.labels['a b']",
            "spec.x['a']",
        ] {
            assert!(PodField::new(wrong).is_none(), "{wrong}");
        }
        for wrong in ["gpu", "/gpu", "nvidia.com/", "a/b/c", "nvidia.com/-gpu"] {
            assert!(ResourceName::new(wrong).is_none(), "{wrong}");
        }
    }
}
