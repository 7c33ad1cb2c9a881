package retrograde.report.page;

/** HTML that is written from front to back; whatever comes from a document passes {@link #text}. */
final class Html {

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
