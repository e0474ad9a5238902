/** A SELECT over all tiers, as a table and, where it has numbers, as a chart. */
import { ask, exactly, isNumber, logPath, number } from './api.js';
import { byId, count, make, plural, table } from './dom.js';

const MOST_SHOWN = 1000;
const MOST_NAMED = 24;
let running = null;
let chart = null;

let answered = null;

export const sql = { begin, show };

function begin({ attempt, log }) {
  byId('query').addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => run(log(), byId('statement').value));
  });
  byId('stop').addEventListener('click', () => running?.abort());
  byId('statement').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      byId('query').requestSubmit();
    }
  });
}

/** What one log answered is not shown for another. */
async function show(log) {
  if (log !== answered) {
    running?.abort();
    clear();
    byId('ran').textContent = '';
    answered = log;
  }
}

function clear() {
  byId('rows').replaceChildren();
  drawRows([], []);
}

async function run(log, statement) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  byId('stop').disabled = false;
  byId('ran').textContent = 'running';
  const began = performance.now();
  try {
    const response = await ask(`${logPath(log)}/sql`, {
      method: 'POST',
      signal: mine.signal,
      headers: { 'Content-Type': 'application/sql', Accept: 'application/x-ndjson' },
      body: statement,
    });
    const lines = (await response.text()).split('\n').filter((line) => line);
    const rows = lines.map(exactly);
    const names = rows.length ? namesOf(lines[0]) : [];
    byId('ran').textContent = `${plural(rows.length, 'row')} in ${((performance.now() - began) / 1000).toFixed(2)} s${
      rows.length > MOST_SHOWN ? `, the first ${count(MOST_SHOWN)} are shown` : ''}`;
    byId('rows').replaceChildren(table('Answer', names.map((name) => ({
      title: name,
      number: rows.every((row) => row[name] === null || isNumber(row[name])),
      cell: (row) => text(row[name]),
    })), rows.slice(0, MOST_SHOWN), 'No row.'));
    drawRows(names, rows.slice(0, MOST_SHOWN));
  } catch (error) {
    if (running === mine) {
      byId('ran').textContent = error.name === 'AbortError' ? 'stopped' : 'failed';
      clear();
    }
    throw error;
  } finally {
    if (running === mine) {
      byId('stop').disabled = true;
    }
  }
}

/** Names in the order of the SELECT: JavaScript puts those that look like whole numbers in front. */
function namesOf(line) {
  const names = [];
  let depth = 0;
  for (const [token, string, colon] of line.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(:)?|[{}[\]]/g)) {
    if (string === undefined) {
      depth += token === '{' || token === '[' ? 1 : -1;
    } else if (colon && depth === 1) {
      names.push(JSON.parse(string));
    }
  }
  return names;
}

function text(value) {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The first column across, each column of numbers as a line. */
function drawRows(names, rows) {
  chart?.destroy();
  chart = null;
  const numbers = names.slice(1).filter((name) => rows.some((row) => isNumber(row[name])));
  if (rows.length < 2 || !numbers.length) {
    byId('drawn').replaceChildren();
    byId('drawn').removeAttribute('role');
    byId('drawn').removeAttribute('aria-label');
    return;
  }
  const isTime = rows.every((row) => !Number.isNaN(time(row[names[0]])));
  const isCount = rows.every((row) => isNumber(row[names[0]]));
  // one that is of neither kind stands beside the others, as names do
  const across = rows.map((row, index) => (isTime ? time(row[names[0]]) : isCount ? number(row[names[0]]) : index));
  const ink = getComputedStyle(document.body).color;
  const root = getComputedStyle(document.documentElement);
  const colours = ['--cold', '--hot', '--warm'].map((name) => root.getPropertyValue(name).trim());
  const axis = { stroke: ink, grid: { stroke: root.getPropertyValue('--pico-muted-border-color').trim() } };
  const named = {
    ...axis,
    rotate: -30,
    size: 80,
    splits: () => across.filter((_, i) => i % Math.ceil(rows.length / MOST_NAMED) === 0),
    values: (_, places) => places.map((at) => text(rows[at][names[0]]).slice(0, 18)),
  };
  const order = isTime || isCount ? across.map((_, i) => i).sort((a, b) => across[a] - across[b]) : across.map((_, i) => i);
  chart = new uPlot({
    width: Math.max(240, byId('drawn').clientWidth),
    height: 260,
    legend: { live: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      x: { time: isTime, ...(isTime || isCount ? {} : { range: [-0.6, rows.length - 0.4] }) },
      y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.05 : 0] },
    },
    axes: [isTime || isCount ? axis : named, axis],
    series: [{ label: names[0] }, ...numbers.map((name, i) => ({
      label: name,
      stroke: colours[i % colours.length],
      fill: isTime || isCount ? undefined : `${colours[i % colours.length]}55`,
      paths: isTime || isCount ? undefined : uPlot.paths.bars({ size: [0.7, 60] }),
      points: { show: isTime || isCount },
      width: 2,
    }))],
  }, [order.map((i) => across[i]), ...numbers.map((name) => order.map((i) => number(rows[i][name])))], byId('drawn'));
  byId('drawn').setAttribute('role', 'img');
  byId('drawn').setAttribute('aria-label', `${numbers.join(', ')} by ${names[0]}, as in the table below`);
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** Seconds; a time without an offset is UTC, as it is to the server. NaN for what is no time. */
function time(value) {
  const [, day, clock = '00:00:00', offset = 'Z'] = TIME.exec(typeof value === 'string' ? value : '') ?? [];
  return day ? Date.parse(`${day}T${clock}${offset}`) / 1000 : Number.NaN;
}
