//! The forms that Kubernetes gives to labels and names (k8s.io/apimachinery v0.36, pkg/util/validation/validation.go).

/// `IsDNS1123Subdomain`, whose labels may be longer than 63.
pub fn is_subdomain(text: &str) -> bool {
    let part = |part: &str| {
        let is_end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && is_end(part.bytes().next())
            && is_end(part.bytes().last())
    };
    text.len() <= 253 && text.split('.').all(part)
}

/// `IsQualifiedName`: the key of a label, an annotation or a taint.
pub fn is_label_key(text: &str) -> bool {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    prefix.is_none_or(is_subdomain) && !name.is_empty() && is_label_value(name)
}

/// `IsValidLabelValue`, which may be empty.
pub fn is_label_value(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_end = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_alphanumeric());
    text.len() <= 63 && text.bytes().all(legal) && is_end(text.bytes().next()) && is_end(text.bytes().last())
}
