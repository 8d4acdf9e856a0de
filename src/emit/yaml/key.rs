//! Writes a map key, which is text or an error: readers disagree on what the key `1` or `yes` is.
//!
//! A scalar that keeps its spelling is written here too, since it is a text on one line as well.

use serde::ser::Impossible;
use serde::{Serialize, Serializer};

use super::scalar;
use crate::emit::EmitError;

/// Writes one key at the end of the text, on one line.
pub(super) struct KeySerializer<'a> {
    pub(super) out: &'a mut String,
    pub(super) spelling: Spelling,
}

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// So that every reader sees this text.
    Safe,
    /// As it is.
    Bare,
}

macro_rules! refuse {
    ($($method:ident($($argument:ty),*) $kind:literal;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<(), EmitError> { Err(EmitError::KeyNotText($kind)) })*
    };
}

macro_rules! refuse_collections {
    ($($method:ident($($argument:ty),*) -> $kind:ident;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self::$kind, EmitError> {
            Err(EmitError::KeyNotText("a map or list"))
        })*
    };
}

impl Serializer for KeySerializer<'_> {
    type Ok = ();
    type Error = EmitError;
    type SerializeSeq = Impossible<(), EmitError>;
    type SerializeTuple = Impossible<(), EmitError>;
    type SerializeTupleStruct = Impossible<(), EmitError>;
    type SerializeTupleVariant = Impossible<(), EmitError>;
    type SerializeMap = Impossible<(), EmitError>;
    type SerializeStruct = Impossible<(), EmitError>;
    type SerializeStructVariant = Impossible<(), EmitError>;

    fn serialize_str(self, text: &str) -> Result<(), EmitError> {
        match self.spelling {
            Spelling::Safe => scalar::write_line(self.out, text),
            Spelling::Bare => self.out.push_str(text),
        }
        Ok(())
    }

    fn serialize_char(self, character: char) -> Result<(), EmitError> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), EmitError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EmitError> {
        Err(EmitError::KeyNotText("a map or list"))
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    refuse! {
        serialize_bool(bool) "a boolean"; serialize_f32(f32) "a float"; serialize_f64(f64) "a float";
        serialize_i8(i8) "an integer"; serialize_i16(i16) "an integer"; serialize_i32(i32) "an integer";
        serialize_i64(i64) "an integer"; serialize_i128(i128) "an integer"; serialize_u8(u8) "an integer";
        serialize_u16(u16) "an integer"; serialize_u32(u32) "an integer"; serialize_u64(u64) "an integer";
        serialize_u128(u128) "an integer"; serialize_bytes(&[u8]) "bytes"; serialize_none() "null";
        serialize_unit() "null"; serialize_unit_struct(&'static str) "null";
    }

    refuse_collections! {
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }
}
