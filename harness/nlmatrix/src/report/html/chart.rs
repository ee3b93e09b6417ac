//! The charts, chosen by hand: what is interesting to follow across versions, each with a sentence about what it
//! shows.

use crate::run::{KernelRecord, Run};

use super::super::text::duration;
use super::super::timing::median;

/// Pixels of a drawing, and where its lines begin and end.
const WIDTH: f64 = 640.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 190.0;

/// One chart.
pub(super) struct Chart {
    /// Its title.
    pub(super) title: &'static str,
    /// What it shows, with the first and the last figure of each line.
    pub(super) sentence: String,
    /// Its lines.
    pub(super) lines: Vec<Line>,
    /// The kernels below it.
    pub(super) heads: Vec<(String, String)>,
    /// Heights, with the values that they stand for.
    pub(super) ticks: Vec<(String, String)>,
}

/// One line.
pub(super) struct Line {
    /// Its name; empty if the chart has a single line.
    pub(super) name: &'static str,
    /// Its points in SVG's notation.
    pub(super) path: String,
    /// The same points with their values.
    pub(super) points: Vec<Point>,
}

/// One kernel's value.
pub(super) struct Point {
    pub(super) x: String,
    pub(super) y: String,
    /// Kernel id.
    pub(super) kernel: String,
    /// The value, for people.
    pub(super) value: String,
}

/// Where a line's values come from.
enum Source {
    /// A figure that cells of a system report.
    Figure(&'static str, &'static str),
    /// A time of the kernel.
    Time(fn(&KernelRecord) -> Option<f64>),
}

/// What is drawn.
struct Plan {
    title: &'static str,
    about: &'static str,
    lines: &'static [(&'static str, Source)],
    shown: fn(f64) -> String,
}

/// All of them, in the order of the page.
const PLANS: [Plan; 6] = [
    Plan {
        title: "Memory for each device",
        about: "What one device costs, over 20,000 of them",
        lines: &[
            ("all", Source::Figure("devmodel", "bytes_per_device")),
            ("sysfs", Source::Figure("devmodel", "sysfs_bytes_per_device")),
        ],
        shown: bytes,
    },
    Plan {
        title: "Messages a second, echoed",
        about: "How many requests of a client are answered in a second, one after the other",
        lines: &[("", Source::Figure("nlecho", "messages_per_second"))],
        shown: number,
    },
    Plan {
        title: "Messages a second, from an interrupt",
        about: "How many notifications a second, sent from an interrupt handler, reach a client",
        lines: &[("", Source::Figure("nldrv", "messages_per_second"))],
        shown: number,
    },
    Plan {
        title: "Messages until an overrun",
        about: "How far a client that does not read can fall behind before ENOBUFS, by size of its buffer",
        lines: &[
            ("4 KiB", Source::Figure("nlecho", "messages_until_overrun_4k")),
            ("16 KiB", Source::Figure("nlecho", "messages_until_overrun_16k")),
            ("64 KiB", Source::Figure("nlecho", "messages_until_overrun_64k")),
            ("128 KiB", Source::Figure("nlecho", "messages_until_overrun_128k")),
        ],
        shown: number,
    },
    Plan {
        title: "Boot",
        about: "From a cold start to an answering agent",
        lines: &[("", Source::Time(|kernel| kernel.boot_ms))],
        shown: duration,
    },
    Plan {
        title: "Fork",
        about: "From a saved template to an answering agent, the median of the kernel's cells",
        lines: &[("", Source::Time(|kernel| kernel.fork_ms))],
        shown: duration,
    },
];

/// The charts for which the run has figures on at least two kernels.
pub(super) fn charts(run: &Run, kernels: &[&str]) -> Vec<Chart> {
    PLANS.iter().filter_map(|plan| plan.draw(run, kernels)).collect()
}

impl Source {
    fn value(&self, run: &Run, kernel: &str) -> Option<f64> {
        let value = match self {
            Self::Figure(system, name) => {
                let cells = run
                    .cells
                    .iter()
                    .filter(|cell| cell.id.kernel == kernel && cell.id.module.system == *system);
                median(cells.filter_map(|cell| cell.figures.get(*name).copied()).collect())
            }
            Self::Time(of) => run.kernels.iter().find(|it| it.id == kernel).and_then(of),
        };
        value.filter(|value| value.is_finite())
    }
}

/// A line's name, and its values by kernel.
type Values<'k> = (&'static str, Vec<(&'k str, f64)>);

impl Plan {
    fn draw(&self, run: &Run, kernels: &[&str]) -> Option<Chart> {
        let values = self.lines.iter().map(|(name, source)| {
            let known = kernels.iter().filter_map(|id| Some((*id, source.value(run, id)?)));
            (*name, known.collect::<Vec<_>>())
        });
        let values: Vec<Values> = values.filter(|(_, values)| values.len() > 1).collect();
        let all = || values.iter().flat_map(|(_, values)| values);
        let shown: Vec<&str> =
            kernels.iter().copied().filter(|id| all().any(|(kernel, _)| kernel == id)).collect();
        let most = all().map(|(_, value)| *value).fold(f64::MIN_POSITIVE, f64::max);
        let frame = Frame { kernels: &shown, most };
        (!values.is_empty()).then(|| Chart {
            title: self.title,
            sentence: self.sentence(&values),
            lines: values.iter().map(|it| frame.line(it, self.shown)).collect(),
            heads: shown.iter().map(|id| (pixels(frame.x(id)), (*id).to_owned())).collect(),
            ticks: frame.ticks(self.shown),
        })
    }

    /// What it shows: `What one device costs: 2,912 bytes on 5.10, 3,104 on 7.3 (7 % more).`
    fn sentence(&self, values: &[Values]) -> String {
        let of = |(name, values): &Values| {
            let [(first, old), .., (last, new)] = values[..] else { return String::new() };
            let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
            let (old_shown, new_shown) = ((self.shown)(old), (self.shown)(new));
            let change = (new / old.max(f64::MIN_POSITIVE) - 1.0) * 100.0;
            let change = match change.round() {
                0.0 => "the same".to_owned(),
                more if more > 0.0 => format!("{more:.0} % more"),
                less => format!("{:.0} % less", -less),
            };
            format!("{name}{old_shown} on {first}, {new_shown} on {last} ({change})")
        };
        let lines: Vec<String> = values.iter().map(of).collect();
        format!("{}: {}.", self.about, lines.join("; "))
    }
}

/// The positions in a drawing.
struct Frame<'k> {
    kernels: &'k [&'k str],
    most: f64,
}

impl Frame<'_> {
    fn x(&self, kernel: &str) -> f64 {
        let at = self.kernels.iter().position(|id| *id == kernel).unwrap_or(0);
        let steps = self.kernels.len().saturating_sub(1).max(1);
        LEFT + (RIGHT - LEFT) * at as f64 / steps as f64
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value / self.most
    }

    /// Zero, half of the maximum, and the maximum.
    fn ticks(&self, shown: fn(f64) -> String) -> Vec<(String, String)> {
        let tick = |value: f64| (pixels(self.y(value)), shown(value));
        vec![(pixels(self.y(0.0)), "0".to_owned()), tick(self.most / 2.0), tick(self.most)]
    }

    fn line(&self, (name, values): &Values, shown: fn(f64) -> String) -> Line {
        let points = values.iter().map(|(kernel, value)| Point {
            x: pixels(self.x(kernel)),
            y: pixels(self.y(*value)),
            kernel: (*kernel).to_owned(),
            value: shown(*value),
        });
        let points: Vec<Point> = points.collect();
        let path: Vec<String> = points.iter().map(|it| format!("{},{}", it.x, it.y)).collect();
        Line { name, path: path.join(" "), points }
    }
}

impl Chart {
    /// The size of the drawing, kernel names included.
    pub(super) fn view(&self) -> String {
        format!("0 0 {WIDTH} 275")
    }
}

impl Line {
    /// Where its name is: right of its last point.
    pub(super) fn end(&self) -> (&str, &str) {
        self.points.last().map_or(("0", "0"), |point| (&point.x, &point.y))
    }
}

fn pixels(value: f64) -> String {
    format!("{value:.1}")
}

/// A number with separators between the thousands.
fn number(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

fn bytes(value: f64) -> String {
    format!("{} bytes", number(value))
}

#[cfg(test)]
mod tests {
    use super::super::super::ranges::ranges;
    use super::*;

    #[test]
    fn a_chart_says_what_it_shows() {
        let mut run = ranges();
        for (kernel, value) in [("3.5", 2000.0), ("7.3", 2600.0)] {
            let cell = run.cells.iter_mut().find(|cell| cell.id.kernel == kernel).unwrap();
            cell.id.module.system = "devmodel".into();
            cell.figures.insert("bytes_per_device".into(), value);
            cell.figures.insert("left_skbuff_head_cache".into(), value);
        }
        let charts = charts(&run, &["3.5", "3.6", "7.3"]);
        let titles: Vec<_> = charts.iter().map(|chart| chart.title).collect();
        assert_eq!(titles, ["Memory for each device", "Boot", "Fork"], "nothing that nobody chose");
        let said = &charts[0].sentence;
        assert!(
            said.ends_with("all: 2,000 bytes on 3.5, 2,600 bytes on 7.3 (30 % more)."),
            "{said}"
        );
        assert_eq!(charts[0].lines[0].path, "84.0,53.1 560.0,12.0");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([7.0, 1234.0, 1_234_567.0].map(number), ["7", "1,234", "1,234,567"]);
    }
}
