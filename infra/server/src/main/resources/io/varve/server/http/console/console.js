/** Chooses page and log, and keeps what is shown fresh. */
import { ask, json, useKey } from './api.js';
import { byId, make, say } from './dom.js';
import { aggregate } from './aggregate.js';
import { events } from './events.js';
import { moves } from './moves.js';
import { sql } from './sql.js';
import { strata } from './strata.js';

const REFRESH_MS = 5000;
const pages = { strata, events, aggregate, sql, moves };
let current = null;
// what a page told when it was made fresh goes when that works again; what somebody asked for stays until he asks again
let isOfRefresh = true;

/** Shows what went wrong, or that nothing does any more. */
function tell(error) {
  const trouble = byId('trouble');
  trouble.hidden = !error;
  say(trouble, error ? error.message : '');
  if (error && (error.status === 401 || error.status === 403)) {
    byId('key-form').hidden = false;
  }
}

/** Does some work of a page, and tells if it fails. */
export async function attempt(work) {
  try {
    await work();
    tell(null);
    isOfRefresh = true;
  } catch (error) {
    if (error.name !== 'AbortError') {
      tell(error);
      isOfRefresh = false;
    }
  }
}

/** Makes a page fresh. */
async function refresh(page) {
  let failure = null;
  try {
    await page.refresh(log());
  } catch (error) {
    failure = error;
  }
  if (isOfRefresh) {
    tell(failure);
  }
}

const log = () => byId('log').value;

function parts() {
  const [name, search] = location.hash.slice(1).split('?');
  return { name: Object.hasOwn(pages, name) ? name : 'strata', parameters: new URLSearchParams(search || '') };
}

async function show() {
  const { name, parameters } = parts();
  for (const each of Object.keys(pages)) {
    byId(each).hidden = each !== name;
  }
  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', false);
    if (link.hash === `#${name}`) {
      link.setAttribute('aria-current', 'page');
    }
  }
  document.title = `${byId(name).querySelector('h1').textContent} - Varve`;
  current = name;
  if (log()) {
    await attempt(() => pages[name].show(log(), parameters));
    isOfRefresh = true;
  }
}

async function health() {
  const state = byId('health');
  try {
    const ready = await fetch('/health/ready');
    const { status } = await ready.json();
    say(state, status);
    state.dataset.is = ready.ok && status === 'ready' ? 'ready' : 'not';
  } catch {
    say(state, 'no answer');
    state.dataset.is = 'not';
  }
}

/** Asks which logs there are. What the page then tells is its own: to have begun is not to have shown it. */
async function start() {
  await health();
  const { logs } = await json('/v1/logs');
  const before = log() || sessionStorage.getItem('varve-log');
  byId('log').replaceChildren(...logs.map(({ name }) => make('option', { selected: name === before }, name)));
  const { version } = await (await ask('/version')).json();
  byId('version').textContent = `Varve ${version}`;
}

byId('log').addEventListener('change', () => {
  sessionStorage.setItem('varve-log', log());
  show();
});
byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const key = new FormData(event.target).get('key').trim();
  event.target.reset();
  if (!/^[!-~]+$/.test(key)) {
    tell(new Error('a key has letters, digits and signs of ASCII alone: this one cannot be sent'));
    return;
  }
  useKey(key);
  event.target.hidden = true;
  attempt(start).then(show);
});
document.querySelector('.skip').addEventListener('click', (event) => {
  // what stands behind # names a page of the console
  event.preventDefault();
  byId('page').focus();
});
addEventListener('hashchange', show);
setInterval(() => {
  if (!document.hidden) {
    health();
    if (log() && pages[current]?.refresh) {
      refresh(pages[current]);
    }
  }
}, REFRESH_MS);
Object.values(pages).forEach((page) => page.begin?.({ attempt, log }));
attempt(start).then(show);
