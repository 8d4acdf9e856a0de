//! Steps that do the same.
//!
//! A target writes what such steps run once and refers to it from each of them. The shared part has the name of the step
//! of the group whose name sorts first, so that the order of the file does not matter.

use std::hash::Hash;

use indexmap::IndexMap;

use super::lowering;
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{Origin, Step, StepId};
use crate::passes::Plan;
use crate::source::Place;

/// Steps that do the same, and the emitted name of the one whose name sorts first.
pub(in crate::backends) struct Group<'p> {
    pub(in crate::backends) name: String,
    pub(in crate::backends) members: Vec<(&'p StepId, &'p Step)>,
}

impl Group<'_> {
    /// The places of a part in all members.
    pub(in crate::backends) fn places(&self, part: impl Fn(&Step) -> Option<Origin>) -> Vec<Place> {
        lowering::places(&self.members, part)
    }

    /// A value with the places of its part in all members.
    pub(in crate::backends) fn mark<T>(&self, value: T, part: impl Fn(&Step) -> Option<Origin>) -> Marked<T> {
        Marked::new(value, self.places(part))
    }

    /// Lowers the first member; what the target cannot carry of it, it cannot of the others, and each has its own place
    /// where that is told.
    pub(in crate::backends) fn lower<T>(
        &self,
        diags: &mut Diagnostics,
        one: impl Fn(&StepId, &Step, &mut Diagnostics) -> T,
    ) -> T {
        let before = diags.len();
        let mut members = self.members.iter();
        let (id, step) = members.next().expect("a group is made with its first member");
        let first = one(id, step, diags);
        if diags.len() > before {
            for (id, step) in members {
                one(id, step, diags);
            }
        }
        first
    }
}

/// The groups of a plan in the order of their first members: steps with equal bodies.
pub(in crate::backends) fn of<'p, B: Hash + Eq>(
    plan: &'p Plan,
    name: impl Fn(&StepId) -> String,
    body: impl Fn(&'p StepId, &'p Step) -> B,
) -> Vec<Group<'p>> {
    let mut groups: IndexMap<B, Group<'p>> = IndexMap::new();
    for (id, step) in plan.steps() {
        let name = name(id);
        let group = groups.entry(body(id, step)).or_insert_with(|| Group { name: name.clone(), members: Vec::new() });
        if name < group.name {
            group.name = name;
        }
        group.members.push((id, step));
    }
    groups.into_values().collect()
}
