//! What the readers stumbled over, as diagnostics.

use super::{Diagnostic, codes};
use crate::source::{ReadError, ReadProblem};

/// The diagnostic of a reader's error.
pub fn read_error(error: ReadError) -> Diagnostic {
    let ReadError { problem, place, other } = error;
    match problem {
        ReadProblem::NotUtf8 => Diagnostic::new(&codes::NOT_TEXT, place, "the file is not UTF-8 text")
            .label("the first byte that is not")
            .help("save the file as UTF-8"),
        ReadProblem::Utf16 => Diagnostic::new(&codes::NOT_TEXT, place, "the file is UTF-16 text, not UTF-8")
            .help("save the file as UTF-8"),
        ReadProblem::Utf32 => Diagnostic::new(&codes::NOT_TEXT, place, "the file is UTF-32 text, not UTF-8")
            .help("save the file as UTF-8"),
        ReadProblem::NulByte => Diagnostic::new(&codes::NOT_TEXT, place, "the file holds a byte 0, so it is not text")
            .help("name a file that holds YAML or JSON"),
        ReadProblem::Empty => Diagnostic::new(&codes::EMPTY, place, "the file holds no document")
            .help("begin with `segue: 1`, a `name` and `steps`"),
        ReadProblem::Syntax { message, hint } => Diagnostic::new(&codes::SYNTAX, place, message).maybe_help(hint),
        ReadProblem::Tab => Diagnostic::new(&codes::TAB, place, "a tab indents this line, and YAML knows only spaces")
            .help("replace the tab by spaces"),
        ReadProblem::DuplicateKey { key } => {
            let diagnostic =
                Diagnostic::new(&codes::DUPLICATE_KEY, place, format!("key `{key}` stands twice in one map"))
                    .label("here again")
                    .help("remove one of the two");
            match other {
                Some(first) => diagnostic.also(first, "first defined here"),
                None => diagnostic,
            }
        }
        ReadProblem::Tag { tag } => Diagnostic::new(&codes::TAG, place, format!("tag `{tag}` has no meaning here"))
            .help("remove the tag; quote the value to make it a string"),
        ReadProblem::TooDeep => {
            Diagnostic::new(&codes::TOO_BIG, place, "lists and maps stand in each other more than 128 deep")
                .help("flatten the document")
        }
        ReadProblem::TooBig => {
            Diagnostic::new(&codes::TOO_BIG, place, "the document is larger than anything a person writes")
                .help("split the pipeline, or use fewer aliases of aliases")
        }
        ReadProblem::SeveralDocuments => {
            Diagnostic::new(&codes::SEVERAL_DOCUMENTS, place, "the file holds several documents")
                .label("the second one begins here")
                .help("split it: one pipeline a file")
        }
        ReadProblem::UnknownAlias { name } => {
            Diagnostic::new(&codes::ALIAS, place, format!("alias `*{name}` has no anchor before it"))
                .help(format!("write `&{name}` at the value that is meant, above this line"))
        }
        ReadProblem::AliasOfItself { name } => {
            Diagnostic::new(&codes::ALIAS, place, format!("alias `*{name}` stands inside the value that it names"))
                .help("repeat the value, or move the anchor")
        }
        ReadProblem::BadMerge => Diagnostic::new(&codes::ALIAS, place, "`<<` merges maps, and this is not one")
            .help("write an alias of a map, such as `<<: *base`, or a list of those"),
        ReadProblem::KeyNotScalar { template: true } => {
            Diagnostic::new(&codes::KEY_NOT_TEXT, place, "an unquoted `{{ … }}` is a map to YAML, not a text")
                .help("put the text in double quotes; it arrives as written")
        }
        ReadProblem::KeyNotScalar { template: false } => {
            Diagnostic::new(&codes::KEY_NOT_TEXT, place, "a list or a map is used as a key")
                .help("write the key as a word, or in double quotes")
        }
        ReadProblem::LoneSurrogate => {
            Diagnostic::new(&codes::LONE_SURROGATE, place, "this escape is half of a surrogate pair")
                .help("write the whole character")
        }
    }
}
