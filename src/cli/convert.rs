//! `segue convert`.

use std::path::Path;

use super::args::Convert;
use super::compile::{sources, tell};
use super::{Done, Terminal, files, reason};
use crate::driver;

pub(super) fn run(arguments: &Convert, terminal: &mut Terminal) -> Done {
    let sources = sources(&arguments.file, &arguments.beside, terminal)?;
    let converted = driver::convert(&sources, arguments.beside.snapshot.as_deref());
    tell([(&sources, converted.findings.as_slice())], terminal)?;
    let Some(text) = converted.text else {
        return Err(terminal.usage("the description is too large to be written", &[]));
    };
    match arguments.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => {
            files::write_one(path, &text).map_err(|failed| {
                let path = failed.path.display();
                terminal.usage(&format!("cannot write `{path}`: {}", reason(&failed.error)), &[])
            })?;
        }
        None => terminal.data(&text)?,
    }
    Ok(0)
}
