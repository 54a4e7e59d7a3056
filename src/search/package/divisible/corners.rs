//! The corners of one leaf's frontier for any number of sides: the extreme points of what the sides can have, or less.
//!
//! Benson's outer approximation (1998): a box around everything is cut down. Each corner of what is left is asked how far it lies
//! beyond what can be had; the prices of that linear programme are the next cut. Corners are kept by the double description method
//! (Motzkin et al. 1953). In exact fractions it ends with the corners themselves.

use super::leaf::Leaf;
use crate::base::{Points, Ratio, Stopped};

/// Most corners of the outer approximation.
const MOST_CORNERS: usize = 400;

struct Corner {
    at: Vec<Ratio>,
    /// The cuts that it lies on, by number.
    on: Vec<usize>,
    reached: bool,
}

/// Extreme points of the leaf's gains, those that others are above left out.
///
/// # Errors
/// [`Stopped::TooLarge`] when there are too many.
pub fn corners(leaf: &Leaf) -> Result<Vec<Vec<Ratio>>, Stopped> {
    if !leaf.has_package() {
        return Ok(Vec::new());
    }
    let sides = leaf.gains.len();
    let floor: Vec<Ratio> = (0..sides).map(|side| leaf.range(side).0 - one()).collect();
    let mut corners = vec![Corner {
        at: Vec::new(),
        on: Vec::new(),
        reached: false,
    }];
    for (side, low) in floor.iter().enumerate() {
        let Some(high) = leaf.ideal(side) else {
            return Ok(Vec::new());
        };
        let ends = [(low.clone(), 2 * side), (high, 2 * side + 1)];
        let grown = |corner: &Corner, (end, cut): &(Ratio, usize)| Corner {
            at: [corner.at.clone(), vec![end.clone()]].concat(),
            on: [corner.on.clone(), vec![*cut]].concat(),
            reached: false,
        };
        corners = corners
            .iter()
            .flat_map(|corner| ends.iter().map(move |end| grown(corner, end)))
            .collect();
    }
    let mut cuts = 2 * sides;
    while let Some(next) = corners.iter().position(|corner| !corner.reached) {
        match leaf.beyond(&corners[next].at) {
            None => corners[next].reached = true,
            Some((weights, most)) => {
                corners = cut(corners, &weights, &most, cuts, sides);
                cuts += 1;
            }
        }
        if corners.len() > MOST_CORNERS {
            return Err(Stopped::TooLarge);
        }
    }
    let real = |corner: &Corner| corner.at.iter().zip(&floor).all(|(x, low)| x > low);
    Ok(corners.into_iter().filter(real).map(|c| c.at).collect())
}

fn one() -> Ratio {
    Points::ONE.ratio()
}

/// Keeps what satisfies `weights · x ≤ most`, with new corners where edges cross it.
fn cut(
    corners: Vec<Corner>,
    weights: &[Ratio],
    most: &Ratio,
    number: usize,
    sides: usize,
) -> Vec<Corner> {
    let room: Vec<Ratio> = corners
        .iter()
        .map(|c| most - c.at.iter().zip(weights).map(|(x, w)| x * w).sum::<Ratio>())
        .collect();
    let zero = Points::ZERO.ratio();
    let mut new = Vec::new();
    for (a, out) in corners.iter().enumerate().filter(|(a, _)| room[*a] < zero) {
        for (b, kept) in corners.iter().enumerate().filter(|(b, _)| room[*b] > zero) {
            let shared: Vec<usize> = out
                .on
                .iter()
                .filter(|c| kept.on.contains(c))
                .copied()
                .collect();
            let on_edge = |c: &Corner| shared.iter().all(|cut| c.on.contains(cut));
            let adjacent = shared.len() + 1 >= sides
                && !(corners.iter().enumerate())
                    .any(|(c, corner)| c != a && c != b && on_edge(corner));
            if adjacent {
                let share = &room[a] / (&room[a] - &room[b]);
                let between = out.at.iter().zip(&kept.at);
                new.push(Corner {
                    at: between.map(|(x, y)| x + &share * (y - x)).collect(),
                    on: [shared, vec![number]].concat(),
                    reached: false,
                });
            }
        }
    }
    let mut left = Vec::new();
    for (mut corner, room) in corners.into_iter().zip(room) {
        if room == zero {
            corner.on.push(number);
        }
        if room >= zero {
            left.push(corner);
        }
    }
    left.extend(new);
    left
}

/// The corners that nothing on any leaf is above, each once, ascending.
pub fn undominated(corners: Vec<(Vec<Ratio>, usize)>, leaves: &[Leaf]) -> Vec<Vec<Ratio>> {
    let mut kept: Vec<Vec<Ratio>> = Vec::new();
    for (corner, own) in corners {
        let others = leaves.iter().enumerate().filter(|(leaf, _)| *leaf != own);
        let above = others.into_iter().any(|(_, leaf)| leaf.is_above(&corner));
        if !above && !kept.contains(&corner) {
            kept.push(corner);
        }
    }
    kept.sort();
    kept
}
