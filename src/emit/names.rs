//! Makes names that a target accepts out of names that people chose.
//!
//! A legal name is kept. One that must change takes its plain form; only where it had to be cut, or where its plain
//! form equals another's, it gets six digits of the hash of the original, and then every changed name of that group
//! does. So the order of the names never matters, and a new step renames no other unless the two clash.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// How many hexadecimal digits of a hash are enough, unless two names still meet.
const HASH_DIGITS: usize = 6;

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
    let drafts: Vec<Draft<'a>> = originals.into_iter().map(|original| Draft::new(rules, original)).collect();
    let mut wishes: BTreeMap<&str, usize> = BTreeMap::new();
    for draft in &drafts {
        *wishes.entry(&draft.plain).or_default() += 1;
    }
    let clashes = |draft: &Draft| !draft.is_kept && wishes.get(draft.plain.as_ref()).is_some_and(|&count| count > 1);
    let is_hashed = |draft: &Draft| !draft.is_kept && (clashes(draft) || draft.plain.len() > rules.max);

    let fixed: BTreeSet<&str> = drafts.iter().filter(|draft| !is_hashed(draft)).map(|draft| &*draft.plain).collect();
    let hashed: Vec<&Draft> = drafts.iter().filter(|draft| is_hashed(draft)).collect();
    let mut hashed_names = hashed_names(rules, &hashed, &fixed).into_iter();

    drafts
        .iter()
        .map(|draft| {
            let unhashed = || draft.plain.clone().into_owned();
            let name = if is_hashed(draft) { hashed_names.next().unwrap_or_else(unhashed) } else { unhashed() };
            Named { changed: name != draft.original, clashes: clashes(draft), name }
        })
        .collect()
}

/// An original on its way to a name.
struct Draft<'a> {
    original: &'a str,
    /// The original itself where it is legal. Else it is legal too, unless it is too long.
    plain: Cow<'a, str>,
    is_kept: bool,
}

impl<'a> Draft<'a> {
    fn new(rules: &Rules, original: &'a str) -> Self {
        if rules.accept(original) {
            Self { original, plain: Cow::Borrowed(original), is_kept: true }
        } else {
            Self { original, plain: Cow::Owned(rules.plain_form(original)), is_kept: false }
        }
    }
}

impl Rules {
    /// Whether `name` is legal as it is.
    #[must_use]
    pub fn accept(&self, name: &str) -> bool {
        name.len() <= self.max
            && name.chars().all(self.alphabet)
            && name.starts_with(self.first)
            && name.ends_with(self.last)
            && !self.reserved.contains(&name)
    }

    /// A name like `original` of the right characters; only its length may be wrong.
    fn plain_form(&self, original: &str) -> String {
        let mut plain = String::with_capacity(original.len());
        let mut push = |character: char| {
            if (self.alphabet)(character) && character != self.joint {
                plain.push(character);
            } else if !plain.ends_with(self.joint) {
                plain.push(self.joint);
            }
        };
        match self.case {
            Case::Lower => original.chars().flat_map(char::to_lowercase).for_each(&mut push),
            Case::Kept => original.chars().for_each(&mut push),
        }
        let plain = self.trim_end(&plain).trim_start_matches(|character: char| {
            character == self.joint || !(character.is_alphanumeric() || (self.first)(character))
        });
        if plain.is_empty() {
            self.fallback.to_owned()
        } else if plain.starts_with(self.first) && !self.reserved.contains(&plain) {
            plain.to_owned()
        } else {
            format!("{}{plain}", self.prefix)
        }
    }

    fn trim_end<'n>(&self, name: &'n str) -> &'n str {
        name.trim_end_matches(|character| character == self.joint || !(self.last)(character))
    }

    /// The name of a draft that needs a hash. Each further attempt takes two more digits, and from where the name is
    /// full of them, those of another hash.
    fn hashed_form(&self, draft: &Draft<'_>, attempt: usize) -> String {
        let most = self.max.saturating_sub(self.prefix.len() + 2).clamp(HASH_DIGITS, 64);
        let wanted = HASH_DIGITS + 2 * attempt;
        let rounds = wanted.saturating_sub(most);
        let digits = wanted.min(most);
        let mut hasher = Sha256::new();
        hasher.update(draft.original);
        hasher.update(vec![0; rounds]);

        let mut room = self.max.saturating_sub(digits + self.joint.len_utf8()).min(draft.plain.len());
        while !draft.plain.is_char_boundary(room) {
            room -= 1;
        }
        let mut name = self.trim_end(&draft.plain[..room]).to_owned();
        name.push(self.joint);
        name.extend(hexadecimal(&hasher.finalize()).take(digits));
        name
    }
}

/// The first `digits` hexadecimal digits of the SHA-256 of a text: a name for what it says, the same everywhere.
pub fn digest(text: &str, digits: usize) -> String {
    hexadecimal(&Sha256::digest(text)).take(digits).collect()
}

fn hexadecimal(bytes: &[u8]) -> impl Iterator<Item = char> {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
}

/// Names with hashes for `drafts`, in their order, that differ from each other and from the `fixed` names. Where two
/// meet, both take more digits, so that the order does not matter.
fn hashed_names(rules: &Rules, drafts: &[&Draft<'_>], fixed: &BTreeSet<&str>) -> Vec<String> {
    let mut attempts = vec![0; drafts.len()];
    let mut names: Vec<String> = drafts.iter().map(|draft| rules.hashed_form(draft, 0)).collect();
    loop {
        let mut holders: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &names {
            *holders.entry(name).or_default() += 1;
        }
        let is_taken = |name: &str| {
            fixed.contains(name) || rules.reserved.contains(&name) || holders.get(name).is_some_and(|&count| count > 1)
        };
        let taken: Vec<usize> = (0..names.len()).filter(|&index| is_taken(&names[index])).collect();
        if taken.is_empty() {
            return names;
        }
        for index in taken {
            attempts[index] += 1;
            names[index] = rules.hashed_form(drafts[index], attempts[index]);
        }
    }
}

#[cfg(test)]
mod tests;
