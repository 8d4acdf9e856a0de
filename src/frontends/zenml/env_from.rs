//! Whole secrets and config maps as variables: `pod_settings.env_from`.

use super::lost::Lost;
use crate::frontends::shape::check::Bad;
use crate::ir::{At, EnvName, EnvObject, EnvSource, Literal};
use crate::source::Node;

/// Reads the list of a step; what no target has a word for is told.
pub(super) fn read(list: Option<Node<'_>>, bad: &Bad, step: &str, lost: &mut Lost<'_>) -> Vec<At<EnvSource>> {
    let mut sources = Vec::new();
    for node in list.into_iter().flat_map(Node::items).filter(|node| !bad.touches(*node)) {
        match source(node) {
            Some(source) => sources.push(At::new(source, node.place())),
            None => {
                let what = "a source in `env_from` names no secret or config map, or has a prefix that no variable's \
                            name can begin with, so it is lost";
                lost.other("env_from", node.place(), what.to_owned(), Some(step));
            }
        }
    }
    sources
}

fn source(node: Node<'_>) -> Option<EnvSource> {
    let (reference, object): (_, fn(Literal) -> EnvObject) = match written(node, "secretRef") {
        Some(secret) => (secret, EnvObject::Secret),
        None => (written(node, "configMapRef")?, EnvObject::Config),
    };
    let prefix = match written(node, "prefix").and_then(Node::text) {
        None | Some("") => None,
        Some(prefix) => Some(EnvName::new(prefix)?),
    };
    let name = Literal::new(reference.get("name")?.text()?);
    let optional = reference.get("optional").and_then(Node::text) == Some("true");
    Some(EnvSource { object: object(name), prefix, optional })
}

/// The part at `key`, unless it is a program's null.
fn written<'t>(node: Node<'t>, key: &str) -> Option<Node<'t>> {
    node.get(key).filter(|part| !part.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::source::{Source, SourceId};

    /// What an entry comes to; what is lost is told.
    fn check(entry: &str, expected: Option<EnvSource>) {
        let source = Source::new("x.yaml", format!("[{entry}]").into());
        let tree = source.read(SourceId::MAIN).tree;
        let (mut lost, mut diags) = (Lost::new(&[]), Diagnostics::new());
        let read = read(Some(tree.root()), &Bad::default(), "s", &mut lost);
        lost.tell(&mut diags);
        assert_eq!(diags.is_empty(), expected.is_some(), "{entry}");
        assert_eq!(read.into_iter().next().map(|found| found.value), expected, "{entry}");
    }

    #[test]
    fn sources_are_kept_and_what_no_target_says_is_lost() {
        let secret = |prefix: Option<&str>, optional| {
            let object = EnvObject::Secret(Literal::new("s"));
            Some(EnvSource { object, prefix: prefix.and_then(EnvName::new), optional })
        };
        check("secretRef: {name: s}", secret(None, false));
        check("{prefix: '', configMapRef: null, secretRef: {name: s, optional: null}}", secret(None, false));
        check("{prefix: P_, secretRef: {name: s, optional: true}}", secret(Some("P_"), true));
        let config = EnvObject::Config(Literal::new("c"));
        check("configMapRef: {name: c}", Some(EnvSource { object: config, prefix: None, optional: false }));
        check("{prefix: 1, secretRef: {name: s}}", None);
        check("prefix: P_", None);
    }
}
