//! `SEGUE_SWITCH_OFF`, which only builds with the feature `switches` read: the name of a rule that shall not hold, or
//! `list` for the table of all rules, a line each: target, name, what it keeps.

use std::env;

use super::{Stop, Terminal};
use crate::backends::BACKENDS;

/// What comes after the variable is read.
pub(super) enum Next {
    /// The command line.
    GoOn,
    /// Nothing: the table was asked for.
    Ended,
}

/// Obeys the variable.
pub(super) fn read(terminal: &mut Terminal) -> Result<Next, Stop> {
    let Some(name) = env::var_os("SEGUE_SWITCH_OFF") else { return Ok(Next::GoOn) };
    let name = name.to_string_lossy();
    let rules =
        || BACKENDS.iter().flat_map(|backend| backend.switches().into_iter().map(|rule| (backend.target(), rule)));
    if name == "list" {
        let table: String =
            rules().map(|(target, rule)| format!("{target}\t{}\t{}\n", rule.name, rule.keeps)).collect();
        terminal.data(&table)?;
        return Ok(Next::Ended);
    }
    let mut named = rules().filter(|(_, rule)| rule.name == name).map(|(_, rule)| rule).peekable();
    if named.peek().is_none() {
        return Err(terminal.usage(&format!("there is no rule `{name}`"), &["list them with `SEGUE_SWITCH_OFF=list`"]));
    }
    named.for_each(|rule| rule.switch_off());
    Ok(Next::GoOn)
}
