//! What a table of keys is: each key with its form and its meaning.
//!
//! The tables themselves stand with each format, and those of the shapes that Kubernetes owns in `kube_keys`. Reader,
//! schema, reference page, completion and formatter read them, so a key exists there or nowhere.

use crate::ir::Feature;

/// What may stand at a key.
#[derive(Copy, Clone, Debug)]
pub enum Form {
    /// The format version: `1`.
    Version,
    /// One scalar, by its spelling.
    String,
    /// A scalar that is not blank.
    Name,
    /// Text for `command`, `args`: a string, `{param}`, `{run}`, `{env}`, `{join}`.
    Text,
    /// A text, `{secret}`, `{config}` or `{field}`.
    EnvValue,
    /// `true` or `false`.
    Bool,
    /// A whole number of at least the given one.
    Integer(u32),
    /// A decimal of at least one.
    Factor,
    /// `90s`, `1h30m`, `PT1H30M`.
    Duration,
    /// `0.5`, `500m`, `8`.
    Cores,
    /// `16GB`, `16GiB`.
    Bytes,
    /// `12` or `12.4`.
    Cuda,
    /// A container image.
    Image,
    /// An absolute path.
    AbsolutePath,
    /// A path.
    Path,
    /// A path inside a volume.
    SubPath,
    /// A DNS label.
    DnsLabel,
    /// An extended resource such as `nvidia.com/gpu`.
    ResourceName,
    /// An environment variable's name.
    EnvName,
    /// A field of the step's own pod.
    PodField,
    /// A cron line.
    Cron,
    /// A zone of the IANA database.
    Zone,
    /// RFC 3339 or local time.
    Moment,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A string where Kubernetes wants one: a plain number or boolean is none.
    KubeString,
    /// A whole number, negative ones too.
    KubeInteger,
    /// A list of this form.
    List(&'static Form),
    /// A list of this form with an item at least.
    Filled(&'static Form),
    /// One of this form, or a list of it.
    OneOrList(&'static Form),
    /// One of this form, or a list of it with an item at least.
    OneOrFilled(&'static Form),
    /// A map from names of a kind to this form.
    MapOf(KeyKind, &'static Form),
    /// The keys of a table.
    Fields(&'static Table),
    /// The keys of a table, or a scalar that stands for one of its keys.
    Short(&'static Table, &'static str),
    /// Settings of targets: only each target knows its keys.
    Settings,
    /// Anything.
    Any,
}

/// What stands at a key of a map of some form.
pub(in crate::frontends) enum At {
    /// A value of this form.
    Form(&'static Form),
    /// Nothing that the table knows.
    Unknown,
    /// The map is one value: a text, a secret. It never merges.
    Whole,
}

impl Form {
    /// What stands at `key` in a map of this form.
    pub(in crate::frontends) fn at(&self, key: &str) -> At {
        if let Form::Fields(table) | Form::Short(table, _) = self {
            let unknown = if table.others == Others::Kept { At::Form(&Form::Any) } else { At::Unknown };
            return table.key(key).map_or(unknown, |key| At::Form(&key.form));
        }
        if let Form::MapOf(_, value) = self {
            return At::Form(value);
        }
        if matches!(self, Form::Settings | Form::Any) { At::Form(&Form::Any) } else { At::Whole }
    }
}

/// What the keys of a map with free names are.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Step ids: any text that is not blank.
    StepId,
    /// `[A-Za-z_][A-Za-z0-9_.-]*`.
    EnvName,
    /// `[A-Za-z_][A-Za-z0-9_]*`.
    Parameter,
    /// A label's, annotation's or node label's key.
    LabelKey,
    /// A target's name.
    Target,
    /// A type of ZenML's stack components.
    ComponentType,
}

/// One key of a table.
#[derive(Copy, Clone, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What may stand there.
    pub form: Form,
    /// What it means, in sentences.
    pub doc: &'static str,
    /// What holds without it.
    pub default: Option<&'static str>,
    /// A value, as it stands in a file.
    pub example: &'static str,
    /// What it asks of a target.
    pub features: &'static [Feature],
    /// True if it must be there.
    pub required: bool,
}

/// The keys of one kind of map.
#[derive(Debug)]
pub struct Table {
    /// What the map is called, with its article ("a step"), or its key in backticks.
    pub name: &'static str,
    /// Its keys, in the order of the reference.
    pub keys: &'static [Key],
    /// Exactly one of these must be there; empty for no such rule.
    pub one_of: &'static [&'static str],
    /// Words that later versions will give a meaning.
    pub reserved: &'static [&'static str],
    /// What becomes of keys that it does not have.
    pub others: Others,
    /// What to do about a key that belongs to another map, if it does.
    pub elsewhere: Option<fn(&str) -> Option<String>>,
    /// What must hold between its keys.
    pub rule: Option<Rule>,
}

/// What becomes of the keys that a table does not have.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Others {
    /// They are mistakes.
    Refused,
    /// Those that begin with `x-` are ignored, the rest are mistakes.
    Extensions,
    /// They are ignored: a program wrote the map, and more stands in it than is read here.
    Ignored,
    /// They are no mistakes, and are read as they stand: what they mean is for others to say.
    Kept,
}

impl Others {
    /// True if a key of this name is no mistake.
    pub fn ignores(self, name: &str) -> bool {
        match self {
            Others::Refused => false,
            Others::Extensions => name.starts_with("x-"),
            Others::Ignored | Others::Kept => true,
        }
    }
}

/// What must hold between the keys of one map. Each is told by `kube_rules`, or where it is named here.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `script` stands without `command` and `args`: told of the merged step.
    ScriptAlone,
    /// `key` and `value` are those of a taint; that they agree with `operator` and `effect` is told by the pass
    /// `tolerations`.
    Toleration,
    /// There is a term at least.
    Terms,
    /// As many values as the operator takes.
    Values,
    /// A weight from 1 to 100.
    Weight,
    /// Labels and fields of nodes have their forms.
    NodeTerm,
    /// Labels of pods or namespaces have their forms.
    Selector,
    /// The label of what is near and the namespaces have their forms.
    PodTerm,
    /// Ids in range; that the keys agree is told by the pass `security`, of the merged step.
    SecurityContext,
    /// A file below the node's folder of profiles; that the type agrees is told by the pass `security`.
    Profile,
    /// The name of a profile that the node has loaded; that the type agrees is told by the pass `security`.
    LoadedProfile,
    /// A user and a credential spec as Windows has them.
    Windows,
}

impl Table {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Key {
    pub(in crate::frontends) const fn new(
        name: &'static str,
        form: Form,
        example: &'static str,
        doc: &'static str,
    ) -> Self {
        Self { name, form, doc, default: None, example, features: &[], required: false }
    }

    pub(in crate::frontends) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(in crate::frontends) const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    pub(in crate::frontends) const fn features(mut self, features: &'static [Feature]) -> Self {
        self.features = features;
        self
    }
}

pub(in crate::frontends) const fn table(name: &'static str, keys: &'static [Key]) -> Table {
    Table { name, keys, one_of: &[], reserved: &[], others: Others::Refused, elsewhere: None, rule: None }
}

/// The keys of `first`, then those of `second`; `N` is how many there are in all.
pub(in crate::frontends) const fn join<const N: usize>(first: &[Key], second: &[Key]) -> [Key; N] {
    let mut keys = [Key::new("", Form::Any, "", ""); N];
    let mut at = 0;
    while at < N {
        keys[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    keys
}
