/**
 * Janus as a competitor: started with the least that its VideoRoom plugin needs, and spoken to over
 * its own API. What must not live here: figures, and anything that Sluice needs.
 */
package dev.sluice.benchmarks.report.janus;
