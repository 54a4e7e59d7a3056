//! Which address gives what.

use std::net::TcpStream;

use serde_json::{Value, json};

use super::ask::{Question, ask, page_of, to_save};
use super::guard::Entry;
use super::http::{self, Answer, Request, refusal};
use super::save::{asked, save};
use super::{Bench, page};
use crate::search::concept::Concept;

/// Answers one connection. Nothing but its head is read of a request that is not let in.
pub fn answer(bench: &Bench, mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    match http::head(&mut stream) {
        Some(Ok(request)) => respond(bench, request, &mut stream),
        Some(Err(refusal)) => Answer::from(refusal).send(&mut stream),
        None => return,
    }
    http::finish(&mut stream);
}

fn respond(bench: &Bench, mut request: Request, stream: &mut TcpStream) {
    let answer = match bench.guard.admit(&request) {
        Ok(Entry::Token(cookie)) => Answer::new(303, page::TEXT, "")
            .with("Set-Cookie", cookie)
            .with("Location", "/"),
        Ok(Entry::Open) => match http::body(stream, &mut request) {
            Some(Ok(())) => return open(bench, &request, stream),
            Some(Err(refusal)) => refusal.into(),
            None => return,
        },
        Err(refusal) if request.path == "/" => page::refused(refusal, bench.guard.place()),
        Err(refusal) => refusal.into(),
    };
    answer.send(stream);
}

fn open(bench: &Bench, request: &Request, stream: &mut TcpStream) {
    let answer = match (&*request.method, &*request.path) {
        ("GET", "/api/model") => Answer::json(200, &model(bench)),
        ("GET", path) => match page::part(path) {
            Some(part) => part,
            None => refusal(404, "there is nothing here").into(),
        },
        ("POST", "/api/solve" | "/api/save" | "/api/stop") => match body(request) {
            Ok(body) if request.path == "/api/save" => keep(bench, &body),
            Ok(body) if request.path == "/api/stop" => {
                Answer::json(200, &json!({"ended": bench.desk.end(&page_of(&body))}))
            }
            Ok(body) => match Question::read(&body) {
                Some(question) => return ask(bench, &question, stream),
                None => refusal(400, "this is no question").into(),
            },
            Err(answer) => answer,
        },
        ("POST", _) => refusal(404, "there is nothing here").into(),
        _ => {
            Answer::from(refusal(405, "only GET and POST are answered")).with("Allow", "GET, POST")
        }
    };
    answer.send(stream);
}

/// The model as it was read at the start.
fn model(bench: &Bench) -> Value {
    json!({
        "name": bench.name,
        "text": bench.text,
        "concepts": Concept::ALL.map(Concept::id),
        "time_limit": bench.time_limit,
        "room": http::MOST_BODY,
    })
}

fn body(request: &Request) -> Result<Value, Answer> {
    let kind = request.header("content-type").unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some(http::JSON) {
        return Err(refusal(415, "a question is JSON").into());
    }
    serde_json::from_slice(&request.body).map_err(|_| refusal(400, "this is no JSON").into())
}

fn keep(bench: &Bench, body: &Value) -> Answer {
    let Some((name, replace)) = asked(body) else {
        return refusal(400, "this is no question").into();
    };
    match to_save(&bench.name, body) {
        Ok(text) => save(&bench.read, name, &text, replace, bench.output),
        Err(why) => Answer::json(422, &json!({"error": why})),
    }
}
