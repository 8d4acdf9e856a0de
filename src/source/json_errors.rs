//! Says in our words what serde_json stumbled over.

use serde_json::Error;

use super::{ReadProblem, Span, layout, span};

/// What is wrong, and where.
pub(super) fn explain(text: &str, error: &Error) -> (ReadProblem, Span) {
    let at = offset(text, error);
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    if words == "recursion limit exceeded" {
        return (ReadProblem::TooDeep, at);
    }
    if text[at.start as usize..].starts_with("//") || text[at.start as usize..].starts_with("/*") {
        return syntax("JSON has no comments", Some("remove the comment, or write YAML and name the file `.yaml`"), at);
    }
    if text[at.start as usize..].starts_with('\'') {
        return syntax("JSON has no single quotes", Some("write `\"`"), at);
    }
    let closes = text[at.start as usize..].starts_with(['}', ']']);
    let (message, hint) = match words {
        "key must be a string" | "expected value" if closes && after_comma(text, at) => {
            ("a comma stands before the closing bracket", Some("remove the comma"))
        }
        "trailing comma" => ("a comma stands before the closing bracket", Some("remove the comma")),
        "EOF while parsing an object" => ("the file ends inside a map", Some("write `}` where the map ends")),
        "EOF while parsing a list" => ("the file ends inside a list", Some("write `]` where the list ends")),
        "EOF while parsing a string" => ("the file ends inside a string", Some("write `\"` where the text ends")),
        "EOF while parsing a value" => ("the file ends where a value belongs", Some("write the value")),
        "expected `:`" => ("a key has no colon after it", Some("write `:` and a value after the key")),
        "expected `,` or `}`" => ("neither a comma nor `}` follows the entry", Some("put a comma between entries")),
        "expected `,` or `]`" => ("neither a comma nor `]` follows the item", Some("put a comma between items")),
        "key must be a string" => ("a key has no double quotes", Some("put the key in double quotes")),
        "expected value" | "expected ident" => (
            "no JSON value begins here",
            Some("put text in double quotes, or write `true`, `false`, `null` or a number"),
        ),
        "invalid number" => ("this is no JSON number", Some("put it in double quotes to keep it as text")),
        "invalid escape" => ("the string has an escape that JSON does not know", Some("write `\\\\` for a backslash")),
        "trailing characters" => ("text follows the end of the document", Some("remove it, or put it inside")),
        words if words.starts_with("control character") => {
            ("a string has a line break or control character in it", Some("write it as an escape such as `\\n`"))
        }
        _ => ("this is no JSON", None),
    };
    syntax(message, hint, at)
}

fn syntax(message: &str, hint: Option<&str>, at: Span) -> (ReadProblem, Span) {
    (ReadProblem::Syntax { message: message.to_owned(), hint: hint.map(str::to_owned) }, at)
}

fn after_comma(text: &str, at: Span) -> bool {
    text[..at.start as usize].trim_end().ends_with(',')
}

/// The character that serde_json could not take. Its columns count bytes from 1; 0 is the line break before.
fn offset(text: &str, error: &Error) -> Span {
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(lines).nth(error.line().saturating_sub(1)).unwrap_or(text.len());
    let mut at = (start + error.column()).saturating_sub(1).min(text.len());
    // This one is told before the character is taken.
    if error.to_string().starts_with("control character") {
        at = (at + 1).min(text.len());
    }
    // At the end of the file the last character that is there shows the place better than nothing.
    let at = if error.is_eof() { text.trim_end().len().saturating_sub(1) } else { at };
    layout::character(text, span::offset(at), span::offset(at))
}

#[cfg(test)]
mod tests {

    use super::super::dump::mistake;

    fn check(text: &str, expected: &str) {
        assert_eq!(mistake("a.json", text), expected, "from {text:?}");
    }

    #[test]
    fn common_mistakes_have_words_and_a_place() {
        check("{\"a\": 1,}", "8«}» a comma stands before the closing bracket; remove the comma");
        check("{\"a\": [1,]}", "9«]» a comma stands before the closing bracket; remove the comma");
        check("{\"a\" 1}", "5«1» a key has no colon after it; write `:` and a value after the key");
        check("{a: 1}", "1«a» a key has no double quotes; put the key in double quotes");
        check("{\"a\": 1 \"b\": 2}", "8«\\\"» neither a comma nor `}` follows the entry; put a comma between entries");
        check("{\"a\": [1 2]}", "9«2» neither a comma nor `]` follows the item; put a comma between items");
        check(
            "{\"a\": tru}",
            "9«}» no JSON value begins here; put text in double quotes, or write `true`, `false`, `null` or a number",
        );
        check(
            "{\"a\": yes}",
            "6«y» no JSON value begins here; put text in double quotes, or write `true`, `false`, `null` or a number",
        );
        check("{\"a\": 01}", "7«1» this is no JSON number; put it in double quotes to keep it as text");
        check(
            "{\"a\": \"x\ny\"}",
            "8«» a string has a line break or control character in it; write it as an escape such as `\\n`",
        );
        check(
            "{\"a\": \"\\x\"}",
            "8«x» the string has an escape that JSON does not know; write `\\\\` for a backslash",
        );
        check("{\"a\": 1", "6«1» the file ends inside a map; write `}` where the map ends");
        check("{\"a\": [1", "7«1» the file ends inside a list; write `]` where the list ends");
        check("{\"a\": \"x", "7«x» the file ends inside a string; write `\"` where the text ends");
        check("{\"a\":", "4«:» the file ends where a value belongs; write the value");
        check("{\"a\": 1} x", "9«x» text follows the end of the document; remove it, or put it inside");
        check(
            "{ // c\n\"a\": 1}",
            "2«/» JSON has no comments; remove the comment, or write YAML and name the file `.yaml`",
        );
        check("{'a': 1}", "1«\\'» JSON has no single quotes; write `\"`");
        check("{\"a\": 'x'}", "6«\\'» JSON has no single quotes; write `\"`");
        check(
            "{\"ä\":\n ü}",
            "8«ü» no JSON value begins here; put text in double quotes, or write `true`, `false`, `null` or a number",
        );
        check(
            "{\"a\": 1 /* c */}",
            "8«/» JSON has no comments; remove the comment, or write YAML and name the file `.yaml`",
        );
        check(
            "{\"a\": \"\\u12\"}",
            "12«}» the string has an escape that JSON does not know; write `\\\\` for a backslash",
        );
        check("{\"a\": -}", "7«}» this is no JSON number; put it in double quotes to keep it as text");
        check("{\"a\": 1.}", "8«}» this is no JSON number; put it in double quotes to keep it as text");
        check("{", "0«{» the file ends inside a map; write `}` where the map ends");
    }
}
