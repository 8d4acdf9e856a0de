//! Names that Airflow, Python and the pods take.

use indexmap::IndexMap;

use super::settings::DagId;
use crate::backends::{Clash, FileStem, is_device};
use crate::emit::names::{self, Case, Rules};
use crate::emit::python::{Identifier, RESERVED, reserved_with};
use crate::ir::StepId;
use crate::passes::Plan;

/// Ids of DAGs: Airflow takes letters of any script too, and up to 250; the id is a file's name as well, and stands in
/// every run id. A hidden file, and one that commands take for an option, is legal and in the way.
const DAG: Rules = Rules {
    alphabet: is_id_letter,
    first: |c| c.is_ascii_alphanumeric() || c == '_',
    last: is_id_letter,
    max: 200,
    joint: '-',
    case: Case::Kept,
    reserved: |name| is_device(name) || is_no_label(name),
    derived: &[],
    fallback: "pipeline",
    prefix: "p-",
};

/// Ids of tasks (`validate_key`: `^[\w.-]+$`, at most 250, in 2.8.4 to 3.3.2).
const TASK: Rules =
    Rules { first: is_id_letter, max: 250, reserved: is_no_label, fallback: "step", prefix: "s-", ..DAG };

/// Names of pods, to which the operator adds eight random characters.
const POD: Rules = Rules {
    alphabet: |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
    first: |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
    last: |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
    max: 40,
    joint: '-',
    case: Case::Lower,
    reserved: |_| false,
    derived: &[],
    fallback: "step",
    prefix: "s-",
};

/// Names that the file has already.
const OWN: [&str; 14] = [
    "CronTriggerTimetable",
    "DAG",
    "FAIL_FAST",
    "KubernetesPodOperator",
    "Param",
    "airflow",
    "dag",
    "datetime",
    "k8s",
    "kubernetes",
    "literal",
    "params",
    "pendulum",
    "timedelta",
];
static TAKEN: [&str; RESERVED.len() + OWN.len()] = reserved_with(&OWN);

/// Variables of the file.
const VARIABLE: Rules = Rules {
    alphabet: |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
    first: |c| c.is_ascii_lowercase(),
    last: |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
    max: Identifier::MAX,
    joint: '_',
    case: Case::Lower,
    reserved: |name| TAKEN.contains(&name),
    derived: &[],
    fallback: "step",
    prefix: "s_",
};

fn is_id_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')
}

/// Whether no letter or digit is in an id. The operator makes the pod's labels of ids, and of such a one a value that begins
/// with `-`, with which the API server refuses the pod (`make_safe_label_value`, cncf-kubernetes 8.0.1 to 10.25.0).
pub(super) fn is_no_label(id: &str) -> bool {
    !id.contains(|c: char| c.is_ascii_alphanumeric())
}

/// The names of one step.
pub(super) struct StepNames {
    pub(super) task: String,
    pub(super) pod: String,
    pub(super) variable: Identifier,
}

/// The emitted names of a plan.
pub(super) struct Names<'p> {
    pub(super) dag: FileStem,
    steps: IndexMap<&'p StepId, StepNames>,
    /// Those of ids of tasks: variables are seen in the file only, and pods get characters of their own behind the name.
    pub(super) clashes: Vec<Clash>,
}

impl<'p> Names<'p> {
    /// The names; the DAG has the id that a setting gives it.
    pub(super) fn new(plan: &'p Plan, dag_id: Option<&DagId>) -> Self {
        let dag = match dag_id {
            Some(DagId(id)) => id.clone(),
            None => FileStem::assign(&DAG, plan.name().as_str()),
        };
        let ids: Vec<&StepId> = plan.steps().map(|(id, _)| id).collect();
        let originals = || ids.iter().map(|id| id.as_str());
        let pods: Vec<String> = originals().map(|id| format!("{dag}-{id}")).collect();
        let tasks = names::assign(&TASK, originals());
        let clashes = Clash::among(&ids, &tasks);
        let pods = names::assign(&POD, pods.iter().map(String::as_str)).names;
        let variables = names::assign(&VARIABLE, originals()).names;
        let steps = ids
            .iter()
            .zip(tasks.names.into_iter().zip(pods).zip(variables))
            .filter_map(|(id, ((task, pod), variable))| {
                let variable = Identifier::new(variable.name)?;
                Some((*id, StepNames { task: task.name, pod: pod.name, variable }))
            })
            .collect();
        Self { dag, steps, clashes }
    }

    /// The names of a step of the plan.
    pub(super) fn step(&self, id: &StepId) -> Option<&StepNames> {
        self.steps.get(id)
    }

    /// Each step with the id of its task.
    pub(super) fn tasks(&self) -> IndexMap<StepId, String> {
        self.steps.iter().map(|(id, names)| ((*id).clone(), names.task.clone())).collect()
    }
}
