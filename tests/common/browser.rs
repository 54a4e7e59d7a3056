//! A headless Chromium, asked through its own protocol.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// A browser with one page.
pub struct Browser {
    program: Child,
    socket: WebSocket<TcpStream>,
    number: u64,
    /// What the browser told unasked: requests, errors.
    pub events: Vec<Value>,
    _folder: tempfile::TempDir,
}

/// The name of the program, if there is one.
pub fn found() -> Option<String> {
    let given = std::env::var("WINSET_CHROMIUM").ok();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let names = given.into_iter().chain(names.map(str::to_owned));
    let runs = |name: &String| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|output| output.status.success())
    };
    names.into_iter().find(runs)
}

impl Browser {
    /// Starts the program.
    pub fn start(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Command::new(name)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--window-size=1280,800",
                "about:blank",
            ])
            .arg(format!("--user-data-dir={}", folder.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let port: u16 = lines
            .find_map(|line| {
                let rest = line
                    .split_once("DevTools listening on ws://127.0.0.1:")?
                    .1
                    .to_owned();
                rest.split_once('/')?.0.parse().ok()
            })
            .expect("a browser that listens");
        // What it goes on to say must be taken, or it would wait.
        std::thread::spawn(move || lines.for_each(drop));
        let address = page(port);
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        let mut browser = Self {
            program,
            socket,
            number: 0,
            events: Vec::new(),
            _folder: folder,
        };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        let size = json!({"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser
    }

    /// Calls a method; its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let number = self.number;
        let call = json!({"id": number, "method": method, "params": params});
        self.socket.send(Message::text(call.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else {
                continue;
            };
            let told: Value = serde_json::from_str(&text).unwrap();
            if told["id"] == number {
                assert!(told.get("error").is_none(), "{method}: {told}");
                return told["result"].clone();
            }
            self.events.push(told);
        }
    }

    /// Opens an address and waits until it has loaded.
    pub fn open(&mut self, address: &str) {
        self.call("Page.navigate", json!({"url": address}));
        self.until("document.readyState === 'complete'");
    }

    /// The value of an expression, which may be a promise.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let told = self.call("Runtime.evaluate", asked);
        assert!(
            told.get("exceptionDetails").is_none(),
            "{expression}: {told}"
        );
        told["result"]["value"].clone()
    }

    /// Text of an element.
    pub fn text(&mut self, selector: &str) -> String {
        let value = self.value(&format!(
            "document.querySelector({selector:?})?.innerText ?? ''"
        ));
        value.as_str().unwrap().to_owned()
    }

    /// Waits until an expression is true.
    pub fn until(&mut self, expression: &str) {
        let start = Instant::now();
        while self.value(expression) != true {
            if start.elapsed() > Duration::from_secs(30) {
                let page = self.value("document.body.innerText");
                panic!("never: {expression}\n{page}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks an element.
    pub fn click(&mut self, selector: &str) {
        self.until(&format!(
            "document.querySelector({selector:?})?.disabled === false"
        ));
        self.value(&format!("document.querySelector({selector:?}).click()"));
    }

    /// Presses a key with what is held down meanwhile: 2 is Control, 8 Shift.
    pub fn press(&mut self, key: &str, code: &str, number: u32, held: u32) {
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": held});
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Light or dark.
    pub fn scheme(&mut self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// Writes what the page looks like as a PNG, for people to look at.
    pub fn picture(&mut self, file: &Path) {
        let told = self.call("Page.captureScreenshot", json!({"format": "png"}));
        std::fs::write(file, decoded(told["data"].as_str().unwrap())).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The socket of the only page.
fn page(port: u16) -> String {
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let request = format!(
            "GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut all = String::new();
        let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
        let _ = stream.read_to_string(&mut all);
        let body = all.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let list: Value = serde_json::from_str(body).unwrap_or_default();
        let pages = list.as_array().cloned().unwrap_or_default();
        let own = pages.iter().find(|page| page["type"] == "page");
        if let Some(address) = own.and_then(|page| page["webSocketDebuggerUrl"].as_str()) {
            return address.to_owned();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("a browser without a page");
}

/// Base64.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text
        .bytes()
        .filter(|byte| *byte != b'=')
        .map(digit)
        .collect();
    let groups = digits.chunks(4).map(|group| {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        (bits.to_be_bytes(), group.len())
    });
    groups
        .flat_map(|(bytes, length)| bytes[1..length].to_vec())
        .collect()
}
