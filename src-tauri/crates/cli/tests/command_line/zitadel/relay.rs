//! Stands between `patw` and a server: can hold or lose the answer to a request that was carried out,
//! and answer in the server's place.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What happens once the server has answered, before anybody hears of it.
type Meanwhile = Box<dyn FnOnce() + Send>;

/// One answer that is not simply passed on.
struct Catch {
    /// Part of the request line.
    part: &'static str,
    meanwhile: Meanwhile,
    is_lost: bool,
}

/// A relay that ends with the test's process.
pub(crate) struct Relay {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    catch: Option<Catch>,
    /// What everybody is answered instead: status line, and JSON.
    instead: Option<(&'static str, String)>,
    /// Every request line that came.
    seen: Vec<String>,
}

impl Relay {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || relay(&client, port, &state));
            }
        });
        Self { url, state }
    }

    /// The next request with this in its first line is carried out, then `meanwhile` is done, and
    /// nobody hears of the answer.
    pub(crate) fn lose_answer(
        &self,
        part: &'static str,
        meanwhile: impl FnOnce() + Send + 'static,
    ) {
        lock(&self.state).catch = Some(Catch {
            part,
            meanwhile: Box::new(meanwhile),
            is_lost: true,
        });
    }

    /// The same, but the answer comes.
    pub(crate) fn hold_answer(
        &self,
        part: &'static str,
        meanwhile: impl FnOnce() + Send + 'static,
    ) {
        self.lose_answer(part, meanwhile);
        if let Some(catch) = &mut lock(&self.state).catch {
            catch.is_lost = false;
        }
    }

    /// From now on nothing reaches the server, and this is what everybody is told.
    pub(crate) fn answer_instead(&self, status_line: &'static str, body: &str) {
        lock(&self.state).instead = Some((status_line, body.to_owned()));
    }

    /// How many requests had this in their first line.
    pub(crate) fn count(&self, part: &str) -> usize {
        let state = lock(&self.state);
        state.seen.iter().filter(|line| line.contains(part)).count()
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One request, its answer, and the end of both connections.
fn relay(client: &TcpStream, port: u16, state: &Mutex<State>) {
    let Some((first_line, request)) = request(client) else {
        return;
    };
    let (catch, instead) = {
        let mut state = lock(state);
        state.seen.push(first_line.clone());
        let caught = |catch: &mut Catch| first_line.contains(catch.part);
        (state.catch.take_if(caught), state.instead.clone())
    };
    let answer = match instead {
        Some((status_line, body)) => canned(status_line, &body),
        None => ask(port, &request),
    };
    let mut is_lost = false;
    if let Some(catch) = catch {
        (catch.meanwhile)();
        is_lost = catch.is_lost;
    }
    if !is_lost {
        // Whoever asked may have gone.
        let _ = (&mut &*client).write_all(&answer);
    }
}

fn ask(port: u16, request: &[u8]) -> Vec<u8> {
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    server.write_all(request).unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).unwrap();
    answer
}

fn canned(status_line: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status_line}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// The first line and the whole of a request, which asks for the end of the connection.
fn request(client: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut from = BufReader::new(client);
    let mut first_line = String::new();
    if from.read_line(&mut first_line).ok()? == 0 {
        return None;
    }
    let mut request = first_line.clone().into_bytes();
    let mut length = 0;
    loop {
        let mut line = String::new();
        from.read_line(&mut line).ok()?;
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
        if !lower.starts_with("connection:") {
            request.extend(line.bytes());
        }
    }
    request.extend(b"connection: close\r\n\r\n");
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    request.extend(body);
    Some((first_line, request))
}
