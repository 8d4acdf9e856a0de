//! `segue compile`.

use std::io::Read;
use std::path::Path;

use indexmap::IndexMap;

use super::args::{Beside, Compile};
use super::{Done, INPUT, Stop, Terminal, files, reason};
use crate::backends::{Artifact, Registry};
use crate::diag::{Finding, Severity, human};
use crate::driver::{self, Compiled, IR, Options};
use crate::source::{Source, Sources};

pub(super) fn run(arguments: &Compile, terminal: &mut Terminal) -> Done {
    let options = targets(arguments, terminal)?;
    let folder = arguments.output.as_deref().filter(|folder| *folder != Path::new("-"));
    if folder.is_none() && options.len() > 1 {
        return Err(terminal.usage("the files of several targets cannot stand in one stream", &["use -o DIR"]));
    }
    let mut inputs = Vec::new();
    for file in &arguments.files {
        let sources = sources(file, &arguments.beside, terminal)?;
        let compiled = driver::compile(&sources, &options);
        inputs.push((sources, compiled));
    }
    tell(inputs.iter().map(|(sources, compiled)| (sources, compiled.findings.as_slice())), terminal)?;
    distinct(&inputs, terminal)?;
    let artifacts: Vec<&Artifact> = inputs.iter().flat_map(|(_, compiled)| &compiled.artifacts).collect();
    match folder {
        Some(folder) => {
            files::write(folder, &artifacts).map_err(|failed| {
                let path = failed.path.display();
                terminal.usage(&format!("cannot write `{path}`: {}", reason(&failed.error)), &[])
            })?;
        }
        None => stream(&artifacts, terminal)?,
    }
    Ok(0)
}

fn targets(arguments: &Compile, terminal: &mut Terminal) -> Result<Options<'static>, Stop> {
    let names: Vec<&str> = arguments.target.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    let known = Registry::default().names().join(", ");
    if names.is_empty() {
        let help = format!("add `--target {}`", Registry::default().names().first().unwrap_or(&IR));
        let list = format!("targets: {known}, `all` for every one, or `{IR}` for the checked pipeline as JSON");
        return Err(terminal.usage("no target is named", &[&help, &list]));
    }
    let options = Options::new(names.iter().copied()).map_err(|unknown| {
        let help = match unknown.suggestion {
            Some(near) => format!("use `{near}`"),
            None => format!("use one of {known}, all, {IR}"),
        };
        terminal.usage(&format!("there is no target `{}`", unknown.name), &[&help])
    })?;
    Ok(options.choosing(arguments.beside.snapshot.clone()))
}

/// The input and what is read beside it.
pub(super) fn sources(file: &Path, beside: &Beside, terminal: &mut Terminal) -> Result<Sources, Stop> {
    let mut sources = Sources::new(read(file, terminal)?);
    if let Some(stack) = &beside.stack {
        sources = sources.with_stack(read(stack, terminal)?);
    }
    if let Some(build) = &beside.build {
        sources = sources.with_build(read(build, terminal)?);
    }
    Ok(sources)
}

/// Reads a file, or standard input.
pub(super) fn read(file: &Path, terminal: &mut Terminal) -> Result<Source, Stop> {
    let is_stdin = file == Path::new("-");
    let name = if is_stdin { "<stdin>".to_owned() } else { file.display().to_string() };
    let mut bytes = Vec::new();
    let read =
        if is_stdin { std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes) } else { std::fs::read(file) };
    match read {
        Ok(bytes) => Ok(Source::new(name, bytes)),
        Err(error) => Err(terminal.usage(&format!("cannot read `{name}`: {}", reason(&error)), &[])),
    }
}

/// Tells all findings; ends the run if there is an error among them.
pub(super) fn tell<'a>(
    inputs: impl IntoIterator<Item = (&'a Sources, &'a [Finding])>,
    terminal: &mut Terminal,
) -> Result<(), Stop> {
    let mut counts = IndexMap::from([(Severity::Error, 0_usize), (Severity::Warning, 0)]);
    for (sources, findings) in inputs {
        for finding in findings {
            *counts.entry(finding.severity()).or_default() += 1;
            terminal.words(&human::render(finding, sources, terminal.colour));
        }
    }
    let count = |severity, word: &str| match counts.get(&severity).copied().unwrap_or_default() {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let Some(errors) = count(Severity::Error, "error") else { return Ok(()) };
    let warnings = count(Severity::Warning, "warning").map(|warnings| format!(" and {warnings}")).unwrap_or_default();
    terminal.error(&format!("{errors}{warnings}; nothing was written"), &[]);
    Err(Stop(INPUT))
}

/// Two artifacts of one path would leave one of them, also on a disk that does not tell capitals apart.
fn distinct(inputs: &[(Sources, Compiled)], terminal: &mut Terminal) -> Result<(), Stop> {
    let mut seen: IndexMap<String, &str> = IndexMap::new();
    for (sources, compiled) in inputs {
        let name = sources.main().name();
        for artifact in &compiled.artifacts {
            if let Some(first) = seen.insert(artifact.path.as_str().to_lowercase(), name) {
                let message = format!("`{first}` and `{name}` both compile to `{}`", artifact.path);
                terminal.error(&message, &["give the pipelines different names"]);
                return Err(Stop(INPUT));
            }
        }
    }
    Ok(())
}

fn stream(artifacts: &[&Artifact], terminal: &mut Terminal) -> Result<(), Stop> {
    if artifacts.len() > 1 && artifacts.iter().any(|artifact| !artifact.joins) {
        return Err(terminal.usage("these files cannot stand in one stream", &["use -o DIR"]));
    }
    let texts: Vec<&str> = artifacts.iter().map(|artifact| artifact.content.as_str()).collect();
    terminal.data(&texts.join("---\n"))
}
