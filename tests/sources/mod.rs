//! The crate's own sources, for tests of how it is written.

use std::fs;
use std::path::Path;

/// One source.
pub(crate) struct File {
    /// Its path below `src`, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All of them.
pub(crate) fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src/ can be read") {
            let path = entry.expect("src/ can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source can be read");
                let below = path.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
                files.push(File { path: below, text });
            }
        }
    }
    assert!(files.len() > 50, "the sources are there");
    files
}
