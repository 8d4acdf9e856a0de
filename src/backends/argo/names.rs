//! Names that Argo takes.

use indexmap::IndexMap;

use crate::backends::{Clash, FileStem, is_device};
use crate::emit::names::{self, Case, Rules};
use crate::ir::StepId;
use crate::passes::Plan;

/// The DAG's template; a step's may not have its name.
pub(super) const DAG: &str = "main";

/// Tasks and templates. Lint takes more, but a template's name goes into the pod's (#9670), and tasks named like the
/// words of the expression language pass lint and break their dependents at run time (v4.0.2).
const STEP: Rules = Rules {
    alphabet: is_label_letter,
    first: |c| c.is_ascii_lowercase(),
    last: is_label_end,
    max: 63,
    joint: '-',
    case: Case::Lower,
    reserved: |name| RESERVED.contains(&name),
    derived: &[],
    fallback: "step",
    prefix: "s-",
};

const RESERVED: [&str; 13] =
    [DAG, "in", "not", "and", "or", "matches", "contains", "let", "if", "else", "nil", "true", "false"];

/// Workflow templates, which are also file names.
const TEMPLATE: Rules = Rules {
    alphabet: is_label_letter,
    first: is_label_end,
    last: is_label_end,
    max: 63,
    joint: '-',
    case: Case::Lower,
    reserved: is_device,
    derived: &[],
    fallback: "pipeline",
    prefix: "p-",
};

/// What the name of a `Workflow` begins with: the server cuts it at 58 with its dash.
const RUN: Rules = Rules { max: 57, ..TEMPLATE };

/// Cron workflows: with a longer name the API server takes the object, and the controller never runs it, without a word
/// (v4.0.2: the run's name is `<name>-<unix time>`).
const CRON: Rules = Rules { max: 52, ..TEMPLATE };

fn is_label_letter(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
}

fn is_label_end(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

/// The emitted names of a plan.
pub(super) struct Names<'p> {
    pub(super) template: FileStem,
    /// A run's `generateName`.
    pub(super) run: String,
    pub(super) cron: String,
    pub(super) steps: IndexMap<&'p StepId, String>,
    pub(super) clashes: Vec<Clash>,
}

impl<'p> Names<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let name = plan.name().as_str();
        let ids: Vec<&StepId> = plan.steps().map(|(id, _)| id).collect();
        let assigned = names::assign(&STEP, ids.iter().map(|id| id.as_str()));
        let clashes = Clash::among(&ids, &assigned);
        let steps = ids.into_iter().zip(assigned.names).map(|(id, named)| (id, named.name)).collect();
        Self {
            template: FileStem::assign(&TEMPLATE, name),
            run: format!("{}-", names::one(&RUN, name)),
            cron: names::one(&CRON, name),
            steps,
            clashes,
        }
    }

    /// The name of a step of the plan.
    pub(super) fn step(&self, id: &StepId) -> &str {
        self.steps.get(id).map(String::as_str).unwrap_or_default()
    }
}
