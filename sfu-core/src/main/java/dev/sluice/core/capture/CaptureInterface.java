package dev.sluice.core.capture;

/**
 * Where frames were captured, as the file says it.
 *
 * @param linkType one of {@link LinkType}, or another
 * @param name empty where the file gives none
 */
public record CaptureInterface(int linkType, String name) {}
