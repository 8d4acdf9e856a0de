//! What schema and program say of one document.

use jsonschema::Validator;
use segue::{Finding, Options, Registry, Severity, Source, Sources, compile, schema};
use serde_json::Value;

use crate::differences::is_for_the_schema;
use crate::doc::Doc;

/// The schema, ready to judge.
pub(crate) struct Judge(Validator);

impl Judge {
    pub(crate) fn new() -> Self {
        let schema: Value = serde_json::from_str(&schema::pipeline(Registry::default())).unwrap();
        Self(jsonschema::validator_for(&schema).unwrap())
    }

    /// What the schema has against a document.
    pub(crate) fn mistakes(&self, document: &Value) -> Vec<String> {
        self.0.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// What the program takes, the schema takes; what the schema takes, has the right shape and the right spellings.
    pub(crate) fn agrees(&self, document: &Doc) -> Result<(), String> {
        let value = document.value();
        let mut found = vec![(document.yaml(), findings("x.yaml", &document.yaml()))];
        if !document.is_spelt_oddly() {
            let json = value.to_string();
            let findings = findings("x.json", &json);
            found.push((json, findings));
        }
        let mistakes = self.mistakes(&value);
        for (text, findings) in found {
            let errors: Vec<&Finding> =
                findings.iter().filter(|finding| finding.code.severity == Severity::Error).collect();
            if errors.is_empty() && !mistakes.is_empty() {
                return Err(format!("the program takes {text}\nthe schema says {mistakes:?}"));
            }
            let told: Vec<String> = errors
                .iter()
                .filter(|finding| is_for_the_schema(finding))
                .map(|finding| format!("{} {}: {}", finding.code.id, finding.path, finding.message))
                .collect();
            if mistakes.is_empty() && !told.is_empty() && !document.is_spelt_oddly() {
                return Err(format!("the schema takes {text}\nthe program says {told:?}"));
            }
        }
        Ok(())
    }
}

/// What the program says of a document as far as no target is asked.
pub(crate) fn findings(name: &str, text: &str) -> Vec<Finding> {
    let sources = Sources::new(Source::new(name, text.as_bytes().to_vec()));
    compile(&sources, &Options::new(["ir"]).unwrap()).findings
}
