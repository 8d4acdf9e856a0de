//! A step with everything that holds for it, before defaults are found.

use super::amounts::{duration, resources, retry};
use super::pod::{kube_value, placement, volume};
use super::sections::sections;
use super::texts::{env_source, env_value, literal, literals, string, strings, texts};
use super::value::Value;
use crate::ir::{At, Container, Need, Outcome, Piece, PullPolicy, Step, Text};

/// All keys of a step.
pub(super) fn step(step: &Step) -> Value {
    let Step { work, pod, .. } = step;
    let argv = Argv::of(work);
    let env = work.env.iter().map(|(name, entry)| (name.as_str().into(), env_value(&entry.value)));
    Value::fields([
        ("image", literal(work.image.as_ref())),
        ("command", argv.command),
        ("args", argv.args),
        ("script", argv.script),
        ("shell", argv.shell),
        ("working_dir", literal(work.working_dir.as_ref())),
        ("env", Value::Map(env.collect()).if_filled()),
        ("env_from", Value::List(work.env_from.iter().map(|source| env_source(&source.value)).collect()).if_filled()),
        ("needs", Value::List(step.needs.iter().map(need).collect()).if_filled()),
        ("resources", resources(&work.resources).if_filled()),
        ("retries", step.retry.as_ref().map(|retries| retry(&retries.value))),
        ("timeout", step.timeout.as_ref().map(duration)),
        ("placement", placement(&pod.placement).if_filled()),
        ("volumes", Value::List(work.volumes.iter().map(|mount| volume(&mount.value)).collect()).if_filled()),
        ("service_account", literal(pod.service_account.as_ref())),
        ("image_pull_policy", work.pull_policy.as_ref().map(|policy| PullPolicy::as_str(policy.value).into())),
        ("image_pull_secrets", literals(&pod.pull_secrets)),
        ("security_context", work.security_context.as_ref().map(|context| kube_value(&context.value))),
        ("labels", strings(&pod.labels)),
        ("annotations", strings(&pod.annotations)),
        ("description", literal(step.description.as_ref())),
        ("targets", sections(&step.settings)),
    ])
}

fn need(need: &Need) -> Value {
    match need.on {
        Outcome::Succeeded => need.step.as_str().into(),
    }
}

/// What runs, as a command or as a script.
#[derive(Default)]
struct Argv {
    command: Option<Value>,
    args: Option<Value>,
    script: Option<Value>,
    shell: Option<Value>,
}

impl Argv {
    /// `[/bin/sh, -eu, -c, TEXT]` is the script TEXT. So is a TEXT of several lines that another program is given after
    /// `-c`, since it reads best in a block of its own.
    fn of(work: &Container) -> Self {
        let (Some(command), None) = (&work.command, &work.args) else {
            return Self::plain(work);
        };
        let Some(words) = command.iter().map(word).collect::<Option<Vec<String>>>() else {
            return Self::plain(work);
        };
        match words.as_slice() {
            [shell @ .., text] if shell == ["/bin/sh", "-eu", "-c"] => {
                Self { script: Some(text.clone().into()), ..Self::default() }
            }
            [shell @ .., flag, text] if is_command_flag(flag) && !shell.is_empty() && text.contains('\n') => {
                let shell = shell.iter().chain([flag]).map(|word| word.clone().into()).collect();
                Self { script: Some(text.clone().into()), shell: Some(Value::List(shell)), ..Self::default() }
            }
            _ => Self::plain(work),
        }
    }

    fn plain(work: &Container) -> Self {
        Self { command: work.command.as_deref().map(texts), args: work.args.as_deref().map(texts), ..Self::default() }
    }
}

/// The text, if it is a literal.
fn word(text: &At<Text>) -> Option<String> {
    match text.value.pieces() {
        [Piece::Literal(literal)] => Some(string(literal)),
        _ => None,
    }
}

/// `-c`, `-ec`, `-lc`: what follows is a program.
fn is_command_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| letters.ends_with('c') && letters.bytes().all(|b| b.is_ascii_lowercase()))
}
