import { bitrate, count, duration } from './words.js';

const WHY_NOTHING = {
  'no-bandwidth': 'the network is too slow',
  'paused-by-viewer': 'paused here',
  'paused-by-publisher': 'paused by its publisher',
  'muted-by-moderator': 'muted by a moderator',
  'last-n': 'others have spoken more recently',
  'no-source': 'nothing is published',
};

const WHY = {
  best: 'the best there is',
  'only-one': 'the only one',
  preference: 'as large as the tile',
  bandwidth: 'the link carries no more',
};

/** What keeps the estimate of a link from being higher: stands behind it, in brackets. */
const LIMITS = {
  start: 'a guess',
  delay: 'delay',
  loss: 'loss',
  competition: 'others fill it',
  remb: 'says this browser',
  probe: 'last trial',
  'application-limited': 'no more was needed',
};

/** What became of packets that a viewer wasn't sent: goes on after their number. */
const DROPS = {
  'layer-not-selected': 'of layers not chosen',
  paused: 'while paused',
  'last-n': 'while others were shown',
  'waiting-for-keyframe': 'before a keyframe',
  'before-start': 'from before the start',
  'codec-not-negotiated': 'of another codec',
  'too-long': 'too long',
  'too-old': 'too late',
  'loop-overloaded': 'as the server was too busy',
  'link-congested': 'as the link was full',
  'retransmission-not-found': 'asked for again, but gone',
  'retransmission-useless': 'asked for again, of no use then',
  'retransmitted-recently': 'asked for again too soon',
  other: 'for other reasons',
};

/** The others are told as one number. */
const MOST_DROPS = 2;

/**
 * A room's Layer, or the API's report of one, in a line for people.
 *
 * @param words for reasons that are said otherwise where the viewer isn't the reader
 */
export function layerInWords(layer, words = {}) {
  return isComing(layer) ? qualityInWords(layer) : `${qualityInWords(layer)}, ${reasonInWords(layer, words)}`;
}

/** A room's Layer with what it is founded on, as rows of [term, value]. */
export function layerRows(layer) {
  const { sinceMillis, estimateBps, estimateLimit, drops } = layer;
  return [
    ['Layer', qualityInWords(layer)],
    ['Because', `${reasonInWords(layer)}, for ${duration(sinceMillis)}`],
    ['Link', `${bitrate(estimateBps)} (${LIMITS[estimateLimit] ?? estimateLimit})`],
    ['Dropped', dropsInWords(drops)],
  ].filter(([, value]) => value);
}

/** Whether something else is to play than what plays. */
function isComing({ playing, playingRid, rid, reason, waiting }) {
  return !WHY_NOTHING[reason] && (!playing || Boolean(waiting && playingRid !== rid));
}

function qualityInWords(layer) {
  const { playing, playingRid, rid, width, height, framesPerSecond, reason, waiting } = layer;
  if (WHY_NOTHING[reason]) return 'none';
  const size = width > 0 && `${width}×${height}`;
  const rate = framesPerSecond > 0 && `${Math.round(framesPerSecond)}/s`;
  const chosen = [rid, size, rate].filter(Boolean).join(' ');
  if (!isComing(layer)) return chosen || 'all of it';
  const awaited = waiting && `waiting ${duration(waiting.millis)} for a keyframe${chosen && ` of ${chosen}`}`;
  return [playing ? playingRid : 'none yet', awaited].filter(Boolean).join(', ');
}

function reasonInWords({ reason }, words = {}) {
  return words[reason] ?? WHY_NOTHING[reason] ?? WHY[reason] ?? reason;
}

/** The unit stands with the first number. */
function dropsInWords(byReason) {
  const all = Object.entries(byReason).sort(([, a], [, b]) => b - a);
  const others = all.slice(MOST_DROPS).reduce((sum, [, packets]) => sum + packets, 0);
  return [...all.slice(0, MOST_DROPS), ...(others > 0 ? [['other', others]] : [])]
    .map(([reason, packets], i) => `${i === 0 ? count(packets, 'packet') : packets} ${DROPS[reason] ?? reason.replaceAll('-', ' ')}`)
    .join(', ');
}
