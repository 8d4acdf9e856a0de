//! What a single value or key must look like, and the words for it.

use super::keys::{Form, Key, KeyKind, Table};
use crate::diag::{Code, codes, nearest, words};
use crate::ir::{
    Cron, CronError, CudaVersion, DnsLabel, Duration, DurationError, EnvName, Factor, Moment, POD_FIELDS, ParamId,
    PodField, Quantity, QuantityError, ResourceName, StepId, Zone,
};
use crate::source::{Node, Style};

/// Why a value is not of its form.
pub(in crate::frontends) struct Problem {
    pub(in crate::frontends) code: &'static Code,
    pub(in crate::frontends) message: String,
    pub(in crate::frontends) help: Option<String>,
}

fn problem(code: &'static Code, message: String, help: impl Into<String>) -> Problem {
    Problem { code, message, help: Some(help.into()) }
}

/// Checks a scalar. `what` is the key that it stands at.
pub(in crate::frontends) fn check(text: &str, node: Node<'_>, form: &Form, what: &str) -> Result<(), Problem> {
    if text.contains('\0') {
        return Err(problem(
            &codes::NUL,
            format!("`{what}` holds a NUL character"),
            "remove it: no process can get one",
        ));
    }
    let shown = shorten(text);
    let is = if text.is_empty() { "empty".to_owned() } else { format!("`{shown}`") };
    let wrong = |code, help: &str| Err(problem(code, format!("`{what}` is {is}, not {}", expectation(form)), help));
    let is_plain = node.style() == Style::Plain;
    match form {
        Form::Version if text == "1" => Ok(()),
        Form::Version => Err(problem(
            &codes::OTHER_VERSION,
            format!("version `{shown}` of the language is not known to this program"),
            "write `segue: 1`, or use the program that knows that version",
        )),
        Form::String => Ok(()),
        Form::Name if text.trim().is_empty() => {
            Err(problem(&codes::NAME, format!("`{what}` is blank"), format!("write a name at `{what}`")))
        }
        Form::Name => Ok(()),
        Form::Bool if is_plain && matches!(text, "true" | "false") => Ok(()),
        Form::Bool => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => wrong(&codes::WRONG_FORM, "write `true`"),
            "no" | "off" | "n" | "false" => wrong(&codes::WRONG_FORM, "write `false`"),
            _ => wrong(&codes::WRONG_FORM, "write `true` or `false`"),
        },
        Form::Integer(least) => integer(text, *least, what, &shown),
        Form::Factor if Factor::parse(text).is_some() => Ok(()),
        Form::Factor => wrong(&codes::NUMBER, "write a decimal from 1 to 1000, such as `2` or `1.5`"),
        Form::Duration => Duration::parse(text).map(|_| ()).map_err(|why| duration(text, &shown, what, why)),
        Form::Cores => Quantity::parse_cores(text).map(|_| ()).map_err(|why| {
            problem(
                &codes::QUANTITY,
                format!("{what} `{shown}` {why}"),
                "write cores or thousandths of one, such as `8`, `0.5` or `500m`",
            )
        }),
        Form::Bytes => Quantity::parse_bytes(text).map(|_| ()).map_err(|why| bytes(text, &shown, what, why)),
        Form::Cuda if CudaVersion::parse(text).is_some() => Ok(()),
        Form::Cuda => {
            wrong(&codes::NUMBER, "write a major version, or major and minor, such as `\"12\"` or `\"12.4\"`")
        }
        Form::Image => image(text, &shown),
        Form::AbsolutePath if text.starts_with('/') && !has_parent(text) && !text.contains(':') => Ok(()),
        Form::AbsolutePath => Err(problem(
            &codes::PATH,
            format!("`{what}` is `{shown}`, not an absolute path without `..` and `:`"),
            "begin it with `/`",
        )),
        Form::Path if text.is_empty() => {
            Err(problem(&codes::PATH, format!("`{what}` is empty"), "write a path, such as `/app`"))
        }
        Form::Path => Ok(()),
        Form::SubPath if !text.is_empty() && !text.starts_with('/') && !has_parent(text) => Ok(()),
        Form::SubPath => Err(problem(
            &codes::PATH,
            format!("`{what}` is `{shown}`, not a path inside the volume"),
            "write it without leading `/` and without `..`",
        )),
        Form::DnsLabel if DnsLabel::new(text).is_some() => Ok(()),
        Form::DnsLabel => wrong(
            &codes::NAME,
            "use lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends",
        ),
        Form::ResourceName if ResourceName::new(text).is_some() => Ok(()),
        Form::ResourceName => wrong(&codes::NAME, "write a domain, a slash and a name, such as `nvidia.com/gpu`"),
        Form::EnvName => env_name(text, &shown),
        Form::PodField if PodField::new(text).is_some() => Ok(()),
        Form::PodField => pod_field(text, &shown),
        Form::Cron => Cron::parse(text).map(|_| ()).map_err(|why| cron(text, &shown, &why)),
        Form::Zone => zone(text, &shown),
        Form::Moment if Moment::parse(text, &Zone::utc()).is_some() => Ok(()),
        Form::Moment => wrong(
            &codes::MOMENT,
            "write RFC 3339 or local time from 1970 on, such as `2026-01-02T03:00:00Z` or `2026-01-02T03:00`",
        ),
        Form::Choice(words) if words.contains(&text) => Ok(()),
        Form::Choice(choices) => match nearest(text, choices.iter().copied()) {
            Some(near) => wrong(&codes::WRONG_FORM, &format!("write `{near}`")),
            None => wrong(&codes::WRONG_FORM, &format!("write one of {}", words(*choices))),
        },
        Form::KubeString if is_plain && is_typed(text) => Err(problem(
            &codes::KUBERNETES_SHAPE,
            format!("`{what}` is `{shown}`, which Kubernetes does not take for a string"),
            format!("write `\"{shown}\"`"),
        )),
        Form::KubeString => Ok(()),
        Form::KubeInteger if is_plain && text.parse::<i64>().is_ok() => Ok(()),
        Form::KubeInteger => wrong(&codes::NUMBER, "write a whole number without quotes"),
        Form::Text
        | Form::EnvValue
        | Form::List(_)
        | Form::Filled(_)
        | Form::OneOrList(_)
        | Form::OneOrFilled(_)
        | Form::MapOf(..)
        | Form::Fields(_)
        | Form::Short(..)
        | Form::Settings
        | Form::Any => Ok(()),
    }
}

/// Checks the key of a map with free names.
pub(in crate::frontends) fn check_key(key: &str, kind: KeyKind) -> Result<(), Problem> {
    let shown = shorten(key);
    match kind {
        KeyKind::StepId if StepId::new(key).is_some() => Ok(()),
        KeyKind::StepId => {
            Err(problem(&codes::NAME, "a step's id is blank or holds a NUL character".to_owned(), "name the step"))
        }
        KeyKind::EnvName => env_name(key, &shown),
        KeyKind::Parameter if ParamId::new(key).is_some() => Ok(()),
        KeyKind::Parameter => Err(problem(
            &codes::NAME,
            format!("`{shown}` is not a parameter's name"),
            "use letters, digits and `_`, not beginning with a digit",
        )),
        KeyKind::LabelKey if !key.trim().is_empty() && !key.contains('\0') => Ok(()),
        KeyKind::LabelKey => {
            Err(problem(&codes::NAME, "a key is blank or holds a NUL character".to_owned(), "name it"))
        }
        KeyKind::Target | KeyKind::ComponentType => Ok(()),
    }
}

/// What a form wants, to complete "… is not".
pub(in crate::frontends) fn expectation(form: &Form) -> &'static str {
    match form {
        Form::Version => "the version `1`",
        Form::String | Form::Name | Form::KubeString => "a single value",
        Form::Text => "a text",
        Form::EnvValue => "a text, a secret, a config map's entry or a field of the pod",
        Form::Bool => "`true` or `false`",
        Form::Integer(_) | Form::KubeInteger => "a whole number",
        Form::Factor => "a decimal of at least one",
        Form::Duration => "a duration",
        Form::Cores => "a number of cores",
        Form::Bytes => "a quantity with a unit",
        Form::Cuda => "a CUDA version",
        Form::Image => "an image",
        Form::AbsolutePath | Form::Path | Form::SubPath => "a path",
        Form::DnsLabel => "a DNS label",
        Form::ResourceName => "a resource's name",
        Form::EnvName => "a variable's name",
        Form::PodField => "a field of the pod",
        Form::Cron => "a cron line",
        Form::Zone => "a time zone",
        Form::Moment => "a point in time",
        Form::Choice(_) => "one of the words that are known here",
        Form::List(_) | Form::Filled(_) => "a list",
        Form::OneOrList(_) | Form::OneOrFilled(_) => "a single value or a list",
        Form::MapOf(..) | Form::Fields(_) | Form::Settings => "a map",
        Form::Short(..) => "a single value or a map",
        Form::Any => "a value",
    }
}

/// A value of a form, in its shortest form.
pub(in crate::frontends) fn example(form: &Form) -> String {
    let example = match form {
        Form::Fields(table) => return fields(table),
        Form::Short(table, short) => table.key(short).map_or("value", |key| key.example),
        Form::List(Form::Fields(table)) => return format!("[{}]", fields(table)),
        Form::List(Form::Text) => "[python, -m, churn.load]",
        Form::List(_) | Form::Filled(_) | Form::OneOrList(_) | Form::OneOrFilled(_) => "[one, two]",
        Form::MapOf(KeyKind::EnvName, _) => "{LOG_LEVEL: info}",
        Form::MapOf(KeyKind::StepId, _) => "{load: {image: \"ghcr.io/acme/churn:1\"}}",
        Form::MapOf(KeyKind::Parameter, _) => "{since: \"2026-01-01\"}",
        Form::MapOf(KeyKind::LabelKey, _) => "{team: churn}",
        Form::MapOf(KeyKind::ComponentType, _) => "{orchestrator: {name: prod, flavor: kubernetes}}",
        Form::MapOf(KeyKind::Target, _) | Form::Settings => "{argo: {version: \"3.5\"}}",
        Form::Version | Form::Integer(_) | Form::KubeInteger | Form::Factor => "1",
        Form::String | Form::Name | Form::Text | Form::EnvValue | Form::KubeString | Form::Any => "\"one text\"",
        Form::Bool => "true",
        Form::Duration => "1h30m",
        Form::Cores => "500m",
        Form::Bytes => "16GiB",
        Form::Cuda => "\"12.4\"",
        Form::Image => "ghcr.io/acme/churn:1",
        Form::AbsolutePath | Form::Path => "/data",
        Form::SubPath => "data",
        Form::DnsLabel => "churn",
        Form::ResourceName => "nvidia.com/gpu",
        Form::EnvName => "LOG_LEVEL",
        Form::PodField => "status.podIP",
        Form::Cron => "\"0 3 * * *\"",
        Form::Zone => "Europe/Berlin",
        Form::Moment => "2026-01-02T03:00",
        Form::Choice(words) => words.first().copied().unwrap_or("value"),
    };
    example.to_owned()
}

/// A map with what it must have, or else with its first keys.
fn fields(table: &Table) -> String {
    let must = |key: &&Key| key.required || table.one_of.first() == Some(&key.name);
    let mut keys: Vec<&Key> = table.keys.iter().filter(must).collect();
    if keys.is_empty() {
        keys = table.keys.iter().take(2).collect();
    }
    let keys: Vec<String> = keys.iter().map(|key| format!("{}: {}", key.name, key.example)).collect();
    format!("{{{}}}", keys.join(", "))
}

/// A scalar as an item of a list in flow style.
pub(in crate::frontends) fn flow_item(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.'));
    if is_plain && !text.is_empty() { text.to_owned() } else { format!("\"{text}\"") }
}

/// A user's text inside a message: cut, so that a message stays a line.
pub(in crate::frontends) fn shorten(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn integer(text: &str, least: u32, what: &str, shown: &str) -> Result<(), Problem> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(number) if is_number && number >= least => Ok(()),
        Ok(_) if is_number => Err(problem(
            &codes::NUMBER,
            format!("`{what}` is `{shown}`, which is below {least}"),
            format!("write a whole number of at least {least}"),
        )),
        _ if is_number => Err(problem(
            &codes::NUMBER,
            format!("`{what}` is `{shown}`, more than any target takes"),
            "write a smaller number",
        )),
        _ => Err(problem(
            &codes::NUMBER,
            format!("`{what}` is `{shown}`, not a whole number"),
            format!("write a whole number of at least {least} in digits"),
        )),
    }
}

fn duration(text: &str, shown: &str, what: &str, why: DurationError) -> Problem {
    let help = match why {
        DurationError::NoUnit => format!("write the unit, such as `{}s`", text.trim_start_matches('-')),
        DurationError::NotPositive => "write a longer time, or remove the key".to_owned(),
        DurationError::Calendar => "count in days, such as `30d`".to_owned(),
        DurationError::TooFine => "write whole milliseconds".to_owned(),
        DurationError::TooLong => "write a shorter time".to_owned(),
        DurationError::Form => "write numbers and units, such as `90s`, `1h30m`, `2d` or `PT1H30M`".to_owned(),
    };
    problem(&codes::DURATION, format!("{what} `{shown}` {why}"), help)
}

fn bytes(text: &str, shown: &str, what: &str, why: QuantityError) -> Problem {
    let help = match why {
        QuantityError::NoUnit => format!("write the unit, such as `{text}GB` (decimal) or `{text}GiB` (binary)"),
        QuantityError::NotPositive => "write more than zero, or remove the key".to_owned(),
        QuantityError::TooFine => "write whole bytes".to_owned(),
        QuantityError::TooLarge => "write less".to_owned(),
        QuantityError::Form => {
            let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
            let number = if digits.is_empty() { "16" } else { &digits };
            format!("write a number and a unit, such as `{number}GB` (decimal) or `{number}GiB` (binary)")
        }
    };
    problem(&codes::QUANTITY, format!("{what} `{shown}` {why}"), help)
}

fn image(text: &str, shown: &str) -> Result<(), Problem> {
    let help = "write a name with tag or digest, such as `ghcr.io/acme/churn:1`";
    if text.is_empty() {
        return Err(problem(&codes::IMAGE, "`image` is empty".to_owned(), help));
    }
    match text.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}')) {
        Some(sign) => Err(problem(
            &codes::IMAGE,
            format!("image `{shown}` holds {}, so no platform can pull it", describe(sign)),
            help,
        )),
        None => Ok(()),
    }
}

fn describe(sign: char) -> String {
    if sign.is_whitespace() || sign.is_control() { "white space".to_owned() } else { format!("`{sign}`") }
}

fn env_name(text: &str, shown: &str) -> Result<(), Problem> {
    if EnvName::new(text).is_some() {
        return Ok(());
    }
    Err(problem(
        &codes::NAME,
        format!("`{shown}` is not a variable's name"),
        "use letters, digits, `_`, `.` and `-`, beginning with a letter or `_`",
    ))
}

fn pod_field(text: &str, shown: &str) -> Result<(), Problem> {
    let help = match ["metadata.labels", "metadata.annotations"].into_iter().find(|map| text.starts_with(map)) {
        Some(map) => format!("write `\"{map}['KEY']\"`, with a key that Kubernetes takes"),
        None => match nearest(text, POD_FIELDS) {
            Some(near) => format!("write `{near}`"),
            None => {
                format!(
                    "write one of {}, or `\"metadata.labels['KEY']\"`, or the same of `annotations`",
                    words(POD_FIELDS)
                )
            }
        },
    };
    Err(problem(&codes::WRONG_FORM, format!("a pod has no field `{shown}` that a variable can hold"), help))
}

fn cron(text: &str, shown: &str, why: &CronError) -> Problem {
    let help = match why {
        CronError::FieldCount(6) => {
            let rest: Vec<&str> = text.split_ascii_whitespace().skip(1).collect();
            match Cron::parse(&rest.join(" ")) {
                Ok(_) => format!("write `{}` if the first field counts seconds", rest.join(" ")),
                Err(_) => "write minute, hour, day of month, month and day of week".to_owned(),
            }
        }
        CronError::FieldCount(_) => {
            "write minute, hour, day of month, month and day of week, as in `0 3 * * *`".to_owned()
        }
        CronError::Nickname => {
            "use `@yearly`, `@monthly`, `@weekly`, `@daily` or `@hourly`, or `every` for an interval".to_owned()
        }
        CronError::Zone => "write the zone at `timezone`".to_owned(),
        CronError::Extension(_) => "use numbers, names, `*`, `,`, `-` and `/` only".to_owned(),
        CronError::Range { least, greatest, .. } => format!("write a number from {least} to {greatest}"),
        CronError::Backwards { .. } => "write two ranges with a comma between, as in `22-23,0-4`".to_owned(),
        CronError::Item { .. } => "write a number, a name, a range such as `1-5`, or a step such as `*/15`".to_owned(),
    };
    problem(&codes::CRON, format!("cron `{shown}` {why}"), help)
}

fn zone(text: &str, shown: &str) -> Result<(), Problem> {
    if Zone::new(text).is_some() {
        return Ok(());
    }
    let help = match Zone::suggestion(text).filter(|name| name != text) {
        Some(name) => format!("write `{name}`"),
        None => "write a name of the IANA database, such as `Europe/Berlin` or `UTC`".to_owned(),
    };
    Err(problem(&codes::UNKNOWN_ZONE, format!("time zone `{shown}` does not exist"), help))
}

fn has_parent(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

/// Whether YAML 1.2's core schema reads a plain scalar as something other than a string.
pub(in crate::frontends) fn is_typed(text: &str) -> bool {
    matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE" | "" | "~" | "null" | "Null" | "NULL")
        || is_number(text)
}

/// Numbers of the core schema (YAML 1.2.2, section 10.3.2).
fn is_number(text: &str) -> bool {
    let radix = |prefix: &str, digits: &str| {
        text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| digits.contains(c)))
    };
    if radix("0o", "01234567") || radix("0x", "0123456789abcdefABCDEF") {
        return true;
    }
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(bare, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    bare.bytes().any(|byte| byte.is_ascii_digit())
        && bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'))
        && bare.parse::<f64>().is_ok()
}
