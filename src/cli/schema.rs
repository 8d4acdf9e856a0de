//! `segue schema`.

use super::args::Described;
use super::{Done, Terminal};
use crate::backends::Registry;
use crate::schema;

pub(super) fn run(what: Described, terminal: &mut Terminal) -> Done {
    let text = match what {
        Described::Pipeline => schema::pipeline(Registry::default()),
        Described::Ir => schema::ir(),
        Described::Stack => schema::stack(Registry::default()),
    };
    terminal.data(&text)?;
    Ok(0)
}
