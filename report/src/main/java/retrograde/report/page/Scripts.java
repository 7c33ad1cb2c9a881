package retrograde.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import retrograde.report.view.Instrument;

/**
 * The scripts of a page, inlined: the chart library from its WebJar, the page's own and one of each instrument. The
 * page's content security policy allows these by hash and nothing else, so that markup smuggled in by a document cannot
 * run and the page cannot load anything.
 */
record Scripts(List<String> sources) {

    private static final String WEBJAR = "META-INF/maven/org.webjars/echarts/pom.properties";

    Scripts {
        sources = List.copyOf(sources);
        for (String source : sources) {
            if (source.contains("</script") || source.contains("<!--")) {
                throw new IllegalArgumentException("a script that holds </script or <!-- cannot be inlined");
            }
        }
    }

    /** The chart library, then one script of our own. */
    static Scripts of(List<? extends Instrument> instruments) {
        StringBuilder own = new StringBuilder(resource("page.js"));
        instruments.forEach(i -> own.append(i.script()));
        return new Scripts(List.of(charts(), own.append("retrograde.start();\n").toString()));
    }

    /** The chart library and our own for a page without instruments, with one more script that draws. */
    static Scripts with(String file) {
        return new Scripts(List.of(charts(), resource("page.js") + resource(file) + "retrograde.start();\n"));
    }

    /** A text file beside this class. */
    static String resource(String file) {
        try (InputStream in = Scripts.class.getResourceAsStream(file)) {
            return text(in, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of the page's {@code Content-Security-Policy}. */
    String policy() {
        StringBuilder policy = new StringBuilder("default-src 'none'; style-src 'unsafe-inline'; script-src");
        sources.forEach(source -> policy.append(" 'sha256-").append(hash(source)).append('\''));
        return policy.toString();
    }

    String markup() {
        StringBuilder markup = new StringBuilder();
        sources.forEach(source -> markup.append("<script>").append(source).append("</script>\n"));
        return markup.toString();
    }

    private static String charts() {
        ClassLoader loader = Scripts.class.getClassLoader();
        try (InputStream description = loader.getResourceAsStream(WEBJAR)) {
            if (description == null) {
                throw new IllegalStateException("the WebJar org.webjars:echarts is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(description);
            String file = "META-INF/resources/webjars/echarts/" + properties.getProperty("version") + "/echarts.min.js";
            try (InputStream in = loader.getResourceAsStream(file)) {
                return text(in, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(@Nullable InputStream in, String file) throws IOException {
        if (in == null) {
            throw new IllegalStateException("the program was packed without " + file);
        }
        // Browsers hash a script after normalising its line ends, so they are normalised here.
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String hash(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
