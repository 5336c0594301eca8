/** The server said no; `status` is HTTP's, `code` for programs, the message for people. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The HTTP API under /api/v1, which openapi.yaml describes. */
export class Api {
  token;

  constructor(token) {
    this.token = token;
  }

  get = (...path) => this.#request('GET', path);
  delete = (...path) => this.#request('DELETE', path);
  post = (path, body) => this.#request('POST', path, body);

  /** What is wrong with the server as a whole, in a sentence; null where it is well. */
  async trouble() {
    const response = await fetch('/readyz');
    return response.ok ? null : ((await response.json()).detail ?? 'The server is not ready.');
  }

  /** @returns the answer's JSON; undefined where it has none */
  async #request(method, path, body) {
    const headers = {};
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers['Content-Type'] = 'application/json';
    const response = await fetch(`/api/v1/${path.map(encodeURIComponent).join('/')}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: 'no-store',
    });
    const text = await response.text();
    if (!response.ok) {
      const { code = 'unknown', detail = response.statusText } = parsed(text);
      throw new Refusal(response.status, code, detail);
    }
    return text ? JSON.parse(text) : undefined;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
