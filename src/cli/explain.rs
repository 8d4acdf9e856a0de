//! `segue explain CODE`.

use super::{Done, Terminal};
use crate::diag::{codes, nearest, page};

pub(super) fn run(code: &str, terminal: &mut Terminal) -> Done {
    let Some(page) = page(code) else {
        let known = codes::ALL.iter().map(|code| code.id);
        let help = match nearest(code, known) {
            Some(near) => format!("use `{near}`"),
            None => "name a code as it stands in a message, such as `E0201`".to_owned(),
        };
        return Err(terminal.usage(&format!("there is no code `{code}`"), &[&help]));
    };
    terminal.data(page)?;
    Ok(0)
}
