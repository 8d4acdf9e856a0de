//! What can be wrong with a text before anybody asks what it means.
//!
//! Data only: `diag` turns it into codes and sentences. The one sentence made here is that of a syntax error, since
//! only the readers know what they stumbled over.

use super::Place;

/// One mistake found while reading.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct ReadError {
    /// What is wrong.
    pub problem: ReadProblem,
    /// Where.
    pub place: Place,
    /// The second place: the first definition of a duplicate key, the first document, the anchor an alias stands in.
    pub other: Option<Place>,
}

/// What is wrong.
#[derive(Clone, Eq, PartialEq, Debug)]
pub enum ReadProblem {
    /// The bytes are not UTF-8 from here on. Nothing was read.
    NotUtf8,
    /// The file begins with the mark of UTF-16. Nothing was read.
    Utf16,
    /// The file begins with the mark of UTF-32. Nothing was read.
    Utf32,
    /// A byte 0 stands in the file. Nothing was read.
    NulByte,
    /// There is no document: the file is empty, or holds comments only.
    Empty,
    /// The text is no YAML or JSON; the tree is broken.
    Syntax {
        /// What is so: lower case, no place in it, names and characters in backticks.
        message: String,
        /// What to do, in one sentence, where that can be told.
        hint: Option<String>,
    },
    /// A tab stands where only spaces indent; the tree is broken.
    Tab,
    /// A key stands twice in one map. The first counts, the place is the later one, `other` the first.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A tag that is not `!!str` on a scalar. The node is read as if the tag were not there.
    Tag {
        /// The tag as written.
        tag: String,
    },
    /// Lists and maps stand in each other more than [`MAX_DEPTH`](super::MAX_DEPTH) deep; the tree is broken.
    TooDeep,
    /// The file, or what its aliases expand to, is larger than anything a person writes; the tree is broken.
    TooBig,
    /// A second document begins here. The first was read; `other` is its root.
    SeveralDocuments,
    /// An alias of an anchor that no earlier node has. A hole stands in its place.
    UnknownAlias {
        /// The name, without `*`.
        name: String,
    },
    /// An alias inside the very node that it names. A hole stands in its place; `other` is that node.
    AliasOfItself {
        /// The name, without `*`.
        name: String,
    },
    /// The value of `<<` is no map, alias of a map, or list of those. Nothing was merged.
    BadMerge,
    /// A list or a map is used as a key. Its entry is hidden.
    KeyNotScalar {
        /// Whether it is an unquoted `{{ x }}`, which YAML reads as a map in a map. The value is a hole; where more
        /// text follows (`{{ x }}/y`) that is no YAML and the tree is broken.
        template: bool,
    },
    /// An escape such as `\ud800` is half a character. In JSON the node is a hole, in YAML the tree is broken.
    LoneSurrogate,
}
