/**
 * What a payload says about its frame: where frames begin and end, which of them are key frames,
 * and to which layer they belong, for each codec's RTP payload format. Media itself is never
 * decoded here, and nothing here knows who wants which layer.
 */
package dev.sluice.core.codec;
