package dev.sluice.signaling.config;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells of an environment variable that begins like a setting and is none: left unsaid, what was
 * meant by it would just not happen.
 */
final class UnknownVariables {

  /** Meant for others: the launcher, the tests, the compose files. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "SLUICE_JAVA_HOME",
          "SLUICE_JAVA_OPTS",
          "SLUICE_CHROMIUM",
          "SLUICE_BIND",
          "SLUICE_DOMAIN");

  /** Of a port, as Kubernetes and Docker have it: tcp://10.96.0.1:80. */
  private static final Pattern LINKED = Pattern.compile("(tcp|udp|sctp)://.*");

  /**
   * What they put into containers that are started beside a service called sluice, or sluice-…:
   * nobody's mistake, and no reason not to start.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "SLUICE_(\\w+_)?(SERVICE_(HOST|PORT(_\\w+)?)"
              + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private UnknownVariables() {}

  /**
   * Looks at those that begin with the prefix of settings.
   *
   * @param known the settings' variables
   * @throws SettingsException that names the nearest known one
   */
  static void check(Map<String, String> environment, String prefix, Collection<String> known) {
    for (String name : new TreeSet<>(environment.keySet())) {
      boolean isExpected =
          !name.startsWith(prefix)
              || known.contains(name)
              || OF_OTHERS.contains(name)
              || SERVICE_LINK.matcher(name).matches()
              || (name.endsWith("_PORT") && isLink(environment.get(name)));
      if (!isExpected) {
        throw new SettingsException(
            "The environment variable %s is no setting: did you mean %s? --help lists what there is."
                .formatted(name, UnknownKeys.nearest(name, known)));
      }
    }
  }

  /** Whether a variable's value is the address of a service, which a port's number never is. */
  static boolean isLink(String value) {
    return LINKED.matcher(value).matches();
  }
}
