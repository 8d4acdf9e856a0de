//! Prints Python as `ruff format` would: what it prints is a fixpoint of that formatter at its default width.
//!
//! A file that an expert's formatter leaves alone gives no noise in a repository that formats its Python. The part of
//! the language is small on purpose: literals, names, brackets, calls and three statements. There is no way in for
//! code as text, so a text of a user's can only ever become a literal that CPython reads back byte for byte.
//!
//! ```text
//! load = KubernetesPodOperator(
//!     task_id="load",
//!     arguments=["--since", literal("{{ yesterday }}")],
//! )
//! ```

mod expression;
mod identifier;
mod layout;
mod literal;
mod printer;
mod reserved;
#[cfg(test)]
mod tests;

pub use self::expression::{Call, Expr, Statement};
pub use self::identifier::{DottedName, Identifier};
pub(crate) use self::identifier::{dotted, identifier};
pub use self::reserved::{RESERVED, reserved_with};

use self::printer::Printer;
use super::{EmitError, Marked, Printed};

/// The rules of this printer.
#[cfg(feature = "switches")]
pub fn rules() -> Vec<&'static crate::rule::Rule> {
    [literal::RULES, super::characters::RULES].concat()
}

/// How deep brackets may stand in each other. CPython reads 200 levels.
pub const MAX_DEPTH: usize = 128;

/// Prints one statement whose lines are indented by `indent` blanks.
///
/// The text begins without the blanks of its first line and ends without a line break: a template sets both. The
/// statement's mark covers all of it; a mark within covers an item with its keyword or key, without the comma.
///
/// # Errors
/// Only for what an expression must never hold: a keyword that stands twice, brackets deeper than [`MAX_DEPTH`], more
/// text than a mark can point into.
pub fn print(statement: &Marked<Statement>, indent: usize) -> Result<Printed, EmitError> {
    let mut printer = Printer::new(indent);
    layout::statement(&mut printer, statement, indent)?;
    printer.finish()
}
