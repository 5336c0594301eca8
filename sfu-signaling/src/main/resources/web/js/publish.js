import { publishWhip } from '../sdk/sluice.js';
import { byId } from './dom.js';
import { endpoint, iceTransportPolicy, token } from './endpoints.js';
import { LocalMedia } from './local-media.js';
import { randomRoomName } from './names.js';
import { PathStatistics } from './statistics.js';
import { copyLink } from './toasts.js';

/** ?room, ?participant, ?source=camera|screen, ?codec, ?autostart=1, #token */
const parameters = new URLSearchParams(location.search);
const CODECS = ['VP8', 'VP9', 'H264', 'AV1', 'H265'];
const FIGURES_INTERVAL_MS = 1_000;
const RETRY_MS = 2_000;
const STATES = {
  idle: 'Not live',
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Connection lost, looking for another way',
  failed: 'Not connected',
};

const form = byId('settings');
const video = byId('video');
let session = null;
let stream = null;
let figuresTimer = null;

/** For whoever looks in from outside: the console, an automated browser. */
window.sluice = { session: null };

byId('room').value = parameters.get('room') ?? randomRoomName();
byId('participant').value = parameters.get('participant') ?? 'publisher';
const sendable = new Set(RTCRtpSender.getCapabilities('video')?.codecs.map((each) => each.mimeType));
for (const name of CODECS) if (sendable.has(`video/${name}`)) byId('codec').append(new Option(name, name));
byId('codec').value = parameters.get('codec') ?? '';
byId('source').value = parameters.get('source') ?? 'camera';
if (!('getDisplayMedia' in (navigator.mediaDevices ?? {}))) byId('source').options[1].disabled = true;

form.addEventListener('input', showAddresses);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
// The session ends with the page; one restored from the back/forward cache starts afresh.
addEventListener('pagehide', () => (stream = null));
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
byId('stop').addEventListener('click', stop);
byId('copy').addEventListener('click', () => copyLink(byId('endpoint').textContent));
byId('copy-watch').addEventListener('click', () => copyLink(byId('watch').textContent));
showAddresses();
show('idle');
if (parameters.get('autostart') === '1') start();

async function start() {
  byId('error').textContent = '';
  show('connecting');
  try {
    stream = await capture(byId('source').value);
    video.classList.toggle('mirrored', byId('source').value === 'camera');
    video.srcObject = stream;
    for (const track of stream.getTracks()) track.addEventListener('ended', stop);
    await goLive(stream);
  } catch (error) {
    await fail(error);
  }
}

async function goLive(captured) {
  const opened = await publishWhip(byId('endpoint').textContent, captured, {
    codec: byId('codec').value || undefined,
    iceTransportPolicy,
    token,
  });
  // Stopped meanwhile: nobody wants this session any more.
  if (stream !== captured) {
    await opened.stop();
    return;
  }
  session = opened;
  window.sluice.session = opened;
  const { peerConnection, ended } = opened;
  peerConnection.addEventListener('connectionstatechange', () => showConnection(peerConnection));
  showConnection(peerConnection);
  showFigures(peerConnection);
  ended.then(() => session === opened && comeBack(captured));
}

/** The server has forgotten the session, most likely by a restart: what is captured goes on in a new one. */
async function comeBack(captured) {
  session = null;
  clearInterval(figuresTimer);
  show('reconnecting');
  while (stream === captured) {
    try {
      await goLive(captured);
      return;
    } catch (error) {
      const mayPass = error.code === 'unreachable' || error.status === 429 || error.status >= 500;
      if (!mayPass) {
        await fail(error);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function fail(error) {
  byId('error').textContent = error.message;
  await stop();
  show('failed');
}

async function stop() {
  clearInterval(figuresTimer);
  byId('figures').textContent = '';
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  const ending = session;
  session = null;
  show('idle');
  try {
    await ending?.stop();
  } catch (error) {
    byId('error').textContent = error.message;
  }
}

async function capture(source) {
  if (source === 'screen') {
    return navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 30 } }, audio: true });
  }
  const media = new LocalMedia();
  await media.open({ audio: true, video: true });
  const tracks = [media.audio, media.video].filter(Boolean);
  if (tracks.length === 0) throw new Error(media.problem);
  return new MediaStream(tracks);
}

function showConnection(peerConnection) {
  if (session?.peerConnection !== peerConnection) return;
  const shown = { connected: 'live', disconnected: 'reconnecting', failed: 'reconnecting' };
  show(shown[peerConnection.connectionState] ?? 'connecting');
}

function showFigures(peerConnection) {
  const sender = peerConnection.getSenders().find(({ track }) => track?.kind === 'video');
  if (!sender) return;
  const statistics = new PathStatistics();
  figuresTimer = setInterval(async () => {
    const rows = new Map(statistics.read(await sender.getStats()));
    const figures = ['Size', 'Frames', 'Bitrate', 'Codec', 'Round trip'].map((term) => rows.get(term));
    byId('figures').textContent = figures.filter(Boolean).join(' · ');
  }, FIGURES_INTERVAL_MS);
}

function show(state) {
  const isIdle = state === 'idle' || state === 'failed';
  byId('publisher').dataset.state = state;
  byId('state').textContent = STATES[state];
  byId('message').textContent = isIdle ? 'Your picture appears here' : '';
  byId('start').hidden = !isIdle;
  byId('stop').hidden = isIdle;
  for (const field of form.querySelectorAll('input, select')) field.disabled = !isIdle;
}

function showAddresses() {
  const room = byId('room').value.trim();
  const participant = byId('participant').value.trim();
  byId('endpoint').textContent = endpoint('whip', room, participant);
  const watch = new URL('play.html', location.href);
  watch.search = String(new URLSearchParams({ room, participant }));
  byId('watch').textContent = watch.href;
}
