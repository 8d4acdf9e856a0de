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

/// What to do about a zone whose clocks change by other than whole hours.
pub(in crate::backends) const UNEVEN_REMEDY: &str = "write the line in UTC, with `timezone: UTC`";

/// The first time of day of a schedule's line that a change of the clocks skips or repeats, such as `02:30`.
pub(in crate::backends) fn touched(schedule: &Schedule) -> Option<String> {
    let When::Cron(cron) = &schedule.when.value else { return None };
    let [_, hours, ..] = cron.fields();
    if !hours.is_restricted() {
        return None;
    }
    changes(schedule).into_iter().find_map(|(without, with)| touched_by(cron, without, with))
}

/// By how many minutes the clocks of a schedule's zone change where that is not by whole hours, and the schedule's line
/// fires on such a day. Of all zones in use only `Australia/Lord_Howe` is so.
///
/// Cron programs that step from hour to hour are half an hour off from such a change on, until the day is over.
pub(in crate::backends) fn uneven(schedule: &Schedule) -> Option<i64> {
    let When::Cron(cron) = &schedule.when.value else { return None };
    changes(schedule).into_iter().find_map(|(without, with)| {
        let minutes = with.duration_since(without).as_mins();
        let day = without.date().to_datetime(jiff::civil::Time::midnight());
        let fires = (0..LONGEST).any(|minute| cron.fires(day.saturating_add(SignedDuration::from_mins(minute))));
        (minutes % 60 != 0 && fires).then_some(minutes.abs())
    })
}

/// Whether a schedule's line does not fire in the hours just before and after a change of the clocks of its zone.
pub(in crate::backends) fn is_paused_over_a_change(schedule: &Schedule) -> bool {
    let When::Cron(cron) = &schedule.when.value else { return false };
    let hour = SignedDuration::from_hours(1);
    let fires_from =
        |from: DateTime| (0..60).any(|minute| cron.fires(from.saturating_add(SignedDuration::from_mins(minute))));
    changes(schedule).into_iter().any(|(without, with)| !(fires_from(without.saturating_sub(hour)) && fires_from(with)))
}

/// The changes of the clocks of a schedule's zone: what they show without and with each.
fn changes(schedule: &Schedule) -> Vec<(DateTime, DateTime)> {
    let zone = schedule.timezone.value.rules();
    let from = schedule.start.as_ref().map_or(FROM, |start| start.value.0);
    let Ok(from) = Timestamp::from_second(from) else { return Vec::new() };
    let shown = |at: Timestamp| zone.to_offset(at - SignedDuration::from_secs(1)).to_datetime(at);
    zone.following(from)
        .take(CHANGES)
        .map(|change| (shown(change.timestamp()), change.offset().to_datetime(change.timestamp())))
        .collect()
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
        assert_eq!(touched(&schedule(line, zone)).as_deref(), expected, "{line} {zone}");
    }

    fn schedule(line: &str, zone: &str) -> Schedule {
        let origin = Origin::new(Place::unpack(0).expect("a place"));
        Schedule {
            when: At { value: When::Cron(Cron::parse(line).expect("a line")), origin },
            timezone: At { value: Zone::new(zone).expect("a zone"), origin },
            start: None,
            end: None,
            catchup: None,
            overlap: None,
            suspended: None,
            origin,
        }
    }

    #[test]
    fn changes_of_half_an_hour_are_found_on_their_days() {
        assert_eq!(uneven(&schedule("0 9 * * *", "Australia/Lord_Howe")), Some(30));
        assert_eq!(uneven(&schedule("0 9 * 6 *", "Australia/Lord_Howe")), None);
        assert_eq!(uneven(&schedule("0 9 * * *", "Europe/Berlin")), None);
    }

    #[test]
    fn a_pause_over_a_change_is_found() {
        let is_paused = |line, zone| is_paused_over_a_change(&schedule(line, zone));
        assert!(is_paused("30 * * * 1-5", "Europe/Berlin"));
        assert!(!is_paused("30 * * * *", "Europe/Berlin"));
        assert!(!is_paused("30 * * * 1-5", "UTC"));
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
