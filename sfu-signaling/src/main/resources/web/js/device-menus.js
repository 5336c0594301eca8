import { remember, remembered } from './preferences.js';

const KIND = { audioinput: 'audio', videoinput: 'video' };
const NAME = { audioinput: 'microphone', videoinput: 'camera', audiooutput: 'speaker' };
const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

/** Keeps every <select data-device> under `root` in step with the devices there are. */
export function bindDeviceMenus(root, media, { onSpeaker } = {}) {
  const menus = [...root.querySelectorAll('select[data-device]')];
  const refresh = async () => {
    const devices = await media.devices();
    for (const menu of menus) fill(menu, devices[menu.dataset.device], media);
  };
  for (const menu of menus) {
    const { device } = menu.dataset;
    if (device === 'audiooutput' && !canChooseSpeaker) menu.closest('.field').hidden = true;
    menu.addEventListener('change', () => {
      if (device !== 'audiooutput') {
        media.select(KIND[device], menu.value);
        return;
      }
      remember('audiooutput', menu.value);
      onSpeaker?.(menu.value);
    });
  }
  media.addEventListener('change', refresh);
  refresh();
}

/** The chosen loudspeaker for one media element; the system's own where it is gone. */
export function useSpeaker(mediaElement, deviceId = remembered('audiooutput')) {
  if (!canChooseSpeaker || !deviceId) return;
  mediaElement.setSinkId(deviceId).catch(() => mediaElement.setSinkId(''));
}

function fill(menu, devices, media) {
  const { device } = menu.dataset;
  const current = KIND[device] ? media.deviceId(KIND[device]) : remembered('audiooutput');
  const options = devices.map(
    ({ deviceId, label }, index) =>
      new Option(label || `${NAME[device]} ${index + 1}`, deviceId, false, deviceId === current)
  );
  menu.disabled = options.length === 0;
  menu.replaceChildren(...(options.length > 0 ? options : [new Option(`No ${NAME[device]} available`, '')]));
}
