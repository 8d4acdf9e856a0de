//! Finds in YAML text what granit-parser 2.2 does not place: dashes, colons, block headers.
//!
//! Each search starts at the end of what was read last and passes over blanks, comments and properties only, so all of
//! them together read the text once.

use super::{Span, span};

/// The dash of the next item of a block list.
pub(super) fn dash(text: &str, from: u32) -> Option<u32> {
    find(text, from, b":?", |byte| byte == b'-')
}

/// The `|` or `>` of a block scalar.
pub(super) fn block_header(text: &str, from: u32) -> Option<u32> {
    find(text, from, b":?-", |byte| byte == b'|' || byte == b'>')
}

/// Right after the colon that follows a key, or after the key where there is none (`{key}`, `? key`).
pub(super) fn after_colon(text: &str, key_end: u32) -> u32 {
    find(text, key_end, b"", |byte| byte == b':').map_or(key_end, |colon| colon + 1)
}

/// The span without blanks and line breaks at its end.
pub(super) fn trim_end(text: &str, span: Span) -> Span {
    let kept = span.slice(text).trim_end_matches([' ', '\t', '\r', '\n']).len();
    Span::new(span.start, span.start + super::span::offset(kept))
}

/// The span from `start` to `end`, over at least the whole character at `start`, if the text has one there.
pub(super) fn character(text: &str, start: u32, end: u32) -> Span {
    let start = text.floor_char_boundary(start as usize);
    let length = text[start..].chars().next().filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
    Span::of(start, text.ceil_char_boundary((end as usize).max(start + length)))
}

/// The first byte from `from` on that is wanted, with only these indicators, blanks, comments and properties before it.
fn find(text: &str, from: u32, indicators: &[u8], wanted: fn(u8) -> bool) -> Option<u32> {
    let bytes = text.as_bytes();
    let mut at = from as usize;
    while let Some(byte) = bytes.get(at) {
        let blank_before = at.checked_sub(1).is_none_or(|before| bytes[before].is_ascii_whitespace());
        match byte {
            byte if wanted(*byte) => return Some(span::offset(at)),
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            byte if indicators.contains(byte) => at += 1,
            b'#' if blank_before => at += length(&bytes[at..], |byte| byte == b'\n' || byte == b'\r'),
            b'!' | b'&' => at += length(&bytes[at..], |byte| byte.is_ascii_whitespace()),
            _ => return None,
        }
    }
    None
}

fn length(bytes: &[u8], ends: fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| ends(*byte)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: Option<u32>, text: &str, rest: Option<&str>) {
        assert_eq!(found.and_then(|at| text.get(at as usize..)), rest, "in {text:?}");
    }

    #[test]
    fn searches_pass_blanks_comments_and_properties_only() {
        let text = ": # - c\n  !!str &a-b - x";
        check(dash(text, 0), text, Some("- x"));
        check(dash("a - b", 0), "a - b", None);
        check(block_header("- # |\n >-\n x", 0), "- # |\n >-\n x", Some(">-\n x"));
        check(Some(after_colon("k # :\n: v", 1)), "k # :\n: v", Some(" v"));
        check(Some(after_colon("? k\n? : v", 3)), "? k\n? : v", Some("\n? : v"));
    }

    #[test]
    fn a_character_is_whole() {
        assert_eq!(character("aä\n", 2, 2), Span::new(1, 3));
        assert_eq!(character("aä\n", 3, 3), Span::new(3, 3));
        assert_eq!(character("aä\n", 9, 12), Span::new(4, 4));
    }
}
