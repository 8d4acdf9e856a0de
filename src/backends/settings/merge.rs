//! What a step inherits of the pipeline's settings.

use crate::ir::{Section, SectionKind, Table};

/// Those keys of the pipeline's settings; `None` if there are none.
pub(super) fn only(whole: &Section, is_wanted: impl Fn(&str) -> bool) -> Option<Section> {
    let SectionKind::Map(entries) = &whole.kind else { return None };
    let kept: Table<Box<str>, Section> =
        entries.iter().filter(|(key, _)| is_wanted(key)).map(|(key, section)| (key.clone(), section.clone())).collect();
    (!kept.is_empty()).then(|| Section { kind: SectionKind::Map(kept), ..whole.clone() })
}

/// The step's section over what it inherits: maps merge deep, anything else is replaced, null removes. At most as deep
/// as a document.
pub(super) fn over(below: &Section, own: &Section) -> Option<Section> {
    if own.is_null() {
        return None;
    }
    let (SectionKind::Map(inherited), SectionKind::Map(written)) = (&below.kind, &own.kind) else {
        return Some(own.clone());
    };
    let kept = inherited.iter().filter_map(|(key, section)| match written.get(&**key) {
        Some(own) => Some((key.clone(), over(section, own)?)),
        None => Some((key.clone(), section.clone())),
    });
    let added = written.iter().filter(|(key, section)| inherited.get(&***key).is_none() && !section.is_null());
    let added = added.map(|(key, section)| (key.clone(), section.clone()));
    Some(Section { kind: SectionKind::Map(kept.chain(added).collect()), ..own.clone() })
}

/// The step's section without the nulls that remove something of `below`; `None` if it removes all of the pipeline's
/// settings, `whole`. A null that removes nothing stays, and is told.
pub(super) fn without_removals(whole: Option<&Section>, below: Option<&Section>, own: &Section) -> Option<Section> {
    if own.is_null() && whole.is_some() {
        return None;
    }
    let SectionKind::Map(written) = &own.kind else { return Some(own.clone()) };
    let kept = written.iter().filter_map(|(key, section)| {
        let below = below.and_then(|below| below.entry(key));
        Some((key.clone(), without_removals(below, below, section)?))
    });
    Some(Section { kind: SectionKind::Map(kept.collect()), ..own.clone() })
}
