package dev.sluice.benchmarks.load;

/**
 * What came of a storm of joins: viewers that came and, once connected, went.
 *
 * @param startedAt ISO 8601
 * @param joins how they got in; the server's CPU time for each, its leaving included
 * @param serverCores 0 without a pid
 * @param generatorCpuMicrosPerJoin the load generator's own
 */
public record StormResult(
    String startedAt,
    double seconds,
    LoadResult.Joins joins,
    double serverCores,
    double generatorCores,
    double generatorCpuMicrosPerJoin) {}
