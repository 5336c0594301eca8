/**
 * What a command that runs for a while shows and hears at a terminal: progress, and Ctrl-C. What
 * must not live here: what any of the commands does.
 */
package dev.sluice.benchmarks.terminal;
