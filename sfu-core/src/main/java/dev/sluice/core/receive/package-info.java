/**
 * What a receiver owes its sender, stream by stream: statistics, reports, requests for what was
 * lost, and the feedback from which the sender learns what the path carries.
 *
 * <p>Nothing here knows of viewers.
 */
package dev.sluice.core.receive;
