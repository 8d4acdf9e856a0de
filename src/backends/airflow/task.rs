//! What a task's settings say to its operator, and what must exist for them.

use indexmap::IndexSet;

use super::escape::shown;
use super::settings::StepSettings;
use crate::backends::settings::Phrase;
use crate::emit::python::{Call, Expr, identifier};

/// The operator with the arguments that the settings give it.
pub(super) fn with_settings(call: Call, settings: &StepSettings) -> Call {
    let startup_timeout = settings.startup_timeout.and_then(|length| i64::try_from(length.0.seconds_up()).ok());
    let connection = settings.kubernetes_conn_id.as_ref().map(|id| shown(&id.0));
    let pool = settings.pool.as_ref().map(|pool| shown(&pool.0));
    call.optional(identifier!("kubernetes_conn_id"), connection)
        .optional(identifier!("owner"), words(settings.owner.as_ref()))
        .optional(identifier!("pool"), pool)
        .optional(identifier!("queue"), words(settings.queue.as_ref()))
        .optional(identifier!("startup_timeout_seconds"), startup_timeout)
        .optional(identifier!("on_finish_action"), settings.on_finish_action.map(|action| Expr::text(action.as_str())))
        .optional(identifier!("deferrable"), settings.deferrable)
}

fn words<const MOST: usize>(phrase: Option<&Phrase<MOST>>) -> Option<Expr> {
    phrase.map(|Phrase(text)| shown(text))
}

/// What must exist in the installation: Airflow imports a DAG whose pool is unknown, and its tasks never run.
pub(super) fn prerequisites<'a>(settings: impl Iterator<Item = &'a StepSettings>) -> IndexSet<String> {
    let mut sentences = IndexSet::new();
    for of_step in settings {
        sentences.extend(of_step.pool.as_ref().map(|pool| format!("the pool `{}`", pool.0)));
        sentences.extend(of_step.queue.as_ref().map(|Phrase(queue)| format!("a worker of the queue `{queue}`")));
        let connection = of_step.kubernetes_conn_id.as_ref();
        sentences.extend(connection.map(|id| format!("the connection `{}` to the cluster", id.0)));
        if of_step.deferrable == Some(true) {
            sentences.insert("a triggerer, in which tasks wait for their pods".to_owned());
        }
    }
    sentences
}
