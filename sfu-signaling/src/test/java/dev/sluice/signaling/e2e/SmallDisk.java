package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.nio.file.Path;

/** A file system in memory that is soon full. Needs root. */
final class SmallDisk implements AutoCloseable {

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one of 1 MiB.
   *
   * @param folder where; empty
   * @throws IOException where the machine doesn't allow it
   */
  static SmallDisk mount(Path folder) throws IOException {
    NetworkNamespace.OWN.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  /** Makes room for 64 MiB. */
  void grow() throws IOException {
    NetworkNamespace.OWN.run("mount", "-o", "remount,size=64m", folder.toString());
  }

  @Override
  public void close() throws IOException {
    NetworkNamespace.OWN.run("umount", folder.toString());
  }
}
