//! What objects of every kind have: kind, metadata, references to others.

use indexmap::IndexMap;
use serde::Serialize;

/// An object: its kind and what it is told to be.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct Object<S, T> {
    pub api_version: &'static str,
    pub kind: &'static str,
    pub metadata: ObjectMeta<T>,
    pub spec: S,
}

/// `metav1.ObjectMeta`: a name, or the beginning of one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct ObjectMeta<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The server cuts it at 58 characters and adds five; such an object is created, never applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generate_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, T>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub annotations: IndexMap<String, T>,
}

/// Labels and annotations of what has no name of its own.
#[derive(Clone, Debug, Serialize)]
pub(in crate::backends) struct Metadata<T> {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, T>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub annotations: IndexMap<String, T>,
}

impl<T> Metadata<T> {
    /// Metadata that says nothing yet.
    pub(in crate::backends) fn empty() -> Self {
        Self { labels: IndexMap::new(), annotations: IndexMap::new() }
    }

    /// The metadata, unless it says nothing.
    pub(in crate::backends) fn new(labels: IndexMap<String, T>, annotations: IndexMap<String, T>) -> Option<Self> {
        (!labels.is_empty() || !annotations.is_empty()).then_some(Self { labels, annotations })
    }
}

/// `LocalObjectReference`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::backends) struct LocalObject<T> {
    pub name: T,
}
