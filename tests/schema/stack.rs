//! The schema of stack files says what the check of one says.

use jsonschema::Validator;
use segue::frontends::zenml::listing;
use segue::{Registry, Severity, Source, Sources, check_stack, schema};
use serde_json::Value;

use crate::{doc, pages};

/// As `zenml stack export` writes it (0.98.0, `StackResponse.to_yaml`).
const EXPORTED: &str = "\
stack_name: prod
zenml_version: 0.98.0
components:
  orchestrator:
  - name: orch_kubernetes
    type: orchestrator
    flavor: kubernetes
    configuration:
      synchronous: true
      timeout: null
      service_account_name: trainer
      kubernetes_namespace: ml
      kubernetes_context: null
      incluster: false
      pod_settings:
        node_selectors:
          pool: ml
        affinity: {}
        tolerations:
        - key: gpu
          operator: Exists
          effect: NoSchedule
        resources: {}
        volumes:
        - name: shm
          emptyDir:
            medium: Memory
            sizeLimit: 8Gi
        volume_mounts:
        - name: shm
          mountPath: /dev/shm
        host_ipc: false
        scheduler_name: null
        env: []
        additional_pod_spec_args: {}
  artifact_store:
  - name: lake
    type: artifact_store
    flavor: s3
    configuration:
      path: s3://acme-lake
      key: null
  container_registry:
  - name: ghcr
    type: container_registry
    flavor: github
    configuration:
      uri: ghcr.io/acme
";

/// What may stand beside the orchestrator, and in it.
const TAKEN: &[&str] = &[
    "{stack_name: x, components: {orchestrator: {name: o, flavor: kubernetes}}}",
    "{segue_stack: 1, components: {orchestrator: [{name: o, flavor: kubernetes}]}}",
    "{segue_stack: '1', stack_name: null, x-a: [], components: {orchestrator: {name: o, flavor: mine, x-b: 1}}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: mine, configuration: [a, {b: c}]}}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: local, configuration: null}, alerter: null}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: tekton}, gizmo: [{name: g, flavor: g}]}}",
    "{stack_name: x, environment: {A: b, B: 3, C: null, D: {secret: n/k}, E: {config: {name: n, key: k}}}, components: {orchestrator: {name: o, flavor: tekton}}}",
    "{stack_name: x, base_environment: {A_TOKEN: '', MY_KEY: {secret: n/k}, KEYS: a, ZENML_SECRETS_STORE_TYPE: sql}, components: {orchestrator: {name: o, flavor: tekton}}}",
    "{stack_name: x, targets: {argo: {version: '3.5', ttl: {completion: null}}, tekton: null}, components: {orchestrator: {name: o, flavor: tekton}}}",
    "{stack_name: x, targets: null, environment: null, components: {orchestrator: {name: o, flavor: tekton}}}",
];

const REFUSED: &[&str] = &[
    "[]",
    "{components: {orchestrator: {name: o, flavor: kubernetes}}}",
    "{stack_name: x}",
    "{stack_name: x, components: {}}",
    "{stack_name: x, components: {orchestrator: null}}",
    "{stack_name: x, components: {orchestrator: []}}",
    "{stack_name: x, components: {orchestrator: [{name: o, flavor: local}, {name: p, flavor: local}]}}",
    "{stack_name: x, components: {orchestrator: {name: o}}}",
    "{stack_name: x, components: {orchestrator: {name: null, flavor: local}}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: ' '}}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: local, config: {}}}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: local}, alerter: [{name: a}]}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: local}, gizmo: []}}",
    "{segue_stack: 2, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, component: [], components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, environment: {A B: c}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, environment: {A: [b]}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, environment: {A: {secret: n}}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, environment: {a_Token: b}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, base_environment: {MY_KEY: 3}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, components: {orchestrator: {name: o, flavor: local, environment: {PASSWORDS: b}}}}",
    "{stack_name: x, targets: {agro: {}}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, targets: {argo: {verzion: '3.5'}}, components: {orchestrator: {name: o, flavor: local}}}",
    "{stack_name: x, targets: {airflow: {tags: 3}}, components: {orchestrator: {name: o, flavor: local}}}",
];

/// Values of all kinds, as they stand in a file.
const VALUES: &[&str] = &[
    "null",
    "x",
    "''",
    "' '",
    "true",
    "'true'",
    "0",
    "3",
    "-1",
    "'3'",
    "1.5",
    "[]",
    "[x]",
    "[null]",
    "[[]]",
    "[{}]",
    "{}",
    "{a: b}",
    "{a: 3}",
    "{a: null}",
    "{nodeSelector: {}}",
    "{x: {y: z}}",
    "Never",
];

/// What the schema refuses and the check takes: the key and the value.
const DIFFERENCES: &[(&str, &str)] = &[
    // A compile refuses it: the pass `tolerations` sees those of a step.
    ("tolerations", "[{}]"),
    // A target that does not exist, of which nothing is said.
    ("targets", "{a: null}"),
];

struct Judge(Validator);

impl Judge {
    fn new() -> Self {
        let schema: Value = serde_json::from_str(&schema::stack(Registry::default())).unwrap();
        Self(jsonschema::validator_for(&schema).unwrap())
    }

    fn mistakes(&self, text: &str) -> Vec<String> {
        let value = doc::read(text).unwrap();
        self.0.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// The errors of a check. What a setting of ZenML's comes to on a target is for the target to judge.
fn errors(text: &str) -> Vec<String> {
    let sources = Sources::new(Source::new("stack.yaml", text.into()));
    let checked = check_stack(&sources, Registry::default());
    let errors = checked.findings.iter().filter(|finding| {
        let is_translated = finding.subject.target.is_some() && finding.path.to_string().starts_with("components");
        finding.severity() == Severity::Error && !is_translated
    });
    errors.map(|finding| format!("{} {}: {}", finding.code.id, finding.path, finding.message)).collect()
}

fn orchestrator(flavor: &str, configuration: &str) -> String {
    format!(
        "{{segue_stack: 1, components: {{orchestrator: {{name: o, flavor: {flavor}, configuration: {configuration}}}}}}}"
    )
}

#[test]
fn the_schema_of_stack_files_is_current() {
    pages::check("schema/stack.json", &schema::stack(Registry::default()));
}

#[test]
fn what_zenml_exports_is_valid() {
    assert_eq!(errors(EXPORTED), [] as [&str; 0]);
    assert_eq!(Judge::new().mistakes(EXPORTED), [] as [&str; 0]);
}

#[test]
fn schema_and_check_take_the_same() {
    let judge = Judge::new();
    for text in TAKEN {
        assert_eq!((errors(text), judge.mistakes(text)), (Vec::new(), Vec::new()), "{text}");
    }
}

#[test]
fn schema_and_check_refuse_the_same() {
    let judge = Judge::new();
    for text in REFUSED {
        assert!(!errors(text).is_empty(), "the check takes {text}");
        assert!(!judge.mistakes(text).is_empty(), "the schema takes {text}");
    }
}

/// Each key of each flavor, with its example and with values of all kinds.
#[test]
fn schema_and_check_agree_on_configurations() {
    let judge = Judge::new();
    let mut tried = 0;
    let mut differ = Vec::new();
    for flavor in listing::flavors() {
        let Some(table) = flavor.configuration() else { continue };
        assert!(!errors(&orchestrator(flavor.name(), "{nonsense: 1}")).is_empty());
        assert!(!judge.mistakes(&orchestrator(flavor.name(), "{nonsense: 1}")).is_empty());
        let pods = listing::tables().into_iter().find(|table| table.name == "`pod_settings`").unwrap();
        let outside = table.keys.iter().map(|key| (key, "", ""));
        let inside = pods.keys.iter().map(|key| (key, "pod_settings: {", "}"));
        for (key, open, close) in outside.chain(inside.filter(|_| table.key("pod_settings").is_some())) {
            for value in [key.example].iter().chain(VALUES) {
                let text = orchestrator(flavor.name(), &format!("{{{open}{}: {value}{close}}}", key.name));
                let (errors, mistakes) = (errors(&text), judge.mistakes(&text));
                let expected = errors.is_empty() && !DIFFERENCES.contains(&(key.name, *value));
                if expected != mistakes.is_empty() {
                    differ.push(format!("{text}\n{errors:?}\n{mistakes:?}"));
                }
                assert!(*value != key.example || errors.is_empty(), "{text}\n{errors:?}");
                tried += 1;
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(tried > 2000, "{tried}");
}
