/** The tiers as layers on a time axis, what moves next, and how fast events come in. */
import { ask, json, logPath } from './api.js';
import { away, byId, count, draw, make, moment, plural, say, size, table } from './dom.js';

const TIERS = ['HOT', 'WARM', 'COLD'];
const LEAST_WIDTH = 300;
const WIDTH_OF_A_TICK = 150;
const BAND = 74;
const GAP = 8;
const LEFT = 56;
const MOST_BARS = 400;
const NEXT = 8;
const KEPT_SAMPLES = 120;
const LEAST_SECONDS = 60;

let partitions = [];
let bars = [];
let width = LEAST_WIDTH;
let chart = null;
let samples = none(null);

let chosen;
let isRefused = false;

export const strata = { begin, show, refresh };

function begin({ attempt, log }) {
  chosen = log;
  byId('pick').addEventListener('input', pick);
  addEventListener('resize', () => {
    if (chart) {
      chart.setSize(chartSize());
    }
    if (!byId('strata').hidden && log()) {
      attempt(async () => picture());
    }
  });
}

async function show(log) {
  isRefused = false;
  if (samples.log !== log) {
    samples = none(log);
  }
  await refresh(log);
}

async function refresh(log) {
  const [tiers, all] = await Promise.all([json(`${logPath(log)}/tiers`), json(`${logPath(log)}/partitions`)]);
  if (log !== chosen()) {
    return;
  }
  byId('tiers').replaceChildren(...tiers.tiers.map(card));
  const picked = partitions[Number(byId('pick').value)]?.partition;
  partitions = all.partitions;
  const slider = byId('pick');
  slider.max = Math.max(0, partitions.length - 1);
  slider.disabled = !partitions.length;
  const again = partitions.findIndex((each) => each.partition === picked);
  slider.value = again >= 0 ? again : partitions.length - 1;
  picture();
  next();
  await rates(log, tiers.head);
}

function card(tier) {
  const facts = [
    ['partitions', count(tier.partitions)],
    ['events', count(tier.events)],
    ['size', size(tier.bytes)],
    ['oldest', moment(tier.oldest) || 'none'],
    ['newest', moment(tier.newest) || 'none'],
    ['share of cost', tier.events ? `${(100 * tier.costShare).toFixed(1)} %` : 'none'],
  ];
  return make('article', { class: `card ${tier.tier}` },
    make('h2', {}, tier.tier.toLowerCase()),
    make('dl', {}, ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])));
}

/** Neighbours in one tier drawn as one, where there are more than the eye can tell apart. */
function merged() {
  const per = Math.ceil(partitions.length / MOST_BARS);
  const all = [];
  partitions.forEach((each, index) => {
    const last = all[all.length - 1];
    if (last && last.tier === each.tier && index - last.first < per) {
      last.last = index;
      last.events += each.events;
      last.waits = last.waits || each.waiting !== null;
    } else {
      all.push({ tier: each.tier, first: index, last: index, events: each.events, waits: each.waiting !== null });
    }
  });
  return all;
}

function picture() {
  bars = merged();
  width = Math.max(LEAST_WIDTH, byId('picture').clientWidth);
  const height = TIERS.length * (BAND + GAP) + 22;
  const title = partitions.length
    ? `${plural(partitions.length, 'partition')} from ${moment(partitions[0].oldest)} to ${
      moment(partitions[partitions.length - 1].newest)} UTC in the tiers hot, warm and cold`
    : 'No partitions yet';
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title });
  TIERS.forEach((tier, row) => {
    const y = row * (BAND + GAP);
    svg.append(
      draw('rect', { class: `band ${tier}`, x: LEFT, y, width: width - LEFT, height: BAND, rx: 4 }),
      draw('text', { x: LEFT - 8, y: y + BAND / 2 + 4, 'text-anchor': 'end' }, tier.toLowerCase()));
  });
  if (partitions.length) {
    drawBars(svg);
    drawAxis(svg, height);
  }
  byId('picture').replaceChildren(svg);
  pick();
}

const place = (index) => LEFT + ((width - LEFT) * index) / partitions.length;

function drawBars(svg) {
  const most = Math.max(...bars.map((bar) => bar.events / (bar.last - bar.first + 1)));
  for (const bar of bars) {
    const x = place(bar.first);
    const across = Math.max(1, place(bar.last + 1) - x - (width / bars.length > 4 ? 1 : 0));
    const each = bar.events / (bar.last - bar.first + 1);
    const height = Math.max(3, BAND * Math.sqrt(each / most));
    const y = TIERS.indexOf(bar.tier) * (BAND + GAP) + BAND - height;
    bar.element = draw('rect', { class: `bar-of ${bar.tier}${bar.waits ? ' waits' : ''}`, x, y, width: across, height });
    bar.element.addEventListener('pointerdown', () => {
      byId('pick').value = bar.first;
      pick();
    });
    svg.append(bar.element);
  }
}

function drawAxis(svg, height) {
  const ticks = Math.min(Math.max(2, Math.floor(width / WIDTH_OF_A_TICK)), partitions.length);
  for (let i = 0; i < ticks; i++) {
    const index = Math.floor((partitions.length * i) / ticks);
    const x = place(index);
    svg.append(
      draw('line', { class: 'tick', x1: x, x2: x, y1: 0, y2: height - 16 }),
      draw('text', { x: x + 2, y: height - 4 }, partitions[index].partition));
  }
}

function pick() {
  const index = Number(byId('pick').value);
  const one = partitions[index];
  byId('pick').setAttribute('aria-valuetext', one ? `${one.partition}, ${one.tier.toLowerCase()}` : 'none');
  bars.forEach((bar) => bar.element?.classList.toggle('picked', index >= bar.first && index <= bar.last));
  say(byId('picked'), one ? describe(one) : 'Nothing has been appended yet.');
}

function describe(one) {
  const moves = one.waiting ? `waits: ${one.waiting}` : !one.nextTier ? 'stays for ever'
    : `goes ${one.nextTier.toLowerCase()} ${away(one.dueAt)} (${moment(one.dueAt)})`;
  return `${one.partition}, ${one.tier.toLowerCase()}: positions ${count(one.firstPosition)} to ${
    count(one.lastPosition)}, ${plural(one.events, 'event')}, ${size(one.bytes)}; ${moves}; ${one.path}`;
}

function next() {
  const due = partitions.filter((each) => each.dueAt)
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.firstPosition - b.firstPosition)
    .slice(0, NEXT);
  byId('next').replaceChildren(table('The next moves', [
    { title: 'Partition', cell: (row) => row.partition },
    { title: 'To', cell: (row) => make('span', { class: `tag ${row.nextTier}` }, row.nextTier.toLowerCase()) },
    { title: 'When', cell: (row) => (row.waiting ? 'waits' : away(row.dueAt)) },
    { title: 'Size', number: true, cell: (row) => size(row.bytes) },
  ], due, 'Nothing is on its way.'));
}

/** How far the log had come when it was last asked, and what came in and was read each second since the first time. */
function none(log) {
  return { log, head: null, delivered: null, at: null, times: [], written: [], read: [] };
}

/** The sum of a counter over all tiers of a log, of the text that Prometheus reads. A log's name needs no escapes. */
function sum(text, name, log) {
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(`log="${log}"`))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** What the server counts, which is told to readers of all logs alone: null for others, who are not refused twice. */
async function measures() {
  if (isRefused) {
    return null;
  }
  try {
    return await (await ask('/metrics')).text();
  } catch (error) {
    if (error.status !== 403) {
      throw error;
    }
    isRefused = true;
    return null;
  }
}

/** How much more a second; null where it is not known, as after a server began anew. */
const rate = (now, before, seconds) => (now === null || before === null || now < before ? null : (now - before) / seconds);

const told = (value, what) => (value === null ? null : `${value.toFixed(0)} events/s ${what}`);

async function rates(log, head) {
  const metrics = await measures();
  if (log !== chosen()) {
    return;
  }
  const at = Date.now() / 1000;
  const delivered = metrics === null ? null : sum(metrics, 'varve_read_events_total', log);
  if (samples.at !== null && at > samples.at) {
    const seconds = at - samples.at;
    samples.times.push(at);
    samples.written.push(rate(head, samples.head, seconds));
    samples.read.push(rate(delivered, samples.delivered, seconds));
    for (const series of [samples.times, samples.written, samples.read]) {
      series.splice(0, series.length - KEPT_SAMPLES);
    }
  }
  Object.assign(samples, { head, delivered, at });
  const last = samples.times.length - 1;
  byId('rates-now').textContent = last < 0 ? 'measuring'
    : [told(samples.written[last], 'in'), told(samples.read[last], 'read')].filter((each) => each).join(', ') || 'measuring';
  drawRates();
}

/** Time of day, UTC. */
const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);

const chartSize = () => ({ width: Math.max(240, byId('rates').clientWidth), height: 160 });

function drawRates() {
  const data = [samples.times, samples.written, samples.read];
  if (chart) {
    chart.setData(data);
    return;
  }
  if (!byId('rates').clientWidth) {
    return;
  }
  const style = getComputedStyle(document.documentElement);
  const ink = getComputedStyle(document.body).color;
  const axis = { stroke: ink, grid: { stroke: style.getPropertyValue('--pico-muted-border-color').trim() } };
  chart = new uPlot({
    ...chartSize(),
    legend: { live: false },
    cursor: { show: false },
    scales: { x: { range: (_, low, high) => [Math.min(low, high - LEAST_SECONDS), high] }, y: { range: (_, low, high) => [0, Math.max(1, high ?? 1)] } },
    axes: [{ ...axis, space: 90, values: (_, times) => times.map(clock) }, axis],
    series: [
      {},
      { label: 'events in', stroke: style.getPropertyValue('--hot').trim(), width: 2 },
      { label: 'events read', stroke: style.getPropertyValue('--cold').trim(), width: 2, dash: [6, 4] },
    ],
  }, data, byId('rates'));
}
