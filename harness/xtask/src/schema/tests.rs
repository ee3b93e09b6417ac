use rstest::rstest;
use serde_json::Value;

use crate::book::MATRIX_PAGE;
use crate::cargo::workspace;

use super::of;

fn page() -> String {
    fs_err::read_to_string(workspace().join(MATRIX_PAGE)).unwrap()
}

/// The schema's complaints about a matrix file.
fn mistakes(text: &str) -> Vec<String> {
    let schema = of(&page());
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let file: Value = toml::from_str(text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let told =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator.iter_errors(&file).map(told).collect()
}

#[test]
fn the_default_matrix_is_valid() {
    let text = fs_err::read_to_string(workspace().join("matrix.toml")).unwrap();
    assert_eq!(mistakes(&text), [""; 0]);
}

#[test]
fn the_examples_of_the_page_are_valid() {
    let page = page();
    let blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let text = format!("schema = 1\n{}", blocks.collect::<String>());
    assert_eq!(mistakes(&text), [""; 0]);
}

#[rstest]
#[case::of_the_file("no-such-key = 1", "no-such-key")]
#[case::of_a_kernel("[[kernel]]\ndebain = {}", "debain")]
#[case::of_its_source("[[kernel]]\nsource = { versoin = '6.1' }", "versoin")]
#[case::of_a_generation("[[system]]\n[[system.generation]]\nneed = []", "need")]
#[case::of_a_step("[[scenario]]\n[[scenario.step]]\nlaod = true", "laod")]
#[case::of_a_message("[[scenario]]\n[[scenario.step]]\nsend = { gnl = 'x' }", "gnl")]
#[case::of_a_reply("[[scenario]]\n[[scenario.step]]\nreply = [{ akc = 0 }]", "akc")]
#[case::kind("[[kernel]]\noptional = 'yes'", "boolean")]
#[case::one_for_many("[kernel]\nid = 'x'", "array")]
fn mistakes_are_found(#[case] text: &str, #[case] named: &str) {
    let mistakes = mistakes(&format!("schema = 1\n{text}"));
    assert!(mistakes.iter().any(|mistake| mistake.contains(named)), "{mistakes:?}");
}
