//! Lists of words in sentences.

use std::fmt::Display;

/// Words for people: "`a`, `b`, `c`".
pub fn words(words: impl IntoIterator<Item: Display>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
