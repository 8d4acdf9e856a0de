//! Options of Windows have forms that Kubernetes takes.
//!
//! The API server holds a pod to them when it is created, when the step is due (kubernetes v1.35,
//! pkg/apis/core/validation/validation.go: `validateWindowsSecurityContextOptions`).

use crate::diag::{Diagnostic, codes};
use crate::ir::is_subdomain;
use crate::source::Node;

/// `maxGMSACredentialSpecLength`, in bytes.
const LONGEST_SPEC: usize = 64 * 1024;
/// `maxRunAsUserNameUserLength`, in bytes.
const LONGEST_USER: usize = 104;
/// The domain stays below this, in bytes (`maxRunAsUserNameDomainLength`).
const DOMAIN_BELOW: usize = 256;
/// How long a name of NetBIOS may be, in characters (`validNetBiosRegex`).
const LONGEST_NETBIOS: usize = 15;

/// The user, the credential spec and its name.
pub(in crate::frontends) fn options(node: Node<'_>) -> Option<Diagnostic> {
    let text_at = |key| {
        let value = node.get(key).filter(|value| !value.is_null() && !value.is_hole())?;
        Some((value, value.text()?))
    };
    let name = text_at("gmsaCredentialSpecName").filter(|(_, name)| !is_subdomain(name)).map(|(at, _)| {
        let help = "use lower-case letters, digits, `-` and `.`, at most 253, with a letter or digit at both ends";
        refused(at, "`gmsaCredentialSpecName` is not a name that Kubernetes takes", help)
    });
    let spec = || {
        let (at, _) = text_at("gmsaCredentialSpec").filter(|(_, spec)| !(1..=LONGEST_SPEC).contains(&spec.len()))?;
        Some(refused(
            at,
            "`gmsaCredentialSpec` is empty or larger than 64 KiB",
            "write the credential spec, or its name",
        ))
    };
    let user = || {
        let (at, _) = text_at("runAsUserName").filter(|(_, user)| !is_user(user))?;
        let help = "write a user of at most 104 bytes without `\"/:;|=,+*?<>@[]`, after a domain and `\\` if you like";
        Some(refused(at, "`runAsUserName` is not a user that Windows has", help))
    };
    name.or_else(spec).or_else(user)
}

fn is_user(text: &str) -> bool {
    let (domain, user) = match text.split_once('\\') {
        Some((domain, user)) => (Some(domain), user),
        None => (None, text),
    };
    !text.bytes().any(|byte| byte.is_ascii_control())
        && domain.is_none_or(is_domain)
        && (1..=LONGEST_USER).contains(&user.len())
        && !user.chars().all(|character| matches!(character, '.' | ' '))
        && !user.contains(|character| r#""/\:;|=,+*?<>@[]"#.contains(character))
}

/// Of NetBIOS, or of DNS.
fn is_domain(text: &str) -> bool {
    let netbios = (1..=LONGEST_NETBIOS).contains(&text.chars().count())
        && !text.starts_with('.')
        && !text.contains(|character| r#"\/:*?"<>|"#.contains(character));
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() < DOMAIN_BELOW && (netbios || text.split('.').all(label))
}

fn refused(node: Node<'_>, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::KUBERNETES_SHAPE, node.place(), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::is_user;

    #[test]
    fn users_are_those_that_the_api_server_takes() {
        let long = "u".repeat(104);
        for right in ["ContainerUser", "a b", "ä", "{{ds}}", "ACME\\jo", "a.example.com\\jo", "my domain\\jo", &long] {
            assert!(is_user(right), "{right}");
        }
        let too_long = "u".repeat(105);
        for wrong in [
            "", " ", "..", "a,b", "a@b", "a/b", "\\jo", "D\\", "a\\b\\c", ".d\\jo", "d?\\jo", "a\u{7f}b", "a\nb",
            &too_long,
        ] {
            assert!(!is_user(wrong), "{wrong}");
        }
    }
}
