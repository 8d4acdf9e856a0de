//! Floor 3: input formats. Each is one folder and two lines here.

mod flavors;
pub mod native;
pub mod shape;
pub mod stack;
pub mod zenml;

use crate::diag::Diagnostics;
use crate::ir::Pipeline;
use crate::source::Tree;

/// What a front end reads from.
pub struct Input<'a> {
    /// The main document.
    pub document: &'a Tree,
    /// The build that holds the images of a ZenML snapshot, where it does not hold them itself.
    pub build: Option<&'a Tree>,
    /// The stack file.
    pub stack: Option<&'a Tree>,
    /// The id or name of the one that is meant, in a document of several.
    pub choice: Option<&'a str>,
    /// The targets that are asked for, by name: what only others have a word for is told then.
    pub targets: &'a [&'a str],
}

/// An input format.
pub trait Frontend: Sync {
    /// Its name, for messages.
    fn name(&self) -> &'static str;

    /// Whether a document is in this format, by its shape, never by its file's name.
    fn detects(&self, document: &Tree) -> bool;

    /// What to add to the first remedy in the words of our own language, where the input is in other words.
    fn translated_by(&self) -> Option<&'static str> {
        None
    }

    /// Reads the document and tells every mistake. There is a pipeline whenever `steps` is a map with readable ids:
    /// what failed is absent, its step incomplete.
    fn parse(&self, input: &Input<'_>, diags: &mut Diagnostics) -> Option<Pipeline>;
}

/// All input formats, in the order in which they are asked.
pub static FRONTENDS: &[&dyn Frontend] = &[&native::Native, &zenml::Zenml];
