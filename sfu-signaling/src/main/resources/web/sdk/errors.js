/**
 * Everything the SDK rejects or reports with. `code` is stable and meant for programs; it is the
 * server's own code where the server refused, and one of the codes in sluice.d.ts otherwise.
 */
export class SluiceError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'SluiceError';
    this.code = code;
  }
}

/** What a server says that takes nobody in just now; after an outage everybody comes at once. */
const PASSING = new Set([
  'busy',
  'too-many-joins',
  'too-many-unconnected',
  'overloaded',
  'draining',
]);

/** True where the same request may be granted a little later. */
export function isPassing(error) {
  return error instanceof SluiceError && PASSING.has(error.code);
}

/** True where no answer came because the socket was not there: trying again may help. */
export function isTransportError(error) {
  return (
    error instanceof SluiceError &&
    (error.code === 'disconnected' || error.code === 'unreachable' || error.code === 'timeout')
  );
}
