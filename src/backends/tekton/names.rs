//! Names that Tekton takes.

use indexmap::IndexMap;

use crate::backends::{Clash, FileStem, is_device};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::names::{self, Case, Rules};
use crate::ir::StepId;
use crate::passes::Plan;

/// Tasks of a pipeline: DNS labels (`validatePipelineTaskName`, v1.15.0).
const STEP: Rules = Rules {
    alphabet: is_label_letter,
    first: is_label_end,
    last: is_label_end,
    max: 63,
    joint: '-',
    case: Case::Lower,
    reserved: |_| false,
    derived: &[],
    fallback: "step",
    prefix: "s-",
};

/// Pipelines, which are also file names: a label value holds at most 63.
const PIPELINE: Rules = Rules { reserved: is_device, fallback: "pipeline", prefix: "p-", ..STEP };

/// What a run's name begins with: the server cuts it at 58 with its dash.
const RUN: Rules = Rules { max: 57, ..PIPELINE };

/// The schedule's objects, less `-cron`: a `CronJob` has at most 52 characters (kubernetes v1.35).
const CRON: Rules = Rules { max: 47, ..PIPELINE };

/// The longest name of a `TaskRun`, which is the run's, a dash and the task's.
const LONGEST_TASK_RUN: usize = 63;
/// What the server adds to a `generateName`.
const GENERATED: usize = 5;

fn is_label_letter(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
}

fn is_label_end(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

/// The emitted names of a plan.
pub(super) struct Names<'p> {
    pub(super) pipeline: FileStem,
    /// A run's `generateName`.
    pub(super) run: String,
    /// Of all objects of the schedule.
    pub(super) cron: String,
    pub(super) steps: IndexMap<&'p StepId, String>,
    pub(super) clashes: Vec<Clash>,
}

impl<'p> Names<'p> {
    /// Names for a plan; those that Tekton will cut are told.
    pub(super) fn new(plan: &'p Plan, diags: &mut Diagnostics) -> Self {
        let name = plan.name().as_str();
        let ids: Vec<&StepId> = plan.steps().map(|(id, _)| id).collect();
        let assigned = names::assign(&STEP, ids.iter().map(|id| id.as_str()));
        let clashes = Clash::among(&ids, &assigned);
        let steps = ids.into_iter().zip(assigned.names).map(|(id, named)| (id, named.name)).collect();
        let names = Self {
            pipeline: FileStem::assign(&PIPELINE, name),
            run: format!("{}-", names::one(&RUN, name)),
            cron: format!("{}-cron", names::one(&CRON, name)),
            steps,
            clashes,
        };
        names.tell_cut(plan, diags);
        names
    }

    /// The name of a step of the plan.
    pub(super) fn step(&self, id: &StepId) -> &str {
        self.steps.get(id).map(String::as_str).unwrap_or_default()
    }

    /// Tekton cuts names that are too long and puts a hash behind them (knative.dev/pkg, kmeta.ChildName).
    fn tell_cut(&self, plan: &Plan, diags: &mut Diagnostics) {
        for (id, step) in plan.steps() {
            let length = self.run.len() + GENERATED + 1 + self.step(id).len();
            if length <= LONGEST_TASK_RUN {
                continue;
            }
            diags.push(
                Diagnostic::new(
                    &codes::TEKTON_LONG_NAME,
                    step.origin.place(),
                    format!(
                        "target `tekton` cuts the names of the runs of step `{id}`: with the pipeline's they have \
                         {length} characters, and {LONGEST_TASK_RUN} are taken"
                    ),
                )
                .help("shorten the step's id or the pipeline's name")
                .target(super::TARGET)
                .step(id),
            );
        }
    }
}
