// The model as text, with numbered lines and what is wrong with them.

import { byId, counted, el, put, write } from "./dom.js";

export class Editor {
  constructor(changed) {
    this.area = byId("text");
    this.lines = byId("lines");
    this.marks = new Map();
    this.area.addEventListener("input", () => {
      this.number();
      changed(this.area.value);
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
    this.mark(found, file);
    const errors = found.filter((one) => one.severity === "error").length;
    const warnings = found.length - errors;
    const count = (n, what) => (n === 0 ? [] : [counted(n, what)]);
    const heading = [...count(errors, "error"), ...count(warnings, "warning")].join(", ") || "No problems";
    this.list(heading, errors > 0, found.slice(0, 100).map((one, place) => this.entry(one, file, place)));
  }

  // Nobody has read the text as it stands, so what was wrong with another is not said of it.
  unread() {
    this.mark([], "");
    this.list("Not read", false, []);
  }

  mark(found, file) {
    this.marks = new Map();
    for (const one of [...found].reverse()) {
      if (one.file === file && this.marks.get(one.line) !== "error") this.marks.set(one.line, one.severity);
    }
    this.number();
  }

  list(heading, invalid, entries) {
    write(byId("found-heading"), heading);
    this.area.setAttribute("aria-invalid", String(invalid));
    put(byId("found"), entries, this.area);
  }

  entry(one, file, place) {
    const here = one.file === file && one.line;
    const where = here ? `line ${one.line}, column ${one.column}` : one.file;
    const words = [el("b", {}, one.code), ` ${one.message} `, el("span", { class: "muted" }, where)];
    const lead = here
      ? el("button", { type: "button", class: "plain", "data-keep": `found/${place}`, onclick: () => this.go(one) }, ...words)
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
