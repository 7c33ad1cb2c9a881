/** Readers of untrusted files. They yield named arrays; only {@code mapping} knows the core's types. */
@SuppressWarnings("requires-automatic") // Hardwood has a stable automatic name but no descriptor of its own
module retrograde.formats {
    requires static transitive org.jspecify;
    requires transitive retrograde.core;
    requires de.siegmar.fastcsv;
    requires dev.hardwood.core;
    requires java.logging;

    exports retrograde.formats;
    exports retrograde.formats.csv;
    exports retrograde.formats.mapping;
    exports retrograde.formats.npy;
    exports retrograde.formats.parquet;
    exports retrograde.formats.text;
}
