/** Measurements as documents and pages. */
module retrograde.report {
    requires static transitive org.jspecify;
    requires transitive retrograde.core;
    requires transitive tools.jackson.databind;
    requires java.xml;

    exports retrograde.report;
    exports retrograde.report.article;
    exports retrograde.report.document;
    exports retrograde.report.page;
    exports retrograde.report.view;
}
