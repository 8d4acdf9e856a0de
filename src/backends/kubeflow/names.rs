//! Names that Kubeflow takes.

use indexmap::IndexMap;

use crate::backends::{Clash, FileStem, is_device};
use crate::emit::names::{self, Case, Rules};
use crate::ir::StepId;
use crate::passes::Plan;

/// Task names end up as names of Argo's tasks, and in expressions over them (`depends`, argocompiler/dag.go), where a
/// digit at the front and the words of the expression language do not work. `root`, `entrypoint` and what begins with
/// `system-` are templates of the backend's own, and of each task `x` it makes two of Argo's, `x-driver` and `x`.
const TASK: Rules = Rules {
    alphabet: is_label_letter,
    first: |c| c.is_ascii_lowercase(),
    last: is_label_end,
    max: 57,
    joint: '-',
    case: Case::Lower,
    reserved: |name| RESERVED.contains(&name) || name.starts_with("system-"),
    derived: &["-driver"],
    fallback: "step",
    prefix: "s-",
};

const RESERVED: [&str; 14] = [
    "root",
    "entrypoint",
    "in",
    "not",
    "and",
    "or",
    "matches",
    "contains",
    "let",
    "if",
    "else",
    "nil",
    "true",
    "false",
];

/// `pipelineInfo.name`: kfp takes 128 characters, but a run's object is the name, `-` and five more, and Argo takes 63.
const PIPELINE: Rules = Rules {
    alphabet: is_label_letter,
    first: is_label_end,
    last: is_label_end,
    max: 57,
    joint: '-',
    case: Case::Lower,
    reserved: is_device,
    derived: &[],
    fallback: "pipeline",
    prefix: "p-",
};

fn is_label_letter(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
}

fn is_label_end(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

/// The emitted names of a plan.
pub(super) struct Names<'p> {
    pub(super) pipeline: FileStem,
    pub(super) steps: IndexMap<&'p StepId, String>,
    pub(super) clashes: Vec<Clash>,
}

impl<'p> Names<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let ids: Vec<&StepId> = plan.steps().map(|(id, _)| id).collect();
        let assigned = names::assign(&TASK, ids.iter().map(|id| id.as_str()));
        let clashes = Clash::among(&ids, &assigned);
        let steps = ids.into_iter().zip(assigned.names).map(|(id, named)| (id, named.name)).collect();
        Self { pipeline: FileStem::assign(&PIPELINE, plan.name().as_str()), steps, clashes }
    }

    /// The name of a step of the plan.
    pub(super) fn step(&self, id: &StepId) -> &str {
        self.steps.get(id).map(String::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::TASK;
    use crate::emit::names;

    fn check(ids: &[&str], expected: &[&str]) {
        let tasks = |ids: &[&str]| -> Vec<String> {
            names::assign(&TASK, ids.iter().copied()).names.into_iter().map(|named| named.name).collect()
        };
        assert_eq!(tasks(ids), expected);
        let backwards: Vec<&str> = ids.iter().rev().copied().collect();
        let expected: Vec<&str> = expected.iter().rev().copied().collect();
        assert_eq!(tasks(&backwards), expected);
    }

    #[test]
    fn a_task_meets_no_driver_and_no_template() {
        check(&["load", "load-driver"], &["load", "load-driver-c9798b"]);
        check(&["load-driver"], &["load-driver"]);
        check(&["x", "x-driver", "x-driver-driver"], &["x", "x-driver-e872cf", "x-driver-driver-7d8e9c"]);
        check(&["Load", "load-driver"], &["load-8a6bdb", "load-driver"]);
        check(&["Load", "Load-Driver"], &["load-8a6bdb", "load-driver-b1a25c"]);
        check(&["system-dag", "in", "root"], &["s-system-dag", "s-in", "s-root"]);
        check(&["1a", "B c"], &["s-1a", "b-c"]);
    }
}
