//! A *leaf*: every ordinary topic settled and every divisible one on a stretch. All conditions are then decided, all worths are
//! straight lines, and what is left is a linear programme over places.

use super::form::{Form, Table, Way};
use super::simplex::{Best, Row, maximise, smallest_in_turn};
use crate::base::{ConstraintId, Id, Limits, OptionId, Points, Ratio, TopicId};
use crate::problem::{Condition, Division, OptionSet, Place, Settlement, Side};

/// `base + Σ slope · y`.
#[derive(Clone, Debug)]
pub struct Line {
    /// At the beginning of every stretch.
    pub base: Ratio,
    /// Per divisible topic, for each unit from there.
    pub slopes: Vec<Ratio>,
}

impl Line {
    /// Its value.
    pub fn at(&self, y: &[Ratio]) -> Ratio {
        let parts = self.slopes.iter().zip(y).map(|(slope, y)| slope * y);
        &self.base + parts.sum::<Ratio>()
    }

    /// `line ≥ least`, as a row.
    pub fn at_least(&self, least: &Ratio) -> Row {
        Row {
            coefficients: self.slopes.clone(),
            least: least - &self.base,
        }
    }

    /// `line ≤ most`, as a row.
    pub fn at_most(&self, most: &Ratio) -> Row {
        self.times(&-Points::ONE.ratio()).at_least(&-most)
    }

    /// The line, stretched.
    pub fn times(&self, by: &Ratio) -> Line {
        Line {
            base: &self.base * by,
            slopes: self.slopes.iter().map(|slope| slope * by).collect(),
        }
    }

    /// The sum of two.
    pub fn plus(&self, other: &Line) -> Line {
        let slopes = self.slopes.iter().zip(&other.slopes);
        Line {
            base: &self.base + &other.base,
            slopes: slopes.map(|(a, b)| a + b).collect(),
        }
    }
}

/// A leaf of the search.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The chosen way of each topic.
    pub choice: Vec<usize>,
    /// Gains of the consenting actors.
    pub gains: Vec<Line>,
    /// Constraints on numbers, as `line ≥ 0`.
    pub demands: Vec<(ConstraintId, Line)>,
    /// Those of them that can be broken on this leaf.
    rows: Vec<Row>,
    /// Lengths of the stretches.
    lengths: Vec<Ratio>,
    /// It contains the status quo, which is no package.
    stands_still: bool,
    /// Told to stop, its programmes have no answer: whoever asks looks at the limits before using any.
    limits: Limits,
}

impl Leaf {
    /// The leaf of a choice; `None` if a rule on conditions refuses it.
    pub fn new(form: &Form, choice: &[usize]) -> Option<Self> {
        let view = View { form, choice };
        let rules = form.rules.iter();
        let agreed = |c: &Condition| c.holds_where(&|t, set: &OptionSet| view.stands(t, set));
        let mut forms = rules.map(|rule| &form.problem.rules[*rule].form);
        if !forms.all(|rule| rule.allows(&agreed)) {
            return None;
        }
        let carried = view.carried_out();
        let tables: Vec<Line> = form
            .tables
            .iter()
            .map(|table| view.line(*table, &carried))
            .collect();
        let demands = form.demands.iter().map(|demand| {
            let none = Line {
                base: -demand.least.clone(),
                slopes: vec![Points::ZERO.ratio(); view.stretches().count()],
            };
            let parts = demand.of.iter();
            let sum = parts.fold(none, |sum, (sign, table)| {
                sum.plus(&tables[*table].times(&Points::whole(*sign).ratio()))
            });
            (demand.constraint, sum)
        });
        let mut leaf = Self {
            choice: choice.to_vec(),
            demands: demands.collect(),
            gains: tables[..form.sides()].to_vec(),
            rows: Vec::new(),
            lengths: view.stretches().map(|(_, s)| s.length()).collect(),
            stands_still: view.stands_still(),
            limits: form.limits.clone(),
        };
        leaf.ask_only(&|_| true);
        Some(leaf)
    }

    /// Asks only these of the constraints on numbers; those that nothing on the leaf breaks need no row.
    pub fn ask_only(&mut self, asked: &dyn Fn(ConstraintId) -> bool) {
        let zero = Points::ZERO.ratio();
        let lines = self.demands.iter().filter(|(id, _)| asked(*id));
        let lines = lines
            .map(|(_, line)| line)
            .filter(|line| self.least(line) < zero);
        self.rows = lines.map(|line| line.at_least(&zero)).collect();
    }

    /// The least value of a line on the box of the stretches.
    fn least(&self, line: &Line) -> Ratio {
        let falls = line.slopes.iter().zip(&self.lengths);
        let falls = falls.filter(|(slope, _)| **slope < Points::ZERO.ratio());
        &line.base + falls.map(|(slope, length)| slope * length).sum::<Ratio>()
    }

    /// The places where a sum is largest, among those that the constraints and `more` allow; `None` if they allow none, or when told
    /// to stop.
    pub fn best(&self, objective: &[Ratio], more: &[Row]) -> Option<Best> {
        let rows: Vec<Row> = more.iter().chain(&self.rows).cloned().collect();
        self.limits.go_on().ok()?;
        maximise(objective, &rows, &self.lengths)
    }

    /// Has it a package, or the limit of packages?
    pub fn has_package(&self) -> bool {
        let all = vec![Points::ONE.ratio(); self.lengths.len()];
        let Some(furthest) = self.best(&all, &[]) else {
            return false;
        };
        !self.stands_still || furthest.value > Points::ZERO.ratio()
    }

    /// Gains at these places.
    pub fn gain(&self, y: &[Ratio]) -> Vec<Ratio> {
        self.gains.iter().map(|line| line.at(y)).collect()
    }

    /// A weighted sum of gains as an objective.
    pub fn weighted(&self, weights: &[Ratio]) -> Vec<Ratio> {
        let mut objective = vec![Points::ZERO.ratio(); self.lengths.len()];
        for (line, weight) in self.gains.iter().zip(weights) {
            for (sum, slope) in objective.iter_mut().zip(&line.slopes) {
                *sum += slope * weight;
            }
        }
        objective
    }

    /// Number of divisible topics.
    pub fn dimensions(&self) -> usize {
        self.lengths.len()
    }

    /// The least and the largest gain of a side, constraints aside.
    pub fn range(&self, side: usize) -> (Ratio, Ratio) {
        let line = &self.gains[side];
        (
            self.least(line),
            -self.least(&line.times(&-Points::ONE.ratio())),
        )
    }

    /// The largest gain of a side.
    pub fn ideal(&self, side: usize) -> Option<Ratio> {
        let best = self.best(&self.gains[side].slopes, &[])?;
        Some(&self.gains[side].base + best.value)
    }

    /// Is a package of this leaf better than `gain` for somebody, and worse for nobody?
    pub fn is_above(&self, gain: &[Ratio]) -> bool {
        let within = (0..gain.len()).all(|side| self.range(side).1 >= gain[side]);
        let best = within.then(|| self.at_least_as_good(gain)).flatten();
        best.is_some_and(|best| best.iter().sum::<Ratio>() > gain.iter().sum())
    }

    /// A gain at least this good that nothing on the leaf is above.
    pub fn at_least_as_good(&self, gain: &[Ratio]) -> Option<Vec<Ratio>> {
        let lines = self.gains.iter().zip(gain);
        let rows: Vec<Row> = lines.map(|(l, g)| l.at_least(g)).collect();
        let all = vec![Points::ONE.ratio(); gain.len()];
        let best = self.best(&self.weighted(&all), &rows)?;
        Some(self.gain(&best.at))
    }

    /// The largest `t` with every line at or above it, given `more` rows; the lines are given as they are to be compared.
    pub fn largest_least(&self, lines: &[&Line], more: &[Row]) -> Option<(Ratio, Best)> {
        let zero = Points::ZERO.ratio();
        let low = lines.iter().map(|line| self.least(line)).min()?;
        let minus = -Points::ONE.ratio();
        let high = lines
            .iter()
            .map(|line| -self.least(&line.times(&minus)))
            .max()?;
        let widen = |row: Row, last: Ratio| Row {
            coefficients: [row.coefficients, vec![last]].concat(),
            least: row.least,
        };
        let above = lines
            .iter()
            .map(|line| widen(line.at_least(&low), minus.clone()));
        let others = more.iter().chain(&self.rows).cloned();
        let rows: Vec<Row> = above
            .chain(others.map(|row| widen(row, zero.clone())))
            .collect();
        let mut objective = vec![zero; self.lengths.len()];
        objective.push(Points::ONE.ratio());
        // One more than can be reached, so that the bound itself has no price.
        let room = high - &low + Points::ONE.ratio();
        let upper = [self.lengths.clone(), vec![room]].concat();
        self.limits.go_on().ok()?;
        let mut best = maximise(&objective, &rows, &upper)?;
        best.at.pop();
        Some((low + &best.value, best))
    }

    /// If `gain` is more than can be had: weights, and the most that the weighted sum of gains can be.
    pub fn beyond(&self, gain: &[Ratio]) -> Option<(Vec<Ratio>, Ratio)> {
        let short: Vec<Line> = self
            .gains
            .iter()
            .zip(gain)
            .map(|(line, gain)| Line {
                base: &line.base - gain,
                slopes: line.slopes.clone(),
            })
            .collect();
        let (least, best) = self.largest_least(&short.iter().collect::<Vec<_>>(), &[])?;
        if least >= Points::ZERO.ratio() {
            return None;
        }
        let weights = best.prices[..gain.len()].to_vec();
        let sum: Ratio = weights.iter().zip(gain).map(|(w, g)| w * g).sum();
        Some((weights, sum + least))
    }

    /// Of the packages with this gain the first by the tie rule: options and places as small as can be, topics in the order of their
    /// ids. `None` if none has it.
    pub fn first_with(&self, form: &Form, gain: &[Ratio]) -> Option<Vec<Ratio>> {
        let pinned = self.gains.iter().zip(gain);
        let rows = pinned.flat_map(|(line, gain)| [line.at_least(gain), line.at_most(gain)]);
        let rows: Vec<Row> = rows.chain(self.rows.iter().cloned()).collect();
        let mut topics: Vec<(usize, usize)> = form
            .problem
            .divisible()
            .enumerate()
            .map(|(place, (topic, _))| (form.problem.names.topic_ranks[topic], place))
            .collect();
        topics.sort_unstable();
        let order: Vec<usize> = topics.into_iter().map(|(_, place)| place).collect();
        self.limits.go_on().ok()?;
        smallest_in_turn(&order, &rows, &self.lengths)
    }

    /// The package at these places.
    pub fn division(&self, form: &Form, y: &[Ratio]) -> Option<Division> {
        let view = View {
            form,
            choice: &self.choice,
        };
        let mut places: Vec<(TopicId, Place)> = Vec::new();
        for ((topic, stretch), y) in view.stretches().zip(y) {
            let offset = &stretch.from + y;
            let side = match stretch.open {
                (true, _) if offset == stretch.from => Side::Above,
                (_, true) if offset == stretch.to => Side::Below,
                _ => Side::At,
            };
            places.push((topic, Place { offset, side }));
        }
        let options = form
            .problem
            .topics
            .ids()
            .map(|topic| match view.way(topic) {
                Way::Option(option) => option.index(),
                Way::Stretch(_) => 0,
            });
        let options = Settlement::from_indices(options);
        let division = Division::new(form.problem, options.clone(), places.clone())?;
        if !form.problem.is_undivided_status_quo(&division) {
            return Some(division);
        }
        // The status quo is no package, and others come as near to it as one likes: on the way to the furthest.
        let all = vec![Points::ONE.ratio(); self.lengths.len()];
        let furthest = self.best(&all, &[])?.at;
        for ((_, place), y) in places.iter_mut().zip(&furthest) {
            if *y > Points::ZERO.ratio() {
                place.side = Side::Above;
            }
        }
        Division::new(form.problem, options, places)
    }
}

/// A choice, looked at through the form.
struct View<'f, 'p> {
    form: &'f Form<'p>,
    choice: &'f [usize],
}

impl<'f> View<'f, '_> {
    fn way(&self, topic: TopicId) -> &'f Way {
        &self.form.ways[topic][self.choice[topic.index()]]
    }

    fn stretches(&self) -> impl Iterator<Item = (TopicId, &'f super::form::Stretch)> {
        let topics = self.form.problem.topics.ids();
        topics.filter_map(|topic| match self.way(topic) {
            Way::Stretch(stretch) => Some((topic, stretch)),
            Way::Option(_) => None,
        })
    }

    fn stands(&self, topic: TopicId, options: &OptionSet) -> bool {
        match self.way(topic) {
            Way::Option(option) => options.contains(*option),
            Way::Stretch(stretch) => {
                options.contains(stretch.cell.0) && options.contains(stretch.cell.1)
            }
        }
    }

    /// Which topics are carried out.
    fn carried_out(&self) -> Vec<bool> {
        let topics = self.form.problem.topics.iter();
        let holds = |c: &Condition| c.holds_where(&|t, set: &OptionSet| self.stands(t, set));
        topics
            .map(|topic| topic.in_force.as_ref().is_none_or(holds))
            .collect()
    }

    fn line(&self, table: Table, carried: &[bool]) -> Line {
        let problem = self.form.problem;
        let (worths, curves) = self.form.numbers(table);
        let zero = Points::ZERO.ratio();
        let mut line = Line {
            base: self.start(table, carried),
            slopes: Vec::new(),
        };
        for topic in problem.topics.ids() {
            let counted = carried[topic.index()] || matches!(table, Table::Spent(_));
            match self.way(topic) {
                Way::Option(option) if counted => {
                    let option = match table {
                        Table::Seen(..) => problem.public_option(topic, *option),
                        _ => *option,
                    };
                    line.base += worths[topic][option].ratio();
                }
                Way::Option(_) => {}
                Way::Stretch(stretch) => {
                    let hidden = matches!(table, Table::Seen(..)) && problem.is_private(topic);
                    let curve = curves.of(topic).filter(|_| counted && !hidden);
                    let Some(curve) = curve else {
                        line.slopes.push(zero.clone());
                        continue;
                    };
                    let (low, high) = (curve.at(&stretch.from), curve.at(&stretch.to));
                    line.slopes.push(match stretch.from == stretch.to {
                        true => zero.clone(),
                        false => (high - &low) / stretch.length(),
                    });
                    line.base += low;
                }
            }
        }
        line
    }

    /// What a table has before any topic: linkages minus the walk-away.
    fn start(&self, table: Table, carried: &[bool]) -> Ratio {
        let Table::Gain(actor) = table else {
            return Points::ZERO.ratio();
        };
        let actor = &self.form.problem.actors[actor];
        let in_force = |topic: TopicId, set: &OptionSet| match carried[topic.index()] {
            true => self.stands(topic, set),
            false => set.contains(OptionId::STATUS_QUO),
        };
        let linked = actor.linkages.iter();
        let linked = linked.filter(|l| l.when.holds_where(&in_force));
        let linked: Points = linked.map(|l| l.value).sum();
        (linked - actor.walk_away).ratio()
    }

    /// Can every topic stand at its status quo?
    fn stands_still(&self) -> bool {
        let zero = Points::ZERO.ratio();
        let topics = self.form.problem.topics.entries();
        topics.into_iter().all(|(topic, own)| {
            !own.unsettled
                && match self.way(topic) {
                    Way::Option(option) => *option == OptionId::STATUS_QUO,
                    Way::Stretch(stretch) => stretch.from == zero && !stretch.open.0,
                }
        })
    }
}
