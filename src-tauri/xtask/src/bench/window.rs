//! From the start of the window's program to its first paint, and what it then holds in memory,
//! beside a window of Tauri with nothing in it. One at a time, on a display of our own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::pairs::{Pair, Summary, interleaved};
use super::row::{Outcome, Row, Unit};
use super::{Bench, memory};
use crate::process;

/// A start varies by some thirty milliseconds of five hundred.
const PAIRS: usize = 10;

/// Until what a start leaves to do is done, and memory stands still.
const AT_REST: Duration = Duration::from_secs(3);

const BASELINE: &str = "a bare Tauri window";

/// What is seen of one start.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// Milliseconds from before the start to something on the screen.
    painted: f64,
    /// KiB of the whole process tree, at rest.
    memory: f64,
}

pub(super) fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let pairs = interleaved(
        PAIRS,
        || start(bench, "patwarden"),
        || start(bench, "bare-window"),
    )?;
    let row = |what: &str, unit, limit, of: fn(&Start) -> f64| {
        let pairs = pairs.iter().map(|pair| Pair {
            ours: of(&pair.ours),
            baseline: of(&pair.baseline),
        });
        let summary = Summary::of(&pairs.collect::<Vec<_>>()).context("nothing was measured")?;
        anyhow::Ok(Row {
            what: what.to_owned(),
            outcome: Outcome::Compared {
                unit,
                summary,
                baseline: BASELINE.to_owned(),
                limit,
            },
        })
    };
    Ok(vec![
        row("start to first paint", Unit::Milliseconds, 1.2, |start| {
            start.painted
        })?,
        row(
            "memory (PSS) of the process tree",
            Unit::Kibibytes,
            1.15,
            |start| start.memory,
        )?,
    ])
}

fn start(bench: &Bench, program: &str) -> Result<Start> {
    let program = bench.release.join(program);
    let mut watcher = Command::new(bench.release.join("first-paint"));
    watcher
        .arg(&program)
        .envs(bench.session.whole())
        // It is looked at through X.
        .env("GDK_BACKEND", "x11")
        .env_remove("PATWARDEN_PROFILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut watcher = process::spawn(&mut watcher)?;
    // The end of its input is its sign to end the window; it comes when this is dropped, too.
    let input = watcher.stdin.take();
    let output = watcher.stdout.take().context("its output is a pipe")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let seen = seen(&line).map(|(pid, painted)| {
        process::wait_for(AT_REST, || Ok(None::<()>))?;
        #[allow(clippy::cast_precision_loss, reason = "a few hundred thousand")]
        let memory = memory::of_tree(pid)? as f64;
        anyhow::Ok(Start { painted, memory })
    });
    drop(input);
    let status = watcher.wait()?;
    match seen {
        Some(start) if status.success() => start,
        _ => bail!("{}: {status}, no first paint", name(&program)),
    }
}

/// `<pid> <milliseconds>`.
fn seen(line: &str) -> Option<(u32, f64)> {
    let (pid, painted) = line.trim().split_once(' ')?;
    Some((pid.parse().ok()?, painted.parse().ok()?))
}

fn name(program: &Path) -> String {
    let name = program.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_a_process_and_a_time() {
        assert_eq!(seen("4711 512.345\n"), Some((4711, 512.345)));
        assert_eq!(seen(""), None, "it ended before it saw anything");
        assert_eq!(seen("512.345 4711"), None);
    }
}
