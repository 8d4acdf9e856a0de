//! Where lines break: what `ruff format` does with brackets and with `>>`.
//!
//! Brackets stand on one line where they fit, with all that follows on that line. Else each item stands on its own
//! line with a comma, but for a single positional argument, which has none: ruff adds a comma to a list of two or
//! more only, and keeps those it finds.

use std::collections::BTreeSet;

use super::printer::{Printer, Stop};
use super::{Call, DottedName, Expr, Identifier, Statement};
use crate::emit::{EmitError, Marked};

/// The last column of a line.
const WIDTH: usize = 88;

/// How much further the inner lines of brackets stand.
const STEP: usize = 4;

/// The line on which an expression stands.
#[derive(Clone, Copy)]
struct Line {
    /// Its blanks.
    indent: usize,
    /// The columns that follow the expression on it.
    after: usize,
}

/// What stands in brackets.
struct Brackets<'a> {
    callee: &'a str,
    open: &'static str,
    close: &'static str,
    parts: Vec<Part<'a>>,
    comma: Comma,
}

/// What follows the last of several lines, and of one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comma {
    /// A comma where each part has its own line.
    Broken,
    /// A comma always: it makes a tuple of one.
    Always,
    /// No comma: there is one positional argument.
    Never,
}

/// One item, argument or entry.
enum Part<'a> {
    Item(&'a Expr),
    Keyword(&'a Identifier, &'a Expr),
    Entry(&'a str, &'a Expr),
    Splat(&'a DottedName),
    Name(&'a Identifier),
}

/// Writes a statement with its mark.
pub(super) fn statement(printer: &mut Printer, marked: &Marked<Statement>, indent: usize) -> Result<(), EmitError> {
    let write = |printer: &mut Printer| {
        let mark = printer.begin_mark(0, &marked.places)?;
        match &marked.value {
            Statement::Assign { target, value } => {
                printer.word(target.as_str())?;
                printer.word(" = ")?;
                brackets(printer, &of_call(value)?, Line { indent, after: 0 })?;
            }
            Statement::With(call) => {
                printer.word("with ")?;
                brackets(printer, &of_call(call)?, Line { indent, after: 1 })?;
                printer.word(":")?;
            }
            Statement::Shift { left, right } => shift(printer, left, right, indent)?,
        }
        printer.end_mark(mark)
    };
    match write(printer) {
        Ok(()) => Ok(()),
        Err(Stop::Error(error)) => Err(error),
        // Nothing is tried around a statement, so nothing is too wide for it.
        Err(Stop::TooWide) => Err(EmitError::Message("a statement was written with a limit".to_owned())),
    }
}

/// `left >> right`: on one line where it fits. Else a list breaks, and what is none stands in brackets with the
/// operator on a line of its own.
fn shift(printer: &mut Printer, left: &[Identifier], right: &Identifier, indent: usize) -> Result<(), Stop> {
    let operator = |printer: &mut Printer| {
        printer.word(">> ")?;
        printer.word(right.as_str())
    };
    if let [name] = left {
        let is_flat = printer.try_within(WIDTH, |printer| {
            printer.word(name.as_str())?;
            printer.word(" ")?;
            operator(printer)
        })?;
        if is_flat {
            return Ok(());
        }
        let inner = indent + STEP;
        printer.word("(")?;
        printer.line(inner);
        printer.word(name.as_str())?;
        printer.line(inner);
        operator(printer)?;
        printer.line(indent);
        printer.word(")")
    } else {
        let parts = left.iter().map(Part::Name).collect();
        let list = Brackets { callee: "", open: "[", close: "]", parts, comma: Comma::Broken };
        let after = " >> ".len() + right.as_str().len();
        brackets(printer, &list, Line { indent, after })?;
        printer.word(" ")?;
        operator(printer)
    }
}

/// Writes an expression whose entry begins at `entry`. It recurses no deeper than brackets may stand.
fn expression(printer: &mut Printer, expr: &Expr, entry: usize, line: Line) -> Result<(), Stop> {
    let (open, close, parts, comma) = match expr {
        Expr::Text(text) => return printer.literal(text),
        Expr::Integer(number) => return printer.word(&number.to_string()),
        Expr::Bool(value) => return printer.word(if *value { "True" } else { "False" }),
        Expr::None => return printer.word("None"),
        Expr::Name(path) => return printer.word(path.as_str()),
        Expr::Call(call) => return brackets(printer, &of_call(call)?, line),
        Expr::Marked(marked) => {
            printer.enter()?;
            let mark = printer.begin_mark(entry, &marked.places)?;
            expression(printer, &marked.value, entry, line)?;
            printer.leave();
            return printer.end_mark(mark);
        }
        Expr::List(items) => ("[", "]", items.iter().map(Part::Item).collect(), Comma::Broken),
        Expr::Tuple(items) => {
            let comma = if items.len() == 1 { Comma::Always } else { Comma::Broken };
            ("(", ")", items.iter().map(Part::Item).collect(), comma)
        }
        Expr::Dict(entries) => {
            let parts = entries.iter().map(|(key, value)| Part::Entry(key, value)).collect();
            ("{", "}", parts, Comma::Broken)
        }
    };
    brackets(printer, &Brackets { callee: "", open, close, parts, comma }, line)
}

fn of_call(call: &Call) -> Result<Brackets<'_>, Stop> {
    let mut names = BTreeSet::new();
    if let Some((name, _)) = call.keywords.iter().find(|(name, _)| !names.insert(name)) {
        return Err(Stop::Error(EmitError::DuplicateKey(name.to_string())));
    }
    let parts: Vec<Part<'_>> = (call.positional.iter().map(Part::Item))
        .chain(call.keywords.iter().map(|(name, value)| Part::Keyword(name, value)))
        .chain(call.splats.iter().map(Part::Splat))
        .collect();
    let comma = if matches!(*parts, [Part::Item(_)]) { Comma::Never } else { Comma::Broken };
    Ok(Brackets { callee: call.callee.as_str(), open: "(", close: ")", parts, comma })
}

/// Writes brackets on one line if they fit.
fn brackets(printer: &mut Printer, brackets: &Brackets<'_>, line: Line) -> Result<(), Stop> {
    printer.enter()?;
    if printer.is_trying() || brackets.parts.is_empty() {
        flat(printer, brackets, line)?;
    } else if !printer.try_within(WIDTH.saturating_sub(line.after), |printer| flat(printer, brackets, line))? {
        broken(printer, brackets, line.indent)?;
    }
    printer.leave();
    Ok(())
}

fn flat(printer: &mut Printer, brackets: &Brackets<'_>, line: Line) -> Result<(), Stop> {
    printer.word(brackets.callee)?;
    printer.word(brackets.open)?;
    for (index, part) in brackets.parts.iter().enumerate() {
        if index > 0 {
            printer.word(", ")?;
        }
        write_part(printer, part, line)?;
    }
    if brackets.comma == Comma::Always {
        printer.word(",")?;
    }
    printer.word(brackets.close)
}

fn broken(printer: &mut Printer, brackets: &Brackets<'_>, indent: usize) -> Result<(), Stop> {
    let comma = match brackets.comma {
        Comma::Broken | Comma::Always => ",",
        Comma::Never => "",
    };
    let line = Line { indent: indent + STEP, after: comma.len() };
    printer.word(brackets.callee)?;
    printer.word(brackets.open)?;
    for part in &brackets.parts {
        printer.line(line.indent);
        write_part(printer, part, line)?;
        printer.word(comma)?;
    }
    printer.line(indent);
    printer.word(brackets.close)
}

fn write_part(printer: &mut Printer, part: &Part<'_>, line: Line) -> Result<(), Stop> {
    let entry = printer.offset();
    let value = match part {
        Part::Item(value) => value,
        Part::Keyword(name, value) => {
            printer.word(name.as_str())?;
            printer.word("=")?;
            value
        }
        Part::Entry(key, value) => {
            printer.literal(key)?;
            printer.word(": ")?;
            value
        }
        Part::Splat(path) => {
            printer.word("**")?;
            return printer.word(path.as_str());
        }
        Part::Name(name) => return printer.word(name.as_str()),
    };
    expression(printer, value, entry, line)
}
