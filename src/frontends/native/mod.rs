//! Our own format: `segue: 1`.
//!
//! `tables` holds the language, `check` tells every mistake of shape by them, `merge` lays steps over defaults,
//! `lower` makes the IR, `schema` what editors know of it, `print` writes an IR as a person would have. Rules that hold across steps, or for any input format, are the passes'.

mod below;
pub mod listing;
mod lower;
mod lower_step;
pub mod print;
pub mod schema;
pub mod tables;

use super::{Frontend, Input, stack};
use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::frontends::shape::check::{Bad, Checker, Null};
use crate::frontends::shape::keys::Form;
use crate::ir::Pipeline;
use crate::source::{Kind, Node, Tree};

/// The front end of `segue: 1`.
pub struct Native;

impl Frontend for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    fn detects(&self, document: &Tree) -> bool {
        let root = document.root();
        root.get("segue").is_some() || root.get("steps").is_some()
    }

    fn parse(&self, input: &Input<'_>, diags: &mut Diagnostics) -> Option<Pipeline> {
        let root = input.document.root();
        if root.kind() != Kind::Map {
            diags.push(not_a_description(root));
            return None;
        }
        match root.get("segue") {
            None => diags.push(no_version(root)),
            Some(version) if version.text() != Some("1") && !version.is_null() => {
                // Nothing else can be judged: another version may give each word another meaning.
                let mut checker = Checker { diags, bad: Bad::default() };
                checker.check(version, &Form::Version, "segue", Null::Refused);
                return None;
            }
            Some(_) => {}
        }
        let mut checker = Checker { diags, bad: Bad::default() };
        if let Some(build) = input.build {
            checker.diags.push(only_for_snapshots(build.root(), "--build"));
        }
        if input.choice.is_some() {
            checker.diags.push(only_for_snapshots(root, "--snapshot"));
        }
        let stack = match input.stack {
            Some(tree) => Some(stack::read(tree, &mut checker)?),
            None => None,
        };
        checker.check(root, &Form::Fields(&tables::PIPELINE), "the document", Null::Refused);
        // A missing name fails the root; what there is of it is read all the same.
        let bad = checker.bad.without(root);
        lower::pipeline(root, stack.as_ref(), &bad, diags)
    }
}

/// The diagnostic of a document that no front end knows.
pub fn not_a_description(root: Node<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&codes::NOT_A_DESCRIPTION, root.place(), "the document describes no pipeline");
    let misspelt = root.entries().find_map(|child| {
        let near = nearest(child.key()?, ["segue", "steps"])?;
        Some((child, near))
    });
    match misspelt {
        Some((child, near)) => Diagnostic { primary: child.key_place(), ..diagnostic }.help(format!("use `{near}`")),
        None => diagnostic
            .label("neither `segue` nor `steps` stands here")
            .help("begin with `segue: 1`, a `name` and `steps`"),
    }
}

fn only_for_snapshots(node: Node<'_>, option: &str) -> Diagnostic {
    let message = format!("`{option}` is for ZenML's snapshots, and this is a description of its own");
    Diagnostic::new(&codes::SNAPSHOT_WANTED, node.place(), message).help(format!("leave `{option}` out"))
}

fn no_version(root: Node<'_>) -> Diagnostic {
    let place = root.entries().next().map_or(root.place(), Node::key_place);
    Diagnostic::new(&codes::NO_VERSION, place, "the document does not say which version of the language it is in")
        .help("add the line `segue: 1` before this one")
}
