//! The serde `Deserializer` over raw settings.

mod access;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};

use crate::diag::{Diagnostic, Diagnostics, codes, nearest, words};
use crate::ir::{Section, SectionKind, Table};
use crate::source::Place;
use access::{Entries, Items, Word};

/// A unit struct of this name is a scalar by its spelling, numbers and booleans too.
pub(super) const SPELLING: &str = "$segue::Spelling";
/// A tuple struct of this name is a list or a single item of one.
pub(super) const ONE_OR_LIST: &str = "$segue::OneOrList";

/// What went wrong: what completes "`key` …", and on a second line what to do. Empty if it was told already.
#[derive(Debug)]
pub(super) struct Problem(String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self(format!("has no `{field}`\nadd `{field}`"))
    }
}

/// The names of a settings struct's fields.
pub(super) fn fields<T: DeserializeOwned>() -> &'static [&'static str] {
    struct Ask<'a>(&'a RefCell<&'static [&'static str]>);

    impl<'de> Deserializer<'de> for Ask<'_> {
        type Error = Problem;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Problem> {
            *self.0.borrow_mut() = fields;
            Err(Problem(String::new()))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Problem> {
            Err(Problem(String::new()))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    let found: RefCell<&'static [&'static str]> = RefCell::new(&[]);
    let _ = T::deserialize(Ask(&found));
    found.into_inner()
}

/// Reads structs and tells their mistakes.
pub(super) struct Reader<'d> {
    target: &'static str,
    diags: &'d mut Diagnostics,
}

/// What one reading shares: the mistakes, told once each, and what is left out.
struct Context<'a> {
    target: &'static str,
    /// Fields that exist, but not here: they are for the whole pipeline.
    elsewhere: &'a [&'static str],
    told: RefCell<BTreeSet<Place>>,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(target: &'static str, diags: &'d mut Diagnostics) -> Self {
        Self { target, diags }
    }

    /// A reader of what has been told already.
    pub(super) fn silent(target: &'static str, diags: &'d mut Diagnostics) -> Self {
        Self::new(target, diags)
    }

    /// Reads a section; absent fields, and those that failed, are the default's.
    pub(super) fn read<T: DeserializeOwned + Default>(
        &mut self,
        section: Option<&Section>,
        elsewhere: &[&'static str],
    ) -> T {
        let Some(section) = section else { return T::default() };
        let context =
            Context { target: self.target, elsewhere, told: RefCell::default(), diagnostics: RefCell::default() };
        let value = loop {
            let before = context.told.borrow().len();
            match T::deserialize(Node { section, key: self.target, context: &context, depth: 0 }) {
                Ok(value) => break value,
                Err(problem) => {
                    context.tell(section, self.target, problem);
                    if context.told.borrow().len() == before {
                        break T::default();
                    }
                    if context.told.borrow().contains(&section.origin.place()) {
                        break T::default();
                    }
                }
            }
        };
        context.diagnostics.into_inner().into_iter().for_each(|diagnostic| self.diags.push(diagnostic));
        value
    }
}

impl Context<'_> {
    /// Tells a problem at a node, once; later readings leave the node out.
    fn tell(&self, section: &Section, key: &str, Problem(text): Problem) {
        if text.is_empty() || !self.told.borrow_mut().insert(section.origin.place()) {
            return;
        }
        let (what, help) = text.split_once('\n').unwrap_or((&text, ""));
        let code = match section {
            _ if section.is_null() => &codes::NULL,
            _ if section.has_nul() => &codes::NUL,
            _ => &codes::WRONG_FORM,
        };
        let place = if section.is_null() { section.key.place() } else { section.origin.place() };
        let diagnostic = Diagnostic::new(code, place, format!("`{key}` {what}")).target(self.target);
        let diagnostic = if help.is_empty() { diagnostic } else { diagnostic.help(help) };
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    fn unknown(&self, section: &Section, name: &str, fields: &[&'static str], depth: usize) {
        if !self.told.borrow_mut().insert(section.origin.place()) {
            return;
        }
        let target = self.target;
        let is_elsewhere = depth == 0 && self.elsewhere.contains(&name);
        let message = if is_elsewhere {
            format!("setting `{name}` of target `{target}` is for the whole pipeline, not for a step")
        } else {
            format!("target `{target}` has no setting `{name}` here")
        };
        let help = match nearest(name, fields.iter().copied()) {
            _ if is_elsewhere => format!("move it to `targets.{target}` of the pipeline"),
            Some(near) => format!("use `{near}`"),
            None if fields.is_empty() => "remove it: a step has no settings of this target".to_owned(),
            None => format!("use one of {}", words(fields)),
        };
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, section.key.place(), message);
        self.diagnostics.borrow_mut().push(diagnostic.target(target).help(help));
    }

    /// Leaves a node out without a word.
    fn leave_out(&self, section: &Section) {
        self.told.borrow_mut().insert(section.origin.place());
    }

    fn is_left_out(&self, section: &Section) -> bool {
        self.told.borrow().contains(&section.origin.place())
    }
}

/// One node, at a key.
#[derive(Copy, Clone)]
struct Node<'a> {
    section: &'a Section,
    key: &'a str,
    context: &'a Context<'a>,
    depth: usize,
}

impl<'a> Node<'a> {
    fn scalar(&self, wanted: &str) -> Result<(&'a str, bool), Problem> {
        match &self.section.kind {
            _ if self.section.is_null() => Err(Problem(format!("has no value\nwrite {wanted}, or remove the key"))),
            SectionKind::Scalar { .. } if self.section.has_nul() => {
                Err(Problem("holds a NUL character\nremove it: no target can carry one".to_owned()))
            }
            SectionKind::Scalar { text, plain } => Ok((text, *plain)),
            SectionKind::List(_) => Err(Problem(format!("is a list, not {wanted}"))),
            SectionKind::Map(_) => Err(Problem(format!("is a map, not {wanted}"))),
        }
    }

    fn map(&self) -> Result<&'a Table<Box<str>, Section>, Problem> {
        match &self.section.kind {
            SectionKind::Map(entries) => Ok(entries),
            _ if self.section.is_null() => Err(Problem("has no value\nwrite a map, or remove the key".to_owned())),
            SectionKind::Scalar { .. } => Err(Problem("is a single value, not a map".to_owned())),
            SectionKind::List(_) => Err(Problem("is a list, not a map".to_owned())),
        }
    }

    /// A number in digits; a minus before them is for types that know it.
    fn number<N: std::str::FromStr>(&self) -> Result<N, Problem> {
        let (text, plain) = self.scalar("a whole number")?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = plain && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return Err(Problem(format!("is `{text}`, not a whole number\nwrite it in digits, without quotes")));
        }
        text.parse().map_err(|_| match text.starts_with('-') {
            true => Problem(format!("is `{text}`, which is too small\nwrite a larger number")),
            false => Problem(format!("is `{text}`, which is too large\nwrite a smaller number")),
        })
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            visitor.$visit(self.number()?)
        })+
    };
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.section.kind {
            SectionKind::Scalar { .. } => self.deserialize_str(visitor),
            SectionKind::List(_) => self.deserialize_seq(visitor),
            SectionKind::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let (text, plain) = self.scalar("`true` or `false`")?;
        match text {
            "true" if plain => visitor.visit_bool(true),
            "false" if plain => visitor.visit_bool(false),
            "true" | "false" => Err(Problem(format!("is the text `{text}` in quotes\nwrite `{text}` without quotes"))),
            _ => {
                let help = match text.to_ascii_lowercase().as_str() {
                    "yes" | "on" | "y" | "true" => "write `true`",
                    "no" | "off" | "n" | "false" => "write `false`",
                    _ => "write `true` or `false`",
                };
                Err(Problem(format!("is `{text}`, not `true` or `false`\n{help}")))
            }
        }
    }

    numbers! {
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_str(self.scalar("a single value")?.0)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Problem> {
        debug_assert_eq!(name, SPELLING);
        self.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let (text, _) = self.scalar("one of the words known here")?;
        if !variants.contains(&text) {
            let known = words(variants);
            let help = match nearest(text, variants.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None => format!("write one of {known}"),
            };
            return Err(Problem(format!("is `{text}`, not one of {known}\n{help}")));
        }
        visitor.visit_enum(Word(text))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match &self.section.kind {
            SectionKind::List(items) => visitor.visit_seq(Items { items: items.iter(), node: self }),
            _ if self.section.is_null() => Err(Problem("has no value\nwrite a list, or remove the key".to_owned())),
            SectionKind::Scalar { .. } => Err(Problem("is a single value, not a list".to_owned())),
            SectionKind::Map(_) => Err(Problem("is a map, not a list".to_owned())),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match &self.section.kind {
            SectionKind::Scalar { .. } if name == ONE_OR_LIST && !self.section.is_null() => {
                visitor.visit_seq(Items { items: std::slice::from_ref(self.section).iter(), node: self })
            }
            SectionKind::Scalar { .. } | SectionKind::List(_) | SectionKind::Map(_) => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let entries = self.map()?.iter().map(|(key, child)| (&**key, child));
        let entries: Vec<_> = entries.filter(|(_, child)| !self.context.is_left_out(child)).collect();
        visitor.visit_map(Entries { entries: entries.into_iter(), value: None, node: self })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        for (name, child) in self.map()?.iter().filter(|(name, _)| !fields.contains(&&***name)) {
            self.context.unknown(child, name, fields, self.depth);
        }
        self.deserialize_map(visitor).map_err(|problem| {
            // What is missing may be what was told and left out: the cause was told.
            let is_cause_told =
                self.map().is_ok_and(|map| map.iter().any(|(_, child)| self.context.is_left_out(child)));
            if problem.0.is_empty() || !is_cause_told {
                return problem;
            }
            self.context.leave_out(self.section);
            Problem(String::new())
        })
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 f64 char bytes byte_buf unit tuple identifier ignored_any
    }
}
