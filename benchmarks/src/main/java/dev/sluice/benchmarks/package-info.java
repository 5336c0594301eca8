/**
 * JMH benchmarks of every stage of a packet's way, one stage a class, on packets that a browser
 * sent, and the program that runs them and compares with earlier runs.
 *
 * <p>Every benchmark runs production code through its public doors, and fails where a packet
 * doesn't get through: a drop must never pass for speed. No production code lives here.
 */
package dev.sluice.benchmarks;
