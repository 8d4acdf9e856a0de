//! What the program refuses and its schema does not: the whole list, each with an example and the reason.
//!
//! One difference is not of a document but of a spelling: a schema sees the number 1 where `1.0`, `0x1` or `01` stands,
//! and `true` where `True` stands. `Doc::is_spelt_oddly` knows those.

use segue::{Finding, Severity};

use crate::doc;
use crate::judge::{Judge, findings};

/// A finding that no schema can tell.
struct Difference {
    code: &'static str,
    /// What the message says; empty for whatever it says.
    said: &'static str,
    why: &'static str,
    /// What a document has beside version and name.
    example: &'static str,
}

const fn difference(code: &'static str, said: &'static str, why: &'static str, example: &'static str) -> Difference {
    Difference { code, said, why, example }
}

const MERGED: &str = "only merging tells what a step has where `defaults` has a part of it";
const ELSEWHERE: &str = "what it must agree with stands elsewhere";
const BOUND: &str = "a bound on a sum of units, or on what a pattern reads";
const PLACES: &str = "how many places a fraction may have depends on the unit, or is inexact in editors (`multipleOf`)";
const CALENDAR: &str = "the lengths of months";

const DIFFERENCES: &[Difference] = &[
    difference("E0103", "have no `limit`", MERGED, "{defaults: {retries: {delay: 1s}}, steps: {s: {image: i}}}"),
    difference("E0108", "and no default to remove", ELSEWHERE, "{steps: {s: {image: i, timeout: null}}}"),
    difference(
        "E0109",
        "but no `delay`",
        MERGED,
        "{defaults: {retries: {limit: 1, backoff: 2}}, steps: {s: {image: i}}}",
    ),
    difference(
        "E0109",
        "but no `script`",
        MERGED,
        "{defaults: {script: x}, steps: {s: {image: i, command: [x], shell: [sh]}}}",
    ),
    difference("E0109", "has `script` and", MERGED, "{defaults: {script: x, command: [x]}, steps: {s: {image: i}}}"),
    difference(
        "E0109",
        "names its GPU's product twice",
        ELSEWHERE,
        "{steps: {s: {image: i, resources: {gpu: {product: x}}, placement: {node_selector: {nvidia.com/gpu.product: x}}}}}",
    ),
    difference(
        "E0102",
        "is finer than a millisecond",
        PLACES,
        "{targets: {argo: {starting_deadline: 0.0001s}}, steps: {s: {image: i}}}",
    ),
    difference(
        "E0102",
        "is longer than 1,000 years",
        BOUND,
        "{targets: {argo: {starting_deadline: 999999d}}, steps: {s: {image: i}}}",
    ),
    difference(
        "E0102",
        "not an id that is a file's name too",
        "the names that Windows keeps for devices",
        "{targets: {airflow: {dag_id: nul}}, steps: {s: {image: i}}}",
    ),
    difference(
        "E0102",
        "not a point in time",
        CALENDAR,
        "{targets: {airflow: {start_date: 2026-02-30}}, steps: {s: {image: i}}}",
    ),
    difference(
        "E0102",
        "longer than 2147483647 seconds",
        BOUND,
        "{targets: {argo: {ttl: {completion: 99999d}}}, steps: {s: {image: i}}}",
    ),
    difference(
        "E0402",
        "is finer than the smallest unit",
        PLACES,
        "{steps: {s: {image: i, resources: {cpu: 0.0001}}}}",
    ),
    difference("E0402", "is more than any machine has", BOUND, "{steps: {s: {image: i, resources: {memory: 99EB}}}}"),
    difference("E0403", "is finer than a millisecond", PLACES, "{timeout: 0.0001s, steps: {s: {image: i}}}"),
    difference("E0403", "is longer than 1,000 years", BOUND, "{timeout: 999999d, steps: {s: {image: i}}}"),
    difference(
        "E0404",
        "that runs backwards",
        "a pattern does not compare",
        "{schedule: 0 5-3 * * *, steps: {s: {image: i}}}",
    ),
    difference("E0405", "", CALENDAR, "{schedule: 0 0 31 2 *, steps: {s: {image: i}}}"),
    difference(
        "E0406",
        "does not exist",
        "six hundred names, which change with each edition of the database",
        "{schedule: {every: 1h, timezone: Mars/Olympus}, steps: {s: {image: i}}}",
    ),
    difference("E0407", "", CALENDAR, "{schedule: {at: 2026-02-30}, steps: {s: {image: i}}}"),
    difference(
        "E0408",
        "",
        ELSEWHERE,
        "{schedule: {every: 1h, start: 2026-02-02, end: 2026-02-01}, steps: {s: {image: i}}}",
    ),
    difference("E0409", "", ELSEWHERE, "{steps: {s: {image: i, resources: {memory: 2GB, limits: {memory: 1GB}}}}}"),
    difference("E0410", "", ELSEWHERE, "{steps: {s: {image: i, resources: {memory: 2GB, shared_memory: 3GB}}}}"),
    difference(
        "E0423",
        "forbids",
        MERGED,
        "{steps: {s: {image: i, security_context: {privileged: true, allowPrivilegeEscalation: false}}}}",
    ),
    difference(
        "E0423",
        "`localhostProfile`",
        MERGED,
        "{steps: {s: {image: i, security_context: {seccompProfile: {type: Localhost}}}}}",
    ),
    difference(
        "E0414",
        "not a decimal of at least one",
        PLACES,
        "{steps: {s: {image: i, retries: {limit: 1, delay: 1s, backoff: 1.2345}}}}",
    ),
    difference("E0414", "not a CUDA version", PLACES, "{steps: {s: {image: i, resources: {gpu: {cuda: 12.1234}}}}}"),
    difference("E0414", "more than any target takes", BOUND, "{parallelism: \"9999999999\", steps: {s: {image: i}}}"),
    difference(
        "E0416",
        "",
        ELSEWHERE,
        "{steps: {s: {image: i, volumes: [{mount: /a, claim: a}, {mount: /a, claim: b}]}}}",
    ),
    difference(
        "E0418",
        "",
        ELSEWHERE,
        "{steps: {s: {image: i, resources: {gpu: {resource: amd.com/gpu, product: x}}}}}",
    ),
    difference("E0420", "", ELSEWHERE, "{steps: {s: {image: i, env: {SEGUE_RUN_ID: x}}}}"),
    difference("E0421", "", ELSEWHERE, "{parameters: {a: {}}, schedule: \"@daily\", steps: {s: {image: i}}}"),
    difference("E0422", "", ELSEWHERE, "{schedule: {every: 1h, catchup: true}, steps: {s: {image: i}}}"),
    difference("E0424", "", ELSEWHERE, "{steps: {s: {image: i, retries: {limit: 1, delay: 2s, max_delay: 1s}}}}"),
];

impl Difference {
    fn is_about(&self, finding: &Finding) -> bool {
        self.code == finding.code.id && finding.message.contains(self.said)
    }
}

/// Whether a finding is about shape or a single value, so that the schema must refuse the document too.
pub(crate) fn is_for_the_schema(finding: &Finding) -> bool {
    let id = finding.code.id;
    let is_listed = DIFFERENCES.iter().any(|difference| difference.is_about(finding));
    finding.code.severity == Severity::Error && (id.starts_with("E01") || id.starts_with("E04")) && !is_listed
}

#[test]
fn every_difference_is_one() {
    let judge = Judge::new();
    for difference in DIFFERENCES {
        let text = format!("{{segue: 1, name: x, {}", &difference.example[1..]);
        let mistakes = judge.mistakes(&doc::read(&text).unwrap());
        assert!(mistakes.is_empty(), "{text}: {mistakes:?}");
        let findings = findings("x.yaml", &text);
        assert!(findings.iter().any(|finding| difference.is_about(finding)), "{text}: {findings:?}");
        assert!(!difference.why.is_empty());
    }
}
