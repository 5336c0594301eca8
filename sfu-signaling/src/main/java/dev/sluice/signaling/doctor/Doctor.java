package dev.sluice.signaling.doctor;

import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.MediaStack;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the machine's network when asked, and remembers what it saw last. Any thread. */
public final class Doctor {

  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  private final Settings settings;
  private final MediaStack media;
  private volatile Diagnosis last = new Diagnosis(List.of());

  public Doctor(Settings settings, MediaStack media) {
    this.settings = settings;
    this.media = media;
  }

  /** Looks again. Blocks, for some seconds where a STUN server doesn't answer. */
  public Diagnosis examine() {
    last = Diagnosis.of(NetworkFacts.gather(settings, media));
    return last;
  }

  /** Looks, and writes what it sees into the log. Blocks as {@link #examine} does. */
  public void examineAndLog() {
    for (Finding finding : examine().findings()) {
      switch (finding.severity()) {
        case OK, NOTE -> LOG.info("{}", finding);
        case WARNING -> LOG.warn("{}", finding);
        case ERROR -> LOG.error("{}", finding);
      }
    }
  }

  /** What was seen last; nothing, before the first look. */
  public Diagnosis last() {
    return last;
  }
}
