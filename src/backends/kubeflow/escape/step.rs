//! The way out into a step: its command, arguments and variables.

use indexmap::IndexSet;

use super::{Final, Known, KubeflowText, ObjectEscape, carried};
use crate::backends::kube::{env, expansion};
use crate::ir::{Escape, Field, ParamId, RawPiece, RawText, Refusal, RunFact};
use crate::rule::rules;

rules! {
    pub(super) RULES;
    BRACE_BEFORE_BRACE: "kubeflow/brace-before-brace" keeps "`{{` before Argo's templates, the driver and the launcher";
    BRACE_BEFORE_PARAMETER: "kubeflow/brace-before-parameter" keeps "`{` before a parameter's placeholder";
    BRACE_AFTER_PARAMETER: "kubeflow/brace-after-parameter" keeps "`{` behind a value that ends in `{`";
    CONDITIONAL_BRACE: "kubeflow/conditional" keeps "`{\"IfPresent\":`, which the driver takes for a condition";
    HELPER_ENTRY: "kubeflow/helper-entry" keeps "each text that refers to the helper";
    DOLLAR_BEFORE_DOLLAR: "kubeflow/dollar-before-dollar" keeps "`$$` before both kubelets";
    DOLLAR_BEFORE_PARENTHESIS: "kubeflow/dollar-before-parenthesis" keeps "`$(` before both kubelets";
    DOLLAR_BEFORE_WIDE: "kubeflow/dollar-before-wide" keeps "`$` before what is not ASCII, which a kubelet takes apart";
    DOLLAR_BEFORE_BRACE: "kubeflow/dollar-before-helper" keeps "`$` before the helper";
    DOLLAR_BEFORE_PARAMETER: "kubeflow/dollar-before-parameter" keeps "`$` before a value";
    DOLLAR_BEFORE_VARIABLE: "kubeflow/dollar-before-variable" keeps "`$` before a reference of ours";
    SECOND_KUBELET: "kubeflow/dollar-for-both" keeps "`$` behind the driver's kubelet, before the step's";
    DOUBLED_REFERENCE: "kubeflow/doubled-reference" keeps "a variable that has the name of a service's of the driver";
    // These two are `support`'s, which says so first and in words of its own.
    pub(in crate::backends::kubeflow) PARAMETER_IN_VALUE: "kubeflow/refused-parameter" keeps "a parameter or the run id in an environment value";
    pub(in crate::backends::kubeflow) LATE_VARIABLE: "kubeflow/refused-variable" keeps "a variable in a value that does not stand before it";
    FIXED_PLACEHOLDER: "kubeflow/refused-placeholder" keeps "what the launcher replaces in every step";
    INPUT_PLACEHOLDER: "kubeflow/refused-input" keeps "the placeholder of a step's own parameter";
}

/// What the launcher replaces in commands and arguments whatever the pipeline (`getPlaceholders`, launcher_v2.go; the
/// driver gives each step the artifact `executor-logs` where logs are published).
const PLACEHOLDERS: [&str; 3] =
    ["{{$}}", "{{$.outputs.artifacts['executor-logs'].uri}}", "{{$.outputs.artifacts['executor-logs'].path}}"];
/// How the driver knows a conditional (`isConditionClause`, driver/util.go).
const CONDITIONAL: &str = "{\"IfPresent\":";
/// The escape for what stands in a step; one lives per step.
pub(in crate::backends::kubeflow) struct StepEscape<'p> {
    helper: String,
    helper_used: bool,
    run_id: &'p str,
    inputs: IndexSet<&'p ParamId>,
    pub(in crate::backends::kubeflow) known: Known,
}

impl<'p> StepEscape<'p> {
    /// An escape for a step with these variables, none of which its helper may shadow; `run_id` is the variable that
    /// holds the run id, `inputs` are the parameters that the step's command and arguments refer to.
    pub(in crate::backends::kubeflow) fn new(
        variables: &[&str],
        run_id: &'p str,
        inputs: IndexSet<&'p ParamId>,
        known: Known,
    ) -> Self {
        Self { helper: env::free_name("SEGUE_BRACE", variables), helper_used: false, run_id, inputs, known }
    }

    /// The parameters that the step refers to.
    pub(in crate::backends::kubeflow) fn inputs(&self) -> &IndexSet<&'p ParamId> {
        &self.inputs
    }

    /// The helper's entry, if a text needed it; it must stand first, since values see earlier entries only.
    pub(in crate::backends::kubeflow) fn helper(&self) -> Option<env::EnvVar<KubeflowText>> {
        (self.helper_used && HELPER_ENTRY.holds()).then(|| env::fixed(&self.helper, KubeflowText("{".to_owned())))
    }

    fn expanded(&mut self, text: &RawText<'_>, field: Field) -> Result<String, Refusal> {
        let is_value = field == Field::EnvValue;
        let mut units = Vec::new();
        for piece in text.pieces() {
            match piece {
                RawPiece::Literal(literal) => units.extend(literal.chars().map(Unit::Letter)),
                RawPiece::Param(_) | RawPiece::Run(RunFact::Id) if is_value && PARAMETER_IN_VALUE.holds() => {
                    return Err(not_in_a_value());
                }
                RawPiece::Param(name) => units.push(Unit::Parameter(name)),
                RawPiece::Run(RunFact::Id) => units.push(Unit::Variable(self.run_id)),
                RawPiece::EnvVar(name) if is_value && self.is_late(name.as_str()) => return Err(not_in_a_value()),
                RawPiece::EnvVar(name) => units.push(Unit::Variable(name.as_str())),
            }
        }
        self.mark_braces(&mut units, is_value);
        Ok(self.written(&units))
    }

    /// Whether a value cannot refer to the variable: only earlier texts stand before it in the end.
    fn is_late(&self, name: &str) -> bool {
        !self.known.variables.contains_key(name) && LATE_VARIABLE.holds()
    }

    /// Puts the helper in the place of each `{` that would begin a tag, or a conditional.
    fn mark_braces(&mut self, units: &mut [Unit<'_>], is_value: bool) {
        let is_space = |unit: &Unit<'_>| matches!(unit, Unit::Letter(letter) if letter.is_whitespace());
        let start = units.iter().take_while(|unit| is_space(unit)).count();
        let begins = |(unit, letter): (&Unit<'_>, char)| matches!(unit, Unit::Letter(own) if *own == letter);
        let opening = units.get(start..).unwrap_or_default();
        let is_conditional = !is_value
            && CONDITIONAL_BRACE.holds()
            && opening.len() >= CONDITIONAL.len()
            && opening.iter().zip(CONDITIONAL.chars()).all(begins);
        let mut after_parameter = false;
        for position in 0..units.len() {
            let is_tag = match units.get(position + 1) {
                Some(Unit::Letter('{')) => BRACE_BEFORE_BRACE.holds(),
                Some(Unit::Parameter(_)) => BRACE_BEFORE_PARAMETER.holds(),
                Some(Unit::Letter(_) | Unit::Brace | Unit::Variable(_)) | None => false,
            };
            let is_tag = is_tag || (after_parameter && BRACE_AFTER_PARAMETER.holds());
            let Some(unit) = units.get_mut(position) else { break };
            after_parameter = matches!(unit, Unit::Parameter(_));
            if matches!(unit, Unit::Letter('{')) && (is_tag || (is_conditional && position == start)) {
                *unit = Unit::Brace;
                self.helper_used = true;
            }
        }
    }

    fn written(&self, units: &[Unit<'_>]) -> String {
        let mut out = String::new();
        for (position, unit) in units.iter().enumerate() {
            match unit {
                Unit::Letter('$') => {
                    // Each kubelet makes one of two. Before other ASCII a `$` stays; before the rest of Unicode the
                    // kubelet takes one byte for a character.
                    let is_read = match units.get(position + 1) {
                        Some(Unit::Letter('$')) => DOLLAR_BEFORE_DOLLAR.holds(),
                        Some(Unit::Letter('(')) => DOLLAR_BEFORE_PARENTHESIS.holds(),
                        Some(Unit::Letter(next)) => !next.is_ascii() && DOLLAR_BEFORE_WIDE.holds(),
                        Some(Unit::Brace) => DOLLAR_BEFORE_BRACE.holds(),
                        Some(Unit::Parameter(_)) => DOLLAR_BEFORE_PARAMETER.holds(),
                        Some(Unit::Variable(_)) => DOLLAR_BEFORE_VARIABLE.holds(),
                        None => false,
                    };
                    out.push_str(match (is_read, SECOND_KUBELET.holds()) {
                        (true, true) => "$$$$",
                        (true, false) => "$$",
                        (false, _) => "$",
                    });
                }
                Unit::Letter(letter) => out.push(*letter),
                Unit::Brace => out.push_str(&expansion::reference(&self.helper)),
                Unit::Parameter(name) => out.push_str(&format!("{{{{$.inputs.parameters['{name}']}}}}")),
                // Doubled, since the driver's pod may have a variable of that name, such as a service's.
                Unit::Variable(name) => {
                    if DOUBLED_REFERENCE.holds() {
                        out.push('$');
                    }
                    out.push_str(&expansion::reference(name));
                }
            }
        }
        out
    }

    /// What the launcher would replace in the end.
    fn placeholders(&self, text: &RawText<'_>) -> Result<(), Refusal> {
        let written = Final(&self.known).read(text);
        let inputs = self.inputs.iter().filter(|_| INPUT_PLACEHOLDER.holds());
        let of_inputs = inputs.map(|name| format!("{{{{$.inputs.parameters['{name}']}}}}"));
        let fixed = PLACEHOLDERS.iter().filter(|_| FIXED_PLACEHOLDER.holds()).map(|fixed| (*fixed).to_owned());
        match fixed.chain(of_inputs).find(|placeholder| written.contains(placeholder)) {
            None => Ok(()),
            Some(placeholder) => Err(Refusal {
                what: format!("holds `{placeholder}`, which Kubeflow's launcher replaces"),
                remedy: "write it without, or pass it in an environment variable".to_owned(),
            }),
        }
    }
}

fn not_in_a_value() -> Refusal {
    Refusal {
        what: "refers to what an environment value cannot refer to: a parameter, the run id, or a variable that is no \
               earlier text"
            .to_owned(),
        remedy: "refer to it in an argument".to_owned(),
    }
}

/// A part of a text on its way out.
enum Unit<'a> {
    Letter(char),
    /// The helper.
    Brace,
    Parameter(&'a ParamId),
    Variable(&'a str),
}

impl Escape for StepEscape<'_> {
    type Out = KubeflowText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<KubeflowText, Refusal> {
        let whole = Final(&Known::default()).read(&text);
        match field {
            Field::Command | Field::Argument | Field::EnvValue => {
                carried(&whole)?;
                if field != Field::EnvValue {
                    self.placeholders(&text)?;
                }
                self.expanded(&text, field).map(KubeflowText)
            }
            Field::Default
            | Field::Image
            | Field::Path
            | Field::ObjectName
            | Field::DataKey
            | Field::LabelKey
            | Field::LabelValue
            | Field::Annotation
            | Field::Toleration
            | Field::Affinity
            | Field::SecurityContext
            | Field::Identifier
            | Field::Description => ObjectEscape.lower(text, field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{EnvName, Literal, Piece, Text};

    fn literal(text: &str) -> Piece {
        Piece::Literal(Literal::new(text))
    }

    fn parameter(name: &str) -> Piece {
        Piece::Param(ParamId::new(name).expect("a name"))
    }

    fn lowered(pieces: Vec<Piece>, field: Field) -> Result<String, Refusal> {
        let since = ParamId::new("since").expect("a name");
        let mut escape = StepEscape::new(&[], "SEGUE_RUN_ID", IndexSet::from([&since]), Known::default());
        let text = Text::join(pieces).lower(&mut escape, field)?;
        assert_eq!(escape.helper().is_some(), text.0.contains("$(SEGUE_BRACE)"));
        Ok(text.0.replace("$(SEGUE_BRACE)", "·"))
    }

    fn check(pieces: Vec<Piece>, expected: &str) {
        assert_eq!(lowered(pieces, Field::Argument).expect("carried"), expected);
    }

    #[test]
    fn braces_are_hidden_and_dollars_quadrupled_where_they_are_read() {
        for (text, expected) in [
            ("plain", "plain"),
            ("{x}", "{x}"),
            ("{{x}}", "·{x}}"),
            ("{{{", "··{"),
            ("$", "$"),
            ("$5", "$5"),
            ("$$", "$$$$$"),
            ("$(HOME)", "$$$$(HOME)"),
            ("${{x}}", "$$$$·{x}}"),
            ("${x}", "${x}"),
            ("$é", "$$$$é"),
            ("}}", "}}"),
            (" {\"IfPresent\": 1}", " ·\"IfPresent\": 1}"),
            ("{\"Concat\": 1}", "{\"Concat\": 1}"),
            ("", ""),
        ] {
            check(vec![literal(text)], expected);
        }
    }

    #[test]
    fn hazards_across_pieces_are_hidden_too() {
        let since = || parameter("since");
        let run = || Piece::Run(RunFact::Id);
        let variable = || Piece::EnvVar(EnvName::new("A").expect("a name"));
        let tag = "{{$.inputs.parameters['since']}}";
        check(vec![literal("{"), since(), literal("}")], &format!("·{tag}}}"));
        check(vec![since(), literal("{x}")], &format!("{tag}·x}}"));
        check(vec![literal("$"), since()], &format!("$$$${tag}"));
        check(vec![literal("$"), variable()], "$$$$$$(A)");
        check(vec![run(), literal("/{"), variable()], "$$(SEGUE_RUN_ID)/{$$(A)");
    }

    #[test]
    fn what_the_launcher_replaces_is_refused_in_arguments_only() {
        for text in ["{{$}}", "a{{$.inputs.parameters['since']}}", "{{$.outputs.artifacts['executor-logs'].uri}}"] {
            assert!(lowered(vec![literal(text)], Field::Argument).is_err(), "{text}");
            assert!(lowered(vec![literal(text)], Field::EnvValue).is_ok(), "{text}");
        }
        check(vec![literal("{{$.inputs.parameters['other']}}")], "·{$.inputs.parameters['other']}}");
        let mut known = Known::default();
        known.insert("A", "{$}}".to_owned());
        let mut escape = StepEscape::new(&[], "SEGUE_RUN_ID", IndexSet::new(), known);
        let text = Text::join([literal("{"), Piece::EnvVar(EnvName::new("A").expect("a name"))]);
        assert!(text.lower(&mut escape, Field::Argument).is_err());
    }

    #[test]
    fn an_environment_value_refers_to_earlier_texts_only() {
        assert!(lowered(vec![parameter("since")], Field::EnvValue).is_err());
        assert!(lowered(vec![Piece::Run(RunFact::Id)], Field::EnvValue).is_err());
        assert!(lowered(vec![Piece::EnvVar(EnvName::new("A").expect("a name"))], Field::EnvValue).is_err());
    }
}
