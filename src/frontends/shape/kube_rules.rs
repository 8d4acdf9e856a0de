//! Rules between the keys of the shapes that Kubernetes owns.
//!
//! The API server holds a pod to them when it is created, when the step is due (kubernetes v1.35,
//! pkg/apis/core/validation/validation.go: `ValidateNodeSelectorRequirement`, `ValidateNodeSelector`,
//! `ValidatePreferredSchedulingTerms`; apimachinery's `ValidateLabelSelectorRequirement`).

use super::keys::Rule;
use super::{label_rules, security_rules, windows_rules};
use crate::diag::{Diagnostic, codes};
use crate::source::Node;

impl Rule {
    /// The diagnostic of a map for which it does not hold; none for a rule that is told elsewhere.
    pub(in crate::frontends) fn broken_by(self, node: Node<'_>) -> Option<Diagnostic> {
        match self {
            Rule::ScriptAlone => None,
            Rule::Toleration => label_rules::toleration(node),
            Rule::NodeTerm => label_rules::node_term(node),
            Rule::Selector => label_rules::selector(node),
            Rule::PodTerm => label_rules::pod_term(node),
            Rule::SecurityContext => security_rules::context(node),
            Rule::Profile => security_rules::profile(node),
            Rule::LoadedProfile => security_rules::loaded_profile(node),
            Rule::Windows => windows_rules::options(node),
            Rule::Terms => node_selector(node),
            Rule::Values => expression(node),
            Rule::Weight => weight(node),
        }
    }
}

fn refused(node: Node<'_>, message: String, help: &str) -> Option<Diagnostic> {
    Some(Diagnostic::new(&codes::KUBERNETES_SHAPE, node.place(), message).help(help))
}

/// How many values an operator takes.
fn expression(node: Node<'_>) -> Option<Diagnostic> {
    let operator = node.written("operator").and_then(Node::text)?;
    let values = node.written("values");
    let count = values.map_or(0, |values| values.items().count());
    let at = values.unwrap_or(node);
    match operator {
        "In" | "NotIn" if count == 0 => {
            refused(at, format!("operator `{operator}` has no `values` to compare with"), "add `values`")
        }
        "Exists" | "DoesNotExist" if count > 0 => refused(
            at,
            format!("operator `{operator}` compares with nothing, and `values` stand beside it"),
            "remove `values`, or write `operator: In`",
        ),
        "Gt" | "Lt" => {
            let number = values.and_then(|values| values.items().next()).and_then(Node::text);
            let is_number = number.is_some_and(|number| number.parse::<i64>().is_ok());
            if count == 1 && is_number {
                return None;
            }
            refused(
                at,
                format!("operator `{operator}` compares with one whole number, which is not what stands in `values`"),
                "write one number in quotes, such as `values: [\"12\"]`",
            )
        }
        _ => None,
    }
}

/// At least one term.
fn node_selector(node: Node<'_>) -> Option<Diagnostic> {
    let terms = node.written("nodeSelectorTerms")?;
    if terms.items().next().is_some() {
        return None;
    }
    refused(terms, "`nodeSelectorTerms` is empty, so no node would do".to_owned(), "add a term, or remove the affinity")
}

/// From 1 to 100.
fn weight(node: Node<'_>) -> Option<Diagnostic> {
    let weight = node.written("weight")?;
    let text = weight.text()?;
    let number: i64 = text.parse().ok()?;
    if (1..=100).contains(&number) {
        return None;
    }
    refused(weight, format!("`weight` is `{text}`, outside 1 to 100"), "write a number from 1 to 100")
}
