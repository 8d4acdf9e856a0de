//! Floor 0: the conditions by which a text arrives as written, each by a name.
//!
//! An escape or a printer asks its rule at the place where it applies it. Rules always hold: [`Rule::holds`] is a constant
//! of every usual build, which keeps no trace of them. A build with the feature `switches` can switch one off when it
//! starts, so that the conformance run shows that the targets' own code notices: a rule that nobody misses is not needed,
//! or not tested.
//!
//! No rules are what only serves people's eyes: that a tab, a blank of no width or a private character is escaped, which
//! quote a literal has, that lines with blanks at their end or of `---` do not stand in a block scalar.

#[cfg(feature = "switches")]
use std::sync::atomic::{AtomicBool, Ordering};

/// A condition of an escape or of a printer; if it were dropped, some text would arrive otherwise than written.
#[derive(Debug)]
pub struct Rule {
    /// Its name: whose it is, and what it does (`argo/parted-braces`).
    pub name: &'static str,
    /// What it keeps whole, in one line.
    pub keeps: &'static str,
    #[cfg(feature = "switches")]
    is_off: AtomicBool,
}

impl Rule {
    /// A rule, which holds.
    pub const fn new(name: &'static str, keeps: &'static str) -> Self {
        Self {
            name,
            keeps,
            #[cfg(feature = "switches")]
            is_off: AtomicBool::new(false),
        }
    }

    /// Whether it is applied: always.
    #[cfg(not(feature = "switches"))]
    #[inline(always)]
    pub const fn holds(&self) -> bool {
        true
    }

    /// Whether it is applied: unless it is switched off.
    #[cfg(feature = "switches")]
    pub fn holds(&self) -> bool {
        !self.is_off.load(Ordering::Relaxed)
    }

    /// Switches it off for the rest of the process.
    #[cfg(feature = "switches")]
    pub fn switch_off(&self) {
        self.is_off.store(true, Ordering::Relaxed);
    }
}

/// The rules of one file, in the order of their table.
#[cfg(feature = "switches")]
pub type Rules = &'static [&'static Rule];

/// Declares the rules of one file, and `RULES`, the table of them, which a back end names in its `rules`. A rule that no
/// code asks is dead code in usual builds, a table that no back end names in builds with `switches`.
macro_rules! rules {
    ($visible:vis RULES; $($seen:vis $rule:ident: $name:literal keeps $keeps:literal;)*) => {
        $(
            #[doc = $keeps]
            $seen static $rule: $crate::rule::Rule = $crate::rule::Rule::new($name, $keeps);
        )*
        /// The rules of this file.
        #[cfg(feature = "switches")]
        $visible static RULES: $crate::rule::Rules = &[$(&$rule),*];
    };
}

pub(crate) use rules;
