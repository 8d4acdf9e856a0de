//! Where a change of a zone's clocks meets a cron line.
//!
//! A time that is skipped or comes twice means something else on each target, so each is asked to say what it makes of
//! one. A line of every hour has nothing to lose: on all targets it goes on at the same pace.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use crate::ir::{Cron, Schedule, When};

/// 2026-01-01T00:00:00Z: where looking begins for a schedule without a start. Never today: equal input, equal output.
const FROM: i64 = 1_767_225_600;
/// Changes looked at: five years of a zone with two a year.
const CHANGES: usize = 10;
/// Minutes looked at on each side: the longest jump of any zone since 1970 is a day.
const LONGEST: i64 = 24 * 60;

/// What to do about a time that is touched.
pub(in crate::backends) const REMEDY: &str = "choose a time at which no clock changes, or write `timezone: UTC`";

/// The first time of day of a schedule's line that a change of the clocks skips or repeats, such as `02:30`.
pub(in crate::backends) fn touched(schedule: &Schedule) -> Option<String> {
    let When::Cron(cron) = &schedule.when.value else { return None };
    let [_, hours, ..] = cron.fields();
    if !hours.is_restricted() {
        return None;
    }
    let zone = schedule.timezone.value.rules();
    let from = schedule.start.as_ref().map_or(FROM, |start| start.value.0);
    let from = Timestamp::from_second(from).ok()?;
    let mut changes = zone.following(from).take(CHANGES);
    changes.find_map(|change| {
        let at = change.timestamp();
        let before = zone.to_offset(at - SignedDuration::from_secs(1));
        touched_by(cron, before.to_datetime(at), change.offset().to_datetime(at))
    })
}

/// The first minute between what the clocks show without and with the change.
fn touched_by(cron: &Cron, without: DateTime, with: DateTime) -> Option<String> {
    let (first, end) = if without < with { (without, with) } else { (with, without) };
    let minutes = (0..LONGEST).map(|minute| first.saturating_add(SignedDuration::from_mins(minute)));
    let mut inside = minutes.take_while(|time| *time < end);
    inside.find(|time| cron.fires(*time)).map(|time| time.strftime("%H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{At, Origin, Zone};
    use crate::source::Place;

    fn check(line: &str, zone: &str, expected: Option<&str>) {
        let origin = Origin::new(Place::unpack(0).expect("a place"));
        let schedule = Schedule {
            when: At { value: When::Cron(Cron::parse(line).expect("a line")), origin },
            timezone: At { value: Zone::new(zone).expect("a zone"), origin },
            start: None,
            end: None,
            catchup: None,
            overlap: None,
            suspended: None,
            origin,
        };
        assert_eq!(touched(&schedule).as_deref(), expected, "{line} {zone}");
    }

    #[test]
    fn times_that_are_skipped_or_repeated_are_found() {
        check("30 2 * * *", "Europe/Berlin", Some("02:30"));
        check("0 */2 * * *", "Europe/Berlin", Some("02:00"));
        check("30 1 * * 0", "America/New_York", Some("01:30"));
        check("15 0 * * *", "Africa/Cairo", Some("00:15"));
    }

    #[test]
    fn times_beside_them_are_not() {
        check("0 3 * * *", "Europe/Berlin", None);
        check("59 1 * * *", "Europe/Berlin", None);
        check("30 2 * * *", "UTC", None);
        check("30 2 * * *", "Asia/Tokyo", None);
        check("30 2 * 6 *", "Europe/Berlin", None);
        check("30 2 * * 1-6", "Europe/Berlin", None);
        check("*/15 * * * *", "Europe/Berlin", None);
    }
}
