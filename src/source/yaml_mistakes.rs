//! Finds in YAML text what a person most likely did wrong, near the place where the parser gave up.
//!
//! These are guesses for the sake of a message; they look at a few lines and change nothing in how the file is read.

use super::yaml_errors::{ALIGN, QUOTE, code, found, unclosed};
use super::{ReadProblem, Span, layout, span};

/// How far back a guess looks.
const REACH: usize = 64 << 10;

/// A mistake in words, and where it is.
pub(super) struct Found {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) span: Span,
}

impl Found {
    pub(super) fn problem(&self) -> ReadProblem {
        ReadProblem::Syntax { message: self.message.clone(), hint: self.hint.clone() }
    }
}

/// The tab that stands where blanks belong: at `at`, before it in its line, or at the start of a line that follows.
pub(super) fn tab(text: &str, at: u32) -> Span {
    let at = at as usize;
    let start = line(text, at).start as usize;
    let blank = |c: char| c == ' ' || c == '\t';
    let indentation = &text[start..start + text[start..].len() - text[start..].trim_start_matches(blank).len()];
    let found = match (text.as_bytes().get(at), indentation.find('\t')) {
        (Some(b'\t'), _) => at,
        (_, Some(tab)) => start + tab,
        (_, None) => {
            let next = text[at..].match_indices('\n').map(|(found, _)| at + found + 1).find_map(|start| {
                let indentation = text[start..].split(|c| !blank(c)).next()?;
                indentation.find('\t').map(|tab| start + tab)
            });
            next.or_else(|| text[start..at].rfind('\t').map(|tab| start + tab)).unwrap_or(at)
        }
    };
    let tabs = text[found..].len() - text[found..].trim_start_matches('\t').len();
    Span::of(found, found + tabs)
}

/// An unquoted `{{ x }}` that begins before `at` in its line, as a value or an item.
pub(super) fn template(text: &str, at: u32) -> Option<Span> {
    let line = line(text, at as usize);
    let content = line.slice(text);
    let starts = content.match_indices("{{").map(|(start, _)| start);
    let start = starts.take_while(|start| line.start as usize + start <= at as usize).find(|start| {
        let before = content[..*start].trim_end();
        before.is_empty() || before.ends_with([':', '-', '[', ',', '?'])
    })?;
    let end = content[start..].find("}}").map_or(content.len(), |end| start + end + 2);
    Some(Span::of(line.start as usize + start, line.start as usize + end))
}

pub(super) fn unclosed_quote(text: &str, at: u32) -> Found {
    let quote = layout::character(text, at, at).slice(text);
    let span = Span::new(at, line(text, at as usize).end);
    let message = format!("the quote {} is never closed", code(quote));
    found(&message, Some(&format!("write {} where the text ends", code(quote))), span)
}

/// Text after a closing quote: often the quote that was meant to open, after one that was never closed.
pub(super) fn after_quote(text: &str, at: u32) -> Found {
    let here = layout::character(text, at, at);
    let start = line(text, at as usize).start as usize;
    let before = text[start..at as usize].trim_end();
    let quote = if before.ends_with('\'') { '\'' } else { '"' };
    let opens_here = before.strip_suffix(quote).is_some_and(|before| before.trim_end().ends_with([':', '-', '[', ',']));
    if opens_here {
        let above = lines_before(text, start).find(|line| line.slice(text).matches(quote).count() % 2 == 1);
        if let Some(line) = above {
            let first = line.slice(text).rfind(quote).unwrap_or_default();
            return unclosed_quote(text, line.start + span::offset(first));
        }
    }
    let hint = match quote {
        '\'' => "write `''` for a single quote inside single quotes, or put the whole value in one pair of quotes",
        _ => "write `\\\"` for a double quote inside double quotes, or put the whole value in one pair of quotes",
    };
    found("text follows the closing quote", Some(hint), here)
}

/// A colon that begins a value where none can be.
pub(super) fn second_colon(text: &str, at: u32) -> Found {
    let colon = layout::character(text, at, at);
    let here = line(text, at as usize);
    if text[here.start as usize..at as usize].contains(": ") {
        return found("a second `: ` stands in one line", Some(QUOTE), colon);
    }
    let above = lines_before(text, here.start as usize).find(|line| !line.slice(text).trim().is_empty());
    if let Some(found) = above.and_then(|line| missing_blank(text, line)) {
        return found;
    }
    let key = Span::new(here.start + indentation(here.slice(text)), at);
    found("a key stands where the value of the line above goes on", Some(ALIGN), key)
}

/// A line that should be a key and has no colon.
pub(super) fn no_colon(text: &str, at: u32) -> Found {
    let here = line(text, at as usize);
    let rest = Span::new(at, here.end);
    missing_blank(text, rest).unwrap_or_else(|| {
        let hint = "write a colon after the key, or indent the line if it belongs to the text above";
        found("the line is no key with a colon", Some(hint), layout::trim_end(text, rest))
    })
}

/// A line that does not fit among the lines above.
pub(super) fn no_entry(text: &str, at: u32, stranger: &str, among: &str) -> Found {
    let here = line(text, at as usize);
    let before = &text[here.start as usize..at as usize];
    let content = Span::new(here.start + indentation(here.slice(text)), here.end);
    let is_item = content.slice(text).starts_with("- ") || content.slice(text) == "-";
    if !before.trim_matches([' ', '\t', '-']).is_empty() {
        return found("text follows the end of the value", Some(QUOTE), layout::character(text, at, at));
    }
    let span = layout::trim_end(text, content);
    if is_item == (stranger == "a list item") {
        return found(&format!("{stranger} stands among {among}"), Some(ALIGN), span);
    }
    found("the line is indented unlike any line above", Some(ALIGN), span)
}

/// Something between a finished document and the end of the file.
pub(super) fn no_document(text: &str, at: u32) -> Found {
    let here = line(text, at as usize);
    let above = lines_before(text, here.start as usize).find(|line| !line.slice(text).trim().is_empty());
    if let Some(directive) = above.filter(|line| line.slice(text).starts_with('%')) {
        return found("a line that begins with `%` needs `---` below it", Some("remove the line"), directive);
    }
    let content = Span::new(here.start + indentation(here.slice(text)), here.end);
    found("the line is outside of the list or map above", Some(ALIGN), layout::trim_end(text, content))
}

/// A list or map in brackets that goes wrong: in its line a comma is missing, after it the closing bracket.
pub(super) fn open_bracket(text: &str, at: u32) -> Found {
    let here = layout::character(text, at, at);
    let start = line(text, at as usize).start as usize;
    let mut closed = 0_usize;
    let from = (at as usize).saturating_sub(REACH);
    for (position, byte) in text.bytes().enumerate().take(at as usize).skip(from).rev() {
        match byte {
            b']' | b'}' => closed += 1,
            b'[' | b'{' if closed > 0 => closed -= 1,
            b'[' | b'{' if position < start => {
                return unclosed(char::from(byte), Span::of(position, position + 1));
            }
            b'[' | b'{' => break,
            _ => {}
        }
    }
    found("a comma or a closing bracket is missing", Some("put a comma between items, or quotes around text"), here)
}

/// The first escape in double quotes from `at` on that is half a character.
pub(super) fn lone_surrogate(text: &str, at: u32) -> Option<Span> {
    let mut escapes = escapes(text, at).peekable();
    while let Some(escape) = escapes.next() {
        match number(escape.slice(text)) {
            Some(0xd800..0xdc00) => {
                let low = escapes.next_if(|next| {
                    next.start == escape.end && matches!(number(next.slice(text)), Some(0xdc00..0xe000))
                });
                if low.is_none() {
                    return Some(escape);
                }
            }
            Some(0xdc00..0xe000) => return Some(escape),
            _ => {}
        }
    }
    None
}

/// The first escape in double quotes from `at` on that YAML does not know.
pub(super) fn unknown_escape(text: &str, at: u32) -> Option<Span> {
    escapes(text, at).find(|escape| {
        let escape = escape.slice(text);
        match escape.as_bytes().get(1) {
            Some(b'x' | b'u' | b'U') => number(escape).is_none(),
            Some(b'0' | b'a' | b'b' | b't' | b'n' | b'v' | b'f' | b'r' | b'e') => false,
            Some(b' ' | b'\t' | b'"' | b'/' | b'\\' | b'N' | b'_' | b'L' | b'P' | b'\n' | b'\r') => false,
            Some(_) => true,
            None => false,
        }
    })
}

/// The escapes of the double quotes that open at `at`.
fn escapes(text: &str, at: u32) -> impl Iterator<Item = Span> {
    let mut from = at as usize + 1;
    std::iter::from_fn(move || {
        let found = text.get(from..)?.find(['\\', '"'])? + from;
        if text.as_bytes().get(found) == Some(&b'"') {
            return None;
        }
        let letter = text[found + 1..].chars().next()?;
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let after = found + 1 + letter.len_utf8();
        let hexadecimal = text[after..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        from = after + hexadecimal;
        Some(Span::of(found, from))
    })
}

/// The number of an escape with all its hexadecimal digits.
fn number(escape: &str) -> Option<u32> {
    let digits = escape.get(2..)?;
    let wanted = match escape.as_bytes().get(1)? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    (digits.len() == wanted).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// `key:value` or `-item`, where YAML wants a blank.
fn missing_blank(text: &str, line: Span) -> Option<Found> {
    let content = line.slice(text);
    let start = line.start + indentation(content);
    let content = content.trim();
    if let Some(item) = content.strip_prefix('-').filter(|item| item.starts_with(|c: char| c.is_alphanumeric())) {
        let hint = format!("write `- {item}`");
        return Some(found("the dash has no blank after it", Some(&hint), Span::new(start, start + 1)));
    }
    let entry = content.strip_prefix("- ").unwrap_or(content);
    let start = start + span::offset(content.len() - entry.len());
    let (key, value) = entry.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c));
    if !is_key || value.is_empty() || value.starts_with([' ', '/']) || entry.contains(": ") {
        return None;
    }
    let colon = start + span::offset(key.len());
    let hint = format!("write `{key}: {value}`");
    Some(found(&format!("the colon after `{key}` has no blank after it"), Some(&hint), Span::new(colon, colon + 1)))
}

/// The line around a byte, without its line break.
fn line(text: &str, at: usize) -> Span {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |found| at + found);
    Span::of(start, end.max(start))
}

/// The lines above the one that starts at `start`, the nearest first.
fn lines_before(text: &str, start: usize) -> impl Iterator<Item = Span> {
    let mut from = start;
    let reach = start.saturating_sub(REACH);
    std::iter::from_fn(move || {
        let end = from.checked_sub(1).filter(|end| *end >= reach)?;
        let line = line(text, end);
        from = line.start as usize;
        Some(line)
    })
}

fn indentation(line: &str) -> u32 {
    span::offset(line.len() - line.trim_start_matches(' ').len())
}
