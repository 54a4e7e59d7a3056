//! Bounds in several directions, and what they say of the concepts of §5: what the best plan can be at most.

/// Bounds in several directions: together a polytope that holds the gains of every plan.
#[derive(Clone, Debug, Default)]
pub struct Ceiling {
    /// Weights λ ≥ 0 of the consenting actors, and what `Σ λ_i g_i` is at most.
    pub cuts: Vec<(Vec<f64>, f64)>,
}

impl Ceiling {
    /// At most the least `g_i / w_i` over actors of positive weight; ∞ where no cut says anything.
    pub fn egalitarian(&self, weights: &[f64]) -> f64 {
        let bound = |(cut, most): &(Vec<f64>, f64)| {
            // Others' gains have to be left out of the cut: only those of positive weight are at least their share.
            let outside = cut.iter().zip(weights).any(|(c, w)| *c > 0.0 && *w <= 0.0);
            let total: f64 = cut.iter().zip(weights).map(|(c, w)| c * w).sum();
            if outside || total <= 0.0 {
                f64::INFINITY
            } else {
                most / total
            }
        };
        self.cuts.iter().map(bound).fold(f64::INFINITY, f64::min)
    }

    /// At most `Π max(g_i, 0)^w_i` over actors of positive weight; ∞ where no cut says anything.
    ///
    /// Of gains below a cut the product is largest where each has the share `w_i / Σw` of it. Cuts are tried alone and mixed two
    /// by two. A plan in which somebody gains nothing has the product 0.
    pub fn nash(&self, weights: &[f64]) -> f64 {
        const MIXTURES: usize = 8;
        let mut least = f64::INFINITY;
        for (first, a) in &self.cuts {
            for (second, b) in &self.cuts {
                for part in 0..=MIXTURES {
                    let share = part as f64 / MIXTURES as f64;
                    let mix = |x: f64, y: f64| x * share + y * (1.0 - share);
                    let cut: Vec<f64> =
                        first.iter().zip(second).map(|(x, y)| mix(*x, *y)).collect();
                    least = least.min(product_below(&cut, mix(*a, *b), weights));
                }
            }
        }
        least
    }

    /// At most `Σ w_i g_i`, where there is a cut in this direction; ∞ where there is none.
    pub fn utilitarian(&self, weights: &[f64]) -> f64 {
        let same = self.cuts.iter().filter(|(cut, _)| cut == weights);
        same.map(|(_, most)| *most).fold(f64::INFINITY, f64::min)
    }
}

fn product_below(cut: &[f64], most: f64, weights: &[f64]) -> f64 {
    let outside = cut
        .iter()
        .zip(weights)
        .any(|(c, w)| (*c > 0.0) != (*w > 0.0));
    if outside {
        return f64::INFINITY;
    }
    if most <= 0.0 {
        return 0.0;
    }
    let total: f64 = weights.iter().filter(|w| **w > 0.0).sum();
    let sides = cut.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    sides
        .map(|(c, w)| (most * w / (total * c)).powf(*w))
        .product::<f64>()
        * (1.0 + 1e-9)
}
