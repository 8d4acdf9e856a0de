//! Amounts of cpu, memory and storage, exact.

use std::fmt;

/// An exact amount with the family of units that it was written in, printed as Kubernetes spells it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// Thousandths of a core, or bytes.
    amount: u64,
    family: Family,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
enum Family {
    /// Thousandths of a core: `500m`, `8`.
    Cores,
    /// Bytes in powers of 1,000: `16G`.
    Decimal,
    /// Bytes in powers of 1,024: `16Gi`.
    Binary,
}

/// Why a text is no quantity. Its `Display` completes "`x` …".
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// Bytes without unit.
    NoUnit,
    /// Zero, or below.
    NotPositive,
    /// A part of a byte, or finer than a thousandth of a core.
    TooFine,
    /// More than any machine has.
    TooLarge,
    /// Anything else.
    Form,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QuantityError::NoUnit => "has no unit",
            QuantityError::NotPositive => "is not above zero",
            QuantityError::TooFine => "is finer than the smallest unit",
            QuantityError::TooLarge => "is more than any machine has",
            QuantityError::Form => "is not a quantity",
        })
    }
}

const DECIMAL: [(&str, u64); 7] = [
    ("", 1),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000),
];
const BINARY: [(&str, u64); 6] =
    [("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40), ("Pi", 1 << 50), ("Ei", 1 << 60)];
/// Cores that no machine has; keeps thousandths far from overflow.
const MOST_CORES: u64 = 1_000_000;

impl Quantity {
    /// Reads cores: `8`, `0.5`, `500m`.
    ///
    /// # Errors
    /// Any other text, and what is not above zero.
    pub fn parse_cores(text: &str) -> Result<Self, QuantityError> {
        let (number, unit) = split(text)?;
        let amount = match unit {
            "" => scale(number, 1_000)?,
            "m" => scale(number, 1)?,
            _ => return Err(QuantityError::Form),
        };
        match amount {
            0 => Err(QuantityError::NotPositive),
            amount if amount > MOST_CORES * 1_000 => Err(QuantityError::TooLarge),
            amount => Ok(Self { amount, family: Family::Cores }),
        }
    }

    /// Reads bytes with a unit: `16GB` and `16G` decimal, `16GiB` and `16Gi` binary, `512B`.
    ///
    /// # Errors
    /// Any other text, a number without unit, and what is not above zero.
    pub fn parse_bytes(text: &str) -> Result<Self, QuantityError> {
        let (number, unit) = split(text)?;
        if unit.is_empty() {
            return Err(QuantityError::NoUnit);
        }
        let short = unit.strip_suffix('B').unwrap_or(unit);
        let short = if short == "K" { "k" } else { short };
        let (length, family) = if let Some((_, length)) = BINARY.iter().find(|(name, _)| *name == short) {
            (*length, Family::Binary)
        } else if let Some((_, length)) = DECIMAL.iter().find(|(name, _)| *name == short) {
            (*length, Family::Decimal)
        } else {
            return Err(QuantityError::Form);
        };
        match scale(number, length)? {
            0 => Err(QuantityError::NotPositive),
            amount if i64::try_from(amount).is_err() => Err(QuantityError::TooLarge),
            amount => Ok(Self { amount, family }),
        }
    }

    /// The amount in thousandths of a core or in bytes.
    pub fn amount(self) -> u64 {
        self.amount
    }
}

/// As Kubernetes spells it (`resource.Quantity`): `500m`, `2Gi`, `16G`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.amount;
        let units: &[(&str, u64)] = match self.family {
            Family::Cores if amount.is_multiple_of(1_000) => return write!(f, "{}", amount / 1_000),
            Family::Cores => return write!(f, "{amount}m"),
            Family::Decimal => &DECIMAL,
            Family::Binary => &BINARY,
        };
        match units.iter().rev().find(|(_, length)| amount.is_multiple_of(*length)) {
            Some((unit, length)) => write!(f, "{}{unit}", amount / length),
            None => write!(f, "{amount}"),
        }
    }
}

fn split(text: &str) -> Result<(&str, &str), QuantityError> {
    if let Some(rest) = text.strip_prefix('-') {
        return if split(rest).is_ok() { Err(QuantityError::NotPositive) } else { Err(QuantityError::Form) };
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if number.is_empty() { Err(QuantityError::Form) } else { Ok((number, unit)) }
}

/// `number` x `length`, exact.
fn scale(number: &str, length: u64) -> Result<u64, QuantityError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(QuantityError::Form);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 18 {
        return Err(QuantityError::TooFine);
    }
    let whole: u128 = whole.parse().map_err(|_| QuantityError::TooLarge)?;
    let part: u128 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| QuantityError::Form)? };
    let divisor = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(18));
    let scaled = part * u128::from(length);
    if !scaled.is_multiple_of(divisor) {
        return Err(QuantityError::TooFine);
    }
    whole
        .checked_mul(u128::from(length))
        .and_then(|whole| whole.checked_add(scaled / divisor))
        .and_then(|amount| u64::try_from(amount).ok())
        .ok_or(QuantityError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cores(text: &str) -> Result<String, QuantityError> {
        Quantity::parse_cores(text).map(|quantity| quantity.to_string())
    }

    fn bytes(text: &str) -> Result<String, QuantityError> {
        Quantity::parse_bytes(text).map(|quantity| quantity.to_string())
    }

    #[test]
    fn cores_are_read_exactly() {
        for (text, expected) in [("8", "8"), ("0.5", "500m"), ("500m", "500m"), ("1500m", "1500m"), ("1.0", "1")] {
            assert_eq!(cores(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn bytes_keep_their_family() {
        for (text, expected) in [
            ("16GB", "16G"),
            ("16GiB", "16Gi"),
            ("16Gi", "16Gi"),
            ("16G", "16G"),
            ("1.5GiB", "1536Mi"),
            ("1024Mi", "1Gi"),
            ("1.5MB", "1500k"),
            ("512kB", "512k"),
            ("512KB", "512k"),
            ("512B", "512"),
            ("8EB", "8E"),
        ] {
            assert_eq!(bytes(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_cause() {
        use QuantityError::{Form, NoUnit, NotPositive, TooFine, TooLarge};
        for (text, why) in [
            ("16", NoUnit),
            ("16 GB", Form),
            ("16 gigs", Form),
            ("16gb", Form),
            ("1e3Mi", Form),
            ("-1Gi", NotPositive),
            ("0Gi", NotPositive),
            ("0.3B", TooFine),
            ("16EB", TooLarge),
            ("99999999999999999999999999999999999999999GB", TooLarge),
            (".5GB", Form),
            ("5.GB", Form),
            ("", Form),
        ] {
            assert_eq!(bytes(text), Err(why), "{text}");
        }
        for (text, why) in [("0", NotPositive), ("0.0001", TooFine), ("8 cores", Form), ("9999999", TooLarge)] {
            assert_eq!(cores(text), Err(why), "{text}");
        }
    }
}
