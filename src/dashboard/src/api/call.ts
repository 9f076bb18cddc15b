// Typed calls of the contract: method and path come from the google.api.http option of the generated descriptor.
import {
  create, fromJson, getOption, toJson,
  type DescMessage, type DescMethodServerStreaming, type DescMethodUnary, type MessageInitShape, type MessageShape,
} from '@bufbuild/protobuf';
import { http } from '../gen/google/api/annotations_pb';
import { askToken, token } from './token';

/** What the server said to a call that failed. */
export class CallError extends Error {
  constructor(readonly httpStatus: number, message: string) {
    super(message);
  }
}

export async function call<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>, request: MessageInitShape<I>, signal?: AbortSignal,
): Promise<MessageShape<O>> {
  const response = await send(method, request, signal);
  return fromJson(method.output, await response.json(), { ignoreUnknownFields: true });
}

/** One JSON message a line, for as long as the server sends and the caller reads. */
export async function* stream<I extends DescMessage, O extends DescMessage>(
  method: DescMethodServerStreaming<I, O>, request: MessageInitShape<I>, signal: AbortSignal,
): AsyncGenerator<MessageShape<O>> {
  const response = await send(method, request, signal);
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.trim() === '') continue;
        const json = JSON.parse(line);
        // A stream that fails half way ends with its status.
        if ('code' in json && 'message' in json) throw new CallError(response.status, json.message);
        yield fromJson(method.output, json, { ignoreUnknownFields: true });
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Any other resource of the server, with the token that a plain link cannot carry. */
export async function getBlob(path: string): Promise<Blob> {
  return (await fetchWithToken(path, {})).blob();
}

/** The same, as JSON. */
export async function getJson<T>(path: string): Promise<T> {
  return (await fetchWithToken(path, {})).json();
}

async function send<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O> | DescMethodServerStreaming<I, O>, request: MessageInitShape<I>, signal?: AbortSignal,
): Promise<Response> {
  const rule = getOption(method, http);
  const verb = rule.pattern.case;
  if (verb !== 'get' && verb !== 'post') throw new Error(`${method.name} has no path`);
  const fields = toJson(method.input, create(method.input, request)) as Record<string, unknown>;
  // As in `/v1/{parent=exercises/*}/gaps`: the field is a whole resource name.
  const path = rule.pattern.value!.replace(/\{(\w+)(?:=[^}]*)?\}/g, (_, name: string) => {
    const value = String(fields[name] ?? '');
    delete fields[name];
    return value.split('/').map(encodeURIComponent).join('/');
  });
  if (verb === 'post') {
    const body = JSON.stringify(fields);
    return fetchWithToken(path, { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal });
  }
  const query = new URLSearchParams();
  flatten(fields, '', query);
  const text = query.toString();
  return fetchWithToken(text === '' ? path : `${path}?${text}`, { signal });
}

function flatten(value: unknown, path: string, into: URLSearchParams): void {
  if (Array.isArray(value)) for (const item of value) into.append(path, String(item));
  else if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) flatten(inner, path === '' ? name : `${path}.${name}`, into);
  } else into.append(path, String(value));
}

async function fetchWithToken(path: string, init: RequestInit): Promise<Response> {
  for (;;) {
    const headers = new Headers(init.headers);
    const sent = token();
    if (sent !== '') headers.set('authorization', `Bearer ${sent}`);
    const response = await fetch(path, { ...init, headers, cache: 'no-store' });
    if (response.status === 401) {
      await askToken(sent);
      continue;
    }
    if (!response.ok) throw new CallError(response.status, await said(response));
    return response;
  }
}

async function said(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text || response.statusText;
  }
}
