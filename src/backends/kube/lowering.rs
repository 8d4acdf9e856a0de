//! From a step's parts to their escaped forms, with the places of all steps that do the same.
//!
//! What the target cannot carry is told at its place and left out.

use indexmap::IndexMap;

use super::groups::{Group, origin};
use super::values::Escaped;
use super::{gpu, placement, refusal, values};
use crate::diag::{Code, Diagnostic, Diagnostics, codes};
use crate::emit::Marked;
use crate::ir::{At, EnvName, Escape, Field, Literal, Origin, Refusal, Step, StepId, Table, Text, Value};

/// Who refuses a text: the target and the code under which it does.
#[derive(Copy, Clone)]
pub(in crate::backends) struct Refuser {
    pub(in crate::backends) target: &'static str,
    pub(in crate::backends) code: &'static Code,
}

/// A step on its way into a target's spec.
pub(in crate::backends) struct Lowering<'a, 'd, E> {
    pub(in crate::backends) refuser: Refuser,
    pub(in crate::backends) group: &'a Group<'a>,
    pub(in crate::backends) id: &'a StepId,
    pub(in crate::backends) step: &'a Step,
    pub(in crate::backends) escape: E,
    pub(in crate::backends) diags: &'d mut Diagnostics,
}

impl<E: Escape> Lowering<'_, '_, E> {
    /// Tells that a text cannot be carried.
    pub(in crate::backends) fn refuse(&mut self, refusal: &Refusal, field: Field, origin: Origin) {
        let Refuser { target, code } = self.refuser;
        self.diags.push(refusal::diagnostic(target, code, refusal, field, Some(self.id), origin));
    }

    /// Warns of a variable that Argo's controller sets in each pod that it makes.
    pub(in crate::backends) fn name_of_argo(&mut self, name: &EnvName, origin: Origin) {
        if !name.as_str().starts_with("ARGO_") {
            return;
        }
        let message = format!("variable `{name}` of step `{}` is one that Argo may set itself", self.id);
        self.diags.push(
            Diagnostic::new(&codes::ARGO_ENV_NAME, origin.place(), message)
                .help("rename it, without `ARGO_` at its beginning")
                .target(self.refuser.target)
                .step(self.id),
        );
    }

    /// One string.
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

    /// The name of an object of Kubernetes'.
    pub(in crate::backends) fn object_name(&mut self, name: Option<&At<Literal>>) -> Option<E::Out> {
        self.literal(name, Field::ObjectName)
    }

    /// Labels, annotations or a node selector.
    pub(in crate::backends) fn strings(
        &mut self,
        table: &Table<Box<str>, At<Literal>>,
        field: Field,
    ) -> IndexMap<String, E::Out> {
        match placement::strings(table, field, &mut self.escape) {
            Ok(strings) => strings,
            Err((refusal, value)) => {
                self.refuse(&refusal, field, value.origin);
                IndexMap::new()
            }
        }
    }

    /// The items of a command or its arguments.
    pub(in crate::backends) fn texts(
        &mut self,
        texts: Option<&Vec<At<Text>>>,
        field: Field,
        part: impl Fn(&Step) -> Option<&Vec<At<Text>>>,
    ) -> Vec<Marked<E::Out>> {
        let mut lowered = Vec::new();
        for (position, text) in texts.into_iter().flatten().enumerate() {
            match text.value.lower(&mut self.escape, field) {
                Ok(written) => lowered
                    .push(self.group.mark(written, |step| origin(part(step).and_then(|texts| texts.get(position))))),
                Err(refusal) => self.refuse(&refusal, field, text.origin),
            }
        }
        lowered
    }

    /// The user's selector, with the GPU's product where there is one; several are left for the affinity.
    pub(in crate::backends) fn node_selector(&mut self) -> (IndexMap<String, E::Out>, Vec<E::Out>) {
        let mut selector = self.strings(&self.step.pod.placement.node_selector, Field::LabelValue);
        let products = self.step.work.resources.gpu.iter().flat_map(|gpu| &gpu.value.product);
        let mut products: Vec<E::Out> =
            products.filter_map(|product| self.literal(Some(product), Field::LabelValue)).collect();
        if products.len() == 1 {
            selector.extend(products.pop().map(|product| (gpu::PRODUCT.to_owned(), product)));
        }
        (selector, products)
    }

    /// The user's affinity, narrowed to nodes with such a GPU; `own` makes a text of ours.
    pub(in crate::backends) fn affinity(
        &mut self,
        products: Vec<E::Out>,
        own: impl Fn(String) -> E::Out,
    ) -> Option<Marked<Escaped<E::Out>>>
    where
        E::Out: Clone,
    {
        let part = |step: &Step| origin(step.pod.placement.affinity.as_ref());
        let user = self.value(self.step.pod.placement.affinity.as_ref(), |step| step.pod.placement.affinity.as_ref());
        let Some(gpu) = &self.step.work.resources.gpu else { return user };
        let whole = gpu::affinity(user.map(|user| user.value), &gpu.value, products, own)?;
        Some(self.group.mark(whole, |step| part(step).or_else(|| origin(step.work.resources.gpu.as_ref()))))
    }

    /// The taints that the step accepts.
    pub(in crate::backends) fn tolerations(&mut self) -> Vec<Marked<placement::Toleration<E::Out>>> {
        let step = self.step;
        let mut lowered = Vec::new();
        for (position, toleration) in step.pod.placement.tolerations.iter().enumerate() {
            match placement::toleration(&toleration.value, &mut self.escape) {
                Ok(written) => {
                    lowered.push(self.group.mark(written, |step| origin(step.pod.placement.tolerations.get(position))));
                }
                Err(refusal) => self.refuse(&refusal, Field::Toleration, toleration.origin),
            }
        }
        lowered
    }

    /// A subtree in Kubernetes' own shape.
    pub(in crate::backends) fn value(
        &mut self,
        value: Option<&At<Value>>,
        part: impl Fn(&Step) -> Option<&At<Value>>,
    ) -> Option<Marked<Escaped<E::Out>>> {
        let value = value?;
        match values::lower(&value.value, &mut self.escape) {
            Ok(lowered) => Some(self.group.mark(lowered, |step| origin(part(step)))),
            Err(refusal) => {
                self.refuse(&refusal, Field::Toleration, value.origin);
                None
            }
        }
    }
}
