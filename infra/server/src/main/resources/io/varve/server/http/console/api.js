/** What the server answers, or the problem that it tells. */

const KEY = 'varve-key';

/** A refusal by the server, in its own words. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `the server answered ${status}`);
    this.status = status;
  }
}

export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

export async function ask(path, options = {}) {
  const headers = { ...options.headers };
  const key = sessionStorage.getItem(KEY);
  if (key) {
    headers.Authorization = `Bearer ${key}`;
  }
  const response = await answer(path, { ...options, headers });
  if (!response.ok) {
    throw new Refused(response.status, await problemOf(response));
  }
  return response;
}

/** What a browser says of a server that is not there tells people nothing. */
async function answer(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Error(`the server does not answer: is it running, and can ${location.host} be reached?`, { cause: error });
  }
}

async function problemOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 300) };
  }
}

export async function json(path, options) {
  return (await ask(path, options)).json();
}

export async function post(path, body, options = {}) {
  return ask(path, {
    ...options,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...options.headers },
    body: JSON.stringify(body),
  });
}

/** Reads JSON. A number that JavaScript would write otherwise than it is written, such as one past 2^53, stays as it is. */
export function exactly(text) {
  return JSON.parse(text, (_, value, context) =>
    (typeof value === 'number' && JSON.rawJSON && String(value) !== context.source ? JSON.rawJSON(context.source) : value));
}

const isWritten = (value) => JSON.isRawJSON?.(value) ?? false;

export const isNumber = (value) => typeof value === 'number' || isWritten(value);

/** A number to draw or to reckon with, as exact as JavaScript has it. */
export const number = (value) => (isWritten(value) ? Number(value.rawJSON) : value);

/** A page of events, and whether there is more: a page ends early where its events are large. Positions stay exact below 2^53. */
export async function page(path) {
  const response = await ask(path, { headers: { Accept: 'application/x-ndjson' } });
  const text = await response.text();
  const rows = text.split('\n').filter((line) => line).map(exactly);
  return { rows, more: /rel="next"/.test(response.headers.get('Link') ?? '') };
}

export function logPath(log) {
  return `/v1/logs/${encodeURIComponent(log)}`;
}

/** A browser takes such a part of an address as a way up, also where it is percent-encoded. */
export const isDots = (subject) => subject === '.' || subject === '..';

/** Where the events of one aggregate are read. */
export function eventsPath(log, subject, parameters) {
  return isDots(subject) ? `${logPath(log)}/events${query({ subject, ...parameters })}`
    : `${aggregatePath(log, subject)}/events${query(parameters)}`;
}

export function aggregatePath(log, subject) {
  return `${logPath(log)}/aggregates/${encodeURIComponent(subject)}`;
}

/** A query string of what is not empty. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
}
