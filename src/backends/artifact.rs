//! Files as data. Nothing here touches a disk.

use std::fmt;

use crate::emit::{Mark, Printed};

/// A path below the output folder, `/` between its parts, that no name of a user can lead out of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArtifactPath(String);

/// Device names that Windows gives to no file, whatever its ending. Rules for names that become file names reserve
/// them.
pub const DEVICE_NAMES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

impl ArtifactPath {
    /// The path of these parts: each of ASCII letters, digits, `-`, `_` and `.`, none of them `.`, `..`, empty, ending
    /// in a dot, or a device name of Windows.
    pub fn new(parts: &[&str]) -> Option<Self> {
        let is_safe = |part: &&str| {
            let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            !part.is_empty() && part.bytes().all(legal) && !part.ends_with('.') && !is_device(part)
        };
        (!parts.is_empty() && parts.iter().all(is_safe)).then(|| Self(parts.join("/")))
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

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default();
    DEVICE_NAMES.iter().any(|device| device.eq_ignore_ascii_case(stem))
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

#[cfg(test)]
mod tests {
    use super::ArtifactPath;

    #[test]
    fn no_path_leads_out_of_the_folder_or_to_a_device() {
        for right in [&["argo", "churn.yaml"] as &[_], &["a"], &["command.yaml"], &["com.yaml"], &["lpt10"]] {
            assert!(ArtifactPath::new(right).is_some(), "{right:?}");
        }
        for wrong in [
            &[] as &[_],
            &[""],
            &["."],
            &[".."],
            &["argo", "..", "x"],
            &["a/b"],
            &["a\\b"],
            &["a:b"],
            &["é"],
            &["x."],
            &["CON"],
            &["nul.yaml"],
            &["com1.yaml"],
            &["LPT9"],
        ] {
            assert!(ArtifactPath::new(wrong).is_none(), "{wrong:?}");
        }
    }
}
