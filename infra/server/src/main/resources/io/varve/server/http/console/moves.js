/** Moves that wait, run and have run. */
import { json, logPath, post } from './api.js';
import { byId, count, make, moment, plural, table } from './dom.js';

const MOST_NAMED = 20;
let chosen;
let planned = null;

export const moves = { begin, show, refresh };

function begin({ attempt, log }) {
  chosen = log;
  const start = (id, path, body, told) => byId(id).addEventListener('click', () => attempt(async () => {
    const answer = await (await post(`${logPath(log())}/${path}`, body)).json();
    planned = log();
    byId('started').textContent = told(answer);
    await refresh(log());
  }));
  start('plan', 'migrations', { dryRun: true }, (plan) => (plan.planned.length
    ? `would move ${few(plan.planned, (move) => `${move.partition} to ${move.to.toLowerCase()}`, ', ')}`
    : 'nothing is due'));
  start('migrate', 'migrations', {}, () => 'started');
  start('verify', 'verify', {}, () => 'started');
}

/** What one log would move is not told of another. */
async function show(log) {
  if (log !== planned) {
    byId('started').textContent = '';
  }
  await refresh(log);
}

function few(all, text, between) {
  const rest = all.length - MOST_NAMED;
  return all.slice(0, MOST_NAMED).map(text).join(between) + (rest > 0 ? `${between}and ${plural(rest, 'other')}` : '');
}

async function refresh(log) {
  const [{ waiting }, { operations }] = await Promise.all([
    json(`${logPath(log)}/migrations`), json(`${logPath(log)}/operations`)]);
  if (log !== chosen()) {
    return;
  }
  byId('waiting').replaceChildren(table('Moves that are due and not done', [
    { title: 'Partition', cell: (row) => row.partition },
    { title: 'Move', cell: (row) => `${row.from.toLowerCase()} to ${row.to.toLowerCase()}` },
    { title: 'Tried', number: true, cell: (row) => row.attempts },
    { title: 'Again', cell: (row) => moment(row.nextAttempt) },
    { title: 'Why', kind: 'failed', cell: (row) => row.reason },
  ], waiting, 'Nothing waits.'));
  byId('operations').replaceChildren(table('Latest first', [
    { title: 'What', cell: (row) => row.kind },
    { title: 'State', cell: (row) => row.state.toLowerCase() },
    { title: 'Began', cell: (row) => moment(row.started) },
    { title: 'Ended', cell: (row) => moment(row.ended) },
    { title: 'Progress', cell: progress },
    { title: 'Problem', kind: 'failed', cell: trouble },
  ], operations, 'Nothing has run since the server started.'));
}

/** What is wrong, also where the work itself came to its end. */
function trouble({ problem, result }) {
  if (problem) {
    return problem.detail ?? problem.title;
  }
  const found = result?.findings ?? [];
  if (found.length) {
    return `${plural(found.length, 'finding')}: ${
      few(found, (each) => `${[each.partition, each.tier?.toLowerCase()].filter((part) => part).join(', ')}: ${each.problem}`, '; ')}`;
  }
  if (result?.waiting?.length) {
    return `${plural(result.waiting.length, 'move')} not done, see above`;
  }
  return result?.failed ? `${plural(result.failed, 'snapshot')} not taken: ${result.failure}` : '';
}

function progress({ kind, progress: reached }) {
  if (!reached) {
    return '';
  }
  const { done, total, unit, at } = reached;
  return make('span', {},
    make('progress', { value: done, max: Math.max(1, total), 'aria-label': kind }),
    ` ${count(done)} of ${count(total)} ${unit}${at ? `, ${at}` : ''}`);
}
