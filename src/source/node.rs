//! What a reader of the tree asks a node.

use super::tree::{Record, Standing};
use super::{KeyPath, Kind, NodeId, Part, Place, Span, Style, Tree};

/// A node and its tree.
#[derive(Copy, Clone, Debug)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) id: NodeId,
}

impl<'t> Node<'t> {
    /// Its number in preorder.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Its tree.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.record().kind
    }

    /// The scalar's content, escapes and folding applied; for a plain one exactly its spelling. `None` for the others.
    pub fn text(self) -> Option<&'t str> {
        match self.kind() {
            Kind::Scalar => Some(self.tree.resolve(self.record().content)),
            Kind::List | Kind::Map => None,
        }
    }

    /// How the scalar is spelled; `Plain` for lists and maps.
    pub fn style(self) -> Style {
        self.record().style
    }

    /// Whether it is nothing, `~`, `null`, `Null` or `NULL` without quotes.
    pub fn is_null(self) -> bool {
        self.style() == Style::Plain && matches!(self.text(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// Whether its content was lost and told already (an unknown alias, an unquoted `{{ x }}`): nobody should complain
    /// about it again.
    pub fn is_hole(self) -> bool {
        self.record().standing == Standing::Hole
    }

    /// The key it stands at, if it stands in a map.
    pub fn key(self) -> Option<&'t str> {
        self.record().key.map(|key| self.tree.resolve(key.content))
    }

    /// How the key is spelled; `Plain` where there is none.
    pub fn key_style(self) -> Style {
        self.record().key.map_or(Style::Plain, |key| key.style)
    }

    /// The values of a map, each with its [`key`](Self::key); nothing for the others.
    pub fn entries(self) -> impl Iterator<Item = Node<'t>> {
        self.visible(Kind::Map)
    }

    /// The items of a list; nothing for the others.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> {
        self.visible(Kind::List)
    }

    /// The value at `key` of a map. Looks at each entry in turn: for tables of a few fields, not for maps of steps.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        self.entries().find(|entry| entry.key() == Some(key))
    }

    /// The value at `key` of a map, unless it is null.
    pub fn written(self, key: &str) -> Option<Node<'t>> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The list or map it stands in.
    pub fn parent(self) -> Option<Node<'t>> {
        (self.id != NodeId::ROOT).then(|| self.tree.node(NodeId(self.record().parent)))
    }

    /// The way from the root.
    pub fn path(self) -> KeyPath {
        self.tree.path(self.id)
    }

    /// Where it stands, without its key.
    pub fn place(self) -> Place {
        self.part(Part::Value)
    }

    /// Where its key stands.
    pub fn key_place(self) -> Place {
        self.part(Part::Key)
    }

    /// What it covers in the source, without its key.
    pub fn span(self) -> Span {
        self.record().span
    }

    /// How it is written: quotes, block header and all.
    pub fn spelling(self) -> &'t str {
        self.span().slice(&self.tree.text)
    }

    fn part(self, part: Part) -> Place {
        Place { source: self.tree.source, node: self.id, part }
    }

    fn record(self) -> &'t Record {
        self.tree.record(self.id)
    }

    fn visible(self, kind: Kind) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        let children = (self.kind() == kind).then(|| tree.children(self.id));
        children.into_iter().flatten().map(|id| Node { tree, id }).filter(|node| match node.record().standing {
            Standing::Visible | Standing::Hole => true,
            Standing::Hidden => false,
        })
    }
}
