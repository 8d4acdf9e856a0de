//! Types that several targets' settings share. Each reads its spelling and says what it wants.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::deserializer::{ONE_OR_LIST, SPELLING};
use crate::backends::kube::grammar;
use crate::ir::{DnsLabel, Duration, EnvName, Literal};

/// A Kubernetes namespace: a DNS label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace(pub DnsLabel);

/// A length of time such as `10m`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PositiveDuration(pub Duration);

/// One variable's name or a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvNames(pub Vec<EnvName>);

/// An image as a registry knows it: no blanks, no braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageName(pub String);

/// The name of a Kubernetes object: a DNS subdomain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectName(pub String);

/// A text for people or for a name of the target's own: not blank, without line breaks, at most `MOST` characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase<const MOST: usize>(pub String);

/// How late a scheduled run may still start: ten minutes unless a setting says otherwise.
#[derive(Copy, Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct StartingDeadline(pub PositiveDuration);

/// A key of a secret's or config map's data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataKey(pub String);

/// A text that reaches the target through its escape, as all texts of users do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FreeText(pub Literal);

/// A scalar by its spelling.
struct Spelling;

impl Visitor<'_> for Spelling {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a single value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

fn spelling<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_unit_struct(SPELLING, Spelling)
}

impl<'de> Deserialize<'de> for Namespace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        DnsLabel::new(&text).map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{text}`, not a DNS label\nuse lower-case letters, digits and `-`, at most 63, with a letter or digit \
                 at both ends"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for ImageName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        let is_image = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"{}$".contains(&byte));
        is_image.then(|| Self(text.clone())).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{text}`, not an image\nwrite a name and a tag, such as `registry.example.com/kubectl:1.35`"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for ObjectName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        let is_name = text.len() <= 253 && text.split('.').all(|label| DnsLabel::new(label).is_some());
        is_name.then(|| Self(text.clone())).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{text}`, not a name that Kubernetes takes\nuse lower-case letters, digits, `-` and `.`, with a letter \
                 or digit at both ends"
            ))
        })
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Phrase<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        let length = text.chars().count();
        if text.trim().is_empty() {
            return Err(D::Error::custom("is blank\nwrite a text, or remove the key"));
        }
        if text.contains(char::is_control) {
            return Err(D::Error::custom("holds a line break or another control character\nwrite it in one line"));
        }
        if length > MOST {
            return Err(D::Error::custom(format!("has {length} characters, more than {MOST}\nwrite a shorter text")));
        }
        Ok(Self(text))
    }
}

impl<'de> Deserialize<'de> for PositiveDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        Duration::parse(&text).map(Self).map_err(|why| {
            D::Error::custom(format!("is `{text}`, which {why}\nwrite numbers and units, such as `10m`"))
        })
    }
}

impl<'de> Deserialize<'de> for DataKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        match grammar::is_data_key(&text) {
            true => Ok(Self(text)),
            false => Err(D::Error::custom(format!(
                "is `{text}`, not a key of a config map\nuse letters, digits, `-`, `_` and `.`, at most 253"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for FreeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        match text.contains('\0') {
            true => Err(D::Error::custom("holds a NUL character\nremove it")),
            false if text.is_empty() => Err(D::Error::custom("is empty\nwrite a name")),
            false => Ok(Self(Literal::new(text))),
        }
    }
}

impl<'de> Deserialize<'de> for EnvNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = EnvNames;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name or a list of names")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<EnvNames, A::Error> {
                let mut names = Vec::new();
                while let Some(OneName(name)) = items.next_element()? {
                    names.push(name);
                }
                Ok(EnvNames(names))
            }
        }

        deserializer.deserialize_tuple_struct(ONE_OR_LIST, 0, Names)
    }
}

struct OneName(EnvName);

impl<'de> Deserialize<'de> for OneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = spelling(deserializer)?;
        EnvName::new(&text).map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "is `{text}`, not a variable's name\nuse letters, digits, `_`, `.` and `-`, beginning with a letter or `_`"
            ))
        })
    }
}

impl StartingDeadline {
    /// Whole seconds, rounded up.
    pub fn seconds(self) -> u64 {
        self.0.0.seconds_up()
    }
}

impl Default for StartingDeadline {
    fn default() -> Self {
        const TEN_MINUTES: u64 = 600;
        let length = Duration::from_seconds(TEN_MINUTES).expect("ten minutes are above zero");
        Self(PositiveDuration(length))
    }
}

impl JsonSchema for Namespace {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Namespace".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63 })
    }
}

impl JsonSchema for ImageName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ImageName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[^\\s{}$]+$", "examples": ["registry.example.com/kubectl:1.35"] })
    }
}

impl JsonSchema for ObjectName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ObjectName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
        json_schema!({ "type": "string", "pattern": pattern, "maxLength": 253 })
    }
}

impl<const MOST: usize> JsonSchema for Phrase<MOST> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Phrase{MOST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "\\S", "maxLength": MOST })
    }
}

impl JsonSchema for PositiveDuration {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["90s", "1h30m", "2d", "PT1H30M"] })
    }
}

impl JsonSchema for DataKey {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DataKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[-._a-zA-Z0-9]+$", "maxLength": 253 })
    }
}

impl JsonSchema for FreeText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FreeText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

impl JsonSchema for EnvNames {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EnvNames".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let name = json_schema!({ "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$" });
        json_schema!({ "anyOf": [name, { "type": "array", "items": name }] })
    }
}
