//! What a pipeline is: data only, with no word of any target in it.
//!
//! A [`Pipeline`] holds [`Step`]s in the order of the file; order never implies an edge, only a [`Need`] does. A step
//! is one [`Container`] (what runs), one [`Pod`] (where and as whom it runs), its [`Retry`] and its timeout. Two steps
//! whose container, pod, retry and timeout are equal do the same work, wherever they were written: an [`Origin`]
//! compares as equal always, so the IR compares by meaning.
//!
//! What always holds, by type: an image, an argument and an environment value are [`Text`]s, and a text leaves the IR
//! only through a back end's [`Escape`]; quantities are exact; a [`Cron`] is five sets of numbers, so each back end
//! prints its own spelling. What holds once the passes have run (that needs resolve, that there is no circle, that
//! limits are not below requests) is proved by `passes::Plan`, not by these types.
//!
//! A field that failed to read is absent, and its step is marked incomplete; nothing complains of that absence.

mod cron;
mod duration;
mod feature;
mod graph;
mod json;
mod label;
mod names;
mod origin;
pub mod pattern;
mod pipeline;
mod placement;
mod quantity;
mod resources;
mod schedule;
mod settings;
mod step;
mod table;
mod text;
mod value;
mod volume;

pub use cron::{Cron, CronError, CronField, FieldSet};
pub use duration::{Duration, DurationError};
pub use feature::{Feature, Group, Note, Support, Use};
pub use graph::{Graph, cycles};
pub use json::{json_schema, to_json};
pub use label::{is_label_key, is_label_value, is_subdomain};
pub use names::{DnsLabel, EnvName, POD_FIELDS, ParamId, PodField, ResourceName, StepId};
pub use origin::{At, Origin};
pub use pipeline::{FailureMode, Parameter, Pipeline};
pub use placement::{Operator, Placement, TaintEffect, Toleration};
pub use quantity::{Quantity, QuantityError};
pub use resources::{Amounts, CudaVersion, Gpu, Resources};
pub use schedule::{Moment, Overlap, Schedule, When, Zone};
pub use settings::{Section, SectionKind, Sections};
pub use step::{
    ConfigRef, Container, EnvObject, EnvSource, EnvValue, Factor, Need, Outcome, Pod, PullPolicy, Retry, SecretRef,
    Step,
};
pub use table::Table;
pub use text::{Escape, Field, Literal, Piece, RawPiece, RawText, Refusal, RunFact, Text};
pub use value::Value;
pub use volume::{Volume, VolumeSource};
