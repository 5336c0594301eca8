import { Room } from '../sdk/sluice.js';
import { Call } from './call.js';
import { byId } from './dom.js';
import { iceTransportPolicy, token } from './endpoints.js';
import { Lobby } from './lobby.js';
import { LocalMedia } from './local-media.js';
import { remembered } from './preferences.js';

/** ?room, ?name, ?autojoin=1, ?codec=VP8|VP9|H264|AV1, ?video=0, ?audio=0, ?lastN=9, #token */
const parameters = new URLSearchParams(location.search);
const asked = {
  room: parameters.get('room') ?? undefined,
  name: parameters.get('name') ?? undefined,
  codec: parameters.get('codec') ?? undefined,
  lastN: parameters.has('lastN') ? Number(parameters.get('lastN')) : undefined,
  audio: parameters.get('audio') !== '0',
  video: parameters.get('video') !== '0',
};

/** For whoever looks in from outside: the console, an automated browser. */
window.sluice = { room: null, Room };

const media = new LocalMedia();
let last = null;

async function join(choice) {
  const room = await Room.join(undefined, {
    room: choice.room,
    name: choice.name,
    lastN: asked.lastN,
    iceTransportPolicy,
    token,
  });
  last = choice;
  window.sluice.room = room;
  lobby.close();
  byId('left').hidden = true;
  showAddress(choice.room);
  const call = new Call(room, media, { codec: asked.codec, onEnd: showLeft });
  await call.start(choice);
}

/** The address bar becomes the invitation, and a reload comes back to the same room. */
function showAddress(room) {
  const url = new URL(location.href);
  url.searchParams.set('room', room);
  history.replaceState(null, '', url);
}

function showLeft({ reason, error }) {
  const titles = {
    left: 'You left the room',
    replaced: 'You joined from somewhere else',
    removed: 'You were removed from the room',
    'room-closed': 'The room was closed',
  };
  byId('left-title').textContent = titles[reason] ?? 'The call has ended';
  byId('left-reason').textContent = reason === 'left' ? '' : (error?.message ?? '');
  byId('left').hidden = false;
  byId('left-title').focus();
}

const lobby = new Lobby(media, asked, join);

byId('rejoin').addEventListener('click', () => {
  join(last).catch((error) => {
    byId('left-reason').textContent = error.message;
  });
});

// A page restored from the back/forward cache has left its room when it was put there.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

if (parameters.get('autojoin') === '1' && asked.room) {
  join({ ...asked, name: asked.name ?? remembered('name') ?? 'Guest' }).catch((error) => {
    lobby.open();
    byId('join-error').textContent = error.message;
  });
} else {
  lobby.open();
}
