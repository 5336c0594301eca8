package dev.sluice.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What Maven has written into the jar about this build. */
final class Version implements IVersionProvider {

  private static final String BUILD = "/META-INF/maven/dev.sluice/sfu-signaling/pom.properties";

  static String text() {
    try (InputStream in = Main.class.getResourceAsStream(BUILD)) {
      if (in == null) {
        return "(unpackaged)";
      }
      Properties build = new Properties();
      build.load(in);
      return build.getProperty("version").replace("-SNAPSHOT", "");
    } catch (IOException e) {
      throw new IllegalStateException("packed with the server but unreadable: " + BUILD, e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"sluice " + text()};
  }
}
