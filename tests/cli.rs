//! The command line: streams, exit codes, and that nothing is written on errors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const GOOD: &str = "segue: 1\nname: hello\nsteps:\n  greet: {image: busybox, command: [echo, hi]}\n";
const SCHEDULED: &str =
    "segue: 1\nname: hello\nschedule: \"0 3 * * *\"\nsteps:\n  greet: {image: busybox, command: [echo, hi]}\n";
const BAD: &str = "segue: 1\nname: hello\nsteps:\n  greet: {imgae: busybox}\n";
/// Carried by no target: a misspelt word would be `E0102`, this is a value of the right form.
const UNSUPPORTED: &str = "segue: 1\nname: hello\nsteps:\n  greet:\n    image: busybox\n    command: [echo]\n    retries: {limit: 2, delay: 1s, backoff: 1.5}\n";

struct Run {
    folder: TempDir,
}

impl Run {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn segue(&self, arguments: &str) -> Output {
        self.with_input(arguments, "")
    }

    fn with_input(&self, arguments: &str, stdin: &str) -> Output {
        let mut command = Command::cargo_bin("segue").unwrap();
        command.current_dir(self.path()).args(arguments.split_whitespace()).write_stdin(stdin).output().unwrap()
    }

    fn files(&self, below: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().join(below)];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(self.path()).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        found.sort();
        found
    }
}

fn check(output: &Output, code: i32, out: &str, err: &str) {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stdout}\n{stderr}");
    assert!(stdout.contains(out) && (!out.is_empty() || stdout.is_empty()), "stdout: {stdout}");
    assert!(stderr.contains(err) && (!err.is_empty() || stderr.is_empty()), "stderr: {stderr}");
}

#[test]
fn without_a_target_the_list_is_told() {
    let run = Run::new(&[("a.yaml", GOOD)]);
    check(&run.segue("compile a.yaml"), 2, "", "argo");
    check(&run.segue("compile a.yaml --target agro"), 2, "", "use `argo`");
    check(&run.segue("compile a.yaml --target ,"), 2, "", "no target is named");
}

#[test]
fn files_go_into_a_folder_a_target() {
    let run = Run::new(&[("a.yaml", SCHEDULED)]);
    check(&run.segue("compile a.yaml --target argo,ir -o out"), 0, "", "");
    assert_eq!(run.files("out"), ["out/argo/hello-cron.yaml", "out/argo/hello.yaml", "out/ir/hello.json"]);
}

#[test]
fn one_targets_yaml_goes_to_standard_output() {
    let run = Run::new(&[("a.yaml", SCHEDULED)]);
    check(&run.segue("compile a.yaml --target argo"), 0, "\n---\n", "");
    check(&run.segue("compile a.yaml --target argo -o -"), 0, "kind: WorkflowTemplate", "");
    check(&run.with_input("compile - --target argo", SCHEDULED), 0, "kind: CronWorkflow", "");
    check(&run.segue("compile a.yaml --target ir"), 0, "\"ir\": 1", "");
}

#[test]
fn what_cannot_be_joined_wants_a_folder() {
    let run = Run::new(&[("a.yaml", GOOD), ("b.yaml", &GOOD.replace("hello", "bye"))]);
    check(&run.segue("compile a.yaml --target argo,ir"), 2, "", "use -o DIR");
    check(&run.segue("compile a.yaml b.yaml --target ir"), 2, "", "use -o DIR");
    check(&run.segue("compile a.yaml b.yaml --target argo"), 0, "name: bye", "");
}

#[test]
fn errors_in_the_input_exit_1_and_change_nothing() {
    let run = Run::new(&[("a.yaml", GOOD), ("bad.yaml", BAD), ("no.yaml", UNSUPPORTED)]);
    check(&run.segue("compile a.yaml --target argo -o out"), 0, "", "");
    let before = fs::read(run.path().join("out/argo/hello.yaml")).unwrap();
    for (arguments, told) in [
        ("compile bad.yaml --target argo -o out", "error[E0101]: a step has no key `imgae`"),
        ("compile bad.yaml --target argo -o out", "bad.yaml:4:11"),
        ("compile a.yaml bad.yaml --target argo -o out", "nothing was written"),
        ("compile no.yaml --target ir,argo -o out", "E0363"),
    ] {
        check(&run.segue(arguments), 1, "", told);
        assert_eq!(run.files("out"), ["out/argo/hello.yaml"]);
        assert_eq!(fs::read(run.path().join("out/argo/hello.yaml")).unwrap(), before);
    }
    check(&run.segue("compile bad.yaml --target argo -o new"), 1, "", "E0101");
    assert!(!run.path().join("new").exists());
}

#[test]
fn two_files_of_one_path_are_an_error() {
    let run = Run::new(&[("a.yaml", GOOD), ("b.yaml", GOOD)]);
    check(&run.segue("compile a.yaml b.yaml --target argo -o out"), 1, "", "both compile to `argo/hello.yaml`");
    assert!(!run.path().join("out").exists());
}

#[test]
fn two_files_that_differ_in_capitals_are_an_error() {
    let run = Run::new(&[("a.yaml", GOOD), ("b.yaml", &GOOD.replace("name: hello", "name: Hello"))]);
    check(&run.segue("compile a.yaml b.yaml --target airflow -o out"), 1, "", "both compile to `airflow/Hello.py`");
    assert_eq!(run.files("out"), [] as [&str; 0]);
}

#[test]
fn a_name_that_leads_elsewhere_stays_in_the_folder() {
    for name in ["../../up", "/abs", "..", "CON", "C:x", "a/b"] {
        let run = Run::new(&[("in.yaml", &GOOD.replace("name: hello", &format!("name: \"{name}\"")))]);
        check(&run.segue("compile in.yaml --target all -o out/deep"), 0, "", "");
        let files = run.files("");
        assert_eq!(files.iter().filter(|file| file.starts_with("out/deep/")).count(), 5, "{name}: {files:?}");
        assert_eq!(files.len(), 6, "{name}: {files:?}");
    }
}

#[test]
fn the_system_is_named_when_it_refuses() {
    let run = Run::new(&[("a.yaml", GOOD), ("file", "")]);
    check(&run.segue("compile none.yaml --target argo"), 2, "", "cannot read `none.yaml`: no such file or directory");
    check(&run.segue("compile . --target argo"), 2, "", "cannot read `.`");
    check(&run.segue("compile a.yaml --target argo -o file"), 2, "", "cannot write `file/argo");
    fs::create_dir_all(run.path().join("out/argo/hello.yaml")).unwrap();
    check(&run.segue("compile a.yaml --target argo,ir -o out"), 2, "", "cannot write `out/argo/hello.yaml`");
    assert_eq!(run.files("out"), Vec::<String>::new(), "the file of the other target was not left behind");
}

/// A device that is always full: what was staged is taken away, what stood there stays.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_on_standard_output_is_told() {
    let run = Run::new(&[("a.yaml", GOOD)]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("segue"))
        .current_dir(run.path())
        .args(["compile", "a.yaml", "--target", "argo"])
        .stdout(full)
        .output()
        .unwrap();
    check(&output, 2, "", "cannot write standard output: no space left on device");
}

#[cfg(unix)]
#[test]
fn files_are_for_everybody_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let run = Run::new(&[("a.yaml", GOOD)]);
    check(&run.segue("compile a.yaml --target argo -o out"), 0, "", "");
    let mode = fs::metadata(run.path().join("out/argo/hello.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_told() {
    let run = Run::new(&[("a.yaml", GOOD)]);
    let pipe = run.path().join("out/argo/hello.yaml");
    fs::create_dir_all(run.path().join("out/argo")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut program = Command::cargo_bin("segue").unwrap();
    program.current_dir(run.path()).args(["compile", "a.yaml", "--target", "argo", "-o", "out"]);
    // A program that reads the pipe waits for a writer without end.
    let output = program.timeout(std::time::Duration::from_secs(60)).output().unwrap();
    check(&output, 2, "", "cannot write `out/argo/hello.yaml`: not a regular file");
}

#[test]
fn steps_in_another_order_keep_their_names_and_edges() {
    let steps = [
        "  a: {image: i, command: [a]}\n",
        "  b: {image: i, command: [b], needs: a}\n",
        "  B: {image: i, command: [c], needs: [a, b]}\n",
    ];
    let text = |order: [usize; 3]| {
        let steps: String = order.map(|number| steps[number]).concat();
        format!("segue: 1\nname: x\nsteps:\n{steps}")
    };
    let edges = |order| {
        let run = Run::new(&[("a.yaml", &text(order))]);
        let output = run.segue("compile a.yaml --target argo");
        let document: serde_yaml::Value = serde_yaml::from_slice(&output.stdout).unwrap();
        let tasks = document["spec"]["templates"][0]["dag"]["tasks"].as_sequence().unwrap().clone();
        let mut tasks: Vec<String> = tasks.iter().map(|task| serde_json::to_string(task).unwrap()).collect();
        tasks.sort();
        tasks
    };
    assert_eq!(edges([0, 1, 2]), edges([2, 1, 0]));
}

#[test]
fn targets_codes_and_schemas_explain_themselves() {
    let run = Run::new(&[]);
    check(&run.segue("targets"), 0, "argo", "");
    check(&run.segue("targets argo"), 0, "kubectl apply", "");
    check(&run.segue("targets arg"), 2, "", "use `argo`");
    check(&run.segue("explain e0201"), 0, "E0201", "");
    check(&run.segue("explain E9999"), 2, "", "there is no code `E9999`");
    check(&run.segue("schema"), 0, "\"title\": \"Segue pipeline\"", "");
    check(&run.segue("schema ir"), 0, "\"title\": \"Segue IR\"", "");
    check(&run.segue("schema stack"), 0, "\"title\": \"Segue stack\"", "");
    check(&run.segue("schema irr"), 2, "", "a similar value exists: 'ir'");
    check(&run.segue("--version"), 0, "segue ", "");
    check(&run.segue(""), 2, "", "Usage");
}

const STACK: &str = "\
stack_name: prod
components:
  orchestrator:
    - name: orch
      flavor: kubernetes
      configuration:
        kubernetes_namespace: ml
        service_account_name: trainer
        synchronous: false
        successful_jobs_history_limit: 3
        incluster: null
        pod_settings: {node_selectors: {pool: ml}, tolerations: [{key: gpu, operator: Exists}]}
      environment: {HTTP_PROXY: \"http://proxy.example\", TEAM: none}
environment: {TEAM: growth, LINES: \"a\\nb\"}
base_environment:
  ZENML_STORE_API_TOKEN: {secret: zenml/token}
  TEAM: base
  URL: {join: [\"s3://\", {run: id}]}
targets:
  tekton: {schedule_image: \"registry.example.com/kubectl:1.35\", history: null}
";

#[test]
fn a_stack_file_says_what_it_would_contribute() {
    let run = Run::new(&[("stack.yaml", STACK)]);
    let output = run.segue("stack check stack.yaml");
    let told = "\
stack             prod
orchestrator      orch
flavor            kubernetes
namespace         ml
service account   trainer
run id variables  SEGUE_RUN_ID, ZENML_KUBERNETES_RUN_ID

variable  ZENML_STORE_API_TOKEN  base            secret zenml/token
variable  TEAM                   stack           \"growth\"
variable  URL                    base            \"s3://\" + run id
variable  HTTP_PROXY             component orch  \"http://proxy.example\"
variable  LINES                  stack           \"a\\nb\"

setting  kept                  kubernetes_namespace              ml
setting  kept                  service_account_name              trainer
setting  no meaning            synchronous                       false
setting  kept by argo, tekton  successful_jobs_history_limit     3
setting  kept                  pod_settings.node_selectors.pool  ml
setting  kept                  pod_settings.tolerations          1 item

target  argo.history.succeeded    3
target  tekton.history.succeeded  3
target  tekton.schedule_image     \"registry.example.com/kubectl:1.35\"
";
    check(&output, 0, "stack ", "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), told);
    check(&run.with_input("stack check -", STACK), 0, told, "");
}

#[test]
fn a_bad_stack_file_exits_1_and_tells_nothing_of_itself() {
    let run = Run::new(&[
        ("target.yaml", &STACK.replace("tekton:", "tecton:")),
        ("setting.yaml", &STACK.replace("schedule_image", "schedule_imag")),
        ("key.yaml", &STACK.replace("synchronous", "synchronus")),
        ("plain.yaml", &STACK.replace("{secret: zenml/token}", "hunter2")),
        ("two.yaml", &STACK.replace("    - name: orch\n", "    - {name: other, flavor: local}\n    - name: orch\n")),
        ("none.yaml", "segue_stack: 1\ncomponents: {orchestrator: null}\n"),
        ("native.yaml", GOOD),
        ("note.yaml", "segue_stack: 1\ncomponents: {orchestrator: {name: o, flavor: vertex, configuration: {a: 1}}}\n"),
    ]);
    for (file, told) in [
        ("target", "E0110"),
        ("setting", "use `schedule_image`"),
        ("key", "use `synchronous`"),
        ("plain", "E8203"),
        ("two", "E8202"),
        ("none", "E8202"),
        ("native", "E8201"),
    ] {
        check(&run.segue(&format!("stack check {file}.yaml")), 1, "", told);
    }
    check(&run.segue("stack check note.yaml"), 0, "vertex (settings are not translated)", "N8205");
    check(&run.segue("stack check absent.yaml"), 2, "", "cannot read `absent.yaml`");
    check(&run.segue("stack"), 2, "", "Usage");
    check(&run.segue("stack check"), 2, "", "Usage");
}

#[test]
fn a_password_of_a_client_is_not_shown() {
    let stack = "segue_stack: 1\ncomponents:\n  orchestrator: {name: o, flavor: kubeflow, configuration: {client_password: hunter2}}\n";
    let output = Run::new(&[("a.yaml", stack)]).segue("stack check a.yaml");
    check(&output, 0, "setting  no meaning  client_password  not shown", "");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("hunter2"));
}

#[test]
fn what_is_converted_goes_to_standard_output_or_one_file() {
    let run = Run::new(&[("a.yaml", GOOD), ("bad.yaml", BAD), ("no.yaml", UNSUPPORTED), ("warn.yaml", &unused(GOOD))]);
    let text = "segue: 1\nname: hello\nsteps:\n  greet:\n    image: busybox\n    command: [echo, hi]\n";
    check(&run.segue("convert a.yaml"), 0, text, "");
    check(&run.segue("convert a.yaml -o -"), 0, text, "");
    check(&run.with_input("convert - -o deep/er/b.yaml", GOOD), 0, "", "");
    check(&run.segue("convert a.yaml -o b.yaml"), 0, "", "");
    assert_eq!(fs::read_to_string(run.path().join("b.yaml")).unwrap(), text);
    assert_eq!(fs::read_to_string(run.path().join("deep/er/b.yaml")).unwrap(), text);
    check(&run.segue("convert no.yaml"), 0, "backoff: 1.5", "");
    check(&run.segue("convert warn.yaml"), 0, "since", "W0501");
    check(&run.segue("convert bad.yaml -o b.yaml"), 1, "", "nothing was written");
    check(&run.segue("convert bad.yaml -o new/b.yaml"), 1, "", "E0101");
    check(&run.segue("convert none.yaml"), 2, "", "cannot read `none.yaml`");
    check(&run.segue("convert a.yaml -o deep"), 2, "", "cannot write `deep`");
    check(&run.segue("convert a.yaml -o a.yaml/b.yaml"), 2, "", "cannot write `a.yaml");
    check(&run.segue("convert"), 2, "", "Usage");
    assert_eq!(fs::read_to_string(run.path().join("b.yaml")).unwrap(), text);
    assert!(!run.path().join("new").exists());
}

/// The description with a parameter that nothing uses.
fn unused(description: &str) -> String {
    format!("{description}parameters: {{since: \"2026-01-01\"}}\n")
}

/// A file that holds the same bytes is not touched: programs that watch it see no change.
#[cfg(unix)]
#[test]
fn equal_bytes_are_not_written_again() {
    use std::os::unix::fs::MetadataExt;
    let run = Run::new(&[("a.yaml", GOOD), ("b.yaml", &unused(GOOD))]);
    let node = || fs::metadata(run.path().join("out.yaml")).unwrap().ino();
    check(&run.segue("convert a.yaml -o out.yaml"), 0, "", "");
    let first = node();
    check(&run.segue("convert a.yaml -o out.yaml"), 0, "", "");
    assert_eq!(node(), first);
    check(&run.segue("convert b.yaml -o out.yaml"), 0, "", "W0501");
    assert_ne!(node(), first);
}
