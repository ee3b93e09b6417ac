//! Build refusals as SARIF 2.1.0, so that code hosts can show them at the source line.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::digest::Digest;
use crate::run::{BuildRecord, CellRecord, Diagnosis, Outcome, Run};

use super::text::visible_run;

/// The refusals of a run: one for each line and complaint, whatever the number of kernels.
pub fn sarif(run: &Run) -> Value {
    let run = visible_run(run);
    let results = results(&run);
    let rules: BTreeSet<&str> = results.iter().map(|it| it.diagnosis.kind.as_str()).collect();
    let rules = rules
        .into_iter()
        .map(|kind| json!({ "id": kind, "shortDescription": { "text": kind.replace('-', " ") } }));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "nlmatrix",
                "version": run.host.nlmatrix,
                "rules": rules.collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "results": results.iter().map(Refused::result).collect::<Vec<_>>(),
        }],
    })
}

/// A complaint about a line, and the kernels that have it.
struct Refused<'a> {
    build: &'a BuildRecord,
    diagnosis: &'a Diagnosis,
    expected: bool,
    kernels: Vec<&'a str>,
}

/// Where a compiler complains.
struct Place<'a> {
    file: &'a str,
    line: Option<u64>,
    column: Option<u64>,
    /// What it says there.
    said: &'a str,
}

fn results(run: &Run) -> Vec<Refused<'_>> {
    let mut all: Vec<Refused> = Vec::new();
    for build in run.builds.iter().filter(|build| !build.built) {
        let Some(diagnosis) = &build.diagnosis else { continue };
        let expected = is_expected(run, build);
        let new = Refused { build, diagnosis, expected, kernels: vec![&build.kernel] };
        match all.iter_mut().find(|it| it.is_like(&new)) {
            Some(there) => there.kernels.push(&build.kernel),
            None => all.push(new),
        }
    }
    all
}

fn is_expected(run: &Run, build: &BuildRecord) -> bool {
    let own = |cell: &&CellRecord| build.is_of(&cell.id);
    run.cells.iter().filter(own).any(|cell| cell.outcome == Outcome::BuildRefused)
}

impl Refused<'_> {
    fn is_like(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.build.module.clone(), it.uri(), it.place().line, it.expected);
        self.diagnosis.kind == other.diagnosis.kind
            && self.diagnosis.symbol == other.diagnosis.symbol
            && key(self) == key(other)
    }

    fn place(&self) -> Place<'_> {
        Place::of(&self.diagnosis.line)
    }

    /// The file's path in the repository: the module's folder followed by the compiler's path.
    fn uri(&self) -> String {
        let BuildRecord { module, folder, .. } = self.build;
        let (file, generation) = (self.place().file, module.generation_or_empty());
        let own = file.strip_prefix(&format!("{}/{generation}/", module.system)).unwrap_or(file);
        // What is elsewhere, like the kernel's own headers, is not a file of the repository.
        let is_elsewhere = own.is_empty() || own.starts_with('/') || own.contains("..");
        match (folder.is_empty(), is_elsewhere) {
            (true, true) => "Kbuild".to_owned(),
            (true, false) => own.to_owned(),
            (false, true) => format!("{folder}/Kbuild"),
            (false, false) => format!("{folder}/{own}"),
        }
    }

    fn result(&self) -> Value {
        let Diagnosis { kind, symbol, meaning, remedy, .. } = self.diagnosis;
        let (place, uri, kernels) = (self.place(), self.uri(), self.kernels.join(", "));
        let name = &self.build.module;
        let said = place.said;
        let text = format!("{name} does not build on {kernels}: {said}. {meaning}. {remedy}.");
        let mut physical = json!({ "artifactLocation": { "uri": uri.replace(' ', "%20") } });
        if let Some(line) = place.line {
            physical["region"] = json!({ "startLine": line });
            if let Some(column) = place.column {
                physical["region"]["startColumn"] = column.into();
            }
        }
        json!({
            "ruleId": kind,
            // What the matrix predicts is not a fault of the code.
            "level": if self.expected { "note" } else { "error" },
            "message": { "text": text },
            "locations": [{ "physicalLocation": physical }],
            "partialFingerprints": { "refusal/v1": Digest::of(format!("{uri} {kind} {symbol}").as_bytes()).short() },
        })
    }
}

impl<'a> Place<'a> {
    /// Of `nlecho.c:77:23: error: too few arguments to function 'netlink_kernel_create'`.
    fn of(text: &'a str) -> Self {
        let (place, said) = text.split_once(": ").unwrap_or(("", text));
        let mut parts = place.split(':');
        let file = parts.next().unwrap_or_default();
        let mut number = || parts.next().and_then(|it| it.parse().ok()).filter(|it| *it > 0);
        Self { file, line: number(), column: number(), said }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fixture;
    use super::super::ranges::ranges;
    use super::*;

    #[test]
    fn a_refusal_stands_at_its_line_once() {
        let mut run = ranges();
        for build in &mut run.builds {
            build.folder = format!("kmods/nlecho/{}", build.module.generation_or_empty());
        }
        let sarif = sarif(&run);
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), 2, "one for each generation");
        let place = &results[0]["locations"][0]["physicalLocation"];
        let uri = &place["artifactLocation"]["uri"];
        assert_eq!(uri, "kmods/nlecho/g5-cfg-module/nlecho.c");
        assert_eq!(
            (&place["region"]["startLine"], &place["region"]["startColumn"]),
            (&77.into(), &23.into())
        );
        assert_eq!(results[0]["level"], "note");
        let text = results[0]["message"]["text"].as_str().unwrap();
        assert!(
            text.starts_with("nlecho.g5-cfg-module does not build on 3.5, 3.16, 7.3: error: too"),
            "{text}"
        );
    }

    #[test]
    fn generations_whose_folders_are_not_known_stay_apart() {
        let mut run = ranges();
        run.builds.iter_mut().for_each(|build| build.folder.clear());
        assert_eq!(sarif(&run)["runs"][0]["results"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn what_was_not_predicted_is_an_error_and_nothing_leads_out_of_the_repository() {
        let mut run = fixture();
        for build in &mut run.builds {
            if let Some(diagnosis) = &mut build.diagnosis {
                diagnosis.line = "/usr/src/linux/include/x.h:3: error: no".into();
            }
        }
        let sarif = sarif(&run);
        for result in sarif["runs"][0]["results"].as_array().unwrap() {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.starts_with("kmods/") && uri.ends_with("/Kbuild"), "{uri}");
        }
        assert!(!sarif.to_string().contains('\u{1b}'));
    }
}
