const WHY_NOTHING = {
  'no-bandwidth': 'none, the network is too slow',
  'paused-by-viewer': 'none, paused here',
  'paused-by-publisher': 'none, paused by its publisher',
  'muted-by-moderator': 'none, muted by a moderator',
  'last-n': 'none, others have spoken more recently',
  'no-source': 'none, nothing is published',
};

const WHY = {
  best: 'the best there is',
  'only-one': 'the only one',
  preference: 'as large as the tile',
  bandwidth: 'network',
};

/**
 * A room's Layer, for people.
 *
 * @param words for reasons that are said otherwise where the viewer isn't the reader
 */
export function layerInWords({ playing, playingRid, rid, width, height, reason, waitingForKeyframe }, words = {}) {
  if (WHY_NOTHING[reason]) return words[reason] ?? WHY_NOTHING[reason];
  const size = width ? ` (${width}×${height})` : '';
  const chosen = `${rid ?? ''}${size}`.trim();
  if (!playing) return ['none yet', waitingForKeyframe && 'waiting for a keyframe'].filter(Boolean).join(', ');
  if (waitingForKeyframe && playingRid !== rid) return `${playingRid}, waiting for ${chosen}`;
  return [chosen, words[reason] ?? WHY[reason] ?? reason].filter(Boolean).join(', ');
}
