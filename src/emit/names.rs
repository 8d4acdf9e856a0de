//! Makes names that a target accepts out of names that people chose.
//!
//! A legal name is kept. One that must change takes its plain form; only where it had to be cut, or where its plain
//! form equals another's, it gets six digits of the hash of the original, and then every changed name of that group
//! does. So the order of the names never matters, and a new step renames no other unless the two clash.
//!
//! Where a target makes further names of one (`x-driver` of `x`), those count as taken too. Of two legal names that
//! clash in this way the longer one gives way.

mod clashes;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use clashes::Groups;

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
    /// Whether the target keeps a name for itself.
    pub reserved: fn(&str) -> bool,
    /// What the target appends to a name to make further names of it, in the same space: `-driver`. Empty for most.
    pub derived: &'static [&'static str],
    /// The name of an original of which no letter and no digit is left. It must be legal.
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
}

/// Names of several originals, and which of these could not have their names side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assigned {
    /// In the order of the originals.
    pub names: Vec<Named>,
    /// Groups of two and more originals that clash, by their positions; both they and the groups are in that order.
    pub clashes: Vec<Vec<usize>>,
}

/// The name of a single original.
pub fn one(rules: &Rules, original: &str) -> String {
    let name = assign(rules, [original]).names.pop();
    name.map_or_else(|| rules.fallback.to_owned(), |named| named.name)
}

/// Names for `originals`, in their order. The originals differ from each other; so do the names.
pub fn assign<'a>(rules: &Rules, originals: impl IntoIterator<Item = &'a str>) -> Assigned {
    let drafts: Vec<Draft<'a>> = originals.into_iter().map(|original| Draft::new(rules, original)).collect();
    let mut groups = Groups::new(drafts.len());
    let is_hashed = hashed(rules, &drafts, &mut groups);
    let names = hashed_names(rules, &drafts, &is_hashed, &mut groups);
    let names = drafts.iter().zip(names).map(|(draft, name)| Named { changed: name != draft.original, name });
    Assigned { names: names.collect(), clashes: groups.of_several() }
}

/// Which drafts need a hash: changed ones that clash or are too long, and of two kept ones that which the target would
/// make of the other.
fn hashed(rules: &Rules, drafts: &[Draft<'_>], groups: &mut Groups) -> Vec<bool> {
    let mut wishes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, draft) in drafts.iter().enumerate() {
        wishes.entry(&draft.plain).or_default().push(position);
    }
    let mut is_hashed: Vec<bool> = drafts.iter().map(|draft| !draft.is_kept && draft.plain.len() > rules.max).collect();
    for positions in wishes.values().filter(|positions| positions.len() > 1) {
        groups.join_all(positions);
        for &position in positions {
            is_hashed[position] = !drafts[position].is_kept;
        }
    }
    for (suffix, (plain, positions)) in
        rules.derived.iter().flat_map(|suffix| wishes.iter().map(move |it| (suffix, it)))
    {
        let Some(makers) = plain.strip_suffix(suffix).and_then(|stem| wishes.get(stem)) else { continue };
        if plain.len() > rules.max {
            continue;
        }
        groups.join_all(positions);
        groups.join_all(makers);
        groups.join(positions[0], makers[0]);
        let maker_is_kept = makers.iter().any(|&maker| drafts[maker].is_kept);
        for &position in positions {
            is_hashed[position] |= !drafts[position].is_kept || maker_is_kept;
        }
        for &maker in makers {
            is_hashed[maker] |= !drafts[maker].is_kept;
        }
    }
    is_hashed
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
            && !(self.reserved)(name)
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
        if !plain.contains(char::is_alphanumeric) {
            self.fallback.to_owned()
        } else if plain.starts_with(self.first) && !(self.reserved)(plain) {
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

/// The names of `drafts`, in their order: plain ones, and where needed ones with a hash that differ from all others. Where
/// two meet, those with a hash take more digits, so that the order does not matter.
fn hashed_names(rules: &Rules, drafts: &[Draft<'_>], is_hashed: &[bool], groups: &mut Groups) -> Vec<String> {
    let mut attempts = vec![0; drafts.len()];
    let mut names: Vec<String> = drafts
        .iter()
        .zip(is_hashed)
        .map(
            |(draft, is_hashed)| {
                if *is_hashed { rules.hashed_form(draft, 0) } else { draft.plain.clone().into_owned() }
            },
        )
        .collect();
    loop {
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, name) in names.iter().enumerate() {
            holders.entry(name).or_default().push(position);
        }
        let mut taken = BTreeSet::new();
        for (position, name) in names.iter().enumerate().filter(|(position, _)| is_hashed[*position]) {
            let same = holders.get(name.as_str()).into_iter().flatten();
            let made =
                rules.derived.iter().filter_map(|suffix| holders.get(format!("{name}{suffix}").as_str())).flatten();
            let makers = rules.derived.iter().filter_map(|suffix| holders.get(name.strip_suffix(suffix)?)).flatten();
            for &other in same.chain(made).chain(makers).filter(|&&other| other != position) {
                groups.join(position, other);
                taken.insert(position);
            }
            if (rules.reserved)(name) {
                taken.insert(position);
            }
        }
        if taken.is_empty() {
            return names;
        }
        for position in taken {
            attempts[position] += 1;
            names[position] = rules.hashed_form(&drafts[position], attempts[position]);
        }
    }
}

#[cfg(test)]
mod tests;
