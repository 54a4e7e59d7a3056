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

const PATIENCE = 250; // milliseconds that a search may take to show a road before a newer question ends it

export class Solver {
  constructor(heard) {
    this.heard = heard;
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

  goOn() {
    const question = this.next;
    this.next = null;
    if (question) this.ask(question);
  }

  async run(question, tries = 0) {
    const own = { abort: new AbortController(), start: performance.now(), shown: false, timer: null };
    this.running = own;
    const say = (part) => {
      if (this.running !== own) return;
      if (part.stage === "road" || part.stage === "end" || part.errors > 0) own.shown = true;
      this.heard(part, question, performance.now() - own.start);
    };
    try {
      const answer = await post("/api/solve", question, own.abort.signal);
      if (answer.status === 503 && tries < 5) {
        await new Promise((done) => setTimeout(done, 300));
        if (this.running === own) this.run(question, tries + 1);
        return;
      }
      if (!answer.ok) {
        say({ stage: "failed", why: (await answer.json()).error });
      } else {
        await parts(answer.body, (part) => {
          say(part);
          if (own.shown && this.next && this.running === own) this.goOn();
        });
      }
    } catch (error) {
      if (error.name !== "AbortError") say({ stage: "failed", why: "winset does not answer; it may have been ended" });
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
