//! ZenML's flavors as lists, for what is made of them as a whole, such as the page on stack files.

use super::lost::{Meaning, meaning};
use crate::frontends::flavors::{self, Flavor, Retries};
use crate::frontends::shape::keys::{Key, Table};
use crate::frontends::shape::listing;
use crate::frontends::stack::tables::STACK;

/// An orchestrator flavor of ZenML.
#[derive(Copy, Clone)]
pub struct ListedFlavor(&'static Flavor);

/// All flavors that are known, those whose settings are translated first.
pub fn flavors() -> Vec<ListedFlavor> {
    let (translated, others): (Vec<_>, Vec<_>) = flavors::all().iter().partition(|flavor| flavor.tables.is_some());
    translated.into_iter().chain(others).map(ListedFlavor).collect()
}

/// The tables of the stack file, of each flavor's configuration, and those that they lead to.
pub fn tables() -> Vec<&'static Table> {
    let configurations = flavors().into_iter().filter_map(ListedFlavor::configuration);
    listing::tables([&STACK].into_iter().chain(configurations), |_| Vec::new())
}

impl ListedFlavor {
    /// Its name in a stack.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The variable that its steps read the run id from, if there is one.
    pub fn run_id(self) -> Option<&'static str> {
        self.0.run_id
    }

    /// Whether ZenML's own process in a container repeats the step too.
    pub fn repeats_in_container(self) -> bool {
        self.0.retries == Retries::Container
    }

    /// The key of its configuration that names the namespace.
    pub fn namespace(self) -> Option<&'static str> {
        self.0.tables.as_ref()?.namespace
    }

    /// The keys of its configuration; none if its settings are not translated.
    pub fn configuration(self) -> Option<&'static Table> {
        self.0.tables.as_ref().map(|tables| tables.configuration)
    }

    /// Whether keys of its configuration lead to a table.
    pub fn leads_to(self, table: &Table) -> bool {
        listing::tables(self.configuration(), |_| Vec::new()).iter().any(|known| std::ptr::eq(*known, table))
    }

    /// Whether a pipeline or a step may set a key of the configuration too.
    pub fn is_setting(self, key: &Key) -> bool {
        self.0.tables.as_ref().is_some_and(|tables| tables.settings.key(key.name).is_some())
    }

    /// What a key means, in the configuration or in a map of it.
    pub fn meaning(self, key: &Key) -> Meaning {
        self.0.tables.as_ref().map_or(Meaning::Nowhere, |tables| meaning(tables, key.name))
    }
}
