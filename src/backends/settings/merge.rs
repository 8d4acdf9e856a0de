//! What a step inherits of the pipeline's settings.

use crate::ir::{Section, SectionKind, Table};

/// The step's section over those keys of the pipeline's that a step's settings have; `None` if it inherits nothing.
pub(super) fn inherited(whole: Option<&Section>, own: Option<&Section>, fields: &[&str]) -> Option<Section> {
    let whole = whole?;
    let SectionKind::Map(entries) = &whole.kind else { return None };
    let kept: Table<Box<str>, Section> = entries
        .iter()
        .filter(|(key, _)| fields.contains(&&***key))
        .map(|(key, section)| (key.clone(), section.clone()))
        .collect();
    if kept.is_empty() {
        return None;
    }
    let base = Section { kind: SectionKind::Map(kept), ..whole.clone() };
    Some(match own {
        Some(own) => over(&base, own),
        None => base,
    })
}

/// Maps merge deep, anything else is replaced, null removes. At most as deep as a document.
fn over(base: &Section, own: &Section) -> Section {
    let (SectionKind::Map(below), SectionKind::Map(above)) = (&base.kind, &own.kind) else { return own.clone() };
    let kept = below.iter().filter_map(|(key, section)| match above.get(&**key) {
        Some(own) if own.is_null() => None,
        Some(own) => Some((key.clone(), over(section, own))),
        None => Some((key.clone(), section.clone())),
    });
    let added = above.iter().filter(|(key, section)| below.get(&***key).is_none() && !section.is_null());
    let added = added.map(|(key, section)| (key.clone(), section.clone()));
    Section { kind: SectionKind::Map(kept.chain(added).collect()), ..own.clone() }
}
