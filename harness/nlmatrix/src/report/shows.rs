//! What a scenario shows: the sentence with which it is registered, taken from the run.

use crate::run::{Run, scenario_of};
use crate::scenario;
use crate::words::sentence;

/// The sentence; empty if nothing says it. For runs that were made before runs had it, it is this program's sentence.
pub(crate) fn shows(run: &Run, name: &str) -> String {
    let name = scenario_of(name);
    let said = run.scenarios.get(name).map(String::as_str);
    let known = || scenario::find(name).map(|it| it.about);
    said.or_else(known).map_or(String::new(), sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_says_it_and_this_program_where_that_does_not() {
        let about = "what mine does".to_owned();
        let run = Run { scenarios: [("mine".to_owned(), about)].into(), ..Run::default() };
        assert_eq!(shows(&run, "mine"), "What mine does.");
        assert_eq!(shows(&run, "mine-32bit"), "What mine does.");
        assert!(shows(&run, "enobufs-overrun").contains("ENOBUFS"));
        assert_eq!(shows(&run, "nobody-s"), "");
    }
}
