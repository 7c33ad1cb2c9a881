package retrograde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build of Retrograde is running.
 *
 * @param version  the release, such as {@code 0.1.0}
 * @param commit   the commit it was built from, 40 hex digits, or {@code unknown} where it was built without git
 * @param modified whether the sources differed from that commit
 */
public record Build(String version, String commit, boolean modified) {

    private static final String UNKNOWN = "unknown";

    /** Reads what the build left beside this class; parts that are not there read {@code unknown}. */
    public static Build current() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the build's own properties", e);
        }
        String commit = properties.getProperty("commit", UNKNOWN).strip();
        boolean known = commit.matches("[0-9a-f]{40}");
        boolean modified = known && !properties.getProperty("modified", "").isBlank();
        return new Build(properties.getProperty("version", UNKNOWN), known ? commit : UNKNOWN, modified);
    }

    /** One line: {@code retrograde 0.1.0, commit 0123456789ab}. */
    @Override
    public String toString() {
        String shortCommit = commit.equals(UNKNOWN) ? UNKNOWN : commit.substring(0, 12);
        return "retrograde " + version + ", commit " + shortCommit + (modified ? " with local changes" : "");
    }
}
