//! A question of the page: a model as text, settings, a concept. The answer comes in parts, one JSON value a line, each as soon as it is
//! there: what is wrong with the text, the packages, the road, and at last the whole with what stands in the way.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::super::commands::check::lint_numbers;
use super::super::commands::limits_until;
use super::super::commands::solve::{Step, Whole, whole_in_steps};
use super::super::commands::why::reasons;
use super::super::input::{Loaded, of_text};
use super::Bench;
use super::controls::{Control, controls};
use super::desk::Place;
use super::http::{self, Answer, LINES};
use super::settings::{Changes, changes};
use super::told;
use super::yaml::{overlaid, yaml};
use crate::base::Limits;
use crate::diag::{Problems, Sources, file_name};
use crate::model::{Argument, Model, SteeringTexts, read_tree, steering};
use crate::picture::{self, Picture};
use crate::problem::{Problem, Steer};
use crate::render::{self, Theme};
use crate::search::concept::Concept;
use crate::solution::{Plans, Provenance, Status, steering_options, with_roads};
use crate::study::PlanQuestion;

/// What settings are called where they are told of.
const SETTINGS: &str = "settings";
/// What the package asked for is called.
const PACKAGE: &str = "package";

/// What the page asks.
#[derive(Debug)]
pub struct Question {
    page: String,
    text: String,
    settings: Map<String, Value>,
    concept: Concept,
    /// Where the road must end, if that is asked.
    to: Option<Value>,
}

impl Question {
    /// Reads a question; `None` where it is none.
    pub fn read(body: &Value) -> Option<Self> {
        let text = |key| body.get(key).and_then(Value::as_str);
        let concept = text("concept").unwrap_or(Concept::Nash.id());
        Some(Self {
            page: page_of(body),
            text: text("text")?.to_owned(),
            settings: body
                .get("settings")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default(),
            concept: Concept::ALL.into_iter().find(|own| own.id() == concept)?,
            to: body.get("to").filter(|to| !to.is_null()).cloned(),
        })
    }
}

/// The page that asks, as it calls itself.
pub fn page_of(body: &Value) -> String {
    let page = body.get("page").and_then(Value::as_str);
    page.unwrap_or_default().chars().take(64).collect()
}

/// A model with its settings.
pub struct Set {
    /// What can be moved.
    pub controls: Vec<Control>,
    /// What the settings change.
    pub changes: Changes,
    /// Text of the overlay that the settings make, if they change something.
    pub overlay: Option<String>,
    /// The model with them.
    pub loaded: Loaded,
}

fn set(name: &str, text: &str, settings: &Map<String, Value>) -> Set {
    let own = of_text(name, text, &[]);
    let controls = own
        .compiled
        .as_ref()
        .map_or(Vec::new(), |(model, _)| controls(model, &own.sources));
    // Of a model with errors nothing is known that could be moved; its settings wait.
    let changes = match own.compiled {
        Some(_) => changes(&controls, settings),
        None => Changes::default(),
    };
    let overlay = changes.overlay().as_ref().map(overlay_yaml);
    let loaded = match &overlay {
        None => own,
        Some(changes) => of_text(name, text, &[(SETTINGS, changes)]),
    };
    Set {
        controls,
        changes,
        overlay,
        loaded,
    }
}

/// An overlay as YAML. JSON is YAML, so it is read as it is and written for people.
fn overlay_yaml(overlay: &Value) -> String {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let text = overlay.to_string();
    let file = sources.add(SETTINGS, text.as_str());
    read_tree(file, &text, &mut problems).map_or(text, |tree| yaml(&tree))
}

/// What is saved of a question: the model with its settings, or the settings alone.
///
/// # Errors
/// A sentence for people.
pub fn to_save(name: &str, body: &Value) -> Result<String, String> {
    let question = Question::read(body).ok_or("this is no model")?;
    let set = set(name, &question.text, &question.settings);
    let what = body.get("what").and_then(Value::as_str);
    let whole = |overlay: &str| {
        let merged = overlaid(name, &question.text, &[(SETTINGS, overlay)]);
        merged.map_err(|_| "the model has errors; mend them first".to_owned())
    };
    match (what, set.overlay) {
        (Some("overlay"), None) => {
            Err("nothing was moved, so there is nothing to save as an overlay".to_owned())
        }
        // What is saved fits what stands on the page.
        (Some("overlay"), Some(one)) => {
            whole(&one).map(|_| format!("# Changes to {}\n{one}", file_name(name)))
        }
        // Without settings, the text is kept to the byte.
        (Some("model"), None) => Ok(question.text),
        (Some("model"), Some(one)) => whole(&one),
        _ => Err("a model or an overlay can be saved".to_owned()),
    }
}

/// Sends parts of the answer; the first that finds nobody ends the search.
struct Teller<'s> {
    stream: &'s mut TcpStream,
    place: &'s Place<'s>,
    start: Instant,
}

impl Teller<'_> {
    fn tell(&mut self, mut part: Value) {
        if self.place.stop.load(Ordering::Relaxed) && self.place.is_superseded() {
            return;
        }
        part["seconds"] = self.start.elapsed().as_secs_f64().into();
        // Characters that are obeyed are written out; no line break stands in a string, so none is lost.
        let Ok(text) = render::json(&part) else {
            return;
        };
        let line = text.replace('\n', " ") + "\n";
        if self.stream.write_all(line.as_bytes()).is_err() {
            self.place.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// Answers a question.
pub fn ask(bench: &Bench, question: &Question, stream: &mut TcpStream) {
    let start = Instant::now();
    let Some(place) = bench.desk.take(&question.page) else {
        let busy = Answer::json(
            503,
            &json!({"error": "too many searches are running; try again"}),
        );
        return busy.with("Retry-After", "1").send(stream);
    };
    if http::begin(stream, LINES).is_err() {
        return;
    }
    listen(stream, &place.stop);
    let limits = limits_until(
        Arc::clone(&place.stop),
        Some(bench.time_limit),
        Some(bench.memory_limit),
    );
    let mut set = set(&bench.name, &question.text, &question.settings);
    let asked = steer(&mut set.loaded, question.to.as_ref());
    lint_numbers(&mut set.loaded, &limits);
    let mut teller = Teller {
        stream,
        place: &place,
        start,
    };
    teller.tell(told::read(&set, asked));
    if let Some((model, problem)) = &set.loaded.compiled {
        let asked = (question, model, problem);
        solve(bench, asked, &set, &limits, &mut teller);
    }
    let end = match place.is_superseded() {
        true => "superseded",
        false => "end",
    };
    teller.tell(json!({"stage": end}));
}

fn solve(
    bench: &Bench,
    (question, model, problem): (&Question, &Model, &Problem),
    set: &Set,
    limits: &Limits,
    teller: &mut Teller,
) {
    let provenance = provenance(bench, question, problem, set);
    let asked = PlanQuestion {
        concept: question.concept,
        alone: false,
        within: None,
    };
    let title = &problem.names.title;
    let mut tell = |step: Step| match step {
        Step::Packages(packages) => {
            let pictures = drawn([picture::frontier(packages, None, title)]);
            let packages = told::packages(packages, model);
            teller.tell(json!({"stage": "packages", "packages": packages, "pictures": pictures}));
        }
        Step::Road(plans) => {
            let plans = plans();
            teller.tell(
                json!({"stage": "road", "plan": plans, "pictures": road_pictures(&plans, title)}),
            );
        }
    };
    let whole = whole_in_steps(problem, asked, limits, &provenance, &mut tell);
    let Whole {
        mut solved,
        packages,
        ..
    } = whole;
    teller.tell(json!({"stage": "answer", "answer": told::solved(&solved, model)}));
    if solved.packages.head.grade.status == Status::None {
        let why = reasons(problem, question.concept, limits, &provenance);
        teller.tell(json!({"stage": "why", "words": told::why(&why, question.concept)}));
    }
    // Which packages a road leads to takes searches of its own, and means little of a road that was told where to end.
    if let Some(answer) = packages.filter(|_| question.to.is_none()) {
        with_roads(problem, &mut solved.packages, &answer, &solved.plan, limits);
        let picture = picture::frontier(&solved.packages, Some(&solved.plan), title);
        teller.tell(json!({"stage": "reach", "pictures": drawn([picture])}));
    }
}

/// Pictures of the road that the concept picks.
fn road_pictures(plans: &Plans, title: &str) -> Value {
    let Some(road) = &plans.plan else {
        return json!({});
    };
    let draw = [
        picture::road,
        picture::gains,
        picture::trust,
        picture::talking,
    ];
    drawn(draw.map(|draw| Some(draw(road, plans, title))))
}

/// Pictures by what they show, as SVG for a page that has their style.
fn drawn<const N: usize>(pictures: [Option<Picture>; N]) -> Value {
    let pictures = pictures.into_iter().flatten();
    let drawn = pictures.map(|picture| {
        let svg = render::svg(&picture, Theme::Page);
        (picture.what.id().to_owned(), svg.into())
    });
    Value::Object(drawn.collect())
}

fn provenance(bench: &Bench, question: &Question, problem: &Problem, set: &Set) -> Provenance {
    let mut options = json!({"concept": question.concept.id(), "time_limit": bench.time_limit});
    for (option, value) in steering_options(problem) {
        options[option] = value;
    }
    Provenance {
        files: set.loaded.files.clone(),
        digest: set.loaded.digest.clone(),
        options,
    }
}

/// Steers the road to a package; what is wrong with it is told, and it is left out.
fn steer(loaded: &mut Loaded, to: Option<&Value>) -> Option<Value> {
    let text = to?.to_string();
    let file = loaded.sources.add(PACKAGE, text.as_str());
    let (model, problem) = loaded.compiled.as_mut()?;
    let argument = Argument {
        file,
        text: &text,
        is_file: true,
    };
    let texts = SteeringTexts {
        from: None,
        to: Some(argument),
        avoid: Vec::new(),
        first: None,
        never_together: Vec::new(),
    };
    let mut problems = Problems::default();
    match steering(&texts, model, &mut problems) {
        Some(asked) => {
            problem.steer = Steer {
                to: asked.to,
                ..Steer::default()
            };
            None
        }
        None => Some(render::check_json(&problems.sorted(), &loaded.sources)),
    }
}

/// Ends the search once the page has gone.
fn listen(stream: &TcpStream, stop: &Arc<AtomicBool>) {
    const EVERY: Duration = Duration::from_millis(50);
    let (Ok(stream), stop) = (stream.try_clone(), Arc::clone(stop)) else {
        return;
    };
    std::thread::spawn(move || {
        let _ = stream.set_read_timeout(Some(EVERY));
        while !stop.load(Ordering::Relaxed) {
            match stream.peek(&mut [0]) {
                Ok(0) => stop.store(true, Ordering::Relaxed),
                // Nothing more should come; what does is not read.
                Ok(_) => std::thread::sleep(EVERY),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => stop.store(true, Ordering::Relaxed),
            }
        }
    });
}
