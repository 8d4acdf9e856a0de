//! The cases under `snapshots/`: an input, and what `segue compile` is given with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use segue::{Source, Sources};

/// The files that a case can be made of: one input, a stack, a build, and further words of the command line.
pub(crate) const FILES: [&str; 5] = ["input.yaml", "input.json", "stack.yaml", "build.json", "options"];

/// What is compiled, by the names of [`FILES`].
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// A folder below `snapshots/`.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) given: Given,
}

/// The cases of a kind, `ok` or `errors`, by name.
pub(crate) fn cases(kind: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(kind);
    let entries = fs::read_dir(root).expect("the folder can be read");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    folders.sort();
    folders.into_iter().map(|folder| Case { given: Given::read(&folder), folder }).collect()
}

impl Given {
    fn read(folder: &Path) -> Self {
        let file = |name: &str| Some((name.to_owned(), fs::read(folder.join(name)).ok()?));
        Self { files: FILES.into_iter().filter_map(file).collect() }
    }

    /// The sources, named without their folder so that findings read the same everywhere.
    pub(crate) fn sources(&self) -> Sources {
        let source = |name: &str| Some(Source::new(name, self.files.get(name)?.clone()));
        let mut inputs = ["input.yaml", "input.json"].into_iter().filter_map(source);
        let main = inputs.next().expect("there is an input");
        assert!(inputs.next().is_none(), "there is one of input.yaml and input.json");
        let sources = Sources::new(main);
        let sources = if let Some(stack) = source("stack.yaml") { sources.with_stack(stack) } else { sources };
        if let Some(build) = source("build.json") { sources.with_build(build) } else { sources }
    }

    /// The id or name that `options` chooses.
    pub(crate) fn choice(&self) -> Option<String> {
        let said = self.files.get("options").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let choice = said.strip_prefix("--snapshot ").map(|choice| choice.trim_end().to_owned());
        assert!(said.is_empty() || choice.is_some(), "options are `--snapshot ID`, not {said}");
        choice
    }
}
