//! Files as data. Nothing here touches a disk.

use std::fmt;

use super::FileStem;
use crate::emit::{Mark, Printed};

/// A path below the output folder, `/` between its parts, that no name of a user can lead out of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArtifactPath(String);

impl ArtifactPath {
    /// The file in a folder of ours whose name is the stem and an ending of ours, which begins with `.` or `-`.
    pub fn new(folder: &'static str, stem: &FileStem, ending: &'static str) -> Self {
        Self(format!("{folder}/{stem}{ending}"))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Where it goes, below the output folder.
    pub path: ArtifactPath,
    /// Its content; ends in one line break.
    pub content: String,
    /// Which bytes came from which places of the sources.
    pub marks: Vec<Mark>,
    /// True if it is YAML that can stand behind `---` in one stream with others.
    pub joins: bool,
}

impl Artifact {
    /// A YAML file of what was printed.
    pub fn yaml(path: ArtifactPath, printed: Printed) -> Self {
        Self { path, content: printed.text, marks: printed.marks, joins: true }
    }
}
