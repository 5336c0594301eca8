/**
 * The rules of the house that no single class can keep: which module may know which, what the media
 * logic must not touch, how things are named. Tests of behaviour live beside what they test.
 */
package dev.sluice.signaling.architecture;
