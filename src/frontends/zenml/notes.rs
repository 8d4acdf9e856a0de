//! What a snapshot says for people and for ZenML's own code, as annotations: tags and `extra`.
//!
//! Each is one line of JSON in which no engine finds a tag or a variable: braces, dollars and percent signs inside
//! strings are escaped, and braces that close together stand apart.

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
            let inner = node.entries().map(entry).collect::<Vec<_>>().join(", ");
            // `}}` ends a tag of a template.
            format!("{{{inner}{}}}", if inner.ends_with('}') { " " } else { "" })
        }
        Kind::Scalar => {
            let text = node.text().unwrap_or_default();
            let is_value = node.style() == Style::Plain && serde_json::from_str::<serde_json::Value>(text).is_ok();
            if is_value { text.to_owned() } else { quoted(text) }
        }
    }
}

fn quoted(text: &str) -> String {
    let mut escaped = serde_json::Value::from(text).to_string();
    for (sign, escape) in [("{", "\\u007b"), ("}", "\\u007d"), ("$", "\\u0024"), ("%", "\\u0025")] {
        escaped = escaped.replace(sign, escape);
    }
    escaped
}
