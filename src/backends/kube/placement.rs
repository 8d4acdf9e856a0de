//! Where a pod may run.

use indexmap::IndexMap;
use serde::Serialize;

use super::grammar;
use crate::ir::{At, Escape, Field, Literal, Operator, Refusal, Table, TaintEffect, Toleration as IrToleration};

/// `Toleration`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct Toleration<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toleration_seconds: Option<i64>,
}

/// A toleration, or what the target cannot carry of it.
pub(in crate::backends) fn toleration<E: Escape>(
    toleration: &IrToleration,
    escape: &mut E,
) -> Result<Toleration<E::Out>, Refusal> {
    let mut text = |literal: &Option<Literal>| {
        literal.as_ref().map(|literal| literal.lower(escape, Field::Toleration)).transpose()
    };
    Ok(Toleration {
        key: text(&toleration.key)?,
        operator: toleration.operator.map(Operator::as_str),
        value: text(&toleration.value)?,
        effect: toleration.effect.map(TaintEffect::as_str),
        toleration_seconds: toleration.seconds,
    })
}

/// Why a target cannot carry a text, in which field, and the entry that it stands in.
pub(in crate::backends) type Refused<'p, T> = (Refusal, Field, &'p At<T>);

/// Labels, annotations or a node selector: keys of Kubernetes' form, values by `field`; and what of them the target cannot
/// carry, which is left out.
pub(in crate::backends) fn strings<'p, E: Escape>(
    table: &'p Table<Box<str>, At<Literal>>,
    field: Field,
    escape: &mut E,
) -> (IndexMap<String, E::Out>, Vec<Refused<'p, Literal>>) {
    let (mut map, mut refused) = (IndexMap::new(), Vec::new());
    for (key, value) in table.iter() {
        if let Err(refusal) = grammar::check(key, Field::LabelKey) {
            refused.push((refusal, Field::LabelKey, value));
            continue;
        }
        match value.value.lower(escape, field) {
            Ok(lowered) => {
                map.insert(key.to_string(), lowered);
            }
            Err(refusal) => refused.push((refusal, field, value)),
        }
    }
    (map, refused)
}
