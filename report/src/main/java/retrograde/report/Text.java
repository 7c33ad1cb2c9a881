package retrograde.report;

/**
 * A fixed text in every language of {@link Language}: the compiler sees to it that none is missing.
 *
 * @param english the English text
 * @param chinese the Chinese text
 */
public record Text(String english, String chinese) {
    /** Checks that neither is empty. */
    public Text {
        if (english.isBlank() || chinese.isBlank()) {
            throw new IllegalArgumentException("a text is missing a language: '" + english + "', '" + chinese + "'");
        }
    }

    /** The text in one language. */
    public String in(Language language) {
        return switch (language) {
            case ENGLISH -> english;
            case CHINESE -> chinese;
        };
    }
}
