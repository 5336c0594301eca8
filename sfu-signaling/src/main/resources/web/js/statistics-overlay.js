import { layerRows } from './layer-words.js';
import { PathStatistics } from './statistics.js';

const INTERVAL_MS = 1_000;

/** Size, frames and bitrate: what comes stands before why, and how it comes behind. */
const ROWS_OF_WHAT = 3;

/** Numbers over every tile, while switched on. */
export class StatisticsOverlay {
  #stage;
  #explain;
  #timer = null;
  #readers = new WeakMap();

  /** `explain()` has the server tell what comes of each video, and why: it stands in the tiles then. */
  constructor(stage, explain) {
    this.#stage = stage;
    this.#explain = explain;
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
    this.#explain();
    for (const tile of this.#stage.tiles) this.#show(tile);
  }

  async #show(tile) {
    const path = tile.videoPath ?? tile.audioPath;
    const rows = path ? this.#readerOf(path).read(await path.getStats()) : [['State', 'no media']];
    if (!this.isOn) return;
    if (tile.videoPath && tile.layer) {
      const [what, how] = [rows.slice(0, ROWS_OF_WHAT), rows.slice(ROWS_OF_WHAT)];
      tile.setStatistics([...what, ...layerRows(tile.layer)], how);
    } else {
      tile.setStatistics(rows);
    }
  }

  #readerOf(path) {
    if (!this.#readers.has(path)) this.#readers.set(path, new PathStatistics());
    return this.#readers.get(path);
  }
}
