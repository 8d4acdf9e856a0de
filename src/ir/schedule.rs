//! When a pipeline runs by itself.

use jiff::tz::TimeZone;

use super::{At, Cron, Duration, Origin};

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Schedule {
    /// What makes a run due.
    pub when: At<When>,
    /// The zone that `when` is read in.
    pub timezone: At<Zone>,
    /// No run before this.
    pub start: Option<At<Moment>>,
    /// No run after this.
    pub end: Option<At<Moment>>,
    /// Whether runs that were missed since `start` are made up for.
    pub catchup: Option<At<bool>>,
    /// What happens when a run is due while another still runs; absent means forbid.
    pub overlap: Option<At<Overlap>>,
    /// True if the schedule is emitted but does not fire.
    pub suspended: Option<At<bool>>,
    /// Where the schedule stands.
    pub origin: Origin,
}

impl Schedule {
    /// Whether there is one run only.
    pub fn is_once(&self) -> bool {
        matches!(self.when.value, When::At(_))
    }

    /// What an interval is counted from: the start, else 1970-01-01T00:00 in the zone.
    pub fn anchor(&self) -> Option<Moment> {
        let start = self.start.as_ref().map(|start| start.value);
        start.or_else(|| Moment::parse("1970-01-01T00:00", &self.timezone.value))
    }
}

/// What makes a run due.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// A cron line.
    Cron(Cron),
    /// An interval, counted from `start`, else from 1970-01-01T00:00 in the zone.
    Every(Duration),
    /// One moment.
    At(Moment),
}

/// A point in time: seconds since 1970-01-01T00:00:00Z.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(pub i64);

/// A zone of the IANA database, known to the bundled copy of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Box<str>);

impl Zone {
    /// The zone of this name, if the bundled database has it. `Local` and fixed offsets are no zones.
    pub fn new(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        // The database looks names up without regard to case; the targets do not.
        zone.iana_name().filter(|found| *found == name).map(|found| Self(found.into()))
    }

    /// The spelling that the database has for a name that differs in case only.
    pub fn suggestion(name: &str) -> Option<String> {
        TimeZone::get(name).ok()?.iana_name().map(str::to_owned)
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self("UTC".into())
    }

    /// The name, such as `Europe/Berlin`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The zone's rules.
    pub fn rules(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

impl Moment {
    /// Reads RFC 3339, or local time in `zone` (`2026-01-02T03:00`, seconds optional, or a date alone), from 1970 to 9998.
    pub fn parse(text: &str, zone: &Zone) -> Option<Self> {
        if !is_moment(text) {
            return None;
        }
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Some(Self(moment.as_second()));
        }
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        let moment = civil.to_zoned(zone.rules()).ok()?;
        Some(Self(moment.timestamp().as_second()))
    }

    /// RFC 3339 in UTC, such as `2026-01-02T03:00:00Z`.
    pub fn to_rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.0).map(|moment| moment.to_string()).unwrap_or_default()
    }
}

/// What happens when a run is due while another still runs.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// The new run is left out.
    Forbid,
    /// Both run.
    Allow,
    /// The running one is ended.
    Replace,
}

impl Overlap {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Overlap::Forbid => "forbid",
            Overlap::Allow => "allow",
            Overlap::Replace => "replace",
        }
    }
}

/// Date, time and offset as RFC 3339 writes them, to the second. The library reads more: weeks, fractions, and a zone in
/// brackets, which it would pass over.
fn is_moment(text: &str) -> bool {
    const SHAPES: [&str; 7] = [
        "0000-00-00",
        "0000-00-00T00:00",
        "0000-00-00T00:00:00",
        "0000-00-00T00:00Z",
        "0000-00-00T00:00:00Z",
        "0000-00-00T00:00+00:00",
        "0000-00-00T00:00:00+00:00",
    ];
    let shape: String = text
        .chars()
        .map(|sign| match sign {
            '0'..='9' => '0',
            't' | ' ' => 'T',
            'z' => 'Z',
            other => other,
        })
        .collect();
    // An offset west of Greenwich has the shape of one to the east.
    let shape = match shape.rsplit_once('-') {
        Some((moment, offset)) if moment.contains('T') => format!("{moment}+{offset}"),
        _ => shape,
    };
    // Before 1970 nothing was scheduled, and a target counts from there; the last year leaves room to count on.
    let is_in_time = text.get(..4).is_some_and(|year| ("1970".."9999").contains(&year));
    is_in_time && SHAPES.contains(&shape.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_those_of_the_bundled_database() {
        assert!(Zone::new("Europe/Berlin").is_some());
        assert!(Zone::new("UTC").is_some());
        for wrong in ["Mars/Olympus", "Local", "", "+02:00", "europe/berlin"] {
            assert!(Zone::new(wrong).is_none(), "{wrong}");
        }
        assert_eq!(Zone::suggestion("europe/berlin").as_deref(), Some("Europe/Berlin"));
    }

    #[test]
    fn local_time_is_read_in_the_zone() {
        let berlin = Zone::new("Europe/Berlin").unwrap();
        let moment = |text| Moment::parse(text, &berlin).map(Moment::to_rfc3339);
        assert_eq!(moment("2026-01-02T03:00:00Z").as_deref(), Some("2026-01-02T03:00:00Z"));
        assert_eq!(moment("2026-01-02T03:00").as_deref(), Some("2026-01-02T02:00:00Z"));
        assert_eq!(moment("2026-07-02").as_deref(), Some("2026-07-01T22:00:00Z"));
        for wrong in ["tomorrow", "0001-01-01", "1969-12-31T23:59", "9999-01-01"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
