//! Parameters: what a person may change at start.
//!
//! The pipeline declares them, a task hands each that its step refers to on to the component, and the driver puts the
//! value into the command. What comes after the driver reads the value again, so a default arrives as written or is
//! refused; what a person types is read under Kubeflow's rules.

use indexmap::IndexMap;

use super::escape::{DefaultEscape, Final, Known, ObjectEscape};
use super::refused;
use super::spec::{Definition, InputParameter, Inputs};
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{Field, ParamId, Piece, Text};
use crate::passes::Plan;

/// The only type that keeps what a person writes.
const TEXT: &str = "STRING";

/// The defaults of a plan as they are read in the end.
pub(super) fn known(plan: &Plan) -> Known {
    let nothing = Known::default();
    let read = |(name, parameter): (&ParamId, &crate::ir::Parameter)| {
        let text = parameter.default.as_ref()?.value.lower(&mut Final(&nothing), Field::Default).ok()?;
        Some((name.clone(), text))
    };
    Known::new(plan.pipeline().parameters.iter().filter_map(read).collect())
}

/// The pipeline's declarations; a default that cannot be carried is refused.
pub(super) fn declared(plan: &Plan, diags: &mut Diagnostics) -> Option<Inputs<Marked<Definition>>> {
    let mut parameters = IndexMap::new();
    for (name, parameter) in plan.pipeline().parameters.iter() {
        let default_value = parameter.default.as_ref().and_then(|default| {
            let lowered = default.value.lower(&mut surroundings(plan, name), Field::Default);
            lowered.map_err(|refusal| diags.push(refused(&refusal, Field::Default, None, default.origin))).ok()
        });
        let description = parameter.description.as_ref().and_then(|description| {
            let lowered = description.value.lower(&mut ObjectEscape, Field::Description);
            lowered.map_err(|refusal| diags.push(refused(&refusal, Field::Description, None, description.origin))).ok()
        });
        let definition = Definition { parameter_type: TEXT, default_value, description };
        parameters.insert(name.to_string(), Marked::new(definition, [parameter.origin.place()]));
    }
    (!parameters.is_empty()).then_some(Inputs { parameters })
}

/// A component's declarations.
pub(super) fn of_component(inputs: &[ParamId]) -> Option<Inputs<Definition>> {
    let definition = || Definition { parameter_type: TEXT, default_value: None, description: None };
    let parameters: IndexMap<_, _> = inputs.iter().map(|name| (name.to_string(), definition())).collect();
    (!parameters.is_empty()).then_some(Inputs { parameters })
}

/// What a task hands on.
pub(super) fn of_task(inputs: &[ParamId]) -> Option<Inputs<InputParameter>> {
    let parameter = |name: &ParamId| (name.to_string(), InputParameter { component_input_parameter: name.to_string() });
    let parameters: IndexMap<_, _> = inputs.iter().map(parameter).collect();
    (!parameters.is_empty()).then_some(Inputs { parameters })
}

/// What stands behind the references to a parameter.
fn surroundings(plan: &Plan, name: &ParamId) -> DefaultEscape {
    let mut escape = DefaultEscape { is_followed: false, meets_another: false };
    let steps = plan.steps().map(|(_, step)| &step.work);
    let texts = steps.flat_map(|work| work.command.iter().chain(&work.args).flatten());
    for pair in texts.flat_map(|text| following(&text.value)) {
        if let (Piece::Param(this), next) = pair
            && this == name
        {
            escape.is_followed = true;
            escape.meets_another |= !matches!(next, Piece::Literal(_));
        }
    }
    escape
}

/// Each piece with the one behind it.
fn following(text: &Text) -> impl Iterator<Item = (&Piece, &Piece)> {
    text.pieces().iter().zip(text.pieces().iter().skip(1))
}
