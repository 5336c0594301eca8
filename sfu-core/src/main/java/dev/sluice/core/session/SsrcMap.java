package dev.sluice.core.session;

import java.util.Arrays;

/** A map from SSRCs, without boxing: open addressing, linear probing. Owned by one loop. */
final class SsrcMap<V> {

  private int[] keys = new int[16];
  private Object[] values = new Object[16];
  private int size;

  /** Null where there is none. */
  @SuppressWarnings("unchecked") // only put writes the array
  V get(int ssrc) {
    int slot = slotOf(ssrc);
    while (values[slot] != null) {
      if (keys[slot] == ssrc) {
        return (V) values[slot];
      }
      slot = (slot + 1) & (keys.length - 1);
    }
    return null;
  }

  void put(int ssrc, V value) {
    if (size * 2 >= keys.length) {
      grow();
    }
    int slot = slotOf(ssrc);
    while (values[slot] != null && keys[slot] != ssrc) {
      slot = (slot + 1) & (keys.length - 1);
    }
    if (values[slot] == null) {
      size++;
    }
    keys[slot] = ssrc;
    values[slot] = value;
  }

  /** Removes every SSRC that leads to {@code value}. */
  void removeAll(V value) {
    int[] oldKeys = keys;
    Object[] oldValues = values.clone();
    Arrays.fill(values, null);
    keys = new int[oldKeys.length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null && !oldValues[i].equals(value)) {
        putRaw(oldKeys[i], oldValues[i]);
      }
    }
  }

  private void grow() {
    int[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new Object[oldKeys.length * 2];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        putRaw(oldKeys[i], oldValues[i]);
      }
    }
  }

  private void putRaw(int ssrc, Object value) {
    int slot = slotOf(ssrc);
    while (values[slot] != null) {
      slot = (slot + 1) & (keys.length - 1);
    }
    keys[slot] = ssrc;
    values[slot] = value;
    size++;
  }

  private int slotOf(int ssrc) {
    int hash = ssrc * 0x9E3779B1;
    return (hash ^ (hash >>> 16)) & (keys.length - 1);
  }

  int size() {
    return size;
  }
}
