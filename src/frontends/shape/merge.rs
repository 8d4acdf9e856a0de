//! Lays a step over the defaults.
//!
//! Maps merge deep: the default's keys come first, in its order, and an overridden key keeps its place. Lists and texts
//! are replaced whole; a short form counts as its long form; `null` removes what a default has. Over a target's setting of
//! the whole pipeline it stays, since only the target knows what steps inherit of it. What failed its check stays as
//! [`Item::Bad`], so that nothing complains of its absence.

use indexmap::IndexMap;

use super::check::Bad;
use super::keys::{At, Form, Table};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::source::{Kind, Node, Place, Style};

/// A value after merging.
#[derive(Clone, Debug)]
pub(in crate::frontends) enum Item<'t> {
    /// A scalar, a list, or a text: replaced whole.
    Node(Node<'t>),
    /// A map whose entries merge.
    Map(Fields<'t>),
    /// A value that failed its check.
    Bad,
}

/// A merged map.
#[derive(Clone, Debug)]
pub(in crate::frontends) struct Fields<'t> {
    /// Where it stands; of a merged one, where the step's stands.
    pub(in crate::frontends) place: Place,
    entries: IndexMap<&'t str, Entry<'t>>,
}

/// An entry of a merged map.
#[derive(Clone, Debug)]
pub(in crate::frontends) struct Entry<'t> {
    /// Where the key stands.
    pub(in crate::frontends) key: Place,
    /// Where the value stands.
    pub(in crate::frontends) place: Place,
    /// The value.
    pub(in crate::frontends) item: Item<'t>,
}

impl<'t> Entry<'t> {
    /// The scalar, with its place.
    pub(in crate::frontends) fn scalar(&self) -> Option<(&'t str, Place)> {
        match self.item {
            Item::Node(node) => Some((node.text()?, self.place)),
            Item::Map(_) | Item::Bad => None,
        }
    }
}

impl<'t> Fields<'t> {
    /// A map without entries, standing at `place`.
    pub(in crate::frontends) fn empty(place: Place) -> Self {
        Self { place, entries: IndexMap::new() }
    }

    /// Reads a checked map of a table.
    pub(in crate::frontends) fn read(node: Node<'t>, table: &'static Table, bad: &Bad) -> Self {
        match read(node, &Form::Fields(table), bad) {
            Item::Map(fields) => fields,
            Item::Node(_) | Item::Bad => Self::empty(node.place()),
        }
    }

    /// True if the key is there, even if its value failed.
    pub(in crate::frontends) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The entry of `key`, unless its value failed.
    pub(in crate::frontends) fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        self.entries.get(key).filter(|entry| !matches!(entry.item, Item::Bad))
    }

    /// The entry at the end of a path of keys.
    pub(in crate::frontends) fn at(&self, path: &[&str]) -> Option<&Entry<'t>> {
        match path {
            [] => None,
            [key] => self.entry(key),
            [key, rest @ ..] => self.map(key)?.at(rest),
        }
    }

    /// The value of `key` that is a scalar, a list or a text.
    pub(in crate::frontends) fn node(&self, key: &str) -> Option<Node<'t>> {
        match self.entries.get(key)?.item {
            Item::Node(node) => Some(node),
            Item::Map(_) | Item::Bad => None,
        }
    }

    /// The scalar at `key`, with its place.
    pub(in crate::frontends) fn scalar(&self, key: &str) -> Option<(&'t str, Place)> {
        let node = self.node(key)?;
        Some((node.text()?, node.place()))
    }

    /// The map at `key`.
    pub(in crate::frontends) fn map(&self, key: &str) -> Option<&Fields<'t>> {
        match &self.entries.get(key)?.item {
            Item::Map(fields) => Some(fields),
            Item::Node(_) | Item::Bad => None,
        }
    }

    /// All entries in order, failed ones too.
    pub(in crate::frontends) fn entries(&self) -> impl Iterator<Item = (&'t str, &Entry<'t>)> {
        self.entries.iter().map(|(key, entry)| (*key, entry))
    }

    /// True if any value in it failed, however deep.
    pub(in crate::frontends) fn has_bad(&self) -> bool {
        self.entries.values().any(|entry| match &entry.item {
            Item::Bad => true,
            Item::Map(fields) => fields.has_bad(),
            Item::Node(_) => false,
        })
    }

    /// The same without what nobody set: a program's null.
    pub(in crate::frontends) fn written(mut self) -> Self {
        self.entries.retain(|_, entry| !matches!(entry.item, Item::Node(node) if node.is_null()));
        for entry in self.entries.values_mut() {
            if let Item::Map(fields) = &mut entry.item {
                *fields = std::mem::replace(fields, Self::empty(entry.place)).written();
            }
        }
        self
    }

    /// The same, where each value that stands in `other` too is that of `other`: what a program copied from there has its
    /// place there.
    pub(in crate::frontends) fn sharing(mut self, other: &Self) -> Self {
        for (name, entry) in &mut self.entries {
            let Some(there) = other.entries.get(name) else { continue };
            if entry.item.equals(&there.item) {
                *entry = there.clone();
            } else if let (Item::Map(fields), Item::Map(there)) = (&mut entry.item, &there.item) {
                *fields = std::mem::replace(fields, Self::empty(entry.place)).sharing(there);
            }
        }
        self
    }

    /// Adds an entry; one of that name is replaced.
    pub(in crate::frontends) fn put(&mut self, name: &'t str, entry: Entry<'t>) {
        self.entries.insert(name, entry);
    }

    /// A copy with only these keys.
    pub(in crate::frontends) fn only(&self, keys: &[&str]) -> Self {
        let kept = self.entries.iter().filter(|(name, _)| keys.contains(name));
        Self { place: self.place, entries: kept.map(|(name, entry)| (*name, entry.clone())).collect() }
    }

    /// Removes a key that the step's own keys exclude.
    pub(in crate::frontends) fn drop_key(&mut self, key: &str) {
        self.entries.shift_remove(key);
    }
}

impl Item<'_> {
    /// Whether both say the same, wherever they stand.
    fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Item::Node(one), Item::Node(other)) => same(*one, *other),
            (Item::Map(one), Item::Map(other)) => {
                one.entries.len() == other.entries.len()
                    && one.entries.iter().all(|(name, entry)| {
                        other.entries.get(name).is_some_and(|there| entry.item.equals(&there.item))
                    })
            }
            (Item::Node(_) | Item::Map(_) | Item::Bad, _) => false,
        }
    }
}

/// Whether two nodes hold the same. At most as deep as a document.
fn same(one: Node<'_>, other: Node<'_>) -> bool {
    if one.kind() != other.kind() {
        return false;
    }
    match one.kind() {
        Kind::Scalar => one.text() == other.text() && (one.style() == Style::Plain) == (other.style() == Style::Plain),
        Kind::List => {
            one.items().count() == other.items().count() && one.items().zip(other.items()).all(|(a, b)| same(a, b))
        }
        Kind::Map => {
            let is_same = |(a, b): (Node<'_>, Node<'_>)| a.key() == b.key() && same(a, b);
            one.entries().count() == other.entries().count() && one.entries().zip(other.entries()).all(is_same)
        }
    }
}

/// Reads a checked node into an item. The depth is that of the document at most.
fn read<'t>(node: Node<'t>, form: &Form, bad: &Bad) -> Item<'t> {
    if bad.contains(node) {
        return Item::Bad;
    }
    let entry = |child: Node<'t>, form: &Form| Entry {
        key: child.key_place(),
        place: child.place(),
        item: read(child, form, bad),
    };
    let mut fields = Fields::empty(node.place());
    if let Form::Short(table, short) = form
        && node.kind() == Kind::Scalar
        && !node.is_null()
    {
        if let Some(key) = table.key(short) {
            fields.entries.insert(short, entry(node, &key.form));
        }
        return Item::Map(fields);
    }
    if node.kind() != Kind::Map {
        return Item::Node(node);
    }
    for child in node.entries() {
        let Some(name) = child.key() else { continue };
        let inner = match form.at(name) {
            At::Form(inner) => inner,
            At::Unknown => continue,
            At::Whole => return Item::Node(node),
        };
        fields.entries.insert(name, entry(child, inner));
    }
    Item::Map(fields)
}

/// Lays `over` on `base` and tells each null that removes nothing. A null over something of `further`, which lies below
/// both and is merged by others, stays.
pub(in crate::frontends) fn merge<'t>(
    base: &Fields<'t>,
    over: &Fields<'t>,
    further: Option<&Fields<'t>>,
    diags: &mut Diagnostics,
) -> Fields<'t> {
    let mut merged = base.clone();
    merged.place = over.place;
    for (name, entry) in &over.entries {
        match &entry.item {
            Item::Node(node) if node.is_null() && further.is_some_and(|further| further.has(name)) => {
                merged.entries.insert(name, entry.clone());
            }
            Item::Node(node) if node.is_null() => {
                if merged.entries.shift_remove(name).is_none() {
                    let place = if node.spelling().is_empty() { entry.key } else { entry.place };
                    diags.push(
                        Diagnostic::new(
                            &codes::NULL,
                            place,
                            format!("`{name}` has no value, and no default to remove"),
                        )
                        .help("write a value (`\"\"` is the empty text), or remove the key"),
                    );
                    merged.entries.insert(name, Entry { item: Item::Bad, ..entry.clone() });
                }
            }
            Item::Map(fields) => {
                let below = match merged.entries.get(name).map(|entry| &entry.item) {
                    Some(Item::Map(below)) => below.clone(),
                    Some(Item::Node(_) | Item::Bad) | None => Fields::empty(fields.place),
                };
                let item = Item::Map(merge(&below, fields, further.and_then(|further| further.map(name)), diags));
                merged.entries.insert(name, Entry { item, ..entry.clone() });
            }
            Item::Node(_) | Item::Bad => {
                merged.entries.insert(name, entry.clone());
            }
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Sources, Tree};

    /// Each value behind its name, with the number of the document that it stands in.
    fn shown(fields: &Fields<'_>) -> String {
        let entry = |(name, entry): (&str, &Entry<'_>)| match &entry.item {
            Item::Map(fields) => format!("{name}: {{{}}}", shown(fields)),
            Item::Node(node) => format!("{name}: {}@{}", node.spelling(), entry.place.source.index()),
            Item::Bad => format!("{name}: bad"),
        };
        fields.entries().map(entry).collect::<Vec<_>>().join(", ")
    }

    type Change = for<'t> fn(Fields<'t>, &Fields<'t>) -> Fields<'t>;

    fn sharing<'t>(own: Fields<'t>, other: &Fields<'t>) -> Fields<'t> {
        own.sharing(other)
    }

    fn written<'t>(own: Fields<'t>, _: &Fields<'t>) -> Fields<'t> {
        own.written()
    }

    /// What `change` makes of the first of two documents and the second.
    fn check(documents: [&str; 2], change: Change, expected: &str) {
        let [first, second] = documents.map(|text| Source::new("x.yaml", text.into()));
        let sources = Sources::new(first).with_stack(second);
        let trees: Vec<Tree> = sources.iter().map(|(id, source)| source.read(id).tree).collect();
        let fields = |tree| match read(Tree::root(tree), &Form::Any, &Bad::default()) {
            Item::Map(fields) => fields,
            Item::Node(_) | Item::Bad => panic!("{documents:?} are maps"),
        };
        assert_eq!(shown(&change(fields(&trees[0]), &fields(&trees[1]))), expected);
    }

    #[test]
    fn what_a_program_copied_has_the_place_that_it_came_from() {
        check(["{a: x, b: y}", "{a: x, b: z}"], sharing, "a: x@1, b: y@0");
        check(["{m: {a: x, b: y}}", "{m: {a: x, b: z}}"], sharing, "m: {a: x@1, b: y@0}");
        check(["{m: {a: x}, b: y}", "{c: z, m: {a: x}}"], sharing, "m: {a: x@1}, b: y@0");
        check(["l: [a, {b: c}]", "l: [a, {b: c}]"], sharing, "l: [a, {b: c}]@1");
    }

    #[test]
    fn what_only_looks_alike_keeps_its_place() {
        check(["a: \"1\"", "a: 1"], sharing, "a: \"1\"@0");
        check(["l: [a, b]", "l: [a]"], sharing, "l: [a, b]@0");
        check(["l: [{b: c}]", "l: [{b: d}]"], sharing, "l: [{b: c}]@0");
        check(["a: x", "a: {b: x}"], sharing, "a: x@0");
    }

    #[test]
    fn null_is_what_nobody_set() {
        check(["{a: null, b: x}", "{}"], written, "b: x@0");
        check(["{m: {a: null, b: {c: ~}}}", "{}"], written, "m: {b: {}}");
        check(["{a: \"null\", l: [null]}", "{}"], written, "a: \"null\"@0, l: [null]@0");
    }
}
