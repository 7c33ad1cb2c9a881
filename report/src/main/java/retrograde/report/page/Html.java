package retrograde.report.page;

import java.util.regex.Pattern;

/** HTML that is written from front to back; whatever comes from a document passes {@link #text}. */
final class Html {

    /** A single letter and an index in braces or of one sign; names such as rnn_tanh are no such thing. */
    private static final Pattern INDEX = Pattern
            .compile("(?<![\\p{L}\\p{N}_])(\\p{L})_(?:\\{([^{}<>&]{1,12})\\}|([\\p{L}\\p{N}]))(?![\\p{L}\\p{Nd}_])");
    private static final Pattern POWER = Pattern
            .compile("([\\p{L}\\p{N})])\\^(?:\\{([^{}<>&]{1,12})\\}|([\\p{L}\\p{N}]))(?![\\p{L}\\p{Nd}_])");

    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Appends markup of the program's own. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Appends anybody's text, escaped for content and for attributes in double quotes. */
    Html text(String anything) {
        out.append(escape(anything));
        return this;
    }

    /** Appends anybody's prose, escaped, with an index such as {@code h_t} or {@code h_{t−1}} set low and {@code 0.9^t} high. */
    Html prose(String anything) {
        String indexed = INDEX.matcher(escape(anything)).replaceAll("$1<sub>$2$3</sub>");
        return raw(POWER.matcher(indexed).replaceAll("$1<sup>$2$3</sup>"));
    }

    /** Appends an element without attributes that holds anybody's text. */
    Html element(String name, String content) {
        return raw("<" + name + ">").text(content).raw("</" + name + ">");
    }

    static String escape(String anything) {
        StringBuilder escaped = new StringBuilder(anything.length() + 16);
        for (int i = 0; i < anything.length(); i++) {
            char c = anything.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
