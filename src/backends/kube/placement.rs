//! Where a pod may run.

use indexmap::IndexMap;
use serde::Serialize;

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

/// Labels, annotations or a node selector: keys of Kubernetes' form, values by `field`. The first refusal comes with its
/// entry.
pub(in crate::backends) fn strings<'p, E: Escape>(
    table: &'p Table<Box<str>, At<Literal>>,
    field: Field,
    escape: &mut E,
) -> Result<IndexMap<String, E::Out>, Refused<'p, Literal>> {
    let mut map = IndexMap::new();
    for (key, value) in table.iter() {
        super::grammar::check(key, Field::LabelKey).map_err(|refusal| (refusal, Field::LabelKey, value))?;
        let lowered = value.value.lower(escape, field).map_err(|refusal| (refusal, field, value))?;
        map.insert(key.to_string(), lowered);
    }
    Ok(map)
}
