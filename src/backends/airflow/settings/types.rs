//! The values of Airflow's settings: each reads its spelling by Airflow's own rule, which Airflow would apply only when it
//! imports the file, or never.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

use crate::backends::airflow::names::is_no_label;
use crate::backends::settings::Phrase;
use crate::backends::{FileStem, is_device};
use crate::ir::{Moment, Zone, pattern};

/// A DAG's id: `^[\w.-]+$` (`validate_key`, airflow/utils/helpers.py, 2.8.4), of ASCII, since it is a file's name too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DagId(pub FileStem);

/// Labels of a DAG: each at most 100 characters (`TAG_MAX_LEN`, airflow/models/dag.py), none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub Vec<String>);

/// Runs at a time, one or more: none at all would be taken too, and nothing would ever run.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ActiveRuns(pub i32);

/// A point in time as written: without an offset it is read in the schedule's zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartDate(String);

/// A pool's name (`validate_key` of `pool`, airflow/models/baseoperator.py, 2.11.2: another one is an import error there
/// and nowhere else), of ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolName(pub String);

/// A connection's id (`sanitize_conn_id`, airflow/models/connection.py, 2.8.4: others read as none). It holds nothing that
/// Jinja reads, to which cncf-kubernetes 10.25.0 gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionId(pub String);

/// What the operator does with a pod that has ended: the words of `OnFinishAction` that cncf-kubernetes 8.0.1 knows.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum OnFinishAction {
    /// Deletes it.
    #[serde(rename = "delete_pod")]
    Delete,
    /// Deletes it if it succeeded.
    #[serde(rename = "delete_succeeded_pod")]
    DeleteSucceeded,
    /// Leaves it.
    #[serde(rename = "keep_pod")]
    Keep,
}

impl OnFinishAction {
    /// Airflow's word.
    pub(in crate::backends::airflow) fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete_pod",
            Self::DeleteSucceeded => "delete_succeeded_pod",
            Self::Keep => "keep_pod",
        }
    }
}

impl StartDate {
    /// The first and the last moment that Python's `datetime` holds in every zone: years 2 to 9998.
    const RANGE: std::ops::Range<i64> = -62_104_060_800..253_370_764_800;

    /// The moment, read in `zone` if it names no offset.
    pub(in crate::backends::airflow) fn moment(&self, zone: &Zone) -> Option<Moment> {
        Moment::parse(&self.0, zone)
    }
}

/// A text by its spelling, short enough to be told.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Phrase::<1_000>::deserialize(deserializer).map(|Phrase(text)| text)
}

impl<'de> Deserialize<'de> for DagId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const MOST: usize = 200;
        let id = text(deserializer)?;
        if is_device(&id) {
            return Err(D::Error::custom(format!(
                "is `{id}`, not an id that is a file's name too: Windows has a device of this name\nrename it"
            )));
        }
        // A file of that name must be one everywhere, and no option of a command.
        let stem = FileStem::new(&id).filter(|_| id.len() <= MOST && !id.starts_with(['.', '-']));
        if stem.is_some() && is_no_label(&id) {
            return Err(D::Error::custom(format!(
                "is `{id}`, of which Airflow makes a label that no pod may have\nput a letter or a digit into it"
            )));
        }
        if let Some(stem) = stem {
            return Ok(Self(stem));
        }
        Err(D::Error::custom(format!(
            "is `{id}`, not an id that is a file's name too\nuse letters, digits, `_`, `.` and `-`, at most {MOST}, \
             beginning with a letter, a digit or `_`"
        )))
    }
}

impl<'de> Deserialize<'de> for ActiveRuns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match i32::deserialize(deserializer)? {
            number @ 1.. => Ok(Self(number)),
            number => Err(D::Error::custom(format!("is `{number}`, not 1 or more\nwrite 1 or more"))),
        }
    }
}

impl<'de> Deserialize<'de> for StartDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = Self(text(deserializer)?);
        match date.moment(&Zone::utc()).filter(|moment| Self::RANGE.contains(&moment.0)) {
            Some(_) => Ok(date),
            None => Err(D::Error::custom(format!(
                "is `{}`, not a point in time\nwrite a date or RFC 3339, such as `2026-01-02` or `2026-01-02T03:00:00Z`",
                date.0
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for PoolName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const MOST: usize = 250;
        let name = text(deserializer)?;
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        (name.bytes().all(is_letter) && name.len() <= MOST).then(|| Self(name.clone())).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{name}`, not a pool that all versions of Airflow take\nuse letters, digits, `_`, `.` and `-`, at most \
                 {MOST}"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for ConnectionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const MOST: usize = 250;
        let id = text(deserializer)?;
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_#!().-:/\\".contains(&byte);
        (id.bytes().all(is_letter) && id.len() <= MOST).then(|| Self(id.clone())).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{id}`, not a connection's id\nuse letters, digits and `_#!().-:/\\`, at most {MOST}"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Tags;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of tags")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tags, A::Error> {
                let mut tags = Vec::new();
                while let Some(tag) = items.next_element_seed(OneTag { earlier: &tags })? {
                    tags.push(tag);
                }
                Ok(Tags(tags))
            }
        }

        deserializer.deserialize_seq(List)
    }
}

/// Reads a tag that is none of the earlier ones, so that a mistake is told at its item.
struct OneTag<'a> {
    earlier: &'a [String],
}

impl<'de> DeserializeSeed<'de> for OneTag<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        const MOST: usize = 100;
        let Phrase::<1_000>(tag) = Phrase::deserialize(deserializer).map_err(|_: D::Error| {
            D::Error::custom("holds a tag that is blank or not in one line\nwrite a short text")
        })?;
        let length = tag.chars().count();
        if length > MOST {
            return Err(D::Error::custom(format!(
                "holds a tag of {length} characters, more than {MOST}\nwrite a shorter text"
            )));
        }
        if self.earlier.contains(&tag) {
            return Err(D::Error::custom(format!("holds `{tag}` twice\nremove one of them")));
        }
        Ok(tag)
    }
}

impl JsonSchema for DagId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DagId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "number", "boolean"],
            "minimum": 0,
            "pattern": "^(_[_.-]*)?[A-Za-z0-9][A-Za-z0-9_.-]*$",
            "maxLength": 200,
        })
    }
}

impl JsonSchema for Tags {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Tags".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let tag =
            json_schema!({ "type": ["string", "number", "boolean"], "pattern": pattern::ONE_LINE, "maxLength": 100 });
        json_schema!({ "type": "array", "items": tag, "uniqueItems": true })
    }
}

impl JsonSchema for ActiveRuns {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ActiveRuns".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": i32::MAX })
    }
}

impl JsonSchema for StartDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StartDate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": pattern::MOMENT,
            "examples": ["2026-01-02", "2026-01-02T03:00:00Z"],
        })
    }
}

impl JsonSchema for PoolName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PoolName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"], "pattern": "^[A-Za-z0-9_.-]+$", "maxLength": 250 })
    }
}

impl JsonSchema for ConnectionId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ConnectionId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"], "pattern": "^[A-Za-z0-9_#!().:/\\\\-]+$", "maxLength": 250 })
    }
}
