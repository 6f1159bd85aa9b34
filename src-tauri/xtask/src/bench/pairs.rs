//! Two things measured turn by turn, so that whatever else the machine does meets both.

use anyhow::Result;

use crate::interrupt;

/// What was measured of ours and, beside it, of the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair<T> {
    pub(super) ours: T,
    pub(super) baseline: T,
}

/// Measures `count` pairs after one that is dropped: it fills caches. Every other pair begins with
/// the baseline.
pub(super) fn interleaved<T>(
    count: usize,
    mut ours: impl FnMut() -> Result<T>,
    mut baseline: impl FnMut() -> Result<T>,
) -> Result<Vec<Pair<T>>> {
    let mut pairs = Vec::with_capacity(count);
    for turn in 0..=count {
        interrupt::check()?;
        let pair = if turn % 2 == 0 {
            let ours = ours()?;
            Pair {
                ours,
                baseline: baseline()?,
            }
        } else {
            let baseline = baseline()?;
            Pair {
                ours: ours()?,
                baseline,
            }
        };
        if turn > 0 {
            pairs.push(pair);
        }
    }
    Ok(pairs)
}

/// What a row says about its pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Summary {
    pub(super) ours: f64,
    pub(super) baseline: f64,
    /// The median of the ratios, not the ratio of the medians: a slow moment of the machine is in
    /// both halves of a pair.
    pub(super) ratio: f64,
    /// Half of the ratios lie between these.
    pub(super) quartiles: (f64, f64),
    pub(super) pairs: usize,
}

impl Summary {
    /// `None` of no pairs, or when a baseline measured nothing.
    pub(super) fn of(pairs: &[Pair<f64>]) -> Option<Self> {
        if pairs.iter().any(|pair| pair.baseline <= 0.0) {
            return None;
        }
        let ratios = sorted(pairs.iter().map(|pair| pair.ours / pair.baseline));
        Some(Self {
            ours: quantile(&sorted(pairs.iter().map(|pair| pair.ours)), 0.5)?,
            baseline: quantile(&sorted(pairs.iter().map(|pair| pair.baseline)), 0.5)?,
            ratio: quantile(&ratios, 0.5)?,
            quartiles: (quantile(&ratios, 0.25)?, quantile(&ratios, 0.75)?),
            pairs: pairs.len(),
        })
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// A part of sorted values lies below it; between two of them it is the straight line.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few dozen values"
)]
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let (low, high) = (*sorted.get(below)?, *sorted.get(above)?);
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these are exact")]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn pairs(of: &[(f64, f64)]) -> Vec<Pair<f64>> {
        let pair = |&(ours, baseline)| Pair { ours, baseline };
        of.iter().map(pair).collect()
    }

    #[test]
    fn the_median_of_the_ratios_is_not_the_ratio_of_the_medians() {
        // The machine was slow during the second pair, which took both sides along.
        let summary = Summary::of(&pairs(&[(10.0, 10.0), (90.0, 30.0), (20.0, 10.0)])).unwrap();
        assert_eq!(summary.ratio, 2.0);
        assert_eq!((summary.ours, summary.baseline), (20.0, 10.0));
        assert_eq!(summary.quartiles, (1.5, 2.5));
        assert_eq!(summary.pairs, 3);
    }

    #[test]
    fn of_an_even_number_the_median_lies_between_the_middle_two() {
        let summary = Summary::of(&pairs(&[(4.0, 1.0), (1.0, 1.0), (2.0, 1.0), (3.0, 1.0)]));
        assert_eq!(summary.unwrap().ratio, 2.5);
    }

    #[test]
    fn nothing_is_said_about_no_pairs_or_an_empty_baseline() {
        assert_eq!(Summary::of(&[]), None);
        assert_eq!(Summary::of(&pairs(&[(1.0, 1.0), (1.0, 0.0)])), None);
    }

    #[test]
    fn both_take_turns_and_the_first_pair_is_dropped() {
        let order = RefCell::new(String::new());
        let turn = |letter: char| {
            order.borrow_mut().push(letter);
            Ok(order.borrow().len())
        };
        let pairs = interleaved(2, || turn('o'), || turn('b')).unwrap();
        assert_eq!(*order.borrow(), "obboob");
        let pair = |ours, baseline| Pair { ours, baseline };
        assert_eq!(pairs, [pair(4, 3), pair(5, 6)]);
    }
}
