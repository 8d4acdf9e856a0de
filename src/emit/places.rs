//! How places cross a `Serializer`, whose data model knows numbers and no `Place`.
//!
//! `Marked` writes each place as one integer into `PlaceCollector`, and nowhere else: the two sides of the encoding
//! stand here beside each other.

use std::fmt;

use serde::ser::{Impossible, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::source::Place;

/// Writes places as integers, for [`collect`].
pub(super) fn write<S: Serializer>(places: &[Place], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(places.iter().map(|place| place.pack()))
}

/// The places that `payload` writes by [`write`] when it meets a `PlaceCollector`.
pub(super) fn collect<T: ?Sized + Serialize>(payload: &T) -> Result<Vec<Place>, NotPlaces> {
    payload.serialize(PlaceCollector)
}

/// What was serialised under the reserved name was not a list of places.
#[derive(Debug)]
pub(super) struct NotPlaces;

impl fmt::Display for NotPlaces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a list of places")
    }
}

impl std::error::Error for NotPlaces {}

impl serde::ser::Error for NotPlaces {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A serializer that takes a list of integers and refuses everything else.
struct PlaceCollector;

/// The places read so far.
struct Collected(Vec<Place>);

impl SerializeSeq for Collected {
    type Ok = Vec<Place>;
    type Error = NotPlaces;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), NotPlaces> {
        self.0.append(&mut value.serialize(PlaceCollector)?);
        Ok(())
    }

    fn end(self) -> Result<Vec<Place>, NotPlaces> {
        Ok(self.0)
    }
}

/// Methods that a list of integers never calls.
macro_rules! refuse {
    ($($method:ident($($argument:ty),*);)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self::Ok, NotPlaces> { Err(NotPlaces) })*
    };
}

impl Serializer for PlaceCollector {
    type Ok = Vec<Place>;
    type Error = NotPlaces;
    type SerializeSeq = Collected;
    type SerializeTuple = Impossible<Vec<Place>, NotPlaces>;
    type SerializeTupleStruct = Impossible<Vec<Place>, NotPlaces>;
    type SerializeTupleVariant = Impossible<Vec<Place>, NotPlaces>;
    type SerializeMap = Impossible<Vec<Place>, NotPlaces>;
    type SerializeStruct = Impossible<Vec<Place>, NotPlaces>;
    type SerializeStructVariant = Impossible<Vec<Place>, NotPlaces>;

    fn serialize_u64(self, bits: u64) -> Result<Vec<Place>, NotPlaces> {
        Place::unpack(bits).map(|place| vec![place]).ok_or(NotPlaces)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Collected, NotPlaces> {
        Ok(Collected(Vec::with_capacity(length.unwrap_or(1).min(64))))
    }

    refuse! {
        serialize_bool(bool); serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_f32(f32); serialize_f64(f64);
        serialize_char(char); serialize_str(&str); serialize_bytes(&[u8]); serialize_none(); serialize_unit();
        serialize_unit_struct(&'static str); serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_some<T: ?Sized + Serialize>(self, _: &T) -> Result<Vec<Place>, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, _: &T) -> Result<Vec<Place>, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Vec<Place>, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, NotPlaces> {
        Err(NotPlaces)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NotPlaces> {
        Err(NotPlaces)
    }
}
