package dev.sluice.dtls.srtp;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AES-GCM out of the JDK's own parts: the three methods that the JVM replaces by AES and carry-less
 * multiplication instructions, on state that lives as long as the key. {@link JdkGcm} comes down to
 * the same methods after it has made that state anew for each packet, about 1 kB; this allocates
 * nothing.
 *
 * <p>Those parts are not public: {@code --add-opens java.base/com.sun.crypto.provider=ALL-UNNAMED}
 * is the switch. Without it, or where they don't give the answers that {@link JdkGcm} gives, this
 * cipher is not available.
 */
final class IntrinsicGcm extends GcmCipher {

  private static final Logger LOG = LoggerFactory.getLogger(IntrinsicGcm.class);

  private static final int BLOCK = 16;

  /** What the JDK itself takes for worth the call. */
  private static final int MIN_COUNT_AND_HASH = 512;

  private static final byte[] ZEROS = new byte[BLOCK];

  /**
   * The end of one packet, which fills no whole number of blocks: scratch space of the calling
   * thread, on which thousands of ciphers take turns.
   */
  private static final ThreadLocal<byte[]> END = ThreadLocal.withInitial(() -> new byte[2048]);

  private static final Parts PARTS = Parts.find();

  // The compiler sees through constants only.
  private static final MethodHandle COUNT = PARTS == null ? null : PARTS.count;
  private static final MethodHandle HASH = PARTS == null ? null : PARTS.hash;
  private static final MethodHandle COUNT_AND_HASH = PARTS == null ? null : PARTS.countAndHash;

  private static final boolean AVAILABLE = PARTS != null && givesKnownAnswers();

  /**
   * What is taken from inside the JDK.
   *
   * @param newAes {@code Object (byte[] key)}: the block cipher
   * @param newCounterMode {@code Object (Object aes, byte[] firstCounter)}
   * @param counter {@code byte[] (Object counterMode)}: its next counter block
   * @param newHash {@code Object (byte[] hashKey)}
   * @param hashState {@code long[] (Object hash)}: two words
   * @param hashPowers {@code long[] (Object hash)}: the hash key, and its powers behind it
   * @param count {@code int (Object counterMode, byte[] in, int offset, int length, byte[] out, int
   *     outOffset)}: encrypts or decrypts
   * @param hash {@code void (byte[] data, int offset, int blocks, long[] state, long[] powers)}
   * @param countAndHash {@code int (byte[] in, int offset, int length, byte[] ciphertext, int
   *     ciphertextOffset, byte[] out, int outOffset, Object counterMode, Object hash)}: both at
   *     once, for as much of the text as it likes; returns how much that was
   */
  private record Parts(
      MethodHandle newAes,
      MethodHandle newCounterMode,
      MethodHandle counter,
      MethodHandle newHash,
      MethodHandle hashState,
      MethodHandle hashPowers,
      MethodHandle count,
      MethodHandle hash,
      MethodHandle countAndHash) {

    /** Null where something is missing or closed. */
    static Parts find() {
      try {
        Class<?> aes = inside("AESCrypt");
        Class<?> block = inside("SymmetricCipher");
        Class<?> counterMode = inside("CounterMode");
        Class<?> gctr = inside("GCTR");
        Class<?> ghash = inside("GHASH");
        Class<?> gcm = inside("GaloisCounterMode");
        Lookup lookup = privately(gcm);
        MethodHandle init =
            lookup.findVirtual(
                aes, "init", methodType(void.class, boolean.class, String.class, byte[].class));
        MethodHandle ready =
            MethodHandles.foldArguments(
                MethodHandles.dropArguments(MethodHandles.identity(aes), 1, byte[].class),
                MethodHandles.insertArguments(init, 1, false, "AES"));
        MethodHandle newAes =
            MethodHandles.foldArguments(
                ready,
                MethodHandles.dropArguments(
                    lookup.findConstructor(aes, methodType(void.class)), 0, byte[].class));
        return new Parts(
            newAes.asType(methodType(Object.class, byte[].class)),
            lookup
                .findConstructor(gctr, methodType(void.class, block, byte[].class))
                .asType(methodType(Object.class, Object.class, byte[].class)),
            lookup
                .findGetter(counterMode, "counter", byte[].class)
                .asType(methodType(byte[].class, Object.class)),
            lookup
                .findConstructor(ghash, methodType(void.class, byte[].class))
                .asType(methodType(Object.class, byte[].class)),
            privately(ghash)
                .findGetter(ghash, "state", long[].class)
                .asType(methodType(long[].class, Object.class)),
            privately(ghash)
                .findGetter(ghash, "subkeyHtbl", long[].class)
                .asType(methodType(long[].class, Object.class)),
            privately(counterMode)
                .findVirtual(
                    counterMode,
                    "implCrypt",
                    methodType(
                        int.class, byte[].class, int.class, int.class, byte[].class, int.class))
                .asType(
                    methodType(
                        int.class,
                        Object.class,
                        byte[].class,
                        int.class,
                        int.class,
                        byte[].class,
                        int.class)),
            privately(ghash)
                .findStatic(
                    ghash,
                    "processBlocks",
                    methodType(
                        void.class,
                        byte[].class,
                        int.class,
                        int.class,
                        long[].class,
                        long[].class)),
            lookup
                .findStatic(gcm, "implGCMCrypt0", countAndHash(gctr, ghash))
                .asType(countAndHash(Object.class, Object.class)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.info("AES-GCM by the public interface, which costs more: {}", e.toString());
        return null;
      }
    }

    private static Class<?> inside(String name) throws ClassNotFoundException {
      return Class.forName("com.sun.crypto.provider." + name);
    }

    private static Lookup privately(Class<?> owner) throws IllegalAccessException {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
    }

    private static MethodType countAndHash(Class<?> counterMode, Class<?> hash) {
      return methodType(
          int.class,
          byte[].class,
          int.class,
          int.class,
          byte[].class,
          int.class,
          byte[].class,
          int.class,
          counterMode,
          hash);
    }
  }

  private final Object counterMode;
  private final byte[] counter;
  private final Object hash;
  private final long[] hashState;
  private final long[] hashPowers;

  IntrinsicGcm(byte[] key) {
    try {
      counterMode = PARTS.newCounterMode.invoke(PARTS.newAes.invoke(key.clone()), new byte[BLOCK]);
      counter = (byte[]) PARTS.counter.invoke(counterMode);
      // The hash key is the block of zeros, encrypted.
      byte[] hashKey = new byte[BLOCK];
      count(ZEROS, 0, BLOCK, hashKey, 0);
      hash = PARTS.newHash.invoke(hashKey);
      hashState = (long[]) PARTS.hashState.invoke(hash);
      hashPowers = (long[]) PARTS.hashPowers.invoke(hash);
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's parts of AES-GCM refuse a key", e);
    }
  }

  static boolean isAvailable() {
    return AVAILABLE;
  }

  @Override
  int seal(byte[] in, int offset, int length, byte[] out, int outOffset) {
    byte[] end = end(length);
    beginText(end);
    long maskHigh = (long) SrtpTransform.LONG.get(end, 0);
    long maskLow = (long) SrtpTransform.LONG.get(end, 8);
    int done = countAndHash(in, offset, length, out, outOffset, out, outOffset);
    int rest = length - done;
    int padded = fill(in, offset + done, rest, end);
    count(end, 0, padded, end, 0);
    System.arraycopy(end, 0, out, outOffset + done, rest);
    hashEnd(end, rest, padded, length);
    SrtpTransform.LONG.set(out, outOffset + length, hashState[0] ^ maskHigh);
    SrtpTransform.LONG.set(out, outOffset + length + 8, hashState[1] ^ maskLow);
    return length + TAG_LENGTH;
  }

  @Override
  int open(byte[] in, int offset, int length, byte[] out, int outOffset) {
    int textLength = length - TAG_LENGTH;
    byte[] end = end(textLength);
    beginText(end);
    long maskHigh = (long) SrtpTransform.LONG.get(end, 0);
    long maskLow = (long) SrtpTransform.LONG.get(end, 8);
    int done = countAndHash(in, offset, textLength, in, offset, out, outOffset);
    int rest = textLength - done;
    int padded = fill(in, offset + done, rest, end);
    hashEnd(end, rest, padded, textLength);
    // All 128 bits in one comparison, so that its time tells nothing about where they differ.
    long difference =
        (hashState[0] ^ maskHigh ^ (long) SrtpTransform.LONG.get(in, offset + textLength))
            | (hashState[1] ^ maskLow ^ (long) SrtpTransform.LONG.get(in, offset + textLength + 8));
    if (difference != 0) {
      return SrtpDrop.AUTHENTICATION.code();
    }
    count(end, 0, padded, end, 0);
    System.arraycopy(end, 0, out, outOffset + done, rest);
    return textLength;
  }

  private static byte[] end(int textLength) {
    byte[] end = END.get();
    if (end.length < textLength + 2 * BLOCK) {
      end = new byte[textLength + 2 * BLOCK];
      END.set(end);
    }
    return end;
  }

  /**
   * Hashes the associated data, and writes the tag's mask, which is counter block 1 encrypted.
   * Block 2 is next.
   */
  private void beginText(byte[] mask) {
    SrtpTransform.INT.set(counter, 0, nonceHigh);
    SrtpTransform.INT.set(counter, 4, nonceMiddle);
    SrtpTransform.INT.set(counter, 8, nonceLow);
    SrtpTransform.INT.set(counter, 12, 1);
    count(ZEROS, 0, BLOCK, mask, 0);
    hashState[0] = 0;
    hashState[1] = 0;
    int padded = padded(associatedLength);
    Arrays.fill(associated, associatedLength, padded, (byte) 0);
    hash(associated, padded);
  }

  /** Copies the rest of the text and fills its last block; returns the length with that. */
  private static int fill(byte[] in, int offset, int rest, byte[] end) {
    int padded = padded(rest);
    System.arraycopy(in, offset, end, 0, rest);
    Arrays.fill(end, rest, padded, (byte) 0);
    return padded;
  }

  /** SP 800-38D section 6.4: the rest of the ciphertext, zeros, and both lengths in bits. */
  private void hashEnd(byte[] end, int rest, int padded, int textLength) {
    Arrays.fill(end, rest, padded, (byte) 0);
    SrtpTransform.LONG.set(end, padded, 8L * associatedLength);
    SrtpTransform.LONG.set(end, padded + 8, 8L * textLength);
    hash(end, padded + BLOCK);
  }

  private static int padded(int length) {
    return (length + BLOCK - 1) & -BLOCK;
  }

  // Behind these three nothing looks at the bounds of arrays any more.

  private void count(byte[] in, int offset, int length, byte[] out, int outOffset) {
    if (length == 0) {
      return;
    }
    Objects.checkFromIndexSize(offset, length, in.length);
    Objects.checkFromIndexSize(outOffset, length, out.length);
    try {
      int _ = (int) COUNT.invokeExact(counterMode, in, offset, length, out, outOffset);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private void hash(byte[] data, int length) {
    if (length == 0) {
      return;
    }
    Objects.checkFromIndexSize(0, length, data.length);
    try {
      HASH.invokeExact(data, 0, length / BLOCK, hashState, hashPowers);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private int countAndHash(
      byte[] in,
      int offset,
      int length,
      byte[] ciphertext,
      int ciphertextOffset,
      byte[] out,
      int outOffset) {
    if (length < MIN_COUNT_AND_HASH) {
      return 0;
    }
    Objects.checkFromIndexSize(offset, length, in.length);
    Objects.checkFromIndexSize(outOffset, length, out.length);
    try {
      return (int)
          COUNT_AND_HASH.invokeExact(
              in, offset, length, ciphertext, ciphertextOffset, out, outOffset, counterMode, hash);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("the JDK's parts of AES-GCM fail", e);
  }

  /** Holds this cipher against the public one, over texts and associated data of many lengths. */
  private static boolean givesKnownAnswers() {
    Random random = new Random(7714);
    byte[] key = new byte[16];
    random.nextBytes(key);
    IntrinsicGcm tried = new IntrinsicGcm(key);
    JdkGcm reference = new JdkGcm(key);
    for (int length = 0; length < 1500; length += 1 + length / 5) {
      byte[] packet = new byte[length + 44];
      random.nextBytes(packet);
      byte[] sealed = new byte[length + TAG_LENGTH];
      byte[] expected = new byte[length + TAG_LENGTH];
      byte[] opened = new byte[length];
      for (GcmCipher cipher : new GcmCipher[] {tried, reference}) {
        cipher.begin(length, 2 * length, 3 * length);
        cipher.associate(packet, 0, 12 + length % 32);
      }
      boolean same =
          tried.seal(packet, 44, length, sealed, 0)
                  == reference.seal(packet, 44, length, expected, 0)
              && Arrays.equals(sealed, 0, expected.length, expected, 0, expected.length)
              && tried.open(expected, 0, expected.length, opened, 0) == length
              && Arrays.equals(opened, 0, length, packet, 44, packet.length);
      expected[expected.length - 1] ^= 1;
      if (!same
          || tried.open(expected, 0, expected.length, opened, 0)
              != SrtpDrop.AUTHENTICATION.code()) {
        LOG.warn("AES-GCM by the public interface, which costs more: GHASH gives other answers");
        return false;
      }
    }
    return true;
  }
}
