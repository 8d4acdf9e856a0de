//! Expands aliases.
