//! No back end: the calendar that targets' schedules are written in, which several of them share.
//!
//! Most targets know cron lines only. What an interval or a single moment is in cron lines, and where the clocks of a
//! zone meet a line, is worked out here once, from the bundled zone database and never from today's date.

pub(super) mod clocks;
pub(super) mod interval;
pub(super) mod once;
