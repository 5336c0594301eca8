package dev.sluice.signaling.config;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;

/** How log lines look; {@code logback.xml} says which are written. */
public final class Logging {

  /** Of a line on standard error. */
  public enum Format {
    TEXT,
    JSON
  }

  private Logging() {}

  /** From now on lines are in this format; an operator's own {@code logback.xml} is left alone. */
  public static void use(Format format) {
    if (format == Format.TEXT
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext log)) {
      return;
    }
    if (log.getLogger("ROOT").getAppender("STDERR")
        instanceof OutputStreamAppender<ILoggingEvent> appender) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(log);
      encoder.start();
      appender.stop();
      appender.setEncoder(encoder);
      appender.start();
    }
  }
}
