//! A small map whose order counts.

/// A map with unique keys in the order of the input. Unlike an `IndexMap` it hashes, and two tables are equal only if
/// their order is: the order of environment variables has a meaning.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table<K, V>(Vec<(K, V)>);

impl<K: Eq, V> Table<K, V> {
    /// A table without entries.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of `key`. A search from the front: tables are as long as what a person writes by hand.
    pub fn get<Q: ?Sized + Eq>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.0.iter().find(|(held, _)| held.borrow() == key).map(|(_, value)| value)
    }

    /// The entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<K: Eq, V> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Collects pairs whose keys are unique already (the readers refuse duplicate keys).
impl<K: Eq, V> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}
