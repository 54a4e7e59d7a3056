//! Answers that follow from what rows were scored: gains in other forms, frontiers, ranks, roads, changes.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::problem::Problem;
use crate::study::batch::{Gains, Measures, ModelFront, Program, Road, Scored, Suggester};
use crate::table::{Answer, Answers, Chunk, Values};

/// A problem, and all that is asked of rows under it.
pub struct Judged {
    /// The overlay that made it; empty without one.
    pub overlay: String,
    /// The problem.
    pub problem: Problem,
    /// Its program.
    pub program: Program,
    /// Gains of rows.
    pub measures: Measures,
    /// The frontier of the model, where it is asked for and can be had.
    pub front: Option<ModelFront>,
    /// The frontier of the rows, once it is known.
    pub batch_front: Option<FxHashSet<Gains>>,
    /// Ranks by gains, once they are known.
    pub ranks: Option<FxHashMap<Gains, u64>>,
    /// Roads by packages, once they are known.
    pub roads: Option<FxHashMap<Vec<u16>, Road>>,
}

impl Judged {
    /// Ready to score rows.
    pub fn new(overlay: String, problem: Problem, wanted: &[Answer]) -> Self {
        let mut program = Program::compile(&problem);
        for answer in wanted {
            match answer {
                Answer::Worth(actor) | Answer::Gain(actor) => program.ask(program.worth(*actor)),
                Answer::Audience(actor, index) => program.ask(program.audience(*actor, *index).1),
                _ => {}
            }
        }
        Self {
            measures: Measures::new(&problem, &program),
            overlay,
            problem,
            program,
            front: None,
            batch_front: None,
            ranks: None,
            roads: None,
        }
    }

    /// The answers that are wanted of all scored rows.
    pub fn answers(&self, chunk: &Chunk, scored: Scored, wanted: &[Answer]) -> Answers {
        let all: Vec<u32> = (0..scored.rows as u32).collect();
        let told = FxHashMap::default();
        let mut answers = Answers { scored, told };
        self.tell(chunk, &mut answers, wanted, &all);
        answers
    }

    /// Adds answers that are wanted of some rows; the others have none.
    pub fn tell(&self, chunk: &Chunk, answers: &mut Answers, wanted: &[Answer], rows: &[u32]) {
        for answer in wanted {
            if let Some(values) = self.values(*answer, chunk, &answers.scored, rows) {
                answers.told.insert(*answer, values);
            }
        }
    }

    fn values(
        &self,
        answer: Answer,
        chunk: &Chunk,
        scored: &Scored,
        rows: &[u32],
    ) -> Option<Values> {
        let agreeable = |row: usize| scored.agreeable[row] == 1;
        let gains = |row: usize| self.measures.gains(scored, row);
        Some(match answer {
            Answer::LeastGain => {
                let least = |row| self.measures.least(scored, row);
                Values::Steps(each(scored.rows, rows, 0, least))
            }
            Answer::Nash => {
                let nash = |row| self.measures.nash(scored, row);
                Values::Reals(each(scored.rows, rows, f64::NAN, nash))
            }
            Answer::Sum => {
                let sum = |row| self.measures.sum(scored, row);
                Values::Steps(each(scored.rows, rows, 0, sum))
            }
            Answer::OnBatchFrontier => {
                let front = self.batch_front.as_ref();
                let is_on = |row| agreeable(row) && front.is_some_and(|f| f.contains(&gains(row)));
                Values::Flags(each(scored.rows, rows, 0, |row| u8::from(is_on(row))))
            }
            Answer::OnModelFrontier => {
                let is_on = |row| match &self.front {
                    Some(front) => u8::from(agreeable(row) && front.has(&gains(row))),
                    None => 2,
                };
                Values::Flags(each(scored.rows, rows, 0, is_on))
            }
            Answer::Distance => {
                let mut place = Vec::new();
                let distance = |row| match &self.front {
                    Some(front) if !front.is_empty() => {
                        self.measures.place(scored, row, &mut place);
                        front.distance(&place)
                    }
                    _ => f64::NAN,
                };
                Values::Reals(each(scored.rows, rows, f64::NAN, distance))
            }
            Answer::Rank => {
                let ranks = self.ranks.as_ref();
                let rank = |row| match agreeable(row) {
                    true => ranks.and_then(|r| r.get(&gains(row))).copied().unwrap_or(0),
                    false => 0,
                };
                Values::Wholes(each(scored.rows, rows, 0, rank))
            }
            Answer::Road => {
                Values::Flags(self.each_road(chunk, scored, rows, 2, |road| match road {
                    Road::Found { .. } => 1,
                    Road::Unknown(_) => 2,
                    Road::None(_) => 0,
                }))
            }
            Answer::RoadRounds => {
                Values::Wholes(self.each_road(chunk, scored, rows, 0, |road| match road {
                    Road::Found { rounds, .. } => *rounds as u64,
                    _ => 0,
                }))
            }
            Answer::RoadGain(actor) => {
                let side = self.problem.consenting.iter().position(|a| *a == actor)?;
                Values::Reals(
                    self.each_road(chunk, scored, rows, f64::NAN, |road| match road {
                        Road::Found { gain, .. } => gain[side],
                        _ => f64::NAN,
                    }),
                )
            }
            Answer::RoadObstacle => {
                Values::Texts(
                    self.each_road(chunk, scored, rows, None, |road| match road {
                        Road::Found { .. } => None,
                        Road::None(obstacle) => {
                            Some(super::work::obstacle_text(&self.problem, obstacle))
                        }
                        Road::Unknown(why) => Some(super::work::stopped_text(*why).to_owned()),
                    }),
                )
            }
            _ => return None,
        })
    }

    fn each_road<T: Clone>(
        &self,
        chunk: &Chunk,
        scored: &Scored,
        rows: &[u32],
        none: T,
        of: impl Fn(&Road) -> T,
    ) -> Vec<T> {
        let road = |row: usize| {
            let roads = self.roads.as_ref().filter(|_| scored.agreeable[row] == 1)?;
            roads.get(&settlement(chunk, row)).map(&of)
        };
        let road = |row| road(row).unwrap_or(none.clone());
        each(scored.rows, rows, none.clone(), road)
    }

    /// Adds the changes that help some rows.
    pub fn suggest(
        &self,
        chunk: &Chunk,
        answers: &mut Answers,
        rows: &[u32],
        suggester: &Suggester,
    ) {
        let mut texts = vec![None; chunk.rows];
        let mut gains = vec![vec![f64::NAN; chunk.rows]; self.problem.consenting.len()];
        for row in rows.iter().map(|r| *r as usize) {
            let Some(found) =
                suggester.find(&self.program, &self.measures, &settlement(chunk, row))
            else {
                continue;
            };
            let names = &self.problem.names.topics;
            let change = |(topic, option): &(crate::base::TopicId, crate::base::OptionId)| {
                format!("{}={}", names[*topic].id, names[*topic].options[*option].0)
            };
            texts[row] = Some(
                found
                    .changes
                    .iter()
                    .map(change)
                    .collect::<Vec<_>>()
                    .join(","),
            );
            for (side, points) in self.measures.points(&found.gains).into_iter().enumerate() {
                gains[side][row] = points.to_f64();
            }
        }
        answers
            .told
            .insert(Answer::Suggestion, Values::Texts(texts));
        for (actor, own) in self.problem.consenting.iter().zip(gains) {
            answers
                .told
                .insert(Answer::SuggestedGain(*actor), Values::Reals(own));
        }
    }
}

/// A column of so many rows, known of some.
fn each<T: Clone>(count: usize, rows: &[u32], none: T, mut of: impl FnMut(usize) -> T) -> Vec<T> {
    let mut all = vec![none; count];
    for row in rows.iter().map(|r| *r as usize) {
        all[row] = of(row);
    }
    all
}

/// The options of a row.
pub fn settlement(chunk: &Chunk, row: usize) -> Vec<u16> {
    chunk.codes.iter().map(|codes| codes.at(row)).collect()
}
