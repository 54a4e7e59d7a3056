//! HTTP/1.1, as little of it as a page on this machine needs: one request per connection, small heads, bodies of a stated length.
//!
//! Everything that is read is capped in bytes and in time, so that nobody who connects can hold the program up.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Most bytes of a request line and its headers.
const MOST_HEAD: usize = 16 << 10;
/// Most headers.
const MOST_HEADERS: usize = 64;
/// Most bytes of a body: a model with room for what JSON adds to it.
pub const MOST_BODY: usize = 4 << 20;
/// Longest time that a head may take to arrive: what connects and says nothing is soon let go of.
const HEAD_ARRIVAL: Duration = Duration::from_secs(2);
/// The same of a body, which only those send who may ask.
const BODY_ARRIVAL: Duration = Duration::from_secs(10);
/// Longest time that a piece of an answer may take to leave.
const DEPARTURE: Duration = Duration::from_secs(10);

/// A request.
#[derive(Debug)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// The path, without what was asked behind `?`.
    pub path: String,
    /// What was asked behind `?`.
    pub query: String,
    headers: Vec<(String, String)>,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
}

impl Request {
    /// The only header of this name, in lower case; none where there are several, so that nobody has to choose.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut own = self.headers.iter().filter(|(key, _)| key == name);
        match (own.next(), own.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
    /// Is there such a header at all?
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(key, _)| key == name)
    }
}

/// Why a request is not answered as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// A sentence.
    pub what: &'static str,
}

/// A refusal.
pub const fn refusal(status: u16, what: &'static str) -> Refusal {
    Refusal { status, what }
}

/// Reads the head of a request, and what came of its body with it. `None` where there is nobody to answer.
pub fn head(stream: &mut TcpStream) -> Option<Result<Request, Refusal>> {
    let until = Instant::now() + HEAD_ARRIVAL;
    let mut bytes = Vec::new();
    loop {
        match parse(&bytes) {
            Ok(Some((mut request, head))) => {
                request.body = bytes.split_off(head);
                return Some(Ok(request));
            }
            Ok(None) if bytes.len() >= MOST_HEAD => return Some(Err(LONG_HEAD)),
            Ok(None) => {}
            Err(refusal) => return Some(Err(refusal)),
        }
        match more(stream, &mut bytes, MOST_HEAD, until) {
            Ok(0) => return None,
            Ok(_) => {}
            // Browsers open connections beforehand and may never use them.
            Err(_) if bytes.is_empty() => return None,
            Err(refusal) => return Some(Err(refusal)),
        }
    }
}

/// Reads the rest of a request. `None` where there is nobody left to answer.
pub fn body(stream: &mut TcpStream, request: &mut Request) -> Option<Result<(), Refusal>> {
    let until = Instant::now() + BODY_ARRIVAL;
    let length = match length(request) {
        Ok(length) => length,
        Err(refusal) => return Some(Err(refusal)),
    };
    while request.body.len() < length {
        match more(stream, &mut request.body, length, until) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(refusal) => return Some(Err(refusal)),
        }
    }
    request.body.truncate(length);
    Some(Ok(()))
}

const LONG_HEAD: Refusal = refusal(431, "the head of the request is too long");

/// Reads up to `most` bytes in all; how many came.
fn more(
    stream: &mut TcpStream,
    bytes: &mut Vec<u8>,
    most: usize,
    until: Instant,
) -> Result<usize, Refusal> {
    const LATE: Refusal = refusal(408, "the request took too long to arrive");
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
        return Err(LATE);
    }
    let mut buffer = [0; 16 << 10];
    let most = (most - bytes.len()).min(buffer.len());
    match stream.read(&mut buffer[..most]) {
        Ok(read) => {
            bytes.extend_from_slice(&buffer[..read]);
            Ok(read)
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Err(LATE)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(0),
        Err(_) => Ok(0),
    }
}

/// The head, once it is whole, and its length.
fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, Refusal> {
    const UNREADABLE: Refusal = refusal(400, "the request cannot be read");
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(LONG_HEAD),
        Err(_) => return Err(UNREADABLE),
    };
    let target = parsed.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut known = Vec::new();
    for header in parsed.headers.iter() {
        let value = std::str::from_utf8(header.value).map_err(|_| UNREADABLE)?;
        known.push((header.name.to_ascii_lowercase(), value.to_owned()));
    }
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: known,
        body: Vec::new(),
    };
    Ok(Some((request, length)))
}

/// The length of the body.
fn length(request: &Request) -> Result<usize, Refusal> {
    if request.has("transfer-encoding") {
        return Err(refusal(501, "a body must state its length"));
    }
    let stated = match (
        request.has("content-length"),
        request.header("content-length"),
    ) {
        (false, _) if request.method == "POST" => {
            return Err(refusal(411, "a body must state its length"));
        }
        (false, _) => return Ok(0),
        (true, stated) => stated.unwrap_or_default(),
    };
    let digits = !stated.is_empty() && stated.bytes().all(|b| b.is_ascii_digit());
    match stated.parse::<usize>() {
        _ if !digits => Err(refusal(400, "the length of the body cannot be read")),
        Ok(length) if length <= MOST_BODY => Ok(length),
        _ => Err(refusal(413, "the body is too large")),
    }
}

/// What every answer says of itself: not to be kept, guessed at, framed, or to load anything from elsewhere.
const SAFE: &str = "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
X-Content-Type-Options: nosniff\r\n\
Referrer-Policy: no-referrer\r\n\
Cache-Control: no-store\r\n\
Cross-Origin-Opener-Policy: same-origin\r\n\
Cross-Origin-Resource-Policy: same-origin\r\n\
X-Frame-Options: DENY\r\n\
Connection: close\r\n";

/// An answer whose length is known.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What the body is.
    pub kind: &'static str,
    /// Headers of its own; nothing in them comes from a request or a model.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a body.
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            kind,
            headers: Vec::new(),
            body: body.into(),
        }
    }
    /// JSON.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::new(status, JSON, value.to_string())
    }
    /// The same, with a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    /// Sends it, whole or not at all.
    pub fn send(&self, stream: &mut TcpStream) {
        let own = self.headers.iter();
        let own: String = own
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = self.body.len();
        let mut bytes = status_line(
            self.status,
            self.kind,
            &format!("Content-Length: {length}\r\n{own}"),
        );
        bytes.extend_from_slice(&self.body);
        let _ = stream.set_write_timeout(Some(DEPARTURE));
        // Who has gone needs no answer.
        let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, what } = refusal;
        Answer::json(status, &serde_json::json!({"error": what}))
    }
}

/// JSON.
pub const JSON: &str = "application/json";
/// One JSON value a line.
pub const LINES: &str = "application/x-ndjson";

/// Begins an answer that goes on until the connection is closed.
///
/// # Errors
/// Nobody is there any more.
pub fn begin(stream: &mut TcpStream, kind: &str) -> std::io::Result<()> {
    stream.set_write_timeout(Some(DEPARTURE))?;
    stream.write_all(&status_line(200, kind, ""))
}

fn status_line(status: u16, kind: &str, own: &str) -> Vec<u8> {
    let reason = match status {
        200 => "OK",
        303 => "See Other",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        _ => "Service Unavailable",
    };
    format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n{SAFE}{own}\r\n").into_bytes()
}

/// Ends a connection so that what was sent arrives even where not all was read that came.
pub fn finish(stream: &mut TcpStream) {
    /// Most that is read and thrown away.
    const MOST: usize = 8 << 20;
    let _ = stream.shutdown(Shutdown::Write);
    let until = Instant::now() + Duration::from_secs(1);
    let (mut buffer, mut seen) = ([0; 16 << 10], 0);
    while seen < MOST && Instant::now() < until {
        let _ = stream.set_read_timeout(Some(Duration::from_millis(250)));
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => seen += read,
        }
    }
}
