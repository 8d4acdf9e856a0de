//! One moment as a cron line in UTC, which would fire again in a year.

use jiff::tz::TimeZone;

use crate::ir::{Cron, Moment};

/// One moment in cron's words.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(in crate::backends) struct Once {
    /// The second of the minute, for cron programs that count them.
    pub(in crate::backends) second: i8,
    /// The minute of the day of the year.
    pub(in crate::backends) line: Cron,
}

/// The line of a moment.
pub(in crate::backends) fn line(Moment(moment): Moment) -> Once {
    let civil = jiff::Timestamp::from_second(moment).unwrap_or_default().to_zoned(TimeZone::UTC).datetime();
    Once { second: civil.second(), line: Cron::once(civil) }
}

/// The moment, or the next whole minute after it: the first that a cron without seconds can name.
pub(in crate::backends) fn minute_up(Moment(moment): Moment) -> Moment {
    Moment(moment.saturating_add(59).div_euclid(60).saturating_mul(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text, &crate::ir::Zone::utc()).expect("a moment")
    }

    #[test]
    fn a_moment_is_its_line() {
        let once = line(moment("2026-03-04T05:06:07Z"));
        assert_eq!((once.second, once.line.to_string().as_str()), (7, "6 5 4 3 *"));
    }

    #[test]
    fn seconds_are_rounded_up() {
        assert_eq!(minute_up(moment("2026-03-04T23:59:01Z")), moment("2026-03-05T00:00Z"));
        assert_eq!(minute_up(moment("2026-03-04T23:59:00Z")), moment("2026-03-04T23:59Z"));
    }
}
