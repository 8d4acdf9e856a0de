//! Tokens and passwords in plain text, which no file of a stack should hold.

use super::super::shape::check::Checker;
use crate::diag::{Diagnostic, codes};
use crate::source::{Kind, Node};

/// Variables of ZenML's own that name the kind of a store, and no secret.
pub(super) const HARMLESS: &[&str] = &["ZENML_SECRETS_STORE_TYPE", "ZENML_BACKUP_SECRETS_STORE_TYPE"];

/// Whether a variable of this name holds something that must not be read by others.
pub(in crate::frontends) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let holds = ["TOKEN", "PASSWORD", "SECRET"].iter().any(|word| name.contains(word));
    (holds || name.ends_with("_KEY")) && !HARMLESS.contains(&&*name)
}

/// Tells every plain value of such a name in a stack.
pub(super) fn refuse_plain_secrets(root: Node<'_>, checker: &mut Checker<'_>) {
    let components = root.get("components").into_iter().flat_map(Node::entries);
    let components = components.flat_map(|kind| std::iter::once(kind).chain(kind.items()));
    let environments =
        components.chain([root]).flat_map(|map| ["environment", "base_environment"].map(|key| map.get(key)));
    for variable in environments.flatten().flat_map(Node::entries) {
        let name = variable.key().unwrap_or_default();
        let is_plain = variable.kind() == Kind::Scalar && !variable.text().unwrap_or_default().is_empty();
        if is_secret(name) && is_plain && !variable.is_null() {
            checker.fail(variable, plain_secret(variable, name));
        }
    }
}

/// The diagnostic of a token or password in plain text.
pub(in crate::frontends) fn plain_secret(variable: Node<'_>, name: &str) -> Diagnostic {
    let message = format!("variable `{name}` would stand in plain text in every file");
    Diagnostic::new(&codes::PLAIN_SECRET, variable.place(), message)
        .help(format!("put it into a secret and write `{name}: {{secret: NAME/KEY}}`"))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    fn check(name: &str, expected: bool) {
        assert_eq!(is_secret(name), expected, "{name}");
    }

    #[test]
    fn names_tell_of_secrets_in_any_case() {
        for name in ["ZENML_STORE_API_TOKEN", "db_password", "CLIENT_SECRET_2", "AWS_SECRET_ACCESS_KEY", "api_key"] {
            check(name, true);
        }
    }

    #[test]
    fn a_key_counts_at_the_end_of_a_name_only() {
        for name in ["KEY", "MONKEY", "API_KEYS", "KEY_FILE", "ZENML_STORE_URL", ""] {
            check(name, false);
        }
    }

    #[test]
    fn kinds_of_stores_are_no_secrets() {
        check("ZENML_SECRETS_STORE_TYPE", false);
        check("ZENML_BACKUP_SECRETS_STORE_TYPE", false);
        check("MY_ZENML_SECRETS_STORE_TYPE", true);
    }
}
