/**
 * WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): one stream in, one stream out, over plain HTTP.
 * Both are adapters upon rooms: who publishes is a participant, who plays is a viewer.
 */
package dev.sluice.signaling.whip;
