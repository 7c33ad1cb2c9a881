/** The command line: the only module that prints or exits. */
module retrograde.cli {
    requires static transitive org.jspecify;
    requires retrograde.core;
    requires retrograde.formats;
    requires retrograde.report;
    requires retrograde.store;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires tools.jackson.databind;

    // picocli fills the fields of the commands by reflection.
    opens retrograde.cli to info.picocli;
}
