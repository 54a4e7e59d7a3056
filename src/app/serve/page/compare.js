// Two answers that were kept, side by side.

import { mainOf } from "./pictures.js";
import { byId, el, number, signed, table } from "./dom.js";

export class Compare {
  constructor(answer) {
    this.answer = answer;
    this.pins = {};
    this.button = byId("compare");
    this.button.addEventListener("click", () => this.show(byId("comparison").hidden));
  }

  // Keeps what is shown now.
  pin(name, now, whole, settings, pictures) {
    this.pins[name] = { now, whole, settings, pictures, names: this.answer.names };
    byId(`pin-${name.toLowerCase()}`).textContent = `Pin as ${name} ✓`;
    this.button.disabled = !(this.pins.A && this.pins.B);
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
      el("div", { class: "sides" }, this.side("A", A), this.side("B", B)),
    ];
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
    const view = el("section", { "aria-label": name },
      el("h4", {}, name),
      el("p", {}, `By ${pin.now.concept}. ${settings.join("; ")}.`),
      el("h4", {}, "The road"),
      ...mainOf(pin.pictures, name.toLowerCase()),
      rounds,
      el("h4", {}, "The package on paper"),
      el("p", {}, best ? this.answer.settlement(best.package) : "none"),
      el("p", { class: "muted" }, `${pin.whole.plan.grade.by}.`));
    this.answer.names = own;
    return view;
  }
}
