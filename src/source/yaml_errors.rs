//! Says in our words what granit-parser stumbled over.
//!
//! Its position is where it noticed; the mistake is often earlier (a quote that never closes, a key without a blank
//! after its colon), so `yaml_mistakes` looks common ones up in the text. Neither decides whether a text is well-formed.

use granit_parser::{ErrorKind, ScanError};

use super::yaml_mistakes::{self as mistakes, Found};
use super::{ReadProblem, Span, layout, span};

pub(super) const QUOTE: &str = "put the whole value in quotes";
pub(super) const ALIGN: &str = "start the line in the same column as its neighbours";
const BACKSLASH: &str = "write `\\\\` for a backslash, or put the text in single quotes";

/// What is wrong, and where.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's enum is open: it may know more mistakes later")]
pub(super) fn explain(text: &str, error: &ScanError) -> (ReadProblem, Span) {
    let at = offset(text, error);
    let here = layout::character(text, at, at);
    let found = match error.kind() {
        ErrorKind::RecursionLimitExceeded => return (ReadProblem::TooDeep, here),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => return (ReadProblem::Tab, mistakes::tab(text, at)),
        ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidUnicodeEscape => match mistakes::lone_surrogate(text, at) {
            Some(span) => return (ReadProblem::LoneSurrogate, span),
            None => found("an escape names no character", Some(BACKSLASH), here),
        },
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            let Some(span) = mistakes::unknown_escape(text, at) else {
                let found = mistakes::unclosed_quote(text, at);
                return (found.problem(), found.span);
            };
            found(&format!("{} is no escape", code(span.slice(text))), Some(BACKSLASH), span)
        }
        ErrorKind::UnclosedQuotedScalar => mistakes::unclosed_quote(text, at),
        ErrorKind::UnclosedFlowCollection { open } => unclosed(*open, here),
        ErrorKind::UnexpectedCharacter { character } if !is_printable(*character) => unprintable(*character, here),
        ErrorKind::UnexpectedCharacter { .. } | ErrorKind::MissingAnchorOrAliasName => {
            found(&format!("a value without quotes cannot start with {}", code(here.slice(text))), Some(QUOTE), here)
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            mistakes::after_quote(text, at)
        }
        kind @ (ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::ExpectedDocumentStart) => {
            if let Some(span) = mistakes::template(text, at) {
                return (ReadProblem::KeyNotScalar { template: true }, span);
            }
            match kind {
                ErrorKind::ExpectedBlockMappingKey => mistakes::no_entry(text, at, "a list item", "the keys of a map"),
                ErrorKind::ExpectedBlockSequenceEntry => mistakes::no_entry(text, at, "a key", "the items of a list"),
                ErrorKind::MappingValueNotAllowed => mistakes::second_colon(text, at),
                ErrorKind::SimpleKeyExpected => mistakes::no_colon(text, at),
                ErrorKind::ExpectedDocumentStart => mistakes::no_document(text, at),
                _ => mistakes::open_bracket(text, at),
            }
        }
        kind => {
            let (message, hint) = plain_words(kind);
            found(message, hint, here)
        }
    };
    (found.problem(), found.span)
}

/// The mistakes that need no look at the text.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's enum is open: it may know more mistakes later")]
fn plain_words(kind: &ErrorKind) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => (
            "a list with dashes cannot begin in this line",
            Some("put each `- item` on a line of its own, or write `[item, item]`"),
        ),
        ErrorKind::MappingKeyNotAllowed => ("a value without quotes cannot start with `? `", Some(QUOTE)),
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            ("a value without quotes cannot be a dash before a bracket or comma", Some(QUOTE))
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("a bracket closes that was never opened", Some("remove it, or put the whole value in quotes"))
        }
        ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("a bracket closes another kind of bracket", Some("close `[` with `]` and `{` with `}`"))
        }
        ErrorKind::InvalidBlockScalarHeader => {
            ("text follows `|` or `>` in the same line", Some("start the text in the next line, deeper than its key"))
        }
        ErrorKind::ZeroBlockScalarIndent => {
            ("the indentation after `|` or `>` cannot be 0", Some("write a digit from 1 to 9, or none"))
        }
        ErrorKind::InvalidBlockScalarIndent => (
            "a line of the text block is indented less than its first line",
            Some("indent all lines of the text at least as deep as the first"),
        ),
        ErrorKind::CommentInterceptedScalar => {
            ("a comment stands inside a value of several lines", Some("move the comment, or put the value in quotes"))
        }
        ErrorKind::CommentNotSeparated => ("a comment follows a value directly", Some("put a blank before the `#`")),
        ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("a line inside quotes begins with `---` or `...`", Some("indent the line, or close the quote before it"))
        }
        ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent | ErrorKind::InvalidQuotedScalarIndent => {
            ("the line is indented less than the value that it belongs to", Some("indent it deeper than its key"))
        }
        ErrorKind::InvalidBlockEntryWhitespace => ("a dash has no blank after it", Some("put a blank after the dash")),
        ErrorKind::InvalidMappingValueWhitespace | ErrorKind::FlowMappingValueAdjacentCollection => {
            ("a colon has no blank after it", Some("put a blank after the colon"))
        }
        ErrorKind::InvalidSimpleKey => {
            ("a key goes over several lines or is longer than 1024 characters", Some("write the key in one line"))
        }
        ErrorKind::BomInsideDocument => ("a byte order mark stands inside the file", Some("remove it")),
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidTagUtf8 => ("a value without quotes cannot start with `!`", Some(QUOTE)),
        ErrorKind::DuplicateVersionDirective
        | ErrorKind::UnsupportedYamlMajorVersion
        | ErrorKind::DuplicateTagDirective
        | ErrorKind::MissingDocumentEndBeforeDirective
        | ErrorKind::ExpectedTagDirectiveBang
        | ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::DirectiveDisallowed
        | ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::DirectiveByteLimitExceeded { .. }
        | ErrorKind::TooManyReservedDirectiveParams { .. }
        | ErrorKind::YamlVersionTooLong
        | ErrorKind::MissingYamlVersion
        | ErrorKind::InvalidTagDirectiveTerminator => {
            ("a line that begins with `%` is a directive, and this is none", Some("remove the line"))
        }
        ErrorKind::InvalidDocumentEnd => ("text follows `...` in the same line", Some("remove the text or the `...`")),
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedNodeContent
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping => ("a value is missing or begins with a wrong character", Some(QUOTE)),
        // The rest cannot come from a text; a newer parser may know more mistakes.
        _ => ("this is no YAML", None),
    }
}

pub(super) fn found(message: &str, hint: Option<&str>, span: Span) -> Found {
    Found { message: message.to_owned(), hint: hint.map(str::to_owned), span }
}

pub(super) fn unclosed(bracket: char, span: Span) -> Found {
    let closing = if bracket == '[' { ']' } else { '}' };
    let hint = format!("write `{closing}` where the {} ends", if bracket == '[' { "list" } else { "map" });
    found(&format!("`{bracket}` is never closed"), Some(&hint), span)
}

/// A text as a message shows it.
pub(super) fn code(text: &str) -> String {
    match text {
        "" | "\n" | "\r" => "a line break".to_owned(),
        "`" => "a backtick".to_owned(),
        _ => format!("`{text}`"),
    }
}

fn unprintable(character: char, here: Span) -> Found {
    let number = u32::from(character);
    let escape = if number < 0x100 { format!("\\x{number:02X}") } else { format!("\\u{number:04X}") };
    let message = format!("the character U+{number:04X} cannot stand in YAML as itself");
    found(&message, Some(&format!("write it as `{escape}` inside double quotes")), here)
}

/// What YAML 1.2 calls printable, section 5.1.
fn is_printable(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' => true,
        '\u{e000}'..='\u{fffd}' => character != '\u{feff}',
        '\u{10000}'..='\u{10ffff}' => true,
        _ => false,
    }
}

fn offset(text: &str, error: &ScanError) -> u32 {
    let at = error.marker().byte_offset().unwrap_or_else(|| {
        let index = error.marker().index();
        text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
    });
    span::offset(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::super::dump::mistake;

    fn check(text: &str, expected: &str) {
        assert_eq!(mistake("a.yaml", text), expected, "from {text:?}");
    }

    #[test]
    fn tabs_do_not_indent() {
        check("a:\n\tb: 1", "3«\\t» Tab");
        check("a: b\n\tc: d", "5«\\t» Tab");
        check("a: |\n\tb", "5«\\t» Tab");
    }

    #[test]
    fn templates_have_quotes() {
        check("a: {{ x }}/foo", "3«{{ x }}» KeyNotScalar { template: true }");
        check("- {{ x }}/y", "2«{{ x }}» KeyNotScalar { template: true }");
        check("a: [{{ x }}/y, b]", "4«{{ x }}» KeyNotScalar { template: true }");
        check("a: {{ x[\"z\"] }}: b", "3«{{ x[\\\"z\\\"] }}» KeyNotScalar { template: true }");
    }

    #[test]
    fn quotes_close() {
        check("a: \"abc\nb: c\n", "3«\\\"abc» the quote `\"` is never closed; write `\"` where the text ends");
        check("a: 'abc", "3«\\'abc» the quote `'` is never closed; write `'` where the text ends");
        check("a: \"b\nc: \"d\"", "3«\\\"b» the quote `\"` is never closed; write `\"` where the text ends");
        check("a: 'b\nc: 'd'\n", "3«\\'b» the quote `'` is never closed; write `'` where the text ends");
        check(
            "a: \"x\" y",
            "7«y» text follows the closing quote; write `\\\"` for a double quote inside double quotes, or put the whole value in one pair of quotes",
        );
        check(
            "a: 'it's'",
            "7«s» text follows the closing quote; write `''` for a single quote inside single quotes, or put the whole value in one pair of quotes",
        );
        check(
            "a: \"x\n---\ny\"",
            "3«\\\"» a line inside quotes begins with `---` or `...`; indent the line, or close the quote before it",
        );
        check("a: \"\\", "3«\\\"\\\\» the quote `\"` is never closed; write `\"` where the text ends");
    }

    #[test]
    fn brackets_close() {
        check("a: [1, 2\nb: 3", "3«[» `[` is never closed; write `]` where the list ends");
        check("a: {b: c\nd: e", "3«{» `{` is never closed; write `}` where the map ends");
        check("{a: 1", "0«{» `{` is never closed; write `}` where the map ends");
        check(
            "a: [1 [2]]",
            "6«[» a comma or a closing bracket is missing; put a comma between items, or quotes around text",
        );
        check("a: [1]]", "6«]» a bracket closes that was never opened; remove it, or put the whole value in quotes");
        check("a: [1}", "3«[» a bracket closes another kind of bracket; close `[` with `]` and `{` with `}`");
    }

    #[test]
    fn escapes_and_characters() {
        check(
            "a: \"\u{7f}\"",
            "4«\\u{7f}» the character U+007F cannot stand in YAML as itself; write it as `\\x7F` inside double quotes",
        );
        check(
            "a: \u{1}",
            "3«\\u{1}» the character U+0001 cannot stand in YAML as itself; write it as `\\x01` inside double quotes",
        );
        check("a: \"\\ud800\"", "4«\\\\ud800» LoneSurrogate");
        check("a: \"\\ud83d\\ude00\\ud800x\"", "16«\\\\ud800» LoneSurrogate");
        check("a: \"\\U0000D800\"", "4«\\\\U0000D800» LoneSurrogate");
        check("a: \"\\udc00\"", "4«\\\\udc00» LoneSurrogate");
        check(
            "a: \"\\q\"",
            "4«\\\\q» `\\q` is no escape; write `\\\\` for a backslash, or put the text in single quotes",
        );
        check(
            "a: \"\\xZZ\"",
            "4«\\\\x» `\\x` is no escape; write `\\\\` for a backslash, or put the text in single quotes",
        );
        check("a: \u{feff}", "3«\\u{feff}» a byte order mark stands inside the file; remove it");
    }

    #[test]
    fn a_plain_value_starts_with_a_plain_character() {
        check("a: @x", "3«@» a value without quotes cannot start with `@`; put the whole value in quotes");
        check("a: `x`", "3«`» a value without quotes cannot start with a backtick; put the whole value in quotes");
        check("a: %x", "3«%» a value without quotes cannot start with `%`; put the whole value in quotes");
        check("a: *", "3«*» a value without quotes cannot start with `*`; put the whole value in quotes");
        check("a: &", "3«&» a value without quotes cannot start with `&`; put the whole value in quotes");
        check("a: !!", "3«!» a value without quotes cannot start with `!`; put the whole value in quotes");
        check("key: ? x", "5«?» a value without quotes cannot start with `? `; put the whole value in quotes");
        check("a: !e!x 1", "3«!» a value without quotes cannot start with `!`; put the whole value in quotes");
    }

    #[test]
    fn blanks_follow_colons_and_dashes() {
        check("a: b: c", "4«:» a second `: ` stands in one line; put the whole value in quotes");
        check("url: http://x: y", "13«:» a second `: ` stands in one line; put the whole value in quotes");
        check("a:b\nc: d", "1«:» the colon after `a` has no blank after it; write `a: b`");
        check("a: 1\nb:2\nc: 3", "6«:» the colon after `b` has no blank after it; write `b: 2`");
        check("a:\n  - b:2\n    c: 3", "8«:» the colon after `b` has no blank after it; write `b: 2`");
        check("- a\n-b", "4«-» the dash has no blank after it; write `- b`");
        check("a:\u{85}b: c: d", "8«:» a second `: ` stands in one line; put the whole value in quotes");
    }

    #[test]
    fn lines_stand_in_columns() {
        check(
            "a: 1\nb\nc: 2",
            "5«b» the line is no key with a colon; write a colon after the key, or indent the line if it belongs to the text above",
        );
        check(
            "a: 1\n b: 2",
            "6«b» a key stands where the value of the line above goes on; start the line in the same column as its neighbours",
        );
        check(
            "a:\n  b: 1\n c: 2",
            "11«c: 2» the line is indented unlike any line above; start the line in the same column as its neighbours",
        );
        check(
            "a: |\n    x\n  y\n",
            "13«y» the line is indented unlike any line above; start the line in the same column as its neighbours",
        );
        check(
            "  a: 1\nb: 2\n",
            "7«b: 2» the line is outside of the list or map above; start the line in the same column as its neighbours",
        );
        check(
            "- 1\nb: 2",
            "4«b: 2» a key stands among the items of a list; start the line in the same column as its neighbours",
        );
        check(
            "a: 1\n- 2",
            "5«- 2» a list item stands among the keys of a map; start the line in the same column as its neighbours",
        );
        check(
            "a:\n  - b\n - c\n",
            "10«- c» a list item stands among the keys of a map; start the line in the same column as its neighbours",
        );
        check(
            "a: - b",
            "3«-» a list with dashes cannot begin in this line; put each `- item` on a line of its own, or write `[item, item]`",
        );
        check("a: [1, !]2", "9«2» text follows the end of the value; put the whole value in quotes");
        check("a: {b: 1}c", "9«c» text follows the end of the value; put the whole value in quotes");
        check("%FOO\na: 1", "0«%FOO» a line that begins with `%` needs `---` below it; remove the line");
        check(
            "a: |x\n b",
            "3«|» text follows `|` or `>` in the same line; start the text in the next line, deeper than its key",
        );
        check(
            "a: x # y\n  z",
            "5«#» a comment stands inside a value of several lines; move the comment, or put the value in quotes",
        );
        check("a: \"x\"#c", "6«#» a comment follows a value directly; put a blank before the `#`");
        check(", a", "0«,» a value is missing or begins with a wrong character; put the whole value in quotes");
        check(
            "a: 1\n\n\n ü: {{ x }}: y",
            "8«ü» a key stands where the value of the line above goes on; start the line in the same column as its neighbours",
        );
    }
}
