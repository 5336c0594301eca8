package org.ice4j.ice;

import java.util.Map;
import org.jitsi.utils.logging2.Logger;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * One logger for all that ice4j has to say of all connections. Otherwise each of ten objects of a
 * connection has its own, with maps that say whose child it is: four kilobytes, for lines that only
 * who debugs ice4j itself lets through.
 */
final class SharedLogger extends LoggerImpl {

  static final Logger INSTANCE = new SharedLogger();

  private SharedLogger() {
    super(Agent.class.getName());
  }

  @Override
  public Logger createChildLogger(String name, Map<String, String> context) {
    return this;
  }

  @Override
  public Logger createChildLogger(String name) {
    return this;
  }

  @Override
  public void addContext(Map<String, String> context) {
    // It would be everybody's.
  }

  @Override
  public void addContext(String key, String value) {
    // It would be everybody's.
  }
}
