//! From any input to a description in our own language.

use super::{parse, read, unknown_targets};
use crate::backends::Registry;
use crate::diag::{Diagnostics, Finding, Severity};
use crate::frontends::native;
use crate::passes;
use crate::source::Sources;

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

/// Writes the main source, whatever its format, with what lies below it, as a description that compiles to the same bytes
/// on every target. Pure, as [`compile`](super::compile) is. `choice` is the id or name of the one that is meant, where
/// there are several.
///
/// ```
/// use segue::{Source, Sources, convert};
///
/// let text = r#"{"segue": 1, "name": "hello", "steps": {"greet": {"image": "busybox", "command": ["echo", "{{ hello }}"]}}}"#;
/// let sources = Sources::new(Source::new("hello.json", text.into()));
/// let description = "segue: 1\nname: hello\nsteps:\n  greet:\n    image: busybox\n    command: [echo, \"{{ hello }}\"]\n";
/// assert_eq!(convert(&sources, None).text.as_deref(), Some(description));
/// ```
pub fn convert(sources: &Sources, choice: Option<&str>) -> Converted {
    let mut diags = Diagnostics::new();
    let trees = read(sources, &mut diags);
    let registry = Registry::default();
    let mut text = None;
    if let Some(pipeline) = parse(sources, &trees, &registry.names(), choice, &mut diags) {
        // A setting that no target takes would be an error in the description too.
        let of_steps = pipeline.steps.values().map(|step| &step.settings);
        unknown_targets(std::iter::once(&pipeline.settings).chain(of_steps), registry, &mut diags);
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
