//! Carries marks through a template engine, which knows text only.
//!
//! A mark travels as NULs and its places in decimal digits, and is taken out of the rendered text again. No printed
//! piece holds a NUL of its own: every printer escapes it.

use crate::emit::{EmitError, Mark, Printed};
use crate::source::Place;

/// Stands before and after the places of a mark that begins. Twice without places, it ends the last mark.
const SIGN: char = '\0';

/// The text with its marks in it.
pub(super) fn with_inline_marks(printed: &Printed) -> String {
    let mut text = String::with_capacity(printed.text.len() + 16 * printed.marks.len());
    let mut open: Vec<u32> = Vec::new();
    let mut written = 0;
    let mut write_to = |text: &mut String, offset: u32| {
        let end = usize::try_from(offset).unwrap_or(usize::MAX);
        text.push_str(printed.text.get(written..end).unwrap_or_default());
        written = written.max(end);
    };
    // A mark without places tells nothing, and would look like an end.
    for mark in printed.marks.iter().filter(|mark| !mark.places.is_empty()) {
        while let Some(end) = open.pop_if(|end| *end <= mark.bytes.start) {
            write_to(&mut text, end);
            text.extend([SIGN, SIGN]);
        }
        write_to(&mut text, mark.bytes.start);
        let places: Vec<String> = mark.places.iter().map(|place| place.pack().to_string()).collect();
        text.push(SIGN);
        text.push_str(&places.join(" "));
        text.push(SIGN);
        open.push(mark.bytes.end);
    }
    while let Some(end) = open.pop() {
        write_to(&mut text, end);
        text.extend([SIGN, SIGN]);
    }
    text.push_str(printed.text.get(written..).unwrap_or_default());
    text
}

/// Takes the marks out again.
pub(super) fn separate(rendered: &str) -> Result<Printed, EmitError> {
    let mut printed = Printed { text: String::with_capacity(rendered.len()), marks: Vec::new() };
    let mut open: Vec<usize> = Vec::new();
    for (index, part) in rendered.split(SIGN).enumerate() {
        // Every second part stands between two signs.
        if index % 2 == 0 {
            printed.text.push_str(part);
            continue;
        }
        let offset = u32::try_from(printed.text.len()).map_err(|_| EmitError::TooLong)?;
        if !part.is_empty() {
            open.push(printed.marks.len());
            let places = part.split(' ').map(|bits| Place::unpack(bits.parse().ok()?)).collect::<Option<_>>();
            printed.marks.push(Mark { bytes: offset..offset, places: places.ok_or_else(broken)? });
        } else if let Some(mark) = open.pop().and_then(|mark| printed.marks.get_mut(mark)) {
            mark.bytes.end = offset;
        } else {
            return Err(broken());
        }
    }
    u32::try_from(printed.text.len()).map_err(|_| EmitError::TooLong)?;
    if open.is_empty() { Ok(printed) } else { Err(broken()) }
}

fn broken() -> EmitError {
    EmitError::Message("a rendered text holds marks that do not close".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Mark, Place, Printed, separate, with_inline_marks};
    use std::ops::Range;

    fn check(text: &str, marks: &[(Range<u32>, &[u64])]) {
        let places = |bits: &[u64]| bits.iter().map(|&bits| Place::unpack(bits).expect("a place")).collect();
        let marks = marks.iter().map(|(bytes, bits)| Mark { bytes: bytes.clone(), places: places(bits) }).collect();
        let printed = Printed { text: text.to_owned(), marks };
        assert_eq!(separate(&with_inline_marks(&printed)), Ok(printed));
    }

    #[test]
    fn marks_come_back() {
        check("", &[]);
        check("学习", &[]);
        check("abcdef", &[(0..6, &[1]), (0..2, &[3, 5]), (0..2, &[7]), (2..3, &[9]), (4..6, &[11])]);
        check("学x", &[(0..4, &[1]), (3..4, &[3])]);
    }

    #[test]
    fn what_does_not_close_is_refused() {
        assert!(separate("a\0").is_err());
        assert!(separate("a\0\0b").is_err());
        assert!(separate("a\0x\0b\0\0").is_err());
    }
}
