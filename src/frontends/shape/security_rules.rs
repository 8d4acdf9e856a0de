//! The numbers and paths of a security context have forms that Kubernetes takes.
//!
//! The API server holds a pod to them when it is created, when the step is due (kubernetes v1.35,
//! pkg/apis/core/validation/validation.go: `ValidateSecurityContext`, `validateSeccompProfileField`,
//! `ValidateAppArmorProfileField`). What its keys say together is told by the pass `security`, once defaults are merged.

use crate::diag::{Diagnostic, codes};
use crate::source::Node;

/// `maxLocalhostProfileLength`.
const LONGEST_PROFILE: usize = 4095;

/// Ids are in 0 to 2147483647.
pub(in crate::frontends) fn context(node: Node<'_>) -> Option<Diagnostic> {
    ["runAsUser", "runAsGroup"].into_iter().find_map(|key| {
        let id = written(node, key)?;
        let text = id.text()?;
        let is_id = text.parse::<i64>().is_ok_and(|id| (0..=i64::from(i32::MAX)).contains(&id));
        let message = format!("`{key}` is `{text}`, outside 0 to 2147483647");
        (!is_id).then(|| refused(id, message, "write an id from 0 to 2147483647"))
    })
}

/// A file lies below the node's folder of profiles.
pub(in crate::frontends) fn profile(node: Node<'_>) -> Option<Diagnostic> {
    let path = written(node, "localhostProfile")?;
    let text = path.text()?;
    let is_path = !text.is_empty() && !text.starts_with('/') && text.split('/').all(|part| part != "..");
    let message = "`localhostProfile` is not a path below the node's folder of profiles".to_owned();
    (!is_path).then(|| refused(path, message, "write a path such as `profiles/audit.json`, without `..`"))
}

/// A profile that the node has loaded has any name, which may begin with `/`.
pub(in crate::frontends) fn loaded_profile(node: Node<'_>) -> Option<Diagnostic> {
    let name = written(node, "localhostProfile")?;
    let text = name.text()?;
    let is_name = !text.is_empty() && text.trim() == text && text.len() <= LONGEST_PROFILE;
    let message = format!("`localhostProfile` is empty, longer than {LONGEST_PROFILE} bytes or has blanks around it");
    (!is_name).then(|| refused(name, message, "write the name of a profile that the node has loaded"))
}

/// What stands at a key; a null only removes.
fn written<'t>(node: Node<'t>, key: &str) -> Option<Node<'t>> {
    node.get(key).filter(|value| !value.is_null() && !value.is_hole())
}

fn refused(node: Node<'_>, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::KUBERNETES_SHAPE, node.place(), message).help(help)
}
