/** Numbers and the server's reasons as people read them. */

export function bitrate(bps) {
  return bps >= 999_500 ? `${(bps / 1e6).toFixed(2)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;
}

export function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.round(bytes / 1000)} kB`;
}

export function percent(share) {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

export function duration(millis) {
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Why a viewer's network is thought to carry no more; the API's estimateLimit. */
const LIMITS = {
  start: 'not measured yet',
  delay: 'a queue grows beyond that',
  loss: 'more is lost beyond that',
  competition: 'others fill the link',
  remb: 'the receiver says so',
  probe: 'the last trial found no more',
  'application-limited': 'more was never needed',
};

export function limit(code) {
  return LIMITS[code] ?? code;
}

/** Drops by reason, the most frequent first. */
export function drops(byReason) {
  return Object.entries(byReason)
    .filter(([, packets]) => packets > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, packets]) => `${reason.replaceAll('-', ' ')} ${packets}`)
    .join(', ');
}
