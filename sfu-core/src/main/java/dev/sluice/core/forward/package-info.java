/**
 * From one publisher to many viewers: a publication hands each packet to a branch per loop, a
 * branch to its subscriptions, and a subscription rewrites it for its viewer.
 *
 * <p>No parsing of wire formats and no routing by SSRC live here.
 */
package dev.sluice.core.forward;
