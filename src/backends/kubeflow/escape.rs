//! The ways out of a literal into Kubeflow's files.
//!
//! Between the file and the container stand, in order: Argo's templates over the workflow that the backend compiles, the
//! kubelet of the driver's pod (the container's JSON is one of its arguments), the driver, which puts parameters in,
//! Argo again, the kubelet of the step's pod, and the launcher, which replaces its own placeholders. Environment values
//! meet all but driver and launcher. So the kubelet's rules apply twice, and a `{{` must not exist before the last
//! kubelet, which a reference to a variable that holds `{` brings about:
//!
//! | literal | written | after the driver's kubelet | in the container |
//! |-|-|-|-|
//! | `{{x}}` | `$(SEGUE_BRACE){x}}` | the same | `{{x}}` |
//! | `$(A)` | `$$$$(A)` | `$$(A)` | `$(A)` |
//! | `${{x}}` | `$$$$$(SEGUE_BRACE){x}}` | `$$$(SEGUE_BRACE){x}}` | `${{x}}` |
//! | `$5` | `$5` | the same | the same |
//!
//! What the launcher replaces after all that has no escape and is refused.
//!
//! Sources: kubeflow/pipelines 7b70c7b9, backend/src/v2/{compiler/argocompiler,driver,component}; kubernetes v1.35,
//! third_party/forked/golang/expansion.

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;

use super::super::kube::{env, expansion, grammar};
use super::printable;
use crate::ir::{Escape, Field, ParamId, RawPiece, RawText, Refusal, RunFact};

/// What the launcher replaces in commands and arguments whatever the pipeline (`getPlaceholders`, launcher_v2.go; the
/// driver gives each step the artifact `executor-logs` where logs are published).
const PLACEHOLDERS: [&str; 3] =
    ["{{$}}", "{{$.outputs.artifacts['executor-logs'].uri}}", "{{$.outputs.artifacts['executor-logs'].path}}"];
/// How the driver knows a conditional (`isConditionClause`, driver/util.go).
const CONDITIONAL: &str = "{\"IfPresent\":";
/// Macros that the API server replaces in the values of a run (backend/src/common/util/parameter_formatter.go).
const MACROS: [&str; 4] = ["[[RunUUID", "[[CurrentTime", "[[ScheduledTime", "[[Index"];

/// A text as Kubeflow's files hold it. Only the escapes of this file make one from a user's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct KubeflowText(String);

impl KubeflowText {
    /// The empty text, where a refused one is left out.
    pub(super) fn none() -> Self {
        Self(String::new())
    }

    /// A text that holds nothing of a user's, or a user's name whose grammar was checked.
    pub(super) fn of_ours(text: String) -> Self {
        Self(text)
    }

    /// A name of Kubernetes' for comparisons.
    pub(super) fn as_name(&self) -> &str {
        &self.0
    }
}

/// What texts are in the end, as far as it is known here: literals, and parameters with their defaults.
#[derive(Debug, Default)]
pub(super) struct Known {
    variables: IndexMap<String, String>,
    parameters: IndexMap<ParamId, String>,
}

impl Known {
    /// The defaults of a pipeline's parameters.
    pub(super) fn new(parameters: IndexMap<ParamId, String>) -> Self {
        Self { variables: IndexMap::new(), parameters }
    }

    /// A variable that holds a text.
    pub(super) fn insert(&mut self, name: &str, text: String) {
        self.variables.insert(name.to_owned(), text);
    }
}

/// Reads a text as the container gets it. What only the run knows reads as NUL, which no text holds.
pub(super) struct Final<'k>(pub(super) &'k Known);

impl Final<'_> {
    fn read(&self, text: &RawText<'_>) -> String {
        let unknown = "\0";
        let piece = |piece| match piece {
            RawPiece::Literal(literal) => literal,
            RawPiece::Run(RunFact::Id) => unknown,
            RawPiece::Param(name) => self.0.parameters.get(name).map_or(unknown, String::as_str),
            RawPiece::EnvVar(name) => self.0.variables.get(name.as_str()).map_or(unknown, String::as_str),
        };
        text.pieces().map(piece).collect()
    }
}

impl Escape for Final<'_> {
    type Out = String;

    fn lower(&mut self, text: RawText<'_>, _: Field) -> Result<String, Refusal> {
        Ok(self.read(&text))
    }
}

/// The escape for what stands in a step; one lives per step.
pub(super) struct StepEscape<'p> {
    helper: String,
    helper_used: bool,
    run_id: &'p str,
    inputs: IndexSet<&'p ParamId>,
    pub(super) known: Known,
}

impl<'p> StepEscape<'p> {
    /// An escape for a step with these variables, none of which its helper may shadow; `run_id` is the variable that
    /// holds the run id, `inputs` are the parameters that the step's command and arguments refer to.
    pub(super) fn new(variables: &[&str], run_id: &'p str, inputs: IndexSet<&'p ParamId>, known: Known) -> Self {
        Self { helper: env::free_name("SEGUE_BRACE", variables), helper_used: false, run_id, inputs, known }
    }

    /// The parameters that the step refers to.
    pub(super) fn inputs(&self) -> &IndexSet<&'p ParamId> {
        &self.inputs
    }

    /// The helper's entry, if a text needed it; it must stand first, since values see earlier entries only.
    pub(super) fn helper(&self) -> Option<env::EnvVar<KubeflowText>> {
        self.helper_used.then(|| env::fixed(&self.helper, KubeflowText("{".to_owned())))
    }

    fn expanded(&mut self, text: &RawText<'_>, field: Field) -> Result<String, Refusal> {
        let is_value = field == Field::EnvValue;
        let mut units = Vec::new();
        for piece in text.pieces() {
            match piece {
                RawPiece::Literal(literal) => units.extend(literal.chars().map(Unit::Letter)),
                RawPiece::Param(_) | RawPiece::Run(RunFact::Id) if is_value => return Err(not_in_a_value()),
                RawPiece::Param(name) => units.push(Unit::Parameter(name)),
                RawPiece::Run(RunFact::Id) => units.push(Unit::Variable(self.run_id)),
                RawPiece::EnvVar(name) if is_value && !self.known.variables.contains_key(name.as_str()) => {
                    return Err(not_in_a_value());
                }
                RawPiece::EnvVar(name) => units.push(Unit::Variable(name.as_str())),
            }
        }
        self.mark_braces(&mut units, is_value);
        Ok(self.written(&units))
    }

    /// Puts the helper in the place of each `{` that would begin a tag, or a conditional.
    fn mark_braces(&mut self, units: &mut [Unit<'_>], is_value: bool) {
        let is_space = |unit: &Unit<'_>| matches!(unit, Unit::Letter(letter) if letter.is_whitespace());
        let start = units.iter().take_while(|unit| is_space(unit)).count();
        let begins = |(unit, letter): (&Unit<'_>, char)| matches!(unit, Unit::Letter(own) if *own == letter);
        let opening = units.get(start..).unwrap_or_default();
        let is_conditional =
            !is_value && opening.len() >= CONDITIONAL.len() && opening.iter().zip(CONDITIONAL.chars()).all(begins);
        let mut after_parameter = false;
        for position in 0..units.len() {
            let is_tag = match units.get(position + 1) {
                Some(Unit::Letter('{') | Unit::Parameter(_)) => true,
                Some(Unit::Letter(_) | Unit::Brace | Unit::Variable(_)) | None => after_parameter,
            };
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
                        Some(Unit::Letter(next)) => matches!(next, '$' | '(') || !next.is_ascii(),
                        Some(Unit::Brace | Unit::Parameter(_) | Unit::Variable(_)) => true,
                        None => false,
                    };
                    out.push_str(if is_read { "$$$$" } else { "$" });
                }
                Unit::Letter(letter) => out.push(*letter),
                Unit::Brace => out.push_str(&expansion::reference(&self.helper)),
                Unit::Parameter(name) => out.push_str(&format!("{{{{$.inputs.parameters['{name}']}}}}")),
                // Doubled, since the driver's pod may have a variable of that name, such as a service's.
                Unit::Variable(name) => {
                    out.push('$');
                    out.push_str(&expansion::reference(name));
                }
            }
        }
        out
    }

    /// What the launcher would replace in the end.
    fn placeholders(&self, text: &RawText<'_>) -> Result<(), Refusal> {
        let written = Final(&self.known).read(text);
        let of_inputs = self.inputs.iter().map(|name| format!("{{{{$.inputs.parameters['{name}']}}}}"));
        let all = PLACEHOLDERS.iter().map(|fixed| (*fixed).to_owned()).chain(of_inputs);
        match all.into_iter().find(|placeholder| written.contains(placeholder)) {
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
                expansion::check_length(&text)?;
                carried(&whole)?;
                if field != Field::EnvValue {
                    self.placeholders(&text)?;
                }
                self.expanded(&text, field).map(KubeflowText)
            }
            Field::Image
            | Field::Path
            | Field::ObjectName
            | Field::DataKey
            | Field::LabelKey
            | Field::LabelValue
            | Field::Annotation
            | Field::Toleration
            | Field::Description => ObjectEscape.lower(text, field),
        }
    }
}

/// The escape for what meets Argo but no container: names, labels, paths, and words for people.
pub(super) struct ObjectEscape;

impl Escape for ObjectEscape {
    type Out = KubeflowText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<KubeflowText, Refusal> {
        let written = grammar::literal(&text, field)?;
        carried(&written)?;
        match field {
            // People read it, and no engine may.
            Field::Description => return Ok(KubeflowText(apart(&written))),
            Field::Image if matches!(written.as_str(), "argostub/createpvc" | "argostub/deletepvc") => {
                return Err(Refusal {
                    what: format!("is `{written}`, for which Kubeflow's driver starts no container"),
                    remedy: "copy the image under another name".to_owned(),
                });
            }
            Field::Annotation if written.contains(char::is_control) => {
                return Err(Refusal {
                    what: "holds a control character, and annotations reach Argo unquoted".to_owned(),
                    remedy: "write it without".to_owned(),
                });
            }
            Field::Command
            | Field::Argument
            | Field::EnvValue
            | Field::Image
            | Field::Path
            | Field::ObjectName
            | Field::DataKey
            | Field::LabelKey
            | Field::LabelValue
            | Field::Annotation
            | Field::Toleration => {}
        }
        if written.contains("{{") {
            return Err(Refusal {
                what: "holds `{{`, which Argo's templates would read".to_owned(),
                remedy: "write it without `{{`".to_owned(),
            });
        }
        // The platform's document is an argument of the driver's pod, whose kubelet reads it once.
        let is_read_once = matches!(field, Field::Path | Field::Toleration);
        Ok(KubeflowText(if is_read_once { once(&written) } else { written }))
    }
}

/// The escape for a parameter's default. A value is put in by the driver, so what comes after reads it: Argo, the step's
/// kubelet, the launcher.
pub(super) struct DefaultEscape {
    /// True if other text follows a reference to it somewhere.
    pub(super) is_followed: bool,
    /// True if another reference follows one to it somewhere.
    pub(super) meets_another: bool,
}

impl Escape for DefaultEscape {
    type Out = KubeflowText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<KubeflowText, Refusal> {
        let written = grammar::literal(&text, field)?;
        carried(&written)?;
        let mut pairs = written.chars().zip(written.chars().skip(1));
        let held = ["{{", "$$", "$("].into_iter().chain(MACROS).find(|part| written.contains(part));
        let what = if let Some(part) = held {
            format!("holds `{part}`, which is read again when the value is put in")
        } else if pairs.any(|(first, second)| first == '$' && !second.is_ascii()) {
            "holds `$` before a character that is not ASCII, which the kubelet breaks".to_owned()
        } else if self.is_followed && written.ends_with('$') {
            "ends in `$`, and more text follows it".to_owned()
        } else if self.meets_another && written.ends_with('{') {
            "ends in `{`, and another value follows it".to_owned()
        } else {
            return Ok(KubeflowText(written));
        };
        Err(Refusal { what, remedy: "choose another default, or write the text itself where it is used".to_owned() })
    }
}

/// Refuses what Argo's parameters do not carry.
fn carried(text: &str) -> Result<(), Refusal> {
    match printable::first_lost(text) {
        None => Ok(()),
        Some(lost) => Err(Refusal {
            what: format!("holds U+{:04X}, which Argo quotes into JSON that is none", u32::from(lost)),
            remedy: "write it without, or read it from a file".to_owned(),
        }),
    }
}

/// Text for people in which no tag begins.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '{' && out.ends_with('{') {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

/// For one kubelet.
fn once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_read = |next: &char| matches!(next, '$' | '(') || !next.is_ascii();
        match letter {
            '$' if letters.peek().is_some_and(is_read) => out.push_str(expansion::DOLLAR),
            letter => out.push(letter),
        }
    }
    out
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

    #[test]
    fn fields_without_an_escape_are_refused() {
        let object = |text: &str, field| Literal::new(text).lower(&mut ObjectEscape, field).map(|text| text.0);
        assert!(object("/app/{{x}}", Field::Path).is_err());
        assert!(object("a\tb", Field::Annotation).is_err());
        assert!(object("argostub/createpvc", Field::Image).is_err());
        assert_eq!(object("/a/$$(x)$", Field::Path).as_deref(), Ok("/a/$$$$(x)$"));
        assert_eq!(object("{{{x}}", Field::Description).as_deref(), Ok("{ { {x}}"));
    }

    #[test]
    fn a_default_is_as_written_or_refused() {
        let check = |text: &str, is_followed| {
            let mut escape = DefaultEscape { is_followed, meets_another: is_followed };
            Literal::new(text).lower(&mut escape, Field::Argument).is_ok()
        };
        for exact in ["2026-01-01", "", "a {b} $c", "\u{7}", "für 😀"] {
            assert!(check(exact, true), "{exact}");
        }
        for read in ["{{x}}", "$$", "$(A)", "$é", "[[RunUUID]]", "\u{7f}", "\u{f0000}"] {
            assert!(!check(read, false), "{read}");
        }
        assert!(check("$", false) && !check("$", true));
        assert!(check("{", false) && !check("{", true));
    }
}
