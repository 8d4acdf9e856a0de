//! Decides how a text is spelt, and spells it.
//!
//! Plain is a whitelist, not "whatever needs no quotes": it holds what go-yaml 2 and 3, PyYAML, libyaml and the Rust
//! readers were seen to agree on, in block and in flow context alike, so that an item keeps its spelling when its list
//! changes shape. What is neither plain nor a block scalar stands in double quotes on one line.

use crate::emit::characters::{is_visible, quoted_escape};
use crate::rule::{Rule, rules};

rules! {
    pub(in crate::emit) RULES;
    EMPTY: "yaml/plain-empty" keeps "the empty text";
    FIRST: "yaml/plain-first" keeps "a text that begins with a digit or a sign";
    AFTER_DASH: "yaml/plain-dash" keeps "a text that begins with dashes and no letter";
    LAST_BLANK: "yaml/plain-last-blank" keeps "a text that ends in a blank";
    LAST_COLON: "yaml/plain-last-colon" keeps "a text that ends in a colon";
    COLON_BLANK: "yaml/plain-colon-blank" keeps "a colon and a blank";
    FLOW_SIGNS: "yaml/plain-flow-signs" keeps "commas, brackets and braces in a list on one line";
    QUESTION: "yaml/plain-question" keeps "`?` in a list on one line before PyYAML";
    HASH: "yaml/plain-hash" keeps "a blank and `#`";
    ASCII: "yaml/plain-ascii" keeps "controls, breaks and marks that readers drop or refuse";
    KNOWN_WORD: "yaml/plain-words" keeps "`no`, `null` and other words that are no texts";
    ONE_LINE: "yaml/block-one-line" keeps "a line break alone";
    LAST_BREAKS: "yaml/block-last-breaks" keeps "several line breaks at the end";
    LEADING_TAB: "yaml/block-leading-tab" keeps "a tab at the beginning";
    LEADING_BLANK: "yaml/block-leading-blank" keeps "a blank at the beginning";
    PRINTABLE: "yaml/block-printable" keeps "CR and other controls between line breaks";
    QUOTE: "yaml/quoted-quote" keeps "`\"` in quotes";
    BACKSLASH: "yaml/quoted-backslash" keeps "`\\` in quotes";
    BREAK: "yaml/quoted-break" keeps "LF in quotes, which readers fold";
    CARRIAGE_RETURN: "yaml/quoted-carriage-return" keeps "CR in quotes, which readers fold";
    NEXT_LINE: "yaml/quoted-next-line" keeps "NEL in quotes, which readers fold";
    SEPARATORS: "yaml/quoted-separators" keeps "U+2028 and U+2029 in quotes, which readers fold";
    CONTROLS: "yaml/quoted-controls" keeps "other controls below U+0020 in quotes, which readers refuse";
    LATE_CONTROLS: "yaml/quoted-late-controls" keeps "DEL and U+0080 to U+009F in quotes, which readers refuse";
    NONCHARACTERS: "yaml/quoted-noncharacters" keeps "U+FFFE and U+FFFF in quotes, which readers refuse";
}

/// Texts that YAML 1.1 or 1.2, or a reader of either, takes for something else than text; in any case.
const WORDS: [&str; 14] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity", "-inf", "-nan"];

/// Writes `text` on one line: plain where that is safe, in double quotes elsewhere.
pub(super) fn write_line(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        write_quoted(out, text);
    }
}

/// How a block scalar ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chomping {
    /// `|`: the text ends in one line break.
    Clip,
    /// `|-`: the text ends without one.
    Strip,
}

/// Whether every reader sees this very text when it stands bare.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts_safe = match bytes {
        [b'-', b'-', letter, ..] | [b'-', letter, ..] => letter.is_ascii_alphabetic() || !AFTER_DASH.holds(),
        [first, ..] => first.is_ascii_alphabetic() || matches!(first, b'/' | b'_') || !FIRST.holds(),
        [] => !EMPTY.holds(),
    };
    let ends_safe = match bytes.last() {
        Some(b' ') => !LAST_BLANK.holds(),
        Some(b':') => !LAST_COLON.holds(),
        Some(_) | None => true,
    };
    if !starts_safe || !ends_safe {
        return false;
    }
    let mut before = 0;
    for &byte in bytes {
        // A colon before a blank makes a key.
        if !(PLAIN[usize::from(byte)] || is_let_through(byte))
            || (byte == b' ' && before == b':' && COLON_BLANK.holds())
        {
            return false;
        }
        before = byte;
    }
    !(bytes.len() <= 8 && KNOWN_WORD.holds() && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

/// Whether the rule is off by which a byte may not stand in a plain text.
fn is_let_through(byte: u8) -> bool {
    let rule = match byte {
        b',' | b'[' | b']' | b'{' | b'}' => &FLOW_SIGNS,
        b'?' => &QUESTION,
        b'#' => &HASH,
        _ => &ASCII,
    };
    !rule.holds()
}

/// Which bytes may stand in a plain text: printable ASCII without what ends it in flow context (`,[]{}`, in PyYAML `?`
/// too) and without `#`.
const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0x20;
    while byte < 0x7F {
        table[byte] = !matches!(byte as u8, b',' | b'[' | b']' | b'{' | b'}' | b'?' | b'#');
        byte += 1;
    }
    table
};

/// How `text` ends as a block scalar, or `None` where a block scalar would not be exact or not readable.
///
/// Blanks at the start of a line are fine once a line without them has fixed the indentation. Blanks at its end are
/// exact too, but nobody sees them and editors remove them; the same goes for several line breaks at the end (`|+`).
/// Lines of `---` are exact as well, but tools cut files at them.
pub(super) fn block_chomping(text: &str) -> Option<Chomping> {
    let (body, chomping) = match text.strip_suffix('\n') {
        Some(body) => (body, Chomping::Clip),
        None => (text, Chomping::Strip),
    };
    // One line reads better in quotes, with its break as `\n`.
    if (!body.contains('\n') && (!body.is_empty() || ONE_LINE.holds())) || (body.ends_with('\n') && LAST_BREAKS.holds())
    {
        return None;
    }
    let mut indentation_is_fixed = false;
    for line in body.split('\n') {
        let unsafe_start = (line.starts_with('\t') && LEADING_TAB.holds())
            || line.starts_with("---")
            || line.starts_with("...")
            || (line.starts_with(' ') && !indentation_is_fixed && LEADING_BLANK.holds());
        if unsafe_start || line.ends_with([' ', '\t']) || (!is_printable(line) && PRINTABLE.holds()) {
            return None;
        }
        indentation_is_fixed |= !line.is_empty();
    }
    Some(chomping)
}

/// Whether a line holds only what people see, and tabs.
fn is_printable(line: &str) -> bool {
    let ascii = line.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    ascii || line.chars().all(|character| character == '\t' || is_visible(character))
}

/// Writes `text` as a block scalar whose lines stand at `indent`, without the last line break.
pub(super) fn write_block(out: &mut String, text: &str, chomping: Chomping, indent: usize) {
    out.push('|');
    let body = match chomping {
        Chomping::Clip => text.strip_suffix('\n').unwrap_or(text),
        Chomping::Strip => {
            out.push('-');
            text
        }
    };
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            write_blanks(out, indent);
            out.push_str(line);
        }
    }
}

/// Writes `count` blanks.
pub(super) fn write_blanks(out: &mut String, count: usize) {
    const BLANKS: &str = "                                ";
    let mut left = count;
    while left > 0 {
        let now = left.min(BLANKS.len());
        out.push_str(&BLANKS[..now]);
        left -= now;
    }
}

/// Writes `text` in double quotes. It never wraps, and never uses `\/` or surrogate pairs, which go-yaml refuses.
fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut written = 0;
    for (start, character) in text.char_indices() {
        if matches!(character, ' '..='~') && character != '"' && character != '\\' {
            continue;
        }
        if let Some(escape) = quoted_escape(character).filter(|_| needed_by(character).is_none_or(Rule::holds)) {
            out.push_str(&text[written..start]);
            escape.write(out);
            written = start + character.len_utf8();
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}

/// The rule by which a character is escaped in double quotes; none where it is for people's eyes.
fn needed_by(character: char) -> Option<&'static Rule> {
    Some(match character {
        '"' => &QUOTE,
        '\\' => &BACKSLASH,
        '\n' => &BREAK,
        '\r' => &CARRIAGE_RETURN,
        '\t' => return None,
        '\0'..='\u{1f}' => &CONTROLS,
        '\u{85}' => &NEXT_LINE,
        '\u{7f}'..='\u{9f}' => &LATE_CONTROLS,
        '\u{2028}' | '\u{2029}' => &SEPARATORS,
        '\u{fffe}' | '\u{ffff}' => &NONCHARACTERS,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{block_chomping, write_block, write_line};

    fn check(text: &str, expected: &str) {
        let mut out = String::new();
        match block_chomping(text).filter(|_| text.contains('\n')) {
            Some(chomping) => write_block(&mut out, text, chomping, 2),
            None => write_line(&mut out, text),
        }
        assert_eq!(out, expected, "{text:?}");
    }

    #[test]
    fn usual_arguments_stand_plain() {
        for text in [
            "python",
            "-m",
            "--since",
            "--rows=10",
            "churn.load",
            "ghcr.io/acme/churn:1",
            "a=b",
            "s3://b/x",
            "_x",
            "/data",
            "Hello World",
            "a  b",
            "$HOME".trim_start_matches('$'),
            "echo \"hi\" > out",
            "don't",
            "x::y",
            "-e",
            "--no",
            "yesterday",
            "nope",
            "e1",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn words_of_other_types_stand_in_quotes() {
        for text in [
            "",
            "y",
            "N",
            "yes",
            "NO",
            "On",
            "off",
            "True",
            "FALSE",
            "null",
            "Null",
            "nan",
            "INF",
            "-Inf",
            "~",
            "=",
            "<<",
            "1",
            "-1",
            "+1",
            "1e3",
            "0o14",
            "0x1F",
            "1_000",
            ".5",
            ".inf",
            "12:30:45",
            "2024-01-01",
            "-",
            "--",
            "---",
            "-1x",
            "- a",
            "-- a",
            "?",
            "!x",
            "&x",
            "*x",
            "%x",
            "@x",
            "`x`",
            "|",
            ">",
            "'x'",
            "#x",
            "$x",
        ] {
            check(text, &format!("\"{text}\""));
        }
    }

    #[test]
    fn what_ends_a_plain_text_stands_in_quotes() {
        for text in ["a: b", "a:", "a #b", "a#b", "a,b", "[a]", "{a}", "a]", "a}", "a?", "a ", " a", "{{x}}", "für"] {
            check(text, &format!("\"{text}\""));
        }
    }

    #[test]
    fn quotes_escape_what_nobody_sees() {
        check("a\tb", r#""a\tb""#);
        check("a\r\nb", r#""a\r\nb""#);
        check("\"\\/", r#""\"\\/""#);
        check("\0\u{1b}\u{7f}", r#""\x00\x1b\x7f""#);
        check("\u{85}\u{a0}\u{2028}\u{feff}", r#""\x85\xa0\u2028\ufeff""#);
        check("\u{fffe}\u{e000}\u{e0041}", r#""\ufffe\ue000\U000e0041""#);
        check("学习 😀", "\"学习 😀\"");
    }

    #[test]
    fn lines_stand_in_a_block_where_that_is_exact() {
        check("a\nb", "|-\n  a\n  b");
        check("a\nb\n", "|\n  a\n  b");
        check("\na: [\n", "|\n\n  a: [");
        check("for x in y:\n    f(x)\n\n\ng()\n", "|\n  for x in y:\n      f(x)\n\n\n  g()");
        check("für\n😀\ta", "|-\n  für\n  😀\ta");
    }

    #[test]
    fn lines_stand_in_quotes_elsewhere() {
        check("\n", r#""\n""#);
        check("a\n", r#""a\n""#);
        check("a\n\n", r#""a\n\n""#);
        check(" a\nb", r#"" a\nb""#);
        check("\n a\nb", r#""\n a\nb""#);
        check("a\n\tb", r#""a\n\tb""#);
        check("a \nb", r#""a \nb""#);
        check("a\n---\nb", r#""a\n---\nb""#);
        check("a\n...", r#""a\n...""#);
        check("a\rb\nc", r#""a\rb\nc""#);
        check("a\n\u{85}", r#""a\n\x85""#);
    }
}
