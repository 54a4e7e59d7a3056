//! A small dense simplex in exact fractions, after the dictionaries of Chvátal, *Linear Programming* (1983), chapters 2–3, with
//! Bland's rule, so that it always ends.
//!
//! Exact because breakpoints of a frontier are compared for equality; small because there is one variable per divisible topic.
//! Complexity: exponential at worst, in practice a few pivots of rows × variables each.

use crate::base::{Points, Ratio};

/// `coefficients · y ≥ least`.
#[derive(Clone, Debug)]
pub struct Row {
    /// One per variable.
    pub coefficients: Vec<Ratio>,
    /// The bound.
    pub least: Ratio,
}

/// Where the largest value is reached.
#[derive(Clone, Debug)]
pub struct Best {
    /// The variables.
    pub at: Vec<Ratio>,
    /// The objective.
    pub value: Ratio,
    /// For each row, by how much the value falls when its bound rises by one (0 or more).
    pub prices: Vec<Ratio>,
}

/// Largest `objective · y` where all rows hold and `0 ≤ y ≤ upper`; `None` if they cannot all hold.
pub fn maximise(objective: &[Ratio], rows: &[Row], upper: &[Ratio]) -> Option<Best> {
    let mut dictionary = Dictionary::new(rows, upper);
    if !dictionary.make_feasible() {
        return None;
    }
    dictionary.set_objective(objective);
    dictionary.climb();
    Some(dictionary.read(objective.len(), rows.len()))
}

/// Of all `y` where all rows hold and `0 ≤ y ≤ upper`, the one whose variables are as small as can be, one after another in this order;
/// `None` if the rows cannot all hold. Each search begins where the last one ended.
pub fn smallest_in_turn(order: &[usize], rows: &[Row], upper: &[Ratio]) -> Option<Vec<Ratio>> {
    let mut dictionary = Dictionary::new(rows, upper);
    if !dictionary.make_feasible() {
        return None;
    }
    for variable in order {
        let mut objective = vec![zero(); upper.len()];
        objective[*variable] = -one();
        dictionary.set_objective(&objective);
        dictionary.climb();
        dictionary.keep_what_is_reached();
    }
    Some(dictionary.read(upper.len(), 0).at)
}

/// `x_basic = bound − Σ coefficient · x_free`, for every basic variable. Variables are numbered: the `y` first, then the slack of every
/// row, then one that stands in while there is no solution yet.
struct Dictionary {
    /// Coefficients of the free variables, and the bound at the end.
    lines: Vec<Vec<Ratio>>,
    /// Value of each free variable to the objective, and the value so far at the end.
    worth: Vec<Ratio>,
    basic: Vec<usize>,
    free: Vec<usize>,
}

fn zero() -> Ratio {
    Points::ZERO.ratio()
}

fn one() -> Ratio {
    Points::ONE.ratio()
}

impl Dictionary {
    fn new(rows: &[Row], upper: &[Ratio]) -> Self {
        let count = upper.len();
        let mut lines = Vec::new();
        for row in rows {
            let mut line: Vec<Ratio> = row.coefficients.iter().map(|c| -c).collect();
            line.push(-&row.least);
            lines.push(line);
        }
        for (variable, most) in upper.iter().enumerate() {
            let mut line = vec![zero(); count + 1];
            line[variable] = one();
            line[count] = most.clone();
            lines.push(line);
        }
        Self {
            basic: (count..count + lines.len()).collect(),
            free: (0..count).collect(),
            worth: vec![zero(); count + 1],
            lines,
        }
    }

    /// Lets a stand-in take up what is missing, and drives it out; false if that cannot be done.
    fn make_feasible(&mut self) -> bool {
        let bound = self.free.len();
        let worst =
            (0..self.lines.len()).min_by(|a, b| self.lines[*a][bound].cmp(&self.lines[*b][bound]));
        let Some(worst) = worst.filter(|line| self.lines[*line][bound] < zero()) else {
            return true;
        };
        let stand_in = self.free.len() + self.lines.len();
        for line in &mut self.lines {
            line.insert(bound, -one());
        }
        self.free.push(stand_in);
        self.worth = vec![zero(); bound + 2];
        self.worth[bound] = -one();
        self.pivot(worst, bound);
        self.climb();
        if self.worth[bound + 1] != zero() {
            return false;
        }
        if let Some(line) = self.basic.iter().position(|v| *v == stand_in) {
            // It stands at 0, so any free variable may take its place.
            match (0..self.free.len()).find(|f| self.lines[line][*f] != zero()) {
                Some(free) => self.pivot(line, free),
                None => {
                    self.lines.remove(line);
                    self.basic.remove(line);
                }
            }
        }
        if let Some(place) = self.free.iter().position(|v| *v == stand_in) {
            self.free.remove(place);
            self.lines
                .iter_mut()
                .for_each(|line| drop(line.remove(place)));
        }
        true
    }

    fn set_objective(&mut self, objective: &[Ratio]) {
        let bound = self.free.len();
        self.worth = vec![zero(); bound + 1];
        let asked = objective.iter().enumerate();
        for (variable, worth) in asked.filter(|(_, worth)| **worth != zero()) {
            if let Some(place) = self.free.iter().position(|v| *v == variable) {
                self.worth[place] += worth;
            }
            if let Some(line) = self.basic.iter().position(|v| *v == variable) {
                for place in 0..bound {
                    if self.lines[line][place] != zero() {
                        self.worth[place] -= worth * &self.lines[line][place];
                    }
                }
                self.worth[bound] += worth * &self.lines[line][bound];
            }
        }
    }

    fn climb(&mut self) {
        while let Some(enters) = self.enters() {
            match self.leaves(enters) {
                Some(line) => self.pivot(line, enters),
                // Every variable is bounded, so this is not reached.
                None => return,
            }
        }
    }

    /// Only the best points stay: a free variable that costs something is 0 at each of them, and falls away.
    fn keep_what_is_reached(&mut self) {
        for place in (0..self.free.len()).rev() {
            if self.worth[place] < zero() {
                self.free.remove(place);
                self.worth.remove(place);
                self.lines
                    .iter_mut()
                    .for_each(|line| drop(line.remove(place)));
            }
        }
    }

    /// Bland: of the free variables that are worth something, the one of the smallest number.
    fn enters(&self) -> Option<usize> {
        let useful = (0..self.free.len()).filter(|place| self.worth[*place] > zero());
        useful.min_by_key(|place| self.free[*place])
    }

    /// The basic variable that comes to 0 first; of several, the one of the smallest number.
    fn leaves(&self, enters: usize) -> Option<usize> {
        let bound = self.free.len();
        let falling = (0..self.lines.len()).filter(|line| self.lines[*line][enters] > zero());
        let room = |line: &usize| &self.lines[*line][bound] / &self.lines[*line][enters];
        falling.min_by(|a, b| {
            room(a)
                .cmp(&room(b))
                .then(self.basic[*a].cmp(&self.basic[*b]))
        })
    }

    fn pivot(&mut self, line: usize, free: usize) {
        let by = self.lines[line][free].clone();
        let mut own: Vec<Ratio> = self.lines[line].iter().map(|x| x / &by).collect();
        own[free] = one() / &by;
        // Most are 0 and change nothing; exact fractions are slow to find that out.
        let changing: Vec<usize> = (0..own.len()).filter(|p| own[*p] != zero()).collect();
        let others = self.lines.iter_mut().enumerate();
        for (_, other) in others.filter(|(place, _)| *place != line) {
            let times = std::mem::replace(&mut other[free], zero());
            if times != zero() {
                for place in &changing {
                    other[*place] -= &times * &own[*place];
                }
            }
        }
        let times = std::mem::replace(&mut self.worth[free], zero());
        let bound = self.free.len();
        for place in changing.into_iter().filter(|_| times != zero()) {
            match place == bound {
                true => self.worth[place] += &times * &own[place],
                false => self.worth[place] -= &times * &own[place],
            }
        }
        self.lines[line] = own;
        std::mem::swap(&mut self.basic[line], &mut self.free[free]);
    }

    fn read(&self, variables: usize, rows: usize) -> Best {
        let bound = self.free.len();
        let value = |variable: usize| {
            let line = self.basic.iter().position(|v| *v == variable);
            line.map_or(zero(), |line| self.lines[line][bound].clone())
        };
        let price = |row: usize| {
            let place = self.free.iter().position(|v| *v == variables + row);
            place.map_or(zero(), |place| -&self.worth[place])
        };
        Best {
            at: (0..variables).map(value).collect(),
            value: self.worth[bound].clone(),
            prices: (0..rows).map(price).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(n: i64) -> Ratio {
        Points::whole(n).ratio()
    }

    #[test]
    fn finds_the_corner_and_its_prices() {
        // 3x + 2y where x + y ≤ 4, x + 3y ≤ 6, x ≤ 3.
        let rows = [([-1, -1], -4), ([-1, -3], -6)].map(|(c, least)| Row {
            coefficients: c.map(r).to_vec(),
            least: r(least),
        });
        let best = maximise(&[r(3), r(2)], &rows, &[r(3), r(9)]).unwrap();
        assert_eq!(best.at, [r(3), r(1)]);
        assert_eq!(best.value, r(11));
        assert_eq!(best.prices, [r(2), r(0)]);
    }

    #[test]
    fn starts_where_nothing_is_allowed_and_says_when_nothing_is() {
        let at_least = |least| Row {
            coefficients: vec![r(1), r(1)],
            least: r(least),
        };
        let best = maximise(&[r(-1), r(-2)], &[at_least(3)], &[r(2), r(2)]).unwrap();
        assert_eq!(best.at, [r(2), r(1)]);
        assert_eq!(best.value, r(-4));
        assert!(maximise(&[r(1), r(1)], &[at_least(5)], &[r(2), r(2)]).is_none());
    }

    #[test]
    fn takes_the_smallest_of_each_in_turn() {
        // x + y + z ≥ 4 where each is at most 3: as little of y as can be, then of x.
        let rows = [Row {
            coefficients: vec![r(1), r(1), r(1)],
            least: r(4),
        }];
        let upper = [r(3), r(3), r(3)];
        let smallest = |order: &[usize]| smallest_in_turn(order, &rows, &upper).unwrap();
        assert_eq!(smallest(&[1, 0, 2]), [r(1), r(0), r(3)]);
        assert_eq!(smallest(&[2, 1, 0]), [r(3), r(1), r(0)]);
        let far = [Row {
            coefficients: vec![r(1), r(1), r(1)],
            least: r(10),
        }];
        assert!(smallest_in_turn(&[0, 1, 2], &far, &upper).is_none());
    }
}
