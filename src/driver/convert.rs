//! From any input to a description in our own language.

use super::{parse, unknown_targets};
use crate::backends::Registry;
use crate::diag::{Diagnostics, Finding, Severity, read_error};
use crate::frontends::native;
use crate::passes;
use crate::source::{SourceId, Sources};

/// What converting gave.
#[derive(Debug, Default)]
pub struct Converted {
    /// The description as YAML; none if there is any error.
    pub text: Option<String>,
    /// Everything there is to say of the input, by place.
    pub findings: Vec<Finding>,
}

impl Converted {
    /// True if there is an error, so that there is no text.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

/// Writes the main source, whatever its format, as a description that compiles to the same bytes on every target. Pure,
/// as [`compile`](super::compile) is.
///
/// ```
/// use segue::{Source, Sources, convert};
///
/// let text = r#"{"segue": 1, "name": "hello", "steps": {"greet": {"image": "busybox", "command": ["echo", "{{ hello }}"]}}}"#;
/// let sources = Sources::new(Source::new("hello.json", text.into()));
/// let description = "segue: 1\nname: hello\nsteps:\n  greet:\n    image: busybox\n    command: [echo, \"{{ hello }}\"]\n";
/// assert_eq!(convert(&sources).text.as_deref(), Some(description));
/// ```
pub fn convert(sources: &Sources) -> Converted {
    let mut diags = Diagnostics::new();
    let reading = sources.main().read(SourceId::MAIN);
    reading.errors.into_iter().for_each(|error| diags.push(read_error(error)));
    let trees = [reading.tree];
    let [document] = &trees;
    let mut text = None;
    if let Some(pipeline) = parse(document, &mut diags) {
        // A setting that no target takes would be an error in the description too.
        let registry = Registry::default();
        unknown_targets(&pipeline, registry, &mut diags);
        for backend in registry.backends {
            backend.prepare(&pipeline, &mut diags);
        }
        text = passes::run(pipeline, &mut diags).and_then(|plan| native::print::print(&plan).ok());
    }
    let mut converted = Converted { text, findings: diags.into_findings(&trees) };
    if converted.has_errors() {
        converted.text = None;
    }
    converted
}
