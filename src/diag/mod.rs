//! What we say to people: what is wrong, where, and what to do about it.
//!
//! Every stage pushes [`Diagnostic`]s into the one sink, [`Diagnostics`], and goes on, so that all mistakes of a file
//! are told in one run. At the end the sink resolves their places into [`Finding`]s, which need no tree any more: each
//! rendering (one file each) works on those.

pub mod codes;
mod explain;
mod finding;
pub mod human;
mod reading;
mod words;

use std::fmt;

use crate::source::Place;

pub use codes::Code;
pub use explain::page;
pub use finding::{Finding, Spot};
pub use reading::read_error;
pub use words::words;

/// How bad it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Something that the user wrote will not happen as written.
    Warning,
    /// Good to know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// A few words, such as "first defined here".
    pub text: String,
}

/// What a diagnostic is about, by name: data for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// The target, if only one is concerned.
    pub target: Option<String>,
    /// The step.
    pub step: Option<String>,
    /// The feature.
    pub feature: Option<String>,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake it is.
    pub code: &'static Code,
    /// What is so: lower case, no final period, names in backticks.
    pub message: String,
    /// Where the caret stands.
    pub primary: Place,
    /// A few words at the caret.
    pub label: Option<String>,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do, an order in one sentence each.
    pub help: Vec<String>,
    /// What it is about.
    pub subject: Subject,
}

impl Diagnostic {
    /// A diagnostic at `primary`.
    pub fn new(code: &'static Code, primary: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary,
            label: None,
            labels: Vec::new(),
            help: Vec::new(),
            subject: Subject::default(),
        }
    }

    /// Adds a few words at the caret.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Adds a further place.
    pub fn also(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Adds what to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds what to do, where there is something to say.
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help.extend(text);
        self
    }

    /// Names the target that is concerned.
    pub fn target(mut self, name: &str) -> Self {
        self.subject.target = Some(name.to_owned());
        self
    }

    /// Names the step that is concerned.
    pub fn step(mut self, name: impl fmt::Display) -> Self {
        self.subject.step = Some(name.to_string());
        self
    }

    /// Names the feature that is concerned.
    pub fn feature(mut self, name: &str) -> Self {
        self.subject.feature = Some(name.to_owned());
        self
    }
}

/// The sink of all diagnostics of a run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// True once there is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.code.severity == Severity::Error)
    }

    /// How many diagnostics there are: a mark to compare with, not a number for people.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True without any diagnostic.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The candidate that `word` was most likely meant to be, if one is near enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let mut best = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
        if score >= 0.8 && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let keys = ["image", "needs", "command", "description"];
        assert_eq!(nearest("imgae", keys), Some("image"));
        assert_eq!(nearest("Command", keys), Some("command"));
        assert_eq!(nearest("zzz", keys), None);
    }
}
