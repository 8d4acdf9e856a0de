//! Lengths of time.

use std::fmt;

/// A length of time in milliseconds, above zero. A day is 24 hours.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duration(u64);

/// Why a text is no duration. Its `Display` completes "`x` …".
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// A number without unit.
    NoUnit,
    /// Zero, or below.
    NotPositive,
    /// Months or years, which have no fixed length.
    Calendar,
    /// Finer than a millisecond.
    TooFine,
    /// More than 1,000 years.
    TooLong,
    /// Anything else.
    Form,
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DurationError::NoUnit => "has no unit",
            DurationError::NotPositive => "is not above zero",
            DurationError::Calendar => "counts in months or years, which have no fixed length",
            DurationError::TooFine => "is finer than a millisecond",
            DurationError::TooLong => "is longer than 1,000 years",
            DurationError::Form => "is not a duration",
        })
    }
}

const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
const ISO_DATE: [(&str, u64); 2] = [("W", 604_800_000), ("D", 86_400_000)];
const ISO_TIME: [(&str, u64); 3] = [("H", 3_600_000), ("M", 60_000), ("S", 1_000)];
const MAX: u64 = 1_000 * 366 * 86_400_000;

impl Duration {
    /// Reads `90s`, `1h30m`, `2d`, `500ms`, or ISO-8601 such as `PT1H30M`, `P1DT2H`, `P2W`.
    ///
    /// # Errors
    /// Any other text, and what is not above zero.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let bare = text.strip_prefix('-').unwrap_or(text);
        if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Err(DurationError::NoUnit);
        }
        if bare.len() < text.len() {
            return if Self::parse(bare).is_ok() { Err(DurationError::NotPositive) } else { Err(DurationError::Form) };
        }
        let milliseconds = match text.strip_prefix('P') {
            Some(rest) => Self::iso(rest)?,
            None => sum(text, &UNITS)?,
        };
        match milliseconds {
            0 => Err(DurationError::NotPositive),
            1..=MAX => Ok(Self(milliseconds)),
            _ => Err(DurationError::TooLong),
        }
    }

    fn iso(text: &str) -> Result<u64, DurationError> {
        let (date, time) = match text.split_once('T') {
            Some((_, "")) => return Err(DurationError::Form),
            Some((date, time)) => (date, time),
            None => (text, ""),
        };
        if date.ends_with(['Y', 'M']) || date.contains('Y') {
            return Err(DurationError::Calendar);
        }
        if date.is_empty() && time.is_empty() {
            return Err(DurationError::Form);
        }
        let date = if date.is_empty() { 0 } else { sum(date, &ISO_DATE)? };
        let time = if time.is_empty() { 0 } else { sum(time, &ISO_TIME)? };
        date.checked_add(time).ok_or(DurationError::TooLong)
    }

    /// A length of `seconds`; none for zero.
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        (1..=MAX / 1_000).contains(&seconds).then_some(Self(seconds * 1_000))
    }

    /// The length in milliseconds.
    pub fn milliseconds(self) -> u64 {
        self.0
    }

    /// The length in whole seconds, rounded up.
    pub fn seconds_up(self) -> u64 {
        self.0.div_ceil(1_000)
    }

    /// True if it is a whole number of seconds.
    pub fn is_whole_seconds(self) -> bool {
        self.0.is_multiple_of(1_000)
    }
}

/// The shortest spelling of the language: `1h30m`, `90s` comes out as `1m30s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        for (unit, length) in UNITS.iter().rev() {
            if rest >= *length {
                write!(f, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

/// Adds up `1h30m`: each unit once, the longer before the shorter; a fraction is allowed in any part (`1.5h`).
fn sum(text: &str, units: &[(&str, u64)]) -> Result<u64, DurationError> {
    let mut rest = text;
    let mut total = 0_u64;
    let mut shortest = u64::MAX;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(DurationError::NoUnit)?;
        let (number, tail) = rest.split_at(end);
        let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let (_, length) = units.iter().find(|(name, _)| *name == unit).ok_or(DurationError::Form)?;
        if *length >= shortest {
            return Err(DurationError::Form);
        }
        shortest = *length;
        total = total.checked_add(scale(number, *length)?).ok_or(DurationError::TooLong)?;
        rest = tail;
    }
    if shortest == u64::MAX { Err(DurationError::Form) } else { Ok(total) }
}

/// `number` x `length` milliseconds, exact.
fn scale(number: &str, length: u64) -> Result<u64, DurationError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(DurationError::Form);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 9 {
        return Err(DurationError::TooFine);
    }
    let whole: u64 = whole.parse().map_err(|_| DurationError::TooLong)?;
    let part: u64 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| DurationError::Form)? };
    let divisor = 10_u64.pow(u32::try_from(fraction.len()).unwrap_or(9));
    let scaled = part.checked_mul(length).ok_or(DurationError::TooLong)?;
    if !scaled.is_multiple_of(divisor) {
        return Err(DurationError::TooFine);
    }
    whole.checked_mul(length).and_then(|whole| whole.checked_add(scaled / divisor)).ok_or(DurationError::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<u64, DurationError>) {
        assert_eq!(Duration::parse(text).map(Duration::milliseconds), expected, "{text}");
    }

    #[test]
    fn both_spellings_are_read() {
        for (text, seconds) in [
            ("90s", 90),
            ("1h30m", 5_400),
            ("2d", 172_800),
            ("1.5h", 5_400),
            ("PT1H30M", 5_400),
            ("P1DT2H", 93_600),
            ("P2W", 1_209_600),
            ("P1D", 86_400),
        ] {
            check(text, Ok(seconds * 1_000));
        }
        check("500ms", Ok(500));
        check("PT0.5S", Ok(500));
    }

    #[test]
    fn anything_else_is_refused_with_its_cause() {
        use DurationError::{Calendar, Form, NoUnit, NotPositive, TooFine, TooLong};
        for (text, why) in [
            ("", Form),
            ("P", Form),
            ("PT", Form),
            ("90", NoUnit),
            ("1h30", NoUnit),
            ("0s", NotPositive),
            ("-5s", NotPositive),
            ("P1M", Calendar),
            ("P1Y2D", Calendar),
            ("1M", Form),
            ("1m1h", Form),
            ("1m1m", Form),
            ("1 h", Form),
            ("soon", Form),
            ("0.0001s", TooFine),
            ("99999999999999999999s", TooLong),
            ("999999999d", TooLong),
        ] {
            check(text, Err(why));
        }
    }

    #[test]
    fn what_is_printed_reads_the_same() {
        for text in ["1m30s", "1d2h", "1s500ms"] {
            assert_eq!(Duration::parse(text).map(|length| length.to_string()).as_deref(), Ok(text));
        }
    }
}
