/** Where a participant publishes (`whip`) and is played from (`whep`), on this server. */
export function endpoint(protocol, room, participant) {
  const path = [protocol, room, participant].map(encodeURIComponent).join('/');
  return new URL(`/${path}`, location.href).href;
}
