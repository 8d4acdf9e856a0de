//! Reads JSON: composes a tree from serde_json's raw values, level by level.
//!
//! A raw value borrows from the text, so its place is known from where it lies, and its spelling is exact. Each level
//! looks over all the bytes below it again; how many that may be is limited.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::build::{At, Builder};
use super::tree::{Content, Key};
use super::{Kind, Part, ReadProblem, Reading, Span, Style, json_errors, span};

/// How many bytes may be looked at, beside [`LOOKS`] for each byte of the text.
const LOOKED_BYTES: usize = 64 << 20;
/// How often each byte may be looked at.
const LOOKS: usize = 32;

pub(super) fn read(mut builder: Builder, text: &str) -> Reading {
    let root = match serde_json::from_str::<&RawValue>(text) {
        Ok(root) => root,
        Err(error) => {
            let (problem, span) = json_errors::explain(text, &error);
            return builder.fail(problem, span);
        }
    };
    let mut budget = LOOKED_BYTES + LOOKS * text.len();
    let mut levels = Vec::new();
    let mut next = Some(Entry { key: None, value: root });
    loop {
        let Some(entry) = next else {
            let Some(_) = levels.pop() else {
                return builder.finish();
            };
            builder.close(None);
            next = levels.last_mut().and_then(Iterator::next);
            continue;
        };
        if let Some(raw) = entry.key {
            key(&mut builder, text, raw);
        }
        let span = place(text, entry.value);
        if let Some(kind) = kind(entry.value) {
            let Some(left) = budget.checked_sub(entry.value.get().len()) else {
                return builder.fail(ReadProblem::TooBig, Span::new(span.start, span.start + 1));
            };
            budget = left;
            if builder.open(kind, span).is_none() {
                return builder.fail(ReadProblem::TooDeep, Span::new(span.start, span.start + 1));
            }
            levels.push(level(entry.value).into_iter());
        } else {
            scalar(&mut builder, entry.value, span);
        }
        next = levels.last_mut().and_then(Iterator::next);
    }
}

/// One item, or one entry with its key.
struct Entry<'t> {
    key: Option<&'t RawValue>,
    value: &'t RawValue,
}

fn kind(value: &RawValue) -> Option<Kind> {
    match value.get().as_bytes() {
        [b'{', ..] => Some(Kind::Map),
        [b'[', ..] => Some(Kind::List),
        _ => None,
    }
}

fn key(builder: &mut Builder, text: &str, raw: &RawValue) {
    let span = place(text, raw);
    let node = builder.next();
    match string(builder, raw.get(), span) {
        Ok(content) => builder.key(Key { content, span, style: Style::DoubleQuoted }),
        Err(lone) => {
            let at = builder.spot(lone, node);
            builder.error(ReadProblem::LoneSurrogate, at, None);
            builder.hidden_key(span);
        }
    }
}

fn scalar(builder: &mut Builder, value: &RawValue, span: Span) {
    if !value.get().starts_with('"') {
        builder.scalar(Content::Source(span), Style::Plain, span);
        return;
    }
    match string(builder, value.get(), span) {
        Ok(content) => {
            builder.scalar(content, Style::DoubleQuoted, span);
        }
        Err(lone) => {
            let node = builder.hole(span);
            let at = builder.spot(lone, node);
            builder.error(ReadProblem::LoneSurrogate, at, Some(At::Node(node, Part::Value)));
        }
    }
}

/// The content of a string, or the half of a character in it. Raw values are checked for all but those.
fn string(builder: &mut Builder, raw: &str, span: Span) -> Result<Content, Span> {
    let inner = Span::new(span.start + 1, span.end.saturating_sub(1));
    if !raw.contains('\\') {
        return Ok(Content::Source(inner));
    }
    match serde_json::from_str::<String>(raw) {
        Ok(content) => Ok(builder.content(&content, inner)),
        Err(error) => {
            let before = raw.get(..error.column()).unwrap_or(raw);
            let start = span.start + span::offset(before.rfind("\\u").unwrap_or_default());
            Err(Span::new(start, start + 6))
        }
    }
}

/// Where a value that borrows from the text lies.
fn place(text: &str, value: &RawValue) -> Span {
    let start = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    Span::of(start, start + value.get().len())
}

/// The items of a list or the entries of a map. A raw value was read before, so nothing fails here.
fn level(value: &RawValue) -> Vec<Entry<'_>> {
    let mut reader = serde_json::Deserializer::from_str(value.get());
    reader.deserialize_any(Level).unwrap_or_default()
}

struct Level;

impl<'t> Visitor<'t> for Level {
    type Value = Vec<Entry<'t>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or a map")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut level = Vec::new();
        while let Some(value) = items.next_element()? {
            level.push(Entry { key: None, value });
        }
        Ok(level)
    }

    fn visit_map<A: MapAccess<'t>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut level = Vec::new();
        while let Some((key, value)) = entries.next_entry()? {
            level.push(Entry { key: Some(key), value });
        }
        Ok(level)
    }
}

#[cfg(test)]
mod tests {
    use super::super::dump::{check_named, dump};

    fn check(text: &str, expected: &str) {
        check_named("a.json", text, expected);
    }

    #[test]
    fn every_part_knows_its_place() {
        check(
            " {\"ä\": [1e3, \"x\\ny\", null],\n\"\\u0062\": {\"c\": true, \"\": {}, \"<<\": []}} ",
            "
            . {} 1«{\\\"ä\\\": [1e3, \\\"x\\\\ny\\\", null],\\n\\\"\\\\u0062\\\": {\\\"c\\\": true, \\\"\\\": {}, \\\"<<\\\": []}}»
            ä [] 8«[1e3, \\\"x\\\\ny\\\", null]»
            ä[0] (1e3) 9«1e3»
            ä[1] \"(x\\ny) 14«\\\"x\\\\ny\\\"»
            ä[2] (null) 22«null»
            b {} 39«{\\\"c\\\": true, \\\"\\\": {}, \\\"<<\\\": []}»
            b.c (true) 45«true»
            b[\"\"] {} 55«{}»
            b[\"<<\"] [] 65«[]»
            ",
        );
    }

    #[test]
    fn duplicates_and_half_characters_are_told() {
        check(
            r#"{"a": 1, "\u0061": 2, "b": "x\ud83d\ude00\ud800y", "\udc00": 3}"#,
            r#"
            . {} 0«{\"a\": 1, \"\\u0061\": 2, \"b\": \"x\\ud83d\\ude00\\ud800y\", \"\\udc00\": 3}»
            a (1) 6«1»
            b hole 27«\"x\\ud83d\\ude00\\ud800y\"»
            ! DuplicateKey { key: "a" } 9«\"\\u0061\"» a / 1«\"a\"» a
            ! LoneSurrogate 41«\\ud800» b / 27«\"x\\ud83d\\ude00\\ud800y\"» b
            ! LoneSurrogate 52«\\udc00» ["\"\\udc00\""]
            "#,
        );
    }

    #[test]
    fn a_text_is_json_when_it_reads_as_json() {
        let style = |name: &str, text: &str| dump(name, text).contains("a \"(");
        assert!(style("a.yaml", "{\"a\": \"\x7f\"}"));
        check_named("a.yaml", "{\"a\": 1,}", ". {} 0«{\\\"a\\\": 1,}»\na (1) 6«1»");
        check_named("a.json", "a: 1", ". {} 0«a: 1»\na (1) 3«1»");
    }

    #[test]
    fn depth_and_looks_are_limited() {
        let lists = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(dump("a.json", &format!("{{\"a\": {lists}}}")).starts_with("broken\n! TooDeep"));
        let maps = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
        assert!(dump("a.json", &maps).starts_with("broken\n! TooDeep"));
        assert!(dump("a.json", &"{\"a\":[".repeat(100_000)).contains("the file ends inside"));
    }
}
