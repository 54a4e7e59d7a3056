// Puts the page together.

import { byId, counted, el, number, onPress, rest, rests, shown, write } from "./dom.js";
import { State } from "./state.js";
import { Solver, opened } from "./solver.js";
import { Editor } from "./editor.js";
import { Controls, nameOf } from "./controls.js";
import { Answer } from "./answer.js";
import { Compare } from "./compare.js";
import { Saving } from "./save.js";
import { Status } from "./status.js";
import { Lines } from "./text.js";

const CALM = 250; // milliseconds after the last key until an edited text is asked about

const status = new Status(() => solver.stop());
const say = (text) => status.say(text);
const model = await opened(say);
status.limit = model.time_limit;
const lines = new Lines(model.text);
const state = new State({ text: lines.plain, settings: {}, concept: model.concepts[0], to: null });
const editor = new Editor((text) => state.set({ text }, "text"));
const controls = new Controls(state, say);
const answer = new Answer(state);
const compare = new Compare(answer, lines.plain);
const saving = new Saving(state, asked, say);
const solver = new Solver(heard);
solver.room = model.room;

let known = []; // controls as the program told them
let read = { left: [], end: null, errors: 0 }; // what the program made of the newest question
let last = null; // the last whole answer, what it answers, and its pictures
let calm = null;

// ---- what comes back ----

function heard(part, question, { took, stopped }) {
  const { concept } = question.now;
  // While something is dragged, answers to what stood there a moment ago are shown; the page still waits for its own.
  const is = question.now === state.now;
  switch (part.stage) {
    case "begun":
      status.ready();
      if (is) answer.stale(true);
      break;
    case "read":
      hear(part, question.now);
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
      last = { now: question.now, whole: part.answer, settings: words(question.now), ...read, pictures: { ...answer.pictures } };
      if (is) sum(part, stopped);
      break;
    case "why":
      answer.why(part.words);
      break;
    case "reach":
      answer.draw(part.pictures);
      if (last?.now === question.now) last.pictures = { ...answer.pictures };
      break;
    case "failed":
      editor.unread();
      if (is) ended();
      say(part.why);
      break;
    case "end":
      if (is) ended();
      break;
    default:
  }
}

function hear(part, now) {
  const { diagnostics = [] } = part.asked ?? {};
  const wrong = diagnostics.map((one) => `the package asked for: ${one.message}`);
  const dropped = part.dropped.map((one) => `${one.id}: ${one.why}`);
  read = { left: [...dropped, ...wrong], end: now.to && !part.asked ? part.to : null, errors: part.errors };
  editor.tell(part.diagnostics, model.name);
  if (part.names) {
    known = part.controls;
    answer.say(part.names);
    controls.tell(part.controls);
    write(byId("title"), part.names.title || "winset");
    document.title = `${shown(part.names.title || model.name)} – winset`;
  }
  controls.leave(part.dropped);
  byId("overlay").hidden = part.overlay === "";
  write(byId("overlay-text"), part.overlay);
  answer.begin(now, read.end, wrong);
  answer.pictures = {};
  if (part.errors > 0) {
    answer.clear("The model has errors; the answer comes back once they are mended.");
    say(`${counted(part.errors, "error")}: ${part.diagnostics.find((one) => one.severity === "error")?.message ?? ""}`);
  }
}

const STATUS = { proved: "proved", best_found: "the best found, not proved", none: "proved that there is none", stopped: "stopped before anything was found" };

function sum({ answer: whole, seconds }, stopped) {
  const road = whole.plan.plan;
  const found = road ? `A road of ${counted(road.rounds.length, "round")}: ${answer.gains(road.gain)}` : "No road";
  const time = seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${number(seconds)} s`;
  const left = read.left.length ? ` Left out: ${read.left.join("; ")}.` : "";
  say(`${stopped ? "Stopped. " : ""}${found} – ${STATUS[whole.grade.status]}. ${time}.${left}`);
  status.answered();
  answer.stale(false);
  pinnable();
}

function ended() {
  status.over();
  answer.stale(false);
  pinnable();
}

// ---- what is asked ----

function asked({ text, settings, concept, to }) {
  return { text: lines.written(text), settings, concept, to };
}

function follow(now, what) {
  editor.show(now.text);
  controls.follow(now);
  byId("concept").value = now.concept;
  rest(byId("undo"), state.past.length === 0);
  rest(byId("redo"), state.future.length === 0);
  status.begun();
  answer.stale(true);
  pinnable();
  clearTimeout(calm);
  // What is typed is kept at once and asked about once the hand rests.
  const ask = () => solver.ask({ now, asked: asked(now) });
  if (what === "text") calm = setTimeout(ask, CALM);
  else ask();
}

function words(now) {
  return Object.entries(now.settings).map(([id, value]) => {
    const own = known.find((control) => control.id === id);
    return `${own ? nameOf(own) : id}: ${value === true ? "on" : value === false ? "off" : value}`;
  });
}

// Only an answer to what stands on the page can be kept under a name.
function pinnable() {
  const is = last?.now === state.now && byId("result").getAttribute("aria-busy") === "false";
  for (const id of ["pin-a", "pin-b"]) rest(byId(id), !is);
}

function pin(name) {
  if (rests(byId(`pin-${name.toLowerCase()}`))) {
    const waits = byId("result").getAttribute("aria-busy") === "true";
    say(waits ? `Nothing is kept as ${name} yet: the answer is still being searched.` : `Nothing is kept as ${name}: there is no answer.`);
    return;
  }
  const left = last.left.length ? `Left out: ${last.left.join("; ")}.` : null;
  compare.pin(name, { ...last, left });
  say(`Kept as ${name}.`);
}

write(byId("file"), model.name);
byId("concept").append(...model.concepts.map((id) => el("option", { value: id }, id)));
byId("concept").addEventListener("change", (event) => state.set({ concept: event.target.value }, "concept"));
onPress(byId("undo"), () => state.undo());
onPress(byId("redo"), () => state.redo());
onPress(byId("reset"), () => state.set({ settings: {} }, "reset"));
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
