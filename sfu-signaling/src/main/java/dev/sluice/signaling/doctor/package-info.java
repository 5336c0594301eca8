/**
 * Says whether clients can reach the media port: which addresses are announced and why, what is
 * wrong with each, and the setting that mends it. Looks at the machine, never at its clients.
 */
package dev.sluice.signaling.doctor;
