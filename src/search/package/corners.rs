//! The region that known packages leave open, as the corners of the boxes that make it up: local bounds of multi-objective
//! search (Klamroth, Lacour & Vanderpooten 2015), for maximising on a grid.

use super::numbers::Number;

/// Corners of what `met` does not make useless: gains are of interest iff they are at least one of the corners in every sum.
///
/// Gains equal to those of a package met stay of interest, for a tie may be decided by the options. At most about `most`
/// corners: beyond it the rest of what was met is not used, which leaves more of interest and is safe.
///
/// - `floor`: the least that is of interest in each sum
pub fn corners<N: Number>(met: &[Vec<N>], floor: &[N], most: usize) -> Vec<Vec<N>> {
    let one = N::narrow(1);
    let mut corners = vec![floor.to_vec()];
    for gains in met {
        if corners.len() > most {
            break;
        }
        for less in 0..floor.len() {
            let mut useless = gains.clone();
            useless[less] = useless[less] - one;
            cut(&mut corners, &useless);
        }
    }
    corners.sort_unstable();
    corners
}

/// Corners of what is not at most one of `covered` in every sum; `None` if there are more than `most`.
pub fn beyond<N: Number>(
    covered: impl Iterator<Item = Vec<N>>,
    floor: &[N],
    most: usize,
) -> Option<Vec<Vec<N>>> {
    let mut corners = vec![floor.to_vec()];
    for reach in covered {
        cut(&mut corners, &reach);
        if corners.len() > most {
            return None;
        }
    }
    corners.sort_unstable();
    Some(corners)
}

/// Takes away everything that is at most `useless`.
fn cut<N: Number>(corners: &mut Vec<Vec<N>>, useless: &[N]) {
    let below = |a: &[N], b: &[N]| a.iter().zip(b).all(|(a, b)| a <= b);
    let (hit, kept): (Vec<_>, Vec<_>) = corners.drain(..).partition(|c| below(c, useless));
    *corners = kept;
    let mut fresh: Vec<Vec<N>> = Vec::new();
    for corner in hit {
        for (d, most) in useless.iter().enumerate() {
            let mut child = corner.clone();
            child[d] = *most + N::narrow(1);
            fresh.push(child);
        }
    }
    fresh.sort_unstable();
    fresh.dedup();
    let needless = |child: &Vec<N>| {
        let others = corners.iter().chain(&fresh);
        others.filter(|o| *o != child).any(|o| below(o, child))
    };
    let needed: Vec<Vec<N>> = fresh.iter().filter(|c| !needless(c)).cloned().collect();
    corners.extend(needed);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On every point of a small grid: of interest iff no package met is at least as good everywhere and better somewhere.
    #[test]
    fn corners_leave_open_what_nothing_met_dominates() {
        let mut state = 3u64;
        for sums in 1..=4usize {
            for _ in 0..20 {
                let mut next = || {
                    state = state
                        .wrapping_mul(6364136223846793005)
                        .wrapping_add(1442695040888963407);
                    ((state >> 40) % 5) as i64
                };
                let met: Vec<Vec<i64>> = (0..5)
                    .map(|_| (0..sums).map(|_| next()).collect())
                    .collect();
                let corners = corners(&met, &vec![0; sums], 10_000);
                for code in 0..6i64.pow(sums as u32) {
                    let point: Vec<i64> =
                        (0..sums).map(|d| code / 6i64.pow(d as u32) % 6).collect();
                    let at_least = |a: &[i64], b: &[i64]| a.iter().zip(b).all(|(a, b)| a >= b);
                    let open = !met.iter().any(|m| at_least(m, &point) && *m != point);
                    let within = corners.iter().any(|c| at_least(&point, c));
                    assert_eq!(open, within, "{met:?} {point:?} {corners:?}");
                }
            }
        }
    }
}
