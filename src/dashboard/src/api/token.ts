// The bearer token: asked for when the server wants one, kept for this tab alone.
import { h } from '../dom';
import { words } from '../words';

const Key = 'patrol.token';
let asking: Promise<void> | undefined;

export const token = (): string => sessionStorage.getItem(Key) ?? '';

/** Asks once, however many calls were refused with the same token. */
export function askToken(refused: string): Promise<void> {
  if (token() !== refused) return Promise.resolve();
  asking ??= ask(refused !== '').finally(() => { asking = undefined; });
  return asking;
}

function ask(wrong: boolean): Promise<void> {
  const w = words();
  return new Promise((resolve) => {
    const input = h('input', { type: 'password', autocomplete: 'current-password', required: true });
    const dialog = h('dialog', { class: 'token', id: 'token' },
      h('form', { method: 'dialog' },
        h('h2', {}, w.tokenTitle), h('p', {}, wrong ? w.tokenWrong : w.tokenText), input,
        h('button', { class: 'primary' }, w.tokenEnter)));
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.addEventListener('close', () => {
      sessionStorage.setItem(Key, input.value.trim());
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
