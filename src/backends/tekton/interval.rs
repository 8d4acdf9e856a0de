//! Intervals as one cron line.
//!
//! A `CronJob` knows cron lines only, and `@every` in one has no anchor. What an hour or a day holds a whole number of
//! times is said by one line in UTC, where no clock changes.

use crate::ir::{Duration, Schedule};

const MINUTE: i64 = 60;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// The line in UTC, if one says the interval; counted from the schedule's start, else from 1970 in its zone.
pub(super) fn line(every: Duration, schedule: &Schedule) -> Option<String> {
    if !every.is_whole_seconds() {
        return None;
    }
    let seconds = i64::try_from(every.seconds_up()).ok()?;
    let anchor = schedule.anchor()?.0;
    if seconds % MINUTE != 0 || anchor % MINUTE != 0 {
        return None;
    }
    of_minutes(seconds / MINUTE, (anchor / MINUTE).rem_euclid(DAY))
}

/// The line of an interval of whole minutes that has a run at `phase`, in minutes of the day.
fn of_minutes(every: i64, phase: i64) -> Option<String> {
    if HOUR % every == 0 && every < HOUR {
        return Some(format!("{} * * * *", field(every, phase % every, HOUR)));
    }
    if every % HOUR != 0 || DAY % every != 0 {
        return None;
    }
    let hours = every / HOUR;
    let first = phase % every / HOUR;
    Some(format!("{} {} * * *", phase % HOUR, field(hours, first, DAY / HOUR)))
}

/// Every `step`th number from `first` below `end`.
fn field(step: i64, first: i64, end: i64) -> String {
    match (step, first) {
        (1, _) => "*".to_owned(),
        (step, first) if step == end => first.to_string(),
        (step, 0) => format!("*/{step}"),
        (step, first) => format!("{first}-{}/{step}", end - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::of_minutes;

    #[test]
    fn divisors_of_an_hour_and_of_a_day_are_lines() {
        for (every, phase, expected) in [
            (1, 0, Some("* * * * *")),
            (15, 0, Some("*/15 * * * *")),
            (15, 1_385, Some("5-59/15 * * * *")),
            (60, 20, Some("20 * * * *")),
            (180, 1_380, Some("0 2-23/3 * * *")),
            (360, 0, Some("0 */6 * * *")),
            (720, 0, Some("0 */12 * * *")),
            (1_440, 1_380, Some("0 23 * * *")),
            (90, 0, None),
            (100, 0, None),
            (2_880, 0, None),
            (7, 0, None),
        ] {
            assert_eq!(of_minutes(every, phase).as_deref(), expected, "{every} {phase}");
        }
    }
}
