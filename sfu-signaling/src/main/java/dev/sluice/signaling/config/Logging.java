package dev.sluice.signaling.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;

/**
 * How log lines look, and which of Sluice's own are written; which of the libraries', {@code
 * logback.xml} says. An operator's own {@code logback.xml} is left alone.
 *
 * @param level of the least that is written
 */
public record Logging(Format format, org.slf4j.event.Level level) {

  /** Of a line on standard error. */
  public enum Format {
    TEXT,
    JSON
  }

  /** From now on; lines that are JSON stay so, as who collects them reads one format. */
  public void use() {
    useLevel();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log
        && log.getLogger("ROOT").getAppender("STDERR")
            instanceof OutputStreamAppender<ILoggingEvent> appender
        && format == Format.JSON
        && !(appender.getEncoder() instanceof JsonEncoder)) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(log);
      // Besides its pattern, by which lines are grouped, the sentence as a person reads it.
      encoder.setWithFormattedMessage(true);
      encoder.start();
      appender.stop();
      appender.setEncoder(encoder);
      appender.start();
    }
  }

  /** From now on, and of the lines' format nothing. */
  public void useLevel() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log
        && log.getLogger("ROOT").getAppender("STDERR") != null) {
      log.getLogger("dev.sluice").setLevel(Level.convertAnSLF4JLevel(level));
    }
  }
}
