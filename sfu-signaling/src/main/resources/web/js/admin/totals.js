import { element } from '../dom.js';
import { say } from './kept.js';
import { Sparkline } from './sparkline.js';
import { bitrate } from '../words.js';

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The whole server in a few numbers, each with its last minute. */
export class Totals {
  #numbers = new Map();
  #parent;
  #last = null;

  constructor(parent) {
    this.#parent = parent;
  }

  show(rooms, port) {
    const now = performance.now();
    this.#say('Rooms', rooms.length, String(rooms.length));
    for (const [label, field] of [['Participants', 'participants'], ['Viewers', 'viewers']]) {
      const people = sum(rooms.map((room) => room[field]));
      this.#say(label, people, String(people));
    }
    if (this.#last) {
      const seconds = (now - this.#last.at) / 1000;
      const rate = (field) => Math.max(0, (port[field] - this.#last.port[field]) / seconds);
      const dropped = (sum(Object.values(port.drops)) - sum(Object.values(this.#last.port.drops))) / seconds;
      this.#say('Received', rate('bytesReceived') * 8, bitrate(rate('bytesReceived') * 8));
      this.#say('Sent', rate('bytesSent') * 8, bitrate(rate('bytesSent') * 8));
      this.#say('Packets sent', rate('packetsSent'), `${Math.round(rate('packetsSent'))}/s`);
      this.#say('Packets dropped', dropped, `${Math.round(dropped)}/s`);
    }
    this.#last = { at: now, port };
  }

  #say(label, value, text) {
    if (!this.#numbers.has(label)) {
      const made = { number: element('span', { className: 'number' }), graph: new Sparkline() };
      this.#parent.append(element('div', {}, element('dt', { text: label }), element('dd', {}, made.number, made.graph.element)));
      this.#numbers.set(label, made);
    }
    const { number, graph } = this.#numbers.get(label);
    say(number, text);
    graph.add(value);
  }
}
