/** What all of the server's HTTP resources have in common: errors, methods, other origins. */
package dev.sluice.signaling.http;
