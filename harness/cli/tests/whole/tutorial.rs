//! The tutorial, followed literally: its files are written, its commands run, and what it shows
//! of their output is looked for.

use crate::packages::unpacked;
use crate::place::{Place, root};
use camino::{Utf8Path, Utf8PathBuf};
use nlmatrix::process::Job;
use std::os::unix::fs::symlink;

/// A fenced block: the words after the fence, and its lines.
struct Block {
    words: Vec<String>,
    text: String,
}

/// A command in a console block, how it ends, and parts of its output, in order.
#[derive(Debug, PartialEq, Eq)]
struct Command {
    line: String,
    status: i32,
    shows: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(words), None) => {
                let words = words.split_whitespace().map(str::to_owned).collect();
                open = Some(Block { words, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

fn commands(text: &str) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(line), _) => {
                let (line, status) = line.split_once(" # ends with ").unwrap_or((line, "0"));
                let (line, status) = (line.to_owned(), status.parse().unwrap());
                commands.push(Command { line, status, shows: Vec::new() });
            }
            (None, Some(command)) => command.shows.push(line.to_owned()),
            (None, None) => panic!("output without a command: {line}"),
        }
    }
    commands
}

/// A folder for the reader's work, and one with the installed program.
struct Reader {
    place: Place,
    work: Utf8PathBuf,
    bin: Utf8PathBuf,
}

impl Reader {
    fn new() -> Self {
        let place = Place::new();
        let (work, bin) = (place.path.join("greet"), place.path.join("root/bin"));
        fs_err::create_dir(&work).unwrap();
        fs_err::create_dir_all(&bin).unwrap();
        // Pins, so that the same kernels run whatever the archive has today.
        fs_err::copy(root().join("matrix.lock"), work.join("matrix.lock")).unwrap();
        Self { place, work, bin }
    }

    fn run(&self, command: &Command, dir: &Utf8Path) {
        let path = format!("{}:{}", self.bin, std::env::var("PATH").unwrap());
        let job = Job::new("bash").args(["-ec", &command.line]).dir(dir).env("PATH", path);
        let job = job.env("TMPDIR", self.place.tmp().as_str());
        let ran = job.finish().unwrap();
        assert_eq!(ran.status, Some(command.status), "$ {}\n{}", command.line, ran.output);
        let mut rest = ran.output.as_str();
        for piece in &command.shows {
            let at = rest.find(piece.as_str());
            let at = at.unwrap_or_else(|| panic!("$ {}\n{}\nno {piece}", command.line, ran.output));
            rest = &rest[at + piece.len()..];
        }
    }

    /// Does what `block` says; `false` for a block that says nothing to do.
    fn follow(&self, block: &Block) -> bool {
        let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
        match words[..] {
            ["console"] => commands(&block.text).iter().for_each(|it| self.run(it, &self.work)),
            [_, file] if file.starts_with('+') => {
                let path = self.work.join(&file[1..]);
                let before = fs_err::read_to_string(&path).unwrap();
                fs_err::write(path, before + &block.text).unwrap();
            }
            [_, file] if words[0] != "console" => {
                fs_err::write(self.work.join(file), &block.text).unwrap();
            }
            _ => return false,
        }
        true
    }
}

fn page() -> Vec<Block> {
    blocks(&fs_err::read_to_string(root().join("docs/tutorial.md")).unwrap())
}

#[test]
fn every_block_of_the_tutorial_works() {
    let reader = Reader::new();
    symlink(env!("CARGO_BIN_EXE_nlmatrix"), reader.bin.join("nlmatrix")).unwrap();
    let left = page().iter().filter(|block| !reader.follow(block)).count();
    assert_eq!(left, 1, "only the installation is another test's");
}

/// Installed as in the tutorial, but from what `cargo package` packs, without the repository's files around it, and
/// without optimization.
#[test]
fn the_packaged_program_works_outside_the_repository() {
    let reader = Reader::new();
    let page = page();
    let install = page.iter().find(|it| it.words == ["console", "install"]).unwrap();
    let [command] = &commands(&install.text)[..] else { panic!("one command installs it") };
    let packages = reader.place.path.join("packages");
    fs_err::create_dir(&packages).unwrap();
    let package = unpacked(&packages);
    // The packages are not in a registry yet, so their versions cannot be locked.
    let install = command.line.replace("--locked --path harness/cli", &format!("--path {package}"));
    assert_ne!(install, command.line, "it is installed otherwise");
    let install = format!("{install} --debug --root {}", reader.place.path.join("root"));
    let line = format!("CARGO_TARGET_DIR={packages}/target {install}");
    reader.run(&Command { line, status: 0, shows: Vec::new() }, &packages);
    assert!(reader.bin.join("nlmatrix").is_file());
    for block in page.iter().take_while(|it| !it.text.contains("$ nlmatrix matrix")) {
        reader.follow(block);
    }
    let says = |line: &str, shows: &[&str]| {
        let shows = shows.iter().map(|&it| it.to_owned()).collect();
        reader.run(&Command { line: line.to_owned(), status: 0, shows }, &reader.work);
    };
    says("nlmatrix matrix --kernel 7.2-bpo13 --filter greet/", &["3 as expected, 0 not"]);
    says("nlmatrix cell 7.2-bpo13/greet/load-unload", &["load-unload: pass (expected pass)"]);
    says("nlmatrix report", &["report: reports/out/latest/index.html"]);
    says("nlmatrix report diff --exact reports/out/latest reports/out/latest", &["no difference"]);
    says("nlmatrix probe --kernel 7.2-bpo13", &["netlink_kernel_create"]);
    says("nlmatrix explain 7.2-bpo13/greet/first", &["greet/first"]);
    says("nlmatrix kernels", &["7.2-bpo13"]);
}

#[test]
fn blocks_and_commands_are_read() {
    let page = "a\n```c x.c\nint x;\n```\nb\n```console\n$ one # ends with 2\nsaid\n$ two\n```\n";
    let blocks = blocks(page);
    assert_eq!(
        (blocks[0].words.join(" ").as_str(), blocks[0].text.as_str()),
        ("c x.c", "int x;\n")
    );
    let command = |line: &str, status, shows: &[&str]| Command {
        line: line.to_owned(),
        status,
        shows: shows.iter().map(|&it| it.to_owned()).collect(),
    };
    let expected = [command("one", 2, &["said"]), command("two", 0, &[])];
    assert_eq!(commands(&blocks[1].text), expected);
}
