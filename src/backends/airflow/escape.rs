//! The ways out of a literal into a DAG file.
//!
//! Between the file and the container stand Python's reader, Jinja on the worker, and the kubelet's `$(NAME)` and `$$`. So
//! the escapes come in the reverse order: the kubelet's first, then Jinja's, then the string literal, which
//! `emit::python` prints.
//!
//! | text | written | because |
//! |-|-|-|
//! | `run.sh` | `"run.sh"` | nothing reads it |
//! | `{{ ds }}` | `literal("{{ ds }}")` | `literal` hides a whole text from Jinja |
//! | `$(HOME)` | `"$$(HOME)"` | the kubelet would expand it |
//! | `{` and the run id | `"{{ \"\\x7b\" }}<dag>__{{ run_id }}"` | one Jinja text, so `literal` cannot help |
//!
//! Sources: apache-airflow 2.8.4 to 3.3.2 (templater), cncf-kubernetes 8.0.1 and 10.25.0 (`template_fields` of
//! operators/pod.py); kubernetes v1.35, third_party/forked/golang/expansion.

use super::super::kube::lowering::Carried;
use super::super::kube::ours::Ours;
use super::super::kube::{expansion, grammar};
use crate::emit::python::{Call, Expr, dotted};
use crate::ir::{Escape, Field, RawPiece, RawText, Refusal, RunFact};
use crate::rule::rules;

rules! {
    pub(super) RULES;
    DOLLAR_BEFORE_DOLLAR: "airflow/dollar-before-dollar" keeps "`$$` before the kubelet";
    DOLLAR_BEFORE_PARENTHESIS: "airflow/dollar-before-parenthesis" keeps "`$(` before the kubelet";
    DOLLAR_BEFORE_WIDE: "airflow/dollar-before-wide" keeps "`$` before what is not ASCII, which the kubelet takes apart";
    DOLLAR_BEFORE_PIECE: "airflow/dollar-before-piece" keeps "`$` before a value, or a reference";
    DOLLARS_OF_A_VALUE: "airflow/dollars-of-a-value" keeps "`$` in a parameter's value before the kubelet";
    EXPRESSION: "airflow/hidden-expression" keeps "`{{` before Jinja";
    STATEMENT: "airflow/hidden-statement" keeps "`{%` before Jinja";
    COMMENT: "airflow/hidden-comment" keeps "`{#` before Jinja";
    CARRIAGE_RETURN: "airflow/hidden-carriage-return" keeps "CR before Jinja, which makes it LF";
    LAST_BREAK: "airflow/hidden-last-break" keeps "one last line break before Jinja";
    BRACE_IN_TEMPLATE: "airflow/brace-beside-tag" keeps "`{` beside a tag of ours";
    RETURN_IN_TEMPLATE: "airflow/carriage-return-beside-tag" keeps "CR beside a tag of ours";
    BREAK_IN_TEMPLATE: "airflow/break-beside-tag" keeps "one last line break beside a tag of ours";
    QUOTE_IN_STRING: "airflow/quote-in-string" keeps "`\"` in a string of Jinja's";
    BACKSLASH_IN_STRING: "airflow/backslash-in-string" keeps "`\\` in a string of Jinja's";
    RETURN_IN_STRING: "airflow/carriage-return-in-string" keeps "CR in a string of Jinja's";
    REFUSED_EXPRESSION: "airflow/refused-expression" keeps "`{{` in a field where nothing hides it";
    REFUSED_STATEMENT: "airflow/refused-statement" keeps "`{%` in a field where nothing hides it";
    REFUSED_COMMENT: "airflow/refused-comment" keeps "`{#` in a field where nothing hides it";
    REFUSED_RETURN: "airflow/refused-carriage-return" keeps "CR in a field where nothing hides it";
    REFUSED_BREAK: "airflow/refused-last-break" keeps "one last line break in a field where nothing hides it";
}

/// A text as a DAG file holds it: an expression. Only this file makes one from a user's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AirflowText {
    expression: Expr,
    is_hidden: bool,
}

impl AirflowText {
    /// The expression.
    pub(super) fn expression(self) -> Expr {
        self.expression
    }

    /// A text that nothing hides.
    fn plain(text: String) -> Self {
        Self { expression: Expr::text(text), is_hidden: false }
    }

    /// True if it stands in `literal(…)`, which needs an import.
    pub(super) fn is_hidden(&self) -> bool {
        self.is_hidden
    }
}

impl Carried for AirflowText {
    fn of_ours(text: Ours) -> Self {
        Self::plain(text.into_string())
    }
}

/// The escape of a DAG.
pub(super) struct DagEscape<'a> {
    dag_id: &'a str,
}

impl<'a> DagEscape<'a> {
    /// An escape for the texts of this DAG, whose id is ASCII that no engine reads.
    pub(super) fn new(dag_id: &'a str) -> Self {
        Self { dag_id }
    }

    /// The run id: a bare `run_id` is unique in its DAG only.
    pub(super) fn run_id(&self) -> AirflowText {
        AirflowText::plain(self.run_id_tag())
    }

    fn run_id_tag(&self) -> String {
        format!("{}__{{{{ run_id }}}}", self.dag_id)
    }

    /// A text that Jinja and then the kubelet read.
    fn expanded(&self, text: &RawText<'_>) -> AirflowText {
        let pieces: Vec<RawPiece<'_>> = text.pieces().collect();
        let has_tag = pieces.iter().any(|piece| matches!(piece, RawPiece::Run(_) | RawPiece::Param(_)));
        let mut out = String::new();
        for (position, piece) in pieces.iter().enumerate() {
            let is_last = position + 1 == pieces.len();
            match piece {
                RawPiece::Literal(literal) => {
                    let doubled = for_kubelet(literal, is_last);
                    if has_tag && is_read_beside_tags(&doubled) {
                        out.push_str(&jinja_string(&doubled));
                    } else {
                        out.push_str(&doubled);
                    }
                }
                RawPiece::Run(RunFact::Id) => out.push_str(&self.run_id_tag()),
                RawPiece::Param(name) => {
                    let doubled = if DOLLARS_OF_A_VALUE.holds() { " | replace(\"$\", \"$$\")" } else { "" };
                    out.push_str(&format!("{{{{ params[\"{name}\"]{doubled} }}}}"));
                }
                RawPiece::EnvVar(name) => out.push_str(&expansion::reference(name.as_str())),
            }
        }
        if has_tag { AirflowText::plain(out) } else { hidden_if_read(out) }
    }
}

/// `$$` where the kubelet would see the start of something: before `$`, `(` and whatever follows the literal. Before a
/// letter beyond ASCII too: the kubelet reads bytes and would take the letter apart (`tryReadVariableName`, expand.go).
fn for_kubelet(literal: &str, is_last: bool) -> String {
    let mut out = String::with_capacity(literal.len());
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        let is_read = match letters.peek() {
            Some('$') => DOLLAR_BEFORE_DOLLAR.holds(),
            Some('(') => DOLLAR_BEFORE_PARENTHESIS.holds(),
            Some(next) => !next.is_ascii() && DOLLAR_BEFORE_WIDE.holds(),
            None => !is_last && DOLLAR_BEFORE_PIECE.holds(),
        };
        if letter == '$' && is_read {
            out.push('$');
        }
    }
    out
}

/// Whether Jinja would change a literal in a text with tags of ours.
fn is_read_beside_tags(literal: &str) -> bool {
    (literal.contains('{') && BRACE_IN_TEMPLATE.holds())
        || (literal.contains('\r') && RETURN_IN_TEMPLATE.holds())
        || (literal.contains('\n') && BREAK_IN_TEMPLATE.holds())
}

/// A Jinja expression whose value is this text: no engine finds a sign of its own in it.
fn jinja_string(text: &str) -> String {
    let mut out = String::from("{{ \"");
    for letter in text.chars() {
        let is_escaped = match letter {
            '"' => QUOTE_IN_STRING.holds(),
            '\\' => BACKSLASH_IN_STRING.holds(),
            '\r' => RETURN_IN_STRING.holds(),
            // Jinja reads a string as a whole; people and other tools do not.
            '{' | '}' | '%' | '#' | '\n' => true,
            _ => false,
        };
        if is_escaped {
            out.push_str(&format!("\\x{:02x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out.push_str("\" }}");
    out
}

/// In `literal(…)` if Jinja would change it: by its tags, by turning CR into LF, or by dropping one last line break.
fn hidden_if_read(text: String) -> AirflowText {
    let is_read = (text.contains("{{") && EXPRESSION.holds())
        || (text.contains("{%") && STATEMENT.holds())
        || (text.contains("{#") && COMMENT.holds())
        || (text.contains('\r') && CARRIAGE_RETURN.holds())
        || (text.ends_with('\n') && LAST_BREAK.holds());
    if !is_read {
        return AirflowText::plain(text);
    }
    let call = Call::new(dotted!("literal")).positional(Expr::text(text));
    AirflowText { expression: call.into(), is_hidden: true }
}

impl Escape for DagEscape<'_> {
    type Out = AirflowText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<AirflowText, Refusal> {
        match field {
            Field::Command | Field::Argument | Field::EnvValue => Ok(self.expanded(&text)),
            Field::Annotation => Ok(hidden_if_read(grammar::as_written(&text, field)?)),
            Field::Image | Field::Path => {
                let written = grammar::as_written(&text, field)?;
                let is_read = (written.contains("{{") && REFUSED_EXPRESSION.holds())
                    || (written.contains("{%") && REFUSED_STATEMENT.holds())
                    || (written.contains("{#") && REFUSED_COMMENT.holds());
                if is_read {
                    return Err(Refusal {
                        what: "holds a sign that Jinja would read".to_owned(),
                        remedy: "write it without `{{`, `{%` and `{#`".to_owned(),
                    });
                }
                let is_changed = (written.contains('\r') && REFUSED_RETURN.holds())
                    || (written.ends_with('\n') && REFUSED_BREAK.holds());
                if is_changed {
                    return Err(Refusal {
                        what: "holds a carriage return or ends in a line break, which Jinja would change".to_owned(),
                        remedy: "write it without".to_owned(),
                    });
                }
                Ok(AirflowText::plain(written))
            }
            Field::Default
            | Field::ObjectName
            | Field::DataKey
            | Field::LabelKey
            | Field::LabelValue
            | Field::Toleration
            | Field::Affinity
            | Field::SecurityContext
            | Field::Identifier
            | Field::Description => grammar::as_written(&text, field).map(AirflowText::plain),
        }
    }
}

/// Words and names for Airflow itself, which nothing but Python's reader reads.
pub(super) fn shown(text: &str) -> Expr {
    Expr::text(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{EnvName, Literal, ParamId, Piece, Text};
    use crate::proof::never_made;

    // Nothing but the escapes here, and `Ours`, makes one.
    never_made!(AirflowText);

    fn literal(text: &str) -> Piece {
        Piece::Literal(Literal::new(text))
    }

    fn check(pieces: Vec<Piece>, expected: &str, is_hidden: bool) {
        let text = Text::join(pieces).lower(&mut DagEscape::new("dag"), Field::Argument).expect("carried");
        assert_eq!(text.is_hidden(), is_hidden, "{expected}");
        let plain = AirflowText::plain(expected.to_owned()).expression();
        let wanted = if is_hidden { Call::new(dotted!("literal")).positional(plain).into() } else { plain };
        assert_eq!(text.expression(), wanted);
    }

    #[test]
    fn only_hazards_are_hidden_or_doubled() {
        for text in ["run.sh", "", "{x}", "}}", "# x", "costs $5", "$", "a\nb", "{ {"] {
            check(vec![literal(text)], text, false);
        }
        for text in ["{{ ds }}", "{% raw %}", "{# x #}", "a\r\n", "ends\n"] {
            check(vec![literal(text)], text, true);
        }
        check(vec![literal("$(HOME)")], "$$(HOME)", false);
        check(vec![literal("$$")], "$$$", false);
        check(vec![literal("$é")], "$$é", false);
        check(vec![literal("{{$(A)}}")], "{{$$(A)}}", true);
    }

    #[test]
    fn what_jinja_changes_is_refused_where_nothing_hides_it() {
        let refused = |text: &str| Literal::new(text).lower(&mut DagEscape::new("dag"), Field::Path).is_err();
        for text in ["a{{ x }}", "a{% x %}", "a{# x #}", "a\rb", "a\n"] {
            assert!(refused(text), "{text:?}");
        }
        for text in ["a{x}", "a\nb", "a b"] {
            assert!(!refused(text), "{text:?}");
        }
    }

    #[test]
    fn beside_a_tag_a_literal_becomes_a_jinja_string() {
        let run = || Piece::Run(RunFact::Id);
        check(vec![literal("a/"), run()], "a/dag__{{ run_id }}", false);
        check(
            vec![literal("{"), run(), literal("}}\n")],
            "{{ \"\\x7b\" }}dag__{{ run_id }}{{ \"\\x7d\\x7d\\x0a\" }}",
            false,
        );
        check(vec![literal("$"), run()], "$$dag__{{ run_id }}", false);
        let param = Piece::Param(ParamId::new("since").expect("a name"));
        check(vec![param], "{{ params[\"since\"] | replace(\"$\", \"$$\") }}", false);
        let variable = Piece::EnvVar(EnvName::new("A").expect("a name"));
        check(vec![literal("{{x}}$"), variable], "{{x}}$$$(A)", true);
    }
}
