//! The flavor that `integrations/zenml` adds to ZenML: the settings of flavor `kubernetes`, and those of our targets.

use super::kubernetes;
use crate::frontends::shape::keys::{Form, Key, Table, table};

const KEYS: &[Key] = joined!(
    kubernetes::KEYS,
    &[Key::new("targets", Form::Settings, "{argo: {version: \"3.5\"}}", "Settings of single targets.")]
);

pub(super) static SETTINGS: Table = table("flavor `segue`", KEYS);

pub(super) static CONFIGURATION: Table = table(
    "a component of flavor `segue`",
    joined!(
        KEYS,
        &[
            Key::new("namespace", Form::DnsLabel, "ml", "The namespace of everything emitted."),
            Key::new("target", Form::Any, "[argo]", "The targets that files are written for."),
            Key::new("output_dir", Form::Any, "manifests", "The folder that files are written to."),
            Key::new("binary", Form::Any, "segue", "The program."),
            Key::new("secret_environment", Form::Any, "{}", "Variables that come from secrets."),
            Key::new("inputs_dir", Form::Any, "inputs", "Where the snapshot and the stack file are kept."),
            Key::new("local", Form::Any, "false", "Whether the files are only to be looked at."),
        ]
    ),
);
