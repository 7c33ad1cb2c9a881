package retrograde.formats.text;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrograde.formats.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextFileTest {
    @TempDir
    Path folder;

    private Path file(String name, byte... content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private Path file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsUtf8AsItIs() throws IOException {
        assertThat(TextFile.read(file("a.txt", "学而时习之 𝄞\nline two\n\r alone")))
                .isEqualTo("学而时习之 𝄞\nline two\n\r alone");
    }

    @Test
    void dropsTheByteOrderMarkAndTurnsCrlfIntoLf() throws IOException {
        assertThat(TextFile.read(file("a.txt", "\uFEFFone\r\ntwo\r\n"))).isEqualTo("one\ntwo\n");
    }

    @Test
    void takesPathsWithBlanksAndChineseCharacters() throws IOException {
        assertThat(TextFile.read(file("my 数据 file.txt", "x"))).isEqualTo("x");
    }

    @Test
    void aMissingFileIsNamedWithThePlaceLookedAt() {
        Path missing = folder.resolve("none.txt");
        assertThatThrownBy(() -> TextFile.read(missing)).isInstanceOf(FormatException.class)
                .hasMessage("There is no file " + missing + " (looked for " + missing + "). Check the path.");
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatThrownBy(() -> TextFile.read(folder)).isInstanceOf(FormatException.class)
                .hasMessage(folder + " is a directory. Give one file in it.");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path empty = file("empty.txt");
        assertThatThrownBy(() -> TextFile.read(empty)).isInstanceOf(FormatException.class)
                .hasMessage("The file " + empty + " is empty. Give a file with data in it.");
        Path mark = file("mark.txt", "\uFEFF");
        assertThatThrownBy(() -> TextFile.read(mark)).isInstanceOf(FormatException.class)
                .hasMessage("The file " + mark + " is empty. Give a file with data in it.");
    }

    @Test
    void aBinaryFileIsRefusedWithThePlaceOfTheZero() throws IOException {
        Path binary = file("b.bin", new byte[] {'a', 'b', 0, 'c'});
        assertThatThrownBy(() -> TextFile.read(binary)).isInstanceOf(FormatException.class)
                .hasMessage("The file " + binary
                        + " is binary, not text: byte 2 (counted from 0) is zero. Give a UTF-8 text "
                        + "file; a file saved as UTF-16 must be converted, for example with: iconv -f UTF-16 -t UTF-8");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedWithTheirPlace() throws IOException {
        Path latin = file("latin.txt", "caf\u00e9 noir".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TextFile.read(latin)).isInstanceOf(FormatException.class)
                .hasMessage("The file " + latin
                        + " is not UTF-8 text: byte 3 (counted from 0) is 0xE9, which does not belong "
                        + "there. Convert the file, for example with: iconv -f GB18030 -t UTF-8");
    }

    @Test
    void aByteOrderMarkDoesNotShiftThePlace() throws IOException {
        Path file = file("m.txt", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', (byte) 0xFF});
        assertThatThrownBy(() -> TextFile.read(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining("byte 4 (counted from 0) is 0xFF");
    }

    @Test
    void aFileCutWithinACharacterIsRefused() throws IOException {
        byte[] whole = "ab学".getBytes(StandardCharsets.UTF_8);
        Path cut = file("cut.txt", Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> TextFile.read(cut)).isInstanceOf(FormatException.class)
                .hasMessageContaining("byte 2 (counted from 0) is 0xE5");
    }

    @Test
    void aFileOverTheLimitIsRefusedBeforeItIsRead() throws IOException {
        Path large = folder.resolve("large.txt");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            // Sparse: no disk is used, and reading it would run out of memory.
            file.setLength(1L << 40);
        }
        assertThatThrownBy(() -> TextFile.read(large)).isInstanceOf(FormatException.class)
                .hasMessage("The file " + large + " has 1099511627776 bytes, more than the limit of 268435456. "
                        + "Give a smaller file, for example its first part; read as text by bytes (--by bytes) it may be larger.");
    }

    @Test
    void theLimitItselfIsAllowed() throws IOException {
        Path file = file("five.txt", "12345");
        assertThat(TextFile.read(file, 5)).isEqualTo("12345");
        assertThatThrownBy(() -> TextFile.read(file, 4)).isInstanceOf(FormatException.class)
                .hasMessageContaining("has 5 bytes, more than the limit of 4");
    }
}
