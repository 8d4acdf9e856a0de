//! Values of each form: some that are right, and some that are nearly so.

use proptest::prelude::*;
use segue::frontends::shape::keys::Form;

use crate::doc::{Doc, plain};

/// What may be right in one place and is wrong in most.
const STRANGERS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "a b",
    "0",
    "1",
    "2",
    "-1",
    "+1",
    "007",
    "1.0",
    "1.5",
    "3.10",
    ".5",
    "5.",
    "1e3",
    "0x10",
    "0o17",
    "1_000",
    "true",
    "false",
    "True",
    "yes",
    "no",
    "null",
    "~",
    "{{x}}",
    "a/b",
    "/a",
    "/a/../b",
    "..",
    "a:b",
    "é",
    "\u{85}",
    "\u{feff}",
    "\u{a0}",
    "\0",
    "a\0b",
    "a\nb",
    "-",
    "x-y",
    "4294967295",
    "4294967296",
    "99999999999999999999",
    "0.001",
    "0.0001",
    "1000",
    "1000.0",
    "1000.5",
    "1001",
    "12.4",
    "12.1234",
    "100%",
    "id",
    "@daily",
];

/// Spellings that are right, and some beside them that are not.
fn spellings(form: &Form) -> (&'static [&'static str], &'static str) {
    match form {
        Form::Version => (&["1"], "[0-9.]{1,3}"),
        Form::String | Form::Text | Form::EnvValue | Form::Any => {
            (&["x", "", "3.10", "true", "{{ ds }}", "a\nb"], ".{0,8}")
        }
        Form::Name => (&["x", "3", "a b", "true"], "[ \t\u{85}\u{feff}\u{3000}a]{0,3}"),
        Form::Bool => (&["true", "false"], "true|false|True|yes|on|0|1"),
        Form::Integer(_) => (&["1", "2", "10", "4294967295"], "[0-9+.-]{1,11}"),
        Form::Factor => (&["1", "1.5", "2", "2.125", "1000"], "[0-9.]{1,8}"),
        Form::Duration => (
            &["90s", "1h30m", "2d", "PT1H30M", "P1DT2H", "P2W", "500ms", "1.5h"],
            "(P?[0-9.]{1,3}[WDTHMSwdhms]{1,2}T?([0-9]{1,2}[HMShms])?)|[0-9.smhd]{1,6}",
        ),
        Form::Cores => (&["1", "0.5", "500m", "8", "1000000"], "[0-9.m]{1,8}"),
        Form::Bytes => (&["16GB", "16GiB", "512Mi", "1.5TB", "512B", "1K", "1kB"], "[0-9.]{1,4}[kKMGTPEmi]?[iB]?B?"),
        Form::Cuda => (&["12", "12.4", "999.999"], "[0-9.]{1,8}"),
        Form::Image => (&["ghcr.io/acme/churn:1", "busybox", "3", "true"], "[a-z{}/:@ \t\u{85}\u{7f}]{0,6}"),
        Form::AbsolutePath => (&["/data", "/", "/a/b", "/dev/shm", "/a..b"], "/?[a./: \n]{0,6}"),
        Form::Path => (&["/app", "app", "3", " "], "[a/\0 ]{0,2}"),
        Form::SubPath => (&["raw", "a/b", "3", "a..", "true"], "[a./\n]{0,5}"),
        Form::DnsLabel => (&["ml", "a-b", "3", "true", "0a"], "[a-zA-Z0-9.-]{0,4}|[a-z]{60,65}"),
        Form::ResourceName => {
            (&["nvidia.com/gpu", "amd.com/gpu", "nvidia.com/mig-3g.20gb"], "[a-zA.-]{0,5}/[aB./_-]{0,4}|[a-z]{60,65}/g")
        }
        Form::EnvName => (&["RUN_ID", "A.b-c", "_", "true"], "[A-Z0-9._ -]{0,4}"),
        Form::PodField => (
            &["status.podIP", "metadata.name", "metadata.labels['a.b/c']", "metadata.annotations['A']"],
            "(metadata|spec|status)[.](name|uid|nodeName|hostIPs?|podip|phase|labels|annotations)([\\[]'[a-z/.A -]{0,4}'[\\]])?",
        ),
        Form::Cron => (
            &["0 3 * * *", "@daily", "*/15 * * * MON-FRI", "5/15 0,12 1 jan sun", "0 0 * * 7", " 0 0 1 1 * "],
            "([0-9]{1,3}|[*](/[0-9]{1,3})?|[0-9]{1,2}[-,/][0-9]{1,2}|[a-zA-Z]{3}|SUN|feb|@[a-z]{3})( [0-9*/,-]{1,3}){3} ([0-9]|[A-Z]{3}|Mon)",
        ),
        Form::Zone => {
            (&["UTC", "Europe/Berlin", "Etc/GMT+5", "America/Port-au-Prince"], "[A-Za-z]{1,6}(/[A-Za-z+]{1,6})?")
        }
        Form::Moment => (
            &[
                "2026-01-02",
                "2026-01-02T03:00",
                "2026-01-02T03:00:04Z",
                "2026-01-02 03:00+02:00",
                "2026-01-02t03:00-11:30",
            ],
            "(20|19|99)[0-9]{2}-[0-3][0-9]-[0-3][0-9]([Tt ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?([Zz]|[+-][0-2][0-9]:[0-6][0-9])?)?",
        ),
        Form::KubeString => (&["x", "a/b", "yes"], ".{0,4}"),
        Form::KubeInteger => (&["0", "1", "50", "-3", "300"], "[0-9+-]{1,4}"),
        Form::Choice(words) => (words, "[A-Za-z]{3,8}"),
        Form::List(_)
        | Form::Filled(_)
        | Form::OneOrList(_)
        | Form::OneOrFilled(_)
        | Form::MapOf(..)
        | Form::Fields(_)
        | Form::Short(..)
        | Form::Settings => (&["x"], "x"),
    }
}

/// A right value, in quotes or without, where both are right.
pub(crate) fn right(form: &'static Form) -> BoxedStrategy<Doc> {
    let (right, _) = spellings(form);
    let texts = proptest::sample::select(right);
    if matches!(form, Form::Bool | Form::KubeInteger) {
        return texts.prop_map(plain).boxed();
    }
    if matches!(form, Form::KubeString) {
        return texts.prop_map(|text| Doc::Quoted(text.to_owned())).boxed();
    }
    spelt(texts.prop_map(str::to_owned))
}

/// Any value, most of them nearly right.
pub(crate) fn near(form: &'static Form) -> BoxedStrategy<Doc> {
    let (right, regex) = spellings(form);
    let regex = proptest::string::string_regex(regex).unwrap();
    prop_oneof![
        3 => spelt(proptest::sample::select(right).prop_map(str::to_owned)),
        6 => spelt(regex),
        3 => spelt(proptest::sample::select(STRANGERS).prop_map(str::to_owned)),
        1 => Just(Doc::List(Vec::new())),
        1 => Just(Doc::Map(Vec::new())),
        1 => Just(Doc::List(vec![plain("x")])),
        1 => Just(Doc::Map(vec![("x".to_owned(), plain("1"))])),
    ]
    .boxed()
}

/// All kinds of values for a setting.
pub(crate) fn settings() -> Vec<Doc> {
    const MORE: &[&str] = &[
        "ml",
        "99999d",
        "10m",
        "PT5M",
        "3.5",
        "3.50",
        "3.6",
        "exact",
        "plain",
        "10",
        "11",
        "registry.example.com/k:1",
        "A_B",
        "255",
        "a$b",
    ];
    let texts: Vec<&str> = STRANGERS.iter().chain(MORE).copied().collect();
    let mut values: Vec<Doc> = texts.iter().flat_map(|text| [plain(text), Doc::Quoted((*text).to_owned())]).collect();
    values.extend(MORE.iter().map(|text| Doc::List(vec![plain(text)])));
    values.push(Doc::List(Vec::new()));
    values.push(Doc::Map(Vec::new()));
    values.push(Doc::Map(vec![("a".to_owned(), plain("1"))]));
    values
}

/// Any scalar at all.
pub(crate) fn stranger() -> BoxedStrategy<Doc> {
    spelt(proptest::sample::select(STRANGERS).prop_map(str::to_owned))
}

fn spelt(texts: impl Strategy<Value = String> + 'static) -> BoxedStrategy<Doc> {
    (texts, any::<bool>()).prop_map(|(text, quotes)| if quotes { Doc::Quoted(text) } else { plain(&text) }).boxed()
}
