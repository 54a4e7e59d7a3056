// Saving beside the model, under a name of its own. What is there is replaced only if that is said.

import { byId, write } from "./dom.js";
import { post } from "./solver.js";

export class Saving {
  // `asked` gives what stands on the page as the program takes it.
  constructor(state, asked, said) {
    this.state = state;
    this.asked = asked;
    this.said = said;
    this.kept = { texts: [state.now.text], settings: ["{}"] };
    this.dialog = byId("save-dialog");
    this.name = byId("save-name");
    byId("save").addEventListener("click", () => this.open());
    byId("save-cancel").addEventListener("click", () => this.dialog.close());
    byId("save-replace").addEventListener("click", () => this.go(true));
    byId("save-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.go(false);
    });
    byId("save-form").addEventListener("change", () => this.note());
    this.name.addEventListener("input", () => this.clear());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved()) event.preventDefault();
    });
  }

  start(file) {
    // What a name may hold is said where it is saved.
    const stem = file.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}\-_. ()]/gu, "").replace(/^[\s.-]+/, "");
    this.name.value = `${stem || "model"}-2.yaml`;
  }

  // Would something be lost with the page? What is in a file is not, nor is what was there from the start.
  unsaved() {
    const { text, settings } = this.state.now;
    return !this.kept.texts.includes(text) || !this.kept.settings.includes(JSON.stringify(settings));
  }

  keep({ text, settings }, what) {
    if (what === "model") this.kept.texts = [this.kept.texts[0], text];
    this.kept.settings = ["{}", JSON.stringify(settings)];
  }

  open() {
    this.clear();
    this.note();
    this.dialog.showModal();
    this.name.select();
  }

  what() {
    return this.dialog.querySelector("input[name=what]:checked").value;
  }

  note() {
    const moved = Object.keys(this.state.now.settings).length > 0;
    const model = moved
      ? "Settings are written into the model, which loses its comments; an overlay leaves the model as it is."
      : "Nothing was moved: the text is saved as it stands.";
    byId("save-note").textContent = this.what() === "model" ? model : "For `--overlay`, with every command.";
  }

  clear() {
    byId("save-told").textContent = "";
    byId("save-replace").hidden = true;
  }

  async go(replace) {
    this.clear();
    const { now } = this.state;
    const what = this.what();
    try {
      const name = this.name.value.trim();
      const answer = await post("/api/save", { ...this.asked(now), what, name, replace });
      const told = await answer.json();
      if (answer.ok) {
        this.keep(now, what);
        this.dialog.close();
        this.said(`Saved as ${told.saved}.`);
        return;
      }
      write(byId("save-told"), told.error);
      byId("save-replace").hidden = !told.there;
    } catch {
      byId("save-told").textContent = "winset does not answer; it may have been ended";
    }
  }
}
