//! From the name and arguments of a wrapper to those of the real tool.

use crate::flags::{self, ASSEMBLER, COMPILER, FIXED, HOST, KERNEL, LINKER, MODULE};
use crate::profile::Profile;

/// The tool that a wrapper replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Compiles the kernel.
    KernelCompiler,
    /// Compiles out-of-tree modules.
    ModuleCompiler,
    /// Compiles programs that run while the kernel is built.
    HostCompiler,
    /// Assembles.
    Assembler,
    /// Links.
    Linker,
    /// Any other: called unchanged.
    Plain(String),
}

impl Tool {
    /// The tool with the name `name`: `k-gcc`, `module-gcc`, `k-hostcc`, `as`, `k-as`, `k-ld`, `k-nm`.
    pub fn named(name: &str) -> Self {
        match name.strip_prefix("k-").unwrap_or(name) {
            "gcc" | "cc" => Self::KernelCompiler,
            "module-gcc" => Self::ModuleCompiler,
            "hostcc" => Self::HostCompiler,
            "as" => Self::Assembler,
            "ld" | "ld.bfd" => Self::Linker,
            other => Self::Plain(other.to_owned()),
        }
    }

    /// The real program.
    pub fn program<'a>(&'a self, profile: &'a Profile) -> &'a str {
        match self {
            Self::KernelCompiler | Self::ModuleCompiler | Self::HostCompiler => &profile.compiler,
            Self::Assembler => "as",
            Self::Linker => "ld",
            Self::Plain(name) => name,
        }
    }

    /// The real program's arguments; `wrappers` is the folder where gcc finds the wrapped `as`.
    pub fn arguments(&self, given: &[String], profile: &Profile, wrappers: &str) -> Vec<String> {
        if given.iter().all(|argument| is_question(argument)) {
            return given.to_vec();
        }
        match self {
            Self::KernelCompiler => compile(given, &KERNEL, profile, wrappers),
            Self::ModuleCompiler => compile(given, &MODULE, profile, wrappers),
            Self::HostCompiler => with(given, HOST, profile),
            Self::Assembler => with(given, ASSEMBLER, profile),
            Self::Linker => with(given, LINKER, profile),
            Self::Plain(_) => given.to_vec(),
        }
    }
}

/// Does it only ask for a version or a path, and compile nothing?
fn is_question(argument: &str) -> bool {
    ["-v", "-V", "--version", "-dumpversion", "-dumpmachine"].contains(&argument)
        || argument.starts_with("-print-")
        || argument.starts_with("--print-")
}

fn with(given: &[String], added: &[flags::Flag], profile: &Profile) -> Vec<String> {
    let added = flags::words(added, profile.kernel).map(str::to_owned);
    given.iter().cloned().chain(added).collect()
}

fn compile(given: &[String], extra: &flags::Flag, profile: &Profile, dir: &str) -> Vec<String> {
    let kept = given.iter().map(String::as_str).filter(|argument| !flags::is_dropped(argument));
    let mut arguments = for_driver(kept);
    arguments.push(format!("-B{dir}/"));
    let is_pic = |argument: &String| argument == "-fPIC" || argument == "-fpic";
    let is_pie = |argument: &String| argument == "-fPIE" || argument == "-fpie";
    if !given.iter().any(|argument| is_pic(argument) || is_pie(argument)) {
        arguments.extend(FIXED.words.iter().map(|&word| word.to_owned()));
    }
    let added = flags::words(COMPILER, profile.kernel).chain(extra.words.iter().copied());
    arguments.extend(added.map(str::to_owned));
    arguments
}

/// Linker options that old Makefiles pass to gcc without `-Wl` (2.6.24's vdso): `-m elf_x86_64`, `-d`.
fn for_driver<'a>(given: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut given = given.peekable();
    let mut arguments = Vec::new();
    while let Some(argument) = given.next() {
        match (argument, given.peek()) {
            ("-m", Some(format)) => {
                arguments.push(format!("-Wl,-m,{format}"));
                given.next();
            }
            ("-d", _) => arguments.push("-Wl,-d".to_owned()),
            _ => arguments.push(argument.to_owned()),
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn run(tool: &str, given: &[&str]) -> Vec<String> {
        let profile = Profile { kernel: [2, 6, 24], compiler: "gcc-14".to_owned() };
        let given: Vec<String> = given.iter().map(|&word| word.to_owned()).collect();
        Tool::named(tool).arguments(&given, &profile, "/w")
    }

    #[rstest]
    #[case("k-gcc", Tool::KernelCompiler, "gcc-14")]
    #[case("k-hostcc", Tool::HostCompiler, "gcc-14")]
    #[case("as", Tool::Assembler, "as")]
    #[case("k-ld", Tool::Linker, "ld")]
    #[case("k-objcopy", Tool::Plain("objcopy".to_owned()), "objcopy")]
    fn names(#[case] name: &str, #[case] tool: Tool, #[case] program: &str) {
        let profile = Profile { kernel: [2, 6, 24], compiler: "gcc-14".to_owned() };
        assert_eq!(Tool::named(name), tool);
        assert_eq!(tool.program(&profile), program);
    }

    #[test]
    fn questions_are_handed_through() {
        for question in ["--version", "-dumpversion", "-v", "-print-file-name=include"] {
            assert_eq!(run("k-gcc", &[question]), [question]);
        }
    }

    #[test]
    fn what_is_asked_to_be_pic_stays_so() {
        let fixed = |given: &[&str]| run("k-gcc", given).iter().any(|word| word == "-fno-pic");
        assert!(fixed(&["-c", "a.c"]));
        assert!(!fixed(&["-fPIC", "-c", "a.c"]));
    }

    #[test]
    fn modules_see_their_mistakes_and_the_kernel_its_peace() {
        let has = |tool, flag: &str| run(tool, &["-Werror", "-c", "a.c"]).iter().any(|w| w == flag);
        assert!(has("k-gcc", "-w") && !has("k-gcc", "-Werror"));
        assert!(!has("module-gcc", "-w"));
        assert!(has("module-gcc", "-Werror=incompatible-pointer-types"));
    }

    #[test]
    fn linker_options_reach_the_linker() {
        let words = run("k-gcc", &["-nostdlib", "-m", "elf_x86_64", "-d", "a.o"]);
        assert_eq!(words[..4], ["-nostdlib", "-Wl,-m,elf_x86_64", "-Wl,-d", "a.o"]);
    }
}
