//! Who may ask: the browser that opened the printed address, from a page of this program, and nobody else.
//!
//! The address holds a token that works once. Whoever brings it gets a cookie; then the token is dead. Every request must name this
//! host and port, so that no name that somebody points at 127.0.0.1 leads here, and must not come from a page of another origin.

use std::sync::Mutex;

use super::http::{Refusal, Request, refusal};

/// What is known of who may ask.
#[derive(Debug)]
pub struct Guard {
    port: u16,
    /// Dead once it was used.
    token: Mutex<Option<String>>,
    cookie: String,
}

/// What a request may have.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    /// Everything.
    Open,
    /// The cookie, which is this.
    Token(String),
}

impl Guard {
    /// A guard with secrets of its own.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn new(port: u16) -> Result<Self, String> {
        Ok(Self {
            port,
            token: Mutex::new(Some(secret()?)),
            cookie: secret()?,
        })
    }

    /// The address that opens the workbench, once.
    pub fn address(&self) -> String {
        let token = self.token.lock().ok().and_then(|token| token.clone());
        format!(
            "http://127.0.0.1:{}/?token={}",
            self.port,
            token.unwrap_or_default()
        )
    }

    /// Where the workbench is, without the secret.
    pub fn place(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Lets a request in, or says why not.
    ///
    /// # Errors
    /// It is for another host, from another origin, or from somebody unknown.
    pub fn admit(&self, request: &Request) -> Result<Entry, Refusal> {
        if request.header("host") != Some(&*format!("127.0.0.1:{}", self.port)) {
            return Err(refusal(421, WRONG_HOST));
        }
        if request.has("origin") || request.method == "POST" {
            let own = format!("http://127.0.0.1:{}", self.port);
            if request.header("origin") != Some(&*own) {
                return Err(refusal(403, "pages of other origins may not ask"));
            }
        }
        if self.is_known(request) {
            return Ok(Entry::Open);
        }
        if let Some(given) = given_token(request) {
            return self.spend(given);
        }
        Err(refusal(403, UNKNOWN))
    }

    fn is_known(&self, request: &Request) -> bool {
        let name = self.cookie_name();
        let cookies = request.header("cookie").unwrap_or_default().split(';');
        let own = cookies.filter_map(|cookie| cookie.trim().split_once('='));
        let mut own = own.filter(|(key, _)| *key == name);
        own.any(|(_, value)| is_equal(value, &self.cookie))
    }

    /// Takes the token for the cookie.
    fn spend(&self, given: &str) -> Result<Entry, Refusal> {
        let Ok(mut token) = self.token.lock() else {
            return Err(refusal(403, UNKNOWN));
        };
        if !token.as_ref().is_some_and(|token| is_equal(given, token)) {
            return Err(refusal(403, UNKNOWN));
        }
        *token = None;
        let name = self.cookie_name();
        let cookie = format!("{name}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie);
        Ok(Entry::Token(cookie))
    }

    /// Cookies do not know ports, so the name does.
    fn cookie_name(&self) -> String {
        format!("winset_{}", self.port)
    }
}

const WRONG_HOST: &str = "the workbench is at its own address only, and not under another name";

const UNKNOWN: &str = "open the address that winset printed; it works once, so start winset again for another browser";

fn given_token(request: &Request) -> Option<&str> {
    let opens = request.method == "GET" && request.path == "/";
    let mut parts = request.query.split('&');
    parts
        .find_map(|part| part.strip_prefix("token="))
        .filter(|_| opens)
}

/// 256 random bits, in hexadecimal.
fn secret() -> Result<String, String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("the operating system gives no random bytes: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Are two secrets equal? It takes as long wherever they differ.
fn is_equal(a: &str, b: &str) -> bool {
    let differ = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && differ == 0
}
