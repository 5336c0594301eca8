/**
 * What the server says of itself over HTTP: whether it is well, which rooms there are and what
 * flows in them. It reads rooms and never changes them.
 */
package dev.sluice.signaling.api;
