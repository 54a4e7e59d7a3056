//! The package frontier: what each side gains by each package that nobody can improve on without loss to another.

use super::{
    Axis, Body, Dot, Joined, Kind, Mark, Parallel, Picture, Plane, Series, Thread, What,
    grade_line, number,
};
use crate::base::counted;
use crate::search::concept::Concept;
use crate::solution::{PackagePoint, Packages, Plans, listed};

/// Most packages that are drawn; the others are left out evenly and told.
const MOST_DRAWN: usize = 400;

/// The frontier of two sides as points, of more as lines across an axis per side. `None` where there is no package.
pub fn frontier(packages: &Packages, plans: Option<&Plans>, title: &str) -> Option<Picture> {
    if packages.frontier.is_empty() {
        return None;
    }
    let drawn = Drawn { packages, plans };
    let names: Vec<&str> = packages.sides.iter().map(|s| s.name.as_str()).collect();
    let body = match names.len() {
        2 => Body::Plane(drawn.plane()),
        _ => Body::Parallel(drawn.parallel()),
    };
    Some(Picture {
        what: What::Frontier,
        id: What::Frontier.id().to_owned(),
        title: "Package frontier".to_owned(),
        beside: beside(title, &format!("what {} gain", listed(&names))),
        told: drawn.told(&names),
        grade: grade_line("Packages", &packages.head.grade),
        body,
    })
}

/// The title of the model and what is shown of it.
pub(super) fn beside(title: &str, what: &str) -> String {
    match title {
        "" => what.to_owned(),
        _ => format!("{title}: {what}"),
    }
}

/// Packages by what is known of roads to them.
const KNOWN: [(Option<bool>, &str, Mark); 3] = [
    (
        None,
        "package; whether a road leads there is not known",
        Mark::Full,
    ),
    (
        Some(false),
        "package on paper only: no road leads there",
        Mark::Hollow,
    ),
    (Some(true), "package that a road leads to", Mark::Full),
];

/// Places among colours: of packages by what is known of roads, of where roads end, of what concepts choose.
const UNKNOWN: usize = 5;
const PACKAGE: usize = 0;
const ROAD_END: usize = 1;
const CHOSEN: usize = 2;

struct Drawn<'a> {
    packages: &'a Packages,
    plans: Option<&'a Plans>,
}

impl Drawn<'_> {
    /// Packages that are drawn, with their places in the frontier.
    fn points(&self) -> Vec<(usize, &PackagePoint)> {
        let all = &self.packages.frontier;
        let every = all.len().div_ceil(MOST_DRAWN).max(1);
        all.iter().enumerate().step_by(every).collect()
    }

    /// What concepts choose: their names, joined where they choose the same, and the package.
    fn chosen(&self) -> Vec<(String, &PackagePoint)> {
        let views = self.packages.chosen.iter();
        let found = views.map(|view| (view.concept, &view.point.package, &view.point));
        joined(found)
    }

    /// Where the roads of the concepts end: names, gains a round from there on, and what then stands.
    fn ends(&self) -> Vec<(String, Vec<f64>, String)> {
        let Some(plans) = self.plans else {
            return Vec::new();
        };
        let ends = plans.chosen.iter();
        let ends = ends.map(|(concept, p)| (*concept, &p.end.settlement, (*concept, &p.end)));
        let found = joined(ends).into_iter().map(|(names, (concept, end))| {
            let gains = end.gains.iter().map(|g| g.to_f64()).collect();
            let words = plans
                .road(concept)
                .map_or(String::new(), |r| r.words.join(" · "));
            (names, gains, words)
        });
        found.collect()
    }

    fn status_quo(&self) -> Vec<f64> {
        let gains = self.packages.status_quo.iter();
        gains.map(|g| g.to_f64()).collect()
    }

    fn tip(&self, name: &str, gains: &[f64], words: &str) -> String {
        let sides = self.packages.sides.iter().zip(gains);
        let gains: Vec<_> = sides
            .map(|(side, gain)| format!("{} {}", side.name, number(*gain)))
            .collect();
        let words = if words.is_empty() {
            String::new()
        } else {
            format!("\n{words}")
        };
        format!("{name}\n{}{words}", gains.join(" · "))
    }

    fn dot(&self, name: &str, point: &PackagePoint, label: &str, key: Option<usize>) -> Dot {
        let gains = floats(point);
        Dot {
            x: gains[0],
            y: gains[1],
            label: label.to_owned(),
            tip: self.tip(name, &gains, &point.words.join(" · ")),
            key,
        }
    }

    fn plane(&self) -> Plane {
        let mut series = Vec::new();
        let points = self.points();
        if let Some(pairs) = &self.packages.segments {
            series.push(self.segments(pairs));
        }
        for (road, name, mark) in KNOWN {
            let own = points.iter().filter(|(_, p)| p.road == road);
            let dots = own.map(|(key, p)| self.dot(name, p, "", Some(*key)));
            series.push(Series {
                name: name.to_owned(),
                look: if road.is_none() { UNKNOWN } else { PACKAGE },
                mark,
                joined: Joined::None,
                dots: dots.collect(),
            });
        }
        series.push(self.marked_ends());
        series.push(self.marked_choices());
        series.push(self.fixed());
        series.retain(|s| !s.dots.is_empty());
        let side = |place: usize| Axis {
            title: format!(
                "{}: points a round above walking away",
                self.packages.sides[place].name
            ),
            from: Some(0.0),
            ..Axis::default()
        };
        Plane {
            x: side(0),
            y: side(1),
            series,
        }
    }

    /// Straight lines along which topics are divided.
    fn segments(&self, pairs: &[(usize, usize)]) -> Series {
        let points = self.packages.frontier.iter();
        let dots = points.map(|p| Dot {
            label: String::new(),
            ..self.dot("breakpoint", p, "", None)
        });
        Series {
            name: "packages that divide a topic between two breakpoints".to_owned(),
            look: PACKAGE,
            mark: Mark::Hollow,
            joined: Joined::Pairs(pairs.to_vec()),
            dots: dots.collect(),
        }
    }

    fn marked_ends(&self) -> Series {
        let dots = self.ends().into_iter().map(|(names, gains, words)| Dot {
            x: gains[0],
            y: gains[1],
            label: format!("road of {names}"),
            tip: self.tip(&format!("Where the road of {names} ends"), &gains, &words),
            key: None,
        });
        Series {
            name: "where the road of a concept ends, worth a round from there on".to_owned(),
            look: ROAD_END,
            mark: Mark::Around,
            joined: Joined::None,
            dots: dots.collect(),
        }
    }

    fn marked_choices(&self) -> Series {
        let dots = self.chosen().into_iter().map(|(names, point)| {
            let key = self
                .packages
                .frontier
                .iter()
                .position(|p| p.package == point.package);
            self.dot(&format!("Chosen by {names}"), point, &names, key)
        });
        Series {
            name: "package that a solution concept chooses".to_owned(),
            look: CHOSEN,
            mark: Mark::Large,
            joined: Joined::None,
            dots: dots.collect(),
        }
    }

    /// The status quo, and where everybody walks away.
    fn fixed(&self) -> Series {
        let quo = self.status_quo();
        let dot = |label: &str, gains: &[f64]| Dot {
            x: gains[0],
            y: gains[1],
            label: label.to_owned(),
            tip: self.tip(label, gains, ""),
            key: None,
        };
        let dots = match quo.iter().all(|g| *g == 0.0) {
            true => vec![dot("status quo, walk-away", &quo)],
            false => vec![dot("status quo", &quo), dot("walk-away", &[0.0, 0.0])],
        };
        Series {
            name: "status quo and walk-away: below it a side does not sign".to_owned(),
            look: 3,
            mark: Mark::Large,
            joined: Joined::None,
            dots,
        }
    }

    fn parallel(&self) -> Parallel {
        let mut kinds: Vec<Kind> = KNOWN
            .iter()
            .map(|(road, name, _)| Kind {
                name: (*name).to_owned(),
                look: None,
                dashed: *road == Some(false),
            })
            .collect();
        let mut threads = Vec::new();
        for (key, point) in self.points() {
            let kind = KNOWN.iter().position(|k| k.0 == point.road).unwrap_or(0);
            threads.push(self.thread(kind, KNOWN[kind].1, &floats(point), point, Some(key)));
        }
        // What is named lies over what is not.
        threads.sort_by_key(|t| t.kind);
        self.named(&mut kinds, &mut threads);
        let names = self.packages.sides.iter().map(|s| s.name.clone());
        let used = |kind: usize| threads.iter().any(|t| t.kind == kind);
        // Kinds without a line stay in their places, without a name.
        for (place, kind) in kinds.iter_mut().enumerate() {
            if !used(place) {
                kind.name.clear();
            }
        }
        Parallel {
            axes: names.collect(),
            unit: "points a round above walking away, each side on a scale of its own".to_owned(),
            threads,
            kinds,
        }
    }

    /// Lines with a name of their own: the status quo, where roads end, what concepts choose.
    fn named(&self, kinds: &mut Vec<Kind>, threads: &mut Vec<Thread>) {
        let quo = self.status_quo();
        let away = vec![0.0; quo.len()];
        if quo == away {
            self.line(
                kinds,
                threads,
                ("status quo and walk-away", &quo, ""),
                (Some(6), true),
            );
        } else {
            self.line(kinds, threads, ("status quo", &quo, ""), (Some(5), true));
            self.line(kinds, threads, ("walk-away", &away, ""), (Some(6), true));
        }
        let mut looks = [2, 1, 4, 3, 5, 0].into_iter().cycle();
        for (names, point) in self.chosen() {
            let name = format!("package chosen by {names}");
            let words = point.words.join(" · ");
            let look = (looks.next(), false);
            self.line(kinds, threads, (&name, &floats(point), &words), look);
        }
        for (names, gains, words) in self.ends() {
            let name = format!("where the road of {names} ends, worth a round from there on");
            let look = (looks.next(), true);
            self.line(kinds, threads, (&name, &gains, &words), look);
        }
    }

    fn line(
        &self,
        kinds: &mut Vec<Kind>,
        threads: &mut Vec<Thread>,
        (name, gains, words): (&str, &[f64], &str),
        (look, dashed): (Option<usize>, bool),
    ) {
        threads.push(Thread {
            values: gains.to_vec(),
            kind: kinds.len(),
            tip: self.tip(name, gains, words),
            key: None,
        });
        kinds.push(Kind {
            name: name.to_owned(),
            look,
            dashed,
        });
    }

    fn thread(
        &self,
        kind: usize,
        name: &str,
        gains: &[f64],
        point: &PackagePoint,
        key: Option<usize>,
    ) -> Thread {
        Thread {
            values: gains.to_vec(),
            kind,
            tip: self.tip(name, gains, &point.words.join(" · ")),
            key,
        }
    }

    fn told(&self, names: &[&str]) -> String {
        let all = &self.packages.frontier;
        let count = |road| all.iter().filter(|p| p.road == road).count();
        let packages = counted(all.len() as u64, "package");
        let mut told = format!("{packages}; gains of {}.", listed(names));
        let (drawn, whole) = (self.points().len(), all.len());
        if drawn < whole {
            told += &format!(" {drawn} of them are drawn.");
        }
        if self.plans.is_some() {
            told += &format!(
                " A road leads to {}, none to {}; of {} it is not known.",
                count(Some(true)),
                count(Some(false)),
                count(None)
            );
        }
        for (concepts, point) in self.chosen() {
            let gains = floats(point);
            let gains: Vec<_> = gains.iter().map(|g| number(*g)).collect();
            told += &format!(" {concepts}: {}.", listed(&gains));
        }
        told
    }
}

/// Names of concepts joined where their answers are the same; where all are, that is said.
fn joined<K: PartialEq, V>(answers: impl Iterator<Item = (Concept, K, V)>) -> Vec<(String, V)> {
    let mut rows: Vec<(Vec<&str>, K, V)> = Vec::new();
    for (concept, key, value) in answers {
        match rows.iter_mut().find(|(_, known, _)| *known == key) {
            Some((names, ..)) => names.push(concept.id()),
            None => rows.push((vec![concept.id()], key, value)),
        }
    }
    let alone = rows.len() == 1;
    let rows = rows
        .into_iter()
        .map(|(names, _, value)| match (alone, names.len()) {
            (true, 2..) => ("every concept".to_owned(), value),
            _ => (names.join(", "), value),
        });
    rows.collect()
}

fn floats(point: &PackagePoint) -> Vec<f64> {
    point.gains.iter().map(|g| g.to_f64()).collect()
}
