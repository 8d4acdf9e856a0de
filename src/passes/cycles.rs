//! Rejects pipelines whose steps need each other in a circle.
//!
//! Runs after `needs`, which tells unknown names and steps that need themselves. Each circle is told once, at its first
//! step in file order: told from every member it would read like several mistakes.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{Graph, Pipeline, StepId, cycles};

/// A path of more steps than this is cut in the middle.
const LONGEST_PATH: usize = 12;

pub(super) fn run(pipeline: &Pipeline, graph: &Graph, diags: &mut Diagnostics) {
    for circle in cycles(graph) {
        let steps: Vec<_> = circle.iter().filter_map(|number| pipeline.steps.get_index(*number)).collect();
        let [(first, step), rest @ ..] = steps.as_slice() else { continue };
        let next = rest.first().map_or(*first, |(id, _)| *id);
        let place = step.needs.iter().find(|need| need.step == *next).map_or(step.origin, |need| need.origin).place();
        let mut diagnostic = Diagnostic::new(
            &codes::CIRCLE,
            place,
            format!(
                "steps need each other in a circle: {}",
                path(&steps.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            ),
        )
        .label("this need closes the circle")
        .help("remove one of these needs")
        .step(first);
        for (position, (id, step)) in rest.iter().enumerate().take(LONGEST_PATH) {
            let after = rest.get(position + 1).map_or(*first, |(id, _)| *id);
            if let Some(need) = step.needs.iter().find(|need| need.step == *after) {
                diagnostic = diagnostic.also(need.origin.place(), format!("`{id}` needs `{after}`"));
            }
        }
        diags.push(diagnostic);
    }
}

/// ``a -> b -> c -> a``, each step followed by one that it needs.
fn path(steps: &[&StepId]) -> String {
    let name = |id: &&StepId| format!("`{id}`");
    let (head, tail) = if steps.len() > LONGEST_PATH {
        (&steps[..LONGEST_PATH / 2], &steps[steps.len() - LONGEST_PATH / 2..])
    } else {
        (steps, &steps[steps.len()..])
    };
    let mut names: Vec<String> = head.iter().map(name).collect();
    if steps.len() > LONGEST_PATH {
        names.push(format!("({} more)", steps.len() - head.len() - tail.len()));
    }
    names.extend(tail.iter().map(name));
    names.extend(steps.first().map(name));
    names.join(" -> ")
}
