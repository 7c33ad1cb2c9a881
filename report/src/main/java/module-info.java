/** Measurements as documents and pages. */
module retrograde.report {
    requires static transitive org.jspecify;
    requires transitive retrograde.core;
    requires tools.jackson.databind;
}
