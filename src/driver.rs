//! Floor 4: from sources to artifacts, with every loss told before anything is printed.

mod clashes;
mod convert;
mod stack;

use indexmap::IndexMap;

use crate::backends::{Artifact, ArtifactPath, ErasedBackend, FileStem, Prepared, Registry, is_device};
use crate::diag::{Code, Diagnostic, Diagnostics, Finding, Severity, codes, nearest, read_error, words};
use crate::emit::names::{Case, Rules};
use crate::frontends::{FRONTENDS, Frontend, Input, native};
use crate::ir::{self, Feature, Pipeline, Sections, Support, Use};
use crate::passes::{self, Plan};
use crate::source::{Place, SourceId, Sources, Tree};

pub use convert::{Converted, convert};
pub use stack::{CheckedStack, check_stack};

/// The name under which the IR itself can be asked for.
pub const IR: &str = "ir";

/// What to compile to.
#[derive(Clone)]
pub struct Options<'a> {
    registry: Registry<'a>,
    targets: Vec<&'a dyn ErasedBackend>,
    ir: bool,
    choice: Option<String>,
}

/// A target was asked for that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTarget {
    /// The word that names no target.
    pub name: String,
    /// The target that it was most likely meant to be.
    pub suggestion: Option<&'static str>,
}

impl Options<'static> {
    /// Compiles to the targets of these names; `all` means every target, `ir` the IR as JSON, which `all` leaves out.
    ///
    /// # Errors
    /// The first name that is none.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, UnknownTarget> {
        Self::with_registry(Registry::default(), names)
    }
}

impl<'a> Options<'a> {
    /// The same with targets of the caller's own.
    ///
    /// # Errors
    /// The first name that is none.
    pub fn with_registry<'n>(
        registry: Registry<'a>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, UnknownTarget> {
        let mut options = Self { registry, targets: Vec::new(), ir: false, choice: None };
        for name in names {
            match (name, registry.get(name)) {
                ("all", _) => registry.backends.iter().for_each(|backend| options.add(*backend)),
                (IR, _) => options.ir = true,
                (_, Some(backend)) => options.add(backend),
                (_, None) => {
                    let known = registry.names().into_iter().chain(["all", IR]);
                    return Err(UnknownTarget { name: name.to_owned(), suggestion: nearest(name, known) });
                }
            }
        }
        Ok(options)
    }

    /// Compiles the one of this id or name, where the main source holds several.
    pub fn choosing(mut self, choice: Option<String>) -> Self {
        self.choice = choice;
        self
    }

    fn add(&mut self, backend: &'a dyn ErasedBackend) {
        if self.targets.iter().all(|known| known.target() != backend.target()) {
            self.targets.push(backend);
        }
    }

    /// How many targets are asked for, the IR among them.
    pub fn len(&self) -> usize {
        self.targets.len() + usize::from(self.ir)
    }

    /// True if nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What compiling gave.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The files, in the order in which they are to be applied; none if there is any error.
    pub artifacts: Vec<Artifact>,
    /// For each target the emitted name of each step, by the step's id.
    pub names: IndexMap<String, IndexMap<String, String>>,
    /// For each target what must exist on the cluster before a run.
    pub needs_on_cluster: IndexMap<String, Vec<String>>,
    /// Everything there is to say, by place.
    pub findings: Vec<Finding>,
}

impl Compiled {
    /// True if there is an error, so that there are no artifacts.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

/// Compiles the main source to the targets of `options`. Pure: it touches no file, clock or environment, and equal
/// sources give equal bytes.
///
/// ```
/// use segue::{Options, Source, Sources, compile};
///
/// let text = "segue: 1\nname: hello\nsteps:\n  greet: {image: busybox, command: [echo, \"{{ hello }}\"]}\n";
/// let sources = Sources::new(Source::new("hello.yaml", text.into()));
/// let compiled = compile(&sources, &Options::new(["argo"]).unwrap());
/// assert!(!compiled.has_errors());
/// assert_eq!(compiled.artifacts[0].path.as_str(), "argo/hello.yaml");
/// ```
pub fn compile(sources: &Sources, options: &Options<'_>) -> Compiled {
    let mut diags = Diagnostics::new();
    let trees = read(sources, &mut diags);
    let mut compiled = Compiled::default();
    let targets: Vec<&str> = options.targets.iter().map(|backend| backend.target()).collect();
    if let Some(pipeline) = parse(sources, &trees, &targets, options.choice.as_deref(), &mut diags) {
        lower(pipeline, &trees, options, &mut compiled, &mut diags);
    }
    compiled.findings = diags.into_findings(&trees);
    if let Some(help) = frontend(&trees).and_then(|frontend| frontend.translated_by()) {
        // What targets keep is told in the words of the language, whatever the input is in.
        let of_support = |finding: &&mut Finding| finding.subject.feature.is_some();
        if let Some(first) = compiled.findings.iter_mut().find(of_support) {
            first.help.push(help.to_owned());
        }
    }
    if compiled.has_errors() {
        compiled.artifacts.clear();
    }
    compiled
}

/// Reads all sources, each under its number.
fn read(sources: &Sources, diags: &mut Diagnostics) -> Vec<Tree> {
    let mut trees = Vec::new();
    for (id, source) in sources.iter() {
        let reading = source.read(id);
        reading.errors.into_iter().for_each(|error| diags.push(read_error(error)));
        trees.push(reading.tree);
    }
    trees
}

/// The front end of the main document.
fn frontend(trees: &[Tree]) -> Option<&'static dyn Frontend> {
    let document = trees.first().filter(|document| !document.is_broken())?;
    FRONTENDS.iter().copied().find(|frontend| frontend.detects(document))
}

fn parse(
    sources: &Sources,
    trees: &[Tree],
    targets: &[&str],
    choice: Option<&str>,
    diags: &mut Diagnostics,
) -> Option<Pipeline> {
    let tree = |id: Option<SourceId>| id.and_then(|id| trees.get(id.index()));
    let document = trees.first().filter(|document| !document.is_broken())?;
    let Some(frontend) = frontend(trees) else {
        diags.push(native::not_a_description(document.root()));
        return None;
    };
    let input = Input { document, build: tree(sources.build()), stack: tree(sources.stack()), choice, targets };
    frontend.parse(&input, diags)
}

fn lower(pipeline: Pipeline, trees: &[Tree], options: &Options<'_>, compiled: &mut Compiled, diags: &mut Diagnostics) {
    let of_steps = pipeline.steps.values().map(|step| &step.settings);
    unknown_targets(std::iter::once(&pipeline.settings).chain(of_steps), options.registry, diags);
    // The settings of all targets are checked on every run, also of those that are not asked for.
    let mut prepared: IndexMap<&str, Box<dyn Prepared + '_>> = IndexMap::new();
    for backend in options.registry.backends {
        if let Some(ready) = backend.prepare(&pipeline, diags) {
            prepared.insert(backend.target(), ready);
        }
    }
    let Some(plan) = passes::run(pipeline, diags) else { return };
    failure_differs(&plan, &options.targets, diags);
    for backend in &options.targets {
        let Some(ready) = prepared.get(backend.target()) else { continue };
        if support(*backend, ready.as_ref(), &plan, diags) == Verdict::Refused {
            continue;
        }
        let output = ready.compile(&plan, diags);
        clashes::tell(&output.clashes, backend.target(), plan.pipeline(), diags);
        compiled.artifacts.extend(output.artifacts);
        let names = output.names.into_iter().map(|(step, name)| (step.to_string(), name)).collect();
        compiled.names.insert(backend.target().to_owned(), names);
        compiled.needs_on_cluster.insert(backend.target().to_owned(), output.prerequisites);
    }
    if options.ir {
        compiled.artifacts.push(ir_artifact(&plan, trees));
    }
}

fn unknown_targets<'s>(settings: impl Iterator<Item = &'s Sections>, registry: Registry<'_>, diags: &mut Diagnostics) {
    for (name, section) in settings.flat_map(|sections| sections.iter()) {
        if registry.get(name).is_some() {
            continue;
        }
        let known = registry.names();
        let diagnostic =
            Diagnostic::new(&codes::UNKNOWN_TARGET, section.key.place(), format!("there is no target `{name}`"));
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("use `{near}`"),
            None => format!("use one of {}", words(known)),
        };
        diags.push(diagnostic.help(help));
    }
}

/// Without `on_failure` each target does what it does by itself, which is a note where two of those asked for differ.
fn failure_differs(plan: &Plan, targets: &[&dyn ErasedBackend], diags: &mut Diagnostics) {
    let pipeline = plan.pipeline();
    let (None, Some(name)) = (&pipeline.on_failure, &pipeline.name) else { return };
    let stops = |target: &&&dyn ErasedBackend| target.table(Feature::FailureStop) == Support::Native;
    let (stopping, going_on): (Vec<_>, Vec<_>) = targets.iter().partition(stops);
    // A single step leaves nothing to stop.
    if stopping.is_empty() || going_on.is_empty() || pipeline.steps.len() < 2 {
        return;
    }
    let names = |targets: Vec<&&dyn ErasedBackend>| words(targets.into_iter().map(|target| target.target()));
    let message = format!(
        "a failed step keeps back everything new on {}, and only what needs it on {}",
        names(stopping),
        names(going_on)
    );
    diags.push(
        Diagnostic::new(&codes::FAILURE_DIFFERS, name.origin.place(), message)
            .help("write `on_failure: stop` or `on_failure: continue` to be told what each target keeps of it"),
    );
}

/// Whether a target takes a plan.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Verdict {
    Taken,
    Refused,
}

/// The only source of what a target keeps, emulates, loses or refuses.
fn support(backend: &dyn ErasedBackend, prepared: &dyn Prepared, plan: &Plan, diags: &mut Diagnostics) -> Verdict {
    let mut verdict = Verdict::Taken;
    let target = backend.target();
    // What one place asks is answered once, however many steps inherit it.
    let mut answers: IndexMap<(Feature, Place), Support> = IndexMap::new();
    for used in plan.uses() {
        let number = used.feature.number();
        let key = (used.feature, used.origin.place());
        let answer = answers.entry(key).or_insert_with(|| prepared.judge(&used, plan)).clone();
        let (letter, note) = match answer {
            Support::Native => continue,
            Support::Emulated(note) | Support::Lost(note) => (if used.written { 'W' } else { 'N' }, note),
            Support::Unsupported(note) => {
                verdict = Verdict::Refused;
                ('E', note)
            }
        };
        let code = code_of(letter, number);
        let diagnostic = Diagnostic::new(code, used.origin.place(), format!("target `{target}` {}", note.what));
        diags.push(about(diagnostic.help(note.remedy), target, &used));
    }
    verdict
}

/// The code of an answer. Tests hold that each has its own; the severity is right in any case.
fn code_of(letter: char, number: u8) -> &'static Code {
    let found = codes::find(&format!("{letter}03{number:02}"));
    debug_assert!(found.is_some(), "add {letter}03{number:02} to codes.rs");
    found.unwrap_or(match letter {
        'E' => &codes::ENTRYPOINT_UNSUPPORTED,
        'W' => &codes::ENTRYPOINT_LOOKED_UP,
        _ => &codes::FAILURE_DIFFERS,
    })
}

fn about(diagnostic: Diagnostic, target: &str, used: &Use<'_>) -> Diagnostic {
    let diagnostic = diagnostic.target(target).feature(used.feature.name());
    match used.step {
        Some(step) => diagnostic.step(step),
        None => diagnostic,
    }
}

/// Names of files that belong to no target.
const FILE_NAMES: Rules = Rules {
    alphabet: |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
    first: |c| c.is_ascii_alphanumeric(),
    last: |c| c.is_ascii_alphanumeric(),
    max: 63,
    joint: '-',
    case: Case::Lower,
    reserved: is_device,
    derived: &[],
    fallback: "pipeline",
    prefix: "p-",
};

fn ir_artifact(plan: &Plan, trees: &[Tree]) -> Artifact {
    let path = ArtifactPath::new(IR, &FileStem::assign(&FILE_NAMES, plan.name().as_str()), ".json");
    let path_of = |place: Place| trees.get(place.source.index()).map(|tree| tree.path(place.node).to_string());
    let content = ir::to_json(plan.pipeline(), &|place| path_of(place).unwrap_or_default());
    Artifact { path, content, marks: Vec::new(), joins: false }
}
