//! The window's process: started, watched until it has painted, ended.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{self, Reach};

/// How long the window may take to paint, on a slow machine too.
const PAINT_LIMIT: Duration = Duration::from_secs(90);

/// What the program prints once the page has painted, when it is asked to announce it.
const FIRST_PAINT: &str = "first-paint title=";

#[derive(Debug)]
pub(crate) struct Window {
    child: Child,
    lines: Receiver<String>,
    environment: Vec<(&'static str, String)>,
}

impl Window {
    /// Starts the program in this environment.
    pub(crate) fn open(
        program: &Path,
        sandbox: bool,
        environment: Vec<(&'static str, String)>,
    ) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .envs(environment.iter().cloned())
            .env("PATWARDEN_ANNOUNCE", "1")
            // Pictures are taken through X, on a Wayland desktop too.
            .env("GDK_BACKEND", "x11")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if sandbox {
            command.arg("--sandbox");
        }
        let mut child = process::spawn(&mut command)?;
        let output = child.stdout.take().context("its output is a pipe")?;
        Ok(Self {
            child,
            lines: read(output),
            environment,
        })
    }

    /// Waits for the first paint and gives the window's title.
    pub(crate) fn first_paint(&mut self) -> Result<String> {
        let title = process::wait_for(PAINT_LIMIT, || match self.lines.try_recv() {
            Ok(line) => Ok(painted(&line)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => {
                let status = self.child.wait()?;
                bail!("the window ended before it painted ({status}); is Patwarden open already?")
            }
        })?;
        title.with_context(|| format!("the window has not painted within {PAINT_LIMIT:?}"))
    }

    /// The window's number on its display.
    pub(crate) fn number(&self) -> Result<String> {
        let pid = self.child.id();
        let found = process::wait_for(Duration::from_secs(10), || {
            let tree = self
                .ask("xwininfo", &["-root", "-tree"])
                .unwrap_or_default();
            // The toolkit keeps small windows of its own, which are never shown.
            let mut titled: Vec<Titled> = tree.lines().filter_map(titled).collect();
            titled.sort_by_key(|window| std::cmp::Reverse(window.area));
            let own = titled.iter().find(|window| {
                let owner = self.ask("xprop", &["-id", window.number, "_NET_WM_PID"]);
                owner.is_some_and(|line| owner_in(&line) == Some(pid))
            });
            Ok(own
                .filter(|window| self.is_shown(window.number))
                .map(|window| window.number.to_owned()))
        })?;
        found.context("the display does not show the window")
    }

    fn is_shown(&self, number: &str) -> bool {
        let said = self.ask("xwininfo", &["-id", number]).unwrap_or_default();
        said.contains("Map State: IsViewable")
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        let forever = Duration::MAX;
        let status = process::wait_for(forever, || Ok(self.child.try_wait()?))?;
        status.context("the window never ended")
    }

    fn ask(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .envs(self.environment.iter().cloned());
        process::answer(&mut command)
    }
}

impl Drop for Window {
    /// Asked by signal, it ends in order and takes its sandbox along.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            process::end(&mut self.child, Reach::Process);
        }
    }
}

/// What the program says beside the announcement is shown, away from our own output.
fn read(output: ChildStdout) -> Receiver<String> {
    let (send, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if painted(&line).is_none() {
                eprintln!("{line}");
            } else if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn painted(line: &str) -> Option<String> {
    line.strip_prefix(FIRST_PAINT).map(str::to_owned)
}

/// A window with a title.
#[derive(Debug, PartialEq, Eq)]
struct Titled<'a> {
    number: &'a str,
    area: u64,
}

/// A line of `xwininfo -root -tree`.
fn titled(line: &str) -> Option<Titled<'_>> {
    let (number, rest) = line.trim_start().split_once(' ')?;
    if !number.starts_with("0x") || !rest.starts_with('"') {
        return None;
    }
    // `1180x760+1+24  +10+29` behind the class: no title can imitate the last closing bracket.
    let (_, geometry) = rest.rsplit_once(')')?;
    let (width, height) = geometry.trim_start().split_once('+')?.0.split_once('x')?;
    Some(Titled {
        number,
        area: width.parse::<u64>().ok()? * height.parse::<u64>().ok()?,
    })
}

fn owner_in(property: &str) -> Option<u32> {
    property.split_once(" = ")?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = r#"
xwininfo: Window id: 0x50f (the root window) (has no name)

  Root window id: 0x50f (the root window) (has no name)
  Parent window id: 0x0 (none)
     3 children:
     0x400019 (has no name): ()  1182x790+9+5  +9+5
        1 child:
        0x600007 "Patwarden Sandbox": ("patwarden" "Patwarden")  1180x760+1+24  +10+29
     0x600001 "patwarden": ("patwarden" "Patwarden")  10x10+10+10  +10+10
"#;

    #[test]
    fn only_windows_with_a_title_are_candidates() {
        let found: Vec<Titled> = TREE.lines().filter_map(titled).collect();
        let window = |number, area| Titled { number, area };
        assert_eq!(
            found,
            [window("0x600007", 1180 * 760), window("0x600001", 100)]
        );
    }

    #[test]
    fn the_owner_is_read_from_the_property() {
        assert_eq!(owner_in("_NET_WM_PID(CARDINAL) = 4711\n"), Some(4711));
        assert_eq!(owner_in("_NET_WM_PID:  not found.\n"), None);
    }

    #[test]
    fn a_title_may_have_spaces() {
        let title = painted("first-paint title=Patwarden Sandbox");
        assert_eq!(title.as_deref(), Some("Patwarden Sandbox"));
        assert_eq!(painted("something else"), None);
    }
}
