//! A part of a spec that knows the places it came from.
//!
//! `where`, preview, `diff` and error tracing need to know which lines of a file came from which step. `Marked` rides
//! in the spec and serialises as a newtype struct of a reserved name: our printer writes a mark over the whole entry
//! (key and value, or dash and item), any other serializer writes the value alone.
//!
//! It must not stand where serde serialises through a serializer of its own and the name gets lost: under `flatten`,
//! or as the content of an internally tagged enum. Printing such a spec is an error.

use std::any::type_name;

use serde::ser::Error;
use serde::{Serialize, Serializer};

use super::EmitError;
use super::places::{self, NotPlaces};
use crate::source::Place;

/// The name of the newtype struct under which our printer meets a mark.
pub(super) const MARKED: &str = "$segue::emit::Marked";

/// What the error says when serde's own serializers hide a mark from ours.
pub(super) const LOST_MARK: &str = "a mark stands under `flatten` or in an internally tagged enum";

/// A value and the places it came from; several where parts with equal bodies are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked<T> {
    /// What is printed.
    pub value: T,
    /// Where it came from, in the order given.
    pub places: Vec<Place>,
}

impl<T> Marked<T> {
    /// `value`, which came from `places`.
    pub fn new(value: T, places: impl IntoIterator<Item = Place>) -> Self {
        Self { value, places: places.into_iter().collect() }
    }
}

impl<T: Serialize> Serialize for Marked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let payload = Payload { marked: self, places_were_read: false.into() };
        let written = serializer.serialize_newtype_struct(MARKED, &payload)?;
        // An error type of ours without a look at the places: serde put a serializer of its own between.
        if same_type::<S::Error, EmitError>() && !payload.places_were_read.get() {
            return Err(S::Error::custom(LOST_MARK));
        }
        Ok(written)
    }
}

/// Writes the places to the collector of places, and the value to everyone else.
struct Payload<'a, T> {
    marked: &'a Marked<T>,
    places_were_read: std::cell::Cell<bool>,
}

impl<T: Serialize> Serialize for Payload<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if same_type::<S::Error, NotPlaces>() {
            self.places_were_read.set(true);
            places::write(&self.marked.places, serializer)
        } else {
            self.marked.value.serialize(serializer)
        }
    }
}

/// Whether two types are one. `TypeId` would need `'static`, which a serializer's error does not promise.
fn same_type<A, B>() -> bool {
    type_name::<A>() == type_name::<B>()
}
