//! The person at the terminal, if there is one.

use std::io::{IsTerminal, Read, Write, stderr, stdin};

use patwarden_core::ports::Patience;
use patwarden_core::secret::SignInSecret;

use crate::exit::Failure;

/// Longest secret read from a pipe, in bytes; an access token is a few thousand.
const LONGEST_SECRET: u64 = 64 * 1024;

/// Whether a question can be asked and answered.
pub(crate) fn can_ask() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Only someone who sits there can answer the keychain's prompt.
pub(crate) fn keychain_patience() -> Patience {
    if can_ask() {
        Patience::Asked
    } else {
        Patience::Quiet
    }
}

/// Reads a secret from a pipe, or asks for it without showing it.
pub(crate) fn read_secret(prompt: &str) -> Result<SignInSecret, Failure> {
    if stdin().is_terminal() {
        let typed = rpassword::prompt_password(prompt)
            .map_err(|error| Failure::usage(format!("the secret cannot be read: {error}")))?;
        return Ok(SignInSecret::new(typed));
    }
    let mut piped = String::new();
    stdin()
        .take(LONGEST_SECRET)
        .read_to_string(&mut piped)
        .map_err(|error| {
            Failure::usage(format!("the secret cannot be read from stdin: {error}"))
        })?;
    // A pipe's last line break is not part of a password.
    let length = piped.trim_end_matches(['\r', '\n']).len();
    piped.truncate(length);
    Ok(SignInSecret::new(piped))
}

/// Asks a question that is answered with y or n; no answer means no.
pub(crate) fn confirm(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} [y/N] "))?;
    Ok(matches!(answer.as_str(), "y" | "Y" | "yes"))
}

/// Asks for the name of what a question is about; any other answer means no.
pub(crate) fn confirm_by_name(question: &str, name: &str) -> Result<bool, Failure> {
    Ok(ask(&format!("{question}\nType {name} to go on: "))? == name)
}

fn ask(question: &str) -> Result<String, Failure> {
    if !can_ask() {
        return Err(Failure::usage(
            "this cannot be asked without a terminal; say --yes",
        ));
    }
    let mut answer = String::new();
    write!(stderr(), "{question}")
        .and_then(|()| stderr().flush())
        .and_then(|()| stdin().read_line(&mut answer).map(|_| ()))
        .map_err(|error| Failure::usage(format!("no answer: {error}")))?;
    Ok(answer.trim().to_owned())
}
