//! From a group of equal steps to one component: its container, and what the platform's document says of its pod.

use indexmap::IndexSet;
use serde::Serialize;

use super::escape::{Final, Known, KubeflowText, StepEscape};
use super::platform::{Config, ConfigMapAsEnv, ConfigMapKey, FieldPathAsEnv, SecretAsEnv, SecretKey};
use super::spec::{Accelerator, Container, EnvVar, Resources};
use super::{TELLER, limits};
use crate::backends::kube::groups::Group;
use crate::backends::kube::lowering::{Carried, Lowering, origin};
use crate::backends::kube::ours::Ours;
use crate::backends::kube::{env, resources};
use crate::diag::Diagnostics;
use crate::emit::{Marked, json};
use crate::ir::{
    At, ConfigRef, EnvName, EnvValue, Field, Literal, ParamId, Piece, Quantity, Refusal, RunFact, SecretRef, Step,
    StepId,
};

/// The API server puts this label on every pod of a run; it is the same in each attempt.
const RUN_ID: &str = "metadata.labels['pipeline/runid']";

/// A component's parts.
pub(super) struct Lowered {
    pub(super) container: Container,
    pub(super) config: Config,
    /// Bytes of both as texts in the JSON of something else: of the workflow, and of the driver's arguments.
    pub(super) bytes: usize,
    /// The parameters that it takes.
    pub(super) inputs: Vec<ParamId>,
}

/// The component; what Kubeflow cannot carry is told for each member, and left out.
pub(super) fn lower(
    group: &Group<'_>,
    run_ids: &[At<EnvName>],
    known: &dyn Fn() -> Known,
    diags: &mut Diagnostics,
) -> Lowered {
    group.lower(diags, |id, step, diags| one(group, id, step, run_ids, known(), diags))
}

fn one(
    group: &Group<'_>,
    id: &StepId,
    step: &Step,
    run_ids: &[At<EnvName>],
    known: Known,
    diags: &mut Diagnostics,
) -> Lowered {
    let own = step.work.env.iter().map(|(name, _)| name);
    let taken: Vec<&str> = own.chain(run_ids.iter().map(|name| &name.value)).map(EnvName::as_str).collect();
    // Without a variable of the run id, one of ours holds it where a text asks for it.
    let helper = env::free_name("SEGUE_RUN_ID", &taken);
    let run_id = run_ids.first().map_or(helper.as_str(), |name| name.value.as_str());
    let escape = StepEscape::new(&taken, run_id, inputs(step), known);
    let mut lowering = Lowering { teller: TELLER, members: &group.members, id, step, escape, diags };
    let mut config = Config::default();
    let env = lowering.variables(&mut config);
    let container = lowering.container_spec(env);
    lowering.pod(&mut config);
    lowering.mounts(&mut config);
    let run_id =
        |name: &str| FieldPathAsEnv { name: name.to_owned(), field_path: KubeflowText::of_ours(RUN_ID.into()) };
    let run_ids_as_env = run_ids.iter().map(|name| Marked::new(run_id(name.value.as_str()), [name.origin.place()]));
    config.field_path_as_env.splice(0..0, run_ids_as_env);
    if run_ids.is_empty() && pieces(step).any(|piece| matches!(piece, Piece::Run(RunFact::Id))) {
        config.field_path_as_env.push(group.mark(run_id(&helper), |step| Some(step.origin)));
    }
    let bytes = in_json(&container) + in_json(&config);
    limits::driver(bytes, step.needs.len(), lowering.escape.inputs().len(), id, step.origin.place(), lowering.diags);
    Lowered { container, config, bytes, inputs: lowering.escape.inputs().iter().map(|name| (*name).clone()).collect() }
}

/// Bytes of a part's JSON where it stands as a text in other JSON.
fn in_json(part: &impl Serialize) -> usize {
    json::by_go(part).and_then(|text| json::by_go(&text)).map_or(0, |quoted| quoted.len())
}

/// The pieces of a step's command and arguments.
pub(super) fn pieces(step: &Step) -> impl Iterator<Item = &Piece> {
    step.work.command.iter().chain(&step.work.args).flatten().flat_map(|text| text.value.pieces())
}

fn inputs<'p>(step: &'p Step) -> IndexSet<&'p ParamId> {
    let parameter = |piece: &'p Piece| match piece {
        Piece::Param(name) => Some(name),
        Piece::Literal(_) | Piece::Run(_) | Piece::EnvVar(_) => None,
    };
    pieces(step).filter_map(parameter).collect()
}

impl Lowering<'_, '_, StepEscape<'_>> {
    fn container_spec(&mut self, env: Vec<Marked<EnvVar>>) -> Container {
        let step = self.step;
        let work = &step.work;
        let image = self.literal(work.image.as_ref(), Field::Image).unwrap_or_else(KubeflowText::none);
        let command = self.texts(Field::Command, |step| step.work.command.as_ref());
        let args = self.texts(Field::Argument, |step| step.work.args.as_ref());
        let helper = self.escape.helper().map(|helper| self.mark(helper, |step| Some(step.origin)));
        Container {
            image: self.mark(image, |step| origin(step.work.image.as_ref())),
            command,
            args,
            env: helper.into_iter().chain(env).collect(),
            resources: amounts(&work.resources).map(|amounts| self.mark(amounts, resources::origin)),
        }
    }

    /// Texts in their order; the rest goes to the platform's document, whose entries the driver appends to them.
    fn variables(&mut self, config: &mut Config) -> Vec<Marked<EnvVar>> {
        let step = self.step;
        let mut texts = Vec::new();
        for (position, (name, value)) in step.work.env.iter().enumerate() {
            let part = |step: &Step| step.work.env.iter().nth(position).map(|(_, value)| value.origin);
            let lowered = match &value.value {
                _ if !is_variable(name) => Err((not_a_variable(name), Field::EnvValue)),
                EnvValue::Text(text) => {
                    let written = text.lower(&mut Final(&self.escape.known), Field::EnvValue).unwrap_or_default();
                    env::lower(name, &value.value, &mut self.escape).map(|entry| {
                        texts.push(self.mark(entry, part));
                        self.escape.known.insert(name.as_str(), written);
                    })
                }
                EnvValue::Secret(secret) => self.secret(name, secret).map(|entry| {
                    config.secret_as_env.push(self.mark(entry, part));
                }),
                EnvValue::Config(map) => self.config_map(name, map).map(|entry| {
                    config.config_map_as_env.push(self.mark(entry, part));
                }),
                EnvValue::Field(field) => {
                    let field_path = KubeflowText::of_ours(Ours::from(field));
                    let entry = FieldPathAsEnv { name: name.to_string(), field_path };
                    config.field_path_as_env.push(self.mark(entry, part));
                    Ok(())
                }
            };
            self.name_of_argo(name, value.origin);
            if let Err((refusal, field)) = lowered {
                self.refuse(&refusal, field, value.origin);
            }
        }
        texts
    }

    /// A part of a reference.
    fn part(&mut self, text: &Literal, field: Field) -> Result<KubeflowText, (Refusal, Field)> {
        text.lower(&mut self.escape, field).map_err(|refusal| (refusal, field))
    }

    fn secret(&mut self, name: &EnvName, secret: &SecretRef) -> Result<SecretAsEnv, (Refusal, Field)> {
        let secret_key = self.part(&secret.key, Field::DataKey)?;
        Ok(SecretAsEnv {
            secret_name: self.part(&secret.name, Field::ObjectName)?,
            optional: secret.optional,
            key_to_env: [SecretKey { env_var: name.to_string(), secret_key }],
        })
    }

    fn config_map(&mut self, name: &EnvName, map: &ConfigRef) -> Result<ConfigMapAsEnv, (Refusal, Field)> {
        let config_map_key = self.part(&map.key, Field::DataKey)?;
        Ok(ConfigMapAsEnv {
            config_map_name: self.part(&map.name, Field::ObjectName)?,
            key_to_env: [ConfigMapKey { config_map_key, env_var: name.to_string() }],
            optional: map.optional,
        })
    }
}

fn amounts(resources: &crate::ir::Resources) -> Option<Resources> {
    let amount = |amount: &Option<At<Quantity>>| amount.as_ref().map(|amount| amount.value.to_string());
    let (requests, limits) = (&resources.requests, &resources.limits);
    let accelerator = resources.gpu.as_ref().map(|gpu| Accelerator {
        resource_count: gpu.value.count.to_string(),
        resource_type: gpu.value.resource.to_string(),
    });
    let lowered = Resources {
        resource_cpu_limit: amount(&limits.cpu),
        resource_cpu_request: amount(&requests.cpu),
        resource_memory_limit: amount(&limits.memory),
        resource_memory_request: amount(&requests.memory),
        accelerator,
    };
    let amounts = [&limits.cpu, &requests.cpu, &limits.memory, &requests.memory];
    let is_empty = lowered.accelerator.is_none() && amounts.into_iter().all(Option::is_none);
    (!is_empty).then_some(lowered)
}

/// Why a variable of such a name cannot be carried.
pub(super) fn not_a_variable(name: &EnvName) -> Refusal {
    Refusal {
        what: format!("stands under the name `{name}`, and Kubeflow takes letters, digits and `_`"),
        remedy: "rename the variable".to_owned(),
    }
}

/// Whether a name is one that Kubeflow takes for a variable.
pub(super) fn is_variable(name: &EnvName) -> bool {
    !name.as_str().contains(['.', '-'])
}
