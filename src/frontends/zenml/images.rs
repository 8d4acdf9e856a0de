//! The image of each step, from the build.
//!
//! The key is looked up whole, since invocation ids hold dots: `<id>.orchestrator`, else `orchestrator`. Whether an image
//! can use a GPU is judged by what the build shows of it.

use super::document::Document;
use crate::diag::{Diagnostic, Diagnostics, codes, words};
use crate::frontends::shape::check::{Checker, Null};
use crate::frontends::shape::keys::Form;
use crate::ir::{At, Literal};
use crate::source::{Kind, Node, Tree};

/// The images of a build.
pub(super) struct Images<'t> {
    entries: Vec<Node<'t>>,
}

/// The image of a step.
pub(super) struct Image<'t> {
    /// What is written into the files.
    pub(super) name: At<Literal>,
    /// What the build says of it.
    entry: Node<'t>,
}

impl<'t> Images<'t> {
    /// Finds the images: in the build that was given, else in the snapshot's own; tells if there are none.
    pub(super) fn find(document: &Document<'t>, given: Option<&'t Tree>, diags: &mut Diagnostics) -> Option<Self> {
        let build = match given {
            Some(tree) if tree.is_broken() => return None,
            Some(tree) => {
                let root = tree.root();
                if let Some(own) = document.build
                    && let (Some(wanted), Some(found)) = (id(own), id(root))
                    && wanted.text() != found.text()
                {
                    diags.push(other_build(wanted, found));
                    return None;
                }
                Some(root)
            }
            None => document.build,
        };
        let images = build.and_then(images).filter(|images| images.kind() == Kind::Map);
        match images {
            Some(images) => Some(Self { entries: images.entries().collect() }),
            None => {
                diags.push(match (given, build) {
                    (Some(_), Some(build)) => no_images(build, document),
                    (Some(_) | None, _) => no_build(document),
                });
                None
            }
        }
    }

    /// The image of a step; tells if there is none.
    pub(super) fn of(&self, step: Node<'t>, checker: &mut Checker<'_>) -> Option<Image<'t>> {
        let id = step.key().unwrap_or_default();
        let own = format!("{id}.orchestrator");
        let find = |key: &str| self.entries.iter().copied().find(|entry| entry.key() == Some(key));
        let Some(entry) = find(&own).or_else(|| find("orchestrator")) else {
            checker.diags.push(self.no_image(step, id, &own));
            return None;
        };
        let name = if entry.kind() == Kind::Map { entry.get("image") } else { Some(entry) };
        let Some(name) = name else {
            checker.diags.push(nameless(entry, id));
            return None;
        };
        checker.check(name, &Form::Image, "image", Null::Refused);
        let text = name.text().filter(|_| !checker.bad.contains(name))?;
        Some(Image { name: At::new(Literal::new(text), name.place()), entry })
    }

    /// The images that a step of `steps` may have.
    pub(super) fn used(&self, steps: Node<'t>) -> impl Iterator<Item = Node<'t>> {
        let is_used = move |entry: &Node<'t>| {
            let key = entry.key().unwrap_or_default();
            let step = key.strip_suffix(".orchestrator");
            key == "orchestrator" || step.is_some_and(|step| steps.get(step).is_some())
        };
        let entries = self.entries.iter().copied().filter(is_used);
        entries.filter_map(|entry| if entry.kind() == Kind::Map { entry.get("image") } else { Some(entry) })
    }

    fn no_image(&self, step: Node<'_>, id: &str, own: &str) -> Diagnostic {
        let keys: Vec<&str> = self.entries.iter().filter_map(|entry| entry.key()).take(12).collect();
        let there = if keys.is_empty() { "none at all".to_owned() } else { words(keys) };
        Diagnostic::new(&codes::NO_IMAGE, step.key_place(), format!("the build has no image for step `{id}`"))
            .help(format!("build the snapshot again: looked for `{own}` and `orchestrator`, and there is {there}"))
            .step(id)
    }
}

impl Image<'_> {
    /// Whether anything that the build or the step's docker settings say of the image speaks of GPUs.
    pub(super) fn is_for_gpus(&self, docker: Option<Node<'_>>) -> bool {
        const WORDS: &[&str] = &["cuda", "nvidia", "nvcr.io", "rocm", "gpu"];
        let speaks = |text: &str| WORDS.iter().any(|word| text.to_ascii_lowercase().contains(word));
        let build = ["image", "dockerfile", "requirements"].map(|key| self.entry.get(key));
        let settings =
            ["parent_image", "dockerfile", "requirements"].map(|key| docker.and_then(|docker| docker.get(key)));
        let texts = build.into_iter().chain(settings).chain([Some(self.entry)]).flatten();
        let items = texts.flat_map(|node| std::iter::once(node).chain(node.items()));
        items.filter_map(Node::text).any(speaks)
    }
}

/// An entry that does not say which image it is about.
fn nameless(entry: Node<'_>, step: &str) -> Diagnostic {
    let message = format!("the build has no image for step `{step}`");
    Diagnostic::new(&codes::NO_IMAGE, entry.key_place(), message)
        .label("there is no `image` in it")
        .help("fetch the build anew, or write its `image`")
        .step(step)
}

fn id(node: Node<'_>) -> Option<Node<'_>> {
    node.get("id").filter(|id| !id.is_null())
}

fn images(build: Node<'_>) -> Option<Node<'_>> {
    let within = build.get("metadata").and_then(|metadata| metadata.get("images"));
    within.or_else(|| build.get("images"))
}

fn no_build(document: &Document<'_>) -> Diagnostic {
    let at = document.build.or(document.no_build).map_or(document.root.place(), Node::key_place);
    let diagnostic = Diagnostic::new(&codes::NO_BUILD, at, "the snapshot does not hold the images of its build");
    match document.build.and_then(id).and_then(Node::text) {
        Some(id) => diagnostic
            .help(format!("fetch it by `GET /api/v1/pipeline_builds/{id}?hydrate=true` and add `--build build.json`")),
        None => diagnostic
            .help("build the pipeline first (`zenml pipeline build`), and give the build by `--build build.json`"),
    }
}

fn no_images(build: Node<'_>, document: &Document<'_>) -> Diagnostic {
    let id = document.build.and_then(id).or(id(build)).and_then(Node::text).unwrap_or("ID");
    Diagnostic::new(&codes::NO_BUILD, build.place(), "the document is no build with images")
        .label("there is no `metadata.images`")
        .help(format!("fetch it by `GET /api/v1/pipeline_builds/{id}?hydrate=true`"))
}

fn other_build(wanted: Node<'_>, found: Node<'_>) -> Diagnostic {
    Diagnostic::new(&codes::OTHER_BUILD, found.place(), "the build is that of another snapshot")
        .also(wanted.place(), "the build of the snapshot")
        .help(format!("fetch the build `{}`", wanted.text().unwrap_or_default()))
}
