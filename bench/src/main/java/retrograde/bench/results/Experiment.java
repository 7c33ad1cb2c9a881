package retrograde.bench.results;

import java.util.List;

/** A published result, run again. */
interface Experiment {
    /** By which it is asked for. */
    String name();

    /** Its heading. */
    String title();

    /** What is trained; each is shown as a command. */
    List<Setting> settings();

    /** What was published, and how it is judged here: a few sentences, Markdown. */
    String about();

    /** Trains, and says in Markdown what came out. */
    Finding run(Workshop workshop);

    /**
     * What came out.
     *
     * @param text tables and sentences, Markdown; every figure is measured
     * @param broken promises that were not kept; the program ends with status 1 if there are any
     */
    record Finding(String text, List<String> broken) {
        /** Copies the list. */
        public Finding {
            broken = List.copyOf(broken);
        }
    }
}
