const SAMPLES = 60;
const WIDTH = 96;
const HEIGHT = 24;
const NAMESPACE = 'http://www.w3.org/2000/svg';

/** The last minute of a number as a little graph, for eyes only: the number stands beside it. */
export class Sparkline {
  element = document.createElementNS(NAMESPACE, 'svg');
  #line = document.createElementNS(NAMESPACE, 'polyline');
  #samples = [];

  constructor() {
    this.element.setAttribute('class', 'sparkline');
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('aria-hidden', 'true');
    this.element.append(this.#line);
  }

  add(value) {
    this.#samples.push(value);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    const most = Math.max(1, ...this.#samples);
    const first = SAMPLES - this.#samples.length;
    const points = this.#samples.map((sample, index) => {
      const x = ((first + index) * WIDTH) / (SAMPLES - 1);
      const y = HEIGHT - 1 - (sample / most) * (HEIGHT - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    this.#line.setAttribute('points', points.join(' '));
  }
}
