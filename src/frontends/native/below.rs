//! What a stack file says below a description: its namespace and settings below the pipeline's, its account and variables
//! below `defaults`.

use crate::diag::Diagnostics;
use crate::frontends::shape::merge::{Entry, Fields, Item, merge};
use crate::frontends::stack::Stack;

/// The pipeline's fields over the stack's namespace and settings of targets.
pub(super) fn pipeline<'t>(mut fields: Fields<'t>, stack: Option<&Stack<'t>>, diags: &mut Diagnostics) -> Fields<'t> {
    let Some(stack) = stack else { return fields };
    if let Some(namespace) = stack.namespace().filter(|_| !fields.has("namespace")) {
        fields.put("namespace", namespace.clone());
    }
    let targets = match fields.map("targets") {
        Some(own) => merge(&stack.targets, own, None, diags),
        None if fields.has("targets") => return fields, // it failed, which was told
        None => stack.targets.clone(),
    };
    put_map(&mut fields, "targets", &targets);
    fields
}

/// The defaults over the stack's account and variables. What ZenML's client passes is for ZenML's steps alone.
pub(super) fn defaults<'t>(fields: Fields<'t>, stack: Option<&Stack<'t>>, diags: &mut Diagnostics) -> Fields<'t> {
    let Some(stack) = stack else { return fields };
    let mut below = Fields::empty(fields.place);
    if let Some(account) = stack.service_account() {
        below.put("service_account", account.clone());
    }
    put_map(&mut below, "env", &stack.environment);
    merge(&below, &fields, None, diags)
}

fn put_map<'t>(below: &mut Fields<'t>, key: &'t str, map: &Fields<'t>) {
    if map.entries().next().is_some() {
        below.put(key, Entry { key: map.place, place: map.place, item: Item::Map(map.clone()) });
    }
}
