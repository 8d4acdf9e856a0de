//! Names that Kubeflow takes.

use indexmap::{IndexMap, IndexSet};

use crate::backends::DEVICE_NAMES;
use crate::emit::names::{self, Case, Rules};
use crate::ir::StepId;
use crate::passes::Plan;

/// Task names end up as names of Argo's tasks, and in expressions over them (`depends`, argocompiler/dag.go), where a
/// digit at the front and the words of the expression language do not work. `root` and `entrypoint` are templates of the
/// backend's own.
const TASK: Rules = Rules {
    alphabet: is_label_letter,
    first: |c| c.is_ascii_lowercase(),
    last: is_label_end,
    max: 57,
    joint: '-',
    case: Case::Lower,
    reserved: &[
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
    ],
    fallback: "step",
    prefix: "s-",
};

/// `pipelineInfo.name`: kfp takes 128 characters, but a run's object is the name, `-` and five more, and Argo takes 63.
const PIPELINE: Rules = Rules {
    alphabet: is_label_letter,
    first: is_label_end,
    last: is_label_end,
    max: 57,
    joint: '-',
    case: Case::Lower,
    reserved: DEVICE_NAMES,
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
    pub(super) pipeline: String,
    pub(super) steps: IndexMap<&'p StepId, String>,
}

impl<'p> Names<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let pipeline = names::assign(&PIPELINE, [plan.name().as_str()]).pop();
        let pipeline = pipeline.map_or_else(|| PIPELINE.fallback.to_owned(), |named| named.name);
        let ids: Vec<&StepId> = plan.steps().map(|(id, _)| id).collect();
        let names = tasks(ids.iter().map(|id| id.as_str()));
        Self { pipeline, steps: ids.into_iter().zip(names).collect() }
    }

    /// The name of a step of the plan.
    pub(super) fn step(&self, id: &StepId) -> &str {
        self.steps.get(id).map(String::as_str).unwrap_or_default()
    }
}

/// Names of tasks. The backend makes two of Argo's tasks of one, `x-driver` and `x`, and its own templates begin with
/// `system-`; so one of `x` and `x-driver` has to give way, whatever their order, and gets a word in front.
fn tasks<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    /// Each round makes a name longer, until it is cut and hashed and no longer ends in `-driver`.
    const ROUNDS: usize = 64;
    let mut originals: Vec<String> = ids.map(str::to_owned).collect();
    let mut assigned = Vec::new();
    for _ in 0..ROUNDS {
        let named = names::assign(&TASK, originals.iter().map(String::as_str));
        assigned = named.into_iter().map(|named| named.name).collect();
        let taken: IndexSet<&str> = assigned.iter().map(String::as_str).collect();
        let gives_way = |name: &str| {
            name.starts_with("system-") || name.strip_suffix("-driver").is_some_and(|stem| taken.contains(stem))
        };
        let clashing: Vec<usize> =
            assigned.iter().enumerate().filter(|(_, name)| gives_way(name)).map(|(position, _)| position).collect();
        if clashing.is_empty() {
            break;
        }
        for position in clashing {
            // No id holds NUL, so originals stay different from each other.
            if let Some(original) = originals.get_mut(position) {
                original.insert_str(0, "s\0");
            }
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::tasks;

    fn check(ids: &[&str], expected: &[&str]) {
        assert_eq!(tasks(ids.iter().copied()), expected);
        let backwards: Vec<&str> = ids.iter().rev().copied().collect();
        let expected: Vec<&str> = expected.iter().rev().copied().collect();
        assert_eq!(tasks(backwards.into_iter()), expected);
    }

    #[test]
    fn a_task_meets_no_driver_and_no_template() {
        check(&["load", "load-driver"], &["load", "s-load-driver"]);
        check(&["load-driver"], &["load-driver"]);
        check(&["x", "s-x", "x-driver"], &["x", "s-x", "s-s-x-driver"]);
        check(&["system-dag", "in", "root"], &["s-system-dag", "s-in", "s-root"]);
        check(&["1a", "B c"], &["s-1a", "b-c"]);
    }
}
