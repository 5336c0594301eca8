import { byId } from './dom.js';

/** Tiles are cut to the room there is; upright only where the stage is upright too. */
const NARROWEST_UPRIGHT = 0.8;
const NARROWEST = 4 / 3;
const WIDEST = 16 / 9;
const SMALLEST_HEIGHT = 96;
const SCROLLING_WIDTH = 160;

/** Where tiles are: shared screens in the spotlight, people in the gallery, both as large as fits. */
export class Stage {
  #stage = byId('stage');
  #spotlight = byId('spotlight');
  #gallery = byId('gallery');
  #empty = byId('empty');
  #tiles = new Map();

  constructor() {
    const observer = new ResizeObserver(() => this.#arrange());
    observer.observe(this.#stage);
  }

  get tiles() {
    return this.#tiles.values();
  }

  get(key) {
    return this.#tiles.get(key);
  }

  add(key, tile) {
    this.#tiles.set(key, tile);
    (tile.source === 'camera' ? this.#gallery : this.#spotlight).append(tile.element);
    this.#arrange();
  }

  remove(key) {
    this.#tiles.get(key)?.remove();
    this.#tiles.delete(key);
    this.#arrange();
  }

  clear() {
    for (const key of [...this.#tiles.keys()]) this.remove(key);
  }

  /** Whether to invite others in the place where they would be. */
  set showsInvitation(shows) {
    this.#empty.hidden = !shows;
    // After one's own tile, where the next person would appear.
    this.#gallery.append(this.#empty);
    this.#arrange();
  }

  #arrange() {
    const hasSpotlight = this.#spotlight.childElementCount > 0;
    this.#spotlight.hidden = !hasSpotlight;
    this.#stage.dataset.spotlight = String(hasSpotlight);
    if (hasSpotlight) {
      fit(this.#spotlight, this.#spotlight.childElementCount, WIDEST);
      this.#gallery.dataset.overflow = 'false';
    } else {
      const cells = this.#gallery.childElementCount - (this.#empty.hidden ? 1 : 0);
      const isUpright = this.#gallery.clientHeight > this.#gallery.clientWidth;
      fit(this.#gallery, cells, isUpright ? NARROWEST_UPRIGHT : NARROWEST);
    }
  }
}

/** Finds the number of columns that gives the largest cells, and sets their size. */
function fit(container, count, narrowest) {
  const gap = Number.parseFloat(getComputedStyle(container).columnGap) || 0;
  const { clientWidth, clientHeight } = container;
  let best = { area: 0, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    let width = (clientWidth - gap * (columns - 1)) / columns;
    let height = (clientHeight - gap * (rows - 1)) / rows;
    if (width / height > WIDEST) width = height * WIDEST;
    if (width / height < narrowest) height = width / narrowest;
    if (height > 0 && width * height > best.area) best = { area: width * height, width, height };
  }
  const overflows = best.height < SMALLEST_HEIGHT;
  if (overflows) {
    const columns = Math.max(2, Math.floor(clientWidth / SCROLLING_WIDTH));
    best.width = (clientWidth - gap * (columns - 1)) / columns;
    best.height = best.width / (4 / 3);
  }
  container.dataset.overflow = String(overflows);
  container.style.setProperty('--cell-width', `${Math.floor(best.width)}px`);
  container.style.setProperty('--cell-height', `${Math.floor(best.height)}px`);
}
