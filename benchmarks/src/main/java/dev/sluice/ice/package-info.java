/**
 * The media port's inside, opened for measuring: what stands here is in the package of {@code
 * sfu-ice} so that nothing there has to be public for a benchmark's sake. No production code lives
 * here, and none may use it.
 */
package dev.sluice.ice;
