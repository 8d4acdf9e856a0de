//! Pages that are made from the program's tables and checked in.

use std::fs;
use std::path::Path;

/// With this variable set, a page that differs is written instead of told.
const UPDATE: &str = "SEGUE_UPDATE_DOCS";

/// Compares a file under `docs/` with what it ought to be.
pub(crate) fn check(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let found = fs::read_to_string(&path).unwrap_or_default();
    if found != page && std::env::var_os(UPDATE).is_some() {
        fs::write(path, page).expect("docs/ can be written");
    } else {
        assert!(found == page, "docs/{name} is not current: run the tests with {UPDATE}=1, and read the change");
    }
}
