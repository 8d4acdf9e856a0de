//! Security contexts are some that Kubernetes takes: their keys agree.
//!
//! The API server checks them when a pod is created, so a wrong one shows only when the step is due
//! (`ValidateSecurityContext` and what it calls, kubernetes v1.35, pkg/apis/core/validation/validation.go). Each is
//! looked at as a step has it, since defaults bring keys in and nulls take them out.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{Literal, Pipeline, Value};

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    for (id, step) in &pipeline.steps {
        let Some(context) = &step.work.security_context else { continue };
        for (message, help) in wrong(&context.value) {
            diags.push(Diagnostic::new(&codes::KUBERNETES_SHAPE, context.origin.place(), message).help(help).step(id));
        }
    }
}

/// What is so, and what to do.
fn wrong(context: &Value) -> Vec<(String, &'static str)> {
    let forbids = entry(context, "allowPrivilegeEscalation") == Some(&Value::Bool(false));
    let strongest = text("CAP_SYS_ADMIN");
    let adds = match entry(context, "capabilities").and_then(|sets| entry(sets, "add")) {
        Some(Value::List(added)) => added.contains(&strongest),
        Some(Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Map(_)) | None => false,
    };
    let mut found = Vec::new();
    for (gives, what) in
        [(entry(context, "privileged") == Some(&Value::Bool(true)), "privileged: true"), (adds, "add: [CAP_SYS_ADMIN]")]
    {
        if forbids && gives {
            found.push((
                format!("`{what}` gives what `allowPrivilegeEscalation: false` forbids"),
                "remove one of the two",
            ));
        }
    }
    for key in ["seccompProfile", "appArmorProfile"] {
        let Some(profile) = entry(context, key) else { continue };
        let is_local = entry(profile, "type") == Some(&text("Localhost"));
        match (is_local, entry(profile, "localhostProfile")) {
            (true, None) => found.push((
                format!("`{key}` has type `Localhost` and no `localhostProfile`"),
                "add `localhostProfile`, or write `type: RuntimeDefault`",
            )),
            (false, Some(_)) => found.push((
                format!("`{key}` has a `localhostProfile`, and its type is not `Localhost`"),
                "write `type: Localhost`, or remove `localhostProfile`",
            )),
            (true, Some(_)) | (false, None) => {}
        }
    }
    found
}

fn entry<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Map(entries) => entries.get(key),
        Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::List(_) => None,
    }
}

fn text(word: &str) -> Value {
    Value::String(Literal::new(word))
}
