//! Each form alone, in a document that is otherwise right.

use segue::frontends::shape::keys::Form;

use crate::doc::Doc;

/// A form, and the keys under which a value of it stands.
pub(crate) const PLACES: &[(Form, &[&str])] = &[
    (Form::Version, &["segue"]),
    (Form::String, &["description"]),
    (Form::Name, &["name"]),
    (Form::Text, &["steps", "s", "args", "[]"]),
    (Form::EnvValue, &["steps", "s", "env", "A"]),
    (Form::Bool, &["schedule", "suspended"]),
    (Form::Integer(1), &["parallelism"]),
    (Form::Integer(0), &["steps", "s", "retries"]),
    (Form::Factor, &["steps", "s", "retries", "backoff"]),
    (Form::Duration, &["timeout"]),
    (Form::Duration, &["targets", "airflow", "startup_timeout"]),
    (Form::Cores, &["steps", "s", "resources", "cpu"]),
    (Form::Bytes, &["steps", "s", "resources", "memory"]),
    (Form::Cuda, &["steps", "s", "resources", "gpu", "cuda"]),
    (Form::Image, &["steps", "s", "image"]),
    (Form::Image, &["targets", "tekton", "schedule_image"]),
    (Form::AbsolutePath, &["steps", "s", "volumes", "[]", "mount"]),
    (Form::Path, &["steps", "s", "working_dir"]),
    (Form::SubPath, &["steps", "s", "volumes", "[]", "sub_path"]),
    (Form::DnsLabel, &["namespace"]),
    (Form::DnsLabel, &["targets", "argo", "namespace"]),
    (Form::DnsLabel, &["targets", "tekton", "schedule_service_account"]),
    (Form::ResourceName, &["steps", "s", "resources", "gpu", "resource"]),
    (Form::EnvName, &["run_id_env"]),
    (Form::EnvName, &["steps", "s", "args", "[]", "param"]),
    (Form::EnvName, &["steps", "s", "args", "[]", "env"]),
    (Form::EnvName, &["targets", "argo", "run_id_env"]),
    (Form::PodField, &["steps", "s", "env", "A", "field"]),
    (Form::Cron, &["schedule", "cron"]),
    (Form::Zone, &["schedule", "timezone"]),
    (Form::Moment, &["schedule", "start"]),
    (Form::KubeString, &["steps", "s", "security_context", "seLinuxOptions", "level"]),
    (Form::KubeInteger, &["steps", "s", "security_context", "runAsUser"]),
    (Form::Choice(&["Always", "IfNotPresent", "Never"]), &["steps", "s", "image_pull_policy"]),
    (Form::String, &["steps", "s", "env", "A", "secret"]),
    (Form::Name, &["steps", "s", "env", "A", "secret", "key"]),
];

/// A document with `value` under `keys`.
pub(crate) fn document(keys: &[&str], value: Doc) -> Doc {
    let mut document = skeleton();
    put(&mut document, keys, value);
    document
}

/// What a value's neighbours must be.
fn skeleton() -> Doc {
    let plain = crate::doc::plain;
    let mut document = Doc::Map(Vec::new());
    for (keys, value) in [
        (&["segue"] as &[&str], plain("1")),
        (&["name"], plain("x")),
        (&["schedule", "cron"], Doc::Quoted("0 3 * * *".to_owned())),
        (&["steps", "s", "image"], plain("i")),
        (&["steps", "s", "retries", "limit"], plain("1")),
        (&["steps", "s", "retries", "delay"], plain("1s")),
        (&["steps", "s", "volumes", "[]", "mount"], plain("/m")),
        (&["steps", "s", "volumes", "[]", "claim"], plain("c")),
    ] {
        put(&mut document, keys, value);
    }
    document
}

fn put(document: &mut Doc, keys: &[&str], value: Doc) {
    let Some((first, rest)) = keys.split_first() else {
        *document = value;
        return;
    };
    if *first == "[]" {
        if !matches!(document, Doc::List(_)) {
            *document = Doc::List(vec![Doc::Map(Vec::new())]);
        }
        if let Doc::List(items) = document {
            put(&mut items[0], rest, value);
        }
        return;
    }
    if !matches!(document, Doc::Map(_)) {
        *document = Doc::Map(Vec::new());
    }
    let Doc::Map(entries) = document else { return };
    // The other part of a reference, so that one part alone can be judged.
    if rest == ["key"] && *first == "secret" {
        entries.push(("secret".to_owned(), Doc::Map(vec![("name".to_owned(), crate::doc::plain("n"))])));
    }
    match entries.iter_mut().find(|(key, _)| key == first) {
        Some((_, entry)) => put(entry, rest, value),
        None => {
            entries.push(((*first).to_owned(), Doc::Map(Vec::new())));
            if let Some((_, entry)) = entries.last_mut() {
                put(entry, rest, value);
            }
        }
    }
}
