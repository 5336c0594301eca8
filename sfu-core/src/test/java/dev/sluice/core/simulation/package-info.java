/**
 * Whole rooms on a virtual clock: cameras, links with their queues and losses, and viewers that
 * behave as browsers do, around production sessions. Thousands of seconds pass in one, and the same
 * seed gives the same result to the bit.
 *
 * <p>Where chance decides, a scenario runs on several networks, and its goals are to be met in a
 * stated share of the runs.
 *
 * <p>What viewers see is judged here, by models of their decoders. Nothing here decides what the
 * server sends: that is production code's alone.
 */
package dev.sluice.core.simulation;
