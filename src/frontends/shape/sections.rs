//! Settings of targets, raw: what each says is the target's own affair.

use crate::ir::{Origin, Section, SectionKind, Sections, Table};
use crate::source::{Kind, Node, Place, Style};

use super::merge::{Entry, Fields, Item};

/// The sections of a merged map of settings.
pub(in crate::frontends) fn sections(fields: Option<&Fields<'_>>) -> Sections {
    let Some(fields) = fields else { return Table::new() };
    fields.entries().filter_map(|(name, entry)| Some((name.into(), section(entry)?))).collect()
}

fn section(entry: &Entry<'_>) -> Option<Section> {
    let kind = match &entry.item {
        Item::Map(fields) => SectionKind::Map(sections(Some(fields))),
        Item::Node(node) => return Some(raw(*node, entry.key)),
        Item::Bad => return None,
    };
    Some(Section { kind, key: Origin::new(entry.key), origin: Origin::new(entry.place) })
}

/// What stands at a node, as it is.
pub(in crate::frontends) fn raw(node: Node<'_>, key: Place) -> Section {
    let kind = match node.kind() {
        Kind::Scalar => {
            SectionKind::Scalar { text: node.text().unwrap_or_default().into(), plain: node.style() == Style::Plain }
        }
        Kind::List => SectionKind::List(node.items().map(|item| raw(item, item.place())).collect()),
        Kind::Map => {
            let entries = node.entries();
            SectionKind::Map(
                entries.map(|child| (child.key().unwrap_or_default().into(), raw(child, child.key_place()))).collect(),
            )
        }
    };
    Section { kind, key: Origin::new(key), origin: Origin::new(node.place()) }
}

/// A scalar that another format's value becomes; `plain` for numbers and booleans.
pub(in crate::frontends) fn scalar(text: &str, plain: bool, key: Place, place: Place) -> Section {
    Section {
        kind: SectionKind::Scalar { text: text.into(), plain },
        key: Origin::new(key),
        origin: Origin::new(place),
    }
}

/// Lays `over` on `base`: maps merge deep, anything else is replaced.
pub(in crate::frontends) fn merge(base: &Sections, over: &Sections) -> Sections {
    let kept = base.iter().map(|(name, below)| {
        let section = match over.get(&**name) {
            Some(own) => laid(below, own),
            None => below.clone(),
        };
        (name.clone(), section)
    });
    let added = over.iter().filter(|(name, _)| base.get(&***name).is_none());
    kept.chain(added.map(|(name, section)| (name.clone(), section.clone()))).collect()
}

fn laid(below: &Section, own: &Section) -> Section {
    match (&below.kind, &own.kind) {
        (SectionKind::Map(base), SectionKind::Map(over)) => {
            Section { kind: SectionKind::Map(merge(base, over)), ..own.clone() }
        }
        _ => own.clone(),
    }
}

/// Adds `section` at the keys of `path`, the first of which is a target; what stands there already stays.
pub(in crate::frontends) fn put(sections: &mut Sections, path: &[&str], section: Section) {
    let mut added = section;
    let mut keys = path.iter().rev();
    let Some(last) = keys.next() else { return };
    let wrap = |name: &str, section: Section| Table::from_iter([(Box::<str>::from(name), section)]);
    let mut table = wrap(last, added.clone());
    for name in keys {
        added = Section { kind: SectionKind::Map(table), ..added };
        table = wrap(name, added.clone());
    }
    *sections = merge(&table, sections);
}
