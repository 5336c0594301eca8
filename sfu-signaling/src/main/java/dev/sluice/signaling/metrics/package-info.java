/**
 * {@code /metrics}: few numbers about many connections, for Prometheus. How many series there are
 * doesn't depend on who comes; details about rooms and people are the API's.
 */
package dev.sluice.signaling.metrics;
