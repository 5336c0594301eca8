import { layerInWords } from './layer-words.js';
import { PathStatistics } from './statistics.js';

const INTERVAL_MS = 1_000;

/** Numbers over every tile, while switched on. */
export class StatisticsOverlay {
  #stage;
  #timer = null;
  #readers = new WeakMap();

  constructor(stage) {
    this.#stage = stage;
  }

  get isOn() {
    return this.#timer !== null;
  }

  toggle() {
    if (this.isOn) {
      clearInterval(this.#timer);
      this.#timer = null;
      for (const tile of this.#stage.tiles) tile.setStatistics(null);
    } else {
      this.#timer = setInterval(() => this.#refresh(), INTERVAL_MS);
      this.#refresh();
    }
  }

  #refresh() {
    for (const tile of this.#stage.tiles) this.#show(tile);
  }

  async #show(tile) {
    const path = tile.videoPath ?? tile.audioPath;
    const rows = path ? this.#readerOf(path).read(await path.getStats()) : [['State', 'no media']];
    if (tile.videoPath && tile.layer) rows.push(['Layer', layerInWords(tile.layer)]);
    if (this.isOn) tile.setStatistics(rows);
  }

  #readerOf(path) {
    if (!this.#readers.has(path)) this.#readers.set(path, new PathStatistics());
    return this.#readers.get(path);
  }
}
