//! Floor 3: input formats. Each is one folder and two lines here.

pub mod native;
pub mod shape;

use crate::diag::Diagnostics;
use crate::ir::Pipeline;
use crate::source::{SourceId, Tree};

/// What a front end reads from.
pub struct Input<'a> {
    /// The main document.
    pub document: &'a Tree,
    /// Its source.
    pub source: SourceId,
}

/// An input format.
pub trait Frontend: Sync {
    /// Its name, for messages.
    fn name(&self) -> &'static str;

    /// Whether a document is in this format, by its shape, never by its file's name.
    fn detects(&self, document: &Tree) -> bool;

    /// Reads the document and tells every mistake. There is a pipeline whenever `steps` is a map with readable ids:
    /// what failed is absent, its step incomplete.
    fn parse(&self, input: &Input<'_>, diags: &mut Diagnostics) -> Option<Pipeline>;
}

/// All input formats, in the order in which they are asked.
pub static FRONTENDS: &[&dyn Frontend] = &[&native::Native];
