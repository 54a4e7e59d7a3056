// Lines of text: how they end, and which of them two texts do not share.

// A text field knows one kind of line end. What was read is kept to the byte until it is changed; then lines end as most of them did.
export class Lines {
  constructor(read) {
    this.read = read;
    this.plain = read.replace(/\r\n?/g, "\n");
    const all = this.plain.split("\n").length - 1;
    const pairs = read.split("\r\n").length - 1;
    this.end = 2 * pairs > all ? "\r\n" : "\n";
  }

  written(text) {
    return text === this.plain ? this.read : text.replace(/\n/g, this.end);
  }
}

const MOST = 400; // lines on either side up to which the shortest list of changes is looked for

// Lines that go (−) and come (+) between two texts.
export function changed(before, after) {
  const [all, now] = [before.split("\n"), after.split("\n")];
  const least = Math.min(all.length, now.length);
  let [head, tail] = [0, 0];
  while (head < least && all[head] === now[head]) head += 1;
  while (tail < least - head && all.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return between(all.slice(head, all.length - tail), now.slice(head, now.length - tail));
}

function between(old, now) {
  const gone = (line) => `− ${line}`;
  const come = (line) => `+ ${line}`;
  if (old.length > MOST || now.length > MOST) return [...old.map(gone), ...now.map(come)];
  // Lengths of the longest common subsequence of what follows.
  const same = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      same[i][j] = old[i] === now[j] ? same[i + 1][j + 1] + 1 : Math.max(same[i + 1][j], same[i][j + 1]);
    }
  }
  const told = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i += 1;
      j += 1;
    } else if (j === now.length || (i < old.length && same[i + 1][j] >= same[i][j + 1])) told.push(gone(old[i++]));
    else told.push(come(now[j++]));
  }
  return told;
}
