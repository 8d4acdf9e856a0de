//! String literals that CPython reads back exactly, in the spelling that `ruff format` keeps.
//!
//! Never triple quotes, raw strings, `\N{…}` or literals that are joined by standing beside each other.

use unicode_width::UnicodeWidthChar;

use crate::emit::characters::QuotedEscape;
use crate::rule::rules;

rules! {
    pub(in crate::emit) RULES;
    BACKSLASH: "python/backslash" keeps "`\\`";
    QUOTE: "python/quote" keeps "the quote that a literal stands in";
    BREAK: "python/break" keeps "LF";
    CARRIAGE_RETURN: "python/carriage-return" keeps "CR";
}

/// Writes `text` as a literal and returns its columns, or `None` as soon as they are more than `room`; what has been
/// written by then stays.
pub(super) fn write(out: &mut String, text: &str, room: usize) -> Option<usize> {
    let quote = quote(text);
    let mut columns = 2;
    out.push(quote);
    for character in text.chars() {
        columns += match escape(character, quote) {
            None => {
                out.push(character);
                // As ruff counts: each character on its own, wide ones as two. Its tables (0.17.6) are those of
                // unicode-width 0.2.2, which Cargo.lock holds: 0.2.3 knows some newer characters.
                character.width().unwrap_or(0)
            }
            Some(escape) => {
                let start = out.len();
                escape.write(out);
                out.len() - start
            }
        };
        if columns > room {
            return None;
        }
    }
    out.push(quote);
    (columns <= room).then_some(columns)
}

/// The quote that ruff keeps: the double one, unless more of those stand in the text than single ones.
fn quote(text: &str) -> char {
    let (mut double, mut single) = (0_usize, 0_usize);
    for byte in text.bytes() {
        double += usize::from(byte == b'"');
        single += usize::from(byte == b'\'');
    }
    if double > single { '\'' } else { '"' }
}

/// The escape of a character that must not stand in the literal as it is: it would end it, or nobody would see it.
fn escape(character: char, quote: char) -> Option<QuotedEscape> {
    match character {
        '\\' => BACKSLASH.holds().then_some(QuotedEscape::Letter('\\')),
        '\n' => BREAK.holds().then_some(QuotedEscape::Letter('n')),
        '\r' => CARRIAGE_RETURN.holds().then_some(QuotedEscape::Letter('r')),
        '\t' => Some(QuotedEscape::Letter('t')),
        _ if character == quote => QUOTE.holds().then_some(QuotedEscape::Letter(quote)),
        _ if is_hidden(character) => Some(QuotedEscape::Number(u32::from(character))),
        _ => None,
    }
}

/// Controls, format characters, private use and what is no character. Blanks of all widths stay: Python keeps them,
/// and readers of the file see that something stands there.
fn is_hidden(character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\0'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{f0000}'..='\u{10ffff}' => true,
        // The last two of each plane are no characters.
        other => u32::from(other) & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str, columns: usize) {
        let mut out = String::new();
        assert_eq!(write(&mut out, text, usize::MAX), Some(columns));
        assert_eq!(out, expected);
        assert_eq!(write(&mut String::new(), text, columns), Some(columns));
        assert_eq!(write(&mut String::new(), text, columns - 1), None);
    }

    #[test]
    fn the_quote_is_the_one_that_needs_fewer_escapes() {
        check("", r#""""#, 2);
        check("it's", r#""it's""#, 6);
        check(r#"a"b"#, r#"'a"b'"#, 5);
        check(r#"'""#, r#""'\"""#, 5);
        check(r#""it's""#, r#"'"it\'s"'"#, 9);
    }

    #[test]
    fn what_ends_a_literal_or_hides_in_it_is_escaped() {
        check("a\\b", r#""a\\b""#, 6);
        check("a\n\r\tb", r#""a\n\r\tb""#, 10);
        check("\0\u{1b}\u{7f}\u{85}\u{9f}", r#""\x00\x1b\x7f\x85\x9f""#, 22);
        check("\u{ad}\u{61c}\u{200b}\u{feff}", r#""\xad\u061c\u200b\ufeff""#, 24);
        check("\u{e000}\u{fffe}\u{e0041}\u{10abcd}", r#""\ue000\ufffe\U000e0041\U0010abcd""#, 34);
    }

    /// What Python reads, by its reference (lexical analysis, escape sequences).
    fn read(literal: &str) -> Option<String> {
        let quote = literal.chars().next()?;
        let mut inner = literal.strip_prefix(quote)?.strip_suffix(quote)?.chars();
        let mut text = String::new();
        while let Some(character) = inner.next() {
            let digits = match character {
                '\\' => match inner.next()? {
                    'n' => Ok('\n'),
                    'r' => Ok('\r'),
                    't' => Ok('\t'),
                    'x' => Err(2),
                    'u' => Err(4),
                    'U' => Err(8),
                    escaped if escaped == '\\' || escaped == quote => Ok(escaped),
                    _ => return None,
                },
                '\n' | '\r' | '\0' => return None,
                other if other == quote => return None,
                other => Ok(other),
            };
            text.push(match digits {
                Ok(character) => character,
                Err(count) => {
                    let number: String = inner.by_ref().take(count).collect();
                    char::from_u32(u32::from_str_radix(&number, 16).ok()?)?
                }
            });
        }
        Some(text)
    }

    fn check_read_back(text: &str) {
        let mut literal = String::new();
        write(&mut literal, text, usize::MAX);
        assert_eq!(read(&literal).as_deref(), Some(text), "{literal}");
    }

    #[test]
    fn every_character_is_read_back() {
        for character in '\0'..=char::MAX {
            check_read_back(character.encode_utf8(&mut [0; 4]));
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(text in r#"([\\"'nxuU0-9{$]|\PC|\pC)*"#) {
            check_read_back(&text);
        }
    }

    #[test]
    fn what_is_seen_stays_and_wide_characters_count_two() {
        check("${x} {{ y }} %s", r#""${x} {{ y }} %s""#, 17);
        check("学习", "\"学习\"", 6);
        check("😀e\u{301}", "\"😀e\u{301}\"", 5);
        check("\u{a0}é", "\"\u{a0}é\"", 4);
    }
}
