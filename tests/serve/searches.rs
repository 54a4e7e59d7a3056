//! Searches that a page stops.

use std::time::Duration;

use serde_json::json;

use super::large::question_large;
use super::{Served, folder, question, stage};

#[test]
fn a_search_that_is_stopped_tells_what_it_found() {
    let folder = folder();
    let served = Served::start(folder.path(), "m.yaml", &["--time-limit", "600"]);
    let cookie = served.enter();
    let large = question_large();
    let ask = |page: &str| {
        served
            .post(&cookie, "/api/solve", &question(page, &large))
            .parts()
    };
    let stop = |page: &str| {
        let reply = served.post(&cookie, "/api/stop", &json!({"page": page}));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["ended"] == true
    };
    // Nobody else may.
    assert_eq!(served.post("", "/api/stop", &json!({})).status, 403);
    assert_eq!(served.get(&cookie, "/api/stop").status, 404);
    std::thread::scope(|scope| {
        let [one, two] = ["one", "two"].map(|page| scope.spawn(move || ask(page)));
        while !stop("one") {
            std::thread::sleep(Duration::from_millis(20));
        }
        let parts = one.join().unwrap();
        let answer = &stage(&parts, "answer")["answer"];
        let grade = &answer["grade"];
        assert_ne!(grade["status"], "proved");
        assert!(!grade.to_string().contains("time limit"), "{grade}");
        assert_eq!(parts.last().unwrap()["stage"], "end");
        // One page ends its own search only.
        assert!(!stop("one") && !two.is_finished());
        while !stop("two") {
            std::thread::sleep(Duration::from_millis(20));
        }
        two.join().unwrap();
    });
}
