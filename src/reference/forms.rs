//! What may stand at a key, in words.

use crate::diag::words;
use crate::frontends::native::{listing, tables};
use crate::frontends::shape::keys::{Form, KeyKind, Table};

/// What a value of each form looks like, with examples.
const VALUES: &[(&str, &str, &str)] = &[
    (
        "string",
        "One scalar by its spelling in the file: `3.10` is `3.10`, `1_000` is `1_000`, `yes` is `yes`. Null is an error: write \
         `\"\"`.",
        "`churn`, `\"2026-01-01\"`",
    ),
    (
        "text",
        "A string, which the container gets byte for byte, or one of the forms of [a text](#a-text).",
        "`--since`, `{param: since}`",
    ),
    ("whole number", "Digits only.", "`3`"),
    ("decimal", "A number with or without a fraction.", "`2`, `1.5`"),
    (
        "duration",
        "Numbers with units from days to milliseconds, or ISO 8601. A day is 24 hours; months and years are refused, and so are \
         a bare number, zero and less.",
        "`90s`, `1h30m`, `2d`, `500ms`, `PT1H30M`, `P1DT2H`",
    ),
    ("cores", "A number of cores, or thousandths of one with `m`.", "`8`, `0.5`, `500m`"),
    (
        "quantity",
        "A number with a unit: decimal (`kB`, `MB`, `GB`, …; Kubernetes' `k`, `M`, `G`, …) or binary (`KiB`, `MiB`, `GiB`, …; \
         Kubernetes' `Ki`, `Mi`, `Gi`, …). A bare number is refused.",
        "`16GB`, `16GiB`, `16Gi`",
    ),
    (
        "cron line",
        "Minute, hour, day of month, month and day of week; each `*`, numbers, names of months and days, ranges, lists and steps. \
         `5/15` means `5-59/15`; 7 is Sunday too; a range may end in `7` or `SUN`, else it does not wrap. Or `@yearly`, \
         `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight`, `@hourly`. A line fires whenever the clocks of the zone show \
         its time.",
        "`0 3 * * *`, `*/15 9-17 * * MON-FRI`",
    ),
    ("time zone", "A name of the IANA database.", "`Europe/Berlin`, `UTC`"),
    (
        "time",
        "RFC 3339, or local time in the zone of the schedule.",
        "`2026-01-02T03:00:00Z`, `2026-01-02T03:00`, `2026-01-02`",
    ),
    ("image", "A container image with tag or digest, without blanks and braces.", "`ghcr.io/acme/churn:1`"),
    ("absolute path", "Begins with `/`; no `..` and no `:`.", "`/data`"),
    ("path in a volume", "Relative, without `..`.", "`raw/2026`"),
    ("DNS label", "Lower-case letters, digits and `-`, at most 63, a letter or digit at both ends.", "`ml`"),
    ("resource", "A domain, a slash and a name.", "`nvidia.com/gpu`"),
    (
        "variable",
        "Letters, digits, `_`, `.` and `-`, beginning with a letter or `_`. Some targets take less.",
        "`LOG_LEVEL`",
    ),
    (
        "field of the pod",
        "What Kubernetes lets a variable hold of its pod: `metadata.name`, `metadata.namespace`, `metadata.uid`, a label or an \
         annotation by its key, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP`, `status.hostIPs`, \
         `status.podIP`, `status.podIPs`.",
        "`status.podIP`, `\"metadata.labels['team']\"`",
    ),
];

/// The page that a form stands on.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// That of descriptions.
    Language,
    /// That of stack files.
    Stack,
}

/// A table's heading, by the name that messages give it.
pub(super) fn heading(table: &Table) -> String {
    let name = table.name.replace('`', "");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Whether a table is one of the language's.
pub(super) fn is_of_the_language(table: &Table) -> bool {
    listing::tables().iter().any(|known| std::ptr::eq(*known, table))
}

/// A link to a table's section. `defaults` has a step's keys.
pub(super) fn link(table: &Table, page: Page) -> String {
    if std::ptr::eq(table, &raw const tables::DEFAULTS) {
        return format!("the keys of {}, but `needs`", link(&tables::STEP, page));
    }
    let anchor: String = heading(table).to_lowercase().replace(' ', "-").replace('\'', "");
    let file = if page == Page::Stack && is_of_the_language(table) { "reference.md" } else { "" };
    format!("[{}]({file}#{anchor})", table.name.replace('`', ""))
}

/// A form in words.
pub(super) fn of(form: &Form, page: Page) -> String {
    let word = match form {
        Form::Version => "`1`",
        Form::String => "string",
        Form::Name => "string, not blank",
        Form::Text => "text",
        Form::EnvValue => "text, `{secret: …}`, `{config: …}` or `{field: …}`",
        Form::Bool => "`true` or `false`",
        Form::Integer(least) => return format!("whole number, at least {least}"),
        Form::Factor => "decimal, at least 1",
        Form::Duration => "duration",
        Form::Cores => "cores",
        Form::Bytes => "quantity",
        Form::Cuda => "`\"12\"` or `\"12.4\"`",
        Form::Image => "image",
        Form::AbsolutePath => "absolute path",
        Form::Path => "path",
        Form::SubPath => "path in a volume",
        Form::DnsLabel => "DNS label",
        Form::ResourceName => "resource",
        Form::EnvName => "variable",
        Form::PodField => "field of the pod",
        Form::Cron => "cron line",
        Form::Zone => "time zone",
        Form::Moment => "time",
        Form::Choice(choices) => {
            return words(choices.iter().map(|choice| if choice.is_empty() { "\"\"" } else { choice }));
        }
        Form::KubeString => "string; in quotes if it looks like a number or boolean",
        Form::KubeInteger => "whole number, negative too",
        Form::List(item) => return format!("list of: {}", of(item, page)),
        Form::Filled(item) => return format!("list, not empty, of: {}", of(item, page)),
        Form::OneOrList(item) => return format!("{}, or a list of them", of(item, page)),
        Form::OneOrFilled(item) => return format!("{}, or a list of them that is not empty", of(item, page)),
        Form::MapOf(kind, value) => return format!("map from {} to: {}", names(*kind), of(value, page)),
        Form::Fields(table) => return link(table, page),
        Form::Short(table, short) => return format!("{}, or its `{short}` alone", link(table, page)),
        Form::Settings => match page {
            Page::Language => "map from target to its settings, below",
            Page::Stack => "map from target to its [settings](#values)",
        },
        Form::Any => "anything",
    };
    word.to_owned()
}

fn names(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::StepId => "step ids (any text)",
        KeyKind::EnvName => "variables",
        KeyKind::Parameter => "names (letters, digits, `_`)",
        KeyKind::LabelKey => "keys",
        KeyKind::Target => "targets",
        KeyKind::ComponentType => "types of components",
    }
}

/// The section about values.
pub(super) fn values() -> String {
    let rows = VALUES
        .iter()
        .map(|(name, meaning, example)| vec![(*name).to_owned(), (*meaning).to_owned(), (*example).to_owned()]);
    format!("\n## Values\n\n{}", super::markdown(&["form", "what it is", "examples"], rows.collect()))
}
