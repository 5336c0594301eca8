/**
 * Who may do what: tokens are verified here and become grants, which the front doors ask. Nothing
 * here knows rooms or sessions, and no secret leaves this package.
 */
package dev.sluice.signaling.access;
