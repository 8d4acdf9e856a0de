//! Reads YAML: composes a tree from the events of granit-parser.
//!
//! Adds what a parser of events does not check: duplicate keys, tags, depth, that there is one document, that keys are
//! scalars. It gives no type to any scalar. Aliases and `<<` stay as they stand here; `expand` resolves them.
//!
//! Where granit-parser 2.2 places a part elsewhere than a reader of the file would, the place is found in the text: an
//! empty value stands right after its colon or dash, a block scalar begins at its `|`, a block list at its first dash,
//! and block lists and maps end with their last child.

use std::borrow::Cow;
use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::aliases::Anchored;
use super::build::{At, Builder};
use super::expand::{self, Links};
use super::tree::{Content, Key, Standing};
use super::{Kind, Part, ReadProblem, Reading, Span, Style, layout, span, yaml_errors};

pub(super) fn read(builder: Builder, text: &str) -> Reading {
    let options = granit_parser::options! { emit_unresolved_aliases: true, emit_comments: false };
    let mut composer = Composer::new(builder, text);
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, found) = match event {
            Ok(found) => found,
            Err(error) => {
                let (problem, span) = yaml_errors::explain(text, &error);
                if composer.told_template(span) {
                    return composer.builder.abandon();
                }
                return composer.builder.fail(problem, span);
            }
        };
        let start = found.start.byte_offset().map_or(composer.cursor, span::offset);
        let end = found.end.byte_offset().map_or(start, span::offset);
        let tag_span = found.tag_span().and_then(|tag| tag.byte_range()).map(|tag| Span::of(tag.start, tag.end));
        match composer.event(event, Span::new(start, end), tag_span) {
            Step::Next => {}
            Step::Done => break,
            Step::TooDeep => {
                return composer.builder.fail(ReadProblem::TooDeep, Span::new(start, start + 1));
            }
        }
    }
    composer.finish()
}

/// What to do after an event.
enum Step {
    Next,
    /// The document was read; what follows is not looked at.
    Done,
    TooDeep,
}

/// A list or map that is used as a key, while it is passed over.
struct Passing {
    span: Span,
    depth: usize,
}

pub(super) struct Composer<'t> {
    pub(super) builder: Builder,
    pub(super) text: &'t str,
    /// The end of what was read last: what granit-parser does not place lies between it and the next event.
    cursor: u32,
    /// Whether the lists and maps that are open are in block style.
    block: Vec<bool>,
    pub(super) anchors: BTreeMap<usize, Anchored>,
    pub(super) links: Links,
    passing: Option<Passing>,
    documents: usize,
}

impl<'t> Composer<'t> {
    fn new(builder: Builder, text: &'t str) -> Self {
        Self {
            builder,
            text,
            cursor: 0,
            block: Vec::new(),
            anchors: BTreeMap::new(),
            links: Links::default(),
            passing: None,
            documents: 0,
        }
    }

    fn event(&mut self, event: Event<'t>, found: Span, tag_span: Option<Span>) -> Step {
        if self.passing.is_some() {
            self.pass(&event, found);
            return Step::Next;
        }
        match event {
            Event::DocumentStart(explicit, _) => return self.document(explicit, found),
            Event::Scalar(content, style, anchor, tag) => {
                let style = self.tag(tag.as_deref(), tag_span, style_of(style));
                if self.builder.expects_key() {
                    self.key(content, style, found, anchor);
                } else {
                    self.scalar(content, style, found, anchor);
                }
            }
            Event::SequenceStart(style, anchor, tag) => {
                return self.open(Kind::List, style, found, anchor, tag.as_deref().and(tag_span));
            }
            Event::MappingStart(style, anchor, tag) => {
                return self.open(Kind::Map, style, found, anchor, tag.as_deref().and(tag_span));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let flow = self.block.pop() == Some(false);
                self.builder.close(flow.then_some(found.end));
                if flow {
                    self.cursor = found.end;
                }
            }
            Event::Alias(anchor) => self.alias(anchor, found),
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, found),
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Anchor(..) => {}
            // The enum may grow: comments and what else is no part of the document.
            _ => {}
        }
        Step::Next
    }

    fn finish(mut self) -> Reading {
        let root = self.builder.records.first();
        if root.is_none_or(|root| root.kind == Kind::Scalar && root.span.is_empty()) && self.documents < 2 {
            return self.builder.fail(ReadProblem::Empty, Span::empty(0));
        }
        let records = &self.builder.records;
        self.links.merges.retain(|node| records[*node as usize].standing != Standing::Hidden);
        if self.links.is_empty() { self.builder.finish() } else { expand::expand(self.builder, &self.links) }
    }

    fn document(&mut self, explicit: bool, found: Span) -> Step {
        self.documents += 1;
        if self.documents > 1 {
            let at = self.builder.spot(layout::character(self.text, found.start, found.end), 0);
            self.builder.error(ReadProblem::SeveralDocuments, at, Some(At::Node(0, Part::Value)));
            return Step::Done;
        }
        if explicit {
            self.cursor = found.end;
        }
        Step::Next
    }

    fn key(&mut self, content: Cow<'t, str>, style: Style, found: Span, anchor: usize) {
        let (content, span) = self.place(&content, style, found);
        let key = Key { content, span, style };
        self.begin_block_map(span);
        if style == Style::Plain && self.builder.resolve(content) == "<<" {
            self.links.merges.push(self.builder.next());
        }
        self.builder.key(key);
        self.cursor = span.end;
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored::Key(key));
        }
    }

    fn scalar(&mut self, content: Cow<'t, str>, style: Style, found: Span, anchor: usize) {
        self.item();
        let (content, span) = self.place(&content, style, found);
        let node = self.builder.scalar(content, style, span);
        self.cursor = self.cursor.max(span.end);
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored::Node(node));
        }
    }

    fn open(&mut self, kind: Kind, style: StructureStyle, found: Span, anchor: usize, tag: Option<Span>) -> Step {
        if let Some(tag) = tag {
            self.refuse_tag(tag);
        }
        if self.builder.expects_key() {
            self.passing = Some(Passing { span: found, depth: 1 });
            return Step::Next;
        }
        self.item();
        let block = style == StructureStyle::Block;
        let start = match kind {
            Kind::List if block => layout::dash(self.text, self.cursor).unwrap_or(found.start),
            Kind::List | Kind::Map | Kind::Scalar => found.start,
        };
        self.cursor = self.cursor.max(start);
        let end = if block { start } else { found.end };
        let Some(node) = self.builder.open(kind, Span::new(start, end)) else {
            return Step::TooDeep;
        };
        self.block.push(block);
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored::Node(node));
        }
        Step::Next
    }

    /// Takes an event that lies in a list or map which is used as a key.
    fn pass(&mut self, event: &Event<'_>, found: Span) {
        let Some(passing) = &mut self.passing else {
            return;
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => passing.depth += 1,
            Event::SequenceEnd | Event::MappingEnd => passing.depth -= 1,
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
            Event::Alias(_) | Event::Anchor(..) | Event::UnresolvedAlias(_) | Event::Scalar(..) => {}
            _ => {}
        }
        passing.span.end = passing.span.end.max(found.end);
        if passing.depth == 0 {
            let span = layout::trim_end(self.text, passing.span);
            self.passing = None;
            self.refuse_key(span);
            self.pass_to(span.end);
        }
    }

    /// Tells a key that is a list or a map. `{{ x }}` without quotes is a map whose key is a map.
    pub(super) fn refuse_key(&mut self, key: Span) {
        self.begin_block_map(key);
        let map = self.builder.container_id();
        let start = self.builder.records[map as usize].span.start;
        let template = start + 1 == key.start && Span::new(start, start + 2).slice(self.text) == "{{";
        let at = if template { At::Node(map, Part::Value) } else { At::Node(self.builder.next(), Part::Key) };
        if template {
            self.builder.lose(map);
        }
        self.builder.error(ReadProblem::KeyNotScalar { template }, at, None);
        self.builder.hidden_key(key);
    }

    /// Whether the last mistake was an unquoted `{{ x }}` at `span`; what follows it then is no mistake of its own.
    fn told_template(&self, span: Span) -> bool {
        let last = self.builder.errors.last().map(|error| (&error.problem, error.at));
        match last {
            Some((ReadProblem::KeyNotScalar { template: true }, At::Node(node, _))) => {
                self.builder.records[node as usize].span.start == span.start
            }
            _ => false,
        }
    }

    /// Refuses any tag but `!!str` on a scalar; gives the style in which the scalar is to be read.
    fn tag(&mut self, tag: Option<&Tag>, span: Option<Span>, style: Style) -> Style {
        match tag {
            None => style,
            Some(tag) if tag.is_yaml_core_schema_tag("str") => match style {
                Style::Plain | Style::SingleQuoted => Style::SingleQuoted,
                Style::DoubleQuoted | Style::Literal | Style::Folded => style,
            },
            Some(_) => {
                self.refuse_tag(span.unwrap_or(Span::empty(self.cursor)));
                style
            }
        }
    }

    fn refuse_tag(&mut self, span: Span) {
        let at = self.builder.spot(span, self.builder.next());
        let tag = span.slice(self.text).to_owned();
        self.builder.error(ReadProblem::Tag { tag }, at, None);
    }

    /// Passes the dash before an item of a block list.
    pub(super) fn item(&mut self) {
        let in_list = self.builder.container().is_some_and(|record| record.kind == Kind::List);
        if in_list
            && self.block.last() == Some(&true)
            && let Some(dash) = layout::dash(self.text, self.cursor)
        {
            self.cursor = dash + 1;
        }
    }

    pub(super) fn pass_to(&mut self, end: u32) {
        self.cursor = self.cursor.max(end);
    }

    /// A block map begins with its first key.
    pub(super) fn begin_block_map(&mut self, key: Span) {
        let map = self.builder.container_id();
        if self.block.last() == Some(&true) && self.builder.next() == map + 1 {
            self.builder.records[map as usize].span = key;
        }
        self.builder.stretch(key.end);
    }

    /// Where a scalar's content and the scalar itself lie.
    fn place(&mut self, content: &str, style: Style, found: Span) -> (Content, Span) {
        match style {
            Style::Plain | Style::SingleQuoted if found.is_empty() => {
                let at = match self.builder.pending_key() {
                    Some(key) => layout::after_colon(self.text, key.span.end),
                    None if self.builder.expects_key() => found.start,
                    None => self.cursor,
                };
                (Content::Source(Span::empty(at)), Span::empty(at))
            }
            Style::Literal | Style::Folded => {
                let start = layout::block_header(self.text, self.cursor).unwrap_or(found.start);
                let span = layout::trim_end(self.text, Span::new(start, found.end));
                (self.builder.content(content, found), span)
            }
            Style::SingleQuoted | Style::DoubleQuoted if found.slice(self.text).starts_with(['\'', '"']) => {
                let inner = Span::new(found.start + 1, found.end.saturating_sub(1));
                (self.builder.content(content, inner), found)
            }
            Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => (self.builder.content(content, found), found),
        }
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

#[cfg(test)]
mod tests {
    use super::super::dump::{check, dump};

    #[test]
    fn scalars_keep_spelling_style_and_place() {
        check(
            "a: 3.10\nb: no # c\nc: \"q\\n\"\nd: 'it''s'\nä: ü b\n",
            "
            . {} 0«a: 3.10\\nb: no # c\\nc: \\\"q\\\\n\\\"\\nd: \\'it\\'\\'s\\'\\nä: ü b»
            a (3.10) 3«3.10»
            b (no) 11«no»
            c \"(q\\n) 21«\\\"q\\\\n\\\"»
            d '(it\\'s) 30«\\'it\\'\\'s\\'»
            ä (ü b) 42«ü b»
            ",
        );
    }

    #[test]
    fn a_block_scalar_begins_at_its_header() {
        check(
            "b: |\n  ä l\n  m\n\nc: # k\n  >-\n  x\nd:\n- !!str |\n\n  y\ne: |\nf: 1",
            "
            . {} 0«b: |\\n  ä l\\n  m\\n\\nc: # k\\n  >-\\n  x\\nd:\\n- !!str |\\n\\n  y\\ne: |\\nf: 1»
            b |(ä l\\nm\\n) 3«|\\n  ä l\\n  m»
            c >(x) 26«>-\\n  x»
            d [] 36«- !!str |\\n\\n  y»
            d[0] |(\\ny\\n) 44«|\\n\\n  y»
            e |() 54«|»
            f (1) 59«1»
            ",
        );
        check("--- |\n a\n", ". |(a\\n) 4«|\\n a»");
    }

    #[test]
    fn an_empty_value_stands_right_after_its_colon_or_dash() {
        check(
            "a: &x\nd:\n- \n- 1\n- - \n  -\ne: !!str\ng: {a, b: , \"c\":}\ni:   # c\n? k\n: v\n",
            "
            . {} 0«a: &x\\nd:\\n- \\n- 1\\n- - \\n  -\\ne: !!str\\ng: {a, b: , \\\"c\\\":}\\ni:   # c\\n? k\\n: v»
            a () 2«»
            d [] 9«- \\n- 1\\n- - \\n  -»
            d[0] () 10«»
            d[1] (1) 14«1»
            d[2] [] 18«- \\n  -»
            d[2][0] () 19«»
            d[2][1] () 24«»
            e '() 27«»
            g {} 37«{a, b: , \\\"c\\\":}»
            g.a () 39«»
            g.b () 43«»
            g.c () 50«»
            i () 54«»
            k (v) 67«v»
            ",
        );
    }

    #[test]
    fn lists_and_maps_end_with_their_last_child() {
        check(
            "- a\n-\n- &x\n  b: 1\n\n# c\n-\n  - [q ]\n\n",
            "
            . [] 0«- a\\n-\\n- &x\\n  b: 1\\n\\n# c\\n-\\n  - [q ]»
            [0] (a) 2«a»
            [1] () 5«»
            [2] {} 13«b: 1»
            [2].b (1) 16«1»
            [3] [] 27«- [q ]»
            [3][0] [] 29«[q ]»
            [3][0][0] (q) 30«q»
            ",
        );
    }

    #[test]
    fn the_first_of_duplicate_keys_counts() {
        check(
            "a: 1\n\"a\": 2\nb: {c: 1, c: 2}\n",
            "
            . {} 0«a: 1\\n\\\"a\\\": 2\\nb: {c: 1, c: 2}»
            a (1) 3«1»
            b {} 15«{c: 1, c: 2}»
            b.c (1) 19«1»
            ! DuplicateKey { key: \"a\" } 5«\\\"a\\\"» a / 0«a» a
            ! DuplicateKey { key: \"c\" } 22«c» b.c / 16«c» b.c
            ",
        );
    }

    #[test]
    fn a_key_without_its_value_keeps_its_mistake() {
        check(
            "a: 1\na: @",
            "
            broken
            ! DuplicateKey { key: \"a\" } 5«a» a / 0«a» a
            ! Syntax { message: \"a value without quotes cannot start with `@`\", hint: Some(\"put the whole value in quotes\") } 8«@»
            ",
        );
    }

    #[test]
    fn duplicates_are_found_in_large_maps() {
        let keys: String = (0..40).map(|key| format!("k{key}: 1\n")).collect();
        let found = dump("a.yaml", &format!("{keys}k3: 2\nk39: 3\n"));
        let errors: Vec<&str> = found.lines().filter(|line| line.starts_with('!')).collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].contains("\"k3\"") && errors[1].contains("\"k39\""), "{errors:?}");
    }

    #[test]
    fn keys_must_be_scalars_and_templates_have_quotes() {
        check(
            "a: {{ x }}\nb: [{{ y }}, z]\n",
            "
            . {} 0«a: {{ x }}\\nb: [{{ y }}, z]»
            a hole 3«{{ x }}»
            b [] 14«[{{ y }}, z]»
            b[0] hole 15«{{ y }}»
            b[1] (z) 24«z»
            ! KeyNotScalar { template: true } 3«{{ x }}» a
            ! KeyNotScalar { template: true } 15«{{ y }}» b[0]
            ",
        );
        check(
            "[a]: 1\n? {b: c}\n: 2\nd: 3",
            "
            . {} 0«[a]: 1\\n? {b: c}\\n: 2\\nd: 3»
            d (3) 23«3»
            ! KeyNotScalar { template: false } 0«[a]» [\"[a]\"]
            ! KeyNotScalar { template: false } 9«{b: c}» [\"{b: c}\"]
            ",
        );
    }

    #[test]
    fn tags_are_refused_but_strings() {
        check(
            "a: !foo 1\nb: !!map {}\nc: !!str 3\n!!str d: e\nf: !!str ~",
            "
            . {} 0«a: !foo 1\\nb: !!map {}\\nc: !!str 3\\n!!str d: e\\nf: !!str ~»
            a (1) 8«1»
            b {} 19«{}»
            c '(3) 31«3»
            d (e) 42«e»
            f '(~) 53«~»
            ! Tag { tag: \"!foo\" } 3«!foo» a
            ! Tag { tag: \"!!map\" } 13«!!map» b
            ",
        );
    }

    #[test]
    fn there_is_one_document() {
        check(
            "a: 1\n---\nb: [",
            "
            . {} 0«a: 1»
            a (1) 3«1»
            ! SeveralDocuments 5«---»  / 0«a: 1»
            ",
        );
        check("%YAML 1.2\n--- # c\na\n...\n# c\n", ". (a) 18«a»");
        for empty in ["", "# c\n", "---\n", "\n\n", "...", "\u{feff}"] {
            check(empty, "broken\n! Empty 0«»");
        }
    }

    #[test]
    fn depth_is_limited() {
        let deep = |levels: usize| {
            let lists = "[".repeat(levels) + &"]".repeat(levels);
            dump("a.yaml", &format!("a: {lists}"))
        };
        assert!(deep(127).starts_with(". {}"));
        let place = format!("130«[» a{}", "[0]".repeat(126));
        assert_eq!(deep(128), format!("broken\n! TooDeep {place}"));
        assert!(deep(100_000).contains("TooDeep"));
        assert!(dump("a.yaml", &"- ".repeat(100_000)).contains("TooDeep"));
        assert!(dump("a.yaml", &"? ".repeat(100_000)).contains("TooDeep"));
    }
}
