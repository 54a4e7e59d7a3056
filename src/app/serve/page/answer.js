// The answer: the road round by round, the packages, what stands in the way, and how far all of it is proved.

import { curvesOf, drawn } from "./pictures.js";
import { byId, counted, el, listed, number, percent, put, signed, table } from "./dom.js";

const MOST_PACKAGES = 40;
const PARTS = ["asked", "road", "why", "frontier", "packages", "way", "grade"];

export class Answer {
  constructor(state) {
    this.state = state;
    this.names = null;
    this.pictures = {};
    this.sections = {};
    this.open = new Map();
    for (const id of PARTS) {
      this.sections[id] = el("div", { id: `part-${id}` });
      byId("result").append(this.sections[id]);
    }
  }

  say(names) {
    this.names = names;
  }

  // `end` is where the road was asked to end, in words; `wrong` why that is left out.
  begin(now, end, wrong) {
    this.fill("asked", asked(this, now, end, wrong));
  }

  // What is put into a part is of the newest question again.
  fill(id, children) {
    const section = this.sections[id];
    put(section, children, byId("answer"));
    section.classList.remove("before");
  }

  packages(packages, concept) {
    this.own = packages;
    this.fill("packages", packagesOf(this, packages, concept));
  }

  road(plan, concept) {
    this.fill("road", roadOf(this, plan, concept));
  }

  draw(pictures) {
    this.pictures = { ...this.pictures, ...pictures };
    if (pictures.frontier === undefined) return;
    if (pictures.frontier === null) {
      this.fill("frontier", []);
      return;
    }
    const svg = drawn(pictures.frontier);
    // A mark of a package asks for the road to it; the list below has a button for each.
    svg.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      const point = key === undefined ? null : this.own?.frontier[Number(key)];
      if (point?.end) this.state.set({ to: point.end }, "to");
    });
    this.fill("frontier", [svg]);
  }

  whole(answer, concept) {
    this.packages(answer.packages, concept);
    this.road(answer.plan, concept);
    this.fill("way", wayOf(this, answer, concept));
    this.fill("grade", gradeOf(this, answer));
    const none = answer.packages.grade.status === "none";
    this.fill("why", none ? [el("p", { class: "muted" }, "What stands in the way is still looked for …")] : []);
  }

  why(words) {
    this.fill("why", [el("h3", {}, "Why there is no deal"), el("pre", { class: "told" }, words)]);
  }

  // A part that stays open, or closed, from one answer to the next.
  fold(id, summary, ...inner) {
    const fold = el("details", { open: this.open.get(id) ?? false }, el("summary", { "data-keep": `fold/${id}` }, summary), ...inner);
    fold.addEventListener("toggle", () => this.open.set(id, fold.open));
    return fold;
  }

  // While a question is answered, what is still shown is of the one before, and marked so.
  stale(is) {
    byId("result").setAttribute("aria-busy", String(is));
    if (!is) return;
    for (const section of Object.values(this.sections)) section.classList.toggle("before", section.hasChildNodes());
  }

  clear(why) {
    for (const id of PARTS) this.fill(id, id === "grade" ? [el("p", {}, why)] : []);
  }

  // ---- words ----

  move({ topic, option }) {
    const own = this.names?.topics.find((one) => one.id === topic);
    const title = own?.options.find((one) => one.id === option)?.title ?? option;
    return `${own?.title ?? topic} ${title}`;
  }

  settlement(settlement) {
    const moved = Object.entries(settlement).filter(([topic, option]) => {
      const own = this.names?.topics.find((one) => one.id === topic);
      return own?.options[0].id !== option;
    });
    return moved.map(([topic, option]) => this.move({ topic, option })).join(" · ") || "nothing changes";
  }

  actor(id) {
    return this.names?.actors.find((one) => one.id === id)?.name ?? id;
  }

  gains(gain) {
    return Object.entries(gain).map(([id, value]) => `${this.actor(id)} ${number(value)}`).join(" · ");
  }

  rounds(rounds) {
    return rounds.map((round) => (round.moves ?? round).map((move) => this.move(move)).join(" + "));
  }
}

function asked(answer, now, end, wrong) {
  if (!now.to) return [];
  const clear = el("button", { type: "button", "data-keep": "any-end", onclick: () => answer.state.set({ to: null }, "to") }, "Any end again");
  const words = wrong.length ? `Left out, so that the road may end anywhere – ${wrong.join("; ")}.` : `The road must end in: ${end ?? "a package"}`;
  return [el("p", { class: "asked" }, words, " ", clear)];
}

function toButton(answer, settlement, label, key) {
  const go = () => answer.state.set({ to: settlement }, "to");
  return el("button", { type: "button", "aria-label": `Road to ${label}`, "data-keep": `to/${key}`, onclick: go }, "Road to it");
}

// ---- packages ----

function packagesOf(answer, packages, concept) {
  const concepts = Object.entries(packages.concepts ?? {});
  const heads = (first) => [first, ...packages.actors.map((id) => answer.actor(id)), "Package", ""];
  const row = (name, point, key) => [
    name,
    ...packages.actors.map((id) => number(point.gain[id])),
    point.words,
    // A place between the steps of a range is no settlement that a road could end in.
    point.end ? [toButton(answer, point.end, key, key)] : "",
  ];
  const rows = concepts.map(([id, point]) => row(id === concept ? `${id} ✓` : id, point, id));
  const parts = [el("h3", {}, "Best packages")];
  if (rows.length === 0) {
    parts.push(el("p", {}, packages.grade.status === "none" ? "No settlement is acceptable to everybody." : `No package: ${packages.grade.by}.`));
  } else {
    parts.push(table("Points a round above walking away", heads("Concept"), rows));
  }
  const frontier = packages.frontier ?? [];
  if (frontier.length > 0) {
    const shown = frontier.slice(0, MOST_PACKAGES).map((point, index) => row(`${index + 1}`, point, `package ${index + 1}`));
    const more = frontier.length > MOST_PACKAGES ? [el("p", {}, `and ${frontier.length - MOST_PACKAGES} more`)] : [];
    parts.push(answer.fold("frontier", `The frontier: ${counted(frontier.length, "package")}`, table("Nothing is better for one side and worse for none", heads("No."), shown), ...more));
  }
  parts.push(...refusalsOf(answer, packages));
  return parts;
}

function refusalsOf(answer, packages) {
  const refusals = packages.refusals ?? [];
  if (refusals.length === 0) return [];
  const rows = refusals.map((one) => [one.id, String(one.refused), String(one.refused_alone), one.why ?? one.text]);
  return [answer.fold("refusals", "What refuses settlements",
    table("How many, and how many that nothing else refuses", ["Line", "Refuses", "Alone", "What it says"], rows))];
}

// ---- the road ----

function roadOf(answer, plan, concept) {
  const road = plan.plan;
  const heading = el("h3", {}, "The road");
  if (!road) {
    const why = plan.grade.status === "none" ? "There is no road." : "No road was found.";
    return [heading, el("p", { class: "none" }, why), el("p", {}, `${sentence(plan.grade.by)}.`)];
  }
  const sum = `${counted(road.rounds.length, "round")} by ${concept}; worth today ${answer.gains(road.gain)}. ` +
    `Walked to its end with chance ${percent(road.completed)}.`;
  const heads = ["Round", "Exchange", "Points in this round", "Closest call", "Gets this far"];
  const rows = road.rounds.map((round, index) => [
    `${index + 1}`,
    round.moves.map((move) => el("div", {}, answer.move(move), el("span", { class: "muted" }, moveNote(answer, move)))),
    Object.entries(round.step).map(([id, value]) => el("div", {}, `${answer.actor(id)} ${signed(value)}`)),
    callOf(answer, round.margins),
    percent(round.chance),
  ]);
  const end = answer.settlement(road.settlement);
  return [
    heading,
    el("p", {}, sum),
    answer.pictures.road ? drawn(answer.pictures.road) : "",
    table("Who moves what, in which order", heads, rows, { id: "rounds" }),
    el("p", {}, `Then it stands: ${end}. Staying there: ${callOf(answer, road.stay)}.`),
    answer.fold("curves", "Gains, trust and how far the talks get, as pictures", ...curvesOf(answer.pictures)),
    answer.fold("margins", "Margins and beliefs", ...marginsOf(answer, road)),
  ];
}

function moveNote(answer, move) {
  const notes = [
    listed(move.performers.map((id) => answer.actor(id))),
    move.escrowed ? "escrowed" : "",
    move.binding ? "binding" : "",
    move.private ? "private" : "",
    move.in_force ? "" : "not yet in force",
  ];
  return ` (${notes.filter((note) => note).join(", ")})`;
}

function against(answer, call) {
  const { against } = call;
  if (!against) return "cheating";
  if (against.walk_out) return "walking out";
  const topic = (id) => answer.names?.topics.find((one) => one.id === id)?.title ?? id;
  const parts = [];
  if (against.withheld?.length) parts.push(`withholding ${listed(against.withheld.map(topic))}`);
  if (against.retracted?.length) parts.push(`taking back ${listed(against.retracted.map(topic))}`);
  return parts.join(" and ") || "cheating";
}

// The smallest margin: how much more keeping to the plan is worth than the best breach.
function callOf(answer, calls) {
  const known = (calls ?? []).filter((call) => call.margin !== null && call.margin !== undefined);
  if (known.length === 0) return "nobody can gain by cheating";
  const call = known.reduce((least, one) => (one.margin < least.margin ? one : least));
  return `${answer.actor(call.actor)}: ${number(call.margin)} over ${against(answer, call)}`;
}

function marginsOf(answer, road) {
  const actors = Object.keys(road.gain);
  const margin = (calls, id) => {
    const own = (calls ?? []).find((call) => call.actor === id);
    return own && own.margin !== null && own.margin !== undefined ? number(own.margin) : "–";
  };
  const rows = road.rounds.map((round, index) => [`${index + 1}`, ...actors.map((id) => margin(round.margins, id))]);
  rows.push(["staying", ...actors.map((id) => margin(road.stay, id))]);
  const beliefs = road.rounds.flatMap((round, index) => (round.beliefs ?? []).map((one) =>
    [`${index + 1}`, `${answer.actor(one.actor)} in ${answer.actor(one.other)}`, number(one.before), number(one.after)]));
  return [
    table("How much more keeping to the plan is worth than the best breach", ["Round", ...actors.map((id) => answer.actor(id))], rows),
    beliefs.length ? table("What is believed", ["Round", "Belief of", "Before", "After"], beliefs) : "",
  ];
}

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

// ---- what stands in the way, and the grade ----

function wayOf(answer, whole, concept) {
  const { plan } = whole;
  const parts = [];
  const beyond = (plan.beyond ?? []).map((one) => [answer.move(one), one.refused_by ?? "can be agreed there, but cheating would pay or somebody would lose by it"]);
  if (beyond.length) parts.push(table("What the package on paper asks for beyond the road", ["Move", "What keeps it away"], beyond));
  const openings = (plan.openings ?? []).map((one) => [one.words, one.gain ? answer.gains(one.gain) : "", one.rounds ? `${one.rounds.length}` : ""]);
  if (openings.length) parts.push(table("A better road opens", ["Lifted alone", "Worth", "Rounds"], openings));
  const price = whole.price_of_the_road?.[concept];
  if (price) parts.push(el("p", {}, `The price of the road, paper less road: ${answer.gains(price)}.`));
  if (plan.not_tried?.length) parts.push(el("p", {}, `Not tried: ${plan.not_tried.join("; ")}.`));
  return parts.length ? [el("h3", {}, "What stands in the way"), ...parts] : [];
}

const GRADES = { proved: "Proved", best_found: "Best found", none: "Proved that there is none", stopped: "Stopped" };

function gradeOf(answer, whole) {
  const line = (what, grade) => {
    const gap = grade.gap === null || grade.gap === undefined ? "" : ` Gap ${number(grade.gap)}.`;
    return el("p", { class: `grade ${grade.status}` }, el("b", {}, `${what}: ${GRADES[grade.status]}`), ` – ${grade.by}.${gap}`);
  };
  const assumed = whole.assumed?.length ? [answer.fold("assumed", "Assumed, because the model does not say", el("ul", {}, whole.assumed.map((one) => el("li", {}, one))))] : [];
  return [el("h3", {}, "How far this is proved"), line("Packages", whole.packages.grade), line("Road", whole.plan.grade), ...assumed];
}
