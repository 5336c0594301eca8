import { element } from '../dom.js';
import { layerInWords } from '../layer-words.js';
import { KeptList, say } from './kept.js';
import { Sparkline } from './sparkline.js';
import { bitrate, drops, duration, limit, percent } from '../words.js';

/** Somebody in the room: their network, what they publish, what they get and why no more. */
export class ParticipantCard {
  element;
  #name = element('h3');
  #state = element('span', { className: 'badge' });
  #mute = element('button', { className: 'button', type: 'button', 'data-testid': 'mute-all' });
  #network = element('p', { className: 'network' });
  #up = new Gauge('Sends');
  #down = new Gauge('Gets');
  #published = element('ul', { className: 'flows', 'aria-label': 'Publishes' });
  #received = element('ul', { className: 'flows', 'aria-label': 'Gets' });
  #publications;
  #subscriptions;
  #participant;

  /** @param acts what an admin does: mute(participant, track, muted), remove(participant); none for viewers */
  constructor(acts = null) {
    const remove = element('button', { className: 'button', type: 'button', text: 'Remove', 'data-testid': 'remove' });
    remove.addEventListener('click', () => acts.remove(this.#participant));
    this.#mute.addEventListener('click', () => acts.mute(this.#participant, undefined, !this.#isMuted()));
    this.#publications = new KeptList(this.#published, () => new PublicationRow((track, muted) => acts.mute(this.#participant, track, muted)));
    this.#subscriptions = new KeptList(this.#received, () => new SubscriptionRow());
    this.element = element(
      'article',
      { className: 'card', 'data-testid': 'participant' },
      element('header', {}, this.#name, this.#state, element('span', { className: 'card-actions' }, ...(acts ? [this.#mute, remove] : []))),
      this.#network,
      element('dl', { className: 'gauges' }, this.#up.element, this.#down.element),
      this.#published,
      this.#received
    );
  }

  update({ participant, namesById }) {
    this.#participant = participant;
    const { name, id, connection, publications, subscriptions, speaking } = participant;
    say(this.#name, name === id ? name : `${name} · ${id}`);
    say(this.#state, speaking ? 'speaks' : (connection?.state ?? 'gone'));
    this.#state.dataset.state = speaking ? 'speaking' : (connection?.state ?? 'gone');
    this.#mute.hidden = publications.length === 0;
    say(this.#mute, this.#isMuted() ? 'Unmute' : 'Mute');
    say(this.#network, connection ? networkInWords(connection) : 'The connection has ended.');
    const { receiveBitrateBps = 0, sendBitrateBps = 0, estimateBps = 0, estimateLimit } = connection?.media ?? {};
    this.#published.hidden = publications.length === 0;
    this.#received.hidden = !subscriptions.some(({ track }) => track);
    this.#up.show(receiveBitrateBps);
    this.#down.show(sendBitrateBps, subscriptions.length > 0 && `of ${bitrate(estimateBps)}: ${limit(estimateLimit)}`);
    this.#publications.show(publications, ({ track }) => track);
    this.#subscriptions.show(
      subscriptions.filter(({ track }) => track).map((subscription) => ({ ...subscription, from: namesById.get(subscription.participant) ?? subscription.participant })),
      ({ mid }) => mid
    );
  }

  #isMuted() {
    const { publications } = this.#participant;
    return publications.length > 0 && publications.every(({ muted }) => muted);
  }
}

/** A bitrate with its last minute. */
class Gauge {
  element;
  #number = element('span', { className: 'number' });
  #remark = element('span', { className: 'soft' });
  #graph = new Sparkline();

  constructor(label) {
    this.element = element('div', {}, element('dt', { text: label }), element('dd', {}, this.#graph.element, this.#number, this.#remark));
  }

  show(bps, remark) {
    this.#graph.add(bps);
    say(this.#number, bitrate(bps));
    say(this.#remark, remark || '');
  }
}

/** One line of a list: what it is, a graph, and what is to be said of it. */
class FlowRow {
  element;
  what = element('span', { className: 'flow-what' });
  #number = element('span', { className: 'number' });
  #graph = new Sparkline();
  #how = element('span', { className: 'flow-how' });
  #dropped = element('span', { className: 'flow-drops soft' });

  constructor(...more) {
    this.element = element('li', {}, this.what, this.#graph.element, this.#number, this.#how, ...more, this.#dropped);
  }

  show(what, statistics, how) {
    say(this.what, what);
    this.#graph.add(statistics?.bitrateBps ?? 0);
    say(this.#number, bitrate(statistics?.bitrateBps ?? 0));
    say(this.#how, how.filter(Boolean).join(' · '));
    const dropped = drops(statistics?.drops ?? {});
    say(this.#dropped, dropped && `Dropped: ${dropped}`);
  }
}

class PublicationRow {
  element;
  #row;
  #mute = element('button', { className: 'tool-button', type: 'button', 'data-testid': 'mute' });
  #publication;

  constructor(mute) {
    this.#mute.addEventListener('click', () => mute(this.#publication.track, !this.#publication.muted));
    this.#row = new FlowRow(this.#mute);
    this.element = this.#row.element;
  }

  update(publication) {
    this.#publication = publication;
    const { source, codec, paused, muted, statistics } = publication;
    const what = `${source} ${codec}`;
    this.#row.show(what, statistics, [
      muted && 'muted by a moderator',
      paused && 'paused by its publisher',
      ...(statistics?.kind === 'video' ? statistics.encodings.map(encodingInWords) : []),
      statistics && `${percent(statistics.fractionLost)} lost`,
    ]);
    say(this.#mute, muted ? 'Unmute' : 'Mute');
    this.#mute.setAttribute('aria-label', `${muted ? 'Unmute' : 'Mute'} ${what}`);
  }
}

class SubscriptionRow {
  #row = new FlowRow();
  element = this.#row.element;

  update({ from, statistics, leftOut }) {
    this.#row.show(`${from} ${statistics?.codec ?? ''}`.trim(), statistics, [
      leftOut && 'left out, others have spoken more recently',
      statistics?.kind === 'video' && layer(statistics.layer),
      statistics && `${percent(statistics.fractionLost)} lost`,
      statistics?.retransmitted > 0 && `${statistics.retransmitted} sent again`,
      statistics?.parity > 0 && `${statistics.parity} of parity`,
    ]);
  }
}

function layer(report) {
  const words = layerInWords(report, {
    preference: 'as large as asked for',
    'paused-by-viewer': 'paused by the viewer',
  });
  return `${words}, for ${duration(report.sinceMillis)}`;
}

function encodingInWords({ rid, active, wanted, width, height, framesPerSecond, bitrateBps }) {
  const what = `${rid} ${width ? `${width}×${height}` : ''}`.trim();
  if (active) return `${what} ${Math.round(framesPerSecond)}/s ${bitrate(bitrateBps)}`.trim();
  return `${what} ${wanted ? 'not sent' : 'not wanted by anybody'}`.trim();
}

function networkInWords({ path, security, media }) {
  return [
    path && `${path.protocol.toUpperCase()} ${path.ipVersion === 6 ? `[${path.remoteAddress}]` : path.remoteAddress}:${path.remotePort}`,
    media.roundTripMillis > 0 && `${Math.round(media.roundTripMillis)} ms`,
    security?.srtpProfile,
    media.pacedMillis >= 1 && `${Math.round(media.pacedMillis)} ms wait to be sent`,
  ]
    .filter(Boolean)
    .join(' · ');
}
