/** Sluice for browsers: rooms over WebSocket and WebRTC, publishing by WHIP, playing by WHEP. */

export type MediaKind = 'audio' | 'video';

/** What a track shows. `custom` is anything else; use `name` to tell several apart. */
export type TrackSource = 'camera' | 'microphone' | 'screen' | 'screen-audio' | 'custom';

/** A codec's name as in its MIME type, e.g. `video/VP8`. */
export type CodecName = 'VP8' | 'VP9' | 'H264' | 'H265' | 'AV1' | 'opus' | (string & {});

/**
 * What went wrong. `code` is stable: the server's own code where the server refused, or one of
 *
 * - `unreachable`: no server answered at the URL
 * - `disconnected`: the socket was lost while joining
 * - `timeout`: the server did not answer a request in time
 * - `session-lost`: the server ended the session while the request was under way
 * - `closed`: the room was left
 * - `invalid-argument`, `codec-not-supported`: the call cannot be carried out by this browser
 * - `not-accepted`: the server did not take the track
 * - `stopped`: the track was stopped while being published
 * - `bad-answer`, `http-<status>`: a WHIP or WHEP endpoint answered otherwise than it should
 */
export class SluiceError extends Error {
  readonly name: 'SluiceError';
  readonly code: string;
  /** The HTTP status, for WHIP and WHEP. */
  readonly status?: number;
  constructor(code: string, message: string, options?: ErrorOptions);
}

/** A track somebody publishes, as the server describes it. */
export interface Track {
  readonly id: string;
  readonly kind: MediaKind;
  readonly source: TrackSource;
  readonly name?: string;
  readonly codec?: CodecName;
  /** Muted by its publisher. */
  readonly paused: boolean;
  /** Muted by a moderator: nobody receives it. */
  readonly muted: boolean;
}

/** What the server lets a participant do. */
export interface Permissions {
  /** Everything, nothing, or `audio`, `video` and sources. */
  readonly publish: boolean | string[];
  readonly subscribe: boolean;
  /** Whether others may be muted and removed, and the room be closed. */
  readonly moderator: boolean;
}

/** Somebody else in the room. */
export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly metadata: Record<string, unknown>;
  /** By track id. */
  readonly tracks: ReadonlyMap<string, Track>;
}

/** A track that is being received. */
export interface Subscription {
  readonly participant: Participant;
  readonly track: Track;
  readonly mediaStreamTrack: MediaStreamTrack;
  /**
   * Ready for a media element's `srcObject`. A camera shares it with the same participant's
   * microphone, a screen with its sound; a custom track has its own.
   */
  readonly stream: MediaStream;
  /** For statistics and audio levels (`getSynchronizationSources()`). */
  readonly receiver: RTCRtpReceiver;
}

/** Somebody who has spoken: another participant, or oneself. */
export interface Speaker {
  /** The participant's. */
  readonly id: string;
  /** Just now. */
  readonly speaking: boolean;
}

/** What to subscribe to or unsubscribe from: everything, a participant's tracks, or one track. */
export type SubscriptionTarget = { all: true } | { participant: string } | { track: string };

export interface JoinOptions {
  /** The room's name. The room is made by whoever joins first. */
  room: string;
  /** What others see. */
  name?: string;
  /** Anything that JSON can hold; others see it. */
  metadata?: Record<string, unknown>;
  /** An id of one's own instead of one from the server. */
  participant?: string;
  /** `relay`: by the server's TURN servers only, and never past them. Default: `all`. */
  iceTransportPolicy?: RTCIceTransportPolicy;
  /**
   * How many others' cameras everybody in the room is shown, those who spoke last; 0 for all. Heeded
   * of the first who joins; default: the server's own.
   */
  lastN?: number;
  /** Whether to receive everything that others publish, now and later. Default: if allowed. */
  subscribe?: boolean;
  /**
   * The access token, where the server needs one. A function is asked for a fresh one each time
   * the room has to be joined anew, as after a long outage.
   */
  token?: string | (() => string | Promise<string>);
}

export interface PublishOptions {
  /** Default: `microphone` for audio, `camera` for video. */
  source?: TrackSource;
  name?: string;
  /** Offered first; the server may still choose another. */
  codec?: CodecName;
  /** Upper limit for the encoder in bit/s; with simulcast, for its best encoding. */
  maxBitrate?: number;
  /**
   * Send three sizes of the picture, so that every viewer gets the one that suits its place on the
   * screen and its network. Default: true for a camera. Those that nobody watches aren't sent:
   * encodings of `transceiver.sender` are made inactive, and active again, as the server asks for;
   * and those that nobody's network carries whole are sent with a lower `maxBitrate`.
   */
  simulcast?: boolean;
  /**
   * Send one stream of several layers instead (W3C WebRTC-SVC, such as `L3T3_KEY`), of which every
   * viewer gets those that suit it. For a codec that has such layers: VP9 and AV1; `L1T2` and `L1T3`
   * with every codec. Fails where the browser can't.
   */
  scalabilityMode?: string;
  /** Publish as paused. Default: false. */
  paused?: boolean;
}

/**
 * A track this participant publishes. Dispatches `stopped` when the publication has ended, `muted`
 * and `unmuted` when a moderator has said so.
 */
export class LocalTrack extends EventTarget {
  private constructor();
  /** The server's id; another one after the session had to be begun anew. */
  readonly id: string | null;
  readonly mid: string | null;
  readonly source: TrackSource;
  readonly name?: string;
  readonly kind: MediaKind;
  readonly paused: boolean;
  /** Muted by a moderator: what is sent reaches nobody. */
  readonly muted: boolean;
  /** True when it was unpublished, by a call or because its media ended. */
  readonly stopped: boolean;
  /** What is being sent. It is the caller's: Sluice never stops it. */
  readonly mediaStreamTrack: MediaStreamTrack;
  readonly transceiver: RTCRtpTransceiver | null;
  /** Sends nothing any more and tells the others. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Sends another track of the same kind from now on (another device, say), without negotiation. */
  replace(mediaStreamTrack: MediaStreamTrack): Promise<void>;
  /** The same as `room.unpublish(this)`. */
  stop(): Promise<void>;
}

/** What a viewer wants of a video at most; what is not given is not limited. */
export interface VideoPreferences {
  /** Where it is shown, in device pixels: pictures larger than needed are not sent. */
  width?: number;
  height?: number;
  /** The best encoding wanted: `q`, `h` or `f` of a track published by this module. */
  rid?: string;
  /** The highest temporal layer wanted, from 0. */
  temporalLayer?: number;
  /** From 1 (default) to 100: of two videos on a narrow network, the higher one is served first. */
  priority?: number;
}

/**
 * Why a video comes in the quality in which it comes, or not at all: `best`, as it is published;
 * `only-one`, as there is no choice; `preference`, as nothing better was asked for by `prefer`;
 * `bandwidth`, as the network carries no better; nothing comes, as the network doesn't carry even
 * the least (`no-bandwidth`), as it is paused here (`paused-by-viewer`) or by its publisher
 * (`paused-by-publisher`), as a moderator has muted it (`muted-by-moderator`), as others have spoken more recently (`last-n`), or as there is nothing
 * (`no-source`).
 */
export type LayerReason =
  | 'best'
  | 'only-one'
  | 'preference'
  | 'bandwidth'
  | 'no-bandwidth'
  | 'paused-by-viewer'
  | 'paused-by-publisher'
  | 'muted-by-moderator'
  | 'last-n'
  | 'no-source'
  | (string & {});

/**
 * Why an estimate isn't higher: nothing has been measured yet (`start`), a queue grows beyond it
 * (`delay`), or more is lost (`loss`), others fill the link (`competition`), the browser says so
 * (`remb`), the last trial found no more (`probe`), or more was never needed
 * (`application-limited`).
 */
export type EstimateLimit =
  | 'start'
  | 'delay'
  | 'loss'
  | 'competition'
  | 'remb'
  | 'probe'
  | 'application-limited'
  | (string & {});

/** Which quality of a video comes, why, and what of it doesn't. As of when it was told. */
export interface Layer {
  /** Whether anything is sent just now. */
  readonly playing: boolean;
  /** The encoding that is sent; not there without simulcast. */
  readonly playingRid?: string;
  /** The encoding chosen: another one than `playingRid` until its next keyframe. */
  readonly rid?: string;
  readonly spatialLayer: number;
  readonly temporalLayer: number;
  /** Of the pictures chosen, in pixels; not there while unknown. */
  readonly width?: number;
  readonly height?: number;
  /** Of the quality chosen. */
  readonly framesPerSecond: number;
  /** In bit/s, of the quality chosen. */
  readonly bitrateBps: number;
  readonly reason: LayerReason;
  /** How long ago it was chosen for this reason. */
  readonly sinceMillis: number;
  /** The keyframe from which on it comes, and for how long it is awaited; not there while none is. */
  readonly waiting?: { readonly rid?: string; readonly millis: number };
  /** What this client's network carries of everything that is sent to it, in bit/s. */
  readonly estimateBps: number;
  readonly estimateLimit: EstimateLimit;
  /** Packets of the video that weren't sent on, by reason (the API's `MediaDrops`), since it began. */
  readonly drops: Readonly<Record<string, number>>;
}

/** `closed` is final: a new room has to be joined. */
export type RoomState = 'joining' | 'connected' | 'reconnecting' | 'closed';

export interface RoomEventMap {
  participantjoined: CustomEvent<{ participant: Participant }>;
  participantleft: CustomEvent<{ participant: Participant; reason: 'left' | 'timeout' | 'replaced' | 'removed' }>;
  /** The name or the metadata changed. */
  participantupdated: CustomEvent<{ participant: Participant }>;
  trackpublished: CustomEvent<{ participant: Participant; track: Track }>;
  trackunpublished: CustomEvent<{ participant: Participant; track: Track }>;
  /** Its publisher muted it. */
  trackpaused: CustomEvent<{ participant: Participant; track: Track }>;
  trackresumed: CustomEvent<{ participant: Participant; track: Track }>;
  /** A moderator muted it. One's own tracks dispatch `muted` themselves. */
  trackmuted: CustomEvent<{ participant: Participant; track: Track }>;
  trackunmuted: CustomEvent<{ participant: Participant; track: Track }>;
  /** Media of the track is on its way. */
  tracksubscribed: CustomEvent<Subscription>;
  trackunsubscribed: CustomEvent<Subscription>;
  /**
   * Somebody has begun or ended to speak. First those who speak now, then those who have, the
   * latest first; at most five times a second, and at most 25 of them.
   */
  speakers: CustomEvent<{ speakers: readonly Speaker[] }>;
  /**
   * The room's last-N, or which of the subscribed tracks are left out by it, has changed. A track
   * that is left out keeps its subscription; its media goes on by itself when its publisher speaks.
   */
  lastn: CustomEvent<{ n: number; leftOut: ReadonlySet<string> }>;
  /**
   * Which quality of a subscribed video comes, or why, has changed, or `explain` has asked; at most
   * twice a second.
   */
  layerchanged: CustomEvent<{ track: string; layer: Layer }>;
  /** The signalling socket is lost; media goes on. Dispatched before every attempt. */
  reconnecting: CustomEvent<{ attempt: number; delayMs: number }>;
  /** `resumed` is false where a new session had to be begun and everything was published anew. */
  reconnected: CustomEvent<{ resumed: boolean }>;
  /** The server is going to stop. The room goes on, and is joined anew by itself after that. */
  draining: CustomEvent<{ endsInSeconds: number }>;
  /** The state of the media connection. */
  connectionstate: CustomEvent<{ state: RTCPeerConnectionState }>;
  /** Something went wrong that no call was waiting for. The room goes on. */
  error: CustomEvent<{ error: SluiceError }>;
  /**
   * The stay is over: `left` by this side, `replaced`, `timeout`, `removed` or `room-closed` by the
   * server's word, `ended` by a final close of the socket, `rejected` when joining anew was refused.
   */
  closed: CustomEvent<{ reason: string; error?: SluiceError }>;
}

/** One stay in a room. It outlives lost sockets and changes of network by itself. */
export class Room extends EventTarget {
  private constructor();
  /**
   * Joins a room.
   * @param url the signalling endpoint; default: `/ws` of the page's origin. http(s) becomes ws(s).
   * @throws {SluiceError} where the server cannot be reached or refuses
   */
  static join(url: string | URL | undefined, options: JoinOptions): Promise<Room>;
  static join(options: JoinOptions): Promise<Room>;

  /** This participant's own id. */
  readonly id: string;
  readonly name: string;
  readonly metadata: Record<string, unknown>;
  readonly roomName: string;
  readonly state: RoomState;
  /** Everybody else, by id. */
  readonly participants: ReadonlyMap<string, Participant>;
  /** What is being received, by track id. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly permissions: Permissions;
  /** Which quality of each subscribed video comes, and why, by track id. */
  readonly layers: ReadonlyMap<string, Layer>;
  /** Those who have spoken, as the `speakers` event last said. */
  readonly speakers: readonly Speaker[];
  /** How many others' cameras are shown; 0 for all. */
  readonly lastN: number;
  /** The ids of subscribed tracks that aren't sent just now, as others have spoken more recently. */
  readonly leftOut: ReadonlySet<string>;
  /** The ids of those who are shown whoever speaks. */
  readonly pinned: ReadonlySet<string>;
  /** What is being published. */
  readonly localTracks: LocalTrack[];
  /** Another object after the session had to be begun anew. */
  readonly peerConnection: RTCPeerConnection;
  /** Another object after every reconnection; null in between. */
  readonly socket: WebSocket | null;

  /** Publishes a track; resolves when the server has accepted it. */
  publish(mediaStreamTrack: MediaStreamTrack, options?: PublishOptions): Promise<LocalTrack>;
  unpublish(track: LocalTrack): Promise<void>;
  subscribe(what: SubscriptionTarget): Promise<void>;
  unsubscribe(what: SubscriptionTarget): Promise<void>;
  /** Stops receiving a subscribed track until `resume`, keeping its place. */
  pause(trackId: string): Promise<void>;
  resume(trackId: string): Promise<void>;
  /** What is wanted of a received video at most: replaces what was asked before. */
  prefer(trackId: string, preferences: VideoPreferences): Promise<void>;
  /**
   * Has the server tell of every video that is received, as it is now: by `layerchanged`, a moment
   * later, at most once a second however often it is asked.
   */
  explain(): Promise<void>;
  /** For moderators: changes the room's last-N for everybody in it; 0 shows all. */
  setLastN(n: number): Promise<void>;
  /** Is shown that participant's video whoever speaks, until it leaves. */
  pin(participantId: string): Promise<void>;
  unpin(participantId: string): Promise<void>;
  /** For moderators: mutes anybody's track for everybody until `unmute`. */
  mute(trackId: string): Promise<void>;
  unmute(trackId: string): Promise<void>;
  /** For moderators: puts a participant out. */
  remove(participantId: string): Promise<void>;
  /** For moderators: puts everybody out, oneself too. */
  closeRoom(): Promise<void>;
  setMetadata(changes: { name?: string; metadata?: Record<string, unknown> }): Promise<void>;
  /** Looks for a new network path now; media goes on over the old one until then. */
  restartIce(): Promise<void>;
  getStats(): Promise<RTCStatsReport>;
  /** Leaves for good. Captured tracks are the caller's to stop. */
  leave(): Promise<void>;

  addEventListener<K extends keyof RoomEventMap>(
    type: K,
    listener: (this: Room, event: RoomEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions
  ): void;
  removeEventListener<K extends keyof RoomEventMap>(
    type: K,
    listener: (this: Room, event: RoomEventMap[K]) => void,
    options?: boolean | EventListenerOptions
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions
  ): void;
}

export interface HttpSessionOptions {
  /** Sent as `Authorization: Bearer …`. */
  token?: string;
  headers?: HeadersInit;
  /** `relay`: by TURN only, by the servers that the endpoint's Link headers name. Default: `all`. */
  iceTransportPolicy?: RTCIceTransportPolicy;
}

export interface WhipOptions extends HttpSessionOptions {
  /** The video codec to offer first. */
  codec?: CodecName;
  /** Upper limit for the video encoder in bit/s. */
  maxBitrate?: number;
}

export interface WhepOptions extends HttpSessionOptions {
  /**
   * Wait for a participant who is not there yet instead of failing: the endpoint is asked with
   * `?wait=true`, and asked again where it still answers that there is nothing.
   */
  wait?: boolean;
  /** Ends the waiting; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Where to put the tracks, instead of a new MediaStream. */
  stream?: MediaStream;
}

export interface WhipSession {
  readonly peerConnection: RTCPeerConnection;
  /** The session's URL. */
  readonly resource: string;
  /**
   * Resolves when the session is over: stopped here, or forgotten by the server. An outage that
   * may still end is none of these.
   */
  readonly ended: Promise<void>;
  restartIce(): Promise<void>;
  /** Ends the session on the server. Captured tracks are the caller's to stop. */
  stop(): Promise<void>;
}

export interface WhepSession extends WhipSession {
  /** What is being played; its tracks are muted until media arrives. */
  readonly stream: MediaStream;
}

/** Publishes a MediaStream by WHIP (RFC 9725), trickling candidates and restarting ICE on failure. */
export function publishWhip(
  url: string | URL,
  stream: MediaStream,
  options?: WhipOptions
): Promise<WhipSession>;

/** Plays by WHEP (draft-ietf-wish-whep), trickling candidates and restarting ICE on failure. */
export function playWhep(url: string | URL, options?: WhepOptions): Promise<WhepSession>;
