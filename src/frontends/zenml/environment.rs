//! The variables of a step: base < components < stack < the snapshot's own < pod settings.

use indexmap::IndexMap;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frontends::shape::check::Bad;
use crate::frontends::shape::merge::{Fields, Item};
use crate::frontends::shape::texts;
use crate::frontends::stack::{self, Stack};
use crate::ir::{At, ConfigRef, EnvName, EnvValue, Literal, PodField, SecretRef, Table, Text};
use crate::source::{Node, Place};

use super::lost::Lost;

/// Variables that ZenML's client writes in plain text where its store is a server.
const TOKENS: &[&str] = &["ZENML_STORE_API_TOKEN", "ZENML_STORE_API_KEY"];

/// The variables so far, with the place of each name.
struct Variables {
    entries: IndexMap<EnvName, At<EnvValue>>,
}

impl Variables {
    fn set(&mut self, name: &str, value: EnvValue, place: Place) {
        if let Some(name) = EnvName::new(name) {
            self.entries.insert(name, At::new(value, place));
        }
    }

    fn layer(&mut self, fields: &Fields<'_>) {
        for (name, entry) in fields.entries() {
            let value = match entry.item {
                Item::Node(node) => texts::env_value(node),
                Item::Map(_) | Item::Bad => None,
            };
            self.set(name, value.unwrap_or_else(|| literal("")), entry.place);
        }
    }
}

fn literal(text: &str) -> EnvValue {
    EnvValue::Text(Text::literal(Literal::new(text)))
}

/// Lays the layers on each other. A name whose value failed stays with an empty text: the step is incomplete.
pub(super) fn read(
    stack: Option<&Stack<'_>>,
    own: Option<&Fields<'_>>,
    pod: Option<Node<'_>>,
    bad: &Bad,
    step: &str,
    lost: &mut Lost<'_>,
    diags: &mut Diagnostics,
) -> Table<EnvName, At<EnvValue>> {
    let mut variables = Variables { entries: IndexMap::new() };
    if let Some(stack) = stack {
        variables.layer(&stack.base_environment);
        variables.layer(&stack.environment);
    }
    if let Some(own) = own {
        for (name, entry) in own.entries() {
            if let (true, Item::Node(node)) = (TOKENS.contains(&name), &entry.item) {
                diags.push(token(*node, name, step));
            }
        }
        variables.layer(own);
    }
    for node in pod.into_iter().flat_map(Node::items).filter(|node| !bad.touches(*node)) {
        let Some(name) = node.get("name").and_then(Node::text) else { continue };
        let Some(value) = pod_value(node, name, step, lost) else { continue };
        let before = EnvName::new(name).and_then(|name| variables.entries.shift_remove(&name));
        if let Some(before) = before.filter(|before| before.value != value) {
            diags.push(twice(node, name, before.origin.place(), step));
        }
        variables.set(name, value, node.place());
    }
    variables.entries.into_iter().collect()
}

/// The value of an entry of `pod_settings.env`; `None` for what no target has a word for.
fn pod_value(node: Node<'_>, name: &str, step: &str, lost: &mut Lost<'_>) -> Option<EnvValue> {
    let written = |key: &str| node.get(key).filter(|value| !value.is_null());
    let source = written("valueFrom").and_then(|from| from.entries().find(|entry| !entry.is_null()));
    let Some(source) = source else {
        return Some(literal(written("value").and_then(Node::text).unwrap_or_default()));
    };
    let part = |key: &str| source.get(key).and_then(Node::text).map(Literal::new);
    let optional = source.get("optional").and_then(Node::text) == Some("true");
    match source.key()? {
        "secretKeyRef" => Some(EnvValue::Secret(SecretRef { name: part("name")?, key: part("key")?, optional })),
        "configMapKeyRef" => Some(EnvValue::Config(ConfigRef { name: part("name")?, key: part("key")?, optional })),
        "fieldRef" if field(source).is_some() => field(source).map(EnvValue::Field),
        kind => {
            let what = format!("variable `{name}` takes its value from `{kind}`, so it is lost");
            lost.other(name, node.place(), what, Some(step));
            None
        }
    }
}

/// A snapshot has no word for a secret of the cluster, so the stack file says it.
fn token(node: Node<'_>, name: &str, step: &str) -> Diagnostic {
    let plain = stack::plain_secret(node, name);
    Diagnostic { help: Vec::new(), ..plain }
        .help("remove it from the environment of the pipeline or the step, and put the token into a secret")
        .help(format!("write `base_environment: {{{name}: {{secret: NAME/KEY}}}}` in the stack file"))
        .step(step)
}

/// A field of the pod by the version of Kubernetes' API that there is.
fn field(reference: Node<'_>) -> Option<PodField> {
    let part = |key: &str| reference.get(key).filter(|part| !part.is_null()).and_then(Node::text);
    PodField::new(part("fieldPath").filter(|_| part("apiVersion").is_none_or(|version| version == "v1"))?)
}

fn twice(node: Node<'_>, name: &str, before: Place, step: &str) -> Diagnostic {
    let message = format!("variable `{name}` of step `{step}` stands twice, and this value wins");
    Diagnostic::new(&codes::VARIABLE_TWICE, node.place(), message)
        .also(before, "the value that loses")
        .help("remove one of the two")
        .step(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};

    /// What a pod's entry `A` holds; what is lost is told.
    fn check(entry: &str, expected: Option<&EnvValue>) {
        let source = Source::new("x.yaml", format!("[{{name: A, {entry}}}]").into());
        let tree = source.read(SourceId::MAIN).tree;
        let (mut lost, mut diags) = (Lost::new(&[]), Diagnostics::new());
        let read = read(None, None, Some(tree.root()), &Bad::default(), "s", &mut lost, &mut diags);
        lost.tell(&mut diags);
        assert_eq!(read.iter().next().map(|(_, found)| &found.value), expected, "{entry}");
        assert_eq!(diags.is_empty(), expected.is_some(), "{entry}");
    }

    #[test]
    fn fields_of_the_pod_are_kept_and_other_sources_are_lost() {
        let field = EnvValue::Field(PodField::new("status.podIP").expect("a field"));
        for kept in [
            "valueFrom: {fieldRef: {fieldPath: status.podIP}}",
            "valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.podIP}}",
            "value: null, valueFrom: {secretKeyRef: null, fieldRef: {apiVersion: null, fieldPath: status.podIP}}",
        ] {
            check(kept, Some(&field));
        }
        for lost in [
            "valueFrom: {fieldRef: {apiVersion: v2, fieldPath: status.podIP}}",
            "valueFrom: {fieldRef: {fieldPath: status.phase}}",
            "valueFrom: {resourceFieldRef: {resource: limits.cpu}}",
        ] {
            check(lost, None);
        }
    }
}
