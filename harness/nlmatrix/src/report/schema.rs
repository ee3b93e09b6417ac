//! Holds `reports/run.schema.json` to the shape of [`Run`](crate::run::Run).

use serde_json::Value;

use super::fixture::{cells, fixture};

fn validator() -> jsonschema::Validator {
    let schema = crate::run::JSON_SCHEMA;
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn runs_are_valid() {
    for run in [fixture(), cells(10)] {
        let run = serde_json::to_value(run).unwrap();
        let errors: Vec<_> = validator()
            .iter_errors(&run)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn other_things_are_not() {
    let mut run = serde_json::to_value(fixture()).unwrap();
    run["cells"][0]["outcome"] = "splendid".into();
    assert!(!validator().is_valid(&run));
    let mut run = serde_json::to_value(fixture()).unwrap();
    run["kernels"][0]["surprise"] = 1.into();
    assert!(!validator().is_valid(&run), "a field that the schema lacks");
}
