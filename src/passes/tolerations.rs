//! Tolerations are some that Kubernetes takes.
//!
//! The API server checks them when a pod is created, so a wrong one shows only when the step is due
//! (`ValidateTolerations`, kubernetes v1.35, pkg/apis/core/validation/validation.go).

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{Operator, Pipeline, TaintEffect, Toleration};

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    for (id, step) in &pipeline.steps {
        for toleration in &step.pod.placement.tolerations {
            if let Some((message, help)) = wrong(&toleration.value) {
                diags.push(
                    Diagnostic::new(&codes::KUBERNETES_SHAPE, toleration.origin.place(), message).help(help).step(id),
                );
            }
        }
    }
}

/// What is so, and what to do.
fn wrong(toleration: &Toleration) -> Option<(&'static str, &'static str)> {
    let exists = match toleration.operator {
        Some(Operator::Exists) => true,
        Some(Operator::Equal) | None => false,
    };
    if exists && toleration.value.is_some() {
        return Some((
            "a toleration with operator `Exists` has a `value`",
            "remove `value`, or write `operator: Equal`",
        ));
    }
    if !exists && toleration.key.is_none() {
        return Some((
            "a toleration without `key` does not say `operator: Exists`",
            "add `key`, or `operator: Exists` to accept every taint",
        ));
    }
    if toleration.seconds.is_some() && toleration.effect != Some(TaintEffect::NoExecute) {
        return Some((
            "a toleration has `tolerationSeconds`, and its effect is not `NoExecute`",
            "write `effect: NoExecute`, or remove `tolerationSeconds`",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Literal;

    fn check(toleration: Toleration, expected: Option<&str>) {
        assert_eq!(wrong(&toleration).map(|(message, _)| message), expected);
    }

    #[test]
    fn the_rules_are_those_of_the_api_server() {
        let some = |text: &str| Some(Literal::new(text));
        let none = Toleration { key: None, operator: None, value: None, effect: None, seconds: None };
        let exists = Toleration { operator: Some(Operator::Exists), ..none.clone() };
        let keyed = Toleration { key: some("gpu"), ..none.clone() };
        check(exists.clone(), None);
        check(keyed.clone(), None);
        check(Toleration { value: some("yes"), ..keyed.clone() }, None);
        check(Toleration { seconds: Some(3), effect: Some(TaintEffect::NoExecute), ..keyed.clone() }, None);
        check(none, Some("a toleration without `key` does not say `operator: Exists`"));
        check(Toleration { value: some("yes"), ..exists }, Some("a toleration with operator `Exists` has a `value`"));
        check(
            Toleration { seconds: Some(3), effect: Some(TaintEffect::NoSchedule), ..keyed },
            Some("a toleration has `tolerationSeconds`, and its effect is not `NoExecute`"),
        );
    }
}
