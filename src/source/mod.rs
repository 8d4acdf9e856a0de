//! Texts, and places in them.
//!
//! A [`Source`] is a text with a name; [`Source::read`] makes a [`Tree`] of it, in which every key and value knows its
//! [`Span`] and its spelling. Only `yaml` and `json` look at the characters of a description; everything above asks
//! the tree. What is wrong is data ([`ReadError`]); how to say it belongs to `diag`.

mod aliases;
mod build;
#[cfg(test)]
mod dump;
mod error;
mod expand;
mod json;
mod json_errors;
mod layout;
mod node;
mod path;
#[cfg(test)]
mod properties;
mod span;
mod text;
mod tree;
mod yaml;
mod yaml_errors;
mod yaml_mistakes;

use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;

pub use error::{ReadError, ReadProblem};
pub use node::Node;
pub use path::{KeyPath, Part, Place, Segment};
pub use span::Span;
pub use tree::{Kind, NodeId, Style, Tree};

/// How deep lists and maps may stand in each other. Code above may recurse over a tree that is not broken.
pub const MAX_DEPTH: usize = 128;

/// Which of the [`Sources`] a place is in.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct SourceId(u16);

impl SourceId {
    /// The main file.
    pub const MAIN: Self = Self(0);

    /// The number in the order in which sources were given.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a text is written in.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON.
    Json,
}

/// A text that values come from, with the name that people know it by.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    format: Format,
    /// What makes the bytes no text for us, and where it shows.
    flaw: Option<(ReadProblem, Span)>,
    line_starts: OnceLock<Vec<u32>>,
}

/// What reading a source gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document. It is there always; see [`Tree::is_broken`].
    pub tree: Tree,
    /// All mistakes, in the order in which they were found.
    pub errors: Vec<ReadError>,
}

impl Source {
    /// Takes the bytes of a file. Never fails: bytes that are no text are kept as well as they can be shown, and
    /// [`read`](Self::read) tells what they are. A byte order mark is dropped; offsets count from after it.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let name = name.into();
        let text::Decoded { text, flaw } = text::decode(bytes);
        let format = format(&name, &text);
        Self { name, text: text.into(), format, flaw, line_starts: OnceLock::new() }
    }

    /// The name: a path as the user wrote it, or a word such as `--set`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is written in, judged by its content.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Reads the document. `id` is the number under which this source stands in [`Sources`].
    pub fn read(&self, id: SourceId) -> Reading {
        let builder = build::Builder::new(id, Arc::clone(&self.text));
        if let Some((problem, span)) = &self.flaw {
            return builder.fail(problem.clone(), *span);
        }
        match self.format {
            Format::Yaml => yaml::read(builder, &self.text),
            Format::Json => json::read(builder, &self.text),
        }
    }

    /// Line and column of a byte, both from 1, the column in characters. An offset inside a character counts as its
    /// start, one past the end as the end.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or_default() as usize;
        let bytes = (offset as usize).saturating_sub(start);
        let rest = self.text.get(start..).unwrap_or_default();
        let before = rest.char_indices().take_while(|(at, character)| at + character.len_utf8() <= bytes);
        (span::offset(line), span::offset(before.count() + 1))
    }

    /// What line `line`, from 1, covers, without its line break; empty at the end of the text where there is no such
    /// line.
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.line_starts();
        let end = span::offset(self.text.len());
        let index = (line as usize).saturating_sub(1);
        let start = starts.get(index).copied().unwrap_or(end);
        let line = Span::new(start, starts.get(index + 1).copied().unwrap_or(end)).slice(&self.text);
        Span::new(start, start + span::offset(line.trim_end_matches(['\n', '\r']).len()))
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| span::offset(at + 1))).collect()
        })
    }
}

/// JSON where the whole text is JSON, and where only its mistakes could keep a `.json` file from being so.
fn format(name: &str, text: &str) -> Format {
    let named = name.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if text.trim_start().starts_with('{') && (named || serde_json::from_str::<&RawValue>(text).is_ok()) {
        Format::Json
    } else {
        Format::Yaml
    }
}

/// Every text that a value of one pipeline can come from. Never empty: the main file is the first.
#[derive(Clone, Debug)]
pub struct Sources {
    main: Source,
    others: Vec<Source>,
    build: Option<SourceId>,
    stack: Option<SourceId>,
}

impl Sources {
    /// Only the main file.
    pub fn new(main: Source) -> Self {
        Self { main, others: Vec::new(), build: None, stack: None }
    }

    /// Adds a build, a stack, an overlay, a `--set`; gives the id under which its places will be known. `None` when
    /// there are 65,536 sources already.
    pub fn add(&mut self, source: Source) -> Option<SourceId> {
        let id = u16::try_from(self.others.len() + 1).ok()?;
        self.others.push(source);
        Some(SourceId(id))
    }

    /// Adds the build that holds the images of a ZenML snapshot.
    pub fn with_build(mut self, source: Source) -> Self {
        self.build = self.add(source);
        self
    }

    /// Adds a stack file, which lies below what the main file says.
    pub fn with_stack(mut self, source: Source) -> Self {
        self.stack = self.add(source);
        self
    }

    /// The build, if one was added.
    pub fn build(&self) -> Option<SourceId> {
        self.build
    }

    /// The stack file, if one was added.
    pub fn stack(&self) -> Option<SourceId> {
        self.stack
    }

    /// The main file.
    pub fn main(&self) -> &Source {
        &self.main
    }

    /// The source of this id. Ids come from [`add`](Self::add); one of other [`Sources`] may give the main file.
    pub fn get(&self, id: SourceId) -> &Source {
        id.index().checked_sub(1).and_then(|index| self.others.get(index)).unwrap_or(&self.main)
    }

    /// All of them, the main file first.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        let ids = (0..=u16::MAX).map(SourceId);
        ids.zip(std::iter::once(&self.main).chain(&self.others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: u32, expected: (u32, u32)) {
        assert_eq!(Source::new("a.yaml", text.into()).line_column(offset), expected, "{offset} in {text:?}");
    }

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        check("", 0, (1, 1));
        check("", 7, (1, 1));
        check("ä😀b\nc\r\n\n", 0, (1, 1));
        check("ä😀b\nc\r\n\n", 1, (1, 1));
        check("ä😀b\nc\r\n\n", 2, (1, 2));
        check("ä😀b\nc\r\n\n", 6, (1, 3));
        check("ä😀b\nc\r\n\n", 7, (1, 4));
        check("ä😀b\nc\r\n\n", 8, (2, 1));
        check("ä😀b\nc\r\n\n", 11, (3, 1));
        check("ä😀b\nc\r\n\n", 12, (4, 1));
        check("ä😀b\nc\r\n\n", 99, (4, 1));
    }

    #[test]
    fn a_line_covers_its_text_without_the_break() {
        let source = Source::new("a.yaml", "ä\nc\r\n\nd".into());
        let line = |line| source.line_span(line).slice(source.text());
        assert_eq!([line(0), line(1), line(2), line(3), line(4), line(5)], ["ä", "ä", "c", "", "d", ""]);
    }

    #[test]
    fn the_format_is_judged_by_content() {
        let format = |name: &str, text: &str| Source::new(name, text.into()).format();
        assert_eq!(format("a.yaml", " {\"a\": 1}\n"), Format::Json);
        assert_eq!(format("a.yaml", "{a: 1}"), Format::Yaml);
        assert_eq!(format("a.JSON", "{a: 1}"), Format::Json);
        assert_eq!(format("a.json", "a: 1"), Format::Yaml);
        assert_eq!(format("json", "[1"), Format::Yaml);
    }

    #[test]
    fn sources_are_known_by_the_order_in_which_they_came() {
        let mut sources = Sources::new(Source::new("main", vec![]));
        let set = sources.add(Source::new("--set", b"a: 1".into())).expect("room for one");
        assert_eq!(sources.get(set).name(), "--set");
        assert_eq!(sources.get(SourceId::MAIN).name(), sources.main().name());
        let all: Vec<_> = sources.iter().map(|(id, source)| (id.index(), source.name())).collect();
        assert_eq!(all, [(0, "main"), (1, "--set")]);
        assert_eq!(sources.get(set).read(set).tree.root().place().source, set);
    }
}
