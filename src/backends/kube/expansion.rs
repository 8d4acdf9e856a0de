//! The kubelet's expansion in `command`, `args` and environment values.
//!
//! `$$` becomes `$`, always; `$(NAME)` becomes the value of a variable, declared or a service's, else stays; one pass
//! (kubernetes v1.35, third_party/forked/golang/expansion/expand.go).

use crate::ir::{EnvName, Piece, Refusal, RunFact, Text};
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

/// Refuses an argument that is longer than Linux takes. The kubelet undoes an escape before, so what counts is the text.
///
/// # Errors
/// Its length, which counts no variable's and no parameter's value.
pub(in crate::backends) fn fits(text: &Text) -> Result<(), Refusal> {
    if TEXT_LENGTH.holds() { within(length(text), "") } else { Ok(()) }
}

/// Refuses a variable that is longer than Linux takes, which counts the name and the `=` too.
///
/// # Errors
/// Its length, counted likewise.
pub(in crate::backends) fn entry_fits(name: &EnvName, value: &Text) -> Result<(), Refusal> {
    if ENTRY_LENGTH.holds() { within(name.as_str().len() + 1 + length(value), " with its name") } else { Ok(()) }
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

fn length(text: &Text) -> usize {
    let of_piece = |piece: &Piece| match piece {
        Piece::Literal(literal) => literal.len(),
        // A uid is 36 characters; a variable's value is not known here.
        Piece::Run(RunFact::Id) => 36,
        Piece::Param(_) | Piece::EnvVar(_) => 0,
    };
    text.pieces().iter().map(of_piece).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Literal;

    #[test]
    fn what_linux_takes_is_counted_as_the_container_gets_it() {
        let text = |length: usize| Text::literal(Literal::new("$".repeat(length)));
        assert!(fits(&text(LONGEST_TEXT)).is_ok());
        assert!(fits(&text(LONGEST_TEXT + 1)).is_err());
        let name = EnvName::new("A").expect("a name");
        assert!(entry_fits(&name, &text(LONGEST_TEXT - 2)).is_ok());
        assert!(entry_fits(&name, &text(LONGEST_TEXT - 1)).is_err());
        let run =
            |length: usize| Text::join([Piece::Run(RunFact::Id), Piece::Literal(Literal::new("x".repeat(length)))]);
        assert!(fits(&run(LONGEST_TEXT - 36)).is_ok());
        assert!(fits(&run(LONGEST_TEXT - 35)).is_err());
    }
}
