//! How large what is handed out is.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Bench;
use super::row::{Outcome, Row};

/// What the page may weigh without its fonts, in bytes on the wire.
const PAGE_LIMIT: u64 = 120_000;

/// Fonts are compressed already and stay the same.
const FONTS: &[&str] = &["otf", "ttf", "woff", "woff2"];

pub(super) fn measure(bench: &Bench) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for name in ["patwarden", "patw"] {
        let file = bench.release.join(name);
        let size = fs::metadata(&file)
            .with_context(|| unreadable(&file))?
            .len();
        rows.push(Row {
            what: format!("size of `{name}`, release build"),
            outcome: Outcome::Size {
                bytes: size,
                limit: None,
            },
        });
    }
    let page = page(&bench.repository.root.join("ui/dist"))?;
    rows.push(Row {
        what: "page without fonts, each file gzipped".to_owned(),
        outcome: Outcome::Size {
            bytes: page,
            limit: Some(PAGE_LIMIT),
        },
    });
    Ok(rows)
}

/// The bytes of every file below a folder, each compressed as a server would, fonts left out.
fn page(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder).with_context(|| unreadable(folder))? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            sum += page(&path)?;
        } else if !FONTS.contains(&extension.as_ref()) {
            sum += gzipped(&fs::read(&path).with_context(|| unreadable(&path))?)?;
        }
    }
    Ok(sum)
}

fn gzipped(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn unreadable(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_makes_text_small_and_noise_not() {
        let text = gzipped(&b"the same words ".repeat(1000)).unwrap();
        assert!((20..1_000).contains(&text), "{text}");
        // The multiples of an odd number, by their high bits: no byte string comes back.
        let noise: Vec<u8> = (0..15_000_u32)
            .flat_map(|at| at.wrapping_mul(2_654_435_761).rotate_left(13).to_be_bytes())
            .collect();
        let noise = gzipped(&noise).unwrap();
        assert!(noise > text * 10, "{noise}");
        assert!(gzipped(&[]).unwrap() >= 18, "head and foot of the format");
    }

    #[test]
    fn a_page_is_everything_below_its_folder_but_fonts() {
        let folder = tempfile::tempdir().unwrap();
        let assets = folder.path().join("assets");
        fs::create_dir(&assets).unwrap();
        let script = b"let a = 1;".repeat(50);
        fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        fs::write(assets.join("a.js"), &script).unwrap();
        fs::write(assets.join("font.woff2"), vec![7; 9_000]).unwrap();
        let expected = gzipped(b"<!doctype html>").unwrap() + gzipped(&script).unwrap();
        assert_eq!(page(folder.path()).unwrap(), expected);
    }

    #[test]
    fn a_page_that_was_not_built_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(page(&folder.path().join("dist")).is_err());
    }
}
