package dev.sluice.signaling.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each limit has refused something since the start. Any thread. */
public final class LimitCounters {

  private final Map<Limit, LongAdder> refusals = new EnumMap<>(Limit.class);

  public LimitCounters() {
    for (Limit limit : Limit.values()) {
      refusals.put(limit, new LongAdder());
    }
  }

  public void count(Limit limit) {
    refusals.get(limit).increment();
  }

  public long refusals(Limit limit) {
    return refusals.get(limit).sum();
  }
}
