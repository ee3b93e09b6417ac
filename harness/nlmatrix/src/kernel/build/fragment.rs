//! Configuration fragments: what a kernel should have, and whether that took effect.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::KernelBuildError;
use super::tree::is_foreign;
use crate::vendor;
use crate::version::{KernelVersion, VersionRange};

/// The fragment for kernels without one of their own.
const DEFAULT: &str = include_str!("../../../embedded/kernels/minimal.config");

/// What precedes it, and on which kernels.
const BEFORE: &[(&str, &str)] =
    &[("<2.6.18", include_str!("../../../embedded/kernels/before-2.6.18.config"))];

/// The same on kernels that are not debug kernels.
const BEFORE_PLAIN: &[(&str, &str)] =
    &[(">=5.10", include_str!("../../../embedded/kernels/from-5.10.config"))];

/// What follows it, as optional lines.
const BEHIND: &[(&str, &str)] = &[
    (">=3.15", include_str!("../../../embedded/kernels/from-3.15.config")),
    (">=4.9", include_str!("../../../embedded/kernels/from-4.9.config")),
];

/// What precedes it in RHEL's trees.
const RHEL: &str = include_str!("../../../embedded/kernels/rhel.config");

/// What precedes it in trees that do not compile with it alone.
const FULLER: &str = include_str!("../../../embedded/kernels/fuller.config");

/// What debug kernels have in addition to the default fragment. If both mention a symbol, these lines win.
const DEBUG: &str = include_str!("../../../embedded/kernels/debug.config");
const KCSAN: &str = include_str!("../../../embedded/kernels/kcsan.config");
/// The line after which a fragment has optional lines, for versions that support them.
const WISHES: &str = "# Wishes:";
/// The line at their end.
const NEEDS: &str = "# Needs:";

/// What a kernel looks for in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// Nothing.
    Not,
    /// All kinds of faults except data races.
    ForFaults,
    /// Data races.
    ForRaces,
}

impl Looks {
    const fn fragment(self) -> &'static str {
        match self {
            Self::Not => "",
            Self::ForFaults => DEBUG,
            Self::ForRaces => KCSAN,
        }
    }
}

/// What a kernel should have.
#[derive(Clone, Debug)]
pub(super) struct Fragment {
    /// `CONFIG_X=y` and `# CONFIG_X is not set`, as written; what comes after [`WISHES`] need not take effect.
    pub text: String,
    /// The default fragment has symbols of all versions; others must take effect literally.
    pub is_default: bool,
}

impl Fragment {
    /// The fragment at `path`, or the default one for `version`, possibly for a debug kernel.
    pub(super) fn read(
        path: Option<&Utf8Path>,
        version: &KernelVersion,
        looks: Looks,
    ) -> Result<Self, KernelBuildError> {
        let Some(path) = path else {
            return Ok(Self { text: default_for(version, looks), is_default: true });
        };
        let text = fs_err::read_to_string(path).map_err(KernelBuildError::io(path))?;
        Ok(Self { text, is_default: false })
    }

    /// The default one, with the additions for most kernels; a fragment of the user's gets none.
    pub(super) fn fuller(&self) -> Option<Self> {
        self.is_default.then(|| Self { text: [FULLER, &self.text].concat(), is_default: true })
    }

    /// The lines that the tree in `work` can know.
    pub(super) fn for_tree(&self, work: &Utf8Path) -> Result<Vec<Setting>, KernelBuildError> {
        if !self.is_default {
            return Ok(parse(&self.text));
        }
        let before = vendor::of_tree(work).map_or("", |_| RHEL);
        let settings = parse(&[before, &self.text].concat()).into_iter();
        let mut known = BTreeSet::new();
        symbols_below(work, Utf8Path::new(""), &mut known)?;
        Ok(settings.filter(|setting| known.contains(&setting.symbol)).collect())
    }
}

fn default_for(version: &KernelVersion, looks: Looks) -> String {
    let range = |text: &str| text.parse::<VersionRange>().expect("the tables are tested");
    let of = |table: &'static [(&str, &str)]| {
        table.iter().filter(|(kernels, _)| range(kernels).contains(version)).map(|(_, text)| *text)
    };
    let looking = match looks {
        Looks::Not => of(BEFORE_PLAIN).collect(),
        looks => [looks.fragment(), NEEDS, "\n"].concat(),
    };
    [looking.as_str()].into_iter().chain(of(BEFORE)).chain([DEFAULT]).chain(of(BEHIND)).collect()
}

/// One line of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// Without `CONFIG_`.
    pub symbol: String,
    /// `y`, `m`, a number, a quoted text; `None` for "is not set".
    pub value: Option<String>,
    /// It need not take effect.
    pub is_wish: bool,
}

/// The lines of a fragment or of a `.config`; if several are about one symbol, the first.
fn parse(text: &str) -> Vec<Setting> {
    let (mut is_wish, mut seen) = (false, BTreeSet::new());
    let lines = text.lines().filter_map(|line| {
        is_wish = (is_wish || line.starts_with(WISHES)) && !line.starts_with(NEEDS);
        let setting = Setting::parse(line)?;
        seen.insert(setting.symbol.clone()).then_some(Setting { is_wish, ..setting })
    });
    lines.collect()
}

impl Setting {
    fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("# CONFIG_") {
            let symbol = rest.strip_suffix(" is not set")?;
            return Some(Self { symbol: symbol.to_owned(), value: None, is_wish: false });
        }
        let (symbol, value) = line.strip_prefix("CONFIG_")?.split_once('=')?;
        let value = (value != "n").then(|| value.to_owned());
        Some(Self { symbol: symbol.to_owned(), value, is_wish: false })
    }

    /// In the format of `.config`.
    pub(super) fn line(&self) -> String {
        match &self.value {
            Some(value) => format!("CONFIG_{}={value}", self.symbol),
            None => format!("# CONFIG_{} is not set", self.symbol),
        }
    }

    /// Does it have effect in the `.config` with these `settings`? What is not mentioned is not set.
    fn holds(&self, settings: &[Self]) -> bool {
        let found = settings.iter().find(|setting| setting.symbol == self.symbol);
        found.and_then(|setting| setting.value.as_ref()) == self.value.as_ref()
    }
}

/// The lines of `wanted` that did not take effect in `config`.
pub(super) fn missed<'a>(wanted: &'a [Setting], config: &str) -> Vec<&'a Setting> {
    let settings = parse(config);
    wanted.iter().filter(|setting| !setting.holds(&settings)).collect()
}

/// Every symbol that the Kconfig files below `inner` define, except those of other architectures.
fn symbols_below(
    work: &Utf8Path,
    inner: &Utf8Path,
    known: &mut BTreeSet<String>,
) -> Result<(), KernelBuildError> {
    let folder = work.join(inner);
    for entry in folder.read_dir_utf8().map_err(KernelBuildError::io(&folder))?.flatten() {
        let inner = inner.join(entry.file_name());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if !is_foreign(&inner) {
                symbols_below(work, &inner, known)?;
            }
        } else if entry.file_name().starts_with("Kconfig") {
            let bytes = fs_err::read(entry.path()).map_err(KernelBuildError::io(entry.path()))?;
            known.extend(definitions(&String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(())
}

fn definitions(kconfig: &str) -> impl Iterator<Item = String> {
    kconfig.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let is_definition = matches!(words.next()?, "config" | "menuconfig");
        is_definition.then(|| words.next().map(str::to_owned))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_take_is_found() {
        let wanted = "CONFIG_NET=y\n# CONFIG_SMP is not set\nCONFIG_LOG_BUF_SHIFT=16\n# a comment";
        let wanted = parse(wanted);
        assert_eq!(wanted.len(), 3);
        let good = "CONFIG_NET=y\nCONFIG_LOG_BUF_SHIFT=16\n";
        assert!(missed(&wanted, good).is_empty());
        let bad = "# CONFIG_NET is not set\nCONFIG_SMP=y\nCONFIG_LOG_BUF_SHIFT=14\n";
        let lines: Vec<String> = missed(&wanted, bad).into_iter().map(Setting::line).collect();
        assert_eq!(lines, ["CONFIG_NET=y", "# CONFIG_SMP is not set", "CONFIG_LOG_BUF_SHIFT=16"]);
    }

    #[test]
    fn a_fuller_one_has_more_and_demands_no_more() {
        let text = default_for(&"4.2.8".parse().unwrap(), Looks::Not);
        let fuller = Fragment { text: text.clone(), is_default: true }.fuller().unwrap();
        let needs = |text: &str| {
            let all = parse(text).into_iter();
            all.filter(|it| !it.is_wish && it.symbol != "SMP")
                .map(|it| it.line())
                .collect::<Vec<_>>()
        };
        assert_eq!(needs(&fuller.text), needs(&text));
        let added = parse(&fuller.text).into_iter().find(|it| it.symbol == "BLOCK").unwrap();
        assert_eq!((added.line().as_str(), added.is_wish), ("CONFIG_BLOCK=y", true));
        assert!(Fragment { text, is_default: false }.fuller().is_none());
    }

    #[test]
    fn definitions_are_told_from_references() {
        let text =
            "config NET\n\tbool\n\tdepends on MODULES\nmenuconfig NETFILTER\n  help config x";
        assert_eq!(definitions(text).collect::<Vec<_>>(), ["NET", "NETFILTER"]);
    }

    #[test]
    fn old_kernels_get_what_they_need_besides() {
        let has = |version: &str| {
            default_for(&version.parse().unwrap(), Looks::Not).contains("BLK_DEV_RAM=y")
        };
        assert!(has("2.6.17") && !has("2.6.18"));
        let settings = |version: &str| parse(&default_for(&version.parse().unwrap(), Looks::Not));
        let watchdog =
            |version: &str| settings(version).into_iter().find(|it| it.symbol == "LOCKUP_DETECTOR");
        assert!(watchdog("4.8").is_none() && watchdog("4.10.17").is_some_and(|it| it.is_wish));
    }

    #[test]
    fn a_debug_kernel_has_the_rest_as_well_and_says_first_what_both_speak_of() {
        let settings = parse(&default_for(&"6.12.118".parse().unwrap(), Looks::ForFaults));
        let of = |symbol: &str| {
            let found: Vec<_> = settings.iter().filter(|it| it.symbol == symbol).collect();
            assert_eq!(found.len(), 1, "{symbol}");
            (found[0].value.as_deref(), found[0].is_wish)
        };
        assert_eq!(of("SMP"), (Some("y"), false));
        assert_eq!(of("KASAN"), (Some("y"), false));
        assert_eq!(of("DEBUG_ATOMIC_SLEEP"), (Some("y"), false));
        assert_eq!(of("UNWINDER_GUESS"), (None, true));
        assert_eq!(of("MODULES"), (Some("y"), false));
        assert_eq!(of("FAIL_FUNCTION"), (Some("y"), true));
        let plain = default_for(&"6.12.118".parse().unwrap(), Looks::Not);
        assert!(!plain.contains("KASAN"));
        // A kernel has either one sanitizer or the other.
        let races = default_for(&"6.12.118".parse().unwrap(), Looks::ForRaces);
        assert!(races.contains("CONFIG_KCSAN=y") && !races.contains("KASAN"));
    }

    #[test]
    fn the_default_fragment_asks_for_what_guests_need() {
        let settings = parse(DEFAULT);
        for symbol in ["MODULES", "MODULE_UNLOAD", "NET", "SERIAL_8250_CONSOLE", "BLK_DEV_INITRD"] {
            assert!(settings.iter().any(|it| it.symbol == symbol && !it.is_wish), "{symbol}");
        }
    }
}
