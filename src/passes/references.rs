//! Parameters and variables that texts refer to exist, and nothing defines the run id's variables a second time.
//!
//! The platform expands `{env: NAME}`: in a command or an argument to any variable of the step, in a variable's value to
//! an earlier one only (the kubelet's order). The variables of the run id stand before the step's own.

use indexmap::{IndexMap, IndexSet};

use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::ir::{At, EnvName, EnvValue, ParamId, Piece, Pipeline, Step, StepId, Text};
use crate::source::{Part, Place};

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    let mut used = IndexSet::new();
    for (id, step) in &pipeline.steps {
        run_id(id, step, pipeline, diags);
        let mut pass = Pass { id, step, pipeline, used: &mut used, diags };
        for text in step.work.command.iter().chain(&step.work.args).flatten() {
            pass.text(text, step.work.env.len());
        }
        for (position, (_, entry)) in step.work.env.iter().enumerate() {
            if let EnvValue::Text(text) = &entry.value {
                pass.text(&At { value: text.clone(), origin: entry.origin }, position);
            }
        }
    }
    if pipeline.steps.values().any(|step| step.incomplete) {
        return; // what failed to read may have used them
    }
    for (name, parameter) in pipeline.parameters.iter().filter(|(name, _)| !used.contains(*name)) {
        diags.push(
            Diagnostic::new(
                &codes::UNUSED_PARAMETER,
                parameter.origin.place(),
                format!("parameter `{name}` is declared, and nothing uses it"),
            )
            .help(format!("use it as `{{param: {name}}}`, or remove it")),
        );
    }
}

struct Pass<'p, 'd> {
    id: &'p StepId,
    step: &'p Step,
    pipeline: &'p Pipeline,
    used: &'d mut IndexSet<ParamId>,
    diags: &'d mut Diagnostics,
}

impl Pass<'_, '_> {
    /// `visible` is how many of the step's variables the text may refer to.
    fn text(&mut self, text: &At<Text>, visible: usize) {
        for piece in text.value.pieces() {
            match piece {
                Piece::Param(name) if self.pipeline.parameters.get(name).is_some() => {
                    self.used.insert(name.clone());
                }
                Piece::Param(name) => self.unknown_parameter(name, text),
                Piece::EnvVar(name) => self.variable(name, text, visible),
                Piece::Literal(_) | Piece::Run(_) => {}
            }
        }
    }

    fn unknown_parameter(&mut self, name: &ParamId, text: &At<Text>) {
        if self.pipeline.incomplete {
            return;
        }
        let diagnostic = Diagnostic::new(
            &codes::UNKNOWN_PARAMETER,
            text.origin.place(),
            format!("parameter `{name}` is not declared"),
        )
        .step(self.id);
        let help = match nearest(name.as_str(), self.pipeline.parameters.iter().map(|(name, _)| name.as_str())) {
            Some(near) => format!("use `{near}`"),
            None => format!("add it: `parameters: {{{name}: …}}`"),
        };
        self.diags.push(diagnostic.help(help));
    }

    fn variable(&mut self, name: &EnvName, text: &At<Text>, visible: usize) {
        let is_run_id = self.pipeline.run_id_env.iter().any(|variable| variable.value == *name);
        let position = self.step.work.env.iter().position(|(defined, _)| defined == name);
        let is_unread = position.is_none() && (self.step.env_incomplete || self.pipeline.incomplete);
        if is_run_id || is_unread || position.is_some_and(|position| position < visible) {
            return;
        }
        let diagnostic = Diagnostic::new(
            &codes::UNKNOWN_VARIABLE,
            text.origin.place(),
            match position {
                Some(_) => format!("variable `{name}` of step `{}` is defined below this value", self.id),
                None => format!("step `{}` has no variable `{name}`", self.id),
            },
        )
        .step(self.id);
        let known = self.step.work.env.iter().map(|(name, _)| name.as_str()).take(visible);
        let help = match (position, nearest(name.as_str(), known)) {
            (Some(_), _) => format!("move `{name}` above it: a value sees only earlier variables"),
            (None, Some(near)) => format!("use `{near}`"),
            (None, None) if self.step.work.env_from.is_empty() => format!("add `{name}` to the step's `env`"),
            (None, None) => {
                format!("add `{name}` to the step's `env`: which variables `env_from` brings is not known here")
            }
        };
        self.diags.push(diagnostic.help(help));
    }
}

fn run_id(id: &StepId, step: &Step, pipeline: &Pipeline, diags: &mut Diagnostics) {
    let reserved: IndexMap<&EnvName, _> = pipeline.run_id_env.iter().map(|name| (&name.value, name.origin)).collect();
    for (name, entry) in step.work.env.iter() {
        if reserved.contains_key(name) {
            diags.push(
                Diagnostic::new(
                    &codes::RUN_ID_DEFINED,
                    Place { part: Part::Key, ..entry.origin.place() },
                    format!("variable `{name}` of step `{id}` holds the run id already"),
                )
                .help("rename the variable, or name others under `run_id_env`")
                .step(id),
            );
        }
    }
}
