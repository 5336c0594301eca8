import { byId, element } from './dom.js';

const SHOWN_MS = 4_000;
const AT_ONCE = 3;

/** Says something in passing, to eyes and to screen readers alike. */
export function toast(text) {
  const region = byId('toasts');
  const shown = element('p', { className: 'toast', text });
  region.append(shown);
  while (region.childElementCount > AT_ONCE) region.firstElementChild.remove();
  setTimeout(() => shown.remove(), SHOWN_MS);
}

/** What was said in passing is over. */
export function clearToasts() {
  byId('toasts').replaceChildren();
}

export async function copyLink(link) {
  try {
    await navigator.clipboard.writeText(link);
    toast('Link copied');
  } catch {
    // No clipboard outside of secure pages: show what was to be copied.
    toast(link);
  }
}
