/**
 * Sluice's part of ice4j's ICE agent: the one class that must live in this package because the
 * check list is driven through package-private and protected methods. Nothing else belongs here.
 */
package org.ice4j.ice;
