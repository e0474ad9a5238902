/** Moves that wait, run and have run. */
import { json, logPath, post } from './api.js';
import { byId, make, moment, table } from './dom.js';

let chosen;

export const moves = { begin, show: refresh, refresh };

function begin({ attempt, log }) {
  chosen = log;
  const start = (id, path, body, told) => byId(id).addEventListener('click', () => attempt(async () => {
    const answer = await (await post(`${logPath(log())}/${path}`, body)).json();
    byId('started').textContent = told(answer);
    await refresh(log());
  }));
  start('plan', 'migrations', { dryRun: true }, (plan) => (plan.planned.length
    ? `would move ${plan.planned.map((move) => `${move.partition} to ${move.to.toLowerCase()}`).join(', ')}`
    : 'nothing is due'));
  start('migrate', 'migrations', {}, () => 'started');
  start('verify', 'verify', {}, () => 'started');
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
    { title: 'Problem', kind: 'failed', cell: (row) => row.problem?.detail ?? '' },
  ], operations, 'Nothing has run since the server started.'));
}

function progress({ kind, progress: reached }) {
  if (!reached) {
    return '';
  }
  const { done, total, unit, at } = reached;
  return make('span', {},
    make('progress', { value: done, max: Math.max(1, total), 'aria-label': kind }),
    ` ${done} of ${total} ${unit}${at ? `, ${at}` : ''}`);
}
