//! A running workbench and a client that says exactly what it is told to.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A workbench, ended when it is let go of.
pub struct Served {
    program: Child,
    /// The port.
    pub port: u16,
    /// The token of the printed address.
    pub token: String,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }
    /// The parts of an answer, by their stages.
    pub fn parts(&self) -> Vec<serde_json::Value> {
        let lines = self.body.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Served {
    /// Serves a model of a folder.
    pub fn start(folder: &Path, model: &str, more: &[&str]) -> Self {
        // Another build of the program, to measure it.
        let program = std::env::var("WINSET_BINARY");
        let program = program.unwrap_or_else(|_| env!("CARGO_BIN_EXE_winset").to_owned());
        let mut program = Command::new(program)
            .current_dir(folder)
            .args(["serve", model])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = program.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let (port, token) = address.split_once("/?token=").unwrap();
        Self {
            port: port.parse().unwrap(),
            token: token.to_owned(),
            program,
        }
    }
    /// The process.
    pub fn id(&self) -> u32 {
        self.program.id()
    }
    /// Waits until it has ended; its exit code.
    pub fn ended(&mut self) -> Option<i32> {
        self.program.wait().unwrap().code()
    }
    /// Sends bytes and reads all that comes back.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // A refusal may come before all is said.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        String::from_utf8(all).unwrap()
    }
    /// The same, taken apart.
    pub fn reply(&self, bytes: &[u8]) -> Reply {
        let all = self.raw(bytes);
        let (head, body) = all
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("{all:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let lower = |line: &str| match line.split_once(": ") {
            Some((name, value)) => format!("{}: {value}", name.to_ascii_lowercase()),
            None => line.to_owned(),
        };
        let head = head.lines().map(lower).collect::<Vec<_>>().join("\n");
        Reply {
            status,
            head,
            body: body.to_owned(),
        }
    }
    /// What a browser says at the start of every request.
    pub fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\n", self.port)
    }
    /// Brings the token; the cookie.
    pub fn enter(&self) -> String {
        let request = format!("GET /?token={} HTTP/1.1\r\n{}\r\n", self.token, self.host());
        let reply = self.reply(request.as_bytes());
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
    /// Asks for a page.
    pub fn get(&self, cookie: &str, path: &str) -> Reply {
        let host = self.host();
        self.reply(format!("GET {path} HTTP/1.1\r\n{host}Cookie: {cookie}\r\n\r\n").as_bytes())
    }
    /// Sends JSON as the page does.
    pub fn post(&self, cookie: &str, path: &str, body: &serde_json::Value) -> Reply {
        let host = self.host();
        let origin = format!("Origin: http://127.0.0.1:{}\r\n", self.port);
        let body = body.to_string();
        let length = body.len();
        self.reply(
            format!(
                "POST {path} HTTP/1.1\r\n{host}{origin}Cookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .as_bytes(),
        )
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
