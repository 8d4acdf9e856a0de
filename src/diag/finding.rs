//! Diagnostics with their places resolved, sorted, and each told once.

use indexmap::IndexMap;

use super::{Code, Diagnostic, Diagnostics, Label, Severity, Subject};
use crate::source::{KeyPath, Place, SourceId, Span, Tree};

/// At most so many findings of one code are shown one by one.
const MOST_OF_A_CODE: usize = 100;

/// A place in a text, with a word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The source.
    pub source: SourceId,
    /// The bytes.
    pub span: Span,
    /// A few words; may be empty.
    pub label: String,
}

/// A diagnostic that needs no tree any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which kind of mistake it is.
    pub code: &'static Code,
    /// What is so.
    pub message: String,
    /// Where.
    pub at: Spot,
    /// The key path of the place, such as `steps.train.needs[0]`.
    pub path: KeyPath,
    /// Further places.
    pub also: Vec<Spot>,
    /// What to do.
    pub help: Vec<String>,
    /// What it is about.
    pub subject: Subject,
    /// How many more steps it holds for: they share the place.
    pub more: usize,
}

impl Diagnostics {
    /// Resolves, sorts by place, then code, and tells each thing once: an equal code, target and span is told for its
    /// first step with the number of further ones. Past 100 findings of a code only their number is told, with the
    /// hundredth.
    ///
    /// `trees` holds the tree of each source under the source's number.
    pub fn into_findings(self, trees: &[Tree]) -> Vec<Finding> {
        let mut once: IndexMap<(SourceId, Span, &'static str, Option<String>, String), Finding> = IndexMap::new();
        for diagnostic in self.list {
            let finding = resolve(diagnostic, trees);
            let Finding { code, at, subject, .. } = &finding;
            let key = (at.source, at.span, code.id, subject.target.clone(), without_step(&finding));
            match once.entry(key) {
                indexmap::map::Entry::Occupied(mut first) => {
                    let first = first.get_mut();
                    first.more += usize::from(first.subject.step != finding.subject.step);
                }
                indexmap::map::Entry::Vacant(place) => {
                    place.insert(finding);
                }
            }
        }
        let mut findings: Vec<Finding> = once.into_values().collect();
        findings.sort_by(|a, b| {
            let key = |finding: &Finding| (finding.at.source, finding.at.span.start, finding.code.id);
            key(a).cmp(&key(b)).then_with(|| a.at.span.end.cmp(&b.at.span.end)).then_with(|| a.message.cmp(&b.message))
        });
        cut(findings)
    }
}

/// What is said, whichever step it is said of.
fn without_step(finding: &Finding) -> String {
    match &finding.subject.step {
        Some(step) => finding.message.replace(&format!("`{step}`"), "``"),
        None => finding.message.clone(),
    }
}

fn cut(findings: Vec<Finding>) -> Vec<Finding> {
    let mut counts: IndexMap<&'static str, usize> = IndexMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let count = counts.entry(finding.code.id).or_default();
        *count += 1;
        if *count <= MOST_OF_A_CODE {
            kept.push(finding);
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > MOST_OF_A_CODE) {
        if let Some(last) = kept.iter_mut().rev().find(|finding| finding.code.id == code) {
            last.help.push(format!("mend these first: {} more of `{code}` are not shown", count - MOST_OF_A_CODE));
        }
    }
    kept
}

fn resolve(diagnostic: Diagnostic, trees: &[Tree]) -> Finding {
    let Diagnostic { code, message, primary, label, labels, help, subject } = diagnostic;
    let tree = trees.get(primary.source.index());
    let used = tree.and_then(|tree| tree.place_used_at(primary));
    let mut also: Vec<Spot> = labels.into_iter().map(|Label { place, text }| spot(place, text, trees)).collect();
    also.extend(used.map(|span| Spot { source: primary.source, span, label: "used here".to_owned() }));
    Finding {
        code,
        message,
        at: spot(primary, label.unwrap_or_default(), trees),
        path: tree.map(|tree| tree.path(primary.node)).unwrap_or_default(),
        also,
        help,
        subject,
        more: 0,
    }
}

fn spot(place: Place, label: String, trees: &[Tree]) -> Spot {
    let span = trees.get(place.source.index()).map(|tree| tree.span(place)).unwrap_or_default();
    Spot { source: place.source, span, label }
}

impl Finding {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}
