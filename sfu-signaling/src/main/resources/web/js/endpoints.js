/** The access token in the page's address, after #token=: browsers send that part to nobody. */
export const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;

/** Where a participant publishes (`whip`) and is played from (`whep`), on this server. */
export function endpoint(protocol, room, participant) {
  const path = [protocol, room, participant].map(encodeURIComponent).join('/');
  return new URL(`/${path}`, location.href).href;
}
