//! What holds for the whole pipeline, and its schedule.

use super::amounts::{duration, spelled};
use super::sections::sections;
use super::texts::{literal, strings};
use super::value::Value;
use crate::ir::{EnvName, FailureMode, Moment, Overlap, Parameter, Pipeline, Schedule, When, Zone};
use crate::passes::Plan;

/// The variable that holds the run id without a word about it.
const USUAL_RUN_ID: &str = "SEGUE_RUN_ID";

/// All keys of the document but `defaults` and `steps`.
pub(super) fn document(plan: &Plan) -> Value {
    let pipeline = plan.pipeline();
    let parameters = pipeline.parameters.iter().map(|(name, value)| (name.as_str().into(), parameter(value)));
    Value::fields([
        ("segue", Some(Value::Integer(1))),
        ("name", Some(plan.name().as_str().into())),
        ("description", literal(pipeline.description.as_ref())),
        ("namespace", pipeline.namespace.as_ref().map(|name| name.value.as_str().into())),
        ("labels", strings(&pipeline.labels)),
        ("annotations", strings(&pipeline.annotations)),
        ("parameters", Value::Map(parameters.collect()).if_filled()),
        ("schedule", schedules(pipeline)),
        ("timeout", pipeline.timeout.as_ref().map(duration)),
        ("parallelism", pipeline.parallelism.as_ref().map(|number| number.value.into())),
        ("on_failure", pipeline.on_failure.as_ref().map(|mode| FailureMode::as_str(mode.value).into())),
        ("run_id_env", run_id_env(pipeline)),
        ("targets", sections(&pipeline.settings)),
    ])
}

fn parameter(parameter: &Parameter) -> Value {
    Value::fields([
        ("default", literal(parameter.default.as_ref())),
        ("description", literal(parameter.description.as_ref())),
    ])
}

fn run_id_env(pipeline: &Pipeline) -> Option<Value> {
    let names: Vec<&str> = pipeline.run_id_env.iter().map(|name| EnvName::as_str(&name.value)).collect();
    (names != [USUAL_RUN_ID]).then(|| Value::List(names.into_iter().map(Value::from).collect()))
}

/// A list of several is reserved by the language, so that reading it tells what cannot be said: no front end makes one.
fn schedules(pipeline: &Pipeline) -> Option<Value> {
    match pipeline.schedules.as_slice() {
        [] => None,
        [only] => Some(schedule(only)),
        several => Some(Value::List(several.iter().map(schedule).collect())),
    }
}

fn schedule(schedule: &Schedule) -> Value {
    let zone = &schedule.timezone.value;
    let moment = |moment: Moment| Value::from(moment_in(moment, zone));
    let (key, when) = match &schedule.when.value {
        When::Cron(cron) => ("cron", cron.to_string().into()),
        When::Every(length) => ("every", spelled(&length.to_string())),
        When::At(once) => ("at", moment(*once)),
    };
    Value::fields([
        (key, Some(when)),
        ("timezone", Some(zone.as_str().into()).filter(|_| *zone != Zone::utc())),
        ("start", schedule.start.as_ref().map(|start| moment(start.value))),
        ("end", schedule.end.as_ref().map(|end| moment(end.value))),
        ("catchup", schedule.catchup.as_ref().map(|catchup| Value::Bool(catchup.value))),
        ("overlap", schedule.overlap.as_ref().map(|overlap| Overlap::as_str(overlap.value).into())),
        ("suspended", schedule.suspended.as_ref().filter(|suspended| suspended.value).map(|_| Value::Bool(true))),
    ])
}

/// The shortest spelling that reads as this moment: a date, local time in the zone of the schedule, or UTC where clocks
/// show that time twice.
fn moment_in(moment: Moment, zone: &Zone) -> String {
    let in_utc = moment.to_rfc3339();
    let Ok(time) = jiff::Timestamp::from_second(moment.0) else { return in_utc };
    let local = time.to_zoned(zone.rules()).datetime();
    let minutes = local.strftime("%Y-%m-%dT%H:%M").to_string();
    let spellings = [local.date().to_string(), minutes, local.to_string()];
    spellings.into_iter().find(|text| Moment::parse(text, zone) == Some(moment)).unwrap_or(in_utc)
}
