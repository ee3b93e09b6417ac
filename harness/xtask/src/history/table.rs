//! The result as a table.

use std::fmt;

use super::{Finding, Findings, Standing};

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is wrong comes last, where a terminal shows it.
        for standing in [Standing::Right, Standing::Unknown, Standing::Wrong] {
            let those = self.findings.iter().filter(|it| it.standing == standing);
            // The end of the clone explains what it does not know; a line for each would hide the rest.
            for finding in those.filter(|it| standing != Standing::Unknown || !it.there.is_empty())
            {
                line(f, finding)?;
            }
        }
        let count = |standing| self.findings.iter().filter(|it| it.standing == standing).count();
        writeln!(
            f,
            "{} as our files say, {} otherwise, {} not known to this clone, whose last release is {}",
            count(Standing::Right),
            count(Standing::Wrong),
            count(Standing::Unknown),
            self.newest
        )
    }
}

fn line(f: &mut fmt::Formatter<'_>, finding: &Finding) -> fmt::Result {
    let Finding { standing, what, says, there, subject, place } = finding;
    let said = says.join(" or ");
    let there = match (standing, there.as_str(), said.as_str()) {
        (Standing::Right, there, _) => there.to_owned(),
        (Standing::Unknown, there, _) => format!("{there}, our files name none"),
        (Standing::Wrong, "", said) => format!("not there, though {said} is"),
        (Standing::Wrong, there, "") => format!("{there}, not in our files"),
        (Standing::Wrong, there, said) => format!("{there}, not {said}"),
    };
    let word = match standing {
        Standing::Right => "right",
        Standing::Wrong => "wrong",
        Standing::Unknown => "unknown",
    };
    let subject = if subject.is_empty() { String::new() } else { format!("  {subject}") };
    writeln!(f, "{word:<8} {what:<12}  {there}{subject}  ({place})")
}
