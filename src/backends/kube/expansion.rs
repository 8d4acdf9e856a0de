//! The kubelet's expansion in `command`, `args` and environment values.
//!
//! `$$` becomes `$`, always; `$(NAME)` becomes the value of a variable, declared or a service's, else stays; one pass
//! (kubernetes v1.35, third_party/forked/golang/expansion/expand.go).

use crate::ir::{RawPiece, RawText, Refusal, RunFact};

/// The longest single argument, or `NAME=value`, that Linux takes: `MAX_ARG_STRLEN` less its end (include/uapi/linux).
pub(in crate::backends) const LONGEST_TEXT: usize = 131_071;

/// How the kubelet writes a literal `$`.
pub(in crate::backends) const DOLLAR: &str = "$$";

/// How the kubelet refers to a variable.
pub(in crate::backends) fn reference(name: &str) -> String {
    format!("$({name})")
}

/// Checks the length of a text for a command, an argument or a variable; what a reference brings is not known here.
///
/// # Errors
/// More than Linux takes.
pub(in crate::backends) fn check_length(text: &RawText<'_>) -> Result<(), Refusal> {
    let length = |piece: RawPiece<'_>| match piece {
        RawPiece::Literal(literal) => literal.len(),
        // A uid is 36 characters.
        RawPiece::Run(RunFact::Id) => 36,
        RawPiece::Param(_) | RawPiece::EnvVar(_) => 0,
    };
    let length: usize = text.pieces().map(length).sum();
    if length <= LONGEST_TEXT { Ok(()) } else { Err(too_long(length, "")) }
}

/// Checks the length of a variable, of which Linux counts the name and the `=` too.
///
/// # Errors
/// More than Linux takes.
pub(in crate::backends) fn check_entry(name: &str, value: usize) -> Result<(), Refusal> {
    let length = name.len() + 1 + value;
    if length <= LONGEST_TEXT { Ok(()) } else { Err(too_long(length, " with its name")) }
}

fn too_long(length: usize, counted: &str) -> Refusal {
    Refusal {
        what: format!("is {length} bytes long{counted}, and Linux takes {LONGEST_TEXT} at most"),
        remedy: "pass a file or a URL instead".to_owned(),
    }
}
