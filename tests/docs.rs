//! The pages under `docs/` that the program's own tables make are current.

use segue::{Registry, reference};

mod pages;

#[test]
fn the_reference_is_current() {
    pages::check("reference.md", &reference::page(Registry::default()));
}

#[test]
fn the_page_on_stack_files_is_current() {
    pages::check("stack.md", &reference::stack(Registry::default()));
}
