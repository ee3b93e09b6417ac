//! A mutation for tests.

use super::list::{Edit, Fault, Mutation, Sign};

/// A mutation of the module `s` that the check `name` of `boot` has to notice.
pub fn mutation(name: &str) -> Mutation {
    let edit = Edit { file: "f".into(), replace: "x".to_owned(), with: "y".to_owned() };
    Mutation {
        scenario: "boot".to_owned(),
        about: "does | it".to_owned(),
        module: Some("s".to_owned()),
        fault: Fault::Module(edit),
        sign: Sign::Check(name.to_owned()),
    }
}
