//! Stands in for the desktop's password dialog and for the person in front of it.
//!
//! gnome-keyring shows its questions through another program (gcr's protocol, spoken here over
//! plain messages because the order of reply and next call matters). Without a screen someone has
//! to be that program: it counts the questions, and is away, dismisses or types the password.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use zbus::blocking::{Connection, MessageIterator, connection::Builder};
use zbus::fdo;
use zbus::message::{Message, Type};
use zbus::zvariant::{OwnedObjectPath, Value};

use super::exchange;

const CALLBACK: &str = "org.gnome.keyring.internal.Prompter.Callback";

/// What happens to a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Person {
    #[default]
    Away,
    Dismisses,
    Types,
}

#[derive(Debug, Default)]
struct Room {
    person: Person,
    questions: usize,
    /// Who asked, and where to answer.
    waiting: Vec<(String, OwnedObjectPath)>,
}

#[derive(Debug)]
pub(super) struct Prompter {
    room: Arc<Mutex<Room>>,
    connection: Connection,
}

impl Prompter {
    pub(super) fn start(builder: Builder<'_>) -> Self {
        let room = Arc::<Mutex<Room>>::default();
        let connection = builder
            .name("org.gnome.keyring.SystemPrompter")
            .and_then(Builder::build)
            .expect("the prompter owns its name");
        let prompter = Self { room, connection };
        let (room, connection) = (Arc::clone(&prompter.room), prompter.connection.clone());
        let messages = MessageIterator::from(&connection);
        thread::spawn(move || {
            // Ends with the bus.
            for message in messages.map_while(Result::ok) {
                if message.message_type() == Type::MethodCall {
                    // A question withdrawn meanwhile cannot be answered; nobody waits for it.
                    let _ = attend(&connection, &room, &message);
                }
            }
        });
        prompter
    }

    pub(super) fn questions(&self) -> usize {
        enter(&self.room).questions
    }

    pub(super) fn dismiss(&self) {
        enter(&self.room).person = Person::Dismisses;
    }

    /// From now on, and for what waits already.
    pub(super) fn type_password(&self) {
        let waiting = {
            let mut room = enter(&self.room);
            room.person = Person::Types;
            std::mem::take(&mut room.waiting)
        };
        for (caller, path) in waiting {
            let _ = ready(&self.connection, &caller, &path, "", &exchange::greeting());
        }
    }
}

fn enter(room: &Mutex<Room>) -> MutexGuard<'_, Room> {
    room.lock().unwrap_or_else(PoisonError::into_inner)
}

fn attend(connection: &Connection, room: &Mutex<Room>, message: &Message) -> zbus::Result<()> {
    let header = message.header();
    let caller = header.sender().map(ToString::to_string).unwrap_or_default();
    match header.member().map(zbus::names::MemberName::as_str) {
        Some("BeginPrompting") => {
            let path: OwnedObjectPath = message.body().deserialize()?;
            let person = {
                let mut room = enter(room);
                room.questions += 1;
                if room.person == Person::Away {
                    room.waiting.push((caller.clone(), path.clone()));
                }
                room.person
            };
            if person == Person::Dismisses {
                return connection.reply_dbus_error(&header, fdo::Error::Failed("no".into()));
            }
            connection.reply(&header, &())?;
            if person == Person::Types {
                ready(connection, &caller, &path, "", &exchange::greeting())?;
            }
            Ok(())
        }
        Some("PerformPrompt") => {
            let body = message.body();
            let (path, _, _, theirs): (
                OwnedObjectPath,
                String,
                HashMap<String, Value<'_>>,
                String,
            ) = body.deserialize()?;
            connection.reply(&header, &())?;
            ready(
                connection,
                &caller,
                &path,
                "yes",
                &exchange::password(&theirs),
            )
        }
        _ => connection.reply(&header, &()),
    }
}

fn ready(
    connection: &Connection,
    caller: &str,
    path: &OwnedObjectPath,
    answer: &str,
    exchange: &str,
) -> zbus::Result<()> {
    let properties = HashMap::<&str, Value<'_>>::new();
    let body = (answer, properties, exchange);
    connection
        .call_method(Some(caller), path, Some(CALLBACK), "PromptReady", &body)
        .map(|_| ())
}
