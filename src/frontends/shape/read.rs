//! Readers of checked values that input formats share: strings, and the shapes that Kubernetes owns.

use super::forms;
use super::merge::{Entry, Fields, Item};
use crate::ir::{At, Literal, Operator, Table, TaintEffect, Toleration, Value};
use crate::source::{Kind, Node, Style};

/// Labels and annotations.
pub(in crate::frontends) type Strings = Table<Box<str>, At<Literal>>;

/// A scalar as a literal.
pub(in crate::frontends) fn at_literal(node: Node<'_>) -> Option<At<Literal>> {
    Some(At::new(Literal::new(node.text()?), node.place()))
}

/// A checked map of strings.
pub(in crate::frontends) fn strings(fields: Option<&Fields<'_>>) -> Strings {
    let Some(fields) = fields else { return Table::new() };
    let entry = |(name, entry): (&str, &Entry<'_>)| match entry.item {
        Item::Node(node) => Some((name.into(), at_literal(node)?)),
        Item::Map(_) | Item::Bad => None,
    };
    fields.entries().filter_map(entry).collect()
}

/// A subtree in Kubernetes' own shape.
pub(in crate::frontends) fn kube_value(fields: &Fields<'_>, key: &str) -> Option<At<Value>> {
    let entry = fields.entry(key)?;
    Some(At::new(kube_item(&entry.item)?, entry.place))
}

fn kube_item(item: &Item<'_>) -> Option<Value> {
    match item {
        Item::Map(fields) => {
            let entry = |(name, entry): (&str, &Entry<'_>)| Some((name.into(), kube_item(&entry.item)?));
            Some(Value::Map(fields.entries().filter_map(entry).collect()))
        }
        Item::Node(node) => kube_node(*node),
        Item::Bad => None,
    }
}

/// By the YAML 1.2 core schema; the tables leave no room for decimals.
fn kube_node(node: Node<'_>) -> Option<Value> {
    match node.kind() {
        Kind::List => Some(Value::List(node.items().filter_map(kube_node).collect())),
        Kind::Map => {
            let entry = |child: Node<'_>| Some((child.key()?.into(), kube_node(child)?));
            Some(Value::Map(node.entries().filter(|child| !child.is_null()).filter_map(entry).collect()))
        }
        Kind::Scalar => {
            let text = node.text()?;
            let typed = node.style() == Style::Plain && forms::is_typed(text);
            Some(match text.parse() {
                Ok(number) if typed => Value::Integer(number),
                _ if typed && text.eq_ignore_ascii_case("true") => Value::Bool(true),
                _ if typed && text.eq_ignore_ascii_case("false") => Value::Bool(false),
                _ => Value::String(Literal::new(text)),
            })
        }
    }
}

/// A checked toleration.
pub(in crate::frontends) fn toleration(node: Node<'_>) -> Option<At<Toleration>> {
    let text = |key: &str| node.written(key).and_then(Node::text);
    let toleration = Toleration {
        key: text("key").map(Literal::new),
        operator: text("operator").and_then(|word| match word {
            "Equal" => Some(Operator::Equal),
            "Exists" => Some(Operator::Exists),
            _ => None,
        }),
        value: text("value").map(Literal::new),
        effect: text("effect").and_then(|word| match word {
            "NoSchedule" => Some(TaintEffect::NoSchedule),
            "PreferNoSchedule" => Some(TaintEffect::PreferNoSchedule),
            "NoExecute" => Some(TaintEffect::NoExecute),
            _ => None,
        }),
        seconds: text("tolerationSeconds").and_then(|number| number.parse().ok()),
    };
    Some(At::new(toleration, node.place()))
}
