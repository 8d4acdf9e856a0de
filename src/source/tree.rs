//! A document as it was written: scalars keep their spelling, and every part knows where it stands.
//!
//! No YAML typing happens here: a plain scalar is its spelling and that it was plain, and whoever reads the tree decides
//! what a number is. The nodes lie in one list in preorder, so the order of ids is the order in the file, and a
//! subtree is a range. After the nodes come places that belong to no node (a syntax error, a second document), under
//! ids of their own.

use std::sync::Arc;

use super::{KeyPath, Node, Part, Place, Segment, SourceId, Span};

/// A node of a tree: its number in preorder, the root's being 0.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The root of every tree.
    pub const ROOT: Self = Self(0);

    /// The number in preorder.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Kind {
    /// One text.
    Scalar,
    /// Items in order.
    List,
    /// Entries of key and value, in order.
    Map,
}

/// How a scalar is spelled. JSON's strings are `DoubleQuoted`, its other scalars `Plain`.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Style {
    /// `word`: the only style in which a number, a boolean or null can stand.
    Plain,
    /// `'word'`; also a plain scalar under `!!str`, which is to be read as if it had quotes.
    SingleQuoted,
    /// `"word"`.
    DoubleQuoted,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// Where the content of a scalar lies: in the source where it is spelled just so, else among the decoded texts.
#[derive(Copy, Clone, Debug)]
pub(super) enum Content {
    Source(Span),
    Decoded(Span),
}

/// What a map's entry has before its value.
#[derive(Copy, Clone, Debug)]
pub(super) struct Key {
    pub(super) content: Content,
    pub(super) span: Span,
    pub(super) style: Style,
}

/// How a node takes part in the document.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(super) enum Standing {
    /// As usual.
    Visible,
    /// Kept for its places only: the later one of duplicate keys, an entry whose key is no scalar.
    Hidden,
    /// Found by lookups, but its content was lost and told already.
    Hole,
}

#[derive(Copy, Clone, Debug)]
pub(super) struct Record {
    pub(super) kind: Kind,
    pub(super) style: Style,
    pub(super) standing: Standing,
    pub(super) content: Content,
    pub(super) span: Span,
    pub(super) key: Option<Key>,
    pub(super) parent: u32,
    /// The id after the last one of the subtree.
    pub(super) end: u32,
    /// Which child of its parent it is, hidden ones counted.
    pub(super) position: u32,
    pub(super) usage: Option<Usage>,
}

/// Where a node that is written elsewhere is used.
#[derive(Copy, Clone, Debug)]
pub(super) struct Usage {
    /// The alias.
    pub(super) span: Span,
    /// Whether the node's key is written there too, or stands with the node.
    pub(super) key: KeyFrom,
}

#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(super) enum KeyFrom {
    /// `key: *x`: the key stands in its own place.
    Here,
    /// Deeper in an aliased subtree, or merged.
    Definition,
}

/// A place that is no node: what it covers, and in which node it lies.
#[derive(Copy, Clone, Debug)]
pub(super) struct Spot {
    pub(super) span: Span,
    pub(super) within: u32,
}

/// Whether the document was read to its end.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(super) enum State {
    Whole,
    Broken,
}

/// A document that was read from a source.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) source: SourceId,
    pub(super) text: Arc<str>,
    pub(super) decoded: String,
    /// Never empty.
    pub(super) records: Vec<Record>,
    pub(super) spots: Vec<Spot>,
    pub(super) state: State,
}

impl Tree {
    /// The document's root. Every tree has one; that of a broken tree is a [hole](Node::is_hole).
    pub fn root(&self) -> Node<'_> {
        self.node(NodeId::ROOT)
    }

    /// The node with this id; for the id of a place that is no node, the node in which it lies.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        let id = if id.index() < self.records.len() { id } else { NodeId(self.spot(id).map_or(0, |spot| spot.within)) };
        Node { tree: self, id }
    }

    /// The way from the root to `node`.
    pub fn path(&self, node: NodeId) -> KeyPath {
        let mut segments = Vec::new();
        let mut id = self.node(node).id;
        while id != NodeId::ROOT {
            let record = self.record(id);
            segments.push(match record.key {
                Some(key) => Segment::Key(self.resolve(key.content).to_owned()),
                None => Segment::Index(record.position),
            });
            id = NodeId(record.parent);
        }
        segments.reverse();
        KeyPath::new(segments)
    }

    /// What `at` covers in the source. In an aliased subtree that is where `&x` is; see [`used_at`](Self::used_at).
    /// The key of a node that has none is the node itself.
    pub fn span(&self, at: Place) -> Span {
        match self.records.get(at.node.index()) {
            Some(record) => match (at.part, record.key) {
                (Part::Key, Some(key)) => key.span,
                (Part::Key, None) | (Part::Value, _) => record.span,
            },
            None => self.spot(at.node).map(|spot| spot.span).unwrap_or_default(),
        }
    }

    /// The innermost node whose key or value lies at `offset`; the root where there is none.
    ///
    /// On an alias it is the node that stands in its place.
    pub fn at(&self, offset: u32) -> NodeId {
        let mut id = NodeId::ROOT;
        loop {
            let Some(child) = self.children(id).find(|child| self.covers(*child, offset)) else {
                return id;
            };
            id = child;
        }
    }

    /// Where `*x` stands, for a node of an aliased or merged subtree. With aliases in aliases it is the outermost.
    pub fn used_at(&self, node: NodeId) -> Option<Span> {
        self.records.get(node.index())?.usage.map(|usage| usage.span)
    }

    /// Where `*x` stands if the place itself is written elsewhere: in `key: *x` the value is, the key is not.
    pub fn place_used_at(&self, at: Place) -> Option<Span> {
        let usage = self.records.get(at.node.index())?.usage?;
        match (at.part, usage.key) {
            (Part::Key, KeyFrom::Here) => None,
            (Part::Key, KeyFrom::Definition) | (Part::Value, _) => Some(usage.span),
        }
    }

    /// Whether reading ended early. A broken tree is good for places only: its last nodes are missing or cut.
    pub fn is_broken(&self) -> bool {
        self.state == State::Broken
    }

    /// How many nodes there are, hidden ones counted; at least one.
    #[expect(clippy::len_without_is_empty, reason = "a tree always has a root")]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// All nodes in order, hidden ones too.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> {
        (0..super::span::offset(self.records.len())).map(NodeId)
    }

    /// The source it was read from.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn resolve(&self, content: Content) -> &str {
        match content {
            Content::Source(span) => span.slice(&self.text),
            Content::Decoded(span) => span.slice(&self.decoded),
        }
    }

    pub(super) fn record(&self, id: NodeId) -> &Record {
        &self.records[id.index()]
    }

    fn spot(&self, id: NodeId) -> Option<&Spot> {
        self.spots.get(id.index().checked_sub(self.records.len())?)
    }

    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.record(id).end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            let child = NodeId(next);
            (next < end).then(|| next = self.record(child).end)?;
            Some(child)
        })
    }

    fn covers(&self, id: NodeId, offset: u32) -> bool {
        let record = self.record(id);
        let parent = self.record(NodeId(record.parent));
        match (record.usage, parent.usage) {
            // The alias itself; what is below it stands elsewhere and has an id of its own there.
            (Some(usage), None) => {
                let start = match (usage.key, record.key) {
                    (KeyFrom::Here, Some(key)) => key.span.start,
                    (KeyFrom::Here, None) | (KeyFrom::Definition, _) => usage.span.start,
                };
                Span::new(start, usage.span.end).touches(offset)
            }
            (Some(_), Some(_)) => false,
            (None, _) => {
                let start = record.key.map_or(record.span.start, |key| key.span.start);
                Span::new(start, record.span.end).touches(offset)
            }
        }
    }
}
