//! Puts what `*x` and `<<` stand for into their places.
//!
//! Runs only where a document has them. The subtree of an alias is copied, so that each node has an id and a path of
//! its own where `*x` stands, while its spans stay where `&x` is. Merged keys stand where `<<` stands; a map's own keys
//! win and stay in their places; of several merged maps the first wins. Since a few lines can stand for billions of
//! nodes, all work is counted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::build::{At, Builder};
use super::tree::{KeyFrom, Record, Standing, Usage};
use super::{Kind, MAX_DEPTH, Part, ReadProblem, Reading, Span, span};

/// How many nodes aliases may add, beside [`PER_NODE`] for each that is written.
const ADDED_NODES: usize = 1_000_000;
/// How many nodes aliases may make of each that is written, on average.
const PER_NODE: usize = 16;

/// What stands for something else.
#[derive(Default)]
pub(super) struct Links {
    /// From the scalar that holds an alias's place to the node that it names.
    pub(super) aliases: BTreeMap<u32, u32>,
    /// The values of plain `<<`, in order.
    pub(super) merges: Vec<u32>,
}

impl Links {
    pub(super) fn is_empty(&self) -> bool {
        self.aliases.is_empty() && self.merges.is_empty()
    }
}

/// The document is too big or too deep, at this place.
struct Overflow {
    problem: ReadProblem,
    span: Span,
}

/// A child of a map after merging: the node as written, and the alias by which it got there.
#[derive(Copy, Clone)]
struct Entry {
    node: u32,
    usage: Option<Span>,
}

pub(super) fn expand(mut builder: Builder, links: &Links) -> Reading {
    let budget = ADDED_NODES + PER_NODE * builder.records.len();
    let mut expansion = Expansion { links, maps: BTreeMap::new(), no_maps: Vec::new(), budget };
    let expanded = expansion.merge_all(&builder).and_then(|()| expansion.copy_all(&builder));
    for node in expansion.no_maps {
        builder.error(ReadProblem::BadMerge, At::Node(node, Part::Value), None);
    }
    match expanded {
        Ok(copied) => {
            copied.put_into(&mut builder);
            builder.finish()
        }
        Err(overflow) => builder.fail(overflow.problem, overflow.span),
    }
}

struct Expansion<'l> {
    links: &'l Links,
    /// The children of each map that has a `<<`.
    maps: BTreeMap<u32, Vec<Entry>>,
    /// What `<<` names that is no map.
    no_maps: Vec<u32>,
    budget: usize,
}

impl Expansion<'_> {
    /// Merges each map with `<<`, inner and earlier ones first: an anchor's node is always complete before its alias.
    fn merge_all(&mut self, builder: &Builder) -> Result<(), Overflow> {
        let merges = self.links.merges.iter();
        let mut maps: Vec<u32> = merges.map(|node| builder.records[*node as usize].parent).collect();
        maps.sort_unstable_by_key(|map| (builder.records[*map as usize].end, Reverse(*map)));
        for map in maps {
            let entries = self.merge(builder, map)?;
            self.maps.insert(map, entries);
        }
        Ok(())
    }

    fn merge(&mut self, builder: &Builder, map: u32) -> Result<Vec<Entry>, Overflow> {
        let records = &builder.records;
        let is_merge = |node: u32| self.links.merges.binary_search(&node).is_ok();
        let own: Vec<(u32, bool)> = children(records, map).map(|node| (node, is_merge(node))).collect();
        let named = own.iter().filter(|(_, merge)| !merge).map(|(node, _)| &records[*node as usize]);
        let mut taken: BTreeSet<&str> =
            named.filter(|record| is_visible(record)).map(|record| name(builder, record)).collect();
        let mut entries = Vec::new();
        for (node, merge) in own {
            if !merge {
                entries.push(Entry { node, usage: None });
                continue;
            }
            for (source, usage) in self.sources(records, node) {
                for entry in self.entries(records, source) {
                    self.spend(records[node as usize].span)?;
                    let record = &records[entry.node as usize];
                    if is_visible(record) && taken.insert(name(builder, record)) {
                        entries.push(Entry { node: entry.node, usage: usage.or(entry.usage) });
                    }
                }
            }
        }
        Ok(entries)
    }

    /// The maps that the value of a `<<` names, each with its alias.
    fn sources(&mut self, records: &[Record], value: u32) -> Vec<(u32, Option<Span>)> {
        let (target, usage) = self.follow(records, value);
        let candidates = match records[target as usize].kind {
            Kind::Map | Kind::Scalar => vec![(value, target, usage)],
            Kind::List => children(records, target)
                .map(|item| {
                    let (target, own) = self.follow(records, item);
                    (if usage.is_some() { value } else { item }, target, usage.or(own))
                })
                .collect(),
        };
        let mut sources = Vec::new();
        for (at, target, usage) in candidates {
            let record = &records[target as usize];
            match record.kind {
                Kind::Map => sources.push((target, usage)),
                Kind::Scalar if record.standing == Standing::Hole => {}
                Kind::Scalar | Kind::List => self.no_maps.push(at),
            }
        }
        sources
    }

    /// The node that `node` stands for, and the alias if it is one.
    fn follow(&self, records: &[Record], node: u32) -> (u32, Option<Span>) {
        match self.links.aliases.get(&node) {
            Some(target) => (*target, Some(records[node as usize].span)),
            None => (node, None),
        }
    }

    /// The children of a list or map after merging.
    fn entries(&self, records: &[Record], node: u32) -> Vec<Entry> {
        match self.maps.get(&node) {
            Some(entries) => entries.clone(),
            None => children(records, node).map(|node| Entry { node, usage: None }).collect(),
        }
    }

    /// Lays all nodes out anew, in preorder.
    fn copy_all(&mut self, builder: &Builder) -> Result<Copied, Overflow> {
        let records = &builder.records;
        let mut copied = Copied { records: Vec::with_capacity(records.len()), moved: vec![None; records.len()] };
        let mut work = vec![Work::Copy(Task { node: 0, parent: 0, position: 0, depth: 0, usage: None })];
        while let Some(next) = work.pop() {
            match next {
                Work::Copy(task) => self.copy(records, task, &mut copied, &mut work)?,
                Work::Close(node) => copied.records[node as usize].end = span::offset(copied.records.len()),
            }
        }
        Ok(copied)
    }

    fn copy(
        &mut self,
        records: &[Record],
        task: Task,
        copied: &mut Copied,
        work: &mut Vec<Work>,
    ) -> Result<(), Overflow> {
        let written = &records[task.node as usize];
        let (target, alias) = self.follow(records, task.node);
        let meant = &records[target as usize];
        let usage = task.usage.or(alias.map(|span| Usage { span, key: KeyFrom::Here })).or(meant.usage);
        let blamed = usage.map_or(written.span, |usage| usage.span);
        self.spend(blamed)?;
        if task.depth >= MAX_DEPTH && meant.kind != Kind::Scalar {
            return Err(Overflow { problem: ReadProblem::TooDeep, span: blamed });
        }
        let id = span::offset(copied.records.len());
        if task.usage.is_none() {
            copied.moved[task.node as usize] = Some(id);
        }
        copied.records.push(Record {
            key: written.key,
            standing: match (written.standing, meant.standing) {
                (Standing::Visible, Standing::Hole) => Standing::Hole,
                (standing, _) => standing,
            },
            parent: task.parent,
            position: task.position,
            end: id + 1,
            usage,
            ..*meant
        });
        if meant.kind == Kind::Scalar {
            return Ok(());
        }
        work.push(Work::Close(id));
        let inherited = task.usage.or(alias.map(|span| Usage { span, key: KeyFrom::Definition }));
        let inherited = inherited.map(|usage| Usage { key: KeyFrom::Definition, ..usage });
        let first = work.len();
        for (position, entry) in self.entries(records, target).into_iter().enumerate() {
            let merged = entry.usage.map(|span| Usage { span, key: KeyFrom::Definition });
            work.push(Work::Copy(Task {
                node: entry.node,
                parent: id,
                position: span::offset(position),
                depth: task.depth + 1,
                usage: inherited.or(merged),
            }));
        }
        work[first..].reverse();
        Ok(())
    }

    fn spend(&mut self, span: Span) -> Result<(), Overflow> {
        self.budget = self.budget.checked_sub(1).ok_or(Overflow { problem: ReadProblem::TooBig, span })?;
        Ok(())
    }
}

enum Work {
    Copy(Task),
    Close(u32),
}

/// A node to be copied.
struct Task {
    node: u32,
    parent: u32,
    position: u32,
    /// How many lists and maps it will stand in.
    depth: usize,
    /// The outermost alias that brings it here.
    usage: Option<Usage>,
}

struct Copied {
    records: Vec<Record>,
    /// Where each node that was written went, if it stands in its own place.
    moved: Vec<Option<u32>>,
}

impl Copied {
    /// Gives the builder the new nodes, and its mistakes the new ids. What was merged away keeps only its place.
    fn put_into(self, builder: &mut Builder) {
        let Self { records, moved } = self;
        let written_spots = builder.spots.len();
        let mut errors = std::mem::take(&mut builder.errors);
        for error in &mut errors {
            error.at = settle(builder, &moved, error.at);
            error.other = error.other.map(|other| settle(builder, &moved, other));
        }
        for spot in &mut builder.spots[..written_spots] {
            spot.within = nearest(&builder.records, &moved, spot.within);
        }
        builder.errors = errors;
        builder.records = records;
    }
}

fn settle(builder: &mut Builder, moved: &[Option<u32>], at: At) -> At {
    let At::Node(node, part) = at else { return at };
    if let Some(node) = moved[node as usize] {
        return At::Node(node, part);
    }
    let record = &builder.records[node as usize];
    let span = match (part, record.key) {
        (Part::Key, Some(key)) => key.span,
        (Part::Key, None) | (Part::Value, _) => record.span,
    };
    let within = nearest(&builder.records, moved, node);
    builder.spot(span, within)
}

/// The node itself or the innermost list or map around it that is still there.
fn nearest(records: &[Record], moved: &[Option<u32>], mut node: u32) -> u32 {
    while node != 0 {
        match moved.get(node as usize) {
            Some(Some(node)) => return *node,
            _ => node = records.get(node as usize).map_or(0, |record| record.parent),
        }
    }
    0
}

fn children(records: &[Record], node: u32) -> impl Iterator<Item = u32> {
    let end = records[node as usize].end;
    let mut next = node + 1;
    std::iter::from_fn(move || {
        let child = next;
        (child < end).then(|| next = records[child as usize].end)?;
        Some(child)
    })
}

fn is_visible(record: &Record) -> bool {
    record.standing != Standing::Hidden
}

/// The key at which a node stands.
fn name<'b>(builder: &'b Builder, record: &Record) -> &'b str {
    record.key.map_or("", |key| builder.resolve(key.content))
}

#[cfg(test)]
mod tests {
    use super::super::dump::{check, dump};
    use super::super::{Kind, Source, SourceId};

    #[test]
    fn an_aliased_subtree_has_paths_of_its_own() {
        check(
            "a: &x {k: 1, l: &y [2]}\nb: *x\nc: &z [*y]\nd: *z\n",
            "
            . {} 0«a: &x {k: 1, l: &y [2]}\\nb: *x\\nc: &z [*y]\\nd: *z»
            a {} 6«{k: 1, l: &y [2]}»
            a.k (1) 10«1»
            a.l [] 19«[2]»
            a.l[0] (2) 20«2»
            b {} 6«{k: 1, l: &y [2]}» used 27«*x»
            b.k (1) 10«1» used 27«*x»
            b.l [] 19«[2]» used 27«*x»
            b.l[0] (2) 20«2» used 27«*x»
            c [] 36«[*y]»
            c[0] [] 19«[2]» used 37«*y»
            c[0][0] (2) 20«2» used 37«*y»
            d [] 36«[*y]» used 44«*z»
            d[0] [] 19«[2]» used 44«*z»
            d[0][0] (2) 20«2» used 44«*z»
            ",
        );
    }

    #[test]
    fn merged_keys_stand_where_the_sign_stands_and_own_keys_win() {
        check(
            "x: &x {a: 1, b: 2}\ny: {a: 0, <<: *x, c: 3}\nz:\n  <<: [*x, {q: 1, a: 9}]\n  b: 5\n",
            "
            . {} 0«x: &x {a: 1, b: 2}\\ny: {a: 0, <<: *x, c: 3}\\nz:\\n  <<: [*x, {q: 1, a: 9}]\\n  b: 5»
            x {} 6«{a: 1, b: 2}»
            x.a (1) 10«1»
            x.b (2) 16«2»
            y {} 22«{a: 0, <<: *x, c: 3}»
            y.a (0) 26«0»
            y.b (2) 16«2» used 33«*x»
            y.c (3) 40«3»
            z {} 48«<<: [*x, {q: 1, a: 9}]\\n  b: 5»
            z.a (1) 10«1» used 53«*x»
            z.q (1) 61«1»
            z.b (5) 76«5»
            ",
        );
    }

    #[test]
    fn merged_maps_may_merge_themselves() {
        check(
            "x: &x {a: 1}\ny: &y {<<: *x, b: {c: 2}}\nz: {<<: *y}",
            "
            . {} 0«x: &x {a: 1}\\ny: &y {<<: *x, b: {c: 2}}\\nz: {<<: *y}»
            x {} 6«{a: 1}»
            x.a (1) 10«1»
            y {} 19«{<<: *x, b: {c: 2}}»
            y.a (1) 10«1» used 24«*x»
            y.b {} 31«{c: 2}»
            y.b.c (2) 35«2»
            z {} 42«{<<: *y}»
            z.a (1) 10«1» used 47«*y»
            z.b {} 31«{c: 2}» used 47«*y»
            z.b.c (2) 35«2» used 47«*y»
            ",
        );
    }

    #[test]
    fn only_maps_merge_and_only_a_plain_sign_does_it() {
        check(
            "v: {<<: 3, a: [1, 1]}\nw: {\"<<\": 1}\nu: {<<: *nope}\nt: {<<: [{d: 1, d: 2}, [], q]}\ns: {<<: {}, <<: {e: 1}}",
            "
            . {} 0«v: {<<: 3, a: [1, 1]}\\nw: {\\\"<<\\\": 1}\\nu: {<<: *nope}\\nt: {<<: [{d: 1, d: 2}, [], q]}\\ns: {<<: {}, <<: {e: 1}}»
            v {} 3«{<<: 3, a: [1, 1]}»
            v.a [] 14«[1, 1]»
            v.a[0] (1) 15«1»
            v.a[1] (1) 18«1»
            w {} 25«{\\\"<<\\\": 1}»
            w[\"<<\"] (1) 32«1»
            u {} 38«{<<: *nope}»
            t {} 53«{<<: [{d: 1, d: 2}, [], q]}»
            t.d (1) 63«1»
            s {} 84«{<<: {}, <<: {e: 1}}»
            ! UnknownAlias { name: \"nope\" } 43«*nope» u
            ! DuplicateKey { key: \"d\" } 66«d» t / 60«d» t.d
            ! DuplicateKey { key: \"<<\" } 93«<<» s[\"<<\"] / 85«<<» s
            ! BadMerge 8«3» v
            ! BadMerge 73«[]» t
            ! BadMerge 77«q» t
            ",
        );
    }

    #[test]
    fn an_offset_on_an_alias_finds_what_stands_there() {
        let text = "a: &x {k: 1}\nb: *x\nc: {<<: *x, d: 2}\n";
        let tree = Source::new("a.yaml", text.into()).read(SourceId::MAIN).tree;
        let at = |offset| tree.path(tree.at(offset)).to_string();
        assert_eq!(
            [at(0), at(5), at(10), at(13), at(17), at(23), at(28), at(33), at(99)],
            ["a", "a", "a.k", "b", "b", "c", "c.k", "c.d", ""]
        );
    }

    #[test]
    fn a_place_of_a_key_is_used_only_where_it_is_not_written() {
        let text = "a: &x {k: 1}\nb: *x\nc: {<<: *x}\n";
        let tree = Source::new("a.yaml", text.into()).read(SourceId::MAIN).tree;
        let node = |key: &str| tree.root().get(key).expect("the key");
        assert_eq!(tree.place_used_at(node("b").key_place()), None);
        assert!(tree.place_used_at(node("b").place()).is_some());
        let merged = node("c").get("k").expect("the merged key");
        assert!(tree.place_used_at(merged.key_place()).is_some());
        assert_eq!(node("c").kind(), Kind::Map);
    }

    #[test]
    fn what_a_few_lines_stand_for_is_limited() {
        let lists: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect();
        assert!(dump("a.yaml", &format!("a0: &a0 [x]\n{lists}")).starts_with("broken\n! TooBig"));
        let deep: String = (1..200).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
        assert!(dump("a.yaml", &format!("a0: &a0 [x]\n{deep}")).starts_with("broken\n! TooDeep"));
        let merges: String = (1..4000).map(|n| format!("a{n}: &a{n} {{<<: *a{}, k{n}: 1}}\n", n - 1)).collect();
        assert!(dump("a.yaml", &format!("a0: &a0 {{}}\n{merges}")).starts_with("broken\n! TooBig"));
    }
}
