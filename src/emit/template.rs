//! Files that are text around printed pieces: the frame is a template, every piece of it was printed in Rust.
//!
//! A template holds text, `for`, `if` and names of one view. What it prints must be a [`Fragment`]: a bare string,
//! number or list is an error, and so is a name that the view does not have, so that no text of a user's stands in
//! such a file that no printer has seen. The templates are part of the program and are parsed together.

mod inline;

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, ObjectRepr, Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::{Serialize, Serializer};

use self::inline::{separate, with_inline_marks};
use super::{EmitError, Printed};

/// The files that are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A DAG file of Airflow: header, imports, frame.
    AirflowDag,
}

impl Template {
    const ALL: [Self; 1] = [Self::AirflowDag];

    /// Where it stands below `templates/`.
    const fn name(self) -> &'static str {
        match self {
            Self::AirflowDag => "airflow/dag.py.j2",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::AirflowDag => include_str!("../../templates/airflow/dag.py.j2"),
        }
    }
}

/// A printed piece in a view: the only thing that a template can print. Its marks become marks of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment(Printed);

impl From<Printed> for Fragment {
    fn from(printed: Printed) -> Self {
        Self(printed)
    }
}

impl Object for Fragment {
    fn repr(self: &std::sync::Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

impl Serialize for Fragment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Within a view, minijinja takes a value of its own over as it is.
        Value::from_object(self.clone()).serialize(serializer)
    }
}

/// Renders a template with what `view` holds.
///
/// # Errors
/// When template and view do not fit together: a bug of ours, not of the person who wrote the pipeline.
pub fn render<V: Serialize>(template: Template, view: &V) -> Result<Printed, EmitError> {
    let environment = ENVIRONMENT.as_ref().map_err(Clone::clone)?;
    let text =
        environment.get_template(template.name()).and_then(|parsed| parsed.render(Serde(view))).map_err(message)?;
    separate(&text)
}

static ENVIRONMENT: LazyLock<Result<Environment<'static>, EmitError>> =
    LazyLock::new(|| environment(Template::ALL.map(|template| (template.name(), template.source()))).map_err(message));

fn environment<const N: usize>(templates: [(&'static str, &'static str); N]) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Before the templates, which are parsed by it.
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    // No escape of minijinja's own, whatever a template's name ends in: printers have escaped.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("fragment".into()));
    environment.set_formatter(write_fragment);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

fn write_fragment(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let Some(Fragment(printed)) = value.downcast_object_ref::<Fragment>() else {
        return Err(Error::new(ErrorKind::InvalidOperation, format!("{} is no fragment", value.kind())));
    };
    output.write_str(&with_inline_marks(printed)).map_err(Error::from)
}

fn message(error: Error) -> EmitError {
    let place = error.name().zip(error.line()).map(|(name, line)| format!(" in `{name}`, line {line}"));
    EmitError::Message(format!("{error}{}", place.unwrap_or_default()))
}

#[cfg(test)]
mod tests;
