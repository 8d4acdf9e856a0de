//! Where a part of the IR was written.

use std::hash::{Hash, Hasher};

use crate::source::Place;

/// The place that a part of the IR comes from. It compares as equal to every other, hashes to nothing and has no
/// order, so that the IR compares by meaning: equal bodies written in two places are equal.
#[derive(Copy, Clone, Debug)]
pub struct Origin(Place);

impl Origin {
    /// The origin of what was written at `place`.
    pub fn new(place: Place) -> Self {
        Self(place)
    }

    /// The place, for diagnostics and marks.
    pub fn place(self) -> Place {
        self.0
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A value with its origin: each field that a feature can judge, each text, each environment entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub origin: Origin,
}

impl<T> At<T> {
    /// `value`, written at `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, origin: Origin::new(place) }
    }
}
