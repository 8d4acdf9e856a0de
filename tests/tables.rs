//! The registries as tables: each code has its page and its case, each page tells the truth, each answer has a code.
//!
//! A page is what a user reads when a message is not enough, so its failing input is the very input of the case, and
//! its repaired input is compiled here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use segue::backends::{BACKENDS, ErasedBackend};
use segue::diag::{Code, codes};
use segue::ir::{Feature, Support};
use segue::{Options, compile};

mod cases;

use cases::{Case, FILES, Given, cases};

/// A page shows an input whole up to this many lines.
const SHORT: usize = 25;

/// Features that `passes::uses` also finds where nobody wrote anything; what they lose is a note.
const UNWRITTEN: [Feature; 3] = [Feature::RunId, Feature::OverlapForbid, Feature::CatchupOff];

/// Whether a page can show a case: its input is text, in YAML, not long.
fn is_shown(given: &Given) -> bool {
    let text = given.files.get("input.yaml").and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.is_some_and(|text| text.lines().count() <= SHORT)
}

fn name(case: &Case) -> &str {
    case.folder.file_name().unwrap().to_str().unwrap()
}

/// The cases by the code that stands first in their folder's name.
fn by_code() -> BTreeMap<String, Vec<Case>> {
    let mut found: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases("errors") {
        let (code, _) = name(&case).split_once('-').unwrap_or((name(&case), ""));
        found.entry(code.to_owned()).or_default().push(case);
    }
    found
}

/// What a page shows, between three backticks: an input, or the file beside it whose name stands after the language.
///
/// Blocks that nothing stands between belong together. After words, what is shown replaces the file of that name, and
/// what is not shown again stays: a stack alone is another stack for the same input.
fn examples(page: &str) -> Vec<Given> {
    let mut examples: Vec<Given> = Vec::new();
    let mut open: Option<String> = None;
    let mut is_apart = true;
    for line in page.lines() {
        let fence = line.strip_prefix("```");
        match (fence, &open) {
            (Some(_), Some(_)) => open = None,
            (Some(info), None) => {
                let file = match info.split_once(' ') {
                    Some((_, file)) => file.to_owned(),
                    None => format!("input.{info}"),
                };
                assert!(FILES.contains(&file.as_str()), "a block is an input or a file beside it, not {file:?}");
                if is_apart {
                    examples.push(examples.last().cloned().unwrap_or_default());
                }
                examples.last_mut().unwrap().files.insert(file.clone(), Vec::new());
                (open, is_apart) = (Some(file), false);
            }
            (None, Some(file)) => {
                let text = examples.last_mut().unwrap().files.get_mut(file).unwrap();
                text.extend(format!("{line}\n").bytes());
            }
            (None, None) => is_apart |= !line.is_empty(),
        }
    }
    examples
}

/// The codes that an example raises on each target.
fn raised(given: &Given) -> Vec<BTreeSet<&'static str>> {
    let codes = |backend: &&dyn ErasedBackend| {
        let options = Options::new([backend.target(), "ir"]).unwrap().choosing(given.choice());
        let compiled = compile(&given.sources(), &options);
        compiled.findings.iter().map(|finding| finding.code.id).collect()
    };
    BACKENDS.iter().map(codes).collect()
}

#[test]
fn codes_are_unique_and_sorted() {
    let order = |code: &&&Code| {
        let (letter, digits) = code.id.split_at(1);
        (digits.to_owned(), letter.to_owned())
    };
    for pair in codes::ALL.windows(2) {
        let [first, second] = pair else { continue };
        assert!(order(&first) < order(&second), "{first:?} stands before {second:?}");
    }
    for code in codes::ALL {
        let letter = match code.severity {
            segue::Severity::Error => "E",
            segue::Severity::Warning => "W",
            segue::Severity::Note => "N",
        };
        assert!(code.id.starts_with(letter) && code.id.len() == 5, "{code:?}");
    }
}

#[test]
fn each_code_has_a_case_and_each_case_a_code() {
    let cases = by_code();
    for code in codes::ALL {
        assert!(cases.contains_key(code.id), "add snapshots/errors/{}-<words>/", code.id);
    }
    for case in cases.values().flatten() {
        let folder = name(case);
        let mut parts = folder.split('-');
        let code = parts.next().unwrap();
        assert!(codes::ALL.iter().any(|known| known.id == code), "{folder}: there is no code `{code}`");
        let words = parts.count();
        assert!((2..=4).contains(&words), "{folder}: name it with two to four words");
    }
}

#[test]
fn each_page_begins_with_id_and_title() {
    for code in codes::ALL {
        let heading = format!("# {}: {}\n", code.id, code.title);
        assert!(code.page.starts_with(&heading), "{}.md begins with {heading:?}", code.id);
    }
}

/// Of a case that no page can show (bytes that are no text, JSON, a long text) the page shows what it likes.
#[test]
fn each_page_fails_as_its_case_does() {
    let cases = by_code();
    for code in codes::ALL {
        let examples = examples(code.page);
        assert!(examples.len() >= 2, "{}.md has a failing and a repaired input", code.id);
        let mut shown = cases.get(code.id).into_iter().flatten().filter(|case| is_shown(&case.given)).peekable();
        let is_none = shown.peek().is_none();
        let is_a_case = shown.any(|case| case.given == examples[0]);
        assert!(is_none || is_a_case, "the first example of {}.md is what its case is given", code.id);
    }
}

/// What a target keeps is its own affair, so the repaired input is right if one takes it.
#[test]
fn each_page_repairs_what_it_shows() {
    for code in codes::ALL {
        let raised = raised(&examples(code.page)[1]);
        let is_right = |raised: &BTreeSet<&str>| {
            let is_raised = raised.contains(code.id);
            !is_raised && !raised.iter().any(|id| id.starts_with('E'))
        };
        assert!(raised.iter().any(is_right), "{}.md, second example: {raised:?}", code.id);
    }
}

#[test]
fn each_answer_of_a_target_has_its_code() {
    for backend in BACKENDS {
        for feature in Feature::ALL {
            let number = feature.number();
            let wanted = match backend.table(*feature) {
                Support::Native => continue,
                Support::Emulated(_) | Support::Lost(_) => format!("W03{number:02}"),
                Support::Unsupported(_) => format!("E03{number:02}"),
            };
            let target = backend.target();
            assert!(codes::find(&wanted).is_some(), "{target} answers {feature:?}: add {wanted} to codes.rs");
            if UNWRITTEN.contains(feature) && wanted.starts_with('W') {
                let note = wanted.replace('W', "N");
                assert!(codes::find(&note).is_some(), "{target} answers {feature:?} for a default: add {note}");
            }
        }
    }
}
