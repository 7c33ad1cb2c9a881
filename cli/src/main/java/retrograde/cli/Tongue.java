package retrograde.cli;

import retrograde.report.Language;

/** The languages by the names they have on the command line. */
enum Tongue {
    /** English. */
    EN(Language.ENGLISH),
    /** Simplified Chinese. */
    ZH(Language.CHINESE);

    private final Language language;

    Tongue(Language language) {
        this.language = language;
    }

    Language language() {
        return language;
    }
}
