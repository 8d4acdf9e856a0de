//! The way out into what meets Argo but no container.

use super::{KubeflowText, carried};
use crate::backends::kube::{expansion, grammar};
use crate::ir::{Escape, Field, RawText, Refusal};
use crate::rule::rules;

rules! {
    pub(super) RULES;
    WORDS_APART: "kubeflow/braces-apart" keeps "`{{` in words for people, with a blank between";
    STUB_IMAGE: "kubeflow/refused-image" keeps "the images for which no container is started";
    CONTROL: "kubeflow/refused-control" keeps "a control character in an annotation";
    REFUSED_TAGS: "kubeflow/refused-tags" keeps "`{{` in a field that no kubelet reads";
    DOLLAR_BEFORE_DOLLAR: "kubeflow/path-with-dollars" keeps "`$$` in a path, before the driver's kubelet";
    DOLLAR_BEFORE_PARENTHESIS: "kubeflow/path-with-reference" keeps "`$(` in a path, before the driver's kubelet";
    DOLLAR_BEFORE_WIDE: "kubeflow/path-with-wide" keeps "`$` before what is not ASCII in a path";
}

/// The escape for what meets Argo but no container: names, labels, paths, and words for people.
pub(in crate::backends::kubeflow) struct ObjectEscape;

impl Escape for ObjectEscape {
    type Out = KubeflowText;

    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<KubeflowText, Refusal> {
        let written = grammar::as_written(&text, field)?;
        carried(&written)?;
        match field {
            // People read it, and no engine may.
            Field::Description => return Ok(KubeflowText(apart(&written))),
            Field::Image
                if matches!(written.as_str(), "argostub/createpvc" | "argostub/deletepvc") && STUB_IMAGE.holds() =>
            {
                return Err(Refusal {
                    what: format!("is `{written}`, for which Kubeflow's driver starts no container"),
                    remedy: "copy the image under another name".to_owned(),
                });
            }
            Field::Annotation if written.contains(char::is_control) && CONTROL.holds() => {
                return Err(Refusal {
                    what: "holds a control character, and annotations reach Argo unquoted".to_owned(),
                    remedy: "write it without".to_owned(),
                });
            }
            Field::Command
            | Field::Argument
            | Field::EnvValue
            | Field::Default
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
            | Field::Identifier => {}
        }
        if written.contains("{{") && REFUSED_TAGS.holds() {
            return Err(Refusal {
                what: "holds `{{`, which Argo's templates would read".to_owned(),
                remedy: "write it without `{{`".to_owned(),
            });
        }
        // The container and the platform's document are arguments of the driver's pod, whose kubelet reads them once.
        let is_read_once = matches!(field, Field::Image | Field::Path | Field::Toleration | Field::Affinity);
        Ok(KubeflowText(if is_read_once { once(&written) } else { written }))
    }
}

/// Text for people in which no tag begins.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '{' && out.ends_with('{') && WORDS_APART.holds() {
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
        let is_read = match letters.peek() {
            Some('$') => DOLLAR_BEFORE_DOLLAR.holds(),
            Some('(') => DOLLAR_BEFORE_PARENTHESIS.holds(),
            Some(next) => !next.is_ascii() && DOLLAR_BEFORE_WIDE.holds(),
            None => false,
        };
        match letter {
            '$' if is_read => out.push_str(expansion::DOLLAR),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Literal;

    #[test]
    fn fields_without_an_escape_are_refused() {
        let object = |text: &str, field| Literal::new(text).lower(&mut ObjectEscape, field).map(|text| text.0);
        assert!(object("/app/{{x}}", Field::Path).is_err());
        assert!(object("a\tb", Field::Annotation).is_err());
        assert!(object("{{x}}", Field::Identifier).is_err());
        assert!(object("argostub/createpvc", Field::Image).is_err());
        assert_eq!(object("/a/$$(x)$", Field::Path).as_deref(), Ok("/a/$$$$(x)$"));
        assert_eq!(object("$$(x)", Field::Image).as_deref(), Ok("$$$$(x)"));
        assert_eq!(object("{{{x}}", Field::Description).as_deref(), Ok("{ { {x}}"));
    }
}
