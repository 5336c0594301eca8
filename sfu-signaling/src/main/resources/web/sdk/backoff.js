const FIRST_MS = 500;
const LIMIT_MS = 30_000;

/**
 * Exponential backoff with jitter: how long to wait before attempt `attempt` (0 = the first). Half
 * of the delay is random, so that the clients of a restarted server do not return in one wave.
 */
export function backoffMs(attempt) {
  const ceilingMs = Math.min(LIMIT_MS, FIRST_MS * 2 ** attempt);
  return ceilingMs / 2 + Math.random() * (ceilingMs / 2);
}
