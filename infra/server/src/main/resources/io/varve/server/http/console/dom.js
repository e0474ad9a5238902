/** Elements, and how numbers, sizes and times are written. */

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; text is never read as HTML. */
export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same in an SVG picture. */
export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined).map((child) =>
    child instanceof Node ? child : String(child)));
  return element;
}

/** Sets a text that is read aloud when it changes: set anew while it is the same, it would be read again. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A table of columns {title, cell, number, kind}; a word in its place where there are no rows. */
export function table(caption, columns, rows, nothing) {
  if (!rows.length) {
    return make('p', { class: 'nothing' }, nothing);
  }
  const kind = (column) => column.kind || (column.number ? 'number' : null);
  return make('table', {},
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...columns.map((column) =>
      make('th', { scope: 'col', class: kind(column) }, column.title)))),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...columns.map((column) => {
      const cell = column.cell(row);
      return make('td', { class: kind(column), title: column.kind === 'data' ? cell : null }, cell ?? '');
    })))));
}

const COUNT = new Intl.NumberFormat('en');
export const count = (number) => COUNT.format(number);
export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Seconds precision, UTC. */
export const moment = (text) => (text ? text.replace(/\.\d+Z$/, 'Z').replace('T', ' ').replace('Z', '') : '');

/** How far away a moment is. */
export function away(text, now = Date.now()) {
  const seconds = (Date.parse(text) - now) / 1000;
  if (seconds <= 0) {
    return 'now';
  }
  const steps = [[86400, 'day'], [3600, 'hour'], [60, 'minute']];
  const [length, noun] = steps.find(([each]) => seconds >= each) || [1, 'second'];
  return `in ${plural(Math.floor(seconds / length), noun)}`;
}
