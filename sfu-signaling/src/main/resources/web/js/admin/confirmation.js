import { byId } from '../dom.js';

/** Asks before what can't be undone. */
export function confirmed(question, yes) {
  const dialog = byId('confirmation');
  byId('confirmation-text').textContent = question;
  byId('confirmation-yes').textContent = yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
