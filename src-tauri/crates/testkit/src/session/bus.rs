//! The private home and the private bus of a session.

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::PATIENCE;

pub(super) fn address(home: &Path) -> String {
    format!("unix:path={}", home.join("bus").display())
}

pub(super) fn environment(home: &Path) -> Vec<(&'static str, String)> {
    let below = |name: &str| home.join(name).display().to_string();
    vec![
        ("DBUS_SESSION_BUS_ADDRESS", address(home)),
        ("HOME", below("home")),
        ("XDG_DATA_HOME", below("data")),
        ("XDG_CONFIG_HOME", below("config")),
        ("XDG_STATE_HOME", below("state")),
        ("XDG_CACHE_HOME", below("cache")),
        ("XDG_RUNTIME_DIR", below("runtime")),
    ]
}

/// A bus without service files: nothing is started on it that the test did not start.
pub(super) fn start(home: &Path) -> Child {
    for directory in ["home", "data", "config", "state", "cache", "runtime"] {
        let made = DirBuilder::new()
            .mode(0o700)
            .recursive(true)
            .create(home.join(directory));
        made.expect("the private home can be made");
    }
    let configuration = home.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        address(home)
    );
    fs::write(&configuration, text).expect("the bus can be configured");
    let mut bus = Command::new("dbus-daemon")
        .arg("--nofork")
        .arg("--nopidfile")
        .arg(format!("--config-file={}", configuration.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log(home, "bus.log"))
        .spawn()
        .expect("dbus-daemon can be started");
    note_pid(home, &bus);
    let since = Instant::now();
    while UnixStream::connect(home.join("bus")).is_err() {
        if since.elapsed() > PATIENCE {
            let _ = bus.kill();
            panic!(
                "waited in vain for the bus: {:?}",
                fs::read_to_string(home.join("bus.log"))
            );
        }
        thread::sleep(Duration::from_millis(10));
    }
    bus
}

pub(super) fn log(home: &Path, name: &str) -> File {
    File::create(home.join(name)).expect("a log can be written")
}

/// Remembers what was started here, for whoever cleans up after a killed test.
pub(super) fn note_pid(home: &Path, child: &Child) {
    let file = File::options()
        .create(true)
        .append(true)
        .open(home.join("pids"));
    writeln!(file.expect("pids can be noted"), "{}", child.id()).expect("pids can be noted");
}
