package retrograde.formats.npy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.formats.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Arrays that NumPy 2.4 wrote (make.py beside them) are read as they were, and damaged ones are refused. */
class NpyFileTest {
    private static final Path FILES = Path.of("src/test/resources/retrograde/formats/npy");

    @TempDir
    Path folder;

    private static NpyArray open(String name) {
        return NpyFile.open(FILES.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tlf4", "tlf8", "tlf2", "tli4", "tli8", "tli2", "tni1", "tnu1", "tlu8", "tbf8", "tbf4", "tbi4",
                    "tbu2", "fortran", "v1", "v2", "v3"})
    void everyTypeOrderAndVersionGivesTheSameNumbers(String name) {
        NpyArray array = open(name + ".npy");
        assertThat(array.shape()).containsExactly(4L, 3L);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(array.at(i, j)).isEqualTo(10 * i + j);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cube", "cubef"})
    void threeDimensionsInEitherOrder(String name) {
        NpyArray array = open(name + ".npy");
        assertThat(array.shape()).containsExactly(2L, 3L, 4L);
        assertThat(array.at(1, 2, 3)).isEqualTo(23);
        assertThat(array.at(1, 0, 2)).isEqualTo(14);
        assertThat(array.integral()).isFalse();
    }

    @Test
    void specialValuesAndLargeIntegers() {
        NpyArray line = open("line.npy");
        assertThat(line.at(1)).isNaN();
        assertThat(line.at(2)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(line.at(3)).isEqualTo(Double.MIN_VALUE);
        assertThat(open("bool.npy").at(0, 1)).isZero();
        assertThat(open("bool.npy").at(0, 2)).isOne();
        assertThat(open("big.npy").at(1)).isEqualTo(-0x1p62);
        assertThat(open("bigu.npy").at(0)).isEqualTo(0x1p63);
        assertThat(open("bigu.npy").at(1)).isEqualTo(0x1p64);
        assertThat(open("number.npy").shape()).isEmpty();
        assertThat(open("none.npy").shape()).containsExactly(0L, 3L);
    }

    private static void refused(Runnable open, String message) {
        assertThatThrownBy(open::run).isInstanceOf(FormatException.class).hasMessageContaining(message);
    }

    @Test
    void whatHoldsNoNumbersIsRefused() throws IOException {
        refused(() -> open("object.npy"), "has entries of the type '|O'; floats, integers and booleans");
        refused(() -> open("complex.npy"), "has entries of the type '<c16'");
        refused(() -> open("record.npy"), "lacks descr");
        refused(() -> NpyFile.open(folder), "is a directory");
        refused(() -> NpyFile.open(folder.resolve("none.npy")), "cannot be read: java.nio.file.NoSuchFileException");
        Path empty = Files.writeString(folder.resolve("a.npy"), "");
        Path table = Files.writeString(folder.resolve("b.npy"), "a,b\n1,2\n");
        refused(() -> NpyFile.open(empty), "is no NPY array");
        refused(() -> NpyFile.open(table), "is no NPY array");
        refused(() -> NpzFile.read(FILES.resolve("tlf4.npy")), "cannot be read as an NPZ archive");
    }

    @Test
    void aHeaderThatPromisesMoreThanThereIsAllocatesNothing() throws IOException {
        refused(() -> written("{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 1000), }"),
                "is cut off: [999999999999, 1000] entries of 8 bytes need 7999999999992000, and there are 8");
        refused(() -> written("{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 999999999999), }"),
                "which is no possible size");
        refused(() -> written("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"), "its shape is (-1,)");
        refused(() -> written("{'descr': '<f8', 'shape': (1,), }"), "lacks fortran_order");
        assertThat(written("{'shape': (1L,), 'fortran_order': False, 'descr': '<f8'}").at(0)).isZero();
    }

    private NpyArray written(String header) {
        try {
            byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
            byte[] all = new byte[10 + text.length + 8];
            byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)};
            System.arraycopy(magic, 0, all, 0, 10);
            System.arraycopy(text, 0, all, 10, text.length);
            return NpyFile.open(Files.write(Files.createTempFile(folder, "h", ".npy"), all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void archivesAreReadStoredOrCompressed() {
        List<NpyArray> arrays = NpzFile.read(FILES.resolve("series.npz"));
        assertThat(arrays.stream().map(NpyArray::name)).containsExactly("wave", "both");
        assertThat(arrays.get(0).at(3)).isEqualTo(StrictMath.sin(3));
        assertThat(arrays.get(1).at(9, 1)).isEqualTo(2);
        List<NpyArray> packed = NpzFile.read(FILES.resolve("packed.npz"));
        assertThat(packed.get(0).at(39)).isEqualTo(StrictMath.sin(39));
        assertThat(packed.get(1).at(4)).isOne();
    }

    /** Bytes changed at random, and the end cut off: an array, or a message. */
    @ParameterizedTest
    @ValueSource(strings = {"fortran.npy", "v3.npy", "series.npz", "packed.npz"})
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve(name));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(name.hashCode());
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            byte[] damaged = round % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            // Changes near the front reach the header, the others the entries and the archive's directory.
            for (int k = 0; k < 1 + round % 4 && damaged.length > 0; k++) {
                int at = random.nextBoolean() ? random.nextInt(damaged.length)
                        : random.nextInt(Math.min(130, damaged.length));
                damaged[at] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("f" + round + name.substring(name.length() - 4)), damaged);
            try {
                List<NpyArray> arrays = name.endsWith("z") ? NpzFile.read(file)
                        : new ArrayList<>(List.of(NpyFile.open(file)));
                for (NpyArray array : arrays) {
                    readAll(array);
                }
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(refused).isBetween(150, 599);
    }

    /** Every entry lies within the file. */
    private static double readAll(NpyArray array) {
        double sum = 0;
        List<Long> shape = array.shape();
        for (long i = 0; !shape.isEmpty() && i < shape.get(0); i++) {
            for (long j = 0; j < (shape.size() == 2 ? shape.get(1) : 1); j++) {
                sum += shape.size() == 2 ? array.at(i, j) : shape.size() == 1 ? array.at(i) : 0;
            }
        }
        return sum;
    }
}
