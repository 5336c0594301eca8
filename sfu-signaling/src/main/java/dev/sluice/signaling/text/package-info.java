/**
 * How the server's constants are called where people and programs read them: in messages, metrics,
 * events and logs. Nothing that knows what is said, or to whom.
 */
package dev.sluice.signaling.text;
