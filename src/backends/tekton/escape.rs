//! The ways out of a literal into Tekton's files.
//!
//! Between the file and the container stand Tekton's substitutions, which replace `$(…)` in several passes one after the
//! other, a `$(tasks.x.results.y)` even adds an edge; and the kubelet, which rewrites `$$` and `$(NAME)` in `command`,
//! `args` and environment values. `$$(` is no escape to Tekton. But the kubelet comes last, so a variable that holds a
//! dollar hides the parenthesis from Tekton:
//!
//! | literal | written | seen by Tekton | in the container |
//! |-|-|-|-|
//! | `$(params.x)` | `$(SEGUE_DOLLAR)(params.x)` | nothing | `$(params.x)` |
//! | `$$(x)` | `$$$(SEGUE_DOLLAR)(x)` | nothing | `$$(x)` |
//! | `$5` | `$$5` | nothing | `$5` |
//!
//! Sources: tektoncd/pipeline v1.15.0, pkg/substitution, pkg/container/container_replacements.go, pkg/reconciler;
//! kubernetes v1.35, third_party/forked/golang/expansion.

use serde::Serialize;

use super::parameters::Forms;
use super::spec::EnvVar;
use crate::backends::kube::lowering::Carried;
use crate::backends::kube::ours::Ours;
use crate::backends::kube::{env, expansion, grammar};
use crate::ir::{EnvName, Escape, Field, Literal, RawPiece, RawText, Refusal, RunFact, StepId};
use crate::rule::rules;

rules! {
    pub(super) RULES;
    DOUBLED_DOLLAR: "tekton/doubled-dollar" keeps "`$` before the kubelet";
    PARTED_PARENTHESIS: "tekton/parted-parenthesis" keeps "`$(` before Tekton's substitutions";
    DOLLAR_BEFORE_VALUE: "tekton/dollar-before-value" keeps "`$` before a parameter's value, which may begin with `(`";
    HELPER_ENTRY: "tekton/helper-entry" keeps "each text that refers to the helper";
    HELPER_OF_DEFAULT: "tekton/helper-of-default" keeps "a default that refers to the helper, where no text does";
    DOTTED_REFERENCE: "tekton/refused-reference" keeps "a reference with a dot, which Tekton takes for its own";
    REFUSED_SUBSTITUTION: "tekton/refused-substitution" keeps "`$(` in a field that the kubelet does not read";
    DEFAULT_SUBSTITUTION: "tekton/default-with-substitution" keeps "`$(` in a default";
    DEFAULT_DOLLARS: "tekton/default-with-dollars" keeps "`$$` in a default";
    DEFAULT_WIDE: "tekton/default-with-wide" keeps "`$` before what is not ASCII in a default";
    DEFAULT_LAST_DOLLAR: "tekton/default-before-parenthesis" keeps "`$` at the end of a default, before a text's `(`";
    DISPLAY_NAME: "tekton/display-name" keeps "`$(` in the name that people see";
}

/// Tekton's tag for the run id: equal in all tasks and attempts of a run. It is replaced in tasks that stand in the
/// pipeline only (`ApplyContexts`, pkg/reconciler/pipelinerun/resources/apply.go).
pub(super) const RUN_ID: &str = "$(context.pipelineRun.uid)";

/// What opens a substitution.
const OPEN: &str = "$(";

/// A text as Tekton's files hold it. Only the escapes of this file make one from a user's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct TektonText(String);

impl TektonText {
    /// The run id, which is ours to write.
    pub(super) fn run_id() -> Self {
        Self(RUN_ID.to_owned())
    }

    /// Whether a folder holds this path.
    pub(super) fn is_below(&self, folder: &str) -> bool {
        self.0.starts_with(folder)
    }
}

impl Carried for TektonText {
    fn of_ours(text: Ours) -> Self {
        Self(text.into_string())
    }
}

/// The escape for what stands in a task and its pod; one lives per step.
pub(super) struct TaskEscape<'p> {
    parameters: &'p Forms,
    helper_used: bool,
}

impl<'p> TaskEscape<'p> {
    pub(super) fn new(parameters: &'p Forms) -> Self {
        Self { parameters, helper_used: false }
    }

    /// The helper's entry, if a text needed it; it must stand first, since values see earlier entries only.
    pub(super) fn helper(self) -> Option<EnvVar> {
        let dollar = TektonText(expansion::DOLLAR.to_owned());
        (self.helper_used && HELPER_ENTRY.holds()).then(|| env::fixed(self.parameters.helper(), dollar))
    }

    /// Writes a text that Tekton's substitutions and then the kubelet read.
    fn expanded(&mut self, text: &RawText<'_>) -> Result<String, Refusal> {
        let mut out = String::new();
        let mut pieces = text.pieces().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                RawPiece::Literal(literal) => {
                    let end = match pieces.peek() {
                        Some(RawPiece::Param(_)) => End::Value,
                        _ => End::Known,
                    };
                    self.helper_used |= escape(literal, self.parameters.helper(), end, &mut out);
                }
                RawPiece::Run(RunFact::Id) => out.push_str(RUN_ID),
                RawPiece::EnvVar(name) => out.push_str(&reference(name)?),
                RawPiece::Param(name) => {
                    self.helper_used |= self.parameters.is_escaped(name) && HELPER_OF_DEFAULT.holds();
                    out.push_str(&format!("$(params.{name})"));
                }
            }
        }
        Ok(out)
    }
}

/// What stands behind a literal.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing, or what Tekton and the kubelet write themselves.
    Known,
    /// A value that may begin with `(`.
    Value,
}

/// Writes a literal so that Tekton finds nothing in it and the kubelet gives it back; tells whether it needs the helper.
pub(super) fn escape(literal: &str, helper: &str, end: End, out: &mut String) -> bool {
    let mut is_helped = false;
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        let opens = match letters.peek() {
            Some(next) => *next == '(' && PARTED_PARENTHESIS.holds(),
            None => end == End::Value && DOLLAR_BEFORE_VALUE.holds(),
        };
        match letter {
            '$' if opens => {
                is_helped = true;
                out.push_str(&expansion::reference(helper));
            }
            '$' if DOUBLED_DOLLAR.holds() => out.push_str(expansion::DOLLAR),
            letter => out.push(letter),
        }
    }
    is_helped
}

/// A reference that the kubelet reads; with a dot in it Tekton would read it first.
fn reference(name: &EnvName) -> Result<String, Refusal> {
    if name.as_str().contains('.') && DOTTED_REFERENCE.holds() {
        return Err(Refusal {
            what: format!("refers to `{name}`, whose dot makes it a reference of Tekton's own"),
            remedy: "rename the variable, without a dot".to_owned(),
        });
    }
    Ok(expansion::reference(name.as_str()))
}

impl Escape for TaskEscape<'_> {
    type Out = TektonText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<TektonText, Refusal> {
        match field {
            Field::Command | Field::Argument | Field::EnvValue => self.expanded(&text).map(TektonText),
            // The kubelet does not read these, so there is no way to hide a parenthesis from Tekton.
            Field::Default
            | Field::Image
            | Field::Path
            | Field::ObjectName
            | Field::DataKey
            | Field::LabelValue
            | Field::Toleration
            | Field::Affinity
            | Field::SecurityContext
            | Field::Identifier => {
                let text = grammar::as_written(&text, field)?;
                if text.contains(OPEN) && REFUSED_SUBSTITUTION.holds() {
                    return Err(Refusal {
                        what: "holds `$(`, which Tekton would read".to_owned(),
                        remedy: "write it without `$(`".to_owned(),
                    });
                }
                Ok(TektonText(text))
            }
            Field::LabelKey | Field::Annotation | Field::Description => as_written(&text, field),
        }
    }
}

/// The escape for what none of Tekton's engines reads: an object's own metadata and descriptions.
pub(super) struct ObjectEscape;

impl Escape for ObjectEscape {
    type Out = TektonText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<TektonText, Refusal> {
        as_written(&text, field)
    }
}

/// The escape for a parameter's default, which the kubelet reads where a step refers to the parameter. `None` where it
/// arrives as written.
pub(super) struct DefaultEscape<'n> {
    pub(super) helper: &'n str,
}

impl Escape for DefaultEscape<'_> {
    type Out = Option<TektonText>;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<Option<TektonText>, Refusal> {
        let TektonText(written) = as_written(&text, field)?;
        let is_read = (written.contains(OPEN) && DEFAULT_SUBSTITUTION.holds())
            || (written.contains("$$") && DEFAULT_DOLLARS.holds())
            || (written.ends_with('$') && DEFAULT_LAST_DOLLAR.holds())
            || (expansion::breaks_a_character(&written) && DEFAULT_WIDE.holds());
        if !is_read {
            return Ok(None);
        }
        let mut out = String::new();
        escape(&written, self.helper, End::Value, &mut out);
        Ok(Some(TektonText(out)))
    }
}

/// An emitted name where an object is referred to.
pub(super) fn object_name(name: &str) -> Option<TektonText> {
    Literal::new(name).lower(&mut ObjectEscape, Field::ObjectName).ok()
}

/// The original of a name that had to change, where no engine reads it.
pub(super) fn original(name: &StepId) -> TektonText {
    let text = Literal::new(name.as_str()).lower(&mut ObjectEscape, Field::Description);
    text.unwrap_or_else(|_| TektonText(String::new()))
}

/// The same for a display name, in which Tekton replaces what it knows; none where there is something to replace.
pub(super) fn display_name(name: &StepId) -> Option<TektonText> {
    Some(original(name)).filter(|text| !text.0.contains(OPEN) || !DISPLAY_NAME.holds())
}

fn as_written(text: &RawText<'_>, field: Field) -> Result<TektonText, Refusal> {
    grammar::as_written(text, field).map(TektonText)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{ParamId, Piece, Text};
    use crate::proof::never_made;

    // Nothing but the escapes here, and `Ours`, makes one.
    never_made!(TektonText);

    fn literal(text: &str) -> Piece {
        Piece::Literal(Literal::new(text))
    }

    fn check(pieces: Vec<Piece>, expected: &str) {
        let forms = Forms::default();
        let mut escape = TaskEscape::new(&forms);
        let text = Text::join(pieces).lower(&mut escape, Field::Argument).expect("carried");
        assert_eq!(text.0.replace("$(SEGUE_DOLLAR)", "·"), expected);
        assert_eq!(escape.helper().is_some(), expected.contains('·'));
    }

    #[test]
    fn dollars_are_doubled_and_parentheses_parted() {
        for (text, expected) in [
            ("plain", "plain"),
            ("$", "$$"),
            ("$5 $$", "$$5 $$$$"),
            ("$(x)", "·(x)"),
            ("$$(x)", "$$·(x)"),
            ("$(params.x)", "·(params.x)"),
            ("$(SEGUE_DOLLAR)", "·(SEGUE_DOLLAR)"),
            ("{{x}} (y)", "{{x}} (y)"),
            ("", ""),
        ] {
            check(vec![literal(text)], expected);
        }
    }

    #[test]
    fn hazards_across_pieces_are_parted_too() {
        let variable = || Piece::EnvVar(EnvName::new("A").expect("a name"));
        let parameter = || Piece::Param(ParamId::new("p").expect("a name"));
        check(vec![literal("$"), variable()], "$$$(A)");
        check(vec![literal("$"), Piece::Run(RunFact::Id)], "$$$(context.pipelineRun.uid)");
        check(vec![literal("$"), parameter(), literal("(x)")], "·$(params.p)(x)");
        check(vec![parameter(), literal("$")], "$(params.p)$$");
    }

    #[test]
    fn fields_without_an_escape_are_refused() {
        let forms = Forms::default();
        let refused = |text: &str, field| Literal::new(text).lower(&mut TaskEscape::new(&forms), field).is_err();
        assert!(refused("/app/$(x)", Field::Path));
        assert!(refused("i:$(x)", Field::Image));
        assert!(refused("$(x)", Field::Toleration));
        assert!(refused("My Secret", Field::ObjectName));
        assert!(!refused("/app/$x", Field::Path));
        assert!(!refused("$(x)", Field::Annotation));
        assert!(reference(&EnvName::new("a.b").expect("a name")).is_err());
    }

    #[test]
    fn defaults_are_escaped_only_where_an_engine_would_read_them() {
        let lowered = |text: &str| {
            let mut escape = DefaultEscape { helper: "H" };
            Literal::new(text).lower(&mut escape, Field::Argument).expect("carried").map(|text| text.0)
        };
        for plain in ["2026-01-01", "a $b", "{{x}}", ""] {
            assert_eq!(lowered(plain), None);
        }
        assert_eq!(lowered("$$").as_deref(), Some("$$$(H)"));
        assert_eq!(lowered("a$").as_deref(), Some("a$(H)"));
        assert_eq!(lowered("costs $€5").as_deref(), Some("costs $$€5"));
        assert_eq!(lowered("$x $(y)").as_deref(), Some("$$x $(H)(y)"));
    }
}
