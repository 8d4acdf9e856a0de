//! Puts a tree together from what a reader finds, in the order in which it finds it.
//!
//! Shared by both readers, so that YAML and JSON agree on what a duplicate key is and on how deep is too deep. It never
//! recurses: lists and maps that are not closed yet stand on a stack.

use std::sync::Arc;

use indexmap::IndexMap;

use super::tree::{Content, Key, Record, Spot, Standing, State};
use super::{Kind, MAX_DEPTH, NodeId, Part, Place, ReadError, ReadProblem, Reading, SourceId, Span, Style, Tree, span};

/// From this many keys on, a map of a single level looks its keys up instead of walking over them.
const MANY_KEYS: usize = 16;

/// Where a mistake is, while the number of nodes is not known yet.
#[derive(Copy, Clone, Debug)]
pub(super) enum At {
    Node(u32, Part),
    /// A place that is no node, as given by [`Builder::spot`].
    Spot(u32),
}

/// A mistake, while the number of nodes is not known yet.
#[derive(Debug)]
pub(super) struct DraftError {
    pub(super) problem: ReadProblem,
    pub(super) at: At,
    pub(super) other: Option<At>,
}

/// A list or map whose end was not seen yet.
struct Open {
    node: u32,
    children: u32,
    /// Where its keys begin among the keys of all open maps.
    keys_from: usize,
    /// The keys of a large map.
    many: Option<IndexMap<Box<str>, u32>>,
    /// A key whose value was not seen yet, and whether its entry is to be seen.
    key: Option<(Key, Standing)>,
}

pub(super) struct Builder {
    pub(super) records: Vec<Record>,
    pub(super) errors: Vec<DraftError>,
    source: SourceId,
    text: Arc<str>,
    decoded: String,
    pub(super) spots: Vec<Spot>,
    open: Vec<Open>,
    /// The keys of all open maps, those of an inner map after those of the outer one.
    keys: Vec<(Content, u32)>,
}

impl Builder {
    pub(super) fn new(source: SourceId, text: Arc<str>) -> Self {
        Self {
            records: Vec::new(),
            errors: Vec::new(),
            source,
            text,
            decoded: String::new(),
            spots: Vec::new(),
            open: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// The id that the next node will have.
    pub(super) fn next(&self) -> u32 {
        span::offset(self.records.len())
    }

    /// The innermost list or map that is open.
    pub(super) fn container(&self) -> Option<&Record> {
        self.open.last().map(|open| &self.records[open.node as usize])
    }

    /// Its id, 0 where none is open.
    pub(super) fn container_id(&self) -> u32 {
        self.open.last().map_or(0, |open| open.node)
    }

    /// Whether `node` is open: what comes next is inside it.
    pub(super) fn is_open(&self, node: u32) -> bool {
        self.open.binary_search_by_key(&node, |open| open.node).is_ok()
    }

    /// The key whose value comes next.
    pub(super) fn pending_key(&self) -> Option<Key> {
        self.open.last()?.key.map(|(key, _)| key)
    }

    /// Whether a key comes next.
    pub(super) fn expects_key(&self) -> bool {
        self.container().is_some_and(|record| record.kind == Kind::Map) && self.pending_key().is_none()
    }

    /// Keeps a content: by its place where the source spells it just so.
    pub(super) fn content(&mut self, content: &str, spelled: Span) -> Content {
        if spelled.slice(&self.text) == content {
            return Content::Source(spelled);
        }
        let start = self.decoded.len();
        self.decoded.push_str(content);
        Content::Decoded(Span::of(start, self.decoded.len()))
    }

    /// A key of the innermost map, whose value comes next. Tells it if the map has it already.
    pub(super) fn key(&mut self, key: Key) {
        let node = self.next();
        match self.first_definition(key.content, node) {
            Some(first) => {
                let name = self.resolve(key.content).to_owned();
                let other = Some(At::Node(first, Part::Key));
                self.error(ReadProblem::DuplicateKey { key: name }, At::Node(node, Part::Key), other);
                self.pend(key, Standing::Hidden);
            }
            None => self.pend(key, Standing::Visible),
        }
    }

    /// A key that no lookup finds.
    pub(super) fn hidden_key(&mut self, span: Span) {
        self.pend(Key { content: Content::Source(span), span, style: Style::Plain }, Standing::Hidden);
    }

    pub(super) fn scalar(&mut self, content: Content, style: Style, span: Span) -> u32 {
        self.push(Kind::Scalar, content, style, span, Standing::Visible)
    }

    /// What stands for a value that is lost.
    pub(super) fn hole(&mut self, span: Span) -> u32 {
        self.push(Kind::Scalar, Content::Source(Span::empty(span.start)), Style::Plain, span, Standing::Hole)
    }

    /// Makes a hole of a node that is there already.
    pub(super) fn lose(&mut self, node: u32) {
        let standing = &mut self.records[node as usize].standing;
        if *standing == Standing::Visible {
            *standing = Standing::Hole;
        }
    }

    /// Opens a list or map; `None` where that is too deep.
    pub(super) fn open(&mut self, kind: Kind, span: Span) -> Option<u32> {
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        let node = self.push(kind, Content::Source(Span::empty(span.start)), Style::Plain, span, Standing::Visible);
        self.open.push(Open { node, children: 0, keys_from: self.keys.len(), many: None, key: None });
        Some(node)
    }

    /// Closes the innermost list or map, at `end` or where its last child ends.
    pub(super) fn close(&mut self, end: Option<u32>) {
        let Some(open) = self.open.pop() else { return };
        self.keys.truncate(open.keys_from);
        let next = self.next();
        let record = &mut self.records[open.node as usize];
        record.end = next;
        if let Some(end) = end {
            record.span.end = end.max(record.span.start);
        }
        let end = record.span.end;
        if let Some(outer) = self.open.last() {
            let outer = &mut self.records[outer.node as usize].span;
            outer.end = outer.end.max(end);
        }
    }

    /// Stretches the innermost list or map over what belongs to it and is no node.
    pub(super) fn stretch(&mut self, end: u32) {
        if let Some(open) = self.open.last() {
            let span = &mut self.records[open.node as usize].span;
            span.end = span.end.max(end);
        }
    }

    /// Remembers a place that is no node but lies in the node `within`, which may be the next one.
    pub(super) fn spot(&mut self, span: Span, within: u32) -> At {
        self.spots.push(Spot { span, within });
        At::Spot(span::offset(self.spots.len() - 1))
    }

    pub(super) fn error(&mut self, problem: ReadProblem, at: At, other: Option<At>) {
        self.errors.push(DraftError { problem, at, other });
    }

    /// Ends with a mistake after which nothing can be read.
    pub(super) fn fail(mut self, problem: ReadProblem, span: Span) -> Reading {
        let at = self.spot(span, self.container_id());
        self.error(problem, at, None);
        self.abandon()
    }

    /// Ends where nothing more can be read, for a reason that was told already.
    pub(super) fn abandon(mut self) -> Reading {
        // A mistake may have been told at a key whose value was not reached.
        if let Some(key) = self.pending_key() {
            self.hole(Span::empty(key.span.end));
        }
        if self.records.is_empty() {
            self.hole(Span::empty(0));
        }
        while !self.open.is_empty() {
            self.close(None);
        }
        self.lose(0);
        self.reading(State::Broken)
    }

    /// Ends with a whole document.
    pub(super) fn finish(mut self) -> Reading {
        if self.records.is_empty() {
            self.hole(Span::empty(0));
        }
        self.reading(State::Whole)
    }

    pub(super) fn resolve(&self, content: Content) -> &str {
        match content {
            Content::Source(span) => span.slice(&self.text),
            Content::Decoded(span) => span.slice(&self.decoded),
        }
    }

    fn reading(mut self, state: State) -> Reading {
        let nodes = span::offset(self.records.len());
        for spot in &mut self.spots {
            // The node in which a tag stands may not have been reached.
            if spot.within >= nodes {
                spot.within = 0;
            }
        }
        let place = |at| match at {
            At::Node(node, part) => Place { source: self.source, node: NodeId(node), part },
            At::Spot(spot) => Place { source: self.source, node: NodeId(nodes + spot), part: Part::Value },
        };
        let errors = self.errors.into_iter().map(|error| ReadError {
            problem: error.problem,
            place: place(error.at),
            other: error.other.map(place),
        });
        Reading {
            errors: errors.collect(),
            tree: Tree {
                source: self.source,
                text: self.text,
                decoded: self.decoded,
                records: self.records,
                spots: self.spots,
                state,
            },
        }
    }

    fn pend(&mut self, key: Key, standing: Standing) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some((key, standing));
        }
    }

    fn push(&mut self, kind: Kind, content: Content, style: Style, span: Span, standing: Standing) -> u32 {
        let node = self.next();
        let mut record = Record {
            kind,
            style,
            standing,
            content,
            span,
            key: None,
            parent: 0,
            end: node + 1,
            position: 0,
            usage: None,
        };
        if let Some(open) = self.open.last_mut() {
            record.parent = open.node;
            record.position = open.children;
            open.children += 1;
            if let Some((key, standing)) = open.key.take() {
                record.key = Some(key);
                if standing == Standing::Hidden {
                    record.standing = standing;
                }
            }
            let outer = &mut self.records[record.parent as usize].span;
            outer.end = outer.end.max(span.end);
        }
        self.records.push(record);
        node
    }

    /// The node that stands at this key already; else takes note that `node` does.
    fn first_definition(&mut self, key: Content, node: u32) -> Option<u32> {
        let open = self.open.last()?;
        let keys_from = open.keys_from;
        if open.many.is_none() && self.keys.len() - keys_from >= MANY_KEYS {
            let many = self.keys[keys_from..].iter().map(|(key, node)| (Box::from(self.resolve(*key)), *node));
            let many = many.collect();
            self.open.last_mut()?.many = Some(many);
            self.keys.truncate(keys_from);
        }
        let name = match key {
            Content::Source(span) => span.slice(&self.text),
            Content::Decoded(span) => span.slice(&self.decoded),
        };
        if let Some(many) = &mut self.open.last_mut()?.many {
            if let Some(first) = many.get(name) {
                return Some(*first);
            }
            many.insert(Box::from(name), node);
            return None;
        }
        let first = self.keys[keys_from..].iter().find(|(key, _)| self.resolve(*key) == name).map(|(_, node)| *node);
        if first.is_none() {
            self.keys.push((key, node));
        }
        first
    }
}
