//! The windows of a display, and whether there is something in the first of them.

use std::error::Error;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{Atom, AtomEnum, ConnectionExt, ImageFormat, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// A window that only has its background has one colour, or two while its toolkit still draws; one
/// with text has the shades of its letters' edges.
const FEWEST_COLOURS: usize = 16;

/// Every so many rows of pixels one is looked at: letters are higher.
const STEP: u16 = 8;

/// Windows that are smaller are the toolkit's own.
const SMALLEST: u16 = 200;

pub struct Display {
    connection: RustConnection,
    root: Window,
    client_list: Atom,
}

impl Display {
    /// The one named by `DISPLAY`. Its window manager must keep `_NET_CLIENT_LIST`.
    pub fn open() -> Result<Self, Box<dyn Error>> {
        let (connection, screen) = x11rb::connect(None)?;
        let root = connection.setup().roots[screen].root;
        let named = connection.intern_atom(false, b"_NET_CLIENT_LIST")?;
        let client_list = named.reply()?.atom;
        Ok(Self {
            connection,
            root,
            client_list,
        })
    }

    pub fn has_windows(&self) -> Result<bool, Box<dyn Error>> {
        Ok(!self.windows()?.is_empty())
    }

    /// Whether a window shows more than a background. One that is not there yet, or gone again
    /// between two questions, does not.
    pub fn has_painted(&self) -> Result<bool, Box<dyn Error>> {
        for window in self.windows()? {
            if self.colours_of(window).unwrap_or_default() >= FEWEST_COLOURS {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn windows(&self) -> Result<Vec<Window>, Box<dyn Error>> {
        let asked = self.connection.get_property(
            false,
            self.root,
            self.client_list,
            AtomEnum::WINDOW,
            0,
            64,
        )?;
        let answer = asked.reply()?;
        Ok(answer.value32().into_iter().flatten().collect())
    }

    /// How many colours are seen, counted as far as it matters.
    fn colours_of(&self, window: Window) -> Result<usize, Box<dyn Error>> {
        let attributes = self.connection.get_window_attributes(window)?;
        let geometry = self.connection.get_geometry(window)?.reply()?;
        let shown = attributes.reply()?.map_state == MapState::VIEWABLE;
        if !shown || geometry.width < SMALLEST || geometry.height < SMALLEST {
            return Ok(0);
        }
        let rows = (STEP / 2..geometry.height).step_by(STEP.into());
        let asked: Vec<_> = rows
            .map(|row| {
                let row = i16::try_from(row).unwrap_or(i16::MAX);
                let format = ImageFormat::Z_PIXMAP;
                self.connection
                    .get_image(format, window, 0, row, geometry.width, 1, !0)
            })
            .collect::<Result<_, _>>()?;
        let mut seen: Vec<[u8; 4]> = Vec::new();
        for row in asked {
            let row = row.reply()?;
            for pixel in row.data.as_chunks().0 {
                if seen.last() != Some(pixel) && !seen.contains(pixel) {
                    seen.push(*pixel);
                    if seen.len() >= FEWEST_COLOURS {
                        return Ok(seen.len());
                    }
                }
            }
        }
        Ok(seen.len())
    }
}
