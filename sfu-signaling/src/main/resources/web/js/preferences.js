/** What the browser remembers between visits. A browser that keeps nothing is fine too. */
const PREFIX = 'sluice.';

export function remembered(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Storage is switched off or full: the next visit starts without it.
  }
}
