//! How serde walks through words, lists and maps of raw settings. What fails is told at its own place.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{Node, Problem};
use crate::ir::Section;

/// A word of a list of words.
pub(super) struct Word<'a>(pub(super) &'a str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = Problem;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Problem> {
        let word = self.0;
        Ok((seed.deserialize(StrDeserializer::new(word))?, self))
    }
}

/// Settings know only words, no variants that hold something.
impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Problem> {
        Err(Problem("is a word that stands alone".to_owned()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Problem> {
        Err(Problem("is a word that stands alone".to_owned()))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Problem> {
        Err(Problem("is a word that stands alone".to_owned()))
    }
}

/// The items of a list, less those whose mistake was told.
pub(super) struct Items<'a> {
    pub(super) items: std::slice::Iter<'a, Section>,
    pub(super) node: Node<'a>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        let context = self.node.context;
        let Some(section) = self.items.by_ref().find(|section| !context.is_left_out(section)) else { return Ok(None) };
        let node = Node { section, depth: self.node.depth + 1, ..self.node };
        seed.deserialize(node).map(Some).map_err(|problem| {
            context.tell(section, self.node.key, problem);
            Problem(String::new())
        })
    }
}

/// The entries of a map, less those whose mistake was told.
pub(super) struct Entries<'a> {
    pub(super) entries: std::vec::IntoIter<(&'a str, &'a Section)>,
    pub(super) value: Option<(&'a str, &'a Section)>,
    pub(super) node: Node<'a>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        let Some((key, section)) = self.entries.next() else { return Ok(None) };
        self.value = Some((key, section));
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let Some((key, section)) = self.value.take() else { return Err(Problem(String::new())) };
        let context = self.node.context;
        seed.deserialize(Node { section, key, context, depth: self.node.depth + 1 }).map_err(|problem| {
            context.tell(section, key, problem);
            Problem(String::new())
        })
    }
}
