import { playWhep } from '../sdk/sluice.js';
import { byId, element, face } from './dom.js';
import { endpoint, iceTransportPolicy, token } from './endpoints.js';
import { copyLink } from './toasts.js';

/** ?room, ?participant; without them the page asks. #token */
const parameters = new URLSearchParams(location.search);
const room = parameters.get('room');
const participant = parameters.get('participant');

/** Without a packet for so long, a stream has stopped. */
const SILENCE_MS = 5_000;
const PROGRESS_INTERVAL_MS = 500;
const RETRY_MS = 2_000;
const STATES = {
  waiting: 'Waiting for the stream to start',
  connecting: 'Connecting',
  live: 'Live',
  paused: 'Paused',
  lost: 'Connection lost',
  failed: 'Not available',
};

const video = byId('video');
let session = null;

/** For whoever looks in from outside: the console, an automated browser. */
window.sluice = { session: null };

if (room && participant) {
  byId('player').hidden = false;
  bindControls();
  play();
} else {
  askWhat();
}

function askWhat() {
  const form = byId('choose');
  form.hidden = false;
  form.elements.room.value = room ?? '';
  form.elements.participant.value = participant ?? '';
  form.elements[room ? 'participant' : 'room'].focus();
}

/** Plays, waits, and plays again when the publisher comes back, for as long as the page is open. */
async function play() {
  const url = endpoint('whep', room, participant);
  byId('title').textContent = participant;
  byId('endpoint').textContent = url;
  document.title = `${participant} · Sluice`;
  for (;;) {
    show('waiting', `${participant} is not live yet. This page starts playing by itself.`);
    try {
      session = await playWhep(url, { wait: true, iceTransportPolicy, token });
      window.sluice.session = session;
      video.srcObject = session.stream;
      await watched(session);
    } catch (error) {
      show('failed', error.message);
    }
    video.srcObject = null;
    // What cannot be ended any more needs no ending.
    await session?.stop().catch(() => {});
    session = null;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Resolves when the session is over, or beyond the SDK's own repairs. */
async function watched({ peerConnection, ended }) {
  let timer;
  const isLost = new Promise((resolve) => {
    let failedSinceMs = null;
    timer = setInterval(() => {
      const now = performance.now();
      const { connectionState } = peerConnection;
      failedSinceMs = connectionState === 'failed' ? (failedSinceMs ?? now) : null;
      if (failedSinceMs && now - failedSinceMs > 2 * SILENCE_MS) resolve();
      else showProgress(peerConnection);
    }, PROGRESS_INTERVAL_MS);
  });
  await Promise.race([ended, isLost]);
  clearInterval(timer);
}

function showProgress(peerConnection) {
  const { connectionState } = peerConnection;
  if (video.paused && video.currentTime > 0) show('paused', '');
  else if (hasFreshMedia(peerConnection)) show('live', '');
  else if (connectionState === 'new' || connectionState === 'connecting') show('connecting', 'Connecting…');
  else if (connectionState === 'connected') show('waiting', `Waiting for ${participant} to send…`);
  else show('lost', 'Connection lost. Looking for another way…');
}

/** Whether anything was played lately. The video's own clock goes on without, so packets decide. */
function hasFreshMedia(peerConnection) {
  const now = performance.timeOrigin + performance.now();
  return peerConnection
    .getReceivers()
    .flatMap((receiver) => receiver.getSynchronizationSources())
    .some(({ timestamp }) => now - timestamp < SILENCE_MS);
}

function show(state, message) {
  const player = byId('player');
  const region = byId('message');
  if (region.dataset.text !== message) {
    region.dataset.text = message;
    const isBusy = state === 'waiting' || state === 'connecting' || state === 'lost';
    const spinner = isBusy ? [element('span', { className: 'spinner', 'aria-hidden': 'true' })] : [];
    region.replaceChildren(...(message ? [...spinner, element('p', { text: message })] : []));
  }
  player.dataset.state = state;
  byId('state').textContent = STATES[state];
  showControls();
}

function showControls() {
  const isMuted = video.muted || video.volume === 0;
  face(byId('sound'), {
    iconName: isMuted ? 'sound-off' : 'sound',
    label: isMuted ? 'Turn the sound on' : 'Turn the sound off',
    shortcut: 'm',
    on: 'idle',
  });
  face(byId('pause'), {
    iconName: video.paused ? 'play' : 'pause',
    label: video.paused ? 'Play' : 'Pause',
    shortcut: 'k',
    on: 'idle',
  });
  const isLive = byId('player').dataset.state === 'live';
  const button = byId('unmute');
  const isBlocked = video.paused && video.currentTime === 0 && video.readyState > 0;
  button.hidden = !isBlocked && !(isLive && isMuted);
  button.textContent = isBlocked ? 'Play' : 'Tap for sound';
}

function bindControls() {
  const setMuted = (muted) => {
    video.muted = muted;
    showControls();
  };
  const togglePlay = () => (video.paused ? video.play() : video.pause());
  const toggleFullscreen = () =>
    document.fullscreenElement ? document.exitFullscreen() : byId('picture').requestFullscreen();
  byId('unmute').addEventListener('click', async () => {
    setMuted(false);
    await video.play();
  });
  byId('sound').addEventListener('click', () => setMuted(!video.muted));
  byId('pause').addEventListener('click', togglePlay);
  byId('fullscreen').addEventListener('click', toggleFullscreen);
  byId('fullscreen').hidden = !document.fullscreenEnabled;
  byId('copy').addEventListener('click', () => copyLink(byId('endpoint').textContent));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = { m: () => setMuted(!video.muted), k: togglePlay, f: toggleFullscreen }[event.key];
    act?.();
  });
  for (const type of ['play', 'pause', 'volumechange']) video.addEventListener(type, showControls);
}
