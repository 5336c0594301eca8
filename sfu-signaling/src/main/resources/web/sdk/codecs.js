import { SluiceError } from './errors.js';

/** In the list of codecs, but nothing one could publish with. */
const RESILIENCE = new Set(['rtx', 'red', 'ulpfec', 'flexfec-03', 'cn', 'telephone-event']);

/** Throws where this browser has no encoder for the codec. */
export function requireSendable(kind, codec) {
  const codecs = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  if (codecs.some(isCodec(kind, codec))) return;
  const names = codecs.map(({ mimeType }) => mimeType.split('/')[1]);
  const known = [...new Set(names)].filter((name) => !RESILIENCE.has(name.toLowerCase())).join(', ');
  throw new SluiceError(
    'codec-not-supported',
    `This browser cannot send ${codec}; it can send ${known}.`
  );
}

/**
 * Puts one codec first in what a transceiver offers. The others stay behind it, so that RTX, RED and
 * FEC keep working and the server can still choose something else.
 */
export function preferCodec(transceiver, kind, codec) {
  const isAsked = isCodec(kind, codec);
  const order = (codecs) => [
    ...codecs.filter(isAsked),
    ...codecs.filter((candidate) => !isAsked(candidate)),
  ];
  try {
    transceiver.setCodecPreferences(order(RTCRtpSender.getCapabilities(kind)?.codecs ?? []));
  } catch {
    // Browsers before the 2024 change of webrtc-pc take receive capabilities only, for senders too.
    transceiver.setCodecPreferences(order(RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []));
  }
}

const DEPENDENCY_DESCRIPTOR =
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';

/**
 * Offers to receive dependency descriptors, which browsers know but don't offer by themselves:
 * without them they can't put the spatial layers of AV1 together.
 */
export function acceptLayers(transceiver) {
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  const descriptor = extensions?.find(({ uri }) => uri === DEPENDENCY_DESCRIPTOR);
  if (!descriptor) return;
  descriptor.direction = 'sendrecv';
  transceiver.setHeaderExtensionsToNegotiate(extensions);
}

function isCodec(kind, codec) {
  const mimeType = `${kind}/${codec}`.toLowerCase();
  return (candidate) => candidate.mimeType.toLowerCase() === mimeType;
}
