//! Steps that could not have their names side by side on a target.

use crate::emit::names::Assigned;
use crate::ir::StepId;

/// A group of steps whose names would have been the same there, or one of which the target would have made the other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Two or more steps with their emitted names, in the order of the file.
    pub names: Vec<(StepId, String)>,
}

impl Clash {
    /// The groups among `ids`, to which the names were assigned in this order.
    pub(super) fn among(ids: &[&StepId], assigned: &Assigned) -> Vec<Self> {
        let name = |&position: &usize| {
            let (id, named) = (ids.get(position)?, assigned.names.get(position)?);
            Some(((*id).clone(), named.name.clone()))
        };
        let groups = assigned.clashes.iter();
        groups.map(|group| Self { names: group.iter().filter_map(name).collect() }).collect()
    }
}
