// Saving beside the model, under a name of its own. What is there is replaced only if that is said.

import { byId } from "./dom.js";
import { post } from "./solver.js";

export class Saving {
  constructor(state, said) {
    this.state = state;
    this.said = said;
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
  }

  start(file) {
    // What a name may hold is said where it is saved.
    const stem = file.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}\-_. ()]/gu, "").replace(/^[\s.-]+/, "");
    this.name.value = `${stem || "model"}-2.yaml`;
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
    const { text, settings, concept } = this.state.now;
    try {
      const name = this.name.value.trim();
      const answer = await post("/api/save", { what: this.what(), name, replace, text, settings, concept });
      const told = await answer.json();
      if (answer.ok) {
        this.dialog.close();
        this.said(`Saved as ${told.saved}.`);
        return;
      }
      byId("save-told").textContent = told.error;
      byId("save-replace").hidden = !told.there;
    } catch {
      byId("save-told").textContent = "winset does not answer; it may have been ended";
    }
  }
}
