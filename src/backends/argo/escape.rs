//! The ways out of a literal into Argo's files.
//!
//! Between the file and the container stand Argo's templates, which replace `{{…}}` in the JSON of each object, several
//! passes one after the other, and the kubelet, which rewrites `$$` and `$(NAME)` in `command`, `args` and environment
//! values. Argo has no escape of its own; but the kubelet comes last, so a reference to an empty variable between two
//! braces hides them from Argo and is gone in the container:
//!
//! | literal | written | seen by Argo's templates | in the container |
//! |-|-|-|-|
//! | `{{x}}` | `{$(SEGUE_EMPTY){x}}` | nothing | `{{x}}` |
//! | `$5` | `$$5` | nothing | `$5` |
//! | `{` before the run id | `{$(SEGUE_EMPTY){{workflow.uid}}` | the run id | `{` and the run id |
//!
//! Sources: argo-workflows v4.0.2, util/template and workflow/controller/operator.go; kubernetes v1.35,
//! third_party/forked/golang/expansion.

use serde::Serialize;

use super::super::kube::lowering::Carried;
use super::super::kube::ours::Ours;
use super::super::kube::{env, expansion, grammar};
use super::parameters::{Form, Forms};
use super::spec::EnvVar;
use crate::ir::{Escape, Field, ParamId, RawPiece, RawText, Refusal, RunFact};
use crate::rule::rules;

rules! {
    pub(super) RULES;
    DOUBLED_DOLLAR: "argo/doubled-dollar" keeps "`$` before the kubelet";
    PARTED_BRACES: "argo/parted-braces" keeps "`{{` before Argo's templates";
    BRACE_AFTER_TAG: "argo/brace-after-tag" keeps "`{` behind a value that ends in `{`";
    BRACE_BEFORE_RUN_ID: "argo/brace-before-run-id" keeps "`{` before the run id's tag";
    BRACE_BEFORE_PARAMETER: "argo/brace-before-parameter" keeps "`{` before a parameter's tag";
    HELPER_ENTRY: "argo/helper-entry" keeps "each text that refers to the helper";
    BRACES_OF_A_VALUE: "argo/braces-of-a-value" keeps "`{{` in a parameter's value before Argo's later passes";
    DOLLARS_OF_A_VALUE: "argo/dollars-of-a-value" keeps "`$` in a parameter's value before the kubelet";
    REFUSED_TAGS: "argo/refused-tags" keeps "`{{` in a field that the kubelet does not read";
}

/// Argo's tag for the run id: equal in all steps and attempts of a run, also after `argo retry`; new after resubmit.
pub(super) const RUN_ID: &str = "{{workflow.uid}}";

/// A text as Argo's files hold it. Only the escapes of this file make one from a user's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct ArgoText(String);

impl ArgoText {
    /// The run id, which is ours to write.
    pub(super) fn run_id() -> Self {
        Self(RUN_ID.to_owned())
    }

    /// The empty text, where a refused one is left out.
    pub(super) fn none() -> Self {
        Self(String::new())
    }

    /// The text for a sentence to people.
    pub(super) fn into_sentence(self) -> String {
        self.0
    }
}

impl Carried for ArgoText {
    fn of_ours(text: Ours) -> Self {
        Self(text.into_string())
    }
}

/// The escape for what stands in a template; one lives per step.
pub(super) struct TemplateEscape<'p> {
    helper: String,
    helper_used: bool,
    parameters: &'p Forms,
}

impl<'p> TemplateEscape<'p> {
    /// An escape for a step with these variables, none of which its helper may shadow.
    pub(super) fn new(variables: &[&str], parameters: &'p Forms) -> Self {
        Self { helper: env::free_name("SEGUE_EMPTY", variables), helper_used: false, parameters }
    }

    /// The helper's entry, if a text needed it; it must stand first, since values see earlier entries only.
    pub(super) fn helper(self) -> Option<EnvVar> {
        (self.helper_used && HELPER_ENTRY.holds()).then(|| env::fixed(&self.helper, ArgoText(String::new())))
    }

    /// Writes a text that Argo's templates and then the kubelet read.
    fn expanded(&mut self, text: &RawText<'_>) -> String {
        let mut out = String::new();
        // What the last byte written means to Argo: it reads tags from left to right.
        let mut last = Last::Other;
        for piece in text.pieces() {
            match piece {
                RawPiece::Literal(literal) => {
                    for letter in literal.chars() {
                        if letter == '{' && last.joins_a_brace() {
                            self.part(&mut out);
                        }
                        match letter {
                            '$' if DOUBLED_DOLLAR.holds() => out.push_str(expansion::DOLLAR),
                            letter => out.push(letter),
                        }
                        last = if letter == '{' { Last::Brace } else { Last::Other };
                    }
                }
                RawPiece::Run(RunFact::Id) => {
                    if last == Last::Brace && BRACE_BEFORE_RUN_ID.holds() {
                        self.part(&mut out);
                    }
                    out.push_str(RUN_ID);
                    last = Last::Tag;
                }
                RawPiece::EnvVar(name) => {
                    out.push_str(&expansion::reference(name.as_str()));
                    last = Last::Other;
                }
                RawPiece::Param(name) => {
                    if last == Last::Brace && BRACE_BEFORE_PARAMETER.holds() {
                        self.part(&mut out);
                    }
                    let tag = match self.parameters.of(name) {
                        Form::Plain => format!("{{{{workflow.parameters.{name}}}}}"),
                        Form::Exact => {
                            self.helper_used = true;
                            exact(name, &self.helper)
                        }
                    };
                    out.push_str(&tag);
                    last = Last::Tag;
                }
            }
        }
        out
    }

    fn part(&mut self, out: &mut String) {
        self.helper_used = true;
        out.push_str(&expansion::reference(&self.helper));
    }
}

/// An expression that does to a parameter's value what this file does to a literal (expr-lang, with sprig's functions).
fn exact(name: &ParamId, helper: &str) -> String {
    let mut value = format!("workflow.parameters['{name}']");
    if DOLLARS_OF_A_VALUE.holds() {
        value = format!("sprig.replace('$','$$',{value})");
    }
    if BRACES_OF_A_VALUE.holds() {
        value = format!("sprig.replace('{{','{{$({helper})',{value})");
    }
    format!("{{{{={value}}}}}")
}

/// What a `{` must not stand beside.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Last {
    /// A literal's `{`.
    Brace,
    /// A tag of ours, whose value may end in `{`.
    Tag,
    /// Anything else.
    Other,
}

impl Last {
    /// Whether Argo would read a tag's beginning where a literal's `{` follows.
    fn joins_a_brace(self) -> bool {
        match self {
            Last::Brace => PARTED_BRACES.holds(),
            Last::Tag => BRACE_AFTER_TAG.holds(),
            Last::Other => false,
        }
    }
}

impl Escape for TemplateEscape<'_> {
    type Out = ArgoText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<ArgoText, Refusal> {
        match field {
            Field::Command | Field::Argument | Field::EnvValue => Ok(ArgoText(self.expanded(&text))),
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
            | Field::Description => grammar::as_written(&text, field).and_then(|text| {
                // The kubelet does not read these, so there is no way to hide a tag from Argo.
                if text.contains("{{") && REFUSED_TAGS.holds() {
                    return Err(Refusal {
                        what: "holds `{{`, which Argo's templates would read".to_owned(),
                        remedy: "write it without `{{`".to_owned(),
                    });
                }
                Ok(ArgoText(text))
            }),
        }
    }
}

/// The escape for an object's own metadata, which none of Argo's engines reads, and for a parameter's default, whose form
/// of reference `parameters` has chosen by it.
pub(super) struct ObjectEscape;

impl Escape for ObjectEscape {
    type Out = ArgoText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<ArgoText, Refusal> {
        grammar::as_written(&text, field).map(ArgoText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{EnvName, Literal, Piece, Text};
    use crate::proof::never_made;

    // Nothing but the escapes here, and `Ours`, makes one.
    never_made!(ArgoText);

    fn literal(text: &str) -> Piece {
        Piece::Literal(Literal::new(text))
    }

    fn check(pieces: Vec<Piece>, expected: &str) {
        let forms = Forms::default();
        let mut escape = TemplateEscape::new(&[], &forms);
        let text = Text::join(pieces).lower(&mut escape, Field::Argument).expect("carried");
        assert_eq!(text.0.replace("$(SEGUE_EMPTY)", "·"), expected);
        assert_eq!(escape.helper().is_some(), expected.contains('·'));
    }

    #[test]
    fn braces_are_parted_and_dollars_doubled() {
        for (text, expected) in [
            ("plain", "plain"),
            ("{x}", "{x}"),
            ("{{x}}", "{·{x}}"),
            ("{{{", "{·{·{"),
            ("{{=1+1}}", "{·{=1+1}}"),
            ("$", "$$"),
            ("$$", "$$$$"),
            ("$(HOME)", "$$(HOME)"),
            ("${{x}}", "$${·{x}}"),
            ("}}", "}}"),
            ("{ {", "{ {"),
            ("", ""),
        ] {
            check(vec![literal(text)], expected);
        }
    }

    #[test]
    fn hazards_across_pieces_are_parted_too() {
        let run = || Piece::Run(RunFact::Id);
        let variable = || Piece::EnvVar(EnvName::new("A").expect("a name"));
        check(vec![literal("{"), run(), literal("}}")], "{·{{workflow.uid}}}}");
        check(vec![run(), literal("{x}}")], "{{workflow.uid}}·{x}}");
        check(vec![literal("$"), variable()], "$$$(A)");
        check(vec![literal("{"), variable(), literal("{x}}")], "{$(A){x}}");
        check(vec![literal("$"), run()], "$${{workflow.uid}}");
    }

    #[test]
    fn the_helper_takes_a_name_that_is_free() {
        let forms = Forms::default();
        let mut escape = TemplateEscape::new(&["SEGUE_EMPTY", "SEGUE_EMPTY_2"], &forms);
        let text = Literal::new("{{").lower(&mut escape, Field::EnvValue).expect("carried");
        assert_eq!(text.0, "{$(SEGUE_EMPTY_3){");
        assert_eq!(escape.helper().map(|entry| entry.name).as_deref(), Some("SEGUE_EMPTY_3"));
    }

    #[test]
    fn fields_without_an_escape_are_refused() {
        let refused = |text: &str, field| {
            Literal::new(text).lower(&mut TemplateEscape::new(&[], &Forms::default()), field).is_err()
        };
        assert!(refused("/app/{{x}}", Field::Path));
        assert!(refused("{{x}}", Field::Annotation));
        assert!(refused("My Secret", Field::ObjectName));
        assert!(!refused("/app/{x}", Field::Path));
        assert!(Literal::new("{{x}}").lower(&mut ObjectEscape, Field::Annotation).is_ok());
    }
}
