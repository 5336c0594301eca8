const ADJECTIVES = 'amber brisk calm clear coral early gentle golden green lucky mellow misty quiet silver sunny swift'.split(' ');
const PLACES = 'bay bridge brook canal cove creek delta falls ferry harbor island lagoon lake meadow river shore'.split(' ');

/** A room name that is easy to say and unlikely to be taken. */
export function randomRoomName() {
  const pick = (words) => words[Math.floor(Math.random() * words.length)];
  return `${pick(ADJECTIVES)}-${pick(PLACES)}-${Math.floor(100 + Math.random() * 900)}`;
}

export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join('') || '?';
}

/** The same small number for the same text, for a colour that stays with a person. */
export function hueOf(text, count) {
  let hash = 0;
  for (const character of text) hash = (hash * 31 + character.codePointAt(0)) | 0;
  return Math.abs(hash) % count;
}
