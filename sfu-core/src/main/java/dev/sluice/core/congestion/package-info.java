/**
 * How much the path to one viewer carries, and how it is kept from filling the queues on its way:
 * estimates from the viewer's feedback, probes, the pacer.
 *
 * <p>Nothing here knows streams, layers or sockets: packets are sizes, numbers and moments, and
 * which layer is worth sending is decided elsewhere.
 */
package dev.sluice.core.congestion;
