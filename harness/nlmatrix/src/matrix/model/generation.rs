//! Generations: where they build, and how the other kernels refuse them.

use super::kernel::KernelEntry;
use crate::facts::{Complaint, Facts, Need};
use crate::version::{KernelVersion, VersionRange};

/// `generation.toml`, or `[[system.generation]]`.
#[derive(Clone, Debug)]
pub struct GenerationEntry {
    /// Its name, which is also the name of its folder.
    pub name: String,
    /// What is special about it.
    pub about: String,
    /// The kernels on which it is driven, if it builds there.
    pub kernels: VersionRange,
    /// The needs that it relies on: all of them have to be met.
    pub needs: Vec<Need>,
    /// Scenarios that drive it.
    pub scenarios: Vec<String>,
    /// Refusals that do not follow from what it needs.
    pub refused: Vec<Refusal>,
}

/// The diagnosis with which a kernel refuses a generation.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// On which kernels.
    pub kernels: VersionRange,
    /// Kind of diagnosis, like `missing-symbol`.
    pub diagnosis: String,
    /// The symbol it is about.
    pub symbol: String,
    /// Why.
    pub reason: String,
    /// Where that knowledge comes from.
    pub source: String,
}

/// A range of versions: from the first until before the second, which is `None` for the last range.
pub type Stretch = (KernelVersion, Option<KernelVersion>);

impl GenerationEntry {
    /// One that builds everywhere and that no scenario drives.
    pub fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            about: String::new(),
            kernels: VersionRange::everything(),
            needs: Vec::new(),
            scenarios: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Does it build for mainline's kernel of this version?
    pub fn builds_on(&self, kernel: &KernelVersion) -> bool {
        self.builds_in(kernel, None)
    }

    /// Does it build for this kernel? If it says what it needs, history decides, and known backports of vendors; an
    /// interface can disappear and come back.
    pub fn builds_for(&self, kernel: &KernelEntry) -> bool {
        self.builds_in(&kernel.series, kernel.vendor)
    }

    /// The same for a vendor's kernel of this version.
    pub fn builds_in(&self, kernel: &KernelVersion, vendor: Option<&str>) -> bool {
        let is_for_it = match &*self.needs {
            [] => self.kernels.contains(kernel),
            needs => needs.iter().all(|need| need.is_met_on(kernel, vendor)),
        };
        is_for_it && self.exception_on(kernel).is_none()
    }

    /// Is it driven on this kernel?
    pub fn drives_in(&self, kernel: &KernelVersion, vendor: Option<&str>) -> bool {
        self.kernels.contains(kernel) && self.builds_in(kernel, vendor)
    }

    /// How this kernel refuses it: with one of these. None are known if the kernel is out of its range and it does
    /// not say what it needs.
    pub fn refusals_on(
        &self,
        kernel: &KernelVersion,
        vendor: Option<&str>,
        facts: &Facts,
    ) -> Vec<Refusal> {
        if let Some(exception) = self.exception_on(kernel) {
            return vec![exception.clone()];
        }
        let complaints = facts.complaints(&self.needs, kernel, vendor).into_iter();
        complaints.map(|(need, complaint)| Refusal::follows(need, complaint, kernel)).collect()
    }

    /// The versions for which it builds, oldest first.
    pub fn builds(&self) -> Vec<Stretch> {
        let histories = self.needs.iter().flat_map(|need| need.symbol.edges());
        let refused = self.refused.iter().flat_map(|it| it.kernels.edges());
        let own = self.kernels.edges().into_iter().chain(refused);
        let mut edges: Vec<_> = histories.chain(own).chain([KernelVersion::FIRST]).collect();
        edges.sort();
        edges.dedup_by_key(|version| version.numbers());
        let mut stretches: Vec<Stretch> = Vec::new();
        for edge in edges {
            match (self.builds_on(&edge), stretches.last_mut()) {
                (true, None | Some((_, Some(_)))) => stretches.push((edge, None)),
                (false, Some((_, end @ None))) => *end = Some(edge),
                _ => {}
            }
        }
        stretches
    }

    /// The same in the notation of version ranges.
    pub fn builds_in_words(&self) -> String {
        let stretch = |(first, end): &Stretch| match (*first == KernelVersion::FIRST, end) {
            (true, None) => "*".to_owned(),
            (true, Some(end)) => format!("<{end}"),
            (false, None) => format!(">={first}"),
            (false, Some(end)) => format!(">={first}, <{end}"),
        };
        let words: Vec<String> = self.builds().iter().map(stretch).collect();
        if words.is_empty() { "none".to_owned() } else { words.join("; ") }
    }

    fn exception_on(&self, kernel: &KernelVersion) -> Option<&Refusal> {
        self.refused.iter().find(|refusal| refusal.kernels.contains(kernel))
    }
}

impl Refusal {
    /// What follows from a need that is not met.
    fn follows(need: &Need, complaint: Complaint, kernel: &KernelVersion) -> Self {
        Self {
            kernels: VersionRange::only(*kernel),
            diagnosis: complaint.kind.to_owned(),
            symbol: complaint.symbol,
            reason: need.reason(kernel),
            source: need.symbol.source.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::shipped;
    use rstest::rstest;

    fn needing(needs: &[&str]) -> GenerationEntry {
        let needs = needs.iter().map(|need| Need::parse(need, shipped()).unwrap()).collect();
        GenerationEntry { needs, ..GenerationEntry::of("g") }
    }

    #[rstest]
    #[case(&["netlink_kernel_create=net-unit-cfg"], ">=3.7")]
    #[case(&["netlink_kernel_create=unit-input"], "<2.6.14")]
    #[case(&["netlink_kernel_create=net-unit-groups", "netlink_kernel_release=absent"], ">=2.6.24, <2.6.25")]
    #[case::came_back(&["genl_family.ops=array", "genl_ops.policy=member"], ">=3.13, <5.2; >=5.10")]
    #[case::backported(&["from_timer=macro", "timer_delete_sync=timer"], ">=5.10, <5.11; >=6.1, <6.16")]
    #[case::never(&["class_create=owner-name", "timer_container_of=macro"], "none")]
    #[case(&[], "*")]
    fn the_range_follows_from_what_it_needs(#[case] needs: &[&str], #[case] range: &str) {
        assert_eq!(needing(needs).builds_in_words(), range);
    }

    #[rstest]
    #[case("3.6", false, false)]
    #[case("3.7", true, false)]
    #[case("5.0", true, true)]
    fn a_written_range_says_where_it_is_driven(
        #[case] version: KernelVersion,
        #[case] builds: bool,
        #[case] drives: bool,
    ) {
        let mut generation = needing(&["netlink_kernel_create=net-unit-cfg"]);
        generation.kernels = ">=5.0".parse().unwrap();
        assert_eq!(
            (generation.builds_on(&version), generation.drives_in(&version, None)),
            (builds, drives)
        );
    }

    /// RHEL 7's 3.10 has a function of 4.13 (kmods/probes/backports.toml).
    #[rstest]
    #[case(None, false)]
    #[case(Some("el7"), true)]
    #[case(Some("el8"), false)]
    fn what_a_vendor_took_over_counts(#[case] vendor: Option<&str>, #[case] builds: bool) {
        let generation = needing(&["skb_put_data=there"]);
        let version = "3.10".parse().unwrap();
        assert_eq!(generation.builds_in(&version, vendor), builds);
        assert_eq!(generation.refusals_on(&version, vendor, shipped()).is_empty(), builds);
    }

    #[test]
    fn an_exception_comes_before_what_follows() {
        let mut generation = needing(&["netlink_kernel_create=net-unit-cfg"]);
        generation.refused.push(Refusal {
            kernels: "<3.0".parse().unwrap(),
            diagnosis: "error-directive".to_owned(),
            symbol: "too old".to_owned(),
            reason: "it says so".to_owned(),
            source: "the source".to_owned(),
        });
        let symbols = |version: &str| -> Vec<String> {
            let refusals = generation.refusals_on(&version.parse().unwrap(), None, shipped());
            refusals.into_iter().map(|it| it.symbol).collect()
        };
        assert_eq!(symbols("2.6.32"), ["too old"]);
        assert_eq!(symbols("3.0"), ["netlink_kernel_create"]);
        assert_eq!(symbols("3.7"), [""; 0]);
    }

    #[test]
    fn what_is_written_of_refusals_does_not_follow_from_needs() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../matrix.toml");
        let matrix = crate::matrix::load(path.into(), crate::scenario::shipped()).unwrap();
        let generations = matrix.systems.iter().flat_map(|system| &system.generations);
        for generation in generations {
            for written in &generation.refused {
                let kernels = matrix.kernels.iter().map(|kernel| &kernel.series);
                for kernel in kernels.filter(|kernel| written.kernels.contains(kernel)) {
                    let follows = matrix.facts.complaints(&generation.needs, kernel, None);
                    let mut said = follows.iter().map(|(_, it)| (it.kind, it.symbol.as_str()));
                    let written = (written.diagnosis.as_str(), written.symbol.as_str());
                    assert!(!said.any(|it| it == written), "{}: {written:?}", generation.name);
                }
            }
        }
    }
}
