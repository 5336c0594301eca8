/**
 * {@code ./sluice bench}: the standard scenarios, the servers that are put through them, and the
 * report that comes of it. What must not live here: clients, media and their measuring, which are
 * the load generator's.
 */
package dev.sluice.benchmarks.report;
