package retrograde.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Whatever is wrong with what the user gives: the whole message, status 2, nothing on standard output, nothing written. */
class BadInputTest {

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void nothingIsHalfWritten() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(f -> String.valueOf(f.getFileName())))
                    .noneMatch(n -> n.endsWith(".part") || n.equals("model.ckpt") || n.endsWith(".html"));
        }
    }

    /** A command line, and how its message begins. */
    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                arguments("flow --cell ltsm",
                        "unknown cell 'ltsm'; did you mean lstm? expected one of rnn_tanh, rnn_relu,"),
                arguments("compare --cells lstm,nope", "unknown cell 'nope'; expected one of rnn_tanh, "),
                arguments("train --cell missing.cell", "there is no file missing.cell (looked for /"),
                arguments("flow --init Q=1", "--init Q names no parameter and no state; there are W_f, U_f, b_f, W_i, "
                        + "U_i, b_i, W_o, U_o, b_o, W_c, U_c, b_c, h, c, embedding, readout_W, readout_b, families such as W,"
                        + " * for all, and 2/NAME for one layer of 1"),
                arguments("flow --init b_f", "--init b_f is not NAME=DISTRIBUTION; write for example --init b_f=1"),
                arguments("flow --init b_f=foo",
                        "unknown distribution 'foo'; expected a number, const:v, normal:mean,std,"),
                arguments("flow --hidden 3 --init U_f=values:1,2;3,4",
                        "--init U_f=values gives 2 row(s) of 2, but U_f is [3,3]; separate entries by commas and rows by "),
                arguments("flow --init b_f=chrono:1",
                        "distribution 'chrono:1': chrono:Tmax draws from 1 to Tmax − 1 and"),
                arguments("flow --init U_f=file:missing.csv --hidden 3", "There is no file missing.csv (looked for /"),
                arguments("train --data missing.txt", "There is no file 'missing.txt' (looked for /"),
                arguments("train --data moby-dik", "There is no file 'moby-dik' (looked for /"),
                arguments("train --task addng",
                        "There is no task 'addng'; did you mean adding? Tasks: adding, copy-memory,"
                                + " temporal-order, multiplication, parity, dyck, noisy-counting, delayed-xor. For a file or"
                                + " bundled data use --data."),
                arguments("train --task adding --data moby-dick",
                        "--task adding and --data moby-dick are both given; choose one"),
                arguments("train --data noise:1",
                        "There is nothing to learn from noise:1: it serves to measure the flow of"),
                arguments("compare --data zero", "There is nothing to learn from zero: "),
                arguments("flow --data noise:-1",
                        "The standard deviation of noise must be a number of at least 0, but is -1"),
                arguments("flow --data noise:x",
                        "Expected a standard deviation after noise:, got 'x'. Write for example"),
                arguments("train --task adding --columns a",
                        "--columns belongs to series, and adding is a task; leave it out"),
                arguments("train --data nino-sst --target nino5",
                        "--target names 'nino5', which the series 'nino-sst' has"
                                + " not; did you mean nino3? its columns are nino1+2, nino3, nino4, nino3.4"),
                arguments("train --steps 0",
                        "--steps is 0: sequences need at least 1 step; leave --steps out for the data's" + " default"),
                arguments("flow --steps -3 --data zero", "--steps is -3: sequences need at least 1 step;"),
                arguments("train --task adding --steps 1", "--steps is 1, but adding needs at least 2"),
                arguments("train --hidden 0", "--hidden is 0: a cell needs at least 1 hidden unit; try --hidden 64"),
                arguments("flow --hidden -4", "--hidden is -4: a cell needs at least 1 hidden unit; try --hidden 64"),
                arguments("compare --hidden 0", "--hidden is 0: a cell needs at least 1 hidden unit; try --hidden 64"),
                arguments("train --layers 0", "--layers is 0: a model needs at least one recurrent layer"),
                arguments("train --layers 1000000000", "--layers is 1000000000, more than the 1000 possible"),
                arguments("train --embedding 0", "--embedding is 0: symbols need vectors of at least 1 entry"),
                arguments("flow --data zero --input 0",
                        "Noise needs at least one input, but --input is 0. Give --input 1 or"),
                arguments("train --batch 0", "--batch is 0: an update needs at least 1 sequence"),
                arguments("train --batch -3", "--batch is -3: an update needs at least 1 sequence"),
                arguments("compare --batch -3", "--batch is -3: an update needs at least 1 sequence"),
                arguments("flow --batch 0", "--batch is 0: flow needs at least 1 sequence"),
                arguments("train --updates -1", "--updates is -1: the number of optimiser steps cannot be negative"),
                arguments("compare --updates -1", "--updates is -1: the number of optimiser steps cannot be negative"),
                arguments("train --lr 0", "--lr is 0.0: the learning rate must be above 0"),
                arguments("train --lr NaN", "--lr is NaN: the learning rate must be above 0"),
                arguments("compare --lr -1", "--lr is -1.0: the learning rate must be above 0"),
                arguments("train --tbptt 0", "--tbptt is 0: a window of truncated backpropagation has at least 1 step"),
                arguments("train --clip NaN",
                        "--clip is NaN: the largest allowed gradient norm must be above 0; give --clip 0"),
                arguments("train --clip -1", "--clip is -1.0: the largest allowed gradient norm must be above 0; give"),
                arguments("train --clip-value 0",
                        "--clip-value is 0.0: the largest allowed entry of a gradient must be above 0; leave it out"),
                arguments("train --clip 1 --clip-value 1", "--clip 1 and --clip-value 1.0 are both given; choose one"),
                arguments("train --clip-params U",
                        "--clip-params U is not NAME=LO,HI; write for example --clip-params U=-1,1"),
                arguments("train --clip-params U=1",
                        "--clip-params U=1 is not NAME=LO,HI; write for example --clip-params U=-1,1"),
                arguments("train --clip-params U=1,x", "--clip-params U=1,x: 'x' is no number"),
                arguments("train --clip-params U=1,-1", "--clip-params U=1.0,-1.0 is no interval; write the lower end"),
                arguments("train --clip-params V=-1,1", "--clip-params V names no parameter; there are W_f, U_f, b_f"),
                arguments("train --clip-spectral U=0",
                        "--clip-spectral U=0.0: the largest singular value allowed must be above 0, for example"),
                arguments("train --clip-spectral =1", "--clip-spectral =1 is not NAME=S; write for example"),
                arguments("train --clip-spectral b_f=1", "--clip-spectral b_f: 1/b_f is a vector; a spectral norm is"),
                arguments("compare --clip NaN",
                        "--clip is NaN: the largest allowed gradient norm must be above 0; give"),
                arguments("train --threads 0", "--threads is 0: at least 1 is needed; this machine has "),
                arguments("compare --threads -2", "--threads is -2: at least 1 is needed; this machine has "),
                arguments("train --threads 1000000",
                        "--threads is 1000000, more than the 1024 possible; this machine has"),
                arguments("compare --threads 1025",
                        "--threads is 1025, more than the 1024 possible; this machine has "),
                arguments("train --optimiser adan", "--optimiser \"adan\" is not known; did you mean adam? There are "),
                arguments("train --dtype float16",
                        "--dtype is \"float16\"; it is one of float32, float64 and reference (float64, interpreted)"),
                arguments("compare --dtype FLOAT32", "--dtype is \"FLOAT32\"; it is one of float32, float64 and "),
                arguments("flow --dtype double --data zero",
                        "--dtype is \"double\"; it is one of float32, float64 and "),
                arguments("flow --dtype float32 --data zero",
                        "--dtype float32 is for training; flow is measured in float64, whatever the model was trained in;"),
                arguments("train --resume --out missing --dtype float64",
                        "--resume goes on with the options the run was begun with; leave out --dtype, or start a new run"),
                arguments("train --dim R=8", "--dim R=8 names no dimension of lstm; there is none to give"),
                arguments("compare --cells gru --dim H=8",
                        "--dim H=8 names no dimension of gru; there is none to give, and --hidden sets H"),
                arguments("flow --quantities reech --data zero",
                        "--quantities names reech; there are lyapunov, gradientByLag,"
                                + " reach, horizon, terms, ablation, viewGap, productSpectrum, units"),
                arguments("flow --state q --data zero", "--state q is no state of cell lstm; it has h, c"),
                arguments("flow --lags 0 --data zero", "--lags is 0: the largest lag must be at least 1"),
                arguments("flow --exponents 0 --data zero", "--exponents is 0: measure at least 1, the leading one"),
                arguments("flow --threads 0 --data zero", "--threads is 0: at least 1 is needed; this machine has "),
                arguments("flow --qr-every 0 --data zero",
                        "--qr-every is 0: the frame is re-orthonormalised every 1 or"),
                arguments("flow --epsilon 2 --data zero",
                        "--epsilon is 2.0: the horizon's threshold lies between 0 and 1"),
                arguments("flow --epsilon NaN --data zero",
                        "--epsilon is NaN: the horizon's threshold lies between 0 and 1"),
                arguments("flow --window 0", "--window is 0: flow needs sequences of at least 1 step"),
                arguments("flow --window 100000000", "--window is 100000000, but moby-dick has only "),
                arguments("train --resume", "--resume needs --out DIR, the folder of the run to go on with"),
                arguments("train --resume --out missing --hidden 8",
                        "--resume goes on with the options the run was begun with; leave out --hidden, or start a new run"),
                arguments("train --resume --out missing",
                        "there is no checkpoint missing/model.ckpt to resume; retrograde train --out missing writes one"),
                arguments("flow missing.ckpt", "there is no checkpoint missing.ckpt; retrograde train writes one"),
                arguments("flow missing.ckpt --cell gru",
                        "--cell describes a fresh model, but missing.ckpt brings its own; leave out one of them"));
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void wrongOptionsAreRefused(String command, String message) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (!command.startsWith("flow") && !command.contains("--resume")) {
            arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        CommandRun.of(arguments.toArray(new String[0])).assertRefused(message);
    }

    /** What picocli itself refuses: its message in plain words, and where to read on. */
    static Stream<Arguments> unreadableOptions() {
        return Stream.of(
                arguments("flow --view articl",
                        "Invalid value for option '--view': expected full or article, but got"
                                + " 'articl'; did you mean article?"),
                arguments("derive lstm --view x",
                        "Invalid value for option '--view': expected full or article, but got 'x'"),
                arguments("flow --loss first",
                        "Invalid value for option '--loss': expected last or every, but got 'first'"),
                arguments("compare --lang fr", "Invalid value for option '--lang': expected en or zh, but got 'fr'"),
                arguments("train --updates 1.5",
                        "Invalid value for option '--updates': expected a whole number, but got '1.5'"),
                arguments("train --hidden 99999999999",
                        "Invalid value for option '--hidden': 99999999999 is beyond 2147483647, the largest number possible"),
                arguments("train --lr fast",
                        "Invalid value for option '--lr': expected a number such as 0.01, but got 'fast'"),
                arguments("train --seed x", "Invalid value for option '--seed': expected a whole number, but got 'x'"),
                arguments("train --dim R", "Value for option '--dim' (R=8) should be in KEY=VALUE format but was R"),
                arguments("train --lr", "Missing required parameter for option '--lr' (RATE)"),
                arguments("train --lerning-rate 1", "Unknown options: '--lerning-rate', '1'"),
                arguments("train extra", "Unmatched argument at index 1: 'extra'"));
    }

    @ParameterizedTest
    @MethodSource("unreadableOptions")
    void unreadableOptionsAreRefusedInPlainWords(String command, String message) {
        String[] words = command.split(" ", -1);
        CommandRun run = CommandRun.of(words);
        run.assertRefused(message);
        assertThat(run.err().stripTrailing()).endsWith("See 'retrograde " + words[0] + " --help'.");
    }

    /** Sizes that cannot fit: refused from the sizes alone, with an option that helps. */
    static Stream<Arguments> absurdSizes() {
        return Stream.of(arguments("train --task adding --steps 100000000",
                "the activations of 16 sequences of 100,000,000 steps would take about ", "--steps, --batch or"),
                arguments("compare --task adding --steps 100000000",
                        "the activations of 16 sequences of 100,000,000 steps would take about ",
                        "--steps, --batch or"),
                arguments("flow --task adding --steps 100000000",
                        "the activations of 8 sequences of 400,000,000 steps would take about ", "--window"),
                arguments("flow --data zero --steps 2000000000",
                        "the activations of 1 sequences of 2,000,000,000 steps would take about ", "--steps"),
                arguments("train --hidden 1000000",
                        "parameter U_f of cell lstm would have 1000000000000 entries, more than an array can hold",
                        "--hidden"),
                arguments("flow --hidden 1000000 --cell rnn_tanh --data zero",
                        "parameter U of cell rnn_tanh would have 1000000000000 entries, more than an array",
                        "--hidden"),
                arguments("compare --hidden 1000000 --cells gru", "parameter ", "--hidden"),
                arguments("train --hidden 20000", "trained values are more than the ", "--hidden"),
                arguments("flow --hidden 30000 --cell rnn_tanh --data zero", "a model of 900,060,000 values would take",
                        "--hidden"),
                arguments("flow --hidden 3000 --cell rnn_tanh --data zero --batch 1000000",
                        "the activations of 1,000,000 sequences of 256 steps would take about ", "--batch"),
                arguments("train --batch 2000000000",
                        "the activations of 2,000,000,000 sequences of 64 steps would take", "--batch"),
                arguments("train --embedding 2000000000", "parameter W_f of cell lstm would have 128000000000 entries",
                        "--embedding"));
    }

    @ParameterizedTest
    @MethodSource("absurdSizes")
    void absurdSizesAreRefusedBeforeAnythingIsAllocated(String command, String message, String option) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        if (!command.startsWith("flow")) {
            arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        CommandRun run = CommandRun.of(arguments.toArray(new String[0]));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).contains("choose a smaller ").contains(option);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void syntaxErrorOfACellShowsLineAndCaret() throws IOException {
        String file = file("错 误.cell", "cell bad\nstate h\nh' = tanh(W x + U h +* b)\n");
        CommandRun.of("train", "--cell", file).assertRefused(file + ", line 3: ");
        assertThat(CommandRun.of("flow", "--cell", file).err())
                .contains("\n    h' = tanh(W x + U h +* b)\n                         ^");
    }

    @Test
    void shapeClashOfACellShowsBothShapes() throws IOException {
        String file = file("clash.cell", "cell clash\nstate h\nh' = tanh(W x + x)\n");
        CommandRun.of("flow", "--cell", file)
                .assertRefused(
                        file + ", line 3: shapes clash: H entries on the left, I on the right; x has I entries and"
                                + " comes to H through a matrix, as W x\n    h' = tanh(W x + x)\n                  ^");
    }

    @Test
    void aDimensionWithoutASizeNamesTheOption() throws IOException {
        String file = file("low.cell", "cell low\nstate h\nmatrix A [H,R]\nmatrix B [R,H]\nh' = tanh(W x + A B h)\n");
        CommandRun.of("flow", "--data", "zero", "--cell", file)
                .assertRefused("cell low declares a dimension R that has no size; give one, for example --dim R=8");
        CommandRun.of("flow", "--data", "zero", "--cell", file, "--dim", "R=0")
                .assertRefused(
                        "cell low declares a dimension R that has no size above zero; give one, for example --dim");
        CommandRun.of("flow", "--data", "zero", "--cell", file, "--dim", "Q=3")
                .assertRefused("--dim Q=3 names no dimension of low; there are R");
    }

    @Test
    void unusableDataFilesAreRefused() throws IOException {
        refusedData(file("empty.txt", ""), "The file %s is empty. Give a file with data in it.");
        refusedData(file("empty.csv", ""), "The file %s is empty. Give a file with data in it.");
        refusedData(file("nul.txt", "he\0llo"),
                "The file %s is binary, not text: byte 2 (counted from 0) is zero. Give a" + " UTF-8 text file;");
        String latin = Files.write(folder.resolve("latin.txt"), "café au lait".getBytes(StandardCharsets.ISO_8859_1))
                .toString();
        refusedData(latin,
                "The file %s is not UTF-8 text: byte 3 (counted from 0) is 0xE9, which does not belong there.");
        refusedData(Files.createDirectory(folder.resolve("a folder")).toString(),
                "%s is a directory. Give one file in it.");
        refusedData(file("nan.csv", "a,b\n1,2\nNaN,3\n4,5\n" + "1,2\n3,4\n".repeat(20)),
                "The series 'nan.csv' has no value in row 2, column a (1 of its 43 are missing). Fill the gap, leave");
        refusedData(file("inf.csv", "a,b\n1,2\ninf,3\n4,5\n"),
                "In the file %s, row 2, column a (line 3): inf. Every value must be a finite number: leave the row out.");
        refusedData(file("short.txt", "hi\n"), "The text 'short.txt' has 3 characters, but at least 20 are needed: ");
        refusedData(file("short.csv", "a\n1\n2\n3\n"),
                "The series 'short.csv' has 3 rows, but at least 20 are needed: ");
        refusedData(file("words.csv", "a,b\n" + "x,y\n".repeat(30)),
                "The file %s has no numeric column: Column a was left out: it holds words");
    }

    private void refusedData(String file, String message) {
        String out = folder.resolve("out").toString();
        CommandRun.of("train", "--data", file, "--out", out).assertRefused(message.formatted(file));
        CommandRun.of("flow", "--data", file).assertRefused(message.formatted(file));
        CommandRun.of("compare", "--data", file, "--out", out).assertRefused(message.formatted(file));
    }

    @Test
    void textTooShortToJudgeByIsRefusedBeforeTraining() throws IOException {
        String file = file("a.txt", "abcdefghij".repeat(10));
        CommandRun.of("train", "--data", file, "--steps", "50", "--out", folder.resolve("out").toString())
                .assertRefused("The text 'a.txt' has 100 characters. The last 10 % (10) are held out, too few for");
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() throws IOException {
        String below = file("file", "x") + "/out";
        CommandRun.of("train", "--out", below, "--hidden", "2")
                .assertRefused("cannot write into " + below + ": Not a directory; choose another folder with --out");
        CommandRun.of("compare", "--out", below, "--hidden", "2")
                .assertRefused("cannot write the page to " + below + "/report.html (");
        CommandRun.of("train", "--out", folder.resolve("x").toString(), "--hidden", "2", "--events", below)
                .assertRefused("cannot write events to " + below + ": ");
        Path closed = Files.createDirectory(folder.resolve("closed"));
        if (closed.toFile().setWritable(false) && !Files.isWritable(closed)) { // a super-user writes anywhere
            CommandRun.of("train", "--out", closed.toString(), "--hidden", "2")
                    .assertRefused("cannot write into " + closed + ": ");
            CommandRun.of("compare", "--out", closed.toString(), "--hidden", "2")
                    .assertRefused("cannot write the page to " + closed + "/report.html (");
        }
    }

    @Test
    void foreignFilesAreNoCheckpoints() throws IOException {
        String foreign = file("foreign.ckpt", "PK\3\4 something else altogether");
        String message = foreign + " is no checkpoint of Retrograde; expected a file that retrograde train wrote";
        CommandRun.of("flow", foreign).assertRefused(message);
        CommandRun.of("flow", file("empty", ""))
                .assertRefused(folder.resolve("empty") + " is no checkpoint of Retrograde; expected");
        CommandRun.of("flow", folder.toString())
                .assertRefused(folder + " is a folder; give the checkpoint file in it, for example ");
        CommandRun.of("flow", file("cut.ckpt", "RETROGRD\0\0\0\1"))
                .assertRefused(folder.resolve("cut.ckpt") + " is cut short");
    }

    /** A byte order mark, CRLF, a decimal comma's quotes, a column of words: all as good as a plain file. */
    @ParameterizedTest
    @ValueSource(strings = {"a,b\n%s,1.5\n", "\uFEFFa,b\r\n%s,1.5\r\n", "day,a,b\n%s,%s,1.5\n"})
    void tablesOfOtherProgramsAreRead(String form) throws IOException {
        int newline = form.indexOf('\n') + 1;
        StringBuilder text = new StringBuilder(form.substring(0, newline));
        IntStream.range(0, 60)
                .forEach(n -> text.append(form.substring(newline)
                        .replaceFirst("%s", Integer.toString(n % 7))
                        .replace("%s", "row " + n)
                        .replace("1.5", Double.toString(n % 3))));
        CommandRun run = CommandRun.of("flow", "--data", file("数据 one.csv", text.toString()), "--hidden", "2",
                "--quantities", "terms", "--steps", "4", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.document().get("quantities").has("terms")).isTrue();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
