import { toast } from './toasts.js';

/**
 * What this person publishes in a room, as switches: microphone, camera, screen. A camera that is
 * off is released, so that its light goes off too; a muted microphone stays open, so that it can be
 * told that somebody speaks in vain. Dispatches `change`.
 */
export class OwnMedia extends EventTarget {
  #room;
  #media;
  #codec;
  #microphone = null;
  #camera = null;
  #screen = [];
  #busy = Promise.resolve();
  #onMediaChange = () => this.#followDevices();

  constructor(room, media, { codec }) {
    super();
    this.#room = room;
    this.#media = media;
    this.#codec = codec;
    media.addEventListener('change', this.#onMediaChange);
  }

  get microphone() {
    return live(this.#microphone);
  }

  get camera() {
    return live(this.#camera);
  }

  get screen() {
    return live(this.#screen[0]);
  }

  get isMuted() {
    return !this.microphone || this.microphone.paused;
  }

  get isCameraOn() {
    return this.camera !== null && !this.camera.paused;
  }

  get canShare() {
    return 'getDisplayMedia' in (navigator.mediaDevices ?? {});
  }

  setMicrophone(on) {
    return this.#inTurn(async () => {
      if (!on) {
        await this.microphone?.pause();
        return;
      }
      await this.#open('audio');
      const { audio } = this.#media;
      if (!audio) return;
      if (this.microphone) {
        await this.microphone.replace(audio);
        await this.microphone.resume();
      } else {
        this.#microphone = await this.#publish(audio, { source: 'microphone' });
      }
    });
  }

  setCamera(on) {
    return this.#inTurn(async () => {
      if (!on) {
        await this.camera?.pause();
        this.#media.close('video');
        return;
      }
      await this.#open('video');
      const { video } = this.#media;
      if (!video) return;
      if (this.camera) {
        await this.camera.replace(video);
        await this.camera.resume();
      } else {
        this.#camera = await this.#publish(video, { source: 'camera', codec: this.#codec });
      }
    });
  }

  setScreen(on) {
    return this.#inTurn(async () => {
      if (!on) {
        await this.#stopScreen();
        return;
      }
      const stream = await captureScreen();
      if (!stream) return;
      const [video] = stream.getVideoTracks();
      // Text is to stay sharp; a film would rather stay smooth, but is shared more rarely.
      video.contentHint = 'detail';
      const shared = [this.#publish(video, { source: 'screen', codec: this.#codec })];
      for (const audio of stream.getAudioTracks()) {
        shared.push(this.#publish(audio, { source: 'screen-audio' }));
      }
      this.#screen = await Promise.all(shared);
      this.#screen[0].addEventListener('stopped', () => this.#inTurn(() => this.#stopScreen()));
    });
  }

  async close() {
    this.#media.removeEventListener('change', this.#onMediaChange);
    this.#media.closeAll();
    for (const { mediaStreamTrack } of this.#screen) mediaStreamTrack.stop();
  }

  async #stopScreen() {
    const shared = this.#screen;
    this.#screen = [];
    for (const track of shared) {
      track.mediaStreamTrack.stop();
      await track.stop();
    }
  }

  async #open(kind) {
    await this.#media.open({ [kind]: true });
    if (this.#media.problem) toast(this.#media.problem);
  }

  async #publish(mediaStreamTrack, options) {
    const track = await this.#room.publish(mediaStreamTrack, options);
    track.addEventListener('stopped', () => this.#changed());
    return track;
  }

  /** Another device was chosen: what is published follows, without a new offer. */
  #followDevices() {
    const follow = (track, captured) => {
      if (track && captured && track.mediaStreamTrack !== captured) return track.replace(captured);
    };
    this.#inTurn(async () => {
      await follow(this.microphone, this.#media.audio);
      await follow(this.camera, this.#media.video);
    });
  }

  /** One switch after the other, however fast somebody clicks. */
  #inTurn(act) {
    this.#busy = this.#busy.then(act).catch((error) => toast(error.message)).then(() => this.#changed());
    return this.#busy;
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

function live(track) {
  return track && !track.stopped ? track : null;
}

/** The chosen screen, or null where the person changed their mind. */
async function captureScreen() {
  try {
    return await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: true,
    });
  } catch (error) {
    if (error.name === 'NotAllowedError') return null;
    throw error;
  }
}
