//! Two ways to say where something stands: a [`Place`] for programs, a [`KeyPath`] for people.

use std::fmt;

use super::{NodeId, SourceId};

/// Which part of a map's entry is meant.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub enum Part {
    /// The key.
    Key,
    /// What stands at the key; also an item of a list and the whole document.
    Value,
}

/// One place in one source. Places of a source order as its nodes do: as they stand in the file.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The node in that source's tree.
    pub node: NodeId,
    /// The node itself or its key.
    pub part: Part,
}

/// One step of a [`KeyPath`].
#[derive(Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub enum Segment {
    /// The entry of a map with this key.
    Key(String),
    /// The item of a list, from 0.
    Index(u32),
}

/// The way from a document's root to a node, printed as `steps.train.needs[0]`.
///
/// A key that is no plain word (letters, digits, `_`, `-`) prints in quotes: `steps["a b"].image`. The root's path is
/// empty and prints as nothing.
#[derive(Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Default)]
pub struct KeyPath(Vec<Segment>);

impl KeyPath {
    /// The path with these steps, from the root on.
    pub fn new(segments: Vec<Segment>) -> Self {
        Self(segments)
    }

    /// The steps, from the root on.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether this is the root's path.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if is_word(key) => {
                    let dot = if position == 0 { "" } else { "." };
                    write!(f, "{dot}{key}")?;
                }
                Segment::Key(key) => write!(f, "[{}]", serde_json::Value::from(key.as_str()))?,
            }
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(segments: &[&str], expected: &str) {
        let segment = |text: &&str| match text.parse() {
            Ok(index) => Segment::Index(index),
            Err(_) => Segment::Key((*text).to_owned()),
        };
        assert_eq!(KeyPath::new(segments.iter().map(segment).collect()).to_string(), expected);
    }

    #[test]
    fn words_stand_bare_and_other_keys_in_quotes() {
        check(&[], "");
        check(&["steps", "train", "needs", "0"], "steps.train.needs[0]");
        check(&["steps", "a b", "image"], "steps[\"a b\"].image");
        check(&["x.y", "0", "größe"], "[\"x.y\"][0].größe");
        check(&["", "say \"hi\"\n"], "[\"\"][\"say \\\"hi\\\"\\n\"]");
    }
}

impl Place {
    /// The place as one number, for carrying it through a serializer; [`unpack`](Self::unpack) undoes it.
    pub fn pack(self) -> u64 {
        let part = match self.part {
            Part::Key => 0,
            Part::Value => 1,
        };
        u64::from(self.source.0) << 33 | u64::from(self.node.0) << 1 | part
    }

    /// The place of a number that [`pack`](Self::pack) made.
    pub fn unpack(bits: u64) -> Option<Self> {
        Some(Self {
            source: SourceId(u16::try_from(bits >> 33).ok()?),
            node: NodeId(u32::try_from(bits >> 1 & u64::from(u32::MAX)).ok()?),
            part: if bits & 1 == 0 { Part::Key } else { Part::Value },
        })
    }
}

#[cfg(test)]
mod packing {
    use super::*;

    #[test]
    fn every_place_survives_packing() {
        for source in [0, 1, u16::MAX] {
            for node in [0, 1, u32::MAX] {
                for part in [Part::Key, Part::Value] {
                    let place = Place { source: SourceId(source), node: NodeId(node), part };
                    assert_eq!(Place::unpack(place.pack()), Some(place));
                }
            }
        }
        assert_eq!(Place::unpack(u64::MAX), None);
    }
}
