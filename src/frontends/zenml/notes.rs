//! What a snapshot says for people and for ZenML's own code, as annotations: tags and `extra`.
//!
//! Each is one line of JSON in which no engine finds a tag or a variable: braces, dollars and percent signs inside
//! strings are escaped, and braces that close together stand apart.

use crate::frontends::shape::merge::{Entry, Fields, Item};
use crate::frontends::shape::read::Strings;
use crate::ir::{At, Literal, Table};
use crate::source::{Kind, Node, Style};

const TAGS: &str = "zenml.io/tags";
const EXTRA: &str = "zenml.io/extra";

/// The annotations that `tags` and `extra` become.
pub(super) fn annotations(tags: Option<Node<'_>>, extra: Option<Node<'_>>) -> Strings {
    let is_said = |node: &Node<'_>| node.items().next().is_some() || node.entries().next().is_some();
    let entry = |key: &str, node: Node<'_>| (Box::from(key), At::new(Literal::new(json(node)), node.place()));
    let tags = tags.filter(is_said).map(|node| entry(TAGS, node));
    tags.into_iter().chain(extra.filter(is_said).map(|node| entry(EXTRA, node))).collect()
}

/// The annotation of an `extra` that was merged of several.
pub(super) fn merged_extra(extra: &Fields<'_>) -> Strings {
    let is_said = extra.entries().next().is_some();
    let entry = || (Box::from(EXTRA), At::new(Literal::new(map(extra)), extra.place));
    is_said.then(entry).into_iter().collect()
}

/// Those of `over` laid on those of `base`.
pub(super) fn laid(base: &Strings, over: &Strings) -> Strings {
    let kept = base.iter().map(|(key, value)| (key.clone(), over.get(&**key).unwrap_or(value).clone()));
    let added = over.iter().filter(|(key, _)| base.get(&***key).is_none());
    kept.chain(added.map(|(key, value)| (key.clone(), value.clone()))).collect::<Table<_, _>>()
}

/// As deep as a document at most.
fn json(node: Node<'_>) -> String {
    match node.kind() {
        Kind::List => {
            let items: Vec<String> = node.items().map(json).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map => {
            let entry = |child: Node<'_>| format!("{}: {}", quoted(child.key().unwrap_or_default()), json(child));
            braced(&node.entries().map(entry).collect::<Vec<_>>())
        }
        Kind::Scalar => {
            let text = node.text().unwrap_or_default();
            let is_value = node.style() == Style::Plain && serde_json::from_str::<serde_json::Value>(text).is_ok();
            if is_value { text.to_owned() } else { quoted(text) }
        }
    }
}

fn map(fields: &Fields<'_>) -> String {
    let value = |item: &Item<'_>| match item {
        Item::Node(node) => json(*node),
        Item::Map(fields) => map(fields),
        Item::Bad => "null".to_owned(),
    };
    let entry = |(name, entry): (&str, &Entry<'_>)| format!("{}: {}", quoted(name), value(&entry.item));
    braced(&fields.entries().map(entry).collect::<Vec<_>>())
}

fn braced(entries: &[String]) -> String {
    let inner = entries.join(", ");
    // `}}` ends a tag of a template.
    format!("{{{inner}{}}}", if inner.ends_with('}') { " " } else { "" })
}

fn quoted(text: &str) -> String {
    let mut escaped = serde_json::Value::from(text).to_string();
    for (sign, escape) in [("{", "\\u007b"), ("}", "\\u007d"), ("$", "\\u0024"), ("%", "\\u0025")] {
        escaped = escaped.replace(sign, escape);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};

    /// The JSON is as expected, means what the document does, and holds no sign that an engine looks for.
    fn check(document: &str, expected: &str) {
        let tree = Source::new("x.json", document.into()).read(SourceId::MAIN).tree;
        let found = json(tree.root());
        assert_eq!(found, expected);
        for sign in ["{{", "}}", "{%", "%}", "{#", "#}", "$", "%"] {
            assert!(!found.contains(sign), "{sign} in {found}");
        }
        let meaning = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(meaning(&found), meaning(document));
    }

    #[test]
    fn values_keep_their_types_and_spelling() {
        check(r#"[3.10, true, null, "no", "1", ""]"#, r#"[3.10, true, null, "no", "1", ""]"#);
        check(r#"{"a": {}, "b": []}"#, r#"{"a": {}, "b": []}"#);
    }

    #[test]
    fn no_engine_finds_a_tag_in_a_text() {
        check(r#"{"{{a}}": "{% b %}"}"#, r#"{"\u007b\u007ba\u007d\u007d": "\u007b\u0025 b \u0025\u007d"}"#);
        check(r#"["$(A)", "${B}", "{# c #}"]"#, r#"["\u0024(A)", "\u0024\u007bB\u007d", "\u007b# c #\u007d"]"#);
    }

    #[test]
    fn braces_that_close_together_stand_apart() {
        check(r#"{"a":{"b":{"c":1}}}"#, r#"{"a": {"b": {"c": 1} } }"#);
        check(r#"{"a":{"b":{}}}"#, r#"{"a": {"b": {} } }"#);
        check(r#"{"a":[{"b":1}]}"#, r#"{"a": [{"b": 1}]}"#);
    }

    #[test]
    fn a_text_of_several_lines_is_one_line() {
        check("{\"a\": \"b\\n\\\"c\\\"\\u2028\"}", "{\"a\": \"b\\n\\\"c\\\"\u{2028}\"}");
    }
}
