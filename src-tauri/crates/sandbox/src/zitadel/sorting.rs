//! Sorting as the database under the server does it: what compares equal comes out in an order of its
//! own, which depends on how many rows there are. That is why pages sorted by anything but the id repeat
//! and lose rows, and why a stand-in that sorted stably would hide the trap (contract 02).

use std::cmp::Ordering;

/// Fewer rows than this are sorted by insertion.
const SMALL: usize = 7;

/// Quicksort with three-way partition, after Bentley and `McIlroy`.
pub(crate) fn sort<T>(rows: &mut [T], compare: &impl Fn(&T, &T) -> Ordering) {
    let is_sorted = rows
        .windows(2)
        .all(|pair| compare(&pair[0], &pair[1]).is_le());
    if is_sorted {
        return;
    }
    let count = rows.len();
    if count < SMALL {
        for from in 1..count {
            let mut at = from;
            while at > 0 && compare(&rows[at - 1], &rows[at]).is_gt() {
                rows.swap(at - 1, at);
                at -= 1;
            }
        }
        return;
    }
    rows.swap(0, pivot(rows, compare));
    // What equals the pivot is gathered at both ends.
    let (mut equal_low, mut low) = (1, 1);
    let (mut equal_high, mut high) = (count, count);
    loop {
        while low < high {
            match compare(&rows[low], &rows[0]) {
                Ordering::Greater => break,
                Ordering::Equal => {
                    rows.swap(equal_low, low);
                    equal_low += 1;
                }
                Ordering::Less => {}
            }
            low += 1;
        }
        while low < high {
            match compare(&rows[high - 1], &rows[0]) {
                Ordering::Less => break,
                Ordering::Equal => {
                    equal_high -= 1;
                    rows.swap(high - 1, equal_high);
                }
                Ordering::Greater => {}
            }
            high -= 1;
        }
        if low >= high {
            break;
        }
        rows.swap(low, high - 1);
        low += 1;
        high -= 1;
    }
    let below = low - equal_low;
    let above = equal_high - high;
    exchange(rows, 0, low, equal_low.min(below));
    exchange(rows, low, count, above.min(count - equal_high));
    sort(&mut rows[..below], compare);
    sort(&mut rows[count - above..], compare);
}

/// Swaps `length` rows from `start` with those that end at `end`.
fn exchange<T>(rows: &mut [T], start: usize, end: usize, length: usize) {
    for at in 0..length {
        rows.swap(start + at, end - length + at);
    }
}

fn pivot<T>(rows: &[T], compare: &impl Fn(&T, &T) -> Ordering) -> usize {
    let count = rows.len();
    let middle = count / 2;
    if count == SMALL {
        return middle;
    }
    let (mut first, mut second, mut third) = (0, middle, count - 1);
    if count > 40 {
        let step = count / 8;
        first = median(rows, [first, first + step, first + 2 * step], compare);
        second = median(rows, [second - step, second, second + step], compare);
        third = median(rows, [third - 2 * step, third - step, third], compare);
    }
    median(rows, [first, second, third], compare)
}

fn median<T>(rows: &[T], [a, b, c]: [usize; 3], compare: &impl Fn(&T, &T) -> Ordering) -> usize {
    let less = |one: usize, other: usize| compare(&rows[one], &rows[other]).is_lt();
    let greater = |one: usize, other: usize| compare(&rows[one], &rows[other]).is_gt();
    if less(a, b) {
        if less(b, c) {
            b
        } else if less(a, c) {
            c
        } else {
            a
        }
    } else if greater(b, c) {
        b
    } else if less(a, c) {
        a
    } else {
        c
    }
}
