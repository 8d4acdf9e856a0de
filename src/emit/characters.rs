//! Which characters stand in a file as they are, and how the others are escaped in double quotes.

use crate::rule::rules;

/// Whether people see the character as what it is. Others are escaped: readers fold or refuse some of them (NEL,
/// U+2028, BOM, DEL), and reviewers miss the rest (zero width, direction marks, private use).
pub(super) fn is_visible(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\0'..='\u{a0}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{1680}'
        | '\u{180e}'
        | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}'
        | '\u{205f}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{f0000}'..='\u{10ffff}' => false,
        // The last two of each plane are no characters.
        other => u32::from(other) & 0xFFFE != 0xFFFE,
    }
}

rules! {
    pub(super) RULES;
    WIDE_ESCAPE: "text/wide-escape" keeps "an escaped character above U+FFFF, which takes eight digits";
}

/// How one character is written in double quotes.
pub(super) enum QuotedEscape {
    /// A backslash and this letter.
    Letter(char),
    /// `\xNN`, `\uNNNN` or `\UNNNNNNNN`, whichever is enough.
    Number(u32),
}

/// The escape of a character that must not stand in double quotes as it is.
pub(super) fn quoted_escape(character: char) -> Option<QuotedEscape> {
    match character {
        '"' | '\\' => Some(QuotedEscape::Letter(character)),
        '\n' => Some(QuotedEscape::Letter('n')),
        '\t' => Some(QuotedEscape::Letter('t')),
        '\r' => Some(QuotedEscape::Letter('r')),
        other if is_visible(other) => None,
        other => Some(QuotedEscape::Number(u32::from(other))),
    }
}

impl QuotedEscape {
    /// Writes the escape.
    pub(super) fn write(&self, out: &mut String) {
        let (letter, number, digits) = match *self {
            Self::Letter(letter) => (letter, 0, 0),
            Self::Number(number @ 0..=0xFF) => ('x', number, 2),
            Self::Number(number @ 0..=0xFFFF) => ('u', number, 4),
            Self::Number(number) if WIDE_ESCAPE.holds() => ('U', number, 8),
            Self::Number(number) => ('u', number, 4),
        };
        out.push('\\');
        out.push(letter);
        for digit in (0..digits).rev() {
            out.extend(char::from_digit((number >> (4 * digit)) & 0xF, 16));
        }
    }
}
