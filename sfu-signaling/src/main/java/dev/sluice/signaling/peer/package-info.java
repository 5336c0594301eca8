/**
 * The server's end of a peer connection as signalling sees it: an offer in, an answer out, and what
 * is published and subscribed thereby. Nothing here knows rooms or how an offer arrived.
 */
package dev.sluice.signaling.peer;
