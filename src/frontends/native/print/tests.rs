//! What becomes a default, what stands over it, and how values are spelt.
//!
//! That inputs and outputs mean the same is shown over whole documents, in `tests/convert.rs`.

use super::print;
use crate::diag::Diagnostics;
use crate::frontends::native::Native;
use crate::frontends::{Frontend, Input};
use crate::passes;
use crate::source::{Source, SourceId};

/// The bodies of documents: what stands below `segue` and `name`.
fn check(body: &str, expected: &str) {
    let head = "segue: 1\nname: x\n";
    let source = Source::new("x.yaml", format!("{head}{body}").into());
    let document = source.read(SourceId::MAIN).tree;
    let mut diags = Diagnostics::new();
    let input = Input { document: &document, build: None, stack: None, choice: None, targets: &[] };
    let pipeline = Native.parse(&input, &mut diags).unwrap();
    let plan = passes::run(pipeline, &mut diags);
    assert!(plan.is_some(), "{:?}", diags.into_findings(&[document]));
    let printed = print(&plan.unwrap()).unwrap();
    assert_eq!(printed, format!("{head}{expected}"), "from {body}");
}

/// Steps `a`, `b`, … that hold these keys, each with the image `i`; what is expected of `defaults` and of each step.
fn check_steps(steps: &[&str], defaults: &str, expected: &[&str]) {
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let own = |keys: &&str| if keys.is_empty() { "{image: i}".to_owned() } else { format!("{{image: i, {keys}}}") };
    let body: String = ids.iter().zip(steps).map(|(id, keys)| format!("  {id}: {}\n", own(keys))).collect();
    let mut wanted = format!("defaults:\n  image: i\n{}steps:\n", indented(defaults, 2));
    for (id, lines) in ids.iter().zip(expected) {
        let empty = if lines.is_empty() { " {}" } else { "" };
        wanted.push_str(&format!("  {id}:{empty}\n{}", indented(lines, 4)));
    }
    check(&format!("steps:\n{body}"), &wanted);
}

fn indented(lines: &str, blanks: usize) -> String {
    lines.lines().map(|line| format!("{:blanks$}{line}\n", "")).collect()
}

#[test]
fn what_most_share_is_a_default() {
    check_steps(&["timeout: 1h", "timeout: 1h", "timeout: 1h"], "timeout: 1h", &["", "", ""]);
    check_steps(&["timeout: 1h", "timeout: 1h", "timeout: 2h"], "timeout: 1h", &["", "", "timeout: 2h"]);
    check_steps(&["timeout: 1h", "timeout: 2h", "timeout: 3h"], "", &["timeout: 1h", "timeout: 2h", "timeout: 3h"]);
    check_steps(
        &["timeout: 1h", "timeout: 1h", "timeout: 2h", "timeout: 3h", "timeout: 4h"],
        "",
        &["timeout: 1h", "timeout: 1h", "timeout: 2h", "timeout: 3h", "timeout: 4h"],
    );
}

#[test]
fn a_single_step_has_no_defaults() {
    check("steps: {a: {image: i, timeout: 1h}}\n", "steps:\n  a:\n    image: i\n    timeout: 1h\n");
}

#[test]
fn a_null_must_be_worth_it() {
    check_steps(&["timeout: 1h", "timeout: 1h", ""], "", &["timeout: 1h", "timeout: 1h", ""]);
    let four = ["timeout: 1h"; 4];
    let steps: Vec<&str> = four.into_iter().chain([""]).collect();
    check_steps(&steps, "timeout: 1h", &["", "", "", "", "timeout: null"]);
    check_steps(&["retries: 3", "retries: 3", "retries: 3", ""], "retries: 3", &["", "", "", "retries: 0"]);
}

#[test]
fn variables_are_shared_where_their_order_allows_it() {
    check_steps(
        &["env: {A: x, B: w, C: one}", "env: {A: x, B: w, C: two}"],
        "env:\n  A: x\n  B: w",
        &["env:\n  C: one", "env:\n  C: two"],
    );
    // `B` may refer to the variable before it, so it does not move.
    check_steps(
        &["env: {A: one, B: w}", "env: {A: two, B: w}"],
        "",
        &["env:\n  A: one\n  B: w", "env:\n  A: two\n  B: w"],
    );
    check_steps(&["env: {A: x, B: w}", "env: {B: w, A: x}"], "", &["env:\n  A: x\n  B: w", "env:\n  B: w\n  A: x"]);
    check_steps(
        &["env: {A: x, B: w}", "env: {A: x, B: z}", "env: {A: x, C: w}"],
        "env:\n  A: x",
        &["env:\n  B: w", "env:\n  B: z", "env:\n  C: w"],
    );
}

#[test]
fn a_key_that_comes_later_elsewhere_is_no_default() {
    let four = ["env: {L: l, A: x, B: w}"; 4];
    let steps: Vec<&str> = four.into_iter().chain(["env: {L: l, B: w, A: x}"]).collect();
    let own = "env:\n  A: x\n  B: w";
    check_steps(&steps, "env:\n  L: l", &[own, own, own, own, "env:\n  B: w\n  A: x"]);
}

#[test]
fn a_variable_is_one_value_whatever_its_name_is_elsewhere() {
    let four = ["env: {retries: {secret: s/k}}"; 4];
    let steps: Vec<&str> =
        four.into_iter().chain(["env: {gpu: {config: {name: s, key: k, optional: true}}}"]).collect();
    check_steps(
        &steps,
        "env:\n  retries:\n    secret: s/k",
        &[
            "",
            "",
            "",
            "",
            "env:\n  retries: null\n  gpu:\n    config:\n      name: s\n      key: k\n      optional: true",
        ],
    );
}

#[test]
fn lists_are_one_value() {
    check_steps(
        &["image_pull_secrets: [a, b]", "image_pull_secrets: [a, b]", "image_pull_secrets: [a]"],
        "image_pull_secrets: [a, b]",
        &["", "", "image_pull_secrets: [a]"],
    );
    check_steps(&["args: [x]", "args: [x]", "args: []"], "args: [x]", &["", "", "args: []"]);
}

#[test]
fn command_and_script_exclude_each_other() {
    check_steps(
        &["command: [c], args: [x]", "command: [c], args: [w]", "script: s"],
        "command: [c]",
        &["args: [x]", "args: [w]", "script: s"],
    );
    check_steps(
        &["command: [c]", "command: [c]", "command: [c]", "command: [c]", "args: [x]"],
        "command: [c]",
        &["", "", "", "", "command: null\nargs: [x]"],
    );
    check_steps(
        &["script: s, env: {A: x}", "script: s, env: {A: w}", "command: [c]"],
        "script: s",
        &["env:\n  A: x", "env:\n  A: w", "command: [c]"],
    );
    check_steps(
        &["script: s", "script: s", "script: s", "script: s", ""],
        "script: s",
        &["", "", "", "", "script: null"],
    );
    // Each is worth it alone; a step without either would get both.
    check_steps(
        &["script: s", "script: s", "command: [c]", "command: [c]"],
        "script: s",
        &["", "", "command: [c]", "command: [c]"],
    );
}

#[test]
fn scripts_are_recognised() {
    let script = "steps:\n  a:\n    image: i\n    script: |\n      one\n      two\n";
    check("steps: {a: {image: i, command: [/bin/sh, -eu, -c, \"one\\ntwo\\n\"]}}\n", script);
    check(
        "steps: {a: {image: i, command: [bash, -xc, \"one\\ntwo\"]}}\n",
        "steps:\n  a:\n    image: i\n    script: |-\n      one\n      two\n    shell: [bash, -xc]\n",
    );
    for command in ["[/bin/sh, -eu, -c]", "[bash, -c, one]", "[/bin/sh, -e, -c, one]", "[-c, one]", "[]"] {
        let same = format!("steps:\n  a:\n    image: i\n    command: {command}\n");
        check(&same, &same);
    }
    let with_args = "steps:\n  a:\n    image: i\n    command: [/bin/sh, -eu, -c, one]\n    args: []\n";
    check(with_args, with_args);
    check_steps(
        &["script: s, shell: [b, -c]", "script: \"t\\nu\", shell: [b, -c]", "script: \"v\\nw\", shell: [b, -c]"],
        "shell: [b, -c]",
        &["command: [b, -c, s]", "script: |-\n  t\n  u", "script: |-\n  v\n  w"],
    );
}

#[test]
fn maps_are_shared_key_by_key() {
    check_steps(
        &[
            "resources: {cpu: 1, memory: 1GiB}",
            "resources: {cpu: 1, memory: 2GiB}",
            "resources: {cpu: 1, memory: 3GiB}",
        ],
        "resources:\n  cpu: 1",
        &["resources:\n  memory: 1GiB", "resources:\n  memory: 2GiB", "resources:\n  memory: 3GiB"],
    );
    check_steps(
        &["retries: {limit: 3, delay: 30s}", "retries: {limit: 3, delay: 30s}", "retries: {limit: 5, delay: 30s}"],
        "retries:\n  limit: 3\n  delay: 30s",
        &["", "", "retries: 5"],
    );
    check_steps(
        &["resources: {gpu: 2}", "resources: {gpu: 2}", "resources: {gpu: {resource: amd.com/gpu}}"],
        "resources:\n  gpu: 2",
        &["", "", "resources:\n  gpu:\n    count: 1\n    resource: amd.com/gpu"],
    );
}

#[test]
fn what_kubernetes_shapes_is_shared_in_one_piece() {
    let local = |file: &str| {
        format!("security_context: {{seccompProfile: {{type: Localhost, localhostProfile: {file}}}, runAsUser: 1}}")
    };
    let lines = |file: &str| {
        format!(
            "security_context:\n  seccompProfile:\n    type: Localhost\n    localhostProfile: {file}\n  runAsUser: 1"
        )
    };
    check_steps(&[&local("a"), &local("a"), &local("b")], "", &[&lines("a"), &lines("a"), &lines("b")]);
    check_steps(
        &[&local("a"), &local("a"), &local("a").replace("runAsUser: 1", "runAsUser: 2")],
        &lines("a"),
        &["", "", "security_context:\n  runAsUser: 2"],
    );
}

#[test]
fn labels_of_the_pipeline_stand_once() {
    check(
        "labels: {team: a}\nsteps:\n  a: {image: i}\n  b: {image: i, labels: {team: b, tier: x}}\n  c: {image: i, labels: {team: ~}}\n",
        "labels:\n  team: a\ndefaults:\n  image: i\nsteps:\n  a: {}\n  b:\n    labels:\n      team: b\n      tier: x\n  c:\n    \
         labels: null\n",
    );
    check(
        "labels: {team: a}\ndefaults: {image: i, labels: {tier: x}}\nsteps: {a: {}, b: {}}\n",
        "labels:\n  team: a\ndefaults:\n  image: i\n  labels:\n    tier: x\nsteps:\n  a: {}\n  b: {}\n",
    );
}

#[test]
fn settings_keep_their_spelling_and_what_they_inherit() {
    let section = "targets:\n  argo:\n    a: 3.10\n    b: \"3.10\"\n    c: 007\n    d: true\n    e: \"true\"\n    f: \"yes\"\n    g: word\n    \
                   h: [1, -2, \"3\"]\n    i: {}\n    j: \"2026-01-01\"\n    k: null\n    l: .inf\n";
    check(&format!("steps: {{a: {{image: i}}}}\n{section}"), &format!("steps:\n  a:\n    image: i\n{section}"));
    check(
        "targets: {airflow: {queue: fast}}\ndefaults: {image: i, targets: {airflow: {pool: p}}}\n\
         steps: {a: {}, b: {}, c: {targets: {airflow: {pool: ~, queue: ~}}}}\n",
        "defaults:\n  image: i\nsteps:\n  a:\n    targets:\n      airflow:\n        pool: p\n  b:\n    targets:\n      airflow:\n        pool: p\n  \
         c:\n    targets:\n      airflow:\n        queue: null\ntargets:\n  airflow:\n    queue: fast\n",
    );
}

/// A null over what the pipeline says stays with the step, so no step can be without a default that stands over it.
#[test]
fn what_the_pipeline_says_of_a_target_cannot_be_removed() {
    check(
        "targets: {airflow: {queue: fast}}\ndefaults: {image: i, targets: {airflow: {queue: slow, pool: p}}}\nsteps: {a: {}, b: {}, c: {}, \
         d: {}}\n",
        "defaults:\n  image: i\n  targets:\n    airflow:\n      queue: slow\n      pool: p\nsteps:\n  a: {}\n  b: {}\n  c: {}\n  d: \
         {}\ntargets:\n  airflow:\n    queue: fast\n",
    );
    let own = |ids: &str, keys: &str| -> String {
        ids.chars().map(|id| format!("  {id}: {{image: i, targets: {{airflow: {keys}}}}}\n")).collect()
    };
    let lines = |ids: &str, keys: &str| -> String {
        ids.chars().map(|id| format!("  {id}:\n    targets:\n      airflow:{keys}\n")).collect()
    };
    // One step lacks the queue: it is no default, the pool is.
    check(
        &format!(
            "targets: {{airflow: {{queue: fast}}}}\nsteps:\n{}{}",
            own("abcd", "{pool: p, queue: slow}"),
            own("e", "{pool: p}")
        ),
        &format!(
            "defaults:\n  image: i\n  targets:\n    airflow:\n      pool: p\nsteps:\n{}  e: {{}}\ntargets:\n  airflow:\n    queue: fast\n",
            lines("abcd", "\n        queue: slow")
        ),
    );
    // One step has no settings at all, or none of this target.
    let named = "targets: {kubeflow: {display_name: s}}";
    let pooled = "targets: {kubeflow: {display_name: s}, airflow: {pool: p}}";
    let steps = |ids: &str, keys: &str| -> String {
        ids.chars()
            .map(|id| format!("  {id}: {{image: i{}{keys}}}\n", if keys.is_empty() { "" } else { ", " }))
            .collect()
    };
    let whole = "targets:\n  airflow:\n    queue: fast\n";
    let defaults = "defaults:\n  image: i\n  targets:\n    kubeflow:\n      display_name: s\n";
    check(
        &format!("{whole}steps:\n{}{}", steps("abcd", named), steps("e", "")),
        &format!(
            "{defaults}steps:\n  a: {{}}\n  b: {{}}\n  c: {{}}\n  d: {{}}\n  e:\n    targets:\n      kubeflow: null\n{whole}"
        ),
    );
    check(
        &format!("{whole}steps:\n{}{}", steps("abcd", pooled), steps("e", named)),
        &format!("{defaults}steps:\n{}  e: {{}}\n{whole}", lines("abcd", "\n        pool: p")),
    );
    // Beside a null the settings are one value, of which one step could not remove the pool.
    check(
        &format!(
            "targets: {{airflow: {{pool: q}}}}\nsteps:\n{}{}{}",
            own("abcdefgh", "{pool: p}"),
            own("i", "~"),
            own("j", "{queue: slow}")
        ),
        &format!(
            "defaults:\n  image: i\nsteps:\n{}{}{}targets:\n  airflow:\n    pool: q\n",
            lines("abcdefgh", "\n        pool: p"),
            lines("i", " null"),
            lines("j", "\n        queue: slow")
        ),
    );
}

#[test]
fn moments_are_local_where_clocks_show_them_once() {
    let schedule = |start: &str, expected: &str, zone: &str| {
        check(
            &format!("steps: {{a: {{image: i}}}}\nschedule: {{every: PT36H, start: \"{start}\", timezone: {zone}}}\n"),
            &format!(
                "steps:\n  a:\n    image: i\nschedule:\n  every: 1d12h\n  timezone: {zone}\n  start: \"{expected}\"\n"
            ),
        );
    };
    schedule("2026-01-01T23:00:00Z", "2026-01-02", "Europe/Berlin");
    schedule("2026-07-01T10:30:00Z", "2026-07-01T12:30", "Europe/Berlin");
    schedule("2026-07-01T10:30:05+00:00", "2026-07-01T12:30:05", "Europe/Berlin");
    schedule("2026-10-25T00:30:00Z", "2026-10-25T02:30", "Europe/Berlin");
    schedule("2026-10-25T01:30:00Z", "2026-10-25T01:30:00Z", "Europe/Berlin");
    schedule("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "America/New_York");
}

#[test]
fn short_forms_stand_where_they_say_all() {
    check(
        "description: ''\nparameters: {a: x, b: w, c: {default: w, description: z}}\nrun_id_env: RUN\nschedule: {cron: '@daily', suspended: false}\n\
         steps: {s: {image: i, args: [{param: a}, {param: c}], needs: [t], resources: {gpu: {count: 1}, limits: {cpu: 1}}}, t: {image: i, \
         env: {B: {param: b}}}}\n",
        "parameters:\n  a: x\n  b: w\n  c:\n    default: w\n    description: z\ndefaults:\n  image: i\nsteps:\n  s:\n    args:\n      - param: a\n      - \
         param: c\n    needs: t\n    resources:\n      cpu: 1\n      limits:\n        cpu: 1\n      gpu: 1\n  t:\n    env:\n      B:\n        param: b\nschedule: \
         \"0 0 * * *\"\nrun_id_env: RUN\n",
    );
    for names in ["[]", "[A, B]"] {
        let body = format!("steps:\n  a:\n    image: i\nrun_id_env: {names}\n");
        check(&body, &body);
    }
}

#[test]
fn amounts_are_spelt_as_people_write_them() {
    let amounts = |given: &str, expected: &str| {
        check(
            &format!("steps: {{a: {{image: i, resources: {{memory: {given}}}}}}}\n"),
            &format!("steps:\n  a:\n    image: i\n    resources:\n      memory: {expected}\n"),
        );
    };
    for (given, expected) in [
        ("16Gi", "16GiB"),
        ("16G", "16GB"),
        ("1.5GiB", "1536MiB"),
        ("1500kB", "1500kB"),
        ("512B", "512B"),
        ("0.5KiB", "512B"),
        ("0.5KiB, limits: {memory: 512B}", "512B"),
    ] {
        amounts(given, expected);
    }
}
