//! Finds in YAML text what granit-parser 2.2 does not place: dashes, colons, block headers.
//!
//! Each search starts at the end of what was read last and passes over blanks, comments and properties only, so all of
//! them together read the text once.

use super::{Span, span};

/// The dash of the next item of a block list.
pub(super) fn dash(text: &str, from: u32) -> Option<u32> {
    find(text, from, |byte| byte == b'-')
}

/// The `|` or `>` of a block scalar.
pub(super) fn block_header(text: &str, from: u32) -> Option<u32> {
    find(text, from, |byte| byte == b'|' || byte == b'>')
}

/// Right after the colon that follows a key, or after the key where there is none (`{key}`, `? key`).
pub(super) fn after_colon(text: &str, key_end: u32) -> u32 {
    find(text, key_end, |byte| byte == b':').map_or(key_end, |colon| colon + 1)
}

/// The span without blanks and line breaks at its end.
pub(super) fn trim_end(text: &str, span: Span) -> Span {
    let kept = span
        .slice(text)
        .trim_end_matches([' ', '\t', '\r', '\n'])
        .len();
    Span::new(span.start, span.start + super::span::offset(kept))
}

/// The span from `start` to `end`, over at least the whole character at `start`, if the text has one there.
pub(super) fn character(text: &str, start: u32, end: u32) -> Span {
    let mut start = start as usize;
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let start = start.min(text.len());
    let length = text[start..]
        .chars()
        .next()
        .filter(|c| !matches!(c, '\n' | '\r'))
        .map_or(0, char::len_utf8);
    let mut end = (end as usize).clamp(start + length, text.len().max(start + length));
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::of(start, end)
}

/// The first byte from `from` on that is wanted, with only indicators, blanks, comments and properties before it.
fn find(text: &str, from: u32, wanted: fn(u8) -> bool) -> Option<u32> {
    let bytes = text.as_bytes();
    let mut at = from as usize;
    while let Some(byte) = bytes.get(at) {
        let blank_before = at
            .checked_sub(1)
            .is_none_or(|before| bytes[before].is_ascii_whitespace());
        match byte {
            byte if wanted(*byte) => return Some(span::offset(at)),
            b' ' | b'\t' | b'\r' | b'\n' | b':' | b'?' | b'-' => at += 1,
            b'#' if blank_before => {
                at += length(&bytes[at..], |byte| byte == b'\n' || byte == b'\r')
            }
            b'!' | b'&' => at += length(&bytes[at..], |byte| byte.is_ascii_whitespace()),
            _ => return None,
        }
    }
    None
}

fn length(bytes: &[u8], ends: fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| ends(*byte))
        .unwrap_or(bytes.len())
}
