//! The stack file: what a ZenML snapshot lacks, and what teams want below every description.
//!
//! It is read as `zenml stack export` writes it, with a few keys of ours beside. Both front ends lay what it says below
//! what an input says; it never wins over anything that stands there.

mod environment;
pub mod schema;
pub(in crate::frontends) mod tables;

use super::flavors::{self, Flavor};
use super::shape::check::{Checker, Null};
use super::shape::keys::{Form, Table};
use super::shape::merge::{Entry, Fields};
use super::shape::sections::sections;
use crate::diag::{Diagnostic, codes, nearest, words};
use crate::ir::Sections;
use crate::source::{Kind, Node, Tree};
pub(in crate::frontends) use environment::{is_secret, plain_secret};
use tables::{COMPONENT, STACK, TYPES};

/// What a stack file says.
pub(in crate::frontends) struct Stack<'t> {
    /// What runs pipelines.
    pub(in crate::frontends) orchestrator: Orchestrator<'t>,
    /// The names of its step operators.
    pub(in crate::frontends) step_operators: Vec<&'t str>,
    /// Where its container registries are.
    pub(in crate::frontends) registries: Vec<&'t str>,
    /// What ZenML's client would pass to every step.
    pub(in crate::frontends) base_environment: Fields<'t>,
    /// The variables of the components, and over them the stack's.
    pub(in crate::frontends) environment: Fields<'t>,
    /// Settings of targets.
    pub(in crate::frontends) targets: Fields<'t>,
}

/// The orchestrator component.
pub(in crate::frontends) struct Orchestrator<'t> {
    /// Its name.
    pub(in crate::frontends) name: Option<Node<'t>>,
    /// Its flavor as written.
    pub(in crate::frontends) flavor: Node<'t>,
    /// What is known of the flavor.
    pub(in crate::frontends) known: Option<&'static Flavor>,
    /// Its configuration, without what nobody set; empty for a flavor whose settings are not translated.
    pub(in crate::frontends) configuration: Fields<'t>,
}

/// Whether a document is a stack file, by its shape.
pub(in crate::frontends) fn detects(root: Node<'_>) -> bool {
    root.get("components").is_some() && (root.get("stack_name").is_some() || root.get("segue_stack").is_some())
}

/// Checks and reads a stack file; `None` where nothing can be made of it, which has been told.
pub(in crate::frontends) fn read<'t>(tree: &'t Tree, checker: &mut Checker<'_>) -> Option<Stack<'t>> {
    let root = tree.root();
    if tree.is_broken() {
        return None;
    }
    if !detects(root) {
        checker.diags.push(not_a_stack(root));
        return None;
    }
    checker.check(root, &Form::Fields(&STACK), "the stack", Null::Unset);
    let components = root.get("components").filter(|components| components.kind() == Kind::Map)?;
    let mut environment = Fields::empty(root.place());
    let mut found = Vec::new();
    for kind in components.entries().filter(|kind| !kind.is_null()) {
        let name = kind.key().unwrap_or_default();
        if !TYPES.contains(&name) {
            checker.diags.push(unknown_type(kind, name));
        }
        for component in one_or_list(kind) {
            let fields = Fields::read(component, &COMPONENT, &checker.bad).written();
            environment = over(environment, fields.map("environment"), checker);
            found.push((name, component, fields));
        }
    }
    let whole = Fields::read(root, &STACK, &checker.bad).written();
    environment = over(environment, whole.map("environment"), checker);
    let base_environment = over(Fields::empty(root.place()), whole.map("base_environment"), checker);
    environment::refuse_plain_secrets(root, checker);
    let of = |kind: &'static str| {
        found.iter().filter(move |(name, ..)| *name == kind).map(|(_, node, fields)| (*node, fields))
    };
    let step_operators = of("step_operator").filter_map(|(_, fields)| Some(fields.scalar("name")?.0)).collect();
    let uri = |(_, fields): (Node<'t>, &Fields<'t>)| fields.map("configuration")?.node("uri")?.text();
    let registries = of("container_registry").filter_map(uri).collect();
    let orchestrators: Vec<_> = of("orchestrator").collect();
    let [(node, fields)] = orchestrators.as_slice() else {
        checker.diags.push(not_one_orchestrator(components, orchestrators.get(1).map(|(node, _)| *node)));
        return None;
    };
    Some(Stack {
        orchestrator: orchestrator(*node, fields, checker)?,
        step_operators,
        registries,
        base_environment,
        environment,
        targets: whole.map("targets").cloned().unwrap_or_else(|| Fields::empty(root.place())),
    })
}

impl<'t> Stack<'t> {
    /// The raw settings of targets.
    pub(in crate::frontends) fn sections(&self) -> Sections {
        sections(Some(&self.targets))
    }

    /// The namespace that the orchestrator names.
    pub(in crate::frontends) fn namespace(&self) -> Option<&Entry<'t>> {
        let key = self.orchestrator.known?.tables.as_ref()?.namespace?;
        self.orchestrator.configuration.entry(key)
    }

    /// The account that steps run as.
    pub(in crate::frontends) fn service_account(&self) -> Option<&Entry<'t>> {
        let configuration = &self.orchestrator.configuration;
        configuration.entry("step_pod_service_account_name").or_else(|| configuration.entry("service_account_name"))
    }
}

fn one_or_list(node: Node<'_>) -> Vec<Node<'_>> {
    if node.kind() == Kind::List { node.items().collect() } else { vec![node] }
}

fn over<'t>(below: Fields<'t>, own: Option<&Fields<'t>>, checker: &mut Checker<'_>) -> Fields<'t> {
    match own {
        Some(own) => super::shape::merge::merge(&below, own, None, checker.diags),
        None => below,
    }
}

fn orchestrator<'t>(node: Node<'t>, fields: &Fields<'t>, checker: &mut Checker<'_>) -> Option<Orchestrator<'t>> {
    let flavor = fields.node("flavor")?;
    let known = flavors::find(flavor.text()?);
    if known.is_none() {
        checker.diags.push(unknown_flavor(flavor));
    }
    let configuration = node.get("configuration").filter(|configuration| !configuration.is_null());
    let table: Option<&'static Table> =
        known.and_then(|known| known.tables.as_ref()).map(|tables| tables.configuration);
    let configuration = match (configuration, table) {
        (Some(configuration), Some(table)) => {
            checker.check(configuration, &Form::Fields(table), "configuration", Null::Unset);
            Fields::read(configuration, table, &checker.bad).written()
        }
        (Some(configuration), None) if known.is_some() && configuration.entries().any(|entry| !entry.is_null()) => {
            checker.diags.push(unread(configuration, flavor.text().unwrap_or_default()));
            Fields::empty(configuration.place())
        }
        (Some(_), None) | (None, _) => Fields::empty(node.place()),
    };
    Some(Orchestrator { name: fields.node("name"), flavor, known, configuration })
}

fn not_a_stack(root: Node<'_>) -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_STACK, root.place(), "the document is no stack file")
        .label("`components` and `stack_name` do not both stand here")
        .help("give what `zenml stack export` writes, or begin with `segue_stack: 1` and `components`")
}

fn not_one_orchestrator(components: Node<'_>, second: Option<Node<'_>>) -> Diagnostic {
    match second {
        Some(second) => {
            Diagnostic::new(&codes::STACK_ORCHESTRATOR, second.place(), "the stack has more than one orchestrator")
                .help("keep the one that the pipeline was made for")
        }
        None => Diagnostic::new(&codes::STACK_ORCHESTRATOR, components.key_place(), "the stack has no orchestrator")
            .help("add `orchestrator: {name: NAME, flavor: FLAVOR}`; `zenml stack describe` shows both"),
    }
}

fn unknown_type(node: Node<'_>, name: &str) -> Diagnostic {
    let message = format!("`{name}` is no type of stack component that is known here");
    let help = match nearest(name, TYPES.iter().copied()) {
        Some(near) => format!("use `{near}`"),
        None => format!("use one of {}", words(TYPES)),
    };
    Diagnostic::new(&codes::STACK_UNKNOWN_TYPE, node.key_place(), message).help(help)
}

fn unknown_flavor(flavor: Node<'_>) -> Diagnostic {
    let name = flavor.text().unwrap_or_default();
    let message = format!(
        "flavor `{name}` is not known here: nothing of its configuration is translated, and its variable of the run id is not set"
    );
    Diagnostic::new(&codes::CONFIGURATION_UNREAD, flavor.place(), message).help(
        "say under `targets` what the files need, and name the variable that its steps read at `run_id_env` there",
    )
}

fn unread(configuration: Node<'_>, flavor: &str) -> Diagnostic {
    let message =
        format!("the configuration of flavor `{flavor}` is not translated, so nothing of it reaches the files");
    let known = words(flavors::translated());
    Diagnostic::new(&codes::CONFIGURATION_UNREAD, configuration.key_place(), message)
        .help(format!("say under `targets` what the files need; translated are {known}"))
}
