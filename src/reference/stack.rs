//! The page on stack files: their keys, how they merge, and what becomes of each setting of ZenML's flavors.
//!
//! It is checked in as `docs/stack.md`; a test holds it current. The prose is here, all else comes from the tables.

use super::forms::{self, Page};
use super::{code, markdown};
use crate::backends::Registry;
use crate::diag::words;
use crate::frontends::shape::keys::{Form, Key, Others, Table};
use crate::frontends::zenml::Meaning;
use crate::frontends::zenml::listing::{self, ListedFlavor};

const HEAD: &str = "\
# Stack files

A ZenML snapshot names its stack and its orchestrator, and no more of them: what the orchestrator is, where it runs and
which variables its components bring stands in the stack. A stack file brings that, without a server. It is what
`zenml stack export NAME` writes (ZenML 0.98.0), with a few keys of ours beside; anybody else writes it by hand. It is
recognised by `components` and `stack_name`, or `segue_stack: 1`.

- `segue compile snapshot.json --stack stack.yaml …` lays it below a snapshot, or below a description of Segue's own.
- `segue stack check stack.yaml` checks it alone, and prints what it would contribute.
- `segue schema stack` prints its JSON Schema, which [`schema/stack.json`](schema/stack.json) holds too: with
  `# yaml-language-server: $schema=PATH` in its first line an editor checks and completes it.

## What wins

A stack file lies below what an input says, and wins over nothing that stands there. Maps merge deep; lists and texts are
replaced whole; null is what nobody set.

| what | from the lowest on |
|-|-|
| settings of the orchestrator | `configuration` of the component; the pipeline's; the step's. A snapshot's own are merged by ZenML already, and merging once more changes nothing |
| variables of a snapshot's step | `base_environment`; `environment` of each component, in the order of the file; the stack's `environment`; the step's own, which holds the pipeline's; `pod_settings.env` |
| variables of a description's step | `environment` of each component; the stack's `environment`; `defaults`; the step. `base_environment` is for ZenML's steps alone |
| settings of targets, snapshot | `targets` of the file; what settings of ZenML's come to (`ttl_seconds_after_finished` is `targets.argo.ttl.completion`); `targets` of flavor `segue` |
| settings of targets, description | `targets` of the file; the description's own `targets` |
| namespace | the one that the configuration names (see [flavors](#flavors)); a description's own `namespace`; `namespace` of a target's settings |
| account of steps | `service_account_name`; `step_pod_service_account_name`; a description's own `service_account` |

- A variable that several bring keeps the place of the lowest, and has the value of the highest.
- A value is a text, `{secret: NAME/KEY}` or `{config: NAME/KEY}`. Secrets are never resolved. A plain value in a variable
  whose name speaks of a token, a password, a secret or a key (`*TOKEN*`, `*PASSWORD*`, `*SECRET*`, `*_KEY`) is an error.
- There is exactly one orchestrator. In a snapshot, settings at `orchestrator:NAME`, `orchestrator.FLAVOR` and `orchestrator`
  are read for it; two of them at one place are an error, those of other flavors a note, and another NAME a warning.
- Of other components, `environment` counts, the names of step operators, and `configuration.uri` of a container registry,
  which images are compared with.
- A key of `configuration` that a flavor does not have is an error where the flavor's settings are translated, and a note
  where they are not.
";

/// The page, in Markdown.
pub(super) fn page(registry: Registry<'_>) -> String {
    let mut page = HEAD.to_owned();
    let flavors = listing::flavors();
    let (whole, rest): (Vec<_>, Vec<_>) =
        listing::tables().into_iter().partition(|table| ["a stack", "a component"].contains(&table.name));
    for table in whole {
        page.push_str(&section(table, None));
    }
    page.push_str(&overview(&flavors));
    for flavor in &flavors {
        let Some(table) = flavor.configuration() else { continue };
        page.push_str(&configuration(*flavor, table));
    }
    let is_configuration =
        |table: &Table| flavors.iter().any(|flavor| flavor.configuration().is_some_and(|own| std::ptr::eq(own, table)));
    for table in rest {
        // Shapes that descriptions have too stand on the page of the language.
        if !is_configuration(table) && !forms::is_of_the_language(table) {
            let owner = flavors.iter().find(|flavor| flavor.leads_to(table));
            page.push_str(&section(table, owner.copied()));
        }
    }
    page.push_str(&format!(
        "\n## Values\n\nForms of values are those of descriptions: [values](reference.md#values). Settings of targets: {}.\n",
        settings(registry)
    ));
    page
}

/// Links to the settings of all targets.
fn settings(registry: Registry<'_>) -> String {
    let links: Vec<String> =
        registry.names().iter().map(|target| format!("[{target}](reference.md#settings-of-{target})")).collect();
    links.join(", ")
}

fn overview(flavors: &[ListedFlavor]) -> String {
    let row = |flavor: &ListedFlavor| {
        let or_none = |word: Option<&str>| word.map(code).unwrap_or_default();
        let translated = match flavor.configuration() {
            Some(_) => format!("[yes](#flavor-{})", flavor.name()),
            None => "no".to_owned(),
        };
        let repeats = if flavor.repeats_in_container() { "the platform and ZenML's process" } else { "the platform" };
        vec![code(flavor.name()), translated, or_none(flavor.namespace()), or_none(flavor.run_id()), repeats.to_owned()]
    };
    let head = ["flavor", "settings translated", "namespace of all", "variable of the run id", "who repeats a step"];
    format!(
        "\n## Flavors\n\nThe orchestrator's `flavor` says which settings are known, and what its steps expect. Each step gets \
         the run id in\n`SEGUE_RUN_ID` and in the variable that its flavor reads. Where both repeat a failed step, attempts \
         multiply, which is told.\n\n{}",
        markdown(&head, flavors.iter().map(row).collect())
    )
}

fn configuration(flavor: ListedFlavor, table: &'static Table) -> String {
    let row = |key: &'static Key| {
        let place = if flavor.is_setting(key) { "settings too" } else { "only here" };
        let mut row = row(key, Some(flavor));
        row.insert(1, place.to_owned());
        row
    };
    format!(
        "\n## Flavor {}\n\nKeys of `configuration`. Those marked *settings too* may stand in a pipeline's or a step's settings \
         in ZenML.\n\n{}",
        flavor.name(),
        markdown(
            &["key", "where", "form", "ZenML's default", "meaning", "example", "kept"],
            table.keys.iter().map(row).collect()
        )
    )
}

fn section(table: &'static Table, flavor: Option<ListedFlavor>) -> String {
    let mut text = format!("\n## {}\n\n", forms::heading(table));
    text.push_str(match table.others {
        Others::Refused => "",
        Others::Extensions => "Keys that begin with `x-` are ignored: a home for anchors.\n\n",
        Others::Ignored | Others::Kept => "Other keys are no mistakes; they are lost, and told as lost.\n\n",
    });
    let mut head = vec!["key", "form", "default", "meaning", "example"];
    head.extend(flavor.map(|_| "kept"));
    text.push_str(&markdown(&head, table.keys.iter().map(|key| row(key, flavor)).collect()));
    text
}

fn row(key: &'static Key, flavor: Option<ListedFlavor>) -> Vec<String> {
    let name = if key.required { format!("`{}` (required)", key.name) } else { format!("`{}`", key.name) };
    let cells = [
        name,
        forms::of(&key.form, Page::Stack),
        key.default.map(code).unwrap_or_default(),
        key.doc.to_owned(),
        code(&format!("{}: {}", key.name, key.example)),
    ];
    cells.into_iter().chain(flavor.map(|flavor| kept(key, flavor))).collect()
}

fn kept(key: &Key, flavor: ListedFlavor) -> String {
    match flavor.meaning(key) {
        // What stands inside has answers of its own.
        Meaning::Kept if matches!(key.form, Form::Fields(table) if !forms::is_of_the_language(table)) => {
            "key by key".to_owned()
        }
        Meaning::Kept => "yes".to_owned(),
        Meaning::Partly(targets) => format!("by {}", words(targets)),
        Meaning::Nowhere => "no meaning".to_owned(),
    }
}
