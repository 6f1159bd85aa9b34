//! A screen of one test's own, with a window manager, and its two X11 selections.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::programs;
use crate::waiting::within;

/// One of X11's two clipboards: the one of Ctrl+C, and the one the middle button pastes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Selection {
    Clipboard,
    Primary,
}

/// Xvfb and openbox, ended by pid when dropped.
pub(crate) struct Display {
    name: String,
    manager: Child,
    server: Child,
}

impl Display {
    pub(crate) fn start() -> Self {
        // It chooses a free number itself and says which.
        let mut server = Command::new("Xvfb")
            // Without a client it would begin anew, and end whoever connects at that moment.
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
            .args(["-screen", "0", "1280x1024x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb can be started");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("its output is a pipe");
        BufReader::new(stdout)
            .read_line(&mut number)
            .expect("Xvfb says its number");
        let name = format!(":{}", number.trim());
        let log = programs::journeys().join("openbox.log");
        let manager = Command::new("openbox")
            .env("DISPLAY", &name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a log can be kept"))
            .spawn()
            .expect("openbox can be started");
        let display = Self {
            name,
            manager,
            server,
        };
        let ready = within(Duration::from_secs(60), || {
            display
                .tool("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"])
                .filter(|said| said.contains("window id"))
        });
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(
            ready.is_some(),
            "no openbox on {}: {}",
            display.name,
            said()
        );
        display
    }

    /// The value of `DISPLAY`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What another program would paste now.
    pub(crate) fn paste(&self, selection: Selection) -> String {
        let selection = match selection {
            Selection::Clipboard => "clipboard",
            Selection::Primary => "primary",
        };
        self.tool("xclip", &["-selection", selection, "-out"])
            .unwrap_or_default()
    }

    /// Copies something, as another program would.
    pub(crate) fn copy(&self, text: &str) {
        let mut xclip = Command::new("xclip")
            .args(["-selection", "clipboard", "-in"])
            .env("DISPLAY", &self.name)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("xclip can be started");
        let mut input = xclip.stdin.take().expect("its input is a pipe");
        input.write_all(text.as_bytes()).expect("xclip reads");
        drop(input);
        // It leaves a process behind that offers the text until the screen ends.
        assert!(xclip.wait().expect("xclip ends").success());
    }

    /// Presses the window manager's key that closes a window, if it is still there.
    pub(crate) fn close_window(&self, title: &str) {
        let exact = format!("^{title}$");
        let raise = [
            "search",
            "--onlyvisible",
            "--name",
            &exact,
            "windowactivate",
            "--sync",
        ];
        if self.tool("xdotool", &raise).is_some() {
            // On its own: in one line with the search it would be sent to the window, which ignores it.
            let _ = self.tool("xdotool", &["key", "--clearmodifiers", "alt+F4"]);
        }
    }

    /// Puts a window out of sight.
    pub(crate) fn minimise(&self, title: &str) {
        let exact = format!("^{title}$");
        let arguments = [
            "search",
            "--onlyvisible",
            "--name",
            &exact,
            "windowminimize",
        ];
        assert!(
            self.tool("xdotool", &arguments).is_some(),
            "{title} is shown"
        );
    }

    /// Gives a window another size, in pixels.
    pub(crate) fn resize(&self, title: &str, width: u32, height: u32) {
        let exact = format!("^{title}$");
        let (width, height) = (width.to_string(), height.to_string());
        let arguments = [
            "search",
            "--onlyvisible",
            "--name",
            &exact,
            "windowsize",
            "--sync",
            &width,
            &height,
        ];
        assert!(
            self.tool("xdotool", &arguments).is_some(),
            "{title} is shown"
        );
    }

    /// How many windows of this title are shown.
    pub(crate) fn windows(&self, title: &str) -> usize {
        let exact = format!("^{title}$");
        self.tool("xdotool", &["search", "--onlyvisible", "--name", &exact])
            .map_or(0, |ids| ids.lines().count())
    }

    /// Process id of the program that shows a window.
    pub(crate) fn owner(&self, title: &str) -> Option<u32> {
        let exact = format!("^{title}$");
        let arguments = ["search", "--onlyvisible", "--name", &exact, "getwindowpid"];
        self.tool("xdotool", &arguments)?.trim().parse().ok()
    }

    fn tool(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = Command::new(program)
            .args(arguments)
            .env("DISPLAY", &self.name)
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for process in [&mut self.manager, &mut self.server] {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
