/** Runs in one file: what was trained, how, and what it gave. */
module retrograde.store {
    requires static transitive org.jspecify;
    requires transitive retrograde.core;
    requires transitive tools.jackson.databind;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports retrograde.store;
}
