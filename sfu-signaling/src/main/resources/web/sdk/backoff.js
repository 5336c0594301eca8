const FIRST_MS = 500;

/** Where nobody answers: short enough to be back within five seconds of the server's return. */
export const UNREACHABLE_LIMIT_MS = 4_000;

/** Where a server answers that it takes nobody now. */
export const REFUSED_LIMIT_MS = 30_000;

/**
 * Exponential backoff with jitter: how long to wait before attempt `attempt` (0 = the first), never
 * longer than `limitMs`. Half of the delay is random, so that the clients of a restarted server do
 * not return in one wave.
 */
export function backoffMs(attempt, limitMs) {
  const ceilingMs = Math.min(limitMs, FIRST_MS * 2 ** attempt);
  return ceilingMs / 2 + Math.random() * (ceilingMs / 2);
}
