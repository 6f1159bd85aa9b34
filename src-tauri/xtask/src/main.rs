//! `cargo xtask run | test | check | bench | shots`: the repository's own commands. Each brings what
//! it needs to a machine that has git, Rust and Node only.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to whoever called it"
)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test says what it expects")
)]

mod bench;
mod check;
mod interrupt;
mod picture;
mod process;
mod repository;
mod rules;
mod run;
mod session;
mod setup;
mod shots;
mod suites;
mod test;
mod window;

use std::process::ExitCode;

use clap::Parser;

use interrupt::Interrupted;
use repository::Repository;

/// The repository's own commands.
#[derive(Debug, Parser, PartialEq, Eq)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
enum Arguments {
    /// Set up what is missing, build, and open the window.
    Run {
        /// On the built-in sandbox, apart from your own accounts.
        #[arg(long)]
        sandbox: bool,
        /// End after the first paint, leaving a screenshot.
        #[arg(long)]
        once: bool,
    },
    /// The same set-up, then every test.
    Test {
        /// Every Rust suite three times over, and property tests with twenty times the cases.
        #[arg(long)]
        soak: bool,
    },
    /// Formatting, lints, types, dependency rules.
    Check,
    /// Measure what may not become slow or large, each beside its baseline.
    Bench {
        /// List a real server too; a token to sign in with is read from stdin.
        #[arg(long, value_name = "URL")]
        server: Option<String>,
    },
    /// Take the pictures of docs/screenshots.
    Shots,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(without_separators(std::env::args()));
    let done = interrupt::listen()
        .and_then(|()| Repository::find())
        .and_then(|repository| match arguments {
            Arguments::Run { sandbox, once } => run::run(&repository, sandbox, once),
            Arguments::Test { soak } => test::test(&repository, soak),
            Arguments::Check => check::check(&repository),
            Arguments::Bench { server } => bench::bench(&repository, server),
            Arguments::Shots => shots::shots(&repository),
        });
    match done {
        Ok(code) => code,
        Err(error) if error.is::<Interrupted>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `cargo xtask run -- --sandbox` and `cargo xtask run --sandbox` say the same.
fn without_separators(arguments: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    arguments.filter(|argument| argument != "--")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        let words = line.split(' ').map(str::to_owned);
        Arguments::try_parse_from(without_separators(words))
    }

    #[test]
    fn flags_may_stand_behind_a_separator_or_not() {
        let both = Arguments::Run {
            sandbox: true,
            once: true,
        };
        assert_eq!(parse("xtask run -- --sandbox --once").ok(), Some(both));
        let sandbox = Arguments::Run {
            sandbox: true,
            once: false,
        };
        assert_eq!(parse("xtask run --sandbox").ok(), Some(sandbox));
    }

    #[test]
    fn an_unknown_flag_is_refused() {
        assert!(parse("xtask run -- --sandbx").is_err());
        assert!(parse("xtask tset").is_err());
    }
}
