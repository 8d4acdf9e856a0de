//! The part of a file's name that a user's name decides about.

use std::fmt;

use crate::emit::names::{self, Rules};

/// Device names that Windows gives to no file, whatever its ending.
const DEVICES: [&str; 24] = [
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// What a file's name begins with: ASCII letters, digits, `-`, `_` and `.`, and no device of Windows. With an ending it is
/// a file's name everywhere, and never that of a folder. That of a target's files is the pipeline's name there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileStem(String);

impl FileStem {
    /// The stem, if `name` has its form.
    pub fn new(name: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (!name.is_empty() && name.bytes().all(legal) && !is_device(name)).then(|| Self(name.to_owned()))
    }

    /// The name by a target's rules, which reserve devices. Should they not, the file has their fallback's name: a file
    /// of another name can be found, one that is left out cannot.
    pub fn assign(rules: &Rules, original: &str) -> Self {
        Self::new(&names::one(rules, original)).unwrap_or_else(|| Self(rules.fallback.to_owned()))
    }

    /// The stem as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether Windows takes a file of this name for a device: what counts stands before the first dot, in capitals or not.
/// Rules for names that become file names reserve them.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    DEVICES.iter().any(|device| device.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::FileStem;

    #[test]
    fn no_stem_leads_out_of_the_folder_or_to_a_device() {
        for right in ["churn", "a", "command", "com", "lpt10", "con-cron", "x.", "_x", "x.con"] {
            assert!(FileStem::new(right).is_some(), "{right:?}");
        }
        for wrong in ["", "a/b", "a\\b", "a:b", "é", "a b", "CON", "nul", "com1.yaml", "LPT9", "aux.x.y", "Con."] {
            assert!(FileStem::new(wrong).is_none(), "{wrong:?}");
        }
    }
}
