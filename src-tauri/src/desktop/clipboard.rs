//! The clipboard, with a value of ours on it for a while.
//!
//! On its own thread because on Linux the content belongs to the process that offers it, and
//! because the clipboard may block. The page never sees the value.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use patwarden_core::secret::PatSecret;
use patwarden_core::{CoreError, ErrorCode};
use tauri::{AppHandle, Emitter};

/// How long the clipboard may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often clearing is tried again, and after how long.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// How often it is looked whether our value is still there.
const LOOK: Duration = Duration::from_secs(1);

enum Order {
    Copy {
        secret: PatSecret,
        clears: bool,
        clear_after: Option<Duration>,
        done: Sender<Result<(), String>>,
    },
    BeginToClear {
        seconds: u32,
    },
    Clear {
        done: Sender<()>,
    },
}

/// A handle on the clipboard's thread.
#[derive(Debug)]
pub struct Clipboard {
    orders: Mutex<Option<Sender<Order>>>,
    ours: Arc<AtomicBool>,
    handle: AppHandle,
}

impl Clipboard {
    /// Touches nothing yet.
    pub(crate) fn new(handle: AppHandle) -> Self {
        Self {
            orders: Mutex::new(None),
            ours: Arc::default(),
            handle,
        }
    }

    /// Puts a secret on the clipboard, kept out of its history where there is a way to say so. It is
    /// cleared after `clear_after` if it is still there; without one the time starts with
    /// [`Clipboard::begin_to_clear`]. Says whether it can be cleared at all.
    pub(crate) fn copy(
        &self,
        secret: PatSecret,
        clear_after: Option<Duration>,
    ) -> Result<bool, CoreError> {
        let clears = can_clear();
        let (done, answer) = channel();
        self.send(Order::Copy {
            secret,
            clears,
            clear_after,
            done,
        });
        match answer.recv_timeout(PATIENCE) {
            Ok(Ok(())) => Ok(clears),
            Ok(Err(why)) => Err(unusable(&why)),
            Err(_) => Err(unusable("it does not answer")),
        }
    }

    /// Starts the time of a value whose time has not started yet, and tells the page.
    pub(crate) fn begin_to_clear(&self, seconds: u32) {
        if self.is_ours() {
            self.send(Order::BeginToClear { seconds });
        }
    }

    /// Takes our value off the clipboard now, if it is still there.
    pub(crate) fn clear(&self) {
        if !self.is_ours() {
            return;
        }
        let (done, answer) = channel();
        self.send(Order::Clear { done });
        let _ = answer.recv_timeout(Duration::from_secs(2));
    }

    /// Whether a value of ours is on the clipboard and can be cleared.
    pub(crate) fn is_ours(&self) -> bool {
        self.ours.load(Ordering::Acquire)
    }

    fn send(&self, order: Order) {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let mut order = Some(order);
        if let Some(sender) = orders.as_ref()
            && let Some(unsent) = order.take()
        {
            match sender.send(unsent) {
                Ok(()) => return,
                Err(back) => order = Some(back.0),
            }
        }
        let (sender, receiver) = channel();
        let (ours, handle) = (Arc::clone(&self.ours), self.handle.clone());
        std::thread::spawn(move || serve(&receiver, &ours, &handle));
        if let Some(order) = order {
            let _ = sender.send(order);
        }
        *orders = Some(sender);
    }
}

/// GNOME on Wayland lets a program without focus neither read nor clear the clipboard.
fn can_clear() -> bool {
    let wayland = std::env::var_os("WAYLAND_DISPLAY").is_some();
    let gnome = std::env::var("XDG_CURRENT_DESKTOP").is_ok_and(|desktops| {
        desktops
            .split(':')
            .any(|name| name.eq_ignore_ascii_case("gnome"))
    });
    !(wayland && gnome)
}

fn unusable(why: &str) -> CoreError {
    CoreError::new(
        ErrorCode::Clipboard,
        format!("the clipboard cannot be used: {why}; reveal the token instead"),
    )
}

/// One value of ours on the clipboard.
struct Held {
    secret: PatSecret,
    /// When it is cleared; `None` while the user decides what becomes of it.
    until: Option<Instant>,
    /// How often clearing may still fail.
    tries_left: u32,
}

impl Held {
    fn is_due(&self) -> bool {
        self.until.is_some_and(|until| until <= Instant::now())
    }

    /// How long until it is due, or should be looked after.
    fn next_look(&self) -> Duration {
        let left = self
            .until
            .map(|until| until.saturating_duration_since(Instant::now()));
        left.map_or(LOOK, |left| left.min(LOOK))
    }
}

/// Whether something else has taken our value's place: what counts down must be there.
fn is_replaced(clipboard: Option<&mut arboard::Clipboard>, held: Option<&Held>) -> bool {
    let (Some(clipboard), Some(held)) = (clipboard, held) else {
        return false;
    };
    match clipboard.get_text() {
        // EXPOSE: compared with what is on the clipboard.
        Ok(now) => now != held.secret.expose_secret(),
        Err(error) => matches!(error, arboard::Error::ContentNotAvailable),
    }
}

fn serve(orders: &Receiver<Order>, ours: &AtomicBool, handle: &AppHandle) {
    let mut clipboard = None;
    let mut held: Option<Held> = None;
    loop {
        let order = match held.as_ref() {
            Some(held) => orders.recv_timeout(held.next_look()),
            None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match order {
            Ok(Order::Copy {
                secret,
                clears,
                clear_after,
                done,
            }) => {
                let set = set(&mut clipboard, &secret);
                if set.is_ok() {
                    ours.store(clears, Ordering::Release);
                    held = clears.then(|| Held {
                        secret,
                        until: clear_after.map(|after| Instant::now() + after),
                        tries_left: TRIES,
                    });
                }
                let _ = done.send(set);
            }
            Ok(Order::BeginToClear { seconds }) => {
                if let Some(held) = held.as_mut().filter(|held| held.until.is_none()) {
                    held.until = Some(Instant::now() + Duration::from_secs(seconds.into()));
                    let _ = handle.emit("clipboard", seconds);
                }
            }
            Ok(Order::Clear { done }) => {
                held = take_back(&mut clipboard, held.take(), ours, handle);
                let _ = done.send(());
            }
            Err(RecvTimeoutError::Timeout) => {
                let due = held.as_ref().is_some_and(Held::is_due);
                if due || is_replaced(clipboard.as_mut(), held.as_ref()) {
                    held = take_back(&mut clipboard, held.take(), ours, handle);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn set(clipboard: &mut Option<arboard::Clipboard>, secret: &PatSecret) -> Result<(), String> {
    if clipboard.is_none() {
        *clipboard = Some(arboard::Clipboard::new().map_err(|error| error.to_string())?);
    }
    let Some(clipboard) = clipboard.as_mut() else {
        return Err("it is missing".into());
    };
    let set = clipboard.set();
    #[cfg(target_os = "linux")]
    let set = arboard::SetExtLinux::exclude_from_history(set);
    #[cfg(target_os = "macos")]
    let set = arboard::SetExtApple::exclude_from_history(set);
    #[cfg(target_os = "windows")]
    let set = {
        let set = arboard::SetExtWindows::exclude_from_cloud(set);
        let set = arboard::SetExtWindows::exclude_from_history(set);
        arboard::SetExtWindows::exclude_from_monitoring(set)
    };
    // EXPOSE: this is what copying is; the value goes to the clipboard and nowhere else.
    set.text(secret.expose_secret())
        .map_err(|error| error.to_string())
}

/// Clears the clipboard if it still holds our value, and tells the page which of the two it was.
/// Gives the value back when the clipboard did neither answer nor obey, to be tried again.
fn take_back(
    clipboard: &mut Option<arboard::Clipboard>,
    held: Option<Held>,
    ours: &AtomicBool,
    handle: &AppHandle,
) -> Option<Held> {
    let (Some(clipboard), Some(held)) = (clipboard.as_mut(), held) else {
        return None;
    };
    let outcome = match clipboard.get_text() {
        // EXPOSE: compared with what is on the clipboard, to clear nobody else's value.
        Ok(now) if now == held.secret.expose_secret() => clipboard.clear().map(|()| "cleared"),
        Ok(_) | Err(arboard::Error::ContentNotAvailable) => Ok("foreign"),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(outcome) => {
            ours.store(false, Ordering::Release);
            let _ = handle.emit("clipboard", outcome);
            None
        }
        Err(error) if held.tries_left > 0 => {
            tracing::warn!(%error, "the clipboard was not cleared; trying again");
            Some(Held {
                until: Some(Instant::now() + PAUSE),
                tries_left: held.tries_left - 1,
                ..held
            })
        }
        Err(error) => {
            tracing::error!(%error, "the clipboard cannot be cleared");
            ours.store(false, Ordering::Release);
            None
        }
    }
}
