//! The way out of a parameter's default.

use super::{KubeflowText, carried};
use crate::backends::kube::{expansion, grammar};
use crate::ir::{Escape, Field, RawText, Refusal};
use crate::rule::{Rule, rules};

rules! {
    pub(super) RULES;
    TAG: "kubeflow/default-with-tag" keeps "`{{` in a default";
    DOLLARS: "kubeflow/default-with-dollars" keeps "`$$` in a default";
    REFERENCE: "kubeflow/default-with-reference" keeps "`$(` in a default";
    MACRO: "kubeflow/default-with-macro" keeps "`[[` and a macro of the API server's in a default";
    WIDE: "kubeflow/default-with-wide" keeps "`$` before what is not ASCII in a default";
    LAST_DOLLAR: "kubeflow/default-before-text" keeps "`$` at the end of a default that text follows";
    LAST_BRACE: "kubeflow/default-before-value" keeps "`{` at the end of a default that a value follows";
}

/// Macros that the API server replaces in the values of a run (backend/src/common/util/parameter_formatter.go).
const MACROS: [&str; 4] = ["[[RunUUID", "[[CurrentTime", "[[ScheduledTime", "[[Index"];

/// The escape for a parameter's default. A value is put in by the driver, so what comes after reads it: Argo, the step's
/// kubelet, the launcher.
pub(in crate::backends::kubeflow) struct DefaultEscape {
    /// True if other text follows a reference to it somewhere.
    pub(in crate::backends::kubeflow) is_followed: bool,
    /// True if another reference follows one to it somewhere.
    pub(in crate::backends::kubeflow) meets_another: bool,
}

impl Escape for DefaultEscape {
    type Out = KubeflowText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<KubeflowText, Refusal> {
        let written = grammar::as_written(&text, field)?;
        carried(&written)?;
        let read: [(_, &Rule); 3] = [("{{", &TAG), ("$$", &DOLLARS), ("$(", &REFERENCE)];
        let read = read.into_iter().chain(MACROS.map(|name| (name, &MACRO)));
        let held = read.into_iter().find(|(part, rule)| written.contains(part) && rule.holds());
        let what = if let Some((part, _)) = held {
            format!("holds `{part}`, which is read again when the value is put in")
        } else if expansion::breaks_a_character(&written) && WIDE.holds() {
            "holds `$` before a character that is not ASCII, which the kubelet breaks".to_owned()
        } else if self.is_followed && written.ends_with('$') && LAST_DOLLAR.holds() {
            "ends in `$`, and more text follows it".to_owned()
        } else if self.meets_another && written.ends_with('{') && LAST_BRACE.holds() {
            "ends in `{`, and another value follows it".to_owned()
        } else {
            return Ok(KubeflowText(written));
        };
        Err(Refusal { what, remedy: "choose another default, or write the text itself where it is used".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Literal;

    #[test]
    fn a_default_is_as_written_or_refused() {
        let check = |text: &str, is_followed| {
            let mut escape = DefaultEscape { is_followed, meets_another: is_followed };
            Literal::new(text).lower(&mut escape, Field::Default).is_ok()
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
