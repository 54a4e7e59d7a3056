// Sliders and switches. What there is to move comes from the program; where it stands, from the state.

import { byId, el } from "./dom.js";

const GROUPS = [
  ["patience", "Patience", true],
  ["trust", "Trust", true],
  ["walk_away", "Walk-aways", false],
  ["red_lines", "Red lines and audiences", true],
  ["talks", "Rules of the talks", true],
  ["rules", "Rules and hazards", false],
  ["private", "Private options", false],
  ["interests", "Interests", false],
];

export class Controls {
  constructor(state) {
    this.state = state;
    this.known = "";
    this.shown = new Map();
    this.open = new Map();
  }

  // Built again only where what there is to move has changed, so that nothing is taken from under a hand.
  tell(controls) {
    const known = JSON.stringify(controls);
    if (known === this.known || (controls.length === 0 && this.shown.size > 0)) return;
    this.known = known;
    this.shown.clear();
    const groups = GROUPS.map(([id, title, open]) => {
      const own = controls.filter((control) => control.group === id);
      return own.length === 0 ? null : this.group(id, title, open, own);
    });
    byId("controls").replaceChildren(...groups.filter((group) => group));
    this.follow(this.state.now);
  }

  group(id, title, open, controls) {
    const owners = [...new Set(controls.map((control) => control.owner))];
    const split = id === "interests" || id === "red_lines";
    const inner = split
      ? owners.map((owner) => this.nested(id, owner, controls.filter((control) => control.owner === owner)))
      : controls.map((control) => this.one(control));
    return this.fold(id, title, open, inner);
  }

  nested(id, owner, controls) {
    const inner = controls.map((control) => this.one(control));
    if (id === "interests") return this.fold(`${id}/${owner}`, owner, false, inner);
    return el("fieldset", {}, el("legend", {}, owner ?? ""), inner);
  }

  fold(id, title, open, inner) {
    const is = this.open.get(id) ?? open;
    const fold = el("details", { open: is }, el("summary", {}, title), inner);
    fold.addEventListener("toggle", () => this.open.set(id, fold.open));
    return fold;
  }

  one(control) {
    return "on" in control ? this.switch(control) : this.slider(control);
  }

  switch(control) {
    const box = el("input", { type: "checkbox", id: `c-${control.id}`, onchange: () => this.state.setting(control.id, box.checked, control.on) });
    this.shown.set(control.id, (settings) => {
      box.checked = settings[control.id] ?? control.on;
      row.classList.toggle("moved", control.id in settings);
    });
    const row = el("div", { class: "switch" },
      el("label", {}, box, el("span", {}, control.label)),
      control.hint ? el("p", { class: "hint" }, control.hint) : null);
    return row;
  }

  slider(control) {
    const id = `c-${control.id}`;
    const move = (text) => {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) return;
      const places = decimals(control.step);
      this.state.setting(control.id, Number(value.toFixed(Math.max(places, decimals(value)))), control.value);
    };
    const bounds = { min: control.least, max: control.most, step: control.step };
    const range = el("input", { type: "range", id, ...bounds, oninput: () => move(range.value) });
    const exact = el("input", { type: "number", "aria-label": `${control.label}, exactly`, step: "any", onchange: () => move(exact.value) });
    const back = el("button", { type: "button", class: "back", title: "as in the model", "aria-label": `${control.label} as in the model`, onclick: () => this.state.setting(control.id, control.value, control.value) }, "↺");
    this.shown.set(control.id, (settings) => {
      const value = settings[control.id] ?? control.value;
      if (Number(range.value) !== value) range.value = value;
      if (document.activeElement !== exact || Number(exact.value) !== value) exact.value = value;
      row.classList.toggle("moved", control.id in settings);
      back.hidden = !(control.id in settings);
    });
    const row = el("div", { class: "slider" }, el("label", { for: id }, control.label), back, range, exact);
    return row;
  }

  follow(now) {
    for (const show of this.shown.values()) show(now.settings);
    byId("reset").disabled = Object.keys(now.settings).length === 0;
  }
}

function decimals(value) {
  const [, part = ""] = String(value).split(".");
  return Math.min(part.length, 9);
}
