//! Tells steps whose names collide on a target: they get names there that nobody would guess.

use crate::backends::Clash;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::Pipeline;
use crate::source::Place;

/// One warning a group, at its last step in the file.
pub(super) fn tell(clashes: &[Clash], target: &str, pipeline: &Pipeline, diags: &mut Diagnostics) {
    for clash in clashes {
        let places: Vec<Place> =
            clash.names.iter().filter_map(|(id, _)| Some(pipeline.steps.get(id)?.origin.place())).collect();
        let (Some((_, first_name)), Some((last, last_name))) = (clash.names.first(), clash.names.last()) else {
            continue;
        };
        let (Some(first_place), Some(last_place)) = (places.first(), places.last()) else { continue };
        let steps = listed(clash.names.iter().map(|(id, _)| id.as_str()));
        let names = listed(clash.names.iter().map(|(_, name)| name.as_str()));
        let message = format!("steps {steps} collide on target `{target}`, where their names are {names}");
        diags.push(
            Diagnostic::new(&codes::NAMES_COLLIDE, *last_place, message)
                .label(format!("`{last_name}` there"))
                .also(*first_place, format!("`{first_name}` there"))
                .help("rename all but one of them, so that the target's names are yours")
                .target(target)
                .step(last),
        );
    }
}

/// `a`, `b` and `c`.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        Some(only) => only,
        None => String::new(),
    }
}
