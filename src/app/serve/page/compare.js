// Two answers that were kept, side by side.

import { mainOf } from "./pictures.js";
import { byId, counted, el, number, onPress, rest, signed, table } from "./dom.js";
import { changed } from "./text.js";

const MOST_LINES = 60; // changed lines that are shown

export class Compare {
  // `opened` is the text that the page began with.
  constructor(answer, opened) {
    this.answer = answer;
    this.opened = opened;
    this.pins = {};
    this.button = byId("compare");
    rest(this.button, true);
    onPress(this.button, () => this.show(byId("comparison").hidden));
  }

  // Keeps an answer: what was asked, what came, settings and the asked end in words, pictures.
  pin(name, kept) {
    this.pins[name] = { ...kept, names: this.answer.names };
    byId(`pin-${name.toLowerCase()}`).textContent = `Pin as ${name} ✓`;
    rest(this.button, !(this.pins.A && this.pins.B));
    if (!byId("comparison").hidden) this.show(true);
  }

  show(is) {
    byId("comparison").hidden = !is;
    byId("result").hidden = is;
    this.button.setAttribute("aria-pressed", String(is));
    this.button.textContent = is ? "Back to the answer" : "Compare A and B";
    if (is) byId("comparison").replaceChildren(...this.view());
  }

  view() {
    const { A, B } = this.pins;
    return [
      el("h3", {}, "A and B"),
      table("What each side gains", ["", "A", "B", "B less A"], this.gains(A, B)),
      ...this.texts(A, B),
      el("div", { class: "sides" }, this.side("A", A), this.side("B", B)),
    ];
  }

  texts(A, B) {
    const lines = changed(A.now.text, B.now.text);
    if (lines.length === 0) return [];
    const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : [];
    const shown = [...lines.slice(0, MOST_LINES), ...more].join("\n");
    const summary = `The texts differ: ${counted(lines.length, "line")} of A that went (−) or of B that came (+)`;
    return [el("details", { class: "texts" }, el("summary", {}, summary), el("pre", {}, shown))];
  }

  gains(A, B) {
    const rows = [];
    const add = (what, a, b) => {
      for (const id of Object.keys({ ...a, ...b })) {
        const both = a?.[id] !== undefined && b?.[id] !== undefined;
        rows.push([`${what}, ${this.answer.actor(id)}`, a ? number(a[id]) : "–", b ? number(b[id]) : "–", both ? signed(b[id] - a[id]) : "–"]);
      }
    };
    const paper = (pin) => pin.whole.packages.concepts?.[pin.now.concept]?.gain;
    add("On paper", paper(A), paper(B));
    add("By the road", A.whole.plan.plan?.gain, B.whole.plan.plan?.gain);
    return rows;
  }

  side(name, pin) {
    const own = this.answer.names;
    this.answer.names = pin.names;
    const road = pin.whole.plan.plan;
    const rounds = road
      ? el("ol", {}, this.answer.rounds(road.rounds).map((round) => el("li", {}, round)))
      : el("p", {}, "There is no road.");
    const best = pin.whole.packages.concepts?.[pin.now.concept];
    const settings = pin.settings.length ? pin.settings : ["as in the model"];
    const edited = changed(this.opened, pin.now.text).length;
    const view = el("section", { "aria-label": name },
      el("h4", {}, name),
      el("p", {}, `By ${pin.now.concept}; ${settings.join("; ")}.`),
      edited ? el("p", {}, `The text was edited: ${counted(edited, "line")} went or came since the page was opened.`) : null,
      pin.end ? el("p", {}, `The road was asked to end in: ${pin.end}.`) : null,
      pin.left ? el("p", {}, pin.left) : null,
      el("h4", {}, "The road"),
      ...mainOf(pin.pictures, name.toLowerCase()),
      rounds,
      el("h4", {}, "The package on paper"),
      el("p", {}, best ? best.words : "none"),
      el("p", { class: "muted" }, `${pin.whole.plan.grade.by}.`));
    this.answer.names = own;
    return view;
  }
}
