/** Hands out the web pages and the client module that are packed with the server. */
package dev.sluice.signaling.pages;
