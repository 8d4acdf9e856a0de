//! The keys of every map of the language, in the order of the reference.

use crate::frontends::shape::keys::{Form, Key, KeyKind, Others, Rule, Table, table};
use crate::frontends::shape::kube_keys;
use crate::ir::Feature;

const STRINGS: Form = Form::MapOf(KeyKind::LabelKey, &Form::String);
const TEXTS: Form = Form::List(&Form::Text);

/// The whole document.
pub static PIPELINE: Table = Table {
    others: Others::Extensions,
    reserved: &["environments", "finally", "outputs", "include"],
    elsewhere: Some(of_a_step),
    ..table(
        "a pipeline",
        &[
            Key::new("segue", Form::Version, "1", "The version of this language. It makes the file recognisable.").required(),
            Key::new("name", Form::Name, "churn-training", "The pipeline's name: any text. Each target gets a legal name from it.").required(),
            Key::new("description", Form::String, "nightly churn model", "A word for people, shown where the target has a place for it.")
                .features(&[Feature::Description]),
            Key::new("namespace", Form::DnsLabel, "ml", "The Kubernetes namespace of everything emitted. A target's settings may override it.")
                .features(&[Feature::Namespace]),
            Key::new("labels", STRINGS, "{team: churn}", "Labels of every object and pod of the pipeline.").features(&[Feature::Labels]),
            Key::new("annotations", STRINGS, "{owner: churn@example.com}", "Annotations of every object and pod of the pipeline.")
                .features(&[Feature::Annotations]),
            Key::new(
                "parameters",
                Form::MapOf(KeyKind::Parameter, &Form::Short(&PARAMETER, "default")),
                "{since: {default: \"2026-01-01\"}}",
                "Values that a person may change at start; always text. Without a default a value is required at start.",
            )
            .features(&[Feature::Parameters]),
            Key::new("defaults", Form::Fields(&DEFAULTS), "{image: \"ghcr.io/acme/churn:1\"}", "Any field of a step but `needs`; merged under each step."),
            Key::new(
                "steps",
                Form::MapOf(KeyKind::StepId, &Form::Fields(&STEP)),
                "{load: {image: \"ghcr.io/acme/churn:1\"}}",
                "The steps by their ids, which are any text. Their order never implies an edge.",
            )
            .required(),
            Key::new("schedule", Form::Short(&SCHEDULE, "cron"), "\"0 3 * * *\"", "When the pipeline runs by itself; a string is a cron line.")
                .features(&[Feature::Cron]),
            Key::new("timeout", Form::Duration, "12h", "The longest time that a whole run may take.").features(&[Feature::PipelineTimeout]),
            Key::new("parallelism", Form::Integer(1), "4", "How many steps of one run may run at a time.").features(&[Feature::Parallelism]),
            Key::new(
                "on_failure",
                Form::Choice(&["stop", "continue", "cancel"]),
                "continue",
                "What a failed step means for the others. `stop`: nothing new starts, running steps finish. `continue`: branches that do \
                 not depend on the failed step go on. `cancel`: running steps are killed.",
            )
            .default("what the target does by itself")
            .features(&[Feature::FailureStop, Feature::FailureContinue, Feature::FailureCancel]),
            Key::new(
                "run_id_env",
                Form::OneOrList(&Form::EnvName),
                "[SEGUE_RUN_ID, RUN_ID]",
                "The variables that hold the run id in every step: one value in all steps and attempts of a run, another in each run. They \
                 stand before the step's own variables where the target allows. `[]` for none.",
            )
            .default("SEGUE_RUN_ID")
            .features(&[Feature::RunId]),
            Key::new("targets", Form::Settings, "{argo: {version: \"3.5\"}}", "Settings of single targets: what has no neutral word."),
        ],
    )
};

/// One of `parameters`.
pub static PARAMETER: Table = table(
    "a parameter",
    &[
        Key::new(
            "default",
            Form::String,
            "\"2026-01-01\"",
            "The value of a run that names no other. It arrives exactly or is refused.",
        ),
        Key::new("description", Form::String, "first day of training data", "A word for people."),
    ],
);

macro_rules! step_keys {
    ($($extra:expr),*) => {
        &[
            Key::new("image", Form::Image, "ghcr.io/acme/churn:1", "The container image, with digest or tag as written."),
            Key::new("command", TEXTS, "[python, -m, churn.load]", "Replaces the image's entrypoint. Without it the entrypoint runs.")
                .features(&[Feature::Arguments, Feature::Entrypoint]),
            Key::new("args", TEXTS, "[--since, {param: since}]", "Appended to the command or the entrypoint.").features(&[Feature::Arguments]),
            Key::new("script", Form::String, "\"python -m churn.load\"", "Exactly `command: shell + [script]`; nothing else is added. Pass values through `env`.")
                .features(&[Feature::Arguments]),
            Key::new("shell", Form::Filled(&Form::String), "[/bin/bash, -c]", "What runs `script`.").default("[/bin/sh, -eu, -c]"),
            Key::new("working_dir", Form::Path, "/app", "The folder that the command starts in.").features(&[Feature::WorkingDir]),
            Key::new("env", Form::MapOf(KeyKind::EnvName, &Form::EnvValue), "{LOG_LEVEL: info}", "Environment variables; their order is kept.")
                .features(&[Feature::Env, Feature::Secret, Feature::Config, Feature::EnvField, Feature::EnvReference]),
            Key::new(
                "env_from",
                Form::List(&Form::Fields(&ENV_SOURCE)),
                "[{secret: warehouse, prefix: WAREHOUSE_}]",
                "Secrets and config maps of which each entry is a variable. Of two of one name the later source's counts, and that of \
                 `env` before all.",
            )
            .features(&[Feature::EnvFrom]),
            $($extra,)*
            Key::new("resources", Form::Fields(&RESOURCES), "{cpu: 500m, memory: 2GiB}", "What the step takes of its machine."),
            Key::new("retries", Form::Short(&RETRIES, "limit"), "3", "Attempts after the first.").default("0").features(&[Feature::Retries]),
            Key::new("timeout", Form::Duration, "6h", "The longest time that one attempt may take.").features(&[Feature::StepTimeout]),
            Key::new("placement", Form::Fields(&PLACEMENT), "{node_selector: {pool: gpu}}", "Where the step may run."),
            Key::new("volumes", Form::List(&Form::Fields(&VOLUME)), "[{mount: /data, claim: churn-data}]", "What is mounted, one entry a mount."),
            Key::new("service_account", Form::Name, "trainer", "The account that the step runs as.").features(&[Feature::ServiceAccount]),
            Key::new("image_pull_policy", Form::Choice(&["Always", "IfNotPresent", "Never"]), "IfNotPresent", "When the image is pulled.")
                .features(&[Feature::PullPolicy]),
            Key::new("image_pull_secrets", Form::List(&Form::Name), "[registry-key]", "Secrets that the image is pulled with.")
                .features(&[Feature::PullSecrets]),
            Key::new("security_context", Form::Fields(&kube_keys::SECURITY_CONTEXT), "{runAsNonRoot: true}", "Kubernetes' container security context, in its own shape.")
                .features(&[Feature::SecurityContext]),
            Key::new("labels", STRINGS, "{team: churn}", "Labels of the step's pod, over the pipeline's.").features(&[Feature::Labels]),
            Key::new("annotations", STRINGS, "{owner: churn@example.com}", "Annotations of the step's pod, over the pipeline's.").features(&[Feature::Annotations]),
            Key::new("description", Form::String, "loads the last day", "A word for people.").features(&[Feature::Description]),
            Key::new("targets", Form::Settings, "{}", "Settings of single targets for this step."),
        ]
    };
}

const RESERVED_IN_STEP: &[&str] = &["when", "matrix", "outputs", "steps", "uses", "sidecars", "init"];

/// One of `env_from`.
pub static ENV_SOURCE: Table = Table {
    one_of: &["secret", "config"],
    ..table(
        "a source of variables",
        &[
            Key::new("secret", Form::Name, "warehouse", "The name of a secret.").features(&[Feature::EnvFrom]),
            Key::new("config", Form::Name, "site", "The name of a config map.").features(&[Feature::EnvFrom]),
            Key::new("prefix", Form::EnvName, "WAREHOUSE_", "What stands before each key in the variable's name."),
            Key::new("optional", Form::Bool, "true", "Whether the step starts without the secret or config map.")
                .default("false"),
        ],
    )
};

/// One of `steps`.
pub static STEP: Table = Table {
    elsewhere: Some(of_the_pipeline),
    reserved: RESERVED_IN_STEP,
    others: Others::Extensions,
    rule: Some(Rule::ScriptAlone),
    ..table(
        "a step",
        step_keys![
            Key::new(
                "needs",
                Form::OneOrList(&Form::Name),
                "[load]",
                "The steps that must have succeeded before this one starts."
            )
            .features(&[Feature::Needs])
        ],
    )
};

/// The map `defaults`.
pub static DEFAULTS: Table = Table {
    elsewhere: Some(of_single_steps),
    reserved: RESERVED_IN_STEP,
    others: Others::Extensions,
    ..table("`defaults`", step_keys![])
};

fn of_a_step(name: &str) -> Option<String> {
    STEP.key(name).map(|_| format!("move `{name}` to a step, or under `defaults` for all of them"))
}

fn of_the_pipeline(name: &str) -> Option<String> {
    PIPELINE.key(name).map(|_| format!("move `{name}` to the top of the document: it is for the whole pipeline"))
}

fn of_single_steps(name: &str) -> Option<String> {
    (name == "needs").then(|| "write `needs` under each step that has them".to_owned())
}

/// The map `resources`.
pub static RESOURCES: Table = table(
    "`resources`",
    &[
        Key::new("cpu", Form::Cores, "500m", "Reserved cores. A limit only from `limits`.").features(&[Feature::Cpu]),
        Key::new("memory", Form::Bytes, "16GiB", "Reserved memory, and its limit unless `limits` names another.")
            .features(&[Feature::Memory]),
        Key::new(
            "storage",
            Form::Bytes,
            "20GB",
            "Reserved ephemeral storage, and its limit unless `limits` names another.",
        )
        .features(&[Feature::Storage]),
        Key::new(
            "limits",
            Form::Fields(&LIMITS),
            "{cpu: 2}",
            "What the step may not exceed; without a request it is the request too.",
        )
        .features(&[Feature::Limits]),
        Key::new(
            "shared_memory",
            Form::Bytes,
            "8GiB",
            "The size of a memory-backed `/dev/shm`. It counts against the memory limit.",
        )
        .features(&[Feature::SharedMemory]),
        Key::new("gpu", Form::Short(&GPU, "count"), "1", "GPUs; a number is their count, 0 none.")
            .features(&[Feature::Gpu]),
    ],
);

/// The map `resources.limits`.
pub static LIMITS: Table = table(
    "`limits`",
    &[
        Key::new("cpu", Form::Cores, "2", "The most cores.").features(&[Feature::Limits]),
        Key::new("memory", Form::Bytes, "32GiB", "The most memory.").features(&[Feature::Limits]),
        Key::new("storage", Form::Bytes, "40GB", "The most ephemeral storage.")
            .features(&[Feature::Limits, Feature::Storage]),
    ],
);

/// The map `resources.gpu`.
pub static GPU: Table = table(
    "a GPU request",
    &[
        Key::new("count", Form::Integer(0), "2", "How many, in requests and limits.").default("1"),
        Key::new("resource", Form::ResourceName, "nvidia.com/mig-3g.20gb", "The resource that is counted.")
            .default("nvidia.com/gpu"),
        Key::new(
            "product",
            Form::OneOrFilled(&Form::Name),
            "NVIDIA-A100-SXM4-80GB",
            "Accepted products, by the node label `nvidia.com/gpu.product`.",
        )
        .features(&[Feature::GpuProduct]),
        Key::new(
            "memory",
            Form::Bytes,
            "80GB",
            "The least memory of one card. Real cards report less than the binary nominal size, so write `80GB`.",
        )
        .features(&[Feature::GpuMemory]),
        Key::new("cuda", Form::Cuda, "\"12.4\"", "The least CUDA version that the node's driver supports.")
            .features(&[Feature::GpuCuda]),
    ],
);

/// The map `retries`.
pub static RETRIES: Table = table(
    "`retries`",
    &[
        Key::new("limit", Form::Integer(0), "3", "Attempts after the first.").required(),
        Key::new("delay", Form::Duration, "30s", "The wait before the second attempt.")
            .default("none, as far as the target can")
            .features(&[Feature::RetryDelay]),
        Key::new(
            "backoff",
            Form::Factor,
            "2",
            "The factor by which each wait is longer than the one before; needs `delay`.",
        )
        .default("1")
        .features(&[Feature::RetryBackoff]),
        Key::new("max_delay", Form::Duration, "10m", "The longest wait; needs `delay`.")
            .features(&[Feature::RetryMaxDelay]),
    ],
);

/// The map `placement`.
pub static PLACEMENT: Table = table(
    "a placement",
    &[
        Key::new("node_selector", STRINGS, "{pool: gpu}", "Labels that the node must have.")
            .features(&[Feature::NodeSelector]),
        Key::new(
            "tolerations",
            Form::List(&Form::Fields(&kube_keys::TOLERATION)),
            "[{key: nvidia.com/gpu, operator: Exists}]",
            "Taints that the step accepts, in Kubernetes' own shape.",
        )
        .features(&[Feature::Tolerations]),
        Key::new(
            "affinity",
            Form::Fields(&kube_keys::AFFINITY),
            "{nodeAffinity: {}}",
            "Kubernetes' affinity, in its own shape.",
        )
        .features(&[Feature::Affinity]),
        Key::new("priority_class", Form::Name, "batch", "The name of a priority class.")
            .features(&[Feature::PriorityClass]),
        Key::new("runtime_class", Form::Name, "nvidia", "The name of a runtime class.")
            .features(&[Feature::RuntimeClass]),
        Key::new("scheduler", Form::Name, "volcano", "The name of the scheduler that chooses the node.")
            .default("the cluster's")
            .features(&[Feature::Scheduler]),
    ],
);

const MOUNTS: &[Feature] = &[Feature::ClaimVolume, Feature::SecretVolume, Feature::ConfigVolume, Feature::EmptyVolume];

/// One of `volumes`.
pub static VOLUME: Table = Table {
    one_of: &["claim", "secret", "config", "empty"],
    ..table(
        "a volume",
        &[
            Key::new("mount", Form::AbsolutePath, "/data", "The path in the container.").required(),
            Key::new("read_only", Form::Bool, "true", "Whether the container must not write.")
                .default("false")
                .features(MOUNTS),
            Key::new("sub_path", Form::SubPath, "raw", "A path inside the volume, mounted instead of its root.")
                .features(MOUNTS),
            Key::new("claim", Form::Name, "churn-data", "An existing persistent volume claim.")
                .features(&[Feature::ClaimVolume]),
            Key::new("secret", Form::Name, "site-tls", "A secret, its entries as files.")
                .features(&[Feature::SecretVolume]),
            Key::new("config", Form::Name, "site", "A config map, its entries as files.")
                .features(&[Feature::ConfigVolume]),
            Key::new("empty", Form::Fields(&EMPTY), "{size: 10GiB}", "An empty folder that lives as long as the pod.")
                .features(&[Feature::EmptyVolume]),
        ],
    )
};

/// The map `empty` of a volume.
pub static EMPTY: Table = table(
    "an empty volume",
    &[
        Key::new("size", Form::Bytes, "10GiB", "The most that it may hold."),
        Key::new("memory", Form::Bool, "true", "Whether it is kept in memory.").default("false"),
    ],
);

/// The map `schedule`.
pub static SCHEDULE: Table = Table {
    one_of: &["cron", "every", "at"],
    ..table(
        "a schedule",
        &[
            Key::new(
                "cron",
                Form::Cron,
                "\"0 3 * * *\"",
                "Five fields of numbers, names, `*`, `,`, `-`, `/`, or a nickname such as `@daily`.",
            )
            .features(&[Feature::Cron]),
            Key::new(
                "every",
                Form::Duration,
                "6h",
                "An interval, counted from `start`, else from 1970-01-01T00:00 in `timezone`.",
            )
            .features(&[Feature::Interval]),
            Key::new("at", Form::Moment, "2026-12-01T03:00", "One time.").features(&[Feature::Once]),
            Key::new("timezone", Form::Zone, "Europe/Berlin", "The zone that times are read in, by its IANA name.")
                .default("UTC")
                .features(&[Feature::Timezone]),
            Key::new("start", Form::Moment, "2026-01-01", "No run before this: RFC 3339, or local time in `timezone`.")
                .features(&[Feature::ScheduleStart]),
            Key::new("end", Form::Moment, "2026-12-31", "No run after this.").features(&[Feature::ScheduleEnd]),
            Key::new(
                "catchup",
                Form::Bool,
                "true",
                "Whether runs that were missed since `start` are made up for; true needs `start`.",
            )
            .default("false")
            .features(&[Feature::Catchup, Feature::CatchupOff]),
            Key::new(
                "overlap",
                Form::Choice(&["forbid", "allow", "replace"]),
                "allow",
                "What happens when a run is due while another still runs.",
            )
            .default("forbid")
            .features(&[Feature::OverlapForbid, Feature::OverlapAllow, Feature::OverlapReplace]),
            Key::new("suspended", Form::Bool, "true", "Whether the schedule is emitted but does not fire.")
                .default("false")
                .features(&[Feature::Suspended]),
        ],
    )
};

/// The forms of a text that are maps, in `command`, `args` and `env`.
pub static TEXT: Table = Table {
    one_of: &["param", "run", "env", "join", "secret", "config", "field"],
    ..table(
        "a text",
        &[
            Key::new("param", Form::Name, "since", "The value of a parameter in this run.").features(&[Feature::Parameters]),
            Key::new("run", Form::Choice(&["id"]), "id", "The run id, as the variables of `run_id_env` hold it.")
                .features(&[Feature::RunId]),
            Key::new(
                "env",
                Form::EnvName,
                "REGION",
                "The value of the step's own variable, in an environment value of an earlier one. The platform expands it, no \
                 shell.",
            )
            .features(&[Feature::EnvReference]),
            Key::new("join", Form::List(&Form::Text), "[s3://b/, {run: id}]", "The parts without anything between them."),
            Key::new(
                "secret",
                Form::Short(&REFERENCE, "name"),
                "warehouse/password",
                "In `env` only: the entry KEY of the secret NAME, as `NAME/KEY` or in long form. A value never stands here.",
            )
            .features(&[Feature::Secret]),
            Key::new(
                "config",
                Form::Short(&REFERENCE, "name"),
                "site/region",
                "In `env` only: the entry KEY of the config map NAME, as `NAME/KEY` or in long form.",
            )
            .features(&[Feature::Config]),
            Key::new(
                "field",
                Form::PodField,
                "status.podIP",
                "In `env` only: a field of the step's own pod, as it is when the container starts, by Kubernetes' path.",
            )
            .features(&[Feature::EnvField]),
        ],
    )
};

/// The long form of `secret` and `config` in an environment value.
pub static REFERENCE: Table = table(
    "a reference",
    &[
        Key::new("name", Form::Name, "warehouse", "The name of the secret or config map.").required(),
        Key::new("key", Form::Name, "password", "The name of its entry.").required(),
        Key::new("optional", Form::Bool, "true", "Whether the variable is left out where there is no such entry.")
            .default("false"),
    ],
);

#[cfg(test)]
mod tests {
    use super::{REFERENCE, TEXT};
    use crate::frontends::shape::texts::{ENV_FORMS, REFERENCE_KEYS};

    #[test]
    fn the_tables_list_the_forms_of_a_text() {
        let names: Vec<&str> = TEXT.keys.iter().map(|key| key.name).collect();
        assert_eq!(names, ENV_FORMS);
        let names: Vec<&str> = REFERENCE.keys.iter().map(|key| key.name).collect();
        assert_eq!(names, REFERENCE_KEYS);
    }
}
