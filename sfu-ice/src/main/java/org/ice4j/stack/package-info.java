/**
 * Sluice's part of ice4j's STUN stack: the one class that must live in this package because the
 * seams it overrides are package-private. Nothing else belongs here.
 */
package org.ice4j.stack;
