package retrograde.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Datasets;
import retrograde.data.Objective;
import retrograde.equation.Distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Descriptions of models, right and wrong. */
class ModelParserTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aDescriptionIsWhatTheBuilderBuilds() {
        String text = """
                # A model of everything.
                embedding 8
                dropout 0.1 variational   # of the embedding
                layer lstm 8 residual recurrent-dropout=0.2
                layer gru 3 bidirectional trained-start
                dropout 0.5
                loss cross-entropy
                init b_f=2
                """;
        ModelBuilder parsed = ModelParser.parse(text, "test");
        Architecture built = new ModelBuilder().embedding(8)
                .dropout(0.1, true)
                .layer("lstm", 8)
                .residual()
                .recurrentDropout(0.2)
                .layer(Zoo.cell("gru"), 3)
                .bidirectional()
                .trainedStart()
                .dropout(0.5)
                .on(DataShape.symbols(11));
        assertThat(parsed.on(DataShape.symbols(11))).isEqualTo(built);
        assertThat(parsed.initialisations()).containsEntry("b_f", new Distribution.Constant(2));
        assertThat(built.layers()).hasSize(3).extracting(l -> l.cell().name()).containsExactly("lstm", "gru", "gru");
        assertThat(built.topHidden()).isEqualTo(6);
        assertThat(built.parameterCount())
                .isEqualTo(11 * 8 + 4 * (64 + 64 + 8) + 2 * (3 * (24 + 9 + 3) + 3) + 11 * 6 + 11);
        assertThat(new Parameters(built).named().values().stream().mapToInt(a -> a.length).sum())
                .isEqualTo((int) built.parameterCount());
    }

    @Test
    void everyLayerMayHaveItsDropoutAndEveryParameterItsFirstValues() {
        Architecture a = ModelParser
                .parse("dropout .1\nlayer lstm 3\ndropout .2\nlayer gru 3\ndropout .3\ninit U=0\ninit b=1", "test")
                .on(DataShape.symbols(9));
        assertThat(a.wirings()).extracting(w -> w.dropout().probability()).containsExactly(.1, .2);
        assertThat(a.outputDropout().probability()).isEqualTo(.3);
    }

    @Test
    void aTiedReadOutHasNoMatrixOfItsOwn() {
        Architecture a = ModelParser.parse("embedding 4\nlayer gru 4\nreadout tied", "test").on(DataShape.symbols(9));
        Parameters p = new Parameters(a);
        assertThat(p.named()).containsKeys("embedding", "readout_b").doesNotContainKey("readout_W");
        assertThat(p.readoutWeights()).isSameAs(p.embedding());
        assertThat(a.parameterCount()).isEqualTo(9 * 4 + 3 * (16 + 16 + 4) + 9);
    }

    @Test
    void theLossIsTheDatasOwnUnlessAnotherIsNamed() {
        assertThat(ModelParser.parse("layer gru 4\nloss huber", "test").on(DataShape.numbers(2, 3)).objective())
                .isEqualTo(new Objective(Objective.Kind.HUBER, 3, Objective.LossSteps.EVERY, 1));
        assertThat(ModelParser.parse("layer gru 4", "test").on(DataShape.numbers(2, 3)).objective().kind())
                .isEqualTo(Objective.Kind.SQUARED_ERROR);
        assertThat(ModelParser.parse("layer gru 4\nloss binary-sum", "test")
                .on(DataShape.numbers(2, 3))
                .objective()
                .loss()).isEqualTo("binary-sum");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"layers lstm 3 | line 1: \"layers\" is no statement; did you mean layer?",
                    "layer lstm | line 1: expected a cell and its hidden units, as in layer lstm 128",
                    "layer lstm many | line 1: \"many\" is no whole number",
                    "layer lstm 0 | line 1: layer lstm 0: a layer needs at least 1 hidden unit",
                    "layer lsmt 3 | line 1: unknown cell 'lsmt'; did you mean lstm?",
                    "layer lstm 3 residul | line 1: \"residul\" says nothing about a layer; did you mean residual?",
                    "layer lstm 3 R=2 | line 1: R=2 names no dimension of lstm; there is none to give",
                    "dropout 1 | line 1: dropout 1.0: the probability must be at least 0 and below 1",
                    "dropout .2 often | line 1: expected a probability, and \"variational\" or nothing",
                    "dropout .2 | there is no layer in it", "embedding 0 | line 1: embedding 0: symbols need vectors",
                    "readout twisted | line 1: a read-out is \"tied\"",
                    "embedding 4;layer lstm 3;embedding 5 | line 3: embedding is already given (line 1); leave out one of them",
                    "dropout .1;# again;dropout .2;layer lstm 3 | line 3: dropout is already given (line 1), and no layer stands between",
                    "layer lstm 3;readout tied;readout tied | line 3: readout is already given (line 2)",
                    "layer lstm 3;loss huber;loss binary | line 3: loss is already given (line 2)",
                    "layer lstm 3;init b_f=1;init b_f = 2 | line 3: init b_f is already given (line 2)",
                    "layer lstm 3 recurrent-dropout=.1 recurrent-dropout=.2 | line 1: recurrent-dropout is given twice",
                    "init b_f | line 1: expected init NAME=DISTRIBUTION", "init b_f=lots | line 1: "})
    void mistakesNameTheLineAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> ModelParser.parse(text.replace(';', '\n'), "my.model"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("my.model")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                    "layer lstm 3 residual | true | layer 1 is residual, so its 3 outputs must be as many as its inputs, 32",
                    "layer lstm 3;readout tied | true | a tied read-out is the embedding, so the top layer's width (3)",
                    "layer lstm 3;readout tied | false | a tied read-out shares the embedding of symbols",
                    "layer lstm 3;loss huber | true | loss huber does not fit: the data's own loss is cross-entropy",
                    "layer lstm 3;loss hubert | false | loss hubert is not known: the data's own loss is squared-error",
                    "layer lstm 3;loss huber:-1 | false | loss huber:-1: δ must be a number above 0",
                    "layer lstm 3;loss binary:2 | false | loss binary:2: binary takes nothing after a colon",
                    "layer lstm 3;loss cross-entropy | false | loss cross-entropy does not fit"})
    void partsThatDoNotFitAreRefused(String text, boolean symbols, String message) {
        ModelBuilder model = ModelParser.parse(text.replace(';', '\n'), "my.model");
        DataShape data = symbols ? DataShape.symbols(9) : DataShape.numbers(2, 3);
        assertThatThrownBy(() -> model.on(data)).isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    @Test
    void whoeverReadsFromTheEndHasReadWhatComesNext() {
        ModelBuilder model = new ModelBuilder().layer("gru", 2).bidirectional();
        assertThatThrownBy(() -> model.on(Datasets.bundled("mauna-loa-co2"))).isInstanceOf(InputException.class)
                .hasMessage(
                        "a bidirectional layer reads mauna-loa-co2 from its end, and so has read what is to be predicted; "
                                + "leave out \"bidirectional\", train on a task or on labelled sequences, or with"
                                + " --loss-steps last");
        assertThat(model.on(Datasets.task("adding")).bidirectional()).isTrue();
    }

    @Test
    void filesThatAreNoDescriptionsAreRefused() throws IOException {
        Path file = folder.resolve("my.model");
        assertThatThrownBy(() -> ModelParser.read(file.toString())).isInstanceOf(InputException.class)
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> ModelParser.read(folder.toString())).isInstanceOf(InputException.class)
                .hasMessageContaining("is a directory; expected a model file");
        Files.write(file, new byte[] {0, 1, 2});
        assertThatThrownBy(() -> ModelParser.read(file.toString())).isInstanceOf(InputException.class)
                .hasMessageContaining("is not a text file");
        Files.writeString(file, "\ufefflayer lstm 2\r\nlayer gru 2\r\n");
        assertThat(ModelParser.read(file.toString()).on(DataShape.numbers(1, 1)).layers()).hasSize(2);
    }
}
