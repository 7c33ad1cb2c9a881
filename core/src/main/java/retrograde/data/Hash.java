package retrograde.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash by which provenance names data. */
public final class Hash {
    private Hash() {}

    /** SHA-256 in lower-case hexadecimal. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** SHA-256 of content that comes in pieces. */
    public static final class Digest {
        private final MessageDigest digest = sha256();
        private final ByteBuffer pending = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

        /** Of nothing yet. */
        public Digest() {}

        /** Adds the text's bytes in UTF-8. */
        public void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            add(bytes, bytes.length);
        }

        /** Adds the first bytes of an array. */
        public void add(byte[] content, int length) {
            flush();
            digest.update(content, 0, length);
        }

        /** Adds numbers, eight bytes each, little-endian. */
        public void add(double[] values) {
            for (double value : values) {
                if (pending.remaining() < Double.BYTES) {
                    flush();
                }
                pending.putDouble(value);
            }
        }

        private void flush() {
            digest.update(pending.flip());
            pending.clear();
        }

        /** In lower-case hexadecimal; nothing can be added after. */
        public String text() {
            flush();
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
