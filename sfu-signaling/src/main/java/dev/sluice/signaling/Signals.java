package dev.sluice.signaling;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system asks of the process. The JDK's own way, {@code sun.misc.Signal}, is in
 * every JDK since long and promised by none: where it isn't, signals do what they do by default.
 */
final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * From now on the signal runs this, on a thread of its own.
   *
   * @param name without SIG
   */
  static void on(String name, Runnable act) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> answer(method, act));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      // Such as SIGHUP on Windows.
      Throwable cause = e instanceof InvocationTargetException thrown ? thrown.getCause() : e;
      LOG.debug("SIG{} does what it does by default: {}", name, cause.toString());
    }
  }

  /** Nothing but handle is ever asked of a signal handler. */
  private static Object answer(Method method, Runnable act) {
    if (!method.getName().equals("handle")) {
      throw new UnsupportedOperationException(method.toString());
    }
    act.run();
    return null;
  }
}
