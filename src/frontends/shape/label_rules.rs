//! Labels and taints within tolerations and affinity have forms that Kubernetes takes.
//!
//! The API server holds a pod to them when it is created, when the step is due (kubernetes v1.35,
//! pkg/apis/core/validation/validation.go: `ValidateTolerations`, `ValidateNodeSelectorRequirement`,
//! `ValidateNodeFieldSelectorRequirement`, `validatePodAffinityTerm`, `ValidateMatchLabelKeysAndMismatchLabelKeys`;
//! apimachinery's `ValidateLabelSelector`).

use crate::diag::{Diagnostic, codes};
use crate::ir::{DnsLabel, is_label_key, is_label_value, is_subdomain};
use crate::source::Node;

const KEY: &str = "use letters, digits, `-`, `_` and `.`, at most 63, after a domain and a slash if you like";
const VALUE: &str = "use letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends";
const NAME: &str = "use lower-case letters, digits, `-` and `.`, at most 253, with a letter or digit at both ends";

/// The taint of a toleration; an empty key is none.
pub(in crate::frontends) fn toleration(node: Node<'_>) -> Option<Diagnostic> {
    let key = node.written("key").filter(|key| key.text() != Some(""));
    key.and_then(key_at).or_else(|| node.written("value").and_then(value_at))
}

/// The rules of a term about nodes.
pub(in crate::frontends) fn node_term(node: Node<'_>) -> Option<Diagnostic> {
    expressions(node).or_else(|| node.written("matchFields")?.items().find_map(field))
}

/// The labels and rules of a selector.
pub(in crate::frontends) fn selector(node: Node<'_>) -> Option<Diagnostic> {
    let labels = node.written("matchLabels");
    labels
        .and_then(|labels| {
            labels.entries().find_map(|entry| {
                let key = entry.key().unwrap_or_default();
                let wrong = || refused(entry.key_place(), format!("`{}` is not a label's key", short(key)), KEY);
                if is_label_key(key) { value_at(entry) } else { Some(wrong()) }
            })
        })
        .or_else(|| expressions(node))
}

/// The label that says what is near, the namespaces, and the labels that are compared with the pod's own.
pub(in crate::frontends) fn pod_term(node: Node<'_>) -> Option<Diagnostic> {
    let near = node.written("topologyKey").and_then(key_at);
    let namespaces = || node.written("namespaces")?.items().find_map(namespace_at);
    near.or_else(namespaces)
        .or_else(|| own_labels(node, "matchLabelKeys"))
        .or_else(|| own_labels(node, "mismatchLabelKeys"))
        .or_else(|| own_label_twice(node))
}

fn namespace_at(node: Node<'_>) -> Option<Diagnostic> {
    let text = node.text()?;
    let wrong = || {
        refused(
            node.place(),
            format!("`{}` is not a namespace", short(text)),
            "use lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends",
        )
    };
    DnsLabel::new(text).is_none().then(wrong)
}

/// They are keys, and add to a selector.
fn own_labels(node: Node<'_>, list: &str) -> Option<Diagnostic> {
    let keys = node.written(list)?;
    if keys.items().next().is_some() && node.written("labelSelector").is_none_or(Node::is_null) {
        let message = format!("`{list}` stands without a `labelSelector`, to which it would add");
        return Some(refused(keys.place(), message, "add `labelSelector`, which may be `{}`"));
    }
    keys.items().find_map(key_at)
}

/// A label that has to be the pod's own is not asked about otherwise.
fn own_label_twice(node: Node<'_>) -> Option<Diagnostic> {
    let differs =
        |key: &str| node.written("mismatchLabelKeys").is_some_and(|keys| keys.items().any(|it| it.text() == Some(key)));
    let selector = node.written("labelSelector");
    let selected = |key: &str| {
        let labels = selector.and_then(|selector| selector.written("matchLabels"));
        let rules = selector.and_then(|selector| selector.written("matchExpressions"));
        labels.is_some_and(|labels| labels.get(key).is_some())
            || rules
                .is_some_and(|rules| rules.items().any(|rule| rule.written("key").and_then(Node::text) == Some(key)))
    };
    node.written("matchLabelKeys")?.items().find_map(|item| {
        let key = item.text()?;
        let other = if differs(key) {
            "mismatchLabelKeys"
        } else if selected(key) {
            "labelSelector"
        } else {
            return None;
        };
        let message = format!("label `{key}` stands in `matchLabelKeys` and in `{other}`");
        Some(refused(item.place(), message, "remove it from one of the two"))
    })
}

fn expressions(node: Node<'_>) -> Option<Diagnostic> {
    node.written("matchExpressions")?.items().find_map(|rule| {
        let values = || rule.written("values")?.items().find_map(value_at);
        rule.written("key").and_then(key_at).or_else(values)
    })
}

/// A rule on a field: there is one field, compared with one name.
fn field(rule: Node<'_>) -> Option<Diagnostic> {
    if let Some(key) = rule.written("key").filter(|key| key.text() != Some("metadata.name")) {
        let message = "a rule on a field of nodes has another `key` than `metadata.name`";
        return Some(refused(key.place(), message.to_owned(), "write `key: metadata.name`, or use `matchExpressions`"));
    }
    let count = rule.written("values").map_or(0, |values| values.items().count());
    let is_comparison = matches!(rule.written("operator").and_then(Node::text), Some("In" | "NotIn") | None);
    if count != 1 || !is_comparison {
        let message = "a rule on a field of nodes does not compare it with one value".to_owned();
        return Some(refused(rule.place(), message, "write `operator: In` and one node's name in `values`"));
    }
    rule.written("values")?.items().find_map(node_name_at)
}

fn node_name_at(node: Node<'_>) -> Option<Diagnostic> {
    let name = node.text().filter(|_| !node.is_hole())?;
    let wrong = || refused(node.place(), format!("`{}` is not a node's name", short(name)), NAME);
    (!is_subdomain(name)).then(wrong)
}

fn key_at(node: Node<'_>) -> Option<Diagnostic> {
    let key = node.text().filter(|_| !node.is_hole())?;
    (!is_label_key(key)).then(|| refused(node.place(), format!("`{}` is not a label's key", short(key)), KEY))
}

fn value_at(node: Node<'_>) -> Option<Diagnostic> {
    let value = node.text().filter(|_| !node.is_hole())?;
    let wrong = || refused(node.place(), format!("`{}` is not a label's value", short(value)), VALUE);
    (!is_label_value(value)).then(wrong)
}

fn refused(place: crate::source::Place, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::KUBERNETES_SHAPE, place, message).help(help)
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
