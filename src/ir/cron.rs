//! Cron as five sets of numbers.
//!
//! Targets spell cron differently (names or numbers, seconds first, Sunday as 0), so the IR holds what a line means
//! and each back end prints its own spelling. Whether a line ever fires is asked of a cron library by `passes`.

use std::fmt;

use jiff::civil::DateTime;

/// One of the five fields.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum CronField {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 12.
    Month,
    /// 0 (Sunday) to 6; 7 is read as 0.
    DayOfWeek,
}

const FIELDS: [CronField; 5] =
    [CronField::Minute, CronField::Hour, CronField::DayOfMonth, CronField::Month, CronField::DayOfWeek];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const NICKNAMES: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

impl CronField {
    fn name(self) -> &'static str {
        match self {
            CronField::Minute => "minute",
            CronField::Hour => "hour",
            CronField::DayOfMonth => "day of month",
            CronField::Month => "month",
            CronField::DayOfWeek => "day of week",
        }
    }

    /// The least and the greatest number.
    fn range(self) -> (u8, u8) {
        match self {
            CronField::Minute => (0, 59),
            CronField::Hour => (0, 23),
            CronField::DayOfMonth => (1, 31),
            CronField::Month => (1, 12),
            CronField::DayOfWeek => (0, 6),
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            CronField::Month => &MONTHS,
            CronField::DayOfWeek => &DAYS,
            CronField::Minute | CronField::Hour | CronField::DayOfMonth => &[],
        }
    }
}

/// The numbers of one field.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldSet {
    bits: u64,
    /// False for `*` and `*/1`. Where both day fields are restricted, a day matches if either does (cron(5)).
    restricted: bool,
    field: CronField,
}

impl FieldSet {
    /// The numbers, ascending.
    pub fn numbers(&self) -> impl Iterator<Item = u8> + use<> {
        let bits = self.bits;
        (0..64).filter(move |number| bits >> number & 1 == 1)
    }

    /// False for `*`.
    pub fn is_restricted(&self) -> bool {
        self.restricted
    }

    fn every(field: CronField) -> Self {
        let (least, greatest) = field.range();
        Self { bits: (least..=greatest).fold(0, |bits, number| bits | 1 << number), restricted: false, field }
    }

    /// These numbers, `*` if they are all that the field has; numbers outside its range are left out.
    fn of(field: CronField, numbers: impl IntoIterator<Item = u8>) -> Self {
        let all = Self::every(field);
        let bits =
            numbers.into_iter().filter(|number| *number < 64).fold(0, |bits, number| bits | 1 << number) & all.bits;
        Self { bits, restricted: bits != all.bits, field }
    }

    fn holds(&self, number: i8) -> bool {
        u32::try_from(number).is_ok_and(|number| self.bits.checked_shr(number).unwrap_or(0) & 1 == 1)
    }
}

/// The shortest ordinary spelling in numbers: `*`, `*/15`, `5-59/15`, `1-5`, `0,5,6`.
impl fmt::Display for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.restricted {
            return f.write_str("*");
        }
        let numbers: Vec<u8> = self.numbers().collect();
        let (least, greatest) = self.field.range();
        if let [first, second, .., last] = numbers.as_slice() {
            let step = second - first;
            let even = numbers.windows(2).all(|pair| matches!(pair, [a, b] if b - a == step));
            if even && step > 1 && numbers.len() > 2 && greatest - last < step {
                // `*/2` is unrestricted to some readers and restricted to others where both day fields are given.
                let is_day = matches!(self.field, CronField::DayOfMonth | CronField::DayOfWeek);
                return if *first == least && !is_day {
                    write!(f, "*/{step}")
                } else {
                    write!(f, "{first}-{greatest}/{step}")
                };
            }
        }
        let mut comma = "";
        let mut rest = numbers.as_slice();
        while let [first, ..] = rest {
            let run = rest.iter().zip(*first..).take_while(|(number, expected)| **number == *expected).count();
            let (these, tail) = rest.split_at(run);
            match these {
                [a, .., b] if run > 2 => write!(f, "{comma}{a}-{b}")?,
                _ => {
                    for number in these {
                        write!(f, "{comma}{number}")?;
                        comma = ",";
                    }
                }
            }
            comma = ",";
            rest = tail;
        }
        Ok(())
    }
}

/// A cron line: minute, hour, day of month, month, day of week.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cron {
    fields: [FieldSet; 5],
}

/// Why a text is no cron line. Its `Display` completes "cron `x` …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CronError {
    /// Not five fields.
    FieldCount(usize),
    /// A nickname that does not exist; `@reboot` and `@every` among them.
    Nickname,
    /// A time zone inside the line.
    Zone,
    /// One of `L W # ?`, which only some targets know.
    Extension(char),
    /// A number outside the field's range.
    Range {
        /// The field.
        field: &'static str,
        /// The number or name as written.
        item: String,
        /// The least number.
        least: u8,
        /// The greatest number.
        greatest: u8,
    },
    /// A range whose end lies before its start.
    Backwards {
        /// The field.
        field: &'static str,
        /// The range as written.
        item: String,
    },
    /// Anything else.
    Item {
        /// The field.
        field: &'static str,
        /// The item as written.
        item: String,
    },
}

impl fmt::Display for CronError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CronError::FieldCount(6 | 7) => f.write_str("counts seconds or years; a line has five fields"),
            CronError::FieldCount(count) => write!(f, "has {count} fields instead of five"),
            CronError::Nickname => f.write_str("is not a nickname that cron knows"),
            CronError::Zone => f.write_str("names a time zone inside the line"),
            CronError::Extension(sign) => write!(f, "uses `{sign}`, which only some targets know"),
            CronError::Range { field, item, least, greatest } => {
                write!(f, "has `{item}` as {field}, which lies outside {least} to {greatest}")
            }
            CronError::Backwards { field, item } => write!(f, "has a range `{item}` as {field} that runs backwards"),
            CronError::Item { field, item } => write!(f, "has `{item}` as {field}, which is not a number or range"),
        }
    }
}

impl Cron {
    /// Reads five fields of `*`, `,`, `-`, `/`, numbers, month and day names, or a nickname.
    ///
    /// # Errors
    /// Any other text, the extensions of some cron programs among them.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        let text = text.trim();
        if text.starts_with("TZ=") || text.starts_with("CRON_TZ=") {
            return Err(CronError::Zone);
        }
        let line = if text.starts_with('@') {
            let found = NICKNAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
            found.map(|(_, line)| *line).ok_or(CronError::Nickname)?
        } else {
            text
        };
        let parts: Vec<&str> = line.split_ascii_whitespace().collect();
        let Ok(parts) = <[&str; 5]>::try_from(parts.as_slice()) else {
            return Err(CronError::FieldCount(parts.len()));
        };
        let mut fields = FIELDS.map(FieldSet::every);
        for (set, part) in fields.iter_mut().zip(parts) {
            *set = parse_field(set.field, part)?;
        }
        Ok(Self { fields })
    }

    /// The line that fires at these minutes of these hours, on one day of the week (0 is Sunday) or on each.
    pub fn at(minutes: impl IntoIterator<Item = u8>, hours: impl IntoIterator<Item = u8>, weekday: Option<u8>) -> Self {
        let [_, _, day, month, every_weekday] = FIELDS.map(FieldSet::every);
        let weekday = weekday.map_or(every_weekday, |number| FieldSet::of(CronField::DayOfWeek, [number]));
        let minutes = FieldSet::of(CronField::Minute, minutes);
        Self { fields: [minutes, FieldSet::of(CronField::Hour, hours), day, month, weekday] }
    }

    /// The line of one minute of one day of the year.
    pub fn once(moment: DateTime) -> Self {
        let number = |number: i8| u8::try_from(number).ok();
        let [_, _, _, _, weekday] = FIELDS.map(FieldSet::every);
        let minute = FieldSet::of(CronField::Minute, number(moment.minute()));
        let hour = FieldSet::of(CronField::Hour, number(moment.hour()));
        let day = FieldSet::of(CronField::DayOfMonth, number(moment.day()));
        let month = FieldSet::of(CronField::Month, number(moment.month()));
        Self { fields: [minute, hour, day, month, weekday] }
    }

    /// The five fields in the order of the line.
    pub fn fields(&self) -> &[FieldSet; 5] {
        &self.fields
    }

    /// Whether the line fires when the clocks show this minute.
    pub fn fires(&self, moment: DateTime) -> bool {
        let [minute, hour, day, month, weekday] = &self.fields;
        let by_day = day.holds(moment.day());
        let by_weekday = weekday.holds(moment.weekday().to_sunday_zero_offset());
        let is_day = match (day.restricted, weekday.restricted) {
            (true, true) => by_day || by_weekday,
            (true, false) | (false, true) | (false, false) => by_day && by_weekday,
        };
        is_day && minute.holds(moment.minute()) && hour.holds(moment.hour()) && month.holds(moment.month())
    }
}

/// The normal form in numbers, as every cron program reads it.
impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [minute, hour, day, month, weekday] = &self.fields;
        write!(f, "{minute} {hour} {day} {month} {weekday}")
    }
}

fn parse_field(field: CronField, text: &str) -> Result<FieldSet, CronError> {
    let mut set = FieldSet { bits: 0, restricted: true, field };
    for item in text.split(',') {
        if matches!(item, "*" | "*/1") {
            return check_rest(field, text).map(|()| FieldSet::every(field));
        }
        set.bits |= parse_item(field, item)?;
    }
    Ok(set)
}

/// The other items of a list that holds `*` must be well formed all the same.
fn check_rest(field: CronField, text: &str) -> Result<(), CronError> {
    text.split(',').try_for_each(|item| parse_item(field, item).map(|_| ()))
}

fn parse_item(field: CronField, item: &str) -> Result<u64, CronError> {
    let bad = || CronError::Item { field: field.name(), item: item.to_owned() };
    let (least, greatest) = field.range();
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (item, None),
    };
    let step: u8 = match step {
        None => 1,
        Some(step) if step.bytes().all(|byte| byte.is_ascii_digit()) => match step.parse() {
            Ok(0) | Err(_) => return Err(bad()),
            Ok(step) => step,
        },
        Some(_) => return Err(bad()),
    };
    let (start, end) = if range == "*" {
        (least, greatest)
    } else if let Some((start, end)) = range.split_once('-') {
        let (from, to) = (number(field, start, item)?, number(field, end, item)?);
        // Sunday closes a week as 7: `5-7`, `SAT-SUN`.
        let to = if field == CronField::DayOfWeek && to == 0 && from > 0 { 7 } else { to };
        if from > to {
            return Err(CronError::Backwards { field: field.name(), item: item.to_owned() });
        }
        (from, to)
    } else {
        let from = number(field, range, item)?;
        let from = if from == 7 && field == CronField::DayOfWeek { 0 } else { from };
        (from, if item.contains('/') { greatest } else { from })
    };
    let week = |number: u8| if field == CronField::DayOfWeek && number == 7 { 0 } else { number };
    Ok((start..=end).step_by(usize::from(step)).fold(0, |bits, number| bits | 1 << week(number)))
}

fn number(field: CronField, text: &str, item: &str) -> Result<u8, CronError> {
    let (least, greatest) = field.range();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let limit = if field == CronField::DayOfWeek { 7 } else { greatest };
        return match text.parse() {
            Ok(number) if (least..=limit).contains(&number) => Ok(number),
            _ => Err(CronError::Range { field: field.name(), item: text.to_owned(), least, greatest: limit }),
        };
    }
    if let Some(index) = field.names().iter().position(|name| name.eq_ignore_ascii_case(text)) {
        return Ok(least + u8::try_from(index).unwrap_or(0));
    }
    match text.chars().find(|sign| matches!(sign, 'L' | 'W' | '#' | '?')) {
        Some(sign) => Err(CronError::Extension(sign)),
        None => Err(CronError::Item { field: field.name(), item: item.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let printed = match Cron::parse(line) {
            Ok(cron) => cron.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(printed, expected, "{line}");
    }

    #[test]
    fn ordinary_lines_come_out_as_written() {
        for line in ["0 3 * * *", "*/15 * * * *", "0 9-17 * * 1-5", "0,30 0 1 1 *", "0 0 1,15 * *", "*/5 */2 * */3 *"] {
            check(line, line);
        }
    }

    #[test]
    fn names_sundays_and_short_steps_become_numbers() {
        check("0 0 * JAN-MAR mon,FRI", "0 0 * 1-3 1,5");
        check("0 0 * * 7", "0 0 * * 0");
        check("0 0 * * 5-7", "0 0 * * 0,5,6");
        check("0 0 * * SAT-SUN", "0 0 * * 0,6");
        check("0 0 * * SUN-TUE", "0 0 * * 0-2");
        check("0 0 * * SUN-SUN", "0 0 * * 0");
        check("0 0 * * 7-7", "0 0 * * 0");
        check("0 0 * * 7-SUN", "0 0 * * 0");
        check("0 0 * * 0-7", "0 0 * * 0-6");
        check("5/15 * * * *", "5-59/15 * * * *");
        check("0 0 */2 * *", "0 0 1-31/2 * *");
        check("*/1 * * * *", "* * * * *");
        check("0-59 * 1-31 * 1", "0-59 * 1-31 * 1");
        check("@weekly", "0 0 * * 0");
        check("@Midnight", "0 0 * * *");
    }

    #[test]
    fn anything_else_is_refused_with_its_cause() {
        check("0 0 * *", "has 4 fields instead of five");
        check("0 0 3 * * *", "counts seconds or years; a line has five fields");
        check("@reboot", "is not a nickname that cron knows");
        check("TZ=UTC 0 3 * * *", "names a time zone inside the line");
        check("0 0 L * *", "uses `L`, which only some targets know");
        check("0 0 ? * 1", "uses `?`, which only some targets know");
        check("0 0 * * 1#2", "uses `#`, which only some targets know");
        check("60 * * * *", "has `60` as minute, which lies outside 0 to 59");
        check("0 0 * * 8", "has `8` as day of week, which lies outside 0 to 7");
        check("0 22-4 * * *", "has a range `22-4` as hour that runs backwards");
        check("0 0 * * fri-mon", "has a range `fri-mon` as day of week that runs backwards");
        check("*/0 * * * *", "has `*/0` as minute, which is not a number or range");
        check("1,,2 * * * *", "has `` as minute, which is not a number or range");
        check("a * * * *", "has `a` as minute, which is not a number or range");
        check("1- * * * *", "has `1-` as minute, which is not a number or range");
    }
}
