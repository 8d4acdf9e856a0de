//! What a text is in the end, as far as it is known when compiling.
//!
//! The launcher replaces after the kubelet, so what a variable or a parameter brings into an argument counts too.

use indexmap::IndexMap;

use crate::ir::{Escape, Field, ParamId, RawPiece, RawText, Refusal, RunFact};

/// What texts are in the end, as far as it is known here: literals, and parameters with their defaults.
#[derive(Debug, Default)]
pub(in crate::backends::kubeflow) struct Known {
    pub(super) variables: IndexMap<String, String>,
    parameters: IndexMap<ParamId, String>,
}

impl Known {
    /// The defaults of a pipeline's parameters.
    pub(in crate::backends::kubeflow) fn new(parameters: IndexMap<ParamId, String>) -> Self {
        Self { variables: IndexMap::new(), parameters }
    }

    /// A variable that holds a text.
    pub(in crate::backends::kubeflow) fn insert(&mut self, name: &str, text: String) {
        self.variables.insert(name.to_owned(), text);
    }
}

/// Reads a text as the container gets it. What only the run knows reads as NUL, which no text holds.
pub(in crate::backends::kubeflow) struct Final<'k>(pub(in crate::backends::kubeflow) &'k Known);

impl Final<'_> {
    pub(super) fn read(&self, text: &RawText<'_>) -> String {
        let unknown = "\0";
        let piece = |piece| match piece {
            RawPiece::Literal(literal) => literal,
            RawPiece::Run(RunFact::Id) => unknown,
            RawPiece::Param(name) => self.0.parameters.get(name).map_or(unknown, String::as_str),
            RawPiece::EnvVar(name) => self.0.variables.get(name.as_str()).map_or(unknown, String::as_str),
        };
        text.pieces().map(piece).collect()
    }
}

impl Escape for Final<'_> {
    type Out = String;

    fn lower(&mut self, text: RawText<'_>, _: Field) -> Result<String, Refusal> {
        Ok(self.read(&text))
    }
}
