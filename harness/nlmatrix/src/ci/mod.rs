//! Workflow files for common CI systems, written from the matrix.
//!
//! A workflow has one job for each shard of the matrix and one that merges their reports. It only calls the scripts
//! in `ci/`, which also run on a developer's machine.

use askama::Template;

/// A CI system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

/// What a workflow is written from.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Into how many shards the matrix is split.
    pub shards: usize,
    /// The lock file, relative to the repository, which is part of the cache key.
    pub lock: String,
    /// How nlmatrix is called there: `cargo xtask` or `nlmatrix`.
    pub command: String,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in `ci/`.
    pub name: &'static str,
    /// Its text.
    pub text: String,
    /// Is it executable?
    pub executable: bool,
}

#[derive(Template)]
#[template(path = "github.yml", escape = "none")]
struct Github<'a> {
    command: &'a str,
    lock: &'a str,
    shards: usize,
    parts: String,
}

#[derive(Template)]
#[template(path = "nightly.yml", escape = "none")]
struct Nightly<'a> {
    command: &'a str,
    shards: usize,
}

#[derive(Template)]
#[template(path = "gitlab.yml", escape = "none")]
struct Gitlab<'a> {
    command: &'a str,
    lock: &'a str,
    shards: usize,
}

/// The scripts that the workflows call.
const SCRIPTS: [(&str, &str); 8] = [
    ("install", include_str!("../../embedded/ci/install")),
    ("shard", include_str!("../../embedded/ci/shard")),
    ("merge", include_str!("../../embedded/ci/merge")),
    ("site", include_str!("../../embedded/ci/site")),
    ("nightly", include_str!("../../embedded/ci/nightly")),
    ("enable-kvm", include_str!("../../embedded/ci/enable-kvm")),
    ("run-shards-locally", include_str!("../../embedded/ci/run-shards-locally")),
    ("compare-runs", include_str!("../../embedded/ci/compare-runs")),
];

/// The number of kernels that one shard prepares in a few minutes.
const KERNELS_A_PART: usize = 3;

/// How many shards suit a matrix with so many available kernels.
pub fn shards_for(kernels: usize) -> usize {
    kernels.div_ceil(KERNELS_A_PART).max(1)
}

/// The workflow files for `system`.
pub fn workflows(system: System, plan: &Plan) -> Result<Vec<File>, askama::Error> {
    let Plan { shards, lock, command } = plan;
    let shards = *shards;
    let file = |name, text: String| File { name, text: text + "\n", executable: false };
    Ok(match system {
        System::Github => {
            let parts: Vec<String> = (1..=shards).map(|part| part.to_string()).collect();
            let parts = parts.join(", ");
            vec![
                file("github.yml", Github { command, lock, shards, parts }.render()?),
                file("github-nightly.yml", Nightly { command, shards }.render()?),
            ]
        }
        System::Gitlab => vec![file("gitlab.yml", Gitlab { command, lock, shards }.render()?)],
    })
}

/// The scripts, which call `command`.
pub fn scripts(command: &str) -> Vec<File> {
    let calls = |text: &str| text.replace("${NLMATRIX:-cargo xtask}", &default_of(command));
    let script =
        |(name, text): (&'static str, &str)| File { name, text: calls(text), executable: true };
    SCRIPTS.into_iter().map(script).collect()
}

fn default_of(command: &str) -> String {
    format!("${{NLMATRIX:-{command}}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, 1)]
    #[case(3, 1)]
    #[case(4, 2)]
    #[case(10, 4)]
    fn parts_have_few_kernels(#[case] kernels: usize, #[case] shards: usize) {
        assert_eq!(shards_for(kernels), shards);
    }

    /// `cargo xtask ci github --shards 4` and `… gitlab --shards 4` write them.
    #[rstest]
    fn the_files_in_ci_are_current(#[values(System::Github, System::Gitlab)] system: System) {
        let command = "cargo xtask".to_owned();
        let plan = Plan { shards: 4, lock: "matrix.lock".to_owned(), command: command.clone() };
        let mut files = workflows(system, &plan).unwrap();
        files.extend(scripts(&command));
        for file in files {
            let path = format!("{}/../../ci/{}", env!("CARGO_MANIFEST_DIR"), file.name);
            assert_eq!(fs_err::read_to_string(path).unwrap(), file.text);
        }
    }

    #[test]
    fn scripts_elsewhere_call_the_installed_program() {
        let scripts = scripts("nlmatrix");
        for script in &scripts {
            assert!(!script.text.contains("cargo xtask"), "{}", script.name);
        }
        let calling = scripts.iter().filter(|it| it.text.contains("${NLMATRIX:-nlmatrix}"));
        assert_eq!(calling.count(), 6);
    }
}
