import { byId, element } from '../dom.js';
import { token } from '../endpoints.js';
import { Api, Refusal } from './api.js';
import { KeptList, say } from './kept.js';
import { RoomView } from './room-view.js';
import { Totals } from './totals.js';
import { count } from '../words.js';

const INTERVAL_MS = 1_000;
const KEPT_TOKEN = 'sluice.admin.token';

/** ?room, #token */
const parameters = new URLSearchParams(location.search);
const api = new Api(token ?? sessionStorage.getItem(KEPT_TOKEN) ?? undefined);
const totals = new Totals(byId('totals'));
const roomList = new KeptList(byId('rooms'), makeRoomButton);
const empty = element('p', { className: 'empty', 'data-testid': 'empty' });
let chosen = parameters.get('room');
let shown = null;
let timer = null;
let isLooking = false;

function makeRoomButton({ name }) {
  const title = element('span', { text: name });
  const facts = element('span', { className: 'soft' });
  const button = element('button', { type: 'button', className: 'room-button', 'data-testid': 'room-button' }, title, facts);
  button.addEventListener('click', () => choose(name));
  return {
    element: button,
    update({ participants, viewers }) {
      say(facts, [count(participants, 'participant'), viewers > 0 && count(viewers, 'viewer')].filter(Boolean).join(' · '));
      if (name === chosen) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    },
  };
}

function choose(name) {
  chosen = name;
  const address = new URL(location.href);
  address.searchParams.set('room', name);
  history.replaceState(null, '', address);
  look();
}

/** Looks at everything once, and again a second later. */
async function look() {
  if (isLooking) return;
  isLooking = true;
  clearTimeout(timer);
  try {
    const [{ rooms }, media, trouble] = await Promise.all([api.get('rooms'), api.get('media'), api.trouble()]);
    byId('token-form').hidden = true;
    byId('server').hidden = false;
    totals.show(rooms, media.statistics);
    say(byId('trouble').firstElementChild, trouble ?? '');
    byId('trouble').hidden = !trouble;
    // The first room is as good as any where nobody has said which.
    if (!rooms.some(({ name }) => name === chosen)) chosen = rooms[0]?.name ?? chosen;
    roomList.show(rooms, ({ name }) => name);
    await showRoom(rooms);
  } catch (error) {
    if (error instanceof Refusal && (error.status === 401 || error.status === 403)) {
      askForToken(error);
      return;
    }
    if (error.code !== 'room-not-found') showTrouble(error);
  } finally {
    isLooking = false;
  }
  timer = setTimeout(look, INTERVAL_MS);
}

async function showRoom(rooms) {
  if (!rooms.some(({ name }) => name === chosen)) {
    shown = null;
    say(empty, 'Nobody is in any room just now.');
    byId('room').replaceChildren(empty);
    return;
  }
  if (shown?.name !== chosen) {
    shown = new RoomView(api, chosen);
    byId('room').replaceChildren(shown.element);
  }
  await shown.refresh();
}

function showTrouble(error) {
  byId('server').hidden = false;
  byId('trouble').hidden = false;
  const isGone = error instanceof TypeError;
  say(byId('trouble').firstElementChild, isGone ? 'The server does not answer. Trying again…' : error.message);
}

function askForToken({ status, message }) {
  byId('server').hidden = true;
  byId('token-form').hidden = false;
  const isGiven = Boolean(api.token);
  byId('token-error').textContent = isGiven ? (status === 403 ? 'This token is not an admin’s.' : message) : '';
  byId('token').focus();
}

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  api.token = byId('token').value.trim();
  // For as long as this tab lives, and for nobody else.
  sessionStorage.setItem(KEPT_TOKEN, api.token);
  byId('token').value = '';
  look();
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) clearTimeout(timer);
  else look();
});

look();
