package retrograde.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.train.Alarm;
import retrograde.train.Alarm.Kind;
import retrograde.train.Alarm.Raised;

/** The options by which a training is watched for trouble, and what happened of it. */
final class AlarmOptions {
    @Option(
            names = "--alarm",
            paramLabel = "KIND[:X][@K]=ACTION",
            description = {"Watch for trouble (repeatable), and report, clip or stop when it happens:",
                    "vanishing:1e-6@100 (of the gradient at lag 1 less than that is left at lag 100),",
                    "exploding:10 (norm above 10 times the median of the last 100), non-finite (default: stop)."})
    private List<String> given = List.of();

    private final Map<Kind, List<Raised>> raised = new EnumMap<>(Kind.class);

    /**
     * What to watch for.
     *
     * @param length of the sequences: no lag is longer
     */
    List<Alarm> alarms(int length) {
        Map<Kind, Alarm> alarms = new LinkedHashMap<>();
        for (String text : given) {
            Alarm alarm = Alarm.parse(text);
            if (alarms.put(alarm.kind(), alarm) != null) {
                throw new InputException("--alarm " + alarm.kind().text() + " is given twice; leave one of them out");
            }
            if (alarm.lag() > length) {
                throw new InputException("--alarm " + text + ": the sequences have " + length
                        + " steps; choose a lag of at most " + length + ", or longer --steps");
            }
        }
        return List.copyOf(alarms.values());
    }

    /** Begins anew: nothing has gone off yet. */
    void forget() {
        raised.clear();
    }

    /** Takes in what went off; gives what is to be shown at once: the first of each kind, and whatever ends the run. */
    List<String> take(List<Raised> now) {
        List<String> shown = new ArrayList<>();
        for (Raised r : now) {
            List<Raised> before = raised.computeIfAbsent(r.alarm().kind(), _ -> new ArrayList<>());
            before.add(r);
            if (before.size() == 1) {
                shown.add(r.message() + doing(r.alarm().action()));
            }
        }
        return shown;
    }

    private static String doing(Alarm.Action action) {
        return switch (action) {
            case REPORT -> "";
            case CLIP -> "; it was clipped";
            case STOP -> "; the run ends here";
        };
    }

    /** For each kind that went off a sentence: the first, and how often. */
    List<String> summary() {
        return raised.values()
                .stream()
                .map(all -> all.get(0).message()
                        + (all.size() == 1 ? ""
                                : "; in all " + all.size() + " times, last at update " + all.getLast().update())
                        + advice(all.getLast().alarm()))
                .toList();
    }

    private static String advice(Alarm alarm) {
        return alarm.kind() == Kind.NON_FINITE ? ". Try a smaller --lr or --clip" : "";
    }

    /** Writes what a resumed run needs to know. */
    void record(Map<String, String> facts) {
        facts.remove("alarms");
        if (!given.isEmpty()) {
            facts.put("alarms", String.join(" ", given.stream().map(t -> Alarm.parse(t).text()).toList()));
        }
    }

    /** Goes on as a run was begun. */
    void adopt(Map<String, String> facts) {
        String text = facts.get("alarms");
        given = text == null ? List.of() : List.of(text.split(" "));
    }
}
