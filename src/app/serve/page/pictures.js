// Pictures that the program drew. They are read as XML, so nothing in them runs, and put into the page as they are.

const ORDER = ["road", "frontier"];
const CURVES = ["gains", "trust", "talking"];

// An SVG element of text; `prefix` keeps the ids of several apart.
export function drawn(text, prefix = "") {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = document.importNode(parsed.documentElement, true);
  if (prefix) {
    for (const one of svg.querySelectorAll("[id]")) one.id = `${prefix}-${one.id}`;
    const by = (svg.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => `${prefix}-${id}`);
    svg.setAttribute("aria-labelledby", by.join(" "));
  }
  return svg;
}

export const curvesOf = (pictures, prefix) => CURVES.filter((id) => pictures[id]).map((id) => drawn(pictures[id], prefix));

export const mainOf = (pictures, prefix) => ORDER.filter((id) => pictures[id]).map((id) => drawn(pictures[id], prefix));
