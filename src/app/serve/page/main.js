// Puts the page together.

import { byId, el, number } from "./dom.js";
import { State } from "./state.js";
import { Solver } from "./solver.js";
import { Editor } from "./editor.js";
import { Controls } from "./controls.js";
import { Answer } from "./answer.js";
import { Compare } from "./compare.js";
import { Saving } from "./save.js";

const model = await (await fetch("/api/model")).json();
const state = new State({ text: model.text, settings: {}, concept: model.concepts[0], to: null });
const editor = new Editor((text) => state.set({ text }, "text"));
const controls = new Controls(state);
const answer = new Answer(state);
const compare = new Compare(answer);
const saving = new Saving(state, say);
const solver = new Solver(heard);

let known = []; // controls as the program told them
let last = null; // the last whole answer and what it answers
let clock = null;

function say(text) {
  byId("status").textContent = text;
}

// ---- what comes back ----

function heard(part, question, took) {
  const { concept } = question;
  switch (part.stage) {
    case "read":
      read(part, question);
      break;
    case "packages":
      answer.draw({ frontier: null, ...part.pictures });
      answer.packages(part.packages, concept);
      break;
    case "road":
      answer.draw(part.pictures);
      answer.road(part.plan, concept);
      document.documentElement.dataset.took = took.toFixed(1);
      break;
    case "answer":
      answer.whole(part.answer, concept);
      last = { now: question, whole: part.answer };
      sum(part.answer, part.seconds);
      ended();
      break;
    case "reach":
      answer.draw(part.pictures);
      break;
    case "failed":
      ended();
      say(part.why);
      break;
    case "end":
      ended();
      break;
    default:
  }
}

function read(part, question) {
  const wrong = part.asked ? part.asked.diagnostics.map((one) => `the package asked for is left out: ${one.message}`) : [];
  editor.tell(part.diagnostics, model.name);
  if (part.names) {
    known = part.controls;
    answer.say(part.names);
    controls.tell(part.controls);
    byId("title").textContent = part.names.title || "winset";
    document.title = `${part.names.title || model.name} – winset`;
  }
  const told = [...part.dropped, ...wrong];
  byId("overlay").hidden = part.overlay === "" && told.length === 0;
  byId("overlay-text").textContent = [part.overlay, ...told].join("\n");
  answer.begin(question);
  answer.pictures = {};
  if (part.errors > 0) {
    answer.clear("The model has errors; the answer comes back once they are mended.");
    say(`${part.errors} ${part.errors === 1 ? "error" : "errors"}: ${part.diagnostics.find((one) => one.severity === "error")?.message ?? ""}`);
  }
}

const STATUS = { proved: "proved", best_found: "the best found, not proved", none: "proved that there is none", stopped: "stopped before anything was found" };

function sum(whole, seconds) {
  const road = whole.plan.plan;
  const words = road
    ? `A road of ${road.rounds.length} ${road.rounds.length === 1 ? "round" : "rounds"}: ${answer.gains(road.gain)}`
    : "No road";
  say(`${words} – ${STATUS[whole.grade.status]}. ${seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${number(seconds)} s`}.`);
}

// A clock for searches that take a while, so that nobody wonders.
function begun() {
  const start = performance.now();
  clearInterval(clock);
  answer.stale(true);
  clock = setInterval(() => {
    const seconds = Math.round((performance.now() - start) / 1000);
    if (seconds >= 1) say(`Searching: ${seconds} s of ${model.time_limit} s at most; what was found so far is below.`);
  }, 1000);
}

function ended() {
  clearInterval(clock);
  answer.stale(false);
}

// ---- what is asked ----

function follow(now) {
  editor.show(now.text);
  controls.follow(now);
  byId("concept").value = now.concept;
  byId("undo").disabled = state.past.length === 0;
  byId("redo").disabled = state.future.length === 0;
  begun();
  solver.ask(now);
}

function words(now) {
  return Object.entries(now.settings).map(([id, value]) => {
    const own = known.find((control) => control.id === id);
    const name = own ? [own.owner !== own.label ? own.owner : null, own.label].filter((part) => part).join(", ") : id;
    return `${own?.group.replace("_", " ") ?? ""} ${name}: ${value === true ? "on" : value === false ? "off" : value}`.trim();
  });
}

function pin(name) {
  if (!last) return;
  compare.pin(name, last.now, last.whole, words(last.now), { ...answer.pictures });
  say(`Kept as ${name}.`);
}

byId("file").textContent = model.name;
byId("concept").append(...model.concepts.map((id) => el("option", { value: id }, id)));
byId("concept").addEventListener("change", (event) => state.set({ concept: event.target.value }, "concept"));
byId("undo").addEventListener("click", () => state.undo());
byId("redo").addEventListener("click", () => state.redo());
byId("reset").addEventListener("click", () => state.set({ settings: {} }, "reset"));
byId("pin-a").addEventListener("click", () => pin("A"));
byId("pin-b").addEventListener("click", () => pin("B"));
document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || byId("save-dialog").open || !["z", "y"].includes(key)) return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) state.redo();
  else state.undo();
});
saving.start(model.name);
state.onChange(follow);
follow(state.now);
