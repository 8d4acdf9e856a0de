//! What input formats share: tables of keys, the check of a document against them, and how its maps merge.
//!
//! A format states its maps as tables ([`keys`]); `check` tells every mistake of shape by them, `forms` and `texts` what a
//! single value must look like, `kube_keys` the shapes that Kubernetes owns, [`schema`] what editors know of them. Nothing
//! here knows a format.

pub(in crate::frontends) mod check;
pub(in crate::frontends) mod forms;
pub mod keys;
pub(in crate::frontends) mod kube_keys;
mod kube_rules;
mod label_rules;
pub(in crate::frontends) mod listing;
pub(in crate::frontends) mod merge;
pub(in crate::frontends) mod read;
pub mod schema;
pub(in crate::frontends) mod sections;
mod security_rules;
pub(in crate::frontends) mod texts;
mod windows_rules;
