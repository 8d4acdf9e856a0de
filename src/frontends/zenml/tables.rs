//! The parts of a snapshot that are read (models/v2/core/pipeline_snapshot.py and config/, 0.98.0).
//!
//! ZenML writes far more than is read here, so other keys are ignored, and null is what nobody set. A value of a wrong
//! form shows that the document was edited by hand.

use crate::frontends::shape::keys::{Form, Key, KeyKind, Others, Table, table};

const STRINGS: Form = Form::MapOf(KeyKind::EnvName, &Form::KubeString);

macro_rules! shared {
    ($($own:expr),* $(,)?) => {
        &[
            Key::new("environment", STRINGS, "{\"SEED\": \"42\"}", "Variables, those of the pipeline below the step's."),
            Key::new("secrets", Form::List(&Form::Any), "[]", "Secrets that the step fetches itself."),
            Key::new("settings", Form::MapOf(KeyKind::Target, &Form::Any), "{}", "Settings by component."),
            Key::new("extra", Form::MapOf(KeyKind::Target, &Form::Any), "{}", "What the user keeps beside."),
            Key::new("retry", Form::Fields(&RETRY), "{\"max_retries\": 3}", "Further attempts."),
            $($own,)*
        ]
    };
}

/// `PipelineConfiguration`.
pub(super) static PIPELINE: Table = Table {
    others: Others::Ignored,
    ..table(
        "the pipeline's configuration",
        shared![
            Key::new("name", Form::Name, "train", "The pipeline's name.").required(),
            Key::new("tags", Form::List(&Form::Any), "[\"nightly\"]", "Tags of the run."),
            Key::new(
                "execution_mode",
                Form::Choice(&["continue_on_failure", "stop_on_failure", "fail_fast"]),
                "\"stop_on_failure\"",
                "What a failed step means for the others.",
            ),
            Key::new("steps_to_skip", Form::List(&Form::String), "[]", "Steps that end at once."),
        ],
    )
};

/// `Step`.
pub(super) static STEP: Table = Table {
    others: Others::Ignored,
    ..table(
        "a step",
        &[
            Key::new("spec", Form::Fields(&SPEC), "{\"upstream_steps\": []}", "How it stands to other steps.")
                .required(),
            Key::new("config", Form::Fields(&CONFIG), "{}", "Its configuration, merged with the pipeline's."),
            Key::new("step_config_overrides", Form::Fields(&CONFIG), "{}", "Its own part of that."),
        ],
    )
};

static SPEC: Table = Table {
    others: Others::Ignored,
    ..table(
        "a step's `spec`",
        &[Key::new(
            "upstream_steps",
            Form::List(&Form::Name),
            "[\"load\"]",
            "The steps that come first: the only edges.",
        )
        .required()],
    )
};

/// `StepConfiguration`.
pub(super) static CONFIG: Table = Table {
    others: Others::Ignored,
    ..table(
        "a step's configuration",
        shared![
            Key::new("name", Form::Name, "train", "The step's name, which several invocations share."),
            Key::new("step_operator", Form::Name, "true", "What the step is handed to."),
            Key::new("command", Form::List(&Form::KubeString), "[\"python\"]", "The command of a command step."),
        ],
    )
};

static RETRY: Table = Table {
    others: Others::Ignored,
    ..table(
        "`retry`",
        &[
            Key::new("max_retries", Form::Integer(0), "3", "Attempts after the first."),
            Key::new("delay", Form::Integer(0), "10", "Seconds before the next one."),
            Key::new("backoff", Form::Integer(0), "2", "The factor by which each wait is longer; 0 for none."),
        ],
    )
};

/// `ResourceSettings`, as far as a pod has a word for it.
pub(super) static RESOURCES: Table = Table {
    others: Others::Ignored,
    ..table(
        "the settings `resources`",
        &[
            Key::new("cpu_count", Form::Cores, "0.5", "Cores."),
            Key::new("gpu_count", Form::Integer(0), "1", "GPUs."),
            Key::new("memory", Form::Bytes, "\"16GB\"", "Memory."),
        ],
    )
};

/// The body of `ScheduleResponse`.
pub(super) static SCHEDULE: Table = Table {
    others: Others::Ignored,
    ..table(
        "a schedule",
        &[
            Key::new("active", Form::Bool, "true", "Whether it fires."),
            Key::new("is_archived", Form::Bool, "false", "Whether it was put away."),
            Key::new("cron_expression", Form::Cron, "\"0 3 * * *\"", "A cron line in UTC."),
            Key::new("interval_second", Form::String, "\"P1DT1H\"", "An interval."),
            Key::new("run_once_start_time", Form::String, "\"2026-12-24T18:00:00\"", "One time, in UTC."),
            Key::new("start_time", Form::String, "\"2026-01-01T01:00:00\"", "No run before this, in UTC."),
            Key::new("end_time", Form::String, "\"2027-01-01T00:00:00\"", "No run after this, in UTC."),
            Key::new("catchup", Form::Bool, "false", "Whether missed runs are made up for."),
        ],
    )
};
