//! From a step to the parts of its pod, for every target that has a place for each.
//!
//! Steps with one body may share a part; it is lowered once and marked with all their places. What a target's escape
//! refuses is told at its place and left out.

use indexmap::IndexMap;

use super::env::{self, EnvSources, EnvVars};
use super::ours::Ours;
use super::placement::Toleration;
use super::resources::Requirements;
use super::values::Escaped;
use super::volumes::{Mount, Mounted};
use super::{expansion, gpu, placement, refusal, resources, values, volumes};
use crate::diag::{Code, Diagnostic, Diagnostics, codes};
use crate::emit::Marked;
use crate::ir::{At, EnvName, Escape, Field, Literal, Origin, PullPolicy, Refusal, Step, StepId, Table, Text, Value};
use crate::source::Place;

/// What an escape gives; specs hold it wherever a user's text can stand.
pub(in crate::backends) trait Carried {
    /// A text that needs no escape.
    fn of_ours(text: Ours) -> Self;
}

/// A target, and the code under which it refuses a text.
#[derive(Copy, Clone)]
pub(in crate::backends) struct Teller {
    pub target: &'static str,
    pub code: &'static Code,
}

impl Teller {
    /// Labels or annotations of an object, or of a step's; what the target cannot carry of them is told and left out.
    pub(in crate::backends) fn strings<E: Escape>(
        self,
        table: &Table<Box<str>, At<Literal>>,
        field: Field,
        step: Option<&StepId>,
        escape: &mut E,
        diags: &mut Diagnostics,
    ) -> IndexMap<String, E::Out> {
        let (strings, refused) = placement::strings(table, field, escape);
        for (refusal, field, value) in refused {
            diags.push(refusal::diagnostic(self.target, self.code, &refusal, field, step, value.origin));
        }
        strings
    }
}

/// Steps that have a part in common.
pub(in crate::backends) type Members<'p> = [(&'p StepId, &'p Step)];

/// One step on its way into a target's spec.
pub(in crate::backends) struct Lowering<'a, 'd, E> {
    pub teller: Teller,
    /// The step and those that share the part; their places are marked.
    pub members: &'a Members<'a>,
    pub id: &'a StepId,
    pub step: &'a Step,
    pub escape: E,
    pub diags: &'d mut Diagnostics,
}

/// What runs, in the words of `core/v1` Container.
pub(in crate::backends) struct Container<T> {
    pub image: Marked<T>,
    pub command: Vec<Marked<T>>,
    pub args: Vec<Marked<T>>,
    pub working_dir: Option<Marked<T>>,
    pub env_from: EnvSources<T>,
    /// The user's entries; those of the run id and a helper's stand before them.
    pub env: EnvVars<T>,
    pub resources: Option<Marked<Requirements>>,
    pub volume_mounts: Vec<Mount<T>>,
    pub pull_policy: Option<Marked<&'static str>>,
    pub security_context: Option<Marked<Escaped<T>>>,
}

/// The places of a part in all members.
pub(in crate::backends) fn places(members: &Members<'_>, part: impl Fn(&Step) -> Option<Origin>) -> Vec<Place> {
    members.iter().filter_map(|(_, step)| part(step)).map(Origin::place).collect()
}

/// The origin of a part that may be absent.
pub(in crate::backends) fn origin<T>(part: Option<&At<T>>) -> Option<Origin> {
    part.map(|part| part.origin)
}

impl<E: Escape<Out: Carried + Clone>> Lowering<'_, '_, E> {
    /// Marks a part with its places in all members.
    pub(in crate::backends) fn mark<T>(&self, value: T, part: impl Fn(&Step) -> Option<Origin>) -> Marked<T> {
        Marked::new(value, places(self.members, part))
    }

    /// Tells what the target cannot carry.
    pub(in crate::backends) fn refuse(&mut self, refusal: &Refusal, field: Field, origin: Origin) {
        let Teller { target, code } = self.teller;
        self.diags.push(refusal::diagnostic(target, code, refusal, field, Some(self.id), origin));
    }

    /// Warns of a variable that Argo's controller sets in each pod that it makes; Kubeflow runs its pods by it too.
    pub(in crate::backends) fn name_of_argo(&mut self, name: &EnvName, origin: Origin) {
        if !name.as_str().starts_with("ARGO_") {
            return;
        }
        let message = format!("variable `{name}` of step `{}` is one that Argo may set itself", self.id);
        self.diags.push(
            Diagnostic::new(&codes::ARGO_ENV_NAME, origin.place(), message)
                .help("rename it, without `ARGO_` at its beginning")
                .target(self.teller.target)
                .step(self.id),
        );
    }

    /// A single literal.
    pub(in crate::backends) fn literal(&mut self, text: Option<&At<Literal>>, field: Field) -> Option<E::Out> {
        let text = text?;
        match text.value.lower(&mut self.escape, field) {
            Ok(lowered) => Some(lowered),
            Err(refusal) => {
                self.refuse(&refusal, field, text.origin);
                None
            }
        }
    }

    /// The name of an object, marked.
    pub(in crate::backends) fn object_name(
        &mut self,
        part: impl Fn(&Step) -> Option<&At<Literal>>,
    ) -> Option<Marked<E::Out>> {
        let name = self.literal(part(self.step), Field::ObjectName)?;
        Some(self.mark(name, |step| origin(part(step))))
    }

    /// Labels, annotations or a node selector.
    pub(in crate::backends) fn strings(
        &mut self,
        table: &Table<Box<str>, At<Literal>>,
        field: Field,
    ) -> IndexMap<String, E::Out> {
        self.teller.strings(table, field, Some(self.id), &mut self.escape, self.diags)
    }

    /// The user's selector, with the GPU's product where there is one; several are left for the affinity.
    pub(in crate::backends) fn node_selector(&mut self) -> (IndexMap<String, E::Out>, Vec<E::Out>) {
        let step = self.step;
        let mut selector = self.strings(&step.pod.placement.node_selector, Field::LabelValue);
        let products = step.work.resources.gpu.iter().flat_map(|gpu| &gpu.value.product);
        let mut products: Vec<E::Out> =
            products.filter_map(|product| self.literal(Some(product), Field::LabelValue)).collect();
        if products.len() == 1 {
            selector.extend(products.pop().map(|product| (gpu::PRODUCT.to_owned(), product)));
        }
        (selector, products)
    }

    /// The user's affinity, narrowed to nodes with such a GPU; `products` are those that no selector says.
    pub(in crate::backends) fn affinity(&mut self, products: Vec<E::Out>) -> Option<Marked<Escaped<E::Out>>> {
        let own = self.value(Field::Affinity, |step| step.pod.placement.affinity.as_ref());
        let Some(gpu) = &self.step.work.resources.gpu else { return own };
        let whole = gpu::affinity(own.map(|own| own.value), &gpu.value, products, E::Out::of_ours)?;
        let affinity = |step: &Step| origin(step.pod.placement.affinity.as_ref());
        Some(self.mark(whole, |step| affinity(step).or_else(|| origin(step.work.resources.gpu.as_ref()))))
    }

    /// The tolerations.
    pub(in crate::backends) fn tolerations(&mut self) -> Vec<Marked<Toleration<E::Out>>> {
        let step = self.step;
        let mut lowered = Vec::new();
        for (position, toleration) in step.pod.placement.tolerations.iter().enumerate() {
            match placement::toleration(&toleration.value, &mut self.escape) {
                Ok(written) => {
                    lowered.push(self.mark(written, |step| origin(step.pod.placement.tolerations.get(position))));
                }
                Err(refusal) => self.refuse(&refusal, Field::Toleration, toleration.origin),
            }
        }
        lowered
    }

    /// A subtree in Kubernetes' own shape.
    pub(in crate::backends) fn value(
        &mut self,
        field: Field,
        part: impl Fn(&Step) -> Option<&At<Value>>,
    ) -> Option<Marked<Escaped<E::Out>>> {
        let value = part(self.step)?;
        match values::lower(&value.value, field, &mut self.escape) {
            Ok(lowered) => Some(self.mark(lowered, |step| origin(part(step)))),
            Err(refusal) => {
                self.refuse(&refusal, field, value.origin);
                None
            }
        }
    }

    /// Volumes and mounts, shared memory among them.
    pub(in crate::backends) fn volumes(&mut self) -> Mounted<E::Out> {
        let step = self.step;
        let shared_memory = step.work.resources.shared_memory.as_ref();
        let (mounted, refused) = volumes::lower(shared_memory, &step.work.volumes, &mut self.escape);
        for (refusal, field, volume) in refused {
            self.refuse(&refusal, field, volume.origin);
        }
        mounted
    }

    /// The container with these mounts.
    pub(in crate::backends) fn container(&mut self, volume_mounts: Vec<Mount<E::Out>>) -> Container<E::Out> {
        let work = &self.step.work;
        let image = self.literal(work.image.as_ref(), Field::Image).unwrap_or_else(|| E::Out::of_ours("".into()));
        let command = self.texts(Field::Command, |step| step.work.command.as_ref());
        let args = self.texts(Field::Argument, |step| step.work.args.as_ref());
        let working_dir = self.literal(work.working_dir.as_ref(), Field::Path);
        Container {
            image: self.mark(image, |step| origin(step.work.image.as_ref())),
            command,
            args,
            working_dir: working_dir.map(|path| self.mark(path, |step| origin(step.work.working_dir.as_ref()))),
            env_from: self.env_from(),
            env: self.env(),
            resources: resources::lower(&work.resources).map(|requirements| self.mark(requirements, resources::origin)),
            volume_mounts,
            pull_policy: work.pull_policy.as_ref().map(|policy| {
                self.mark(PullPolicy::as_str(policy.value), |step| origin(step.work.pull_policy.as_ref()))
            }),
            security_context: self.value(Field::SecurityContext, |step| step.work.security_context.as_ref()),
        }
    }

    /// The items of a command or its arguments.
    pub(in crate::backends) fn texts(
        &mut self,
        field: Field,
        part: impl Fn(&Step) -> Option<&Vec<At<Text>>>,
    ) -> Vec<Marked<E::Out>> {
        let mut lowered = Vec::new();
        for (position, text) in part(self.step).into_iter().flatten().enumerate() {
            let written = expansion::fits(&text.value).and_then(|()| text.value.lower(&mut self.escape, field));
            match written {
                Ok(written) => {
                    let at = |step: &Step| origin(part(step).and_then(|texts| texts.get(position)));
                    lowered.push(self.mark(written, at));
                }
                Err(refusal) => self.refuse(&refusal, field, text.origin),
            }
        }
        lowered
    }

    fn env_from(&mut self) -> EnvSources<E::Out> {
        let step = self.step;
        let mut lowered = Vec::new();
        for (position, source) in step.work.env_from.iter().enumerate() {
            match env::lower_source(&source.value, &mut self.escape) {
                Ok(entry) => lowered.push(self.mark(entry, |step| origin(step.work.env_from.get(position)))),
                Err(refusal) => self.refuse(&refusal, Field::ObjectName, source.origin),
            }
        }
        lowered
    }

    fn env(&mut self) -> EnvVars<E::Out> {
        let step = self.step;
        let mut lowered = Vec::new();
        for (position, (name, value)) in step.work.env.iter().enumerate() {
            match env::lower(name, &value.value, &mut self.escape) {
                Ok(entry) => {
                    let part = |step: &Step| step.work.env.iter().nth(position).map(|(_, value)| value.origin);
                    lowered.push(self.mark(entry, part));
                }
                Err((refusal, field)) => self.refuse(&refusal, field, value.origin),
            }
        }
        lowered
    }
}
