/**
 * Shows results: as text, as JSON, and as a page of HTML with charts in it that needs nothing from
 * the network. What must not live here: how anything is measured.
 */
package dev.sluice.benchmarks.load.report;
