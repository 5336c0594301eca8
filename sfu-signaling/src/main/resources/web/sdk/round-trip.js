/**
 * The browser's offer, in which whoever only receives video wants to learn the round trip as well
 * (RFC 3611 sections 4.4 and 4.5). libwebrtc knows how to, but doesn't offer it by itself: it takes
 * 100 ms for granted then, and asks no sooner again for what was lost twice. The picture stops.
 */
export function withRoundTrip({ type, sdp }) {
  const sections = sdp.split(/(?=^m=)/m).map((section) =>
    section.startsWith('m=video') && section.includes('a=recvonly')
      ? section.replace(/^a=rtcp-fb:(\d+) nack\r\n/gm, '$&a=rtcp-fb:$1 rrtr\r\n')
      : section
  );
  return { type, sdp: sections.join('') };
}

/** Applies the browser's offer {@link withRoundTrip}, or as it is where the browser insists. */
export async function setLocalOffer(pc, offer) {
  try {
    await pc.setLocalDescription(withRoundTrip(offer));
  } catch {
    // Not one made anew: of this one the server may know the fragment and password already.
    await pc.setLocalDescription(offer);
  }
}
