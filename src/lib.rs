//! Segue.

pub mod source;
