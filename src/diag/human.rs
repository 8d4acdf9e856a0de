//! Findings as text for people, with an excerpt and a caret.
//!
//! The renderer scans all of the text that it is given and panics on a range inside a character, so it gets only the
//! lines that a spot touches, with clamped ranges.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Finding, Severity, Spot};
use crate::source::{Source, Sources};

/// An excerpt is cut after so many bytes of a line: a whole file may stand on one.
const LONGEST_LINE: u32 = 4_000;

/// One finding: `error[E0201]: …` with `file:line:col`, excerpt, caret and help. Ends in a line break.
pub fn render(finding: &Finding, sources: &Sources, colour: bool) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(one_line(&finding.message))
        .id(finding.code.id)
        .elements([] as [Snippet<'_, annotate_snippets::Annotation<'_>>; 0]);
    for (number, spot) in std::iter::once(&finding.at).chain(&finding.also).enumerate() {
        let kind = if number == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = excerpt(group, spot, sources.get(spot.source), kind);
    }
    if finding.more > 0 {
        let steps = if finding.more == 1 { "step" } else { "steps" };
        group = group.element(Level::NOTE.message(format!("and {} more {steps}", finding.more)));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(one_line(help)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&[group]).to_string();
    text.push('\n');
    text
}

fn excerpt<'a>(group: Group<'a>, spot: &'a Spot, source: &'a Source, kind: AnnotationKind) -> Group<'a> {
    let (line, column) = source.line_column(spot.span.start);
    let whole = source.line_span(line);
    let is_drawable = whole.end - whole.start <= LONGEST_LINE;
    if !is_drawable {
        let origin = Origin::path(source.name()).line(line as usize).char_column(column as usize);
        let group = group.element(origin);
        return if spot.label.is_empty() { group } else { group.element(Level::NOTE.message(one_line(&spot.label))) };
    }
    let text = whole.slice(source.text());
    let clamp = |offset: u32| floor_char_boundary(text, offset.saturating_sub(whole.start) as usize);
    let start = clamp(spot.span.start);
    let end = clamp(spot.span.end.min(whole.end)).max(start);
    // A caret of no width is drawn one wide, except behind the end of the text.
    let annotation = kind.span(start..end);
    let annotation = if spot.label.is_empty() { annotation } else { annotation.label(one_line(&spot.label)) };
    group
        .element(Snippet::source(text).line_start(line as usize).path(source.name()).fold(false).annotation(annotation))
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Line breaks and control characters of user text would break the drawing.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}
