// The line under the heading: what was found or how long it has been looked for, and what ends the search.

import { byId, onPress, rest, write } from "./dom.js";

const SOON = 500; // milliseconds; most searches are over before anybody could stop them
const TOLD = [1, 5]; // seconds at which it is said that the search goes on; the clock beside is for the eye alone

export class Status {
  constructor(stop) {
    this.limit = 0;
    this.clock = null;
    this.timer = null;
    this.stop = byId("stop");
    onPress(this.stop, () => {
      rest(this.stop, true);
      this.stop.textContent = "Stopping …";
      stop();
    });
  }

  say(text) {
    write(byId("status"), text);
  }

  begun() {
    this.answered();
    this.ready();
    const start = performance.now();
    this.clock = setInterval(() => {
      const seconds = Math.round((performance.now() - start) / 1000);
      byId("clock").textContent = `${seconds} s`;
      const lead = seconds === TOLD[0] ? "Searching" : "Still searching";
      if (TOLD.includes(seconds)) this.say(`${lead}, for ${this.limit} s at most; what was found so far is below.`);
    }, 1000);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.stop.hidden = false;
    }, SOON);
  }

  ready() {
    rest(this.stop, false);
    this.stop.textContent = "Stop";
  }

  // There is an answer, though more may be told of it.
  answered() {
    clearInterval(this.clock);
    byId("clock").textContent = "";
  }

  over() {
    this.answered();
    clearTimeout(this.timer);
    const held = document.activeElement === this.stop;
    this.stop.hidden = true;
    this.ready();
    if (held) byId("answer").focus({ preventScroll: true });
  }
}
