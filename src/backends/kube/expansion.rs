//! The kubelet's expansion in `command`, `args` and environment values.
//!
//! `$$` becomes `$`, always; `$(NAME)` becomes the value of a variable, declared or a service's, else stays; one pass
//! (kubernetes v1.35, third_party/forked/golang/expansion/expand.go).

use crate::ir::{RawPiece, RawText, Refusal, RunFact};
use crate::rule::rules;

rules! {
    pub(in crate::backends) RULES;
    TEXT_LENGTH: "kube/text-length" keeps "a text that is longer than Linux takes";
    ENTRY_LENGTH: "kube/entry-length" keeps "a variable that is longer with its name than Linux takes";
}

/// The longest single argument, or `NAME=value`, that Linux takes: `MAX_ARG_STRLEN` less its end (include/uapi/linux).
pub(in crate::backends) const LONGEST_TEXT: usize = 131_071;

/// How the kubelet writes a literal `$`.
pub(in crate::backends) const DOLLAR: &str = "$$";

/// How the kubelet refers to a variable.
pub(in crate::backends) fn reference(name: &str) -> String {
    format!("$({name})")
}

/// Whether a `$` stands before a character beyond ASCII: the kubelet takes its first byte for a character of its own and
/// breaks the rest (`tryReadVariableName`).
pub(in crate::backends) fn breaks_a_character(value: &str) -> bool {
    value.chars().zip(value.chars().skip(1)).any(|(letter, next)| letter == '$' && !next.is_ascii())
}

/// Refuses a text that is longer than Linux takes.
///
/// # Errors
/// Its length, which counts no variable's and no parameter's value.
pub(in crate::backends) fn fits(text: &RawText<'_>) -> Result<(), Refusal> {
    if TEXT_LENGTH.holds() { within(text.pieces().map(length).sum(), "") } else { Ok(()) }
}

/// Refuses a variable that is longer than Linux takes, which counts the name and the `=` too.
///
/// # Errors
/// Its length.
pub(in crate::backends) fn entry_fits(name: &str, value: usize) -> Result<(), Refusal> {
    if ENTRY_LENGTH.holds() { within(name.len() + 1 + value, " with its name") } else { Ok(()) }
}

fn within(length: usize, counted: &str) -> Result<(), Refusal> {
    if length <= LONGEST_TEXT {
        return Ok(());
    }
    Err(Refusal {
        what: format!("is {length} bytes long{counted}, and Linux takes {LONGEST_TEXT} at most"),
        remedy: "pass a file or a URL instead".to_owned(),
    })
}

fn length(piece: RawPiece<'_>) -> usize {
    match piece {
        RawPiece::Literal(literal) => literal.len(),
        // A uid is 36 characters; a variable's value is not known here.
        RawPiece::Run(RunFact::Id) => 36,
        RawPiece::Param(_) | RawPiece::EnvVar(_) => 0,
    }
}
