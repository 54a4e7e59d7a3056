// Sliders and switches. What there is to move comes from the program; where it stands, from the state.

import { byId, el, put, rest } from "./dom.js";

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
const LARGEST = 1e9; // what a number of a model may be

const titleOf = (group) => GROUPS.find(([id]) => id === group)?.[1] ?? group;

// What a control is called where its heading is not heard: north has a patience and a walk-away.
export function nameOf(control) {
  const { owner, label } = control;
  const whose = owner && !label.startsWith(owner) ? `, ${owner}` : "";
  return `${titleOf(control.group)}${whose}: ${label}`;
}

export class Controls {
  constructor(state, said) {
    this.state = state;
    this.said = said;
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
    put(byId("controls"), groups.filter((group) => group), byId("reset"));
    this.follow(this.state.now);
  }

  // Settings that are left out, which can be given up.
  leave(dropped) {
    const ids = dropped.map((one) => one.id);
    const words = dropped.map((one) => `${one.id} – ${one.why}`).join("; ");
    const forget = () => el("button", { type: "button", "data-keep": "forget", onclick: () => this.state.without(ids) }, "Give them up");
    const told = ids.length ? [el("p", { class: "left-out" }, `Left out: ${words}. `, forget())] : [];
    put(byId("left-out"), told, byId("reset"));
  }

  group(id, title, open, controls) {
    const owners = [...new Set(controls.map((control) => control.owner))];
    const split = id === "interests" || id === "red_lines";
    const inner = split
      ? owners.map((owner) => this.nested(id, owner, controls.filter((control) => control.owner === owner)))
      : controls.map((control) => this.one(control));
    return this.fold(id, title, title, open, inner);
  }

  nested(id, owner, controls) {
    const inner = controls.map((control) => this.one(control));
    if (id === "interests") return this.fold(`${id}/${owner}`, owner, `Interests of ${owner}`, false, inner);
    return el("fieldset", {}, el("legend", {}, owner ?? ""), inner);
  }

  fold(id, title, name, open, inner) {
    const is = this.open.get(id) ?? open;
    const summary = el("summary", { "data-keep": `fold/${id}` }, title);
    const fold = el("details", { open: is }, summary, el("div", { role: "group", "aria-label": name }, inner));
    fold.addEventListener("toggle", () => this.open.set(id, fold.open));
    return fold;
  }

  one(control) {
    return "on" in control ? this.switch(control) : this.slider(control);
  }

  hint(control) {
    if (!control.hint) return [null, null];
    const id = `hint-${control.id}`;
    return [id, el("p", { class: "hint", id }, control.hint)];
  }

  switch(control) {
    const [described, hint] = this.hint(control);
    const box = el("input", {
      type: "checkbox", id: `c-${control.id}`, "data-keep": control.id, "aria-describedby": described,
      onchange: () => this.state.setting(control.id, box.checked, control.on),
    });
    this.shown.set(control.id, (settings) => {
      box.checked = settings[control.id] ?? control.on;
      row.classList.toggle("moved", control.id in settings);
    });
    const row = el("div", { class: "switch" }, el("label", {}, box, el("span", {}, control.label)), hint);
    return row;
  }

  slider(control) {
    const id = `c-${control.id}`;
    const name = nameOf(control);
    const [described, hint] = this.hint(control);
    const bounds = { min: control.least, max: control.most, step: control.step };
    const about = { "aria-describedby": described, "data-keep": control.id };
    const range = el("input", { type: "range", id, "aria-label": name, ...about, ...bounds, oninput: () => this.move(control, range.value) });
    const exact = el("input", { type: "number", "aria-label": `${name}, exactly`, step: "any", "data-keep": `${control.id}/exactly` });
    exact.addEventListener("change", () => {
      this.move(control, exact.value);
      show(this.state.now.settings);
    });
    const back = el("button", { type: "button", class: "back", title: "as in the model", "aria-label": `${name} as in the model`, "data-keep": `${control.id}/back` }, "↺");
    back.addEventListener("click", () => {
      range.focus({ preventScroll: true });
      this.state.setting(control.id, control.value, control.value);
    });
    const show = (settings) => {
      const value = settings[control.id] ?? control.value;
      if (Number(range.value) !== value) range.value = value;
      if (document.activeElement !== exact || Number(exact.value) !== value || exact.value === "") exact.value = value;
      row.classList.toggle("moved", control.id in settings);
      back.hidden = !(control.id in settings);
    };
    this.shown.set(control.id, show);
    const row = el("div", { class: "slider" }, el("label", { for: id }, control.label), back, range, exact, hint);
    return row;
  }

  // A number that no model can hold is not taken; the field shows again what is.
  move(control, text) {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || Math.abs(value) > LARGEST) {
      this.said(`${nameOf(control)} stays as it is: ${text.trim() === "" ? "that" : text} is no number that a model can hold.`);
      return;
    }
    const places = decimals(control.step);
    this.state.setting(control.id, Number(value.toFixed(Math.max(places, decimals(value)))), control.value);
  }

  follow(now) {
    for (const show of this.shown.values()) show(now.settings);
    rest(byId("reset"), Object.keys(now.settings).length === 0);
  }
}

function decimals(value) {
  const [, part = ""] = String(value).split(".");
  return Math.min(part.length, 9);
}
