/**
 * A list of elements that are made once for each item and then only updated, so that focus, open
 * details and selected text outlive the next look at the server.
 */
export class KeptList {
  #parent;
  #make;
  #kept = new Map();

  /** @param make gives an object with `element` and `update(item)` for a new item's key */
  constructor(parent, make) {
    this.#parent = parent;
    this.#make = make;
  }

  /** Shows these, in this order. */
  show(items, keyOf) {
    const gone = new Set(this.#kept.keys());
    let before = null;
    for (const item of items) {
      const key = keyOf(item);
      gone.delete(key);
      if (!this.#kept.has(key)) this.#kept.set(key, this.#make(item));
      const view = this.#kept.get(key);
      view.update(item);
      const wanted = before ? before.nextSibling : this.#parent.firstChild;
      if (view.element !== wanted) this.#parent.insertBefore(view.element, wanted);
      before = view.element;
    }
    for (const key of gone) {
      this.#kept.get(key).element.remove();
      this.#kept.delete(key);
    }
  }
}

/** Changes a text only where it has changed: what is selected or read aloud stays undisturbed. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
