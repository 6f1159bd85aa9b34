//! `first-paint PROGRAM [ARGUMENT]…`: starts a program, looks at its window through X, and prints
//! `<pid> <milliseconds>` when the window shows something. Ends the program when its own input
//! closes.
//!
//! From outside, so that two programs are measured by one clock and neither can flatter itself.

use std::error::Error;
use std::io::{Read, stdin};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

mod look;

use look::Display;

/// How often the display is looked at. A look takes a fraction of it.
const PAUSE: Duration = Duration::from_millis(2);

/// Longer than any window takes on a slow machine.
const LIMIT: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().ok_or("which program?")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::null());
    // Before the start, so that the connection is not part of what is measured.
    let display = Display::open()?;
    // The window of a program that has just ended may be there for a moment longer.
    let called = Instant::now();
    while display.has_windows()? {
        if called.elapsed() > LIMIT {
            return Err("another window is open on this display".into());
        }
        sleep(PAUSE);
    }
    let since = Instant::now();
    let mut child = command.spawn()?;
    let painted = wait(&display, &mut child, since);
    if let Ok(after) = &painted {
        println!("{} {:.3}", child.id(), after.as_secs_f64() * 1000.0);
        // Whoever called us looks at the program now.
        let _ = stdin().read_to_end(&mut Vec::new());
    }
    end(&mut child);
    painted.map(|_| ())
}

fn wait(display: &Display, child: &mut Child, since: Instant) -> Result<Duration, Box<dyn Error>> {
    while since.elapsed() < LIMIT {
        if display.has_painted()? {
            return Ok(since.elapsed());
        }
        if let Some(status) = child.try_wait()? {
            return Err(format!("the program ended before it painted ({status})").into());
        }
        sleep(PAUSE);
    }
    Err(format!("nothing was painted within {LIMIT:?}").into())
}

/// In order, as a session's end would: by SIGTERM, then by force.
fn end(child: &mut Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    let since = Instant::now();
    while asked.is_ok() && since.elapsed() < Duration::from_secs(8) {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
}
