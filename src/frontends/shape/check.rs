//! Checks a document against the tables and tells every mistake of shape in one run.
//!
//! What failed is remembered by node, so that the readers above leave it out without a word: one cause, one
//! diagnostic. Nothing here looks across steps or merges defaults.

use std::collections::BTreeSet;

use super::forms::{self, Problem};
use super::keys::{Form, Key, KeyKind, Table};
use super::texts;
use crate::diag::{Diagnostic, Diagnostics, codes, nearest, words};
use crate::source::{Kind, Node, NodeId, Place, SourceId};

/// The nodes that failed their check, and those that stand under a key that means nothing; of any source.
#[derive(Debug, Default)]
pub(in crate::frontends) struct Bad {
    nodes: BTreeSet<Id>,
    /// The nodes around them, up to the root.
    around: BTreeSet<Id>,
    /// The keys that unknown ones were most likely meant to be, by the map that they stand in.
    misspelt: BTreeSet<(Id, &'static str)>,
}

/// A node among those of all sources.
type Id = (SourceId, NodeId);

fn id(place: Place) -> Id {
    (place.source, place.node)
}

impl Bad {
    /// True if the node must be left out.
    pub(in crate::frontends) fn contains(&self, node: Node<'_>) -> bool {
        self.nodes.contains(&id(node.place()))
    }

    /// True if the node or anything in it must be left out.
    pub(in crate::frontends) fn touches(&self, node: Node<'_>) -> bool {
        self.contains(node) || self.around.contains(&id(node.place()))
    }

    /// True if the map has an unknown key that was most likely meant to be `key`: then `key` is not missing too.
    pub(in crate::frontends) fn misspells(&self, map: Place, key: &'static str) -> bool {
        self.misspelt.contains(&(id(map), key))
    }

    /// Forgets `node` itself: what stands in it is read all the same.
    pub(in crate::frontends) fn without(mut self, node: Node<'_>) -> Self {
        self.nodes.remove(&id(node.place()));
        self
    }

    fn insert(&mut self, node: Node<'_>) {
        self.nodes.insert(id(node.place()));
        let parents = std::iter::successors(node.parent(), |node| node.parent());
        for parent in parents {
            if !self.around.insert(id(parent.place())) {
                break;
            }
        }
    }
}

/// What a null means where a value is wanted, and whether the map that it stands in is whole.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(in crate::frontends) enum Null {
    /// Nothing, in a map that is whole.
    Refused,
    /// Nothing, in `defaults`, which a step may complete.
    RefusedInDefaults,
    /// In a step it removes what a default has.
    Removes,
    /// What nobody set, in a document that a program wrote.
    Unset,
}

impl Null {
    /// What it means for a part of the value.
    fn within(self) -> Self {
        match self {
            Null::Unset => Null::Unset,
            Null::Refused | Null::RefusedInDefaults | Null::Removes => Null::Refused,
        }
    }
}

/// The checker of one run.
pub(in crate::frontends) struct Checker<'d> {
    pub(in crate::frontends) diags: &'d mut Diagnostics,
    pub(in crate::frontends) bad: Bad,
}

impl Checker<'_> {
    /// Checks `node`, which stands at `what` (a key's name, for messages), against `form`.
    pub(in crate::frontends) fn check(&mut self, node: Node<'_>, form: &Form, what: &str, null: Null) {
        if node.is_hole() {
            return self.bad.insert(node);
        }
        if node.is_null() {
            if !matches!(null, Null::Removes | Null::Unset) {
                self.fail(node, refused_null(node, form, what));
            }
            return;
        }
        match form {
            Form::List(item) => self.list(node, form, item, what, null),
            Form::Filled(_) | Form::OneOrFilled(_) if node.kind() == Kind::List && node.items().next().is_none() => {
                self.fail(node, empty_list(node, what));
            }
            Form::Filled(item) => self.list(node, form, item, what, null),
            Form::OneOrList(item) | Form::OneOrFilled(item) if node.kind() == Kind::List => {
                self.list(node, form, item, what, null);
            }
            Form::OneOrList(item) | Form::OneOrFilled(item) => self.check(node, item, what, null.within()),
            Form::MapOf(kind, value) => self.map(node, form, *kind, value, what, null),
            Form::Fields(table) => self.fields(node, form, table, what, null),
            Form::Short(table, key) if node.kind() == Kind::Scalar => {
                if let Some(key) = table.key(key) {
                    self.check(node, &key.form, what, null.within());
                }
            }
            Form::Short(_, "cron") if node.kind() == Kind::List => {
                self.fail(node, reserved(node, "a list of schedules"));
            }
            Form::Short(table, _) => self.fields(node, form, table, what, null),
            Form::Text => texts::check(self, node, texts::Allowed::Text),
            Form::EnvValue => texts::check(self, node, texts::Allowed::EnvValue),
            Form::Settings => self.map(node, form, KeyKind::Target, &Form::Any, what, null),
            Form::Any => {}
            Form::Version
            | Form::String
            | Form::Name
            | Form::Bool
            | Form::Integer(_)
            | Form::Factor
            | Form::Duration
            | Form::Cores
            | Form::Bytes
            | Form::Cuda
            | Form::Image
            | Form::AbsolutePath
            | Form::Path
            | Form::SubPath
            | Form::DnsLabel
            | Form::ResourceName
            | Form::EnvName
            | Form::PodField
            | Form::Cron
            | Form::Zone
            | Form::Moment
            | Form::Choice(_)
            | Form::KubeString
            | Form::KubeInteger => self.scalar(node, form, what),
        }
    }

    /// Tells a mistake and remembers the node.
    pub(in crate::frontends) fn fail(&mut self, node: Node<'_>, diagnostic: Diagnostic) {
        self.bad.insert(node);
        self.diags.push(diagnostic);
    }

    /// Remembers a node whose mistake was told inside it.
    pub(in crate::frontends) fn bad_node(&mut self, node: Node<'_>) {
        self.bad.insert(node);
    }

    fn scalar(&mut self, node: Node<'_>, form: &Form, what: &str) {
        let Some(text) = node.text() else {
            let diagnostic = if matches!(form, Form::Image) && has_key(node, &["join", "var"]) {
                reserved(node, "an image made of parts")
            } else if what == "needs" && has_key(node, &["step", "on"]) {
                reserved(node, "a need with an outcome")
            } else {
                wrong_form(node, form, what)
            };
            return self.fail(node, diagnostic);
        };
        if let Err(Problem { code, message, help }) = forms::check(text, node, form, what) {
            self.fail(node, Diagnostic::new(code, node.place(), message).maybe_help(help));
        }
    }

    fn list(&mut self, node: Node<'_>, form: &Form, item: &Form, what: &str, null: Null) {
        if node.kind() != Kind::List {
            return self.fail(node, wrong_form(node, form, what));
        }
        for child in node.items() {
            if child.is_null() && !child.is_hole() && !matches!(item, Form::Text) {
                let message = format!("an item of `{what}` has no value");
                let diagnostic = Diagnostic::new(&codes::NULL, child.place(), message);
                self.fail(child, diagnostic.help("write a value, or remove the item"));
            } else {
                self.check(child, item, what, null.within());
            }
        }
    }

    fn map(&mut self, node: Node<'_>, form: &Form, kind: KeyKind, value: &Form, what: &str, null: Null) {
        if node.kind() != Kind::Map {
            return self.fail(node, wrong_form(node, form, what));
        }
        for child in node.entries() {
            let Some(key) = child.key() else { continue };
            if let Err(Problem { code, message, help }) = forms::check_key(key, kind) {
                self.bad.insert(child);
                self.diags.push(Diagnostic::new(code, child.key_place(), message).maybe_help(help));
                continue;
            }
            // The steps of a pipeline cannot be removed, what stands in one can.
            let is_step = kind == KeyKind::StepId && null != Null::Unset;
            let inner = if is_step { Null::Removes } else { null };
            let may_be_null = matches!(null, Null::Removes | Null::Unset) && !is_step;
            if child.is_null() && !child.is_hole() && !may_be_null && kind != KeyKind::Target {
                self.fail(child, refused_null(child, value, key));
            } else {
                self.check(child, value, key, inner);
            }
        }
    }

    fn fields(&mut self, node: Node<'_>, form: &Form, table: &'static Table, what: &str, null: Null) {
        if node.kind() != Kind::Map {
            return self.fail(node, wrong_form(node, form, what));
        }
        for child in node.entries() {
            let Some(name) = child.key() else { continue };
            match table.key(name) {
                Some(key) => {
                    let null = if key.name == "defaults" { Null::RefusedInDefaults } else { null };
                    self.check(child, &key.form, key.name, null);
                }
                None if table.reserved.contains(&name) => {
                    self.bad.insert(child);
                    self.diags.push(
                        Diagnostic::new(
                            &codes::RESERVED,
                            child.key_place(),
                            format!("key `{name}` is reserved for a later version of the language"),
                        )
                        .help(format!("remove `{name}`")),
                    );
                }
                None if table.others.ignores(name) => {}
                None => {
                    self.bad.insert(child);
                    let near = nearest(name, table.keys.iter().map(|key| key.name));
                    self.bad.misspelt.extend(near.map(|near| (id(node.place()), near)));
                    self.diags.push(unknown_key(child, name, near, table));
                }
            }
        }
        self.presence(node, table, null);
        if let Some(diagnostic) = table.rule.filter(|_| !self.bad.touches(node)).and_then(|rule| rule.broken_by(node)) {
            self.fail(node, diagnostic);
        }
    }

    /// Required keys and keys that exclude each other. Where a default can bring a key in, only `merge` knows; a key
    /// that was told as misspelt is not missing too.
    fn presence(&mut self, node: Node<'_>, table: &'static Table, null: Null) {
        let is_given = |child: &Node<'_>| null != Null::Unset || !child.is_null();
        let given = |name: &str| node.entries().find(|child| child.key() == Some(name) && is_given(child));
        for key in table.keys.iter().filter(|key| key.required) {
            let exempt = key.name == "segue" || (null != Null::Refused && key.name == "limit");
            if !exempt && given(key.name).is_none() && !self.bad.misspells(node.place(), key.name) {
                self.fail(node, missing_key(node, table, key));
            }
        }
        if table.one_of.is_empty() {
            return;
        }
        let found: Vec<Node<'_>> = table.one_of.iter().filter_map(|name| given(name)).collect();
        match found.as_slice() {
            [] if table.one_of.iter().any(|name| self.bad.misspells(node.place(), name)) => {}
            [] => {
                let diagnostic = Diagnostic::new(
                    &codes::MISSING_KEY,
                    node.place(),
                    format!("{} has none of {}", table.name, words(table.one_of)),
                );
                self.fail(node, diagnostic.help(format!("add one of {}", words(table.one_of))));
            }
            [_] => {}
            [first, second, ..] => {
                let diagnostic = Diagnostic::new(
                    &codes::EXCLUSIVE,
                    second.key_place(),
                    format!("{} has more than one of {}", table.name, words(table.one_of)),
                )
                .also(first.key_place(), "the first one")
                .help("keep one of them");
                self.fail(node, diagnostic);
            }
        }
    }
}

fn has_key(node: Node<'_>, keys: &[&str]) -> bool {
    node.kind() == Kind::Map && node.entries().any(|child| child.key().is_some_and(|key| keys.contains(&key)))
}

pub(in crate::frontends) fn reserved(node: Node<'_>, what: &str) -> Diagnostic {
    Diagnostic::new(&codes::RESERVED, node.place(), format!("{what} is reserved for a later version of the language"))
        .help("remove it")
}

fn refused_null(node: Node<'_>, form: &Form, what: &str) -> Diagnostic {
    let place = if node.spelling().is_empty() && node.key().is_some() { node.key_place() } else { node.place() };
    let is_text = matches!(form, Form::String | Form::Text | Form::EnvValue | Form::KubeString);
    let help = if is_text {
        "write `\"\"` for the empty text".to_owned()
    } else if matches!(form, Form::Any) {
        "write a value, or remove the key".to_owned()
    } else if matches!(form, Form::Short(_, "default")) {
        format!("write `{what}: {{}}` for a parameter that is required at start")
    } else {
        format!("write it as in `{what}: {}`, or remove the key", forms::example(form))
    };
    Diagnostic::new(&codes::NULL, place, format!("`{what}` has no value")).help(help)
}

fn unknown_key(child: Node<'_>, name: &str, near: Option<&str>, table: &'static Table) -> Diagnostic {
    let names: Vec<&str> = table.keys.iter().map(|key| key.name).collect();
    let diagnostic =
        Diagnostic::new(&codes::UNKNOWN_KEY, child.key_place(), format!("{} has no key `{name}`", table.name));
    match near {
        Some(near) => diagnostic.help(format!("use `{near}`")),
        None if let Some(help) = table.elsewhere.and_then(|elsewhere| elsewhere(name)) => diagnostic.help(help),
        None => diagnostic.help(format!("use one of {}", words(&names))),
    }
}

fn empty_list(node: Node<'_>, what: &str) -> Diagnostic {
    Diagnostic::new(&codes::WRONG_FORM, node.place(), format!("`{what}` is an empty list"))
        .help(format!("add an item, or remove `{what}`"))
}

fn missing_key(node: Node<'_>, table: &'static Table, key: &Key) -> Diagnostic {
    // The first line says more than the whole map: a caret under a hundred lines points at nothing.
    let place = if node.key().is_some() { node.key_place() } else { node.place() };
    Diagnostic::new(&codes::MISSING_KEY, place, format!("{} has no `{}`", table.name, key.name))
        .help(format!("add `{}: {}`", key.name, key.example))
}

/// The diagnostic of a value that is a list, a map or a scalar where another is wanted.
pub(in crate::frontends) fn wrong_form(node: Node<'_>, form: &Form, what: &str) -> Diagnostic {
    let found = match node.kind() {
        Kind::Scalar => "a single value",
        Kind::List => "a list",
        Kind::Map => "a map",
    };
    let example = forms::example(form);
    let (subject, mut help) = match node.key() {
        Some(_) => (format!("`{what}`"), format!("write it as in `{what}: {example}`")),
        None => (format!("an item of `{what}`"), format!("write it as in `{what}: [{example}]`")),
    };
    if let (Form::List(item) | Form::Filled(item), Some(text)) = (form, node.text())
        && !matches!(item, Form::Fields(_))
        && let Some(items) = items(text)
    {
        help = format!("write `{what}: [{items}]`");
    }
    let message = format!("{subject} is {found}, not {}", forms::expectation(form));
    Diagnostic::new(&codes::WRONG_FORM, node.place(), message).help(help)
}

/// The words of a text as items in flow style, if nothing in it leaves a doubt where an item ends.
fn items(text: &str) -> Option<String> {
    let is_clear = |c: char| c.is_alphanumeric() || "-_./:=@+%, ".contains(c);
    let words: Vec<String> = text.split(' ').filter(|word| !word.is_empty()).map(forms::flow_item).collect();
    (text.len() < 60 && text.chars().all(is_clear) && !words.is_empty()).then(|| words.join(", "))
}
