//! A picture of a window as the display shows it, taken from outside the program.

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process;

/// A window that only has its background has one colour, one with text has its edges' shades.
const FEWEST_COLOURS: u32 = 16;

/// Between two looks, and how often it is looked in all.
const PAUSE: Duration = Duration::from_millis(500);
const LOOKS: u32 = 30;

/// This many equal pictures in a row mean that the page has come to rest.
const AT_REST: u32 = 5;

/// Takes the picture once the page is at rest, or as it is when it never rests.
///
/// # Errors
/// When the window stays blank.
pub(crate) fn take(window: &str, environment: &[(&str, String)], file: &Path) -> Result<()> {
    let mut last = None;
    let mut equal = 0;
    for _ in 0..LOOKS {
        thread::sleep(PAUSE);
        process::run(
            Command::new("import")
                .args(["-window", window])
                .arg(file)
                .envs(environment.iter().cloned()),
        )?;
        let look = look_at(file)?;
        equal = if last.as_ref() == Some(&look) {
            equal + 1
        } else {
            1
        };
        let painted = look.colours >= FEWEST_COLOURS;
        last = Some(look);
        if painted && equal >= AT_REST {
            return Ok(());
        }
    }
    match last {
        Some(look) if look.colours >= FEWEST_COLOURS => Ok(()),
        _ => bail!("the window stays blank: {}", file.display()),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Look {
    colours: u32,
    /// Of the pixels alone: the file carries dates.
    signature: String,
}

fn look_at(file: &Path) -> Result<Look> {
    let said = process::output(
        Command::new("identify")
            .args(["-format", "%k %#"])
            .arg(file),
    )?;
    match said.split_once(' ') {
        Some((colours, signature)) => Ok(Look {
            colours: colours.parse()?,
            signature: signature.trim().to_owned(),
        }),
        None => bail!("identify says \"{said}\""),
    }
}
