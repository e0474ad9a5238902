/** The life of one aggregate, and its state at any moment of it. */
import { aggregatePath, ask, eventsPath, exactly, isDots, json, page, query } from './api.js';
import { byId, count, make, moment, plural, table } from './dom.js';
import { data } from './events.js';

const MOST_SHOWN = 200;
const PAGE = 10000;
// a page is at most some 8 MiB, and all of them are kept in memory
const MOST_PAGES = 20;
let life = [];
let isCut = false;
let lived = null;
let looks = 0;
let asked = null;
let attempt;
let log;

export const aggregate = { begin, show };

function begin(console) {
  ({ attempt, log } = console);
  byId('look').addEventListener('submit', (event) => {
    event.preventDefault();
    const subject = new FormData(event.target).get('subject');
    const hash = `#aggregate${query({ subject })}`;
    if (location.hash === hash) {
      attempt(() => look(log(), subject));
    } else {
      location.hash = hash;
    }
  });
  byId('look').elements.projection.addEventListener('change', () => attempt(stateThen));
  byId('moment').addEventListener('input', () => attempt(stateThen));
}

async function show(name, parameters) {
  const choice = byId('look').elements.projection;
  const before = choice.value;
  const { projections } = await json('/v1/projections');
  choice.replaceChildren(
    ...projections.map((each) => make('option', { selected: each === before }, each)),
    ...(projections.length ? [] : [make('option', { value: '' }, 'none is known')]));
  const subject = parameters.get('subject');
  if (lived !== name) {
    forget();
  }
  if (subject) {
    byId('look').elements.subject.value = subject;
    await look(name, subject);
  }
}

/** Reads its events from the first on, page by page. */
async function read(name, subject) {
  const all = [];
  let more = true;
  for (let pages = 0; more && pages < MOST_PAGES; pages++) {
    const from = all.length ? all[all.length - 1].position + 1 : null;
    const found = await page(eventsPath(name, subject, { from, limit: PAGE }));
    all.push(...found.rows);
    more = found.more;
  }
  return { all, more };
}

/** Shows nothing of any aggregate. */
function forget() {
  asked?.abort();
  life = [];
  byId('life').hidden = true;
}

async function look(name, subject) {
  const mine = ++looks;
  forget();
  const { all, more } = await read(name, subject);
  if (mine !== looks || name !== log()) {
    return;
  }
  if (!all.length) {
    throw new Error(`log '${name}' has no event of an aggregate '${subject}'`);
  }
  life = all;
  isCut = more;
  lived = name;
  byId('life').hidden = !life.length;
  const slider = byId('moment');
  slider.max = Math.max(0, life.length - 1);
  slider.value = slider.max;
  byId('line').replaceChildren(table(
    caption(),
    [
      { title: 'Version', number: true, cell: (row) => make('button', {
        type: 'button', class: 'outline', 'data-version': row.version,
      }, count(row.version)) },
      { title: 'Recorded', cell: (row) => moment(row.recordedAt) },
      { title: 'Type', cell: (row) => row.type },
      { title: 'Data', kind: 'data', cell: data },
    ], life.slice(-MOST_SHOWN).reverse(), 'It has no events.'));
  byId('line').querySelectorAll('button').forEach((button) => button.addEventListener('click', () => {
    slider.value = Number(button.dataset.version) - life[0].version;
    attempt(stateThen);
  }));
  await stateThen();
}

function caption() {
  if (isCut) {
    return `The last ${MOST_SHOWN} of its first ${plural(life.length, 'event')}; what comes after them is not shown`;
  }
  return life.length > MOST_SHOWN ? `The last ${MOST_SHOWN} of ${plural(life.length, 'event')}` : 'All its events';
}

async function stateThen() {
  const event = life[Number(byId('moment').value)];
  if (!event) {
    return;
  }
  byId('moment').setAttribute('aria-valuetext', `version ${event.version}, ${moment(event.recordedAt)}`);
  byId('moment-text').textContent =
    `version ${count(event.version)} of ${count(life[life.length - 1].version)}${isCut ? ' and more' : ''}, position ${
      count(event.position)}, recorded ${moment(event.recordedAt)} UTC`;
  // a state that does not come leaves none of another moment in its place
  byId('state').textContent = '';
  byId('made').textContent = JSON.stringify(event, null, 2);
  const projection = byId('look').elements.projection.value;
  if (!projection) {
    byId('state').textContent = 'no projection is known: put a YAML file into the projections directory';
    return;
  }
  if (isDots(event.subject)) {
    byId('state').textContent = `a browser cannot ask for the state of '${event.subject}': SQL and varve state can`;
    return;
  }
  asked?.abort();
  asked = new AbortController();
  const answer = await ask(
    `${aggregatePath(log(), event.subject)}/state${query({ projection, 'at-version': event.version })}`,
    { signal: asked.signal });
  byId('state').textContent = JSON.stringify(exactly(await answer.text()).state, null, 2);
}
