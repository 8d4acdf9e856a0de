//! Intervals as cron lines in UTC, where no clock changes.
//!
//! What a day holds a whole number of times fires at the same minutes of each day, and seven days on one day of the
//! week. Nothing else can be said in cron lines.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::ir::{Cron, Duration, Schedule};

const MINUTE: i64 = 60;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// Cron lines that together fire at each whole interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::backends) struct Lines {
    /// At which second of their minutes. Most targets' cron knows none but 0.
    pub(in crate::backends) second: i64,
    /// The lines, in the order of their first hours.
    pub(in crate::backends) lines: Vec<Cron>,
}

impl Lines {
    /// The only line, if there is one.
    pub(in crate::backends) fn single(&self) -> Option<Cron> {
        match self.lines.as_slice() {
            [line] => Some(*line),
            _ => None,
        }
    }

    /// The lines of a cron that counts no seconds.
    pub(in crate::backends) fn in_minutes(self) -> Option<Vec<Cron>> {
        (self.second == 0).then_some(self.lines)
    }
}

/// The lines, if there are any, counted from the schedule's start, else from 1970 in its zone.
pub(in crate::backends) fn lines(every: Duration, schedule: &Schedule) -> Option<Lines> {
    let seconds = i64::try_from(every.seconds_up()).ok().filter(|_| every.is_whole_seconds())?;
    if seconds % MINUTE != 0 {
        return None;
    }
    let anchor = schedule.anchor()?.0;
    let lines = of_minutes(seconds / MINUTE, anchor.div_euclid(MINUTE))?;
    Some(Lines { second: anchor.rem_euclid(MINUTE), lines })
}

/// The one line of a cron that counts no seconds, if it says the interval alone.
pub(in crate::backends) fn line(every: Duration, schedule: &Schedule) -> Option<Cron> {
    lines(every, schedule).filter(|lines| lines.second == 0)?.single()
}

/// The lines of an interval of whole minutes that fires at `anchor`, in minutes since 1970.
fn of_minutes(every: i64, anchor: i64) -> Option<Vec<Cron>> {
    let number = |number: i64| u8::try_from(number).ok();
    if every == WEEK {
        // 1970-01-01 was a Thursday.
        let weekday = number((anchor.div_euclid(DAY) + 4).rem_euclid(7))?;
        let minute = anchor.rem_euclid(DAY);
        return Some(vec![Cron::at(number(minute % HOUR), number(minute / HOUR), Some(weekday))]);
    }
    if every > DAY || DAY % every != 0 {
        return None;
    }
    let first = anchor.rem_euclid(every);
    let mut minutes_of_hours: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
    for run in 0..DAY / every {
        let minute = first + run * every;
        minutes_of_hours.entry(minute / HOUR).or_default().extend(number(minute % HOUR));
    }
    // Hours with the same minutes share a line.
    let mut hours_of_minutes: IndexMap<Vec<u8>, Vec<u8>> = IndexMap::new();
    for (hour, minutes) in minutes_of_hours {
        hours_of_minutes.entry(minutes).or_default().extend(number(hour));
    }
    Some(hours_of_minutes.into_iter().map(|(minutes, hours)| Cron::at(minutes, hours, None)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Moment, Zone};

    fn check(length: &str, anchor: &str, expected: &[&str]) {
        let Moment(anchor) = Moment::parse(anchor, &Zone::utc()).expect("a moment");
        let length = Duration::parse(length).expect("a duration").seconds_up();
        let lines = of_minutes(i64::try_from(length).expect("short") / MINUTE, anchor / MINUTE);
        let lines: Vec<String> = lines.into_iter().flatten().map(|line| line.to_string()).collect();
        assert_eq!(lines, expected, "{length} {anchor}");
    }

    #[test]
    fn what_divides_an_hour_or_hours_that_divide_a_day_are_one_line() {
        check("1m", "1970-01-01", &["* * * * *"]);
        check("15m", "1970-01-01", &["*/15 * * * *"]);
        check("15m", "2026-01-01T00:20", &["5-59/15 * * * *"]);
        check("1h", "2026-01-01T00:20", &["20 * * * *"]);
        check("6h", "2026-01-01T02:20", &["20 2-23/6 * * *"]);
        check("3h", "2026-01-01T23:00", &["0 2-23/3 * * *"]);
        check("12h", "1970-01-01", &["0 0,12 * * *"]);
        check("1d", "2026-01-01T02:20", &["20 2 * * *"]);
        check("7d", "1970-01-01", &["0 0 * * 4"]);
        check("7d", "2026-11-25T08:30", &["30 8 * * 3"]);
    }

    #[test]
    fn other_divisors_of_a_day_are_several_lines() {
        check("90m", "1970-01-01", &["0 */3 * * *", "30 1-23/3 * * *"]);
        check("45m", "1970-01-01", &["0,45 */3 * * *", "30 1-23/3 * * *", "15 2-23/3 * * *"]);
        check("288m", "1970-01-01", &["0 0 * * *", "48 4 * * *", "36 9 * * *", "24 14 * * *", "12 19 * * *"]);
    }

    #[test]
    fn the_rest_is_none() {
        for length in ["7m", "100m", "5h", "25h", "2d", "14d"] {
            check(length, "1970-01-01", &[]);
        }
    }
}
