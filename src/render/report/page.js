'use strict';
(() => {
  const all = (what, within = document) => Array.from(within.querySelectorAll(what));
  document.documentElement.classList.add('scripts');

  // Tables sort by the heading that is pressed.
  for (const button of all('th button')) {
    button.addEventListener('click', () => {
      const head = button.parentElement;
      const body = head.closest('table').tBodies[0];
      const place = head.cellIndex;
      const falling = head.getAttribute('aria-sort') !== 'descending';
      const numbers = head.classList.contains('number');
      const value = (row) => {
        const text = row.cells[place].textContent;
        return numbers ? Number(text.replace('\u2212', '-')) : text;
      };
      const order = (a, b) => {
        const [x, y] = [value(a), value(b)];
        const less = numbers ? x - y : x.localeCompare(y);
        return falling ? -less : less;
      };
      for (const other of all('th', head.parentElement)) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
      Array.from(body.rows).sort(order).forEach((row) => body.append(row));
    });
  }

  // A package that is picked, in the table or in the picture, stands out in both.
  const told = document.getElementById('picked');
  const pick = (key) => {
    for (const old of all('.picked')) old.classList.remove('picked');
    for (const own of all(`[data-key="${key}"]`)) own.classList.add('picked');
    for (const button of all('td button')) {
      button.setAttribute('aria-pressed', String(button.closest('tr').classList.contains('picked')));
    }
    const row = document.querySelector(`tr[data-key="${key}"]`);
    if (row && told) {
      const heads = all('th', row.closest('table'));
      told.textContent = Array.from(row.cells)
        .map((cell, place) => `${heads[place].textContent.trim()}: ${cell.textContent.trim()}`)
        .join('\n');
    }
  };
  for (const own of all('[data-key]')) {
    own.addEventListener('click', () => pick(own.getAttribute('data-key')));
  }
  // What a package moves is its button; the click goes on to its row.
  for (const row of all('tr[data-key]')) {
    const button = document.createElement('button');
    const cell = row.cells[row.cells.length - 1];
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    button.append(...cell.childNodes);
    cell.append(button);
  }

  // One road at a time.
  const roads = all('section.road');
  const choice = document.getElementById('road-choice');
  if (choice) {
    const show = () => roads.forEach((road) => { road.hidden = road.id !== choice.value; });
    choice.addEventListener('change', show);
    show();
  }

  // What a mark stands for, beside the pointer at once.
  const tip = document.getElementById('tip');
  for (const title of all('.winset-picture > * > title')) {
    const mark = title.parentElement;
    const words = title.textContent;
    mark.setAttribute('aria-label', words);
    title.remove();
    mark.addEventListener('pointermove', (event) => {
      tip.textContent = words;
      tip.hidden = false;
      const left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
      const top = Math.min(event.clientY + 14, window.innerHeight - tip.offsetHeight - 8);
      tip.style.setProperty('left', `${Math.max(0, left)}px`);
      tip.style.setProperty('top', `${Math.max(0, top)}px`);
    });
    mark.addEventListener('pointerleave', () => { tip.hidden = true; });
  }
})();
