//! `segue targets`: what each target keeps, and the commands that apply and run its files.

use super::columns::table;
use super::{Done, Terminal};
use crate::backends::{ErasedBackend, Registry};
use crate::diag::nearest;
use crate::ir::{Feature, Support};

pub(super) fn run(name: Option<&str>, terminal: &mut Terminal) -> Done {
    let registry = Registry::default();
    let text = match name {
        None => overview(registry),
        Some(name) => match registry.get(name) {
            Some(backend) => details(backend),
            None => {
                let help = match nearest(name, registry.names()) {
                    Some(near) => format!("use `{near}`"),
                    None => format!("use one of {}", registry.names().join(", ")),
                };
                return Err(terminal.usage(&format!("there is no target `{name}`"), &[&help]));
            }
        },
    };
    terminal.data(&text)?;
    Ok(0)
}

/// The word for an answer in tables.
fn word(support: &Support) -> &'static str {
    match support {
        Support::Native => "yes",
        Support::Emulated(_) => "emulated",
        Support::Lost(_) => "lost",
        Support::Unsupported(_) => "no",
    }
}

/// Features down, targets across, then the commands of each and what must be there.
fn overview(registry: Registry<'_>) -> String {
    let mut rows =
        vec![std::iter::once("feature".to_owned()).chain(registry.names().into_iter().map(str::to_owned)).collect()];
    for feature in Feature::ALL {
        let answers = registry.backends.iter().map(|backend| word(&backend.table(*feature)).to_owned());
        rows.push(std::iter::once(feature.name().to_owned()).chain(answers).collect());
    }
    let mut text = table(&rows);
    text.push_str(
        "\nyes: as written; emulated: by other means, with a warning; lost: not kept, with a warning; no: an error.\n\
         A value may decide otherwise: `segue targets NAME`.\n",
    );
    for backend in registry.backends {
        text.push_str(&format!("\n{}: {}\n", backend.target(), backend.about()));
        commands(*backend, &mut text);
    }
    text
}

fn details(backend: &dyn ErasedBackend) -> String {
    let mut text = format!("{}: {}\n", backend.target(), backend.about());
    commands(backend, &mut text);
    text.push('\n');
    let rows: Vec<Vec<String>> = Feature::ALL
        .iter()
        .map(|feature| vec![feature.name().to_owned(), word(&backend.table(*feature)).to_owned()])
        .collect();
    text.push_str(&table(&rows));
    for feature in Feature::ALL {
        let (Support::Emulated(note) | Support::Lost(note) | Support::Unsupported(note)) = backend.table(*feature)
        else {
            continue;
        };
        text.push_str(&format!(
            "\n{}: target `{}` {}.\n  {}.\n",
            feature.name(),
            backend.target(),
            note.what,
            note.remedy
        ));
    }
    text
}

fn commands(backend: &dyn ErasedBackend, text: &mut String) {
    for command in backend.run_commands() {
        text.push_str(&format!("  {command}\n"));
    }
    text.push_str("  needs:\n");
    for need in backend.needs() {
        text.push_str(&format!("  - {need}\n"));
    }
}
