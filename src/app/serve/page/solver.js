// Asks the program. A newer question ends an older one; parts of an answer are handed on as they come.

const page = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export async function post(path, body, signal) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ page, ...body }),
    signal,
  });
}

const AGAIN = 300; // milliseconds until somebody who was told to try again does so
const GONE = "winset does not answer; it may have been ended";

const again = () => new Promise((done) => setTimeout(done, AGAIN));

// The model as it was read at the start. Without it there is no page, so where there is none, why is said, and nothing follows.
export async function opened(say) {
  for (;;) {
    const answer = await fetch("/api/model").catch(() => null);
    if (answer?.ok) return answer.json();
    const why = answer ? (await answer.json().catch(() => null))?.error ?? `winset answers with ${answer.status}` : GONE;
    if (answer?.status !== 503) {
      say(`The model cannot be had: ${why}. Reload the page to try again.`);
      return new Promise(() => {});
    }
    say(`The model is waited for: ${why} …`);
    await again();
  }
}

const PATIENCE = 250; // milliseconds that a search may take to show a road before a newer question ends it

export class Solver {
  constructor(heard) {
    this.heard = heard;
    this.room = Infinity; // bytes that a question may have
    this.running = null;
    this.next = null;
  }

  // While something is being dragged, the picture of each moment is worth more than the end of the last search.
  ask(question) {
    const running = this.running;
    if (running && !running.shown && performance.now() - running.start < PATIENCE) {
      this.next = question;
      if (!running.timer) running.timer = setTimeout(() => this.goOn(), PATIENCE);
      return;
    }
    this.next = null;
    if (running) running.abort.abort();
    this.run(question);
  }

  // Ends the search in the program, which then tells what it has. A newer question that waits is asked all the same.
  async stop() {
    if (this.running) this.running.stopped = true;
    await post("/api/stop", {}).catch(() => null);
  }

  goOn() {
    const question = this.next;
    this.next = null;
    if (question) this.ask(question);
  }

  async run(question, tries = 0) {
    const own = { abort: new AbortController(), start: performance.now(), shown: false, timer: null, stopped: false };
    this.running = own;
    const say = (part) => {
      if (this.running !== own) return;
      if (part.stage === "road" || part.stage === "end" || part.errors > 0) own.shown = true;
      this.heard(part, question, { took: performance.now() - own.start, stopped: own.stopped });
    };
    if (new TextEncoder().encode(JSON.stringify(question.asked)).length > this.room) {
      this.running = null;
      this.heard({ stage: "failed", why: "The text is too large to be read." }, question, { took: 0, stopped: false });
      return;
    }
    say({ stage: "begun" });
    try {
      const answer = await post("/api/solve", question.asked, own.abort.signal);
      if (answer.status === 503 && tries < 5) {
        await again();
        if (this.running !== own) return;
        if (!own.stopped) {
          this.run(question, tries + 1);
          return;
        }
        say({ stage: "failed", why: "Stopped before the search began." });
      } else if (!answer.ok) {
        say({ stage: "failed", why: (await answer.json()).error });
      } else {
        await parts(answer.body, (part) => {
          say(part);
          if (own.shown && this.next && this.running === own) this.goOn();
        });
      }
    } catch (error) {
      if (error.name !== "AbortError") say({ stage: "failed", why: `${GONE}.` });
    }
    clearTimeout(own.timer);
    if (this.running === own) {
      this.running = null;
      this.goOn();
    }
  }
}

async function parts(body, say) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) say(JSON.parse(line));
  }
}
