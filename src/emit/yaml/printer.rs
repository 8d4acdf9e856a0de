//! Lays out maps and lists as text arrives, without seeing what comes next.
//!
//! Maps are block maps. A list begins in flow (`[python, -m, churn.load]`) and is rewritten as a block list when an
//! item turns up that does not fit; since plain texts are safe in both, only the frame around the items changes, and
//! at most one line is ever rewritten.

use super::scalar;
use super::{MAX_DEPTH, Mark};
use crate::emit::EmitError;
use crate::source::Place;

/// The last column that a list in flow may reach.
const WIDTH: usize = 88;

/// From this many bytes on a key is written after `? `: readers look for a colon in 1024 characters only.
const LONG_KEY: usize = 1000;

/// Where a value is about to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// What the text ends with.
    pub(super) after: After,
    /// Where the keys, dashes or lines of the value stand if it needs lines of its own.
    pub(super) indent: usize,
    /// Where the entry begins: its key, its dash, or the value itself.
    entry: usize,
}

/// What stands before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing: it is the document.
    Start,
    /// A key and its colon.
    Colon,
    /// The dash of a block list.
    Dash,
    /// An opening bracket, or a comma and a blank.
    Flow,
}

impl Slot {
    /// The slot of the whole document.
    pub(super) const DOCUMENT: Self = Self { after: After::Start, indent: 0, entry: 0 };
}

/// The text so far.
#[derive(Default)]
pub(super) struct Printer {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    flow: Option<Flow>,
    depth: usize,
}

/// The one list that is being tried in flow. None can stand in another: the inner one sends the outer one to block.
struct Flow {
    /// The slot of the list.
    slot: Slot,
    /// Where the list begins in the text.
    start: usize,
    /// The first mark inside it.
    first_mark: usize,
    /// The columns taken so far.
    width: usize,
    /// The finished items as ranges of the text.
    items: Vec<(usize, usize)>,
}

impl Printer {
    /// Goes into a map or list.
    pub(super) fn enter(&mut self) -> Result<(), EmitError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(EmitError::TooDeep) } else { Ok(()) }
    }

    /// Leaves a map or list.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Writes a scalar that is not text, or an empty map or list.
    pub(super) fn word(&mut self, slot: Slot, word: &str) {
        self.blank(slot);
        self.text.push_str(word);
        self.end_scalar(slot);
    }

    /// Writes a text in the best of its spellings.
    pub(super) fn string(&mut self, slot: Slot, string: &str) -> Result<(), EmitError> {
        if !string.contains('\n') {
            self.blank(slot);
            scalar::write_line(&mut self.text, string);
            self.end_scalar(slot);
            return Ok(());
        }
        let slot = self.leave_flow(slot)?;
        self.blank(slot);
        match scalar::block_chomping(string) {
            Some(chomping) => {
                let indent = slot.indent.max(2);
                scalar::write_block(&mut self.text, string, chomping, indent);
            }
            None => scalar::write_line(&mut self.text, string),
        }
        self.end_scalar(slot);
        Ok(())
    }

    fn blank(&mut self, slot: Slot) {
        match slot.after {
            After::Colon | After::Dash => self.text.push(' '),
            After::Start | After::Flow => {}
        }
    }

    fn end_scalar(&mut self, slot: Slot) {
        match slot.after {
            After::Start | After::Colon | After::Dash => self.text.push('\n'),
            After::Flow => {}
        }
    }

    /// Makes room for the next key of a map in `slot`; returns where the key begins.
    pub(super) fn begin_key(&mut self, slot: Slot, is_first: bool) -> usize {
        self.begin_line(slot, is_first);
        self.text.len()
    }

    /// Ends the key that begins at `entry`; the slot is that of its value.
    pub(super) fn end_key(&mut self, slot: Slot, entry: usize) -> Slot {
        if self.text.len() - entry > LONG_KEY {
            self.text.insert_str(entry, "? ");
            self.text.push('\n');
            scalar::write_blanks(&mut self.text, slot.indent);
        }
        self.text.push(':');
        Slot { after: After::Colon, indent: slot.indent + 2, entry }
    }

    /// Goes to where the next key or dash of a map or list in `slot` stands.
    fn begin_line(&mut self, slot: Slot, is_first: bool) {
        match (slot.after, is_first) {
            (After::Dash, true) => self.text.push(' '),
            (After::Colon, true) => {
                self.text.push('\n');
                scalar::write_blanks(&mut self.text, slot.indent);
            }
            (_, _) => scalar::write_blanks(&mut self.text, slot.indent),
        }
    }

    /// Writes the dash of the next item of a block list in `slot`; the slot is that of the item.
    pub(super) fn dash(&mut self, slot: Slot, is_first: bool) -> Slot {
        self.begin_line(slot, is_first);
        let entry = self.text.len();
        self.text.push('-');
        Slot { after: After::Dash, indent: slot.indent + 2, entry }
    }

    /// Begins a list in flow.
    pub(super) fn begin_flow(&mut self, slot: Slot) {
        let start = self.text.len();
        self.blank(slot);
        self.text.push('[');
        let line = self.text.rfind('\n').map_or(0, |position| position + 1);
        let width = columns(&self.text[line..]);
        let first_mark = self.marks.len();
        self.flow = Some(Flow { slot, start, first_mark, width, items: Vec::new() });
    }

    /// The slot of the next item, while the list is still in flow.
    pub(super) fn flow_item(&mut self) -> Option<Slot> {
        let flow = self.flow.as_mut()?;
        if !flow.items.is_empty() {
            self.text.push_str(", ");
            flow.width += 2;
        }
        Some(Slot { after: After::Flow, indent: flow.slot.indent, entry: self.text.len() })
    }

    /// Ends the item in `slot`; whether the list is still in flow.
    pub(super) fn end_flow_item(&mut self, slot: Slot) -> Result<bool, EmitError> {
        let Some(flow) = self.flow.as_mut() else {
            return Ok(false);
        };
        flow.width += columns(&self.text[slot.entry..]);
        flow.items.push((slot.entry, self.text.len()));
        if flow.width < WIDTH {
            return Ok(true);
        }
        self.unfold()?;
        Ok(false)
    }

    /// Ends a list that stayed in flow.
    pub(super) fn end_flow(&mut self) {
        self.flow = None;
        self.text.push_str("]\n");
    }

    /// If `slot` is in flow, turns its list into a block list; the slot is then that after the dash.
    pub(super) fn leave_flow(&mut self, slot: Slot) -> Result<Slot, EmitError> {
        if slot.after != After::Flow {
            return Ok(slot);
        }
        let Some((list, is_first, open_marks)) = self.unfold()? else {
            return Ok(slot);
        };
        let slot = self.dash(list, is_first);
        // Marks of the item that is about to be written have begun where it would have stood in flow.
        let start = position(slot.entry)?;
        for mark in &mut self.marks[open_marks..] {
            mark.bytes = start..start;
        }
        Ok(slot)
    }

    /// Writes the items that stand in flow as a block list. Returns the list's slot, whether it is empty so far, and
    /// the first mark that belongs to none of the items.
    fn unfold(&mut self) -> Result<Option<(Slot, bool, usize)>, EmitError> {
        let Some(flow) = self.flow.take() else {
            return Ok(None);
        };
        let folded = self.text.split_off(flow.start);
        let mut next_mark = flow.first_mark;
        for (index, &(start, end)) in flow.items.iter().enumerate() {
            let slot = self.dash(flow.slot, index == 0);
            self.text.push(' ');
            self.text.push_str(&folded[start - flow.start..end - flow.start]);
            let bytes = position(slot.entry)?..position(self.text.len())?;
            self.text.push('\n');
            let folded_start = position(start)?;
            while let Some(mark) = self.marks.get_mut(next_mark) {
                if mark.bytes.start != folded_start {
                    break;
                }
                mark.bytes = bytes.clone();
                next_mark += 1;
            }
        }
        Ok(Some((flow.slot, flow.items.is_empty(), next_mark)))
    }

    /// Begins a mark over the entry in `slot`.
    pub(super) fn begin_mark(&mut self, slot: Slot, places: Vec<Place>) -> Result<usize, EmitError> {
        let start = position(slot.entry)?;
        self.marks.push(Mark { bytes: start..start, places });
        Ok(self.marks.len() - 1)
    }

    /// Ends the mark at the end of the text.
    pub(super) fn end_mark(&mut self, mark: usize) -> Result<(), EmitError> {
        let end = self.text.strip_suffix('\n').unwrap_or(&self.text).len();
        if let Some(mark) = self.marks.get_mut(mark) {
            mark.bytes.end = position(end)?;
        }
        Ok(())
    }
}

/// A place in the text as a mark holds it.
pub(super) fn position(offset: usize) -> Result<u32, EmitError> {
    u32::try_from(offset).map_err(|_| EmitError::TooLong)
}

fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}
