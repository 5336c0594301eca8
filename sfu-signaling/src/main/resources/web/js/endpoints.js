/** The access token in the page's address, after #token=: browsers send that part to nobody. */
export const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;

/** With ?relay=1 media goes by the operator's TURN servers only: so those are tried. */
export const iceTransportPolicy =
  new URLSearchParams(location.search).get('relay') === '1' ? 'relay' : undefined;

/** Where a participant publishes (`whip`) and is played from (`whep`), on this server. */
export function endpoint(protocol, room, participant) {
  const path = [protocol, room, participant].map(encodeURIComponent).join('/');
  return new URL(`/${path}`, location.href).href;
}
