//! The command `spec`: writes specifications from kernels, and compares them with kernels.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use camino::Utf8PathBuf;
use nlmatrix::matrix::KernelEntry;
use nlmatrix::plan::Selection;
use nlmatrix::runner::specs::{self, Held, SpecsError};
use nlmatrix::runner::{self, Asked, Workshop};
use nlmatrix::spec::{SourceNames, Spec, Told, Written};
use nlmatrix::store::Store;
use nlmatrix::words::counted;
use serde::Serialize;

use crate::asked::ask;
use crate::cli::{FileArgs, SpecAction, SpecCheckArgs, SpecInitArgs};
use crate::exit::Exit;
use crate::host::preflight;

/// Does what `spec` says.
pub fn run(action: &SpecAction) -> anyhow::Result<Exit> {
    match action {
        SpecAction::Init(args) => init(args),
        SpecAction::Check(args) => check(args),
    }
}

/// The workshop, and which of its kernels are selected.
fn open(file: &FileArgs, kernel: Option<&str>) -> anyhow::Result<(Workshop, Selection)> {
    let Asked { matrix, sources, pattern } = ask(file, kernel)?;
    let selection = Selection::new(pattern.as_deref(), None)?;
    let ids: Vec<&str> = matrix.kernels.iter().map(|it| it.id.as_str()).collect();
    anyhow::ensure!(
        ids.iter().any(|id| selection.takes_kernel(id)),
        "no kernel is selected; known: {}",
        ids.join(", ")
    );
    preflight()?;
    let store = Store::of_user();
    runner::matrix::sweep(&store);
    let workshop = Workshop::open(matrix, store, sources)?.with_checks();
    let workshop = workshop.pin_missing(|id| selection.takes_kernel(id))?;
    Ok((workshop, selection))
}

fn kernels<'a>(workshop: &'a Workshop, selection: &Selection) -> Vec<&'a KernelEntry> {
    let all = workshop.matrix.kernels.iter();
    all.filter(|entry| selection.takes_kernel(&entry.id)).collect()
}

fn init(args: &SpecInitArgs) -> anyhow::Result<Exit> {
    let (workshop, selection) = open(&args.file, args.kernel.as_deref())?;
    let subject = specs::module_named(&workshop, &args.module).map_err(anyhow::Error::msg)?;
    let mut refused = Vec::new();
    for entry in kernels(&workshop, &selection).into_iter().rev() {
        match specs::describe(&workshop, entry, &subject, args.family.as_deref()) {
            Ok((release, all)) => {
                anyhow::ensure!(!all.is_empty(), no_family(args, &entry.id));
                let names = specs::names(&workshop, &subject)?;
                return write(args, &release, &all, &names);
            }
            Err(error @ SpecsError::NotBuilt { .. }) => refused.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    anyhow::bail!("{}", refused.join("; "))
}

fn no_family(args: &SpecInitArgs, kernel: &str) -> String {
    match &args.family {
        Some(name) => {
            format!("{kernel} has no generic netlink family `{name}` with {}", args.module)
        }
        None => format!(
            "{} registers no generic netlink family on {kernel}: name one with --family",
            args.module
        ),
    }
}

fn write(
    args: &SpecInitArgs,
    release: &str,
    all: &[Told],
    names: &[SourceNames],
) -> anyhow::Result<Exit> {
    for told in all {
        let of_it = names.iter().find(|it| it.family == told.name);
        let Written { text, unnamed } = told.to_yaml(release, of_it);
        let default =
            || Utf8PathBuf::from(format!("{}.yaml", told.name.to_lowercase().replace('/', "-")));
        let path = args.out.clone().unwrap_or_else(default);
        if path == "-" {
            anstream::print!("{text}");
            continue;
        }
        anyhow::ensure!(!path.exists(), "{path} already exists: nothing was changed");
        fs_err::write(&path, text)?;
        let then = match unnamed {
            0 => String::new(),
            count => format!(", and name {}", counted(count, "number")),
        };
        anstream::println!("{path}: name it at the module (spec = \"{path}\"){then}");
    }
    Ok(Exit::Ok)
}

fn check(args: &SpecCheckArgs) -> anyhow::Result<Exit> {
    let (workshop, selection) = open(&args.file, args.kernel.as_deref())?;
    let subject = specs::module_named(&workshop, &args.module).map_err(anyhow::Error::msg)?;
    let given = args.spec.iter().map(|path| Ok(Arc::new(Spec::load(path)?)));
    let given = given.collect::<anyhow::Result<Vec<_>>>()?;
    let all = if given.is_empty() { workshop.matrix.specs.clone() } else { given };
    let all: Vec<_> = all.into_iter().filter(|spec| spec.protocol.is_none()).collect();
    anyhow::ensure!(
        !all.is_empty(),
        "no specification of a generic netlink family: name one with --spec, or write one with `{} spec init {}`",
        runner::command(),
        args.module
    );
    let (mut differs, mut lost) = (false, false);
    let (mut texts, mut tables) = (String::new(), Vec::new());
    for spec in &all {
        let mut table = Table::default();
        for entry in kernels(&workshop, &selection) {
            match specs::check(&workshop, entry, &subject, spec) {
                Ok(held) => table.add(&entry.id, &held),
                Err(error @ SpecsError::NotBuilt { .. }) => {
                    table.left_out.push(format!("not checked on {}: {error}", entry.id));
                }
                Err(error) => {
                    lost = true;
                    let error = anyhow::Error::from(error);
                    table.left_out.push(format!("not checked on {}: {error:#}", entry.id));
                }
            }
        }
        differs |= table.differs();
        lost |= table.kernels.is_empty();
        texts.push_str(&table.told(&spec.name));
        tables.push(table.found(&spec.name));
    }
    args.format.print(&tables, texts)?;
    Ok(match (differs, lost) {
        (true, _) => Exit::Unexpected,
        (false, true) => Exit::Lost,
        (false, false) => Exit::Ok,
    })
}

/// The JSON output about a family.
#[derive(Serialize)]
struct Found {
    family: String,
    kernels: Vec<String>,
    findings: Vec<Seen>,
    behaviour: Vec<Seen>,
    /// Kernels that do not report their policies.
    silent: Vec<String>,
    /// Why some kernels were not asked.
    not_checked: Vec<String>,
}

/// A finding, and the kernels on which it was made.
#[derive(Serialize)]
struct Seen {
    about: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    wanted: String,
    seen: String,
    kernels: Vec<String>,
}

/// What was seen, by subject, with the kernels.
#[derive(Default)]
struct Table {
    kernels: Vec<String>,
    silent: Vec<String>,
    /// What is specified; and what was seen, with the kernels.
    findings: BTreeMap<(String, String), BTreeMap<String, Vec<String>>>,
    /// Behaviour that the specification does not describe: what was seen, with the kernels.
    others: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    left_out: Vec<String>,
    asked: usize,
}

impl Table {
    fn add(&mut self, kernel: &str, held: &Held) {
        self.kernels.push(kernel.to_owned());
        if !held.is_there {
            let about = ("family".to_owned(), "there".to_owned());
            self.find(about, "no such family", kernel);
            return;
        }
        if !held.tells_policies {
            self.silent.push(kernel.to_owned());
        }
        for finding in &held.findings {
            self.find((finding.about.clone(), finding.wanted.clone()), &finding.seen, kernel);
        }
        for it in &held.behaviour {
            self.asked += 1;
            if it.fits {
                let seen = self.others.entry(it.about.clone()).or_default();
                seen.entry(it.seen.clone()).or_default().push(kernel.to_owned());
            } else {
                self.find((it.about.clone(), it.wanted.clone()), &it.seen, kernel);
            }
        }
    }

    fn find(&mut self, about: (String, String), seen: &str, kernel: &str) {
        let seen = self.findings.entry(about).or_default().entry(seen.to_owned()).or_default();
        seen.push(kernel.to_owned());
    }

    fn differs(&self) -> bool {
        !self.findings.is_empty()
    }

    fn on(&self, kernels: &[String]) -> String {
        if kernels.len() == self.kernels.len() { "all".to_owned() } else { kernels.join(", ") }
    }

    fn found(self, family: &str) -> Found {
        let seen = |about: &str, wanted: &str, all: BTreeMap<String, Vec<String>>| {
            let (about, wanted) = (about.to_owned(), wanted.to_owned());
            let of = move |(seen, kernels)| Seen {
                about: about.clone(),
                wanted: wanted.clone(),
                seen,
                kernels,
            };
            all.into_iter().map(of)
        };
        let findings = self.findings.into_iter();
        let others = self.others.into_iter();
        Found {
            family: family.to_owned(),
            kernels: self.kernels,
            findings: findings.flat_map(|((it, wanted), all)| seen(&it, &wanted, all)).collect(),
            behaviour: others.flat_map(|(about, all)| seen(&about, "", all)).collect(),
            silent: self.silent,
            not_checked: self.left_out,
        }
    }

    fn told(&self, family: &str) -> String {
        let mut text = String::new();
        let mut line = |it: String| writeln!(text, "{it}").expect("a text takes everything");
        for ((about, wanted), seen) in &self.findings {
            line(format!("{family}: {about}: specified {wanted}"));
            for (seen, kernels) in seen {
                line(format!("    {seen} on {}", self.on(kernels)));
            }
        }
        for (about, seen) in self.others.iter().filter(|(_, seen)| seen.len() > 1) {
            line(format!("{family}: {about}: kernels differ"));
            for (seen, kernels) in seen {
                line(format!("    {seen} on {}", self.on(kernels)));
            }
        }
        self.left_out.iter().for_each(|it| line(it.clone()));
        if !self.silent.is_empty() {
            line(format!("{} do not say what their policies are (5.8)", self.silent.join(", ")));
        }
        line(format!(
            "{family}: {}, {} at boundaries, on {}",
            counted(self.findings.len(), "finding"),
            counted(self.asked, "message"),
            counted(self.kernels.len(), "kernel")
        ));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nlmatrix::scenario::specs::Behaviour;
    use nlmatrix::spec::Finding;

    fn behaviour(seen: &str, fits: bool) -> Behaviour {
        let about = "hello with text: 16 bytes".to_owned();
        Behaviour { about, wanted: "refused".to_owned(), seen: seen.to_owned(), fits }
    }

    #[test]
    fn findings_stand_with_the_kernels_that_show_them() {
        let finding = Finding {
            about: "hello: dump".to_owned(),
            wanted: "true".to_owned(),
            seen: "false".to_owned(),
        };
        let held = |findings: Vec<Finding>, seen, fits| Held {
            findings,
            behaviour: vec![behaviour(seen, fits)],
            is_there: true,
            tells_policies: true,
        };
        let mut table = Table::default();
        table.add(
            "5.4",
            &Held { tells_policies: false, ..held(vec![finding.clone()], "taken", false) },
        );
        table.add("6.1", &held(vec![finding], "refused: ERANGE", true));
        table.add("7.2", &Held::default());
        assert_eq!(
            table.told("GREET"),
            "GREET: family: specified there\n    no such family on 7.2\n\
             GREET: hello with text: 16 bytes: specified refused\n    taken on 5.4\n\
             GREET: hello: dump: specified true\n    false on 5.4, 6.1\n\
             5.4 do not say what their policies are (5.8)\n\
             GREET: 3 findings, 2 messages at boundaries, on 3 kernels\n"
        );
        assert!(table.differs());
        let found = serde_json::to_value(table.found("GREET")).unwrap();
        let dump = serde_json::json!(
            { "about": "hello: dump", "wanted": "true", "seen": "false", "kernels": ["5.4", "6.1"] }
        );
        assert_eq!(found["findings"][2], dump);
        let seen = serde_json::json!(
            { "about": "hello with text: 16 bytes", "seen": "refused: ERANGE", "kernels": ["6.1"] }
        );
        assert_eq!((&found["behaviour"][0], &found["silent"][0]), (&seen, &"5.4".into()));
    }
}
