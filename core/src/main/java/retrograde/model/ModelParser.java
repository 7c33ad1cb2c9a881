package retrograde.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import retrograde.InputException;
import retrograde.cell.DescriptionFile;
import retrograde.equation.Suggestion;

/**
 * Reads a model's description, one statement a line, from the bottom up:
 *
 * <pre>
 * embedding 64
 * dropout 0.2 [variational]                 of what is read next
 * layer CELL H {bidirectional | residual | trained-start | recurrent-dropout=P | zoneout=Z |
 *                zoneout=STATE:Z,… | DIMENSION=SIZE}
 * readout tied
 * loss LOSS
 * init NAME=DISTRIBUTION
 * </pre>
 *
 * {@code #} begins a comment. What would replace an earlier line is refused: every statement but {@code layer} and
 * {@code init} stands once, and a dropout once before each layer and the read-out. CELL is a name or the path of a file, as everywhere; a path may not hold blanks.
 */
public final class ModelParser {
    private static final String LAYER = "layer";
    private static final String DROPOUT = "dropout";
    private static final List<String> STATEMENTS = List.of("embedding", DROPOUT, LAYER, "readout", "loss", "init");
    private static final List<String> MODIFIERS = List.of("bidirectional", "residual", "trained-start",
            "recurrent-dropout", "zoneout");
    private static final String RECURRENT_DROPOUT = "recurrent-dropout=";
    private static final String ZONEOUT = "zoneout=";

    private ModelParser() {}

    /**
     * Reads a file.
     *
     * @throws InputException where it cannot be read, or naming the line that is wrong, and what was expected
     */
    public static ModelBuilder read(String path) {
        return parse(DescriptionFile.read(path, "model", "a model file, as one that holds the line \"layer lstm 64\""),
                path);
    }

    /**
     * Reads a text.
     *
     * @param source what messages call it
     * @throws InputException naming the line that is wrong, and what was expected
     */
    public static ModelBuilder parse(String text, String source) {
        ModelBuilder model = new ModelBuilder();
        String[] lines = text.startsWith("\ufeff") ? text.substring(1).split("\\R", -1) : text.split("\\R", -1);
        Map<String, Integer> given = new HashMap<>();
        for (int i = 0; i < lines.length; i++) {
            int comment = lines[i].indexOf('#');
            String line = (comment < 0 ? lines[i] : lines[i].substring(0, comment)).strip();
            if (line.isEmpty()) {
                continue;
            }
            try {
                checkNew(line, i + 1, given);
                statement(model, line);
            } catch (InputException e) {
                throw new InputException(
                        source + ", line " + (i + 1) + ": " + e.getMessage() + "\n    " + lines[i].strip(), e);
            }
        }
        if (!given.containsKey(LAYER)) {
            throw new InputException(source + ": there is no layer in it; expected text such as\n"
                    + "    embedding 64\n    layer lstm 128\n    dropout 0.2\n    layer gru 128");
        }
        return model;
    }

    /**
     * Refuses a statement that would replace an earlier one unseen. A dropout is of what is read next, so another layer may have
     * another; first values are told apart by their names.
     *
     * @param given the line of each statement so far; modified
     */
    private static void checkNew(String line, int number, Map<String, Integer> given) {
        String[] words = line.split("[\\s=]+", -1);
        String statement = words[0].equals("init") && words.length > 1 ? "init " + words[1] : words[0];
        Integer earlier = given.put(statement, number);
        if (statement.equals(LAYER)) {
            given.remove(DROPOUT);
        } else if (earlier != null && STATEMENTS.contains(words[0])) {
            throw new InputException(statement + " is already given (line " + earlier + ")"
                    + (statement.equals(DROPOUT) ? ", and no layer stands between" : "") + "; leave out one of them");
        }
    }

    private static void statement(ModelBuilder model, String line) {
        List<String> words = Arrays.asList(line.split("\\s+"));
        String rest = line.substring(words.get(0).length()).strip();
        switch (words.get(0)) {
            case "embedding" -> model.embedding(count(only(words, "embedding 64")));
            case DROPOUT -> dropout(model, words);
            case LAYER -> layer(model, words);
            case "readout" -> {
                if (!only(words, "readout tied").equals("tied")) {
                    throw new InputException(
                            "a read-out is \"tied\" (to the embedding), or linear where the line is left out");
                }
                model.tied();
            }
            case "loss" -> model.loss(only(words, "loss huber:1"));
            case "init" -> {
                int equals = rest.indexOf('=');
                if (equals <= 0) {
                    throw new InputException("expected init NAME=DISTRIBUTION, as init b_f=1");
                }
                model.init(rest.substring(0, equals).strip(), rest.substring(equals + 1).strip());
            }
            default -> throw new InputException("\"" + words.get(0) + "\" is no statement"
                    + suggestion(words.get(0), STATEMENTS) + " Expected one of " + String.join(", ", STATEMENTS));
        }
    }

    private static String only(List<String> words, String example) {
        if (words.size() != 2) {
            throw new InputException("expected one word after \"" + words.get(0) + "\", as in " + example);
        }
        return words.get(1);
    }

    private static void dropout(ModelBuilder model, List<String> words) {
        boolean variational = words.size() == 3 && words.get(2).equals("variational");
        if (words.size() != 2 && !variational) {
            throw new InputException("expected a probability, and \"variational\" or nothing, as in dropout 0.2");
        }
        model.dropout(probability(words.get(1)), variational);
    }

    private static void layer(ModelBuilder model, List<String> words) {
        if (words.size() < 3) {
            throw new InputException("expected a cell and its hidden units, as in layer lstm 128");
        }
        model.layer(words.get(1), count(words.get(2)));
        Set<String> given = new HashSet<>();
        for (String word : words.subList(3, words.size())) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!given.add(name)) {
                throw new InputException(name + " is given twice for this layer; leave out one of them");
            }
            if (word.equals("bidirectional")) {
                model.bidirectional();
            } else if (word.equals("residual")) {
                model.residual();
            } else if (word.equals("trained-start")) {
                model.trainedStart();
            } else if (word.startsWith(RECURRENT_DROPOUT)) {
                model.recurrentDropout(probability(word.substring(RECURRENT_DROPOUT.length())));
            } else if (word.startsWith(ZONEOUT)) {
                zoneout(model, word.substring(ZONEOUT.length()));
            } else if (equals > 0) {
                model.dimension(word.substring(0, equals), count(word.substring(equals + 1)));
            } else {
                throw new InputException("\"" + word + "\" says nothing about a layer" + suggestion(word, MODIFIERS)
                        + " Expected bidirectional, residual, trained-start, "
                        + "recurrent-dropout=0.2, zoneout=0.1, or a dimension of the cell as R=8");
            }
        }
    }

    /** {@code 0.1}, of all states, or {@code h:0.05,c:0.5}. */
    private static void zoneout(ModelBuilder model, String values) {
        if (!values.contains(":")) {
            model.zoneout(probability(values));
            return;
        }
        for (String one : values.split(",", -1)) {
            int colon = one.indexOf(':');
            if (colon <= 0) {
                throw new InputException("zoneout=" + values + ": expected a probability for each state, as in "
                        + "zoneout=h:0.05,c:0.5, or one for all, as in zoneout=0.1");
            }
            model.zoneout(one.substring(0, colon), probability(one.substring(colon + 1)));
        }
    }

    private static String suggestion(String word, List<String> known) {
        String phrase = Suggestion.phrase(word, known);
        return phrase.isEmpty() ? "." : phrase;
    }

    private static int count(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new InputException("\"" + word + "\" is no whole number", e);
        }
    }

    private static double probability(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new InputException("\"" + word + "\" is no probability, as 0.2", e);
        }
    }
}
