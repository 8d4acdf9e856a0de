//! The schedule: times are naive UTC, an interval is ISO-8601, and a cron line wins over an interval.

use super::document::Document;
use super::tables::SCHEDULE;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frontends::shape::check::{Checker, Null};
use crate::frontends::shape::keys::Form;
use crate::frontends::shape::merge::Fields;
use crate::ir::{At, Cron, Duration, DurationError, Moment, Origin, Overlap, Schedule, When, Zone};
use crate::source::{Node, Place};

/// Reads the schedule; `None` without one, and for one that does not fire.
pub(super) fn read(document: &Document<'_>, settings: &Fields<'_>, checker: &mut Checker<'_>) -> Option<Schedule> {
    let node = document.schedule?;
    let body = node.get("body").filter(|body| !body.is_null()).unwrap_or(node);
    checker.check(body, &Form::Fields(&SCHEDULE), "schedule", Null::Unset);
    let fields = Fields::read(body, &SCHEDULE, &checker.bad).written();
    let is = |key: &str, value: &str| fields.scalar(key).is_some_and(|(text, _)| text == value);
    if is("active", "false") || is("is_archived", "true") {
        checker.diags.push(no_schedule(node, if is("is_archived", "true") { "is archived" } else { "is not active" }));
        return None;
    }
    let diags = &mut *checker.diags;
    if !["cron_expression", "interval_second", "run_once_start_time"].iter().any(|key| fields.has(key)) {
        diags.push(no_schedule(node, "names no time"));
        return None;
    }
    let when = when(&fields, diags)?;
    let catchup = fields.scalar("catchup").filter(|(text, _)| *text == "true");
    Some(Schedule {
        when,
        timezone: At::new(Zone::utc(), body.place()),
        start: moment(&fields, "start_time", diags),
        end: moment(&fields, "end_time", diags),
        catchup: catchup.map(|(_, place)| At::new(true, place)),
        overlap: overlap(settings, diags),
        suspended: None,
        origin: Origin::new(node.key_place()),
    })
}

fn when(fields: &Fields<'_>, diags: &mut Diagnostics) -> Option<At<When>> {
    if let Some((line, place)) = fields.scalar("cron_expression") {
        if let Some(interval) = fields.entry("interval_second") {
            diags.push(cron_wins(interval.key, place));
        }
        return Some(At::new(When::Cron(Cron::parse(line).ok()?), place));
    }
    // A cron line that failed is there all the same.
    if fields.has("cron_expression") {
        return None;
    }
    if let Some((text, place)) = fields.scalar("interval_second") {
        return match interval(text) {
            Ok(every) => Some(At::new(When::Every(every), place)),
            Err(why) => {
                let diagnostic = Diagnostic::new(&codes::DURATION, place, format!("interval `{text}` {why}"));
                diags.push(diagnostic.help("write days, hours, minutes and seconds, such as `P1DT1H` or `PT90S`"));
                None
            }
        };
    }
    let at = moment(fields, "run_once_start_time", diags)?;
    Some(At { value: When::At(at.value), origin: at.origin })
}

/// ISO-8601, or seconds as older versions wrote them.
fn interval(text: &str) -> Result<Duration, DurationError> {
    let seconds = text.strip_suffix(".0").unwrap_or(text);
    match seconds.parse::<u64>() {
        Ok(seconds) => Duration::from_seconds(seconds).ok_or(DurationError::NotPositive),
        Err(_) => Duration::parse(text),
    }
}

fn moment(fields: &Fields<'_>, key: &str, diags: &mut Diagnostics) -> Option<At<Moment>> {
    let (text, place) = fields.scalar(key)?;
    let moment = Moment::parse(&to_the_second(text), &Zone::utc());
    if moment.is_none() {
        let message = format!("`{key}` is `{text}`, not a point in time");
        let diagnostic = Diagnostic::new(&codes::MOMENT, place, message);
        diags.push(diagnostic.help("write it as ZenML does, such as `2026-01-01T01:00:00`, in UTC"));
    }
    Some(At::new(moment?, place))
}

/// Without the fraction of a second that the clock of a client leaves.
fn to_the_second(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, rest)) => {
            let zone = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
            format!("{whole}{zone}")
        }
        None => text.to_owned(),
    }
}

/// What flavor `kubernetes` says of runs that meet; ZenML reads the word without regard to case.
fn overlap(settings: &Fields<'_>, diags: &mut Diagnostics) -> Option<At<Overlap>> {
    let (word, place) = settings.scalar("concurrency_policy")?;
    let overlap = match word.trim().to_ascii_lowercase().as_str() {
        "allow" => Overlap::Allow,
        "forbid" => Overlap::Forbid,
        "replace" => Overlap::Replace,
        _ => {
            let message = format!("`concurrency_policy` is `{word}`, not one of the words that are known here");
            diags
                .push(Diagnostic::new(&codes::WRONG_FORM, place, message).help("write `Allow`, `Forbid` or `Replace`"));
            return None;
        }
    };
    Some(At::new(overlap, place))
}

fn no_schedule(node: Node<'_>, why: &str) -> Diagnostic {
    Diagnostic::new(&codes::NO_SCHEDULE, node.key_place(), format!("the schedule {why}, so none is written"))
        .help("mend it in ZenML and fetch the snapshot again, if it should fire")
}

fn cron_wins(interval: Place, cron: Place) -> Diagnostic {
    Diagnostic::new(&codes::CRON_WINS, interval, "the interval is not used, since there is a cron line")
        .also(cron, "the cron line")
        .help("remove one of the two")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `None` for what is no interval.
    fn check(text: &str, seconds: Option<u64>) {
        assert_eq!(interval(text).ok(), seconds.and_then(Duration::from_seconds), "{text}");
    }

    #[test]
    fn an_interval_has_days() {
        check("P1D", Some(86_400));
        check("P1DT1H", Some(90_000));
        check("PT1M30S", Some(90));
    }

    #[test]
    fn older_versions_write_seconds() {
        check("3600", Some(3_600));
        check("3600.0", Some(3_600));
    }

    #[test]
    fn an_interval_takes_time() {
        for wrong in ["0", "0.0", "PT0S", "-P1D", "-60", "1.5", "", "daily"] {
            check(wrong, None);
        }
    }

    #[test]
    fn the_fraction_of_a_second_is_left_out() {
        assert_eq!(to_the_second("2026-01-01T01:00:00"), "2026-01-01T01:00:00");
        assert_eq!(to_the_second("2026-01-01T01:00:00.123456"), "2026-01-01T01:00:00");
        assert_eq!(to_the_second("2026-01-01T03:00:00.5+02:00"), "2026-01-01T03:00:00+02:00");
        assert_eq!(to_the_second("2026-01-01T01:00:00.000Z"), "2026-01-01T01:00:00Z");
    }
}
