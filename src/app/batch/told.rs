//! Answers that follow from what rows were scored: gains in other forms, frontiers, ranks, roads, changes.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::Points;
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

    /// The answers that are wanted of scored rows.
    pub fn answers(&self, chunk: &Chunk, scored: Scored, wanted: &[Answer]) -> Answers {
        let mut told = FxHashMap::default();
        for answer in wanted {
            if let Some(values) = self.values(*answer, chunk, &scored) {
                told.insert(*answer, values);
            }
        }
        Answers { scored, told }
    }

    fn values(&self, answer: Answer, chunk: &Chunk, scored: &Scored) -> Option<Values> {
        let rows = 0..scored.rows;
        let agreeable = |row: usize| scored.agreeable[row] == 1;
        let gains = |row: usize| self.measures.gains(scored, row);
        Some(match answer {
            Answer::LeastGain => Values::Steps(self.measures.least(scored)),
            Answer::Nash => Values::Reals(self.measures.nash(scored)),
            Answer::Sum => Values::Steps(self.measures.sums(scored)),
            Answer::OnBatchFrontier => {
                let front = self.batch_front.as_ref();
                let is_on = |row| agreeable(row) && front.is_some_and(|f| f.contains(&gains(row)));
                Values::Flags(rows.map(|row| u8::from(is_on(row))).collect())
            }
            Answer::OnModelFrontier => {
                let is_on = |row| match &self.front {
                    Some(front) => u8::from(agreeable(row) && front.has(&gains(row))),
                    None => 2,
                };
                Values::Flags(rows.map(is_on).collect())
            }
            Answer::Distance => {
                let points = |row| self.measures.points(&gains(row));
                let distance = |row| match &self.front {
                    Some(front) if !front.is_empty() => {
                        let gains: Vec<f64> = points(row).into_iter().map(Points::to_f64).collect();
                        front.distance(&gains)
                    }
                    _ => f64::NAN,
                };
                Values::Reals(rows.map(distance).collect())
            }
            Answer::Rank => {
                let ranks = self.ranks.as_ref();
                let rank = |row| match agreeable(row) {
                    true => ranks.and_then(|r| r.get(&gains(row))).copied().unwrap_or(0),
                    false => 0,
                };
                Values::Wholes(rows.map(rank).collect())
            }
            Answer::Road => Values::Flags(self.each_road(chunk, scored, 2, |road| match road {
                Road::Found { .. } => 1,
                Road::Unknown(_) => 2,
                Road::None(_) => 0,
            })),
            Answer::RoadRounds => {
                Values::Wholes(self.each_road(chunk, scored, 0, |road| match road {
                    Road::Found { rounds, .. } => *rounds as u64,
                    _ => 0,
                }))
            }
            Answer::RoadGain(actor) => {
                let side = self.problem.consenting.iter().position(|a| *a == actor)?;
                Values::Reals(self.each_road(chunk, scored, f64::NAN, |road| match road {
                    Road::Found { gain, .. } => gain[side],
                    _ => f64::NAN,
                }))
            }
            Answer::RoadObstacle => {
                Values::Texts(self.each_road(chunk, scored, None, |road| match road {
                    Road::Found { .. } => None,
                    Road::None(obstacle) => {
                        Some(super::work::obstacle_text(&self.problem, obstacle))
                    }
                    Road::Unknown(why) => Some(super::work::stopped_text(*why).to_owned()),
                }))
            }
            _ => return None,
        })
    }

    fn each_road<T: Clone>(
        &self,
        chunk: &Chunk,
        scored: &Scored,
        none: T,
        of: impl Fn(&Road) -> T,
    ) -> Vec<T> {
        let road = |row: usize| {
            let roads = self.roads.as_ref().filter(|_| scored.agreeable[row] == 1)?;
            roads.get(&settlement(chunk, row)).map(&of)
        };
        (0..scored.rows)
            .map(|row| road(row).unwrap_or(none.clone()))
            .collect()
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

/// The options of a row.
pub fn settlement(chunk: &Chunk, row: usize) -> Vec<u16> {
    chunk.codes.iter().map(|codes| codes.at(row)).collect()
}
