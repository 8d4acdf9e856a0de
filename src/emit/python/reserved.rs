//! Words that a variable of ours is never named after.

/// The keywords of Python 3.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Words that are keywords in some places only, with which readers and highlighters stumble.
const SOFT_KEYWORDS: [&str; 4] = ["_", "case", "match", "type"];

/// What every module finds without an import, from Python 3.8 to 3.14. To name a variable after one hides it.
const BUILTINS: [&str; 156] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "ExceptionGroup",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "WindowsError",
    "ZeroDivisionError",
    "__build_class__",
    "__debug__",
    "__doc__",
    "__file__",
    "__import__",
    "__loader__",
    "__name__",
    "__package__",
    "__spec__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "vars",
    "zip",
];

/// How many words they are.
const COUNT: usize = KEYWORDS.len() + SOFT_KEYWORDS.len() + BUILTINS.len();

/// All of these words, for the `reserved` of [`crate::emit::names::Rules`].
pub static RESERVED: [&str; COUNT] = reserved_with(&[]);

/// [`RESERVED`] and the words of one file, such as what it imports. `N` is `RESERVED.len() + own.len()`.
///
/// ```
/// use segue::emit::python::{RESERVED, reserved_with};
///
/// static WORDS: [&str; RESERVED.len() + 2] = reserved_with(&["dag", "pendulum"]);
/// assert!(WORDS.contains(&"class") && WORDS.contains(&"print") && WORDS.contains(&"dag"));
/// ```
#[must_use]
pub const fn reserved_with<const N: usize>(own: &[&'static str]) -> [&'static str; N] {
    assert!(N == COUNT + own.len(), "`N` is the number of all words");
    let words = copy([""; N], 0, &KEYWORDS);
    let words = copy(words, KEYWORDS.len(), &SOFT_KEYWORDS);
    let words = copy(words, KEYWORDS.len() + SOFT_KEYWORDS.len(), &BUILTINS);
    copy(words, COUNT, own)
}

const fn copy<const N: usize>(mut words: [&'static str; N], from: usize, own: &[&'static str]) -> [&'static str; N] {
    let mut index = 0;
    while index < own.len() {
        words[from + index] = own[index];
        index += 1;
    }
    words
}

/// Whether Python refuses `word` as a name.
pub(super) const fn is_keyword(word: &[u8]) -> bool {
    let mut index = 0;
    while index < KEYWORDS.len() {
        if is_same(KEYWORDS[index].as_bytes(), word) {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::RESERVED;
    use std::collections::BTreeSet;

    #[test]
    fn no_word_stands_twice() {
        let words: BTreeSet<&str> = RESERVED.into_iter().collect();
        assert_eq!(words.len(), RESERVED.len());
        for word in ["None", "while", "match", "_", "list", "ValueError", "anext", "exit"] {
            assert!(words.contains(word), "{word}");
        }
    }
}
