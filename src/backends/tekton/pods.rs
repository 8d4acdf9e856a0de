//! Where and as whom the pods of a run stand.
//!
//! What every step has alike stands once, in `taskRunTemplate`; the rest in a step's entry of `taskRunSpecs`, whose pod
//! template replaces the other field by field and inherits what it leaves out.

use super::TELLER;
use super::escape::{TaskEscape, TektonText};
use super::names::Names;
use super::parameters::Forms;
use super::spec::{LocalObject, PodTemplate, TaskRunSpec, TaskRunTemplate};
use super::task::own_metadata;
use crate::backends::kube::lowering::{self, Members};
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{Field, Step};
use crate::passes::Plan;

type Lowering<'a, 'd> = lowering::Lowering<'a, 'd, TaskEscape<'a>>;

/// Which parts every step has alike.
struct Alike {
    node_selector: bool,
    tolerations: bool,
    affinity: bool,
    runtime_class: bool,
    priority_class: bool,
    scheduler: bool,
    pull_secrets: bool,
    service_account: bool,
}

/// Which half of the parts is wanted.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Half {
    /// Those that every step has alike.
    Alike,
    /// The others.
    Own,
}

impl Half {
    fn takes(self, is_alike: bool) -> bool {
        (self == Half::Alike) == is_alike
    }
}

/// What a run says of all pods, and of those of single steps.
pub(super) fn lower(
    plan: &Plan,
    names: &Names<'_>,
    diags: &mut Diagnostics,
) -> (Option<TaskRunTemplate>, Vec<Marked<TaskRunSpec>>) {
    let alike = Alike::of(plan);
    let forms = Forms::default();
    let steps: Vec<_> = plan.steps().collect();
    let shared = start(&steps, &forms, diags).and_then(|mut lowering| {
        let pod_template = pod_template(&mut lowering, &alike, Half::Alike);
        let service_account_name = service_account(&mut lowering, &alike, Half::Alike);
        let says_something = pod_template.is_some() || service_account_name.is_some();
        says_something.then_some(TaskRunTemplate { pod_template, service_account_name })
    });
    let own = steps.iter().filter_map(|&(id, step)| {
        let members = [(id, step)];
        let mut lowering = start(&members, &forms, diags)?;
        let pod_template = pod_template(&mut lowering, &alike, Half::Own);
        let service_account_name = service_account(&mut lowering, &alike, Half::Own);
        let metadata = own_metadata(&mut lowering, plan);
        if pod_template.is_none() && service_account_name.is_none() && metadata.is_none() {
            return None;
        }
        let pipeline_task_name = names.step(id).to_owned();
        let entry = TaskRunSpec { pipeline_task_name, service_account_name, pod_template, metadata };
        Some(Marked::new(entry, [step.origin.place()]))
    });
    (shared, own.collect())
}

fn start<'a, 'd>(members: &'a Members<'a>, forms: &'a Forms, diags: &'d mut Diagnostics) -> Option<Lowering<'a, 'd>> {
    let &(id, step) = members.first()?;
    Some(Lowering { teller: TELLER, members, id, step, escape: TaskEscape::new(forms), diags })
}

fn pod_template(lowering: &mut Lowering<'_, '_>, alike: &Alike, half: Half) -> Option<PodTemplate> {
    let (selector, products) = lowering.node_selector();
    let affinity = if half.takes(alike.affinity) { lowering.affinity(products) } else { None };
    let template = PodTemplate {
        node_selector: if half.takes(alike.node_selector) { selector } else { Default::default() },
        tolerations: if half.takes(alike.tolerations) { lowering.tolerations() } else { Vec::new() },
        affinity,
        runtime_class_name: match half.takes(alike.runtime_class) {
            true => lowering.object_name(|step| step.pod.placement.runtime_class.as_ref()),
            false => None,
        },
        priority_class_name: match half.takes(alike.priority_class) {
            true => lowering.object_name(|step| step.pod.placement.priority_class.as_ref()),
            false => None,
        },
        scheduler_name: match half.takes(alike.scheduler) {
            true => lowering.object_name(|step| step.pod.placement.scheduler.as_ref()),
            false => None,
        },
        image_pull_secrets: if half.takes(alike.pull_secrets) { pull_secrets(lowering) } else { Vec::new() },
    };
    let is_empty = template.node_selector.is_empty()
        && template.tolerations.is_empty()
        && template.affinity.is_none()
        && template.runtime_class_name.is_none()
        && template.priority_class_name.is_none()
        && template.scheduler_name.is_none()
        && template.image_pull_secrets.is_empty();
    (!is_empty).then_some(template)
}

fn pull_secrets(lowering: &mut Lowering<'_, '_>) -> Vec<Marked<LocalObject>> {
    let mut written: Vec<Marked<LocalObject>> = Vec::new();
    for secret in &lowering.step.pod.pull_secrets {
        let Some(name) = lowering.literal(Some(secret), Field::ObjectName) else { continue };
        let places = |step: &Step| step.pod.pull_secrets.iter().find(|it| *it == secret).map(|it| it.origin);
        let entry = lowering.mark(LocalObject { name }, places);
        if written.iter().all(|known| known.value != entry.value) {
            written.push(entry);
        }
    }
    written
}

fn service_account(lowering: &mut Lowering<'_, '_>, alike: &Alike, half: Half) -> Option<Marked<TektonText>> {
    if !half.takes(alike.service_account) {
        return None;
    }
    lowering.object_name(|step| step.pod.service_account.as_ref())
}

impl Alike {
    fn of(plan: &Plan) -> Self {
        Self {
            node_selector: all_alike(plan, |step| {
                let products = step.work.resources.gpu.iter().flat_map(|gpu| &gpu.value.product);
                (&step.pod.placement.node_selector, products.collect::<Vec<_>>())
            }),
            tolerations: all_alike(plan, |step| &step.pod.placement.tolerations),
            affinity: all_alike(plan, |step| {
                let gpu = step.work.resources.gpu.as_ref().map(|gpu| &gpu.value);
                let asked = gpu.map(|gpu| (&gpu.product, &gpu.memory, &gpu.cuda));
                (
                    &step.pod.placement.affinity,
                    asked.filter(|(product, memory, cuda)| !product.is_empty() || memory.is_some() || cuda.is_some()),
                )
            }),
            runtime_class: all_alike(plan, |step| &step.pod.placement.runtime_class),
            priority_class: all_alike(plan, |step| &step.pod.placement.priority_class),
            scheduler: all_alike(plan, |step| &step.pod.placement.scheduler),
            pull_secrets: all_alike(plan, |step| &step.pod.pull_secrets),
            service_account: all_alike(plan, |step| &step.pod.service_account),
        }
    }
}

fn all_alike<'p, K: PartialEq>(plan: &'p Plan, part: impl Fn(&'p Step) -> K) -> bool {
    let mut parts = plan.steps().map(|(_, step)| part(step));
    let first = parts.next();
    parts.all(|other| Some(&other) == first.as_ref())
}
