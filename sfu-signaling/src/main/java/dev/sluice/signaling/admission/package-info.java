/**
 * Who may come in now: limits, what was refused because of them, overload and draining. What
 * somebody may do who is in is not decided here, but by their token.
 */
package dev.sluice.signaling.admission;
