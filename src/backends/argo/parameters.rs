//! Parameters: what a person may change at start.
//!
//! A value that comes in through `{{workflow.parameters.x}}` is read again by Argo's later passes and by the kubelet, so
//! a default arrives exactly by the plain tag only if it has nothing that they read. Any other is referred to by an
//! expression that escapes the value when it is known, typed ones too. What a person types is otherwise read under
//! Argo's own rules.

use indexmap::IndexMap;

use super::escape::ObjectEscape;
use super::refused;
use super::settings::{Parameters, Settings};
use super::spec::{Arguments, Parameter};
use crate::backends::kube::expansion;
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{Field, Literal, ParamId, Refusal};
use crate::passes::Plan;
use crate::rule::rules;

rules! {
    pub(super) RULES;
    EXPRESSION: "argo/refused-expression" keeps "`{{=` in a default";
    TAG: "argo/default-with-tag" keeps "`{{` in a default";
    DOLLARS: "argo/default-with-dollars" keeps "`$$` in a default";
    REFERENCE: "argo/default-with-reference" keeps "`$(` in a default";
    WIDE: "argo/default-with-wide" keeps "`$` before what is not ASCII in a default";
    LAST_DOLLAR: "argo/default-before-parenthesis" keeps "`$` at the end of a default, before a text's `(`";
    LAST_BRACE: "argo/default-before-brace" keeps "`{` at the end of a default, before another tag";
    CONTROL: "argo/default-with-control" keeps "controls and DEL in a default";
    ABOVE: "argo/default-above-ffff" keeps "characters above U+FFFF in a default";
}

/// How a text refers to a parameter.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `{{workflow.parameters.x}}`.
    Plain,
    /// An expression that escapes the value.
    Exact,
}

/// The form of each parameter.
#[derive(Debug, Default)]
pub(super) struct Forms(IndexMap<ParamId, Form>);

impl Forms {
    pub(super) fn new(plan: &Plan, settings: &Settings) -> Self {
        let form = |default: Option<&Literal>| match (settings.parameters, default) {
            (Parameters::Plain, None) => Form::Plain,
            (Parameters::Plain, Some(default)) if !text_of(default).is_some_and(|text| is_read(&text)) => Form::Plain,
            (Parameters::Plain | Parameters::Exact, _) => Form::Exact,
        };
        let parameters = plan.pipeline().parameters.iter();
        Self(parameters.map(|(name, it)| (name.clone(), form(it.default.as_ref().map(|text| &text.value)))).collect())
    }

    pub(super) fn of(&self, name: &ParamId) -> Form {
        self.0.get(name).copied().unwrap_or(Form::Exact)
    }
}

/// The declarations; a default that no form carries is refused.
pub(super) fn arguments(plan: &Plan, diags: &mut Diagnostics) -> Option<Arguments> {
    let mut parameters = Vec::new();
    for (name, parameter) in plan.pipeline().parameters.iter() {
        let mut value = None;
        if let Some(default) = &parameter.default {
            if text_of(&default.value).is_some_and(|text| text.contains("{{=")) && EXPRESSION.holds() {
                let refusal = Refusal {
                    what: "holds `{{=`, which Argo evaluates in every form".to_owned(),
                    remedy: "write the default without `{{=`, or pass it as an argument's text".to_owned(),
                };
                diags.push(refused(&refusal, Field::Default, None, default.origin));
            }
            value = default.value.lower(&mut ObjectEscape, Field::Default).ok();
        }
        let description = parameter.description.as_ref();
        let description = description.and_then(|text| text.value.lower(&mut ObjectEscape, Field::Description).ok());
        let declared = Parameter { name: name.to_string(), value, description };
        parameters.push(Marked::new(declared, [parameter.origin.place()]));
    }
    (!parameters.is_empty()).then_some(Arguments { parameters })
}

fn text_of(literal: &Literal) -> Option<String> {
    literal.lower(&mut ObjectEscape, Field::Description).ok().map(super::escape::ArgoText::into_sentence)
}

/// Whether one of the engines would read something in the value, alone or beside other text: tags, `$`, and characters
/// that Argo quotes into JSON which is none (v4.0.2: control characters, DEL, those above U+FFFF that do not print).
fn is_read(value: &str) -> bool {
    let is_quoted_wrongly = |c: char| {
        let is_plain_control = matches!(c, '\u{8}' | '\t' | '\n' | '\u{c}' | '\r');
        (c.is_control() && !is_plain_control && CONTROL.holds()) || (u32::from(c) > 0xFFFF && ABOVE.holds())
    };
    (value.contains("{{") && TAG.holds())
        || (value.contains("$$") && DOLLARS.holds())
        || (value.contains("$(") && REFERENCE.holds())
        || (value.ends_with('$') && LAST_DOLLAR.holds())
        || (value.ends_with('{') && LAST_BRACE.holds())
        || (expansion::breaks_a_character(value) && WIDE.holds())
        || value.contains(is_quoted_wrongly)
}

#[cfg(test)]
mod tests {
    use super::is_read;

    #[test]
    fn only_what_no_engine_reads_is_plain() {
        for plain in ["2026-01-01", "", "a {b} $c", "}}", "line\nline", "für"] {
            assert!(!is_read(plain), "{plain}");
        }
        for read in ["{{x}}", "$(A)", "$$", "ends in $", "ends in {", "costs $€5", "\u{7}", "\u{7f}", "😀"] {
            assert!(is_read(read), "{read}");
        }
    }
}
