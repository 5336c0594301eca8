/**
 * An offer in which whoever only receives video wants to learn the round trip (RFC 3611 sections
 * 4.4 and 4.5). libwebrtc knows how to, but doesn't offer it by itself. Without it, it takes 100 ms
 * for granted, and asks no sooner again for a packet whose repair got lost too: the picture stops.
 */
export async function createOffer(pc) {
  const { type, sdp } = await pc.createOffer();
  const sections = sdp.split(/(?=^m=)/m).map((section) => {
    const watches = section.startsWith('m=video') && section.includes('a=recvonly');
    return watches ? section.replace(/^a=rtcp-fb:(\d+) nack\r\n/gm, '$&a=rtcp-fb:$1 rrtr\r\n') : section;
  });
  return { type, sdp: sections.join('') };
}

/** Applies an offer of {@link createOffer}, or where the browser takes none but its own, that. */
export async function setLocalOffer(pc, offer) {
  try {
    await pc.setLocalDescription(offer);
  } catch {
    await pc.setLocalDescription();
  }
}
