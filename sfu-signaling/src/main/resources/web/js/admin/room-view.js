import { element } from '../dom.js';
import { toast } from '../toasts.js';
import { confirmed } from './confirmation.js';
import { KeptList, say } from './kept.js';
import { ParticipantCard } from './participant-card.js';
import { count, size } from '../words.js';

/** One room: who is in it, and what an admin can do to it. */
export class RoomView {
  element;
  #api;
  #name;
  #facts = element('p', { className: 'soft' });
  #capture = element('button', { className: 'button', type: 'button', 'data-testid': 'capture' });
  #captured = element('p', { className: 'soft', 'data-testid': 'captured' });
  #isCapturing = false;
  #mayBeCaptured = true;
  /** The last one, which the server tells of once only. */
  #endedCapture = null;
  #people;
  #viewers;

  constructor(api, name) {
    this.#api = api;
    this.#name = name;
    const close = element('button', { className: 'button button-danger', type: 'button', text: 'Close room', 'data-testid': 'close-room' });
    close.addEventListener('click', () => this.#close());
    this.#capture.addEventListener('click', () => this.#toggleCapture());
    const people = element('div', { className: 'cards' });
    const viewers = element('div', { className: 'cards' });
    const acts = {
      mute: (participant, track, muted) =>
        this.#do(api.post(['rooms', name, 'participants', participant.id, 'mute'], { track, muted }), `${participant.name} is ${muted ? 'muted' : 'heard and seen again'}`),
      remove: (participant) => this.#remove(participant),
    };
    this.#people = new KeptList(people, () => new ParticipantCard(acts));
    this.#viewers = new KeptList(viewers, () => new ParticipantCard());
    this.element = element(
      'div',
      {},
      element('header', { className: 'room-header' }, element('h2', { text: name }), element('span', { className: 'card-actions' }, this.#capture, close)),
      this.#facts,
      this.#captured,
      people,
      viewers
    );
  }

  get name() {
    return this.#name;
  }

  /** Asks the server again. @throws Refusal as `room-not-found` once everybody has left */
  async refresh() {
    const [room, capture] = await Promise.all([this.#api.get('rooms', this.#name), this.#captureOf()]);
    const speaking = new Set(room.speakers.filter((speaker) => speaker.speaking).map(({ participant }) => participant));
    const namesById = new Map(room.participants.map(({ id, name }) => [id, name]));
    say(this.#facts, this.#factsOf(room));
    this.#showCapture(capture ?? this.#endedCapture);
    this.#people.show(
      room.participants.map((each) => ({ participant: { ...each, speaking: speaking.has(each.id) }, namesById })),
      ({ participant }) => participant.id
    );
    this.#viewers.show(
      room.viewers.map((each) => ({
        participant: { ...each, name: `A viewer of ${namesById.get(each.participant) ?? each.participant}`, publications: [] },
        namesById,
      })),
      ({ participant }) => participant.id
    );
  }

  #factsOf({ participants, viewers, lastN }) {
    return [
      count(participants.length, 'participant'),
      viewers.length > 0 && count(viewers.length, 'viewer'),
      lastN > 0 && `shows the last ${lastN} who spoke`,
    ]
      .filter(Boolean)
      .join(' · ');
  }

  /** Asks once, and again only while there is one: mostly there is none. */
  async #captureOf() {
    if (this.#mayBeCaptured) {
      try {
        return await this.#api.get('rooms', this.#name, 'capture');
      } catch (error) {
        if (error.code !== 'capture-not-found') throw error;
        this.#mayBeCaptured = false;
      }
    }
    return null;
  }

  #showCapture(capture) {
    this.#isCapturing = capture?.state === 'capturing' || capture?.state === 'folder-full';
    say(this.#capture, this.#isCapturing ? 'End capture' : 'Capture');
    say(this.#captured, capture ? captureInWords(capture) : '');
  }

  #toggleCapture() {
    this.#mayBeCaptured = true;
    if (!this.#isCapturing) {
      return this.#do(this.#api.post(['rooms', this.#name, 'capture']), 'The room is being captured');
    }
    const end = async () => (this.#endedCapture = await this.#api.delete('rooms', this.#name, 'capture'));
    return this.#do(end(), 'The capture has ended');
  }

  async #remove({ id, name }) {
    if (await confirmed(`Put ${name} out of the room?`, 'Remove')) {
      await this.#do(this.#api.delete('rooms', this.#name, 'participants', id), `${name} is out`);
    }
  }

  async #close() {
    if (await confirmed(`Close ${this.#name} and put everybody out?`, 'Close room')) {
      await this.#do(this.#api.delete('rooms', this.#name), `${this.#name} is closed`);
    }
  }

  async #do(request, done) {
    try {
      await request;
      toast(done);
      await this.refresh();
    } catch (error) {
      // Whoever was put out may have been the last.
      if (error.code !== 'room-not-found') toast(error.message);
    }
  }
}

function captureInWords({ state, packets, bytes, files, failure, notCaptured }) {
  const missing = notCaptured.writerBehind + notCaptured.folderFull;
  const what = { capturing: 'Being captured', 'folder-full': 'The folder of captures is full', stopped: 'Captured', failed: `The capture failed: ${failure}` }[state];
  return [what, count(packets, 'packet'), size(bytes), count(files.length, 'file'), missing > 0 && `${missing} packets missed`].filter(Boolean).join(' · ');
}
