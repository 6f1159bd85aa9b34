//! Starting other programs, and ending them.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::interrupt;

/// How often a running process is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// How long a process may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(6);

/// Runs a step to its end; what it says is shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if status.success() {
        Ok(())
    } else {
        bail!("`{}` failed ({status})", words(command))
    }
}

/// The same, for a step whose failure is an answer.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    interrupt::check()?;
    let mut child = spawn(command)?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if interrupt::asked() {
            // From a terminal it has heard of it already; from a supervisor it has not.
            end(&mut child, Reach::Process);
        }
        thread::sleep(LOOK);
    };
    interrupt::check()?;
    Ok(status)
}

/// What a short question answers on its standard output. Its errors are shown.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", words(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` says text", words(command)))
}

/// The same, where no answer is one too.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(said)
}

pub(crate) fn spawn(command: &mut Command) -> Result<Child> {
    command.spawn().with_context(|| cannot_start(command))
}

/// Asks again until there is an answer, an interruption, or no time left (then: none).
pub(crate) fn wait_for<T>(
    limit: Duration,
    mut ready: impl FnMut() -> Result<Option<T>>,
) -> Result<Option<T>> {
    let since = Instant::now();
    loop {
        if let Some(answer) = ready()? {
            return Ok(Some(answer));
        }
        interrupt::check()?;
        if since.elapsed() > limit {
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
}

/// How far a signal goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// The process alone.
    Process,
    /// Its process group, which it must lead.
    Group,
}

/// Asks a process to end, and makes it if it does not.
pub(crate) fn end(child: &mut Child, reach: Reach) {
    signal(child, reach, Signal::TERM);
    let since = Instant::now();
    while since.elapsed() < GRACE {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(LOOK);
    }
    signal(child, reach, Signal::KILL);
    let _ = child.wait();
}

fn signal(child: &Child, reach: Reach, signal: Signal) {
    if let Some(pid) = Pid::from_raw(child.id().cast_signed()) {
        let _ = match reach {
            Reach::Process => kill_process(pid, signal),
            Reach::Group => kill_process_group(pid, signal),
        };
    }
}

/// A process that lives at most as long as this value.
#[derive(Debug)]
pub(crate) struct Background(Child);

impl Background {
    /// Starts it such that the kernel ends it when this process is killed without a word.
    pub(crate) fn start(program: &str, set: impl FnOnce(&mut Command)) -> Result<Self> {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", program]);
        command.stdin(Stdio::null());
        set(&mut command);
        Ok(Self(spawn(&mut command)?))
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            end(&mut self.0, Reach::Process);
        }
    }
}

fn words(command: &Command) -> String {
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    arguments.fold(program, |line, argument| line + " " + &argument)
}

fn cannot_start(command: &Command) -> String {
    format!(
        "{} cannot be started",
        command.get_program().to_string_lossy()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_with_its_arguments() {
        let error = run(Command::new("/bin/sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c exit 3` failed (exit status: 3)");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(
            error.to_string().contains("no-such-program-here"),
            "{error}"
        );
    }

    #[test]
    fn a_background_process_ends_with_its_value() {
        let background = Background::start("sleep", |command| {
            command.arg("60");
        });
        let mut background = background.unwrap();
        let proc = format!("/proc/{}", background.child().id());
        assert!(std::path::Path::new(&proc).exists(), "it runs");
        drop(background);
        assert!(
            !std::path::Path::new(&proc).exists(),
            "it is gone and reaped"
        );
    }

    #[test]
    fn waiting_ends_when_the_time_is_up() {
        let nothing = wait_for(Duration::from_millis(1), || Ok(None::<()>)).unwrap();
        assert_eq!(nothing, None);
    }
}
