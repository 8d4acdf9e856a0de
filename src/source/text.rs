//! From bytes to a text that can at least be shown.

use super::{ReadProblem, Span};

/// More than any description needs; below 4 GiB, so that `u32` counts its bytes.
const MAX_BYTES: usize = 256 << 20;

pub(super) struct Decoded {
    pub(super) text: String,
    /// Why the text is not to be read, and where that shows.
    pub(super) flaw: Option<(ReadProblem, Span)>,
}

pub(super) fn decode(mut bytes: Vec<u8>) -> Decoded {
    if bytes.len() > MAX_BYTES {
        return flawed(String::new(), ReadProblem::TooBig, 0);
    }
    // UTF-32 first: its little-endian mark begins with that of UTF-16.
    match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, rest @ ..] => {
            return flawed(utf32(rest, u32::from_le_bytes), ReadProblem::Utf32, 0);
        }
        [0, 0, 0xfe, 0xff, rest @ ..] => {
            return flawed(utf32(rest, u32::from_be_bytes), ReadProblem::Utf32, 0);
        }
        [0xff, 0xfe, rest @ ..] => {
            return flawed(utf16(rest, u16::from_le_bytes), ReadProblem::Utf16, 0);
        }
        [0xfe, 0xff, rest @ ..] => {
            return flawed(utf16(rest, u16::from_be_bytes), ReadProblem::Utf16, 0);
        }
        [0xef, 0xbb, 0xbf, ..] => drop(bytes.drain(..3)),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            Some(at) => flawed(text, ReadProblem::NulByte, at),
            None => Decoded { text, flaw: None },
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            flawed(String::from_utf8_lossy(error.as_bytes()).into_owned(), ReadProblem::NotUtf8, at)
        }
    }
}

fn flawed(text: String, problem: ReadProblem, at: usize) -> Decoded {
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Decoded { flaw: Some((problem, Span::of(at, at + length))), text }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    String::from_utf16_lossy(&units.iter().map(|bytes| unit(*bytes)).collect::<Vec<_>>())
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let (units, _) = bytes.as_chunks::<4>();
    units.iter().map(|bytes| char::from_u32(unit(*bytes)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The same text as bytes could be longer than [`MAX_BYTES`] only by replacement characters, three bytes for one.
const _: () = assert!(MAX_BYTES < u32::MAX as usize / 3);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, flaw: Option<(ReadProblem, u32, u32)>) {
        let decoded = decode(bytes.to_vec());
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.flaw, flaw.map(|(problem, start, end)| (problem, Span::new(start, end))));
    }

    #[test]
    fn a_text_stays_and_its_mark_goes() {
        check(b"a: 1", "a: 1", None);
        check(b"\xef\xbb\xbfa: 1", "a: 1", None);
        check(b"", "", None);
    }

    #[test]
    fn what_is_no_text_is_told_and_shown() {
        check("ä: \0".as_bytes(), "ä: \0", Some((ReadProblem::NulByte, 4, 5)));
        check(b"\xc3\xa4: \xff!", "ä: \u{fffd}!", Some((ReadProblem::NotUtf8, 4, 7)));
        check(b"\xff\xfea\0:\0", "a:", Some((ReadProblem::Utf16, 0, 1)));
        check(b"\xfe\xff\0a\0:", "a:", Some((ReadProblem::Utf16, 0, 1)));
        check(b"\xff\xfe\0\0a\0\0\0", "a", Some((ReadProblem::Utf32, 0, 1)));
        check(b"\0\0\xfe\xff\0\0\0a", "a", Some((ReadProblem::Utf32, 0, 1)));
        check(b"\xff\xfe", "", Some((ReadProblem::Utf16, 0, 0)));
    }
}
