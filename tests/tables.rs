//! The registries as tables: each code has its page and its case, each page tells the truth, each answer has a code.
//!
//! A page is what a user reads when a message is not enough, so its failing input is the very input of the case, and
//! its repaired input is compiled here.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use segue::backends::{BACKENDS, ErasedBackend};
use segue::diag::{Code, codes};
use segue::ir::{Feature, Support};
use segue::{Options, Source, Sources, compile};

/// A page shows an input whole up to this many lines.
const SHORT: usize = 25;

/// Features that `passes::uses` also finds where nobody wrote anything; what they lose is a note.
const UNWRITTEN: [Feature; 3] = [Feature::RunId, Feature::OverlapForbid, Feature::CatchupOff];

/// The input of a case in `snapshots/errors/`.
struct Case {
    folder: String,
    input: String,
    bytes: Vec<u8>,
}

impl Case {
    /// Whether a page can show the input: text, in YAML, not long.
    fn is_shown(&self) -> bool {
        let text = std::str::from_utf8(&self.bytes);
        self.input.ends_with(".yaml") && text.is_ok_and(|text| text.lines().count() <= SHORT)
    }
}

/// The cases by the code that stands first in their folder's name.
fn cases() -> BTreeMap<String, Vec<Case>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/errors");
    let mut cases: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let folder = path.file_name().unwrap().to_str().unwrap().to_owned();
        let input = ["input.yaml", "input.json"].into_iter().find(|input| path.join(input).exists());
        let input = input.unwrap_or_else(|| panic!("{folder} has no input"));
        let case = Case { bytes: fs::read(path.join(input)).unwrap(), input: input.to_owned(), folder: folder.clone() };
        let (code, _) = folder.split_once('-').unwrap_or((&folder, ""));
        cases.entry(code.to_owned()).or_default().push(case);
    }
    cases
}

/// The contents of the blocks between three backticks.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut is_inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_inside = !is_inside;
            if is_inside {
                blocks.push(String::new());
            }
        } else if is_inside {
            let block = blocks.last_mut().unwrap();
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks
}

/// The codes that a description raises on each target.
fn raised(text: &str) -> Vec<BTreeSet<&'static str>> {
    let sources = Sources::new(Source::new("input.yaml", text.into()));
    let codes = |backend: &&dyn ErasedBackend| {
        let compiled = compile(&sources, &Options::new([backend.target(), "ir"]).unwrap());
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
    let cases = cases();
    for code in codes::ALL {
        assert!(cases.contains_key(code.id), "add snapshots/errors/{}-<words>/", code.id);
    }
    for case in cases.values().flatten() {
        let mut parts = case.folder.split('-');
        let code = parts.next().unwrap();
        assert!(codes::ALL.iter().any(|known| known.id == code), "{}: there is no code `{code}`", case.folder);
        let words = parts.count();
        assert!((2..=4).contains(&words), "{}: name it with two to four words", case.folder);
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
    let cases = cases();
    for code in codes::ALL {
        let blocks = blocks(code.page);
        assert!(blocks.len() >= 2, "{}.md has a failing and a repaired input", code.id);
        let shown: Vec<&Case> = cases.get(code.id).into_iter().flatten().filter(|case| case.is_shown()).collect();
        let is_a_case = shown.iter().any(|case| case.bytes == blocks[0].as_bytes());
        assert!(shown.is_empty() || is_a_case, "the first block of {}.md is the input of its case", code.id);
    }
}

/// What a target keeps is its own affair, so the repaired input is right if one takes it.
#[test]
fn each_page_repairs_what_it_shows() {
    for code in codes::ALL {
        let raised = raised(&blocks(code.page)[1]);
        let is_right = |raised: &BTreeSet<&str>| {
            let is_raised = raised.contains(code.id);
            !is_raised && !raised.iter().any(|id| id.starts_with('E'))
        };
        assert!(raised.iter().any(is_right), "{}.md, second block: {raised:?}", code.id);
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
