//! The pages that explain each code: what it means, why it matters, an input that raises it, and the repaired one.

use super::codes;

/// The page of a code, by its id in any case; none for an id that does not exist.
pub fn page(id: &str) -> Option<&'static str> {
    codes::find(id).map(|code| code.page)
}
