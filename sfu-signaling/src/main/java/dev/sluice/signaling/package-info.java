/** The server as a whole: what it is made of, how it starts and how it stops. */
package dev.sluice.signaling;
