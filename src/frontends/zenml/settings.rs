//! Which settings are the orchestrator's, and what they come to: component < pipeline < step.
//!
//! Maps merge deep, lists are replaced, null is what nobody set. A step's `config` is merged already, and its settings
//! hold those of the component; merging them once more changes nothing.

use std::collections::BTreeSet;

use super::document::{Document, configuration};
use crate::diag::{Diagnostic, Diagnostics, codes, words};
use crate::frontends::flavors::{self, Flavor};
use crate::frontends::shape::check::{Checker, Null};
use crate::frontends::shape::keys::Form;
use crate::frontends::shape::merge::{Fields, merge};
use crate::frontends::stack::Stack;
use crate::source::{Kind, Node, Place};

/// The orchestrator as far as it is known, and what its component says.
pub(super) struct Settings<'t> {
    /// The flavor; none if nothing names it, or if it is not known here.
    pub(super) flavor: Option<&'static Flavor>,
    /// The flavor as the stack file spells it.
    name: Option<&'t str>,
    /// The component's name, by the stack file.
    component_name: Option<Node<'t>>,
    /// The component's default settings.
    component: Fields<'t>,
    /// Keys that were told already: each step repeats them.
    told: BTreeSet<&'t str>,
}

/// What a key under `settings` is about.
enum Owner {
    /// The orchestrator that is meant.
    Own,
    /// An orchestrator of another name, which may be meant.
    OtherName,
    /// Another flavor.
    OtherFlavor,
}

impl<'t> Settings<'t> {
    /// Finds out the flavor; tells if there are settings and nothing names it.
    pub(super) fn find(document: &Document<'t>, stack: Option<&Stack<'t>>, checker: &mut Checker<'_>) -> Self {
        let mut found = Self {
            flavor: None,
            name: None,
            component_name: None,
            component: Fields::empty(document.root.place()),
            told: BTreeSet::new(),
        };
        if let Some(stack) = stack {
            found.flavor = stack.orchestrator.known;
            found.name = stack.orchestrator.flavor.text();
            found.component_name = stack.orchestrator.name;
            if let Some(tables) = found.flavor.and_then(|flavor| flavor.tables.as_ref()) {
                let keys: Vec<&str> = tables.settings.keys.iter().map(|key| key.name).collect();
                found.component = stack.orchestrator.configuration.only(&keys);
            }
            return found;
        }
        let written = written(document);
        found.flavor = written.iter().find_map(|node| flavors::find(node.key()?.strip_prefix("orchestrator.")?));
        if let (None, Some(first)) = (found.flavor, written.first()) {
            checker.diags.push(flavor_unknown(*first));
        }
        found
    }

    /// The orchestrator's settings among `settings`, over the component's.
    pub(super) fn over_component(&mut self, settings: Option<Node<'t>>, checker: &mut Checker<'_>) -> Fields<'t> {
        match self.own(settings, checker) {
            Some(own) => merge(&self.component, &own, None, checker.diags),
            None => self.component.clone(),
        }
    }

    /// The orchestrator's settings among `settings`.
    pub(super) fn own(&mut self, settings: Option<Node<'t>>, checker: &mut Checker<'_>) -> Option<Fields<'t>> {
        let mut meant: Option<Node<'t>> = None;
        let mut perhaps: Option<Node<'t>> = None;
        for node in settings.into_iter().flat_map(Node::entries).filter(|node| is_orchestrators(*node)) {
            match self.owner(node.key().unwrap_or_default()) {
                Owner::Own => match meant {
                    Some(first) => checker.diags.push(double(first, node)),
                    None => meant = Some(node),
                },
                Owner::OtherName => perhaps = perhaps.or(Some(node)),
                Owner::OtherFlavor => self.tell_once(node, checker, other_flavor),
            }
        }
        if let Some(other) = perhaps {
            let own = self.component_name;
            self.tell_once(other, checker, |node| other_name(node, own));
        }
        let node = meant.or(perhaps)?;
        match self.flavor.and_then(|flavor| flavor.tables.as_ref()) {
            Some(tables) => {
                checker.check(node, &Form::Fields(tables.settings), node.key().unwrap_or_default(), Null::Unset);
                Some(Fields::read(node, tables.settings, &checker.bad).written())
            }
            None => {
                if let Some(name) = self.name {
                    self.tell_once(node, checker, |node| untranslated(node, name));
                }
                None
            }
        }
    }

    /// Tells once that the container repeats what the platform repeats already.
    pub(super) fn tell_multiplied(&mut self, place: Place, diags: &mut Diagnostics) {
        if self.told.insert("retry") {
            diags.push(
                Diagnostic::new(
                    &codes::RETRIES_MULTIPLY,
                    place,
                    "the platform repeats the step, and ZenML's code in the container does too",
                )
                .help("use the flavor `segue` of `integrations/zenml`, whose steps leave it to the platform"),
            );
        }
    }

    /// Tells once of a pod's field that is kept though ZenML leaves it out.
    pub(super) fn tell_kept(&mut self, field: &'static str, place: Place, diags: &mut Diagnostics) {
        if self.told.insert(field) {
            let message = format!("`{field}` is kept here, and ZenML leaves it out: its keys are in snake case");
            diags.push(
                Diagnostic::new(&codes::KEPT_BESIDE_ZENML, place, message)
                    .help("write it in snake case, so that both do the same"),
            );
        }
    }

    fn owner(&self, key: &str) -> Owner {
        let flavor = self.name.or(self.flavor.map(|flavor| flavor.name));
        if let Some(name) = key.strip_prefix("orchestrator.") {
            return if flavor == Some(name) { Owner::Own } else { Owner::OtherFlavor };
        }
        match key.strip_prefix("orchestrator:") {
            Some(name) if self.component_name.is_some_and(|own| own.text() != Some(name)) => Owner::OtherName,
            Some(_) | None => Owner::Own,
        }
    }

    fn tell_once(&mut self, node: Node<'t>, checker: &mut Checker<'_>, diagnostic: impl Fn(Node<'t>) -> Diagnostic) {
        if self.told.insert(node.key().unwrap_or_default()) {
            checker.diags.push(diagnostic(node));
        }
    }
}

/// A key of an orchestrator that says something.
fn is_orchestrators(node: Node<'_>) -> bool {
    let key = node.key().unwrap_or_default();
    let is_own = key == "orchestrator" || key.starts_with("orchestrator.") || key.starts_with("orchestrator:");
    is_own && (node.kind() != Kind::Map || node.entries().any(|entry| !entry.is_null())) && !node.is_null()
}

/// All settings of orchestrators in the document.
fn written<'t>(document: &Document<'t>) -> Vec<Node<'t>> {
    let steps = document.steps.entries().filter_map(configuration);
    let settings = std::iter::once(document.pipeline).chain(steps).filter_map(|config| config.get("settings"));
    settings.flat_map(Node::entries).filter(|node| is_orchestrators(*node)).collect()
}

fn flavor_unknown(node: Node<'_>) -> Diagnostic {
    let key = node.key().unwrap_or_default();
    let name = key.split_once(':').map_or("NAME", |(_, name)| name);
    let message =
        format!("`{key}` is for an orchestrator whose flavor nothing names, so its settings may mean anything");
    Diagnostic::new(&codes::FLAVOR_UNKNOWN, node.key_place(), message)
        .help("give the stack by `--stack FILE`; `zenml stack export NAME` writes it")
        .help(format!(
            "or write one: `{{segue_stack: 1, components: {{orchestrator: {{name: {name}, flavor: kubernetes}}}}}}`"
        ))
}

fn double(first: Node<'_>, second: Node<'_>) -> Diagnostic {
    let (one, other) = (first.key().unwrap_or_default(), second.key().unwrap_or_default());
    Diagnostic::new(
        &codes::DOUBLE_SETTINGS,
        second.key_place(),
        format!("`{one}` and `{other}` are for the same orchestrator"),
    )
    .also(first.key_place(), "the first one")
    .help("keep one of them: ZenML refuses both together")
}

fn other_flavor(node: Node<'_>) -> Diagnostic {
    let key = node.key().unwrap_or_default();
    Diagnostic::new(&codes::OTHER_FLAVOR, node.key_place(), format!("`{key}` is for another flavor, and is not read"))
        .help("remove it, or give the stack file of that orchestrator")
}

fn other_name(node: Node<'_>, own: Option<Node<'_>>) -> Diagnostic {
    let key = node.key().unwrap_or_default();
    let own = own.and_then(Node::text).unwrap_or_default();
    let message = format!("`{key}` is read for the orchestrator `{own}` of the stack file, which has another name");
    Diagnostic::new(&codes::OTHER_ORCHESTRATOR, node.key_place(), message)
        .help("give the stack file of the stack that the snapshot was made for, or change the name there")
}

fn untranslated(node: Node<'_>, flavor: &str) -> Diagnostic {
    let message = format!(
        "settings of flavor `{flavor}` are not translated, so nothing of `{}` is kept",
        node.key().unwrap_or_default()
    );
    Diagnostic::new(&codes::SETTING_LOST, node.key_place(), message).help(format!(
        "say under `targets` of the stack file what the files need; translated are {}",
        words(flavors::translated())
    ))
}
