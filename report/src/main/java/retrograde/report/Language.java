package retrograde.report;

/** The language of a page's fixed texts; names and numbers are the same in all. */
public enum Language {
    /** English, {@code en}. */
    ENGLISH("en"),
    /** Simplified Chinese, {@code zh}. */
    CHINESE("zh-CN");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /** The BCP 47 tag, as HTML's {@code lang} wants it. */
    public String tag() {
        return tag;
    }
}
