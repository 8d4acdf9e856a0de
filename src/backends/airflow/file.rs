//! The file: header and imports by the template, the DAG, its tasks and its edges by the printer of Python.

use serde::Serialize;

use super::dag::{self, Timetable};
use super::names::Names;
use super::operator::Uses;
use super::settings::Settings;
use crate::emit::python::{self, Statement};
use crate::emit::template::{self, Fragment, Template};
use crate::emit::{EmitError, Marked, Printed};
use crate::passes::Plan;

/// The indentation of the DAG's body.
const BODY: usize = 4;

/// What `templates/airflow/dag.py.j2` sees.
#[derive(Serialize)]
struct View {
    uses: Imports,
    dag: Fragment,
    steps: Vec<Fragment>,
    edges: Vec<Fragment>,
}

/// What the file imports.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one line of the template, there or not")]
struct Imports {
    timedelta: bool,
    interval: bool,
    cron: bool,
    k8s: bool,
    param: bool,
    literal: bool,
    fail_fast: bool,
}

/// Prints the whole file.
pub(super) fn print(
    plan: &Plan,
    names: &Names<'_>,
    settings: &Settings,
    uses: Uses,
    tasks: &[Marked<Statement>],
) -> Result<Printed, EmitError> {
    let pipeline = plan.pipeline();
    let timetable = pipeline.schedules.first().map(dag::timetable);
    let interval = matches!(timetable, Some(Timetable::Interval(_)));
    let uses = Imports {
        timedelta: uses.timedelta || interval,
        interval,
        cron: timetable == Some(Timetable::Cron),
        k8s: uses.models,
        param: !pipeline.parameters.is_empty(),
        literal: uses.literal,
        fail_fast: dag::fails_fast(plan),
    };
    let fragment = |statement: &Marked<Statement>, indent| python::print(statement, indent).map(Fragment::from);
    let view = View {
        uses,
        dag: fragment(&dag::statement(plan, names.dag.as_str(), settings), 0)?,
        steps: tasks.iter().map(|task| fragment(task, BODY)).collect::<Result<_, _>>()?,
        edges: edges(plan, names).iter().map(|edge| fragment(edge, BODY)).collect::<Result<_, _>>()?,
    };
    template::render(Template::AirflowDag, &view)
}

/// `a >> b`, or `[a, b] >> c`, for each step that needs others.
fn edges(plan: &Plan, names: &Names<'_>) -> Vec<Marked<Statement>> {
    let mut edges = Vec::new();
    for (id, step) in plan.steps().filter(|(_, step)| !step.needs.is_empty()) {
        let Some(right) = names.step(id).map(|names| names.variable.clone()) else { continue };
        let left = step.needs.iter().filter_map(|need| Some(names.step(&need.step)?.variable.clone())).collect();
        let places = step.needs.iter().map(|need| need.origin.place());
        edges.push(Marked::new(Statement::Shift { left, right }, places));
    }
    edges
}
