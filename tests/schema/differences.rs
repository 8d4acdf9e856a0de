//! What the program refuses and its schema does not: the whole list, with the reason.

use segue::{Finding, Severity};

/// A finding that no schema can tell.
struct Difference {
    code: &'static str,
    /// What the message says; empty for whatever it says.
    said: &'static str,
    #[expect(dead_code, reason = "it is for the reader of this list")]
    why: &'static str,
}

const fn difference(code: &'static str, said: &'static str, why: &'static str) -> Difference {
    Difference { code, said, why }
}

const DIFFERENCES: &[Difference] = &[
    difference("E0103", "have no `limit`", "where `defaults` has retries, only merging tells what a step has"),
    difference("E0108", "and no default to remove", "the default stands elsewhere"),
    difference("E0109", "but no `delay`", "where `defaults` has retries, only merging tells what a step has"),
    difference("E0109", "but no `script`", "where `defaults` has a script, only merging tells what a step has"),
    difference("E0109", "has `script` and", "a script and a command of `defaults` meet in a step that has neither"),
    difference("E0109", "names its GPU's product twice", "two maps say it"),
    difference("E0102", "is finer than a millisecond", "a fraction's last place depends on the unit"),
    difference("E0102", "is longer than 1,000 years", "a bound on a sum"),
    difference("E0402", "is finer than the smallest unit", "a fraction's last place depends on the unit"),
    difference("E0402", "is more than any machine has", "a bound across units"),
    difference("E0403", "is finer than a millisecond", "a fraction's last place depends on the unit"),
    difference("E0403", "is longer than 1,000 years", "a bound on a sum"),
    difference("E0404", "that runs backwards", "a pattern does not compare"),
    difference("E0405", "", "months and days that agree"),
    difference("E0406", "does not exist", "six hundred names, which change with each edition of the database"),
    difference("E0407", "", "the lengths of months"),
    difference("E0408", "", "two values that agree"),
    difference("E0409", "", "two values that agree"),
    difference("E0410", "", "two values that agree"),
    difference("E0414", "not a decimal of at least one", "`multipleOf` of a fraction is inexact in editors"),
    difference("E0414", "not a CUDA version", "`multipleOf` of a fraction is inexact in editors"),
    difference("E0414", "more than any target takes", "of a number in quotes a pattern knows no bound"),
    difference("E0416", "", "two values that agree"),
    difference("E0418", "", "two values that agree"),
    difference("E0420", "", "two values that agree"),
    difference("E0421", "", "two values that agree"),
    difference("E0422", "", "two values that agree"),
    difference("E0424", "", "two values that agree"),
];

/// Whether a finding is about shape or a single value, so that the schema must refuse the document too.
pub(crate) fn is_for_the_schema(finding: &Finding) -> bool {
    let id = finding.code.id;
    let is_listed =
        DIFFERENCES.iter().any(|difference| difference.code == id && finding.message.contains(difference.said));
    finding.code.severity == Severity::Error && (id.starts_with("E01") || id.starts_with("E04")) && !is_listed
}
