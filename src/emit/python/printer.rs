//! The text so far, the column it has reached, and the way back when a line grows too wide.

use super::{MAX_DEPTH, literal};
use crate::emit::{EmitError, Mark, Printed};
use crate::source::Place;

/// Why writing stops.
pub(super) enum Stop {
    /// The line is wider than the limit: what was written since the checkpoint is taken back.
    TooWide,
    /// The expression must not be printed at all.
    Error(EmitError),
}

/// Writes until a limit is reached.
pub(super) struct Printer {
    text: String,
    marks: Vec<Mark>,
    column: usize,
    /// The last column that may be written; `None` while nothing is tried.
    limit: Option<usize>,
    depth: usize,
}

/// What there was before a try.
struct Checkpoint {
    text: usize,
    marks: usize,
    column: usize,
    depth: usize,
}

impl Printer {
    /// An empty text whose first line stands at `column`.
    pub(super) fn new(column: usize) -> Self {
        Self { text: String::new(), marks: Vec::new(), column, limit: None, depth: 0 }
    }

    /// The whole text.
    pub(super) fn finish(self) -> Result<Printed, EmitError> {
        position(self.text.len())?;
        Ok(Printed { text: self.text, marks: self.marks })
    }

    /// Where the next piece begins.
    pub(super) fn offset(&self) -> usize {
        self.text.len()
    }

    /// Whether something is being tried on one line.
    pub(super) fn is_trying(&self) -> bool {
        self.limit.is_some()
    }

    /// Writes ASCII.
    pub(super) fn word(&mut self, word: &str) -> Result<(), Stop> {
        self.text.push_str(word);
        self.column += word.len();
        match self.limit {
            Some(limit) if self.column > limit => Err(Stop::TooWide),
            Some(_) | None => Ok(()),
        }
    }

    /// Writes a string literal.
    pub(super) fn literal(&mut self, text: &str) -> Result<(), Stop> {
        let room = self.limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.column));
        self.column += literal::write(&mut self.text, text, room).ok_or(Stop::TooWide)?;
        Ok(())
    }

    /// Begins a new line.
    pub(super) fn line(&mut self, indent: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// Writes by `write` if that needs no column after `limit`, else nothing. Whether it was written.
    pub(super) fn try_within(
        &mut self,
        limit: usize,
        write: impl FnOnce(&mut Self) -> Result<(), Stop>,
    ) -> Result<bool, Stop> {
        let before =
            Checkpoint { text: self.text.len(), marks: self.marks.len(), column: self.column, depth: self.depth };
        let outer = self.limit.replace(limit);
        let outcome = write(self);
        self.limit = outer;
        match outcome {
            Ok(()) => Ok(true),
            Err(Stop::TooWide) => {
                self.text.truncate(before.text);
                self.marks.truncate(before.marks);
                self.column = before.column;
                self.depth = before.depth;
                Ok(false)
            }
            Err(error @ Stop::Error(_)) => Err(error),
        }
    }

    /// Goes into brackets.
    pub(super) fn enter(&mut self) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Stop::Error(EmitError::TooDeep)) } else { Ok(()) }
    }

    /// Leaves brackets.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Begins a mark over what stands from `start` on, unless there are no places to tell.
    pub(super) fn begin_mark(&mut self, start: usize, places: &[Place]) -> Result<Option<usize>, Stop> {
        if places.is_empty() {
            return Ok(None);
        }
        let start = position(start).map_err(Stop::Error)?;
        self.marks.push(Mark { bytes: start..start, places: places.to_vec() });
        Ok(Some(self.marks.len() - 1))
    }

    /// Ends the mark here.
    pub(super) fn end_mark(&mut self, mark: Option<usize>) -> Result<(), Stop> {
        let end = position(self.text.len()).map_err(Stop::Error)?;
        if let Some(mark) = mark.and_then(|mark| self.marks.get_mut(mark)) {
            mark.bytes.end = end;
        }
        Ok(())
    }
}

/// A place in the text as a mark holds it.
fn position(offset: usize) -> Result<u32, EmitError> {
    u32::try_from(offset).map_err(|_| EmitError::TooLong)
}
