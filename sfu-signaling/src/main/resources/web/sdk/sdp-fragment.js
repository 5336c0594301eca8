/**
 * application/trickle-ice-sdpfrag (RFC 8840 section 9) as WHIP and WHEP use it. With BUNDLE
 * everything is about the first m-line alone (RFC 9725 section 4.4.1).
 */

/** A fragment with new local candidates; `null` among them is the end of candidates. */
export function describeCandidates(sdp, candidates) {
  const lines = candidates.map((candidate) =>
    candidate ? `a=${candidate.candidate}` : 'a=end-of-candidates'
  );
  return head(sdp, lines);
}

/** A fragment that asks for an ICE restart with the credentials and candidates of `sdp`. */
export function describeRestart(sdp) {
  const [, firstMedia] = sections(sdp);
  return head(sdp, firstMedia.filter((line) => line.startsWith('a=candidate:')));
}

/** The remote description `sdp` with the credentials and candidates of the server's fragment. */
export function applyFragment(sdp, fragment) {
  const fresh = fragment.split(/\r?\n/).filter((line) => line);
  const isOf = (prefixes) => (line) => prefixes.some((prefix) => line.startsWith(prefix));
  const isCredential = isOf(['a=ice-ufrag:', 'a=ice-pwd:']);
  const isCandidate = isOf(['a=candidate:', 'a=end-of-candidates']);
  const credentials = [...new Set(fresh.filter(isCredential))];
  const candidates = fresh.filter(isCandidate);
  const [session, ...media] = sections(sdp);
  const isStale = (line) =>
    isCredential(line) || (candidates.length > 0 && isCandidate(line));
  return [
    ...session.filter((line) => !isStale(line)),
    ...media.flatMap((section, index) => [
      ...section.filter((line) => !isStale(line)),
      ...credentials,
      ...(index === 0 ? candidates : []),
    ]),
    '',
  ].join('\r\n');
}

function head(sdp, lines) {
  const [session, firstMedia] = sections(sdp);
  const starting = (section, ...prefixes) =>
    section.filter((line) => prefixes.some((prefix) => line.startsWith(prefix)));
  return [
    ...starting(session, 'a=group:', 'a=ice-options:'),
    firstMedia[0],
    ...starting(firstMedia, 'a=mid:', 'a=ice-ufrag:', 'a=ice-pwd:'),
    ...lines,
    '',
  ].join('\r\n');
}

/** The session part, then one array of lines per m-line. */
function sections(sdp) {
  const result = [[]];
  for (const line of sdp.split(/\r?\n/)) {
    if (line === '') continue;
    if (line.startsWith('m=')) result.push([]);
    result.at(-1).push(line);
  }
  return result;
}
