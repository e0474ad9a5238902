/** Events of all tiers, page by page. */
import { json, logPath, page, query } from './api.js';
import { byId, count, make, moment, table } from './dom.js';

const PAGE = 50;
let tiers = [];
let from = null;
let shown = {};
let attempt;
let log;

let asked = 0;

export const events = { begin, show };

function begin(console) {
  ({ attempt, log } = console);
  byId('filters').addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => search(log()));
  });
  byId('first').addEventListener('click', () => attempt(() => find(log(), null)));
  byId('further').addEventListener('click', () => attempt(() => find(log(), from)));
}

async function show(name, parameters) {
  for (const [key, value] of parameters) {
    if (byId('filters').elements[key]) {
      byId('filters').elements[key].value = value;
    }
  }
  const report = await json(`${logPath(name)}/tiers`);
  tiers = report.tiers;
  await search(name);
}

/** Shows what the form asks for; what is typed into it later does not count for the pages that follow. */
async function search(name) {
  shown = Object.fromEntries(new FormData(byId('filters')));
  await find(name, null);
}

/** Where a position lies, as the tiers were when the page was opened. */
export function tierOf(position, all = tiers) {
  return all.find((tier) => tier.ranges.some((range) =>
    position >= range.firstPosition && position <= range.lastPosition))?.tier ?? 'HOT';
}

async function find(name, start) {
  const mine = ++asked;
  const { rows: found, more } = await page(
    `${logPath(name)}/events${query({ ...shown, from: start ?? shown.from, limit: PAGE })}`);
  if (mine !== asked) {
    return;
  }
  byId('found').replaceChildren(table(`Events of ${name}`, columns(), found,
    start === null ? 'No event matches.' : 'No further event matches.'));
  const last = found[found.length - 1];
  from = last ? last.position + 1 : null;
  byId('further').disabled = !more;
  byId('range').textContent = last
    ? `positions ${count(found[0].position)} to ${count(last.position)}`
    : 'none';
}

function columns() {
  return [
    { title: 'Position', number: true, cell: (row) => count(row.position) },
    { title: 'Tier', cell: (row) => tag(tierOf(row.position)) },
    { title: 'Recorded', cell: (row) => moment(row.recordedAt) },
    { title: 'Type', cell: (row) => row.type },
    { title: 'Aggregate', cell: (row) => make('a', {
      href: `#aggregate${query({ subject: row.subject })}`,
    }, row.subject) },
    { title: 'Version', number: true, cell: (row) => count(row.version) },
    { title: 'Data', kind: 'data', cell: (row) => data(row) },
  ];
}

const tag = (tier) => make('span', { class: `tag ${tier}` }, tier.toLowerCase());

/** The data as text; what is not JSON comes as base64. */
export function data(event) {
  return event.data === undefined ? event.data_base64 ?? '' : JSON.stringify(event.data);
}
