package retrograde.cli;

import java.nio.file.Path;
import java.util.List;

import retrograde.InputException;
import retrograde.engine.LayerShape;
import retrograde.equation.TextPrinter;
import retrograde.model.Architecture;
import retrograde.run.Comparison.Study;

/** One model before and after: two checkpoints of the same architecture. */
record CheckpointPair(OpenedCheckpoint before, OpenedCheckpoint after) {
    private static final String STANDARD_DATA = "moby-dick";

    static CheckpointPair open(List<Path> files, DataOptions data) {
        if (files.size() != 2) {
            throw new InputException("compare takes two checkpoints, a model before and after, and " + files.get(0)
                    + " is one; name another, or measure this one with: retrograde flow "
                    + TrainingResult.shell(files.get(0)));
        }
        CheckpointPair pair = new CheckpointPair(OpenedCheckpoint.open(files.get(0), data, STANDARD_DATA),
                OpenedCheckpoint.open(files.get(1), data, STANDARD_DATA));
        String one = describe(pair.before().model().architecture());
        String other = describe(pair.after().model().architecture());
        if (!one.equals(other)) {
            throw new InputException("a model is compared with itself at another time, but " + files.get(0) + " is "
                    + name(pair.before().model().architecture()) + " and " + files.get(1) + " is "
                    + name(pair.after().model().architecture())
                    + "; measure each with retrograde flow, or train both with retrograde compare --cells");
        }
        if (!pair.before().data().hash().equals(pair.after().data().hash())) {
            throw new InputException(
                    files.get(0) + " was trained on " + pair.before().data().name() + " and " + files.get(1) + " on "
                            + pair.after().data().name() + "; say with --data or --task what both are measured on");
        }
        if (!pair.before().data().encoding().equals(pair.after().data().encoding())) {
            throw new InputException(files.get(0) + " and " + files.get(1)
                    + " were trained on different data, and what is one symbol or unit to one is another to the other;"
                    + " measure each with retrograde flow");
        }
        return pair;
    }

    /** What both are measured on; the updates are those between the two. */
    Study study(int batch, double rate) {
        return new Study(after.data(), after.steps(), batch, after.model().architecture().embedding(),
                Math.abs(after.number("updates", 0) - before.number("updates", 0)), rate, 0);
    }

    String title() {
        return "Gradient flow of " + before.file() + " and of " + after.file();
    }

    private static String describe(Architecture architecture) {
        StringBuilder text = new StringBuilder(architecture.inputs() + " " + architecture.objective() + " "
                + architecture.wirings() + architecture.outputDropout() + architecture.tied());
        for (LayerShape layer : architecture.layers()) {
            text.append(layer.hidden())
                    .append(' ')
                    .append(layer.inputs())
                    .append(' ')
                    .append(layer.dimensions())
                    .append(TextPrinter.print(layer.cell()));
        }
        return text.toString();
    }

    private static String name(Architecture architecture) {
        LayerShape top = architecture.layers().getLast();
        return top.cell().name() + " with " + top.hidden() + " hidden units in " + architecture.layers().size()
                + (architecture.layers().size() == 1 ? " layer" : " layers");
    }
}
