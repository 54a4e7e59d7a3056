//! Linear in pieces: what lies between the corners at which a round's payoffs are computed.

use super::mesh::Node;

/// What the corners' values make of a node: for each side, the piece its own chance lies in, and linear between the nearest and the
/// farthest neighbour.
pub fn polynomial(
    node: &Node,
    values: &[f64],
    corners: &[Vec<(f64, f64)>],
    grid: &[f64],
    late: bool,
) -> Vec<f64> {
    if values.contains(&f64::NEG_INFINITY) {
        return Vec::new();
    }
    let mut current = values.to_vec();
    let mut sets = 1;
    for (corners, z) in corners.iter().zip(&node.share) {
        let (fixed, slope) = if corners.len() == 1 {
            (vec![1.0], vec![0.0])
        } else {
            mixture(*z, grid, late)
        };
        let rest = current.len() / (corners.len() * sets);
        let mut next = vec![0.0; rest * 2 * sets];
        for r in 0..rest {
            for (corner, (fixed, slope)) in fixed.iter().zip(&slope).enumerate() {
                for set in 0..sets {
                    let value = current[(r * corners.len() + corner) * sets + set];
                    next[r * 2 * sets + set] += fixed * value;
                    next[(r * 2 + 1) * sets + set] += slope * value;
                }
            }
        }
        (current, sets) = (next, sets * 2);
    }
    current
}

/// Shares of a side's corners: a constant, and what is added per share of the neighbour.
fn mixture(z: f64, grid: &[f64], late: bool) -> (Vec<f64>, Vec<f64>) {
    let last = grid.len() - 2;
    let piece = grid[1..].iter().position(|g| z <= *g).unwrap_or(last);
    let along = ((z - grid[piece]) / (grid[piece + 1] - grid[piece])).clamp(0.0, 1.0);
    // The neighbour lies between 0 and z, or between z and 1 where it comes before.
    let (start, rise) = match late {
        true if z < 1.0 => (-z / (1.0 - z), 1.0 / (1.0 - z)),
        false if z > 0.0 => (0.0, 1.0 / z),
        _ => (0.0, 0.0),
    };
    let mut shares = (vec![0.0; grid.len() * 2], vec![0.0; grid.len() * 2]);
    for (end, share) in [(piece, 1.0 - along), (piece + 1, along)] {
        shares.0[2 * end] += share * (1.0 - start);
        shares.0[2 * end + 1] += share * start;
        shares.1[2 * end] -= share * rise;
        shares.1[2 * end + 1] += share * rise;
    }
    shares
}

/// A polynomial linear in each variable; −∞ where there is none.
pub fn evaluate(coefficients: &[f64], at: &[f64]) -> f64 {
    match (coefficients, at) {
        ([], _) => f64::NEG_INFINITY,
        ([only], _) => *only,
        (&[a, b], [x]) => a + b * x,
        (&[a, b, c, d], [x, y]) => a + b * x + y * (c + d * x),
        (_, [first @ .., last]) => {
            let (low, high) = coefficients.split_at(coefficients.len() / 2);
            evaluate(low, first) + last * evaluate(high, first)
        }
        (_, []) => f64::NEG_INFINITY,
    }
}
