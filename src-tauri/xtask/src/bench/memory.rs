//! What a program and all that it has started hold in memory.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

/// The proportional set size of a process and everything below it, in KiB: what is shared with others
/// counts for each of them by its part.
pub(super) fn of_tree(pid: u32) -> Result<u64> {
    let mut sum = 0;
    for pid in tree(pid, &parents()?) {
        // One that has ended meanwhile holds nothing.
        let Ok(text) = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else {
            continue;
        };
        sum += pss(&text).with_context(|| format!("the kernel says no Pss of {pid}"))?;
    }
    if sum == 0 {
        bail!("the program has ended");
    }
    Ok(sum)
}

/// The sum in KiB that a `smaps_rollup` states.
fn pss(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Every process and who started it.
fn parents() -> Result<BTreeMap<u32, u32>> {
    let all = fs::read_dir("/proc").context("/proc cannot be read")?;
    let pids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let known = pids.filter_map(|pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Some((pid, parent(&stat)?))
    });
    Ok(known.collect())
}

/// The parent in a `/proc/<pid>/stat`. A program's name stands in brackets and may contain any.
fn parent(stat: &str) -> Option<u32> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    behind_name.split_whitespace().nth(1)?.parse().ok()
}

fn tree(root: u32, parents: &BTreeMap<u32, u32>) -> Vec<u32> {
    let mut found = vec![root];
    let mut at = 0;
    while let Some(&above) = found.get(at) {
        let below = parents.iter().filter(|(_, parent)| **parent == above);
        found.extend(below.map(|(pid, _)| *pid));
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLLUP: &str = "\
55a0c0000000-7ffd0a5f2000 ---p 00000000 00:00 0                          [rollup]
Rss:              123456 kB
Pss:               65432 kB
Pss_Dirty:         40000 kB
Pss_Anon:          39000 kB
Shared_Clean:      58000 kB
";

    #[test]
    fn the_sum_is_the_line_of_that_very_name() {
        assert_eq!(pss(ROLLUP), Some(65432));
        assert_eq!(pss("Rss: 5 kB\nPss_Dirty: 4 kB\n"), None);
        assert_eq!(pss("Pss: many kB\n"), None);
    }

    #[test]
    fn a_name_with_brackets_and_spaces_hides_no_parent() {
        assert_eq!(parent("77 (a) S 1 (b)) R 42 77 77 0"), Some(42));
        assert_eq!(parent("77 (cat) S"), None);
    }

    #[test]
    fn a_tree_is_everything_below_its_root_and_nothing_beside_it() {
        let parents = BTreeMap::from([(1, 0), (5, 1), (6, 5), (7, 6), (8, 1), (9, 5)]);
        assert_eq!(tree(5, &parents), [5, 6, 9, 7]);
        assert_eq!(tree(7, &parents), [7]);
    }

    #[test]
    fn what_this_test_holds_can_be_read() {
        assert!(of_tree(std::process::id()).unwrap() > 100);
    }

    #[test]
    fn a_program_that_has_ended_is_an_error() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(of_tree(child.id()).is_err());
    }
}
