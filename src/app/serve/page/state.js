// What the page is about: text, settings, concept, the package asked for. Every change can be undone.

const CALM = 1000; // milliseconds after which the next change of the same thing is a step of its own
const MOST = 200; // steps that are kept

export class State {
  constructor(first) {
    this.past = [];
    this.future = [];
    this.now = first;
    this.last = { what: null, at: 0 };
    this.heard = [];
  }

  onChange(listener) {
    this.heard.push(listener);
  }

  // `what` names the thing that is changed; quick changes of one thing are one step.
  set(change, what) {
    const at = performance.now();
    const next = { ...this.now, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.now)) return;
    const goesOn = what === this.last.what && at - this.last.at < CALM;
    if (!goesOn) this.past.push(this.now);
    if (this.past.length > MOST) this.past.shift();
    this.future = [];
    this.now = next;
    this.last = { what, at };
    this.tell(what);
  }

  setting(id, value, own) {
    const settings = { ...this.now.settings };
    if (value === own) delete settings[id];
    else settings[id] = value;
    this.set({ settings }, id);
  }

  // Gives up settings, by their ids.
  without(ids) {
    const settings = Object.entries(this.now.settings).filter(([id]) => !ids.includes(id));
    this.set({ settings: Object.fromEntries(settings) }, "without");
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  step(from, to) {
    if (from.length === 0) return;
    to.push(this.now);
    this.now = from.pop();
    this.last = { what: null, at: 0 };
    this.tell("history");
  }

  tell(what) {
    for (const listener of this.heard) listener(this.now, what);
  }
}
