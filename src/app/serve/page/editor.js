// The model as text, with numbered lines and what is wrong with them.

import { byId, el } from "./dom.js";

const CALM = 250; // milliseconds after the last key

export class Editor {
  constructor(changed) {
    this.area = byId("text");
    this.lines = byId("lines");
    this.marks = new Map();
    let timer = null;
    this.area.addEventListener("input", () => {
      this.number();
      clearTimeout(timer);
      timer = setTimeout(() => changed(this.area.value), CALM);
    });
    this.area.addEventListener("scroll", () => this.follow());
  }

  show(text) {
    if (this.area.value === text) return;
    const { scrollTop } = this.area;
    this.area.value = text;
    this.area.scrollTop = scrollTop;
    this.number();
  }

  number() {
    const count = this.area.value.split("\n").length;
    const lines = [];
    for (let line = 1; line <= count; line += 1) {
      lines.push(el("span", { class: this.marks.get(line) ?? null }, `${line}\n`));
    }
    this.lines.replaceChildren(...lines);
    this.follow();
  }

  follow() {
    this.lines.scrollTop = this.area.scrollTop;
  }

  // What is wrong, as a list whose entries lead to their places.
  tell(found, file) {
    this.marks = new Map();
    for (const one of [...found].reverse()) {
      if (one.file === file && this.marks.get(one.line) !== "error") this.marks.set(one.line, one.severity);
    }
    this.number();
    const errors = found.filter((one) => one.severity === "error").length;
    const warnings = found.length - errors;
    const count = (n, what) => (n === 0 ? [] : [`${n} ${what}${n === 1 ? "" : "s"}`]);
    byId("found-heading").textContent = [...count(errors, "error"), ...count(warnings, "warning")].join(", ") || "No problems";
    this.area.setAttribute("aria-invalid", String(errors > 0));
    byId("found").replaceChildren(...found.slice(0, 100).map((one) => this.entry(one, file)));
  }

  entry(one, file) {
    const here = one.file === file && one.line;
    const place = here ? `line ${one.line}, column ${one.column}` : one.file;
    const words = [el("b", {}, one.code), ` ${one.message} `, el("span", { class: "muted" }, place)];
    const lead = here
      ? el("button", { type: "button", class: "plain", onclick: () => this.go(one) }, ...words)
      : el("span", {}, ...words);
    return el("li", { class: one.severity }, lead, one.help ? el("div", { class: "help" }, one.help) : null);
  }

  go(one) {
    const lines = this.area.value.split("\n");
    const before = lines.slice(0, one.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    const within = (column) => [...(lines[one.line - 1] ?? "")].slice(0, column - 1).join("").length;
    const start = before + within(one.column);
    const end = one.end_line === one.line ? before + within(one.end_column) : before + (lines[one.line - 1] ?? "").length;
    this.area.focus();
    this.area.setSelectionRange(start, Math.max(end, start));
    const high = parseFloat(getComputedStyle(this.area).lineHeight);
    this.area.scrollTop = Math.max(0, (one.line - 5) * high);
  }
}
