//! What the numbers come from, as far as it matters for reading them.

use std::fs;
use std::process::Command;

use crate::process;
use crate::repository::Repository;

/// One line each. Names neither the machine nor who uses it.
pub(super) fn facts(repository: &Repository) -> Vec<String> {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        process::answer(git.args(arguments).current_dir(&repository.root)).unwrap_or_default()
    };
    let changed = if git(&["status", "--porcelain"]).is_empty() {
        ""
    } else {
        ", with changes"
    };
    let revision = match git(&["rev-parse", "--short", "HEAD"]).trim() {
        "" => "of no known revision".to_owned(),
        hash => format!("revision {hash}{changed}"),
    };
    let date = process::answer(Command::new("date").args(["--utc", "+%Y-%m-%d"]));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let (cpu, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let system = read("/etc/os-release");
    vec![
        format!("{}, {revision}", date.unwrap_or_default().trim()),
        format!(
            "{cores} cores ({}), {} GiB of memory, load {load} before the run",
            processor(&cpu).unwrap_or("unknown"),
            gibibytes(&memory).unwrap_or_default()
        ),
        format!(
            "{}, WebKitGTK {}, private Xvfb (drawn in software), openbox, private bus and keyring",
            distribution(&system).unwrap_or("an unknown system"),
            version("pkg-config", &["--modversion", "webkit2gtk-4.1"])
        ),
        format!(
            "{}; {}; {}",
            version("rustc", &["--version"]),
            version("gh", &["--version"]),
            version("python3", &["--version"])
        ),
    ]
}

/// The first line a program answers.
fn version(program: &str, arguments: &[&str]) -> String {
    let said = process::answer(Command::new(program).args(arguments));
    let first = said.as_deref().and_then(|said| said.lines().next());
    first.map_or_else(|| format!("no {program}"), str::to_owned)
}

fn processor(cpuinfo: &str) -> Option<&str> {
    value(cpuinfo, "model name", ':')
}

/// Rounded up: the kernel keeps a little for itself.
fn gibibytes(meminfo: &str) -> Option<u64> {
    let kibibytes = value(meminfo, "MemTotal", ':')?.strip_suffix("kB")?;
    Some(kibibytes.trim().parse::<u64>().ok()?.div_ceil(1 << 20))
}

fn distribution(os_release: &str) -> Option<&str> {
    Some(value(os_release, "PRETTY_NAME", '=')?.trim_matches('"'))
}

fn value<'a>(text: &'a str, key: &str, separator: char) -> Option<&'a str> {
    let pairs = text.lines().filter_map(|line| line.split_once(separator));
    let mut found = pairs.filter(|(name, _)| name.trim() == key);
    Some(found.next()?.1.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_as_the_system_writes_them() {
        let cpuinfo = "processor\t: 0\nmodel name\t: A Fast One @ 3.00GHz\n";
        assert_eq!(processor(cpuinfo), Some("A Fast One @ 3.00GHz"));
        let meminfo = "MemTotal:        7925428 kB\nMemFree: 1 kB\n";
        assert_eq!(gibibytes(meminfo), Some(8));
        let os_release = "NAME=\"D\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        assert_eq!(
            distribution(os_release),
            Some("Debian GNU/Linux 12 (bookworm)")
        );
        assert_eq!(distribution(""), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_said_to_be_missing() {
        assert_eq!(
            version("no-such-program-here", &[]),
            "no no-such-program-here"
        );
    }
}
