package retrograde.formats.mapping;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import retrograde.InputException;
import retrograde.formats.npy.NpyArray;
import retrograde.formats.npy.NpyFile;
import retrograde.formats.npy.NpzFile;

/** From arrays to data: {@code [N]} or {@code [N,I]} are a series, a row for each step in time. */
final class ArrayData {
    private ArrayData() {}

    /** An array in a file of its own. */
    static DataFiles.Opened npy(Path file, DataChoice choice) {
        NpyArray array = NpyFile.open(file);
        return SeriesTable.open(array.name(), columns(array, "column"), choice);
    }

    /** The arrays of an archive, side by side. */
    static DataFiles.Opened npz(Path file, DataChoice choice) {
        String name = String.valueOf(file.getFileName());
        List<NpyArray> arrays = NpzFile.read(file);
        if (choice.labelled()) {
            return SequenceTable.open(name, arrays, choice);
        }
        List<SeriesColumn> columns = new ArrayList<>();
        List<String> shapes = new ArrayList<>();
        boolean even = true;
        for (NpyArray array : arrays) {
            shapes.add(array.name() + " " + array.shape());
            List<SeriesColumn> own = columns(array, array.name());
            columns.addAll(array.shape().size() == 1
                    ? List.of(new SeriesColumn(array.name(), own.getFirst().rows(), own.getFirst().at()))
                    : own);
            even &= columns.getFirst().rows() == columns.getLast().rows();
        }
        if (!even) {
            throw new InputException("The arrays of " + file + " are not of one length: " + String.join(", ", shapes)
                    + ". A series has a row for each step in time in all of them; save those of one length by themselves.");
        }
        return SeriesTable.open(name, columns, choice);
    }

    /** The rows of a matrix; a single row where there is one dimension. */
    static double[][] matrix(Path file) {
        NpyArray array = NpyFile.open(file);
        int dimensions = array.shape().size();
        if (dimensions < 1 || dimensions > 2) {
            throw new InputException(file + " has the shape " + array.shape() + "; a matrix has two dimensions");
        }
        double[][] rows = new double[dimensions == 1 ? 1 : array.length(0)][array.length(dimensions - 1)];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = dimensions == 1 ? array.at(j) : array.at(i, j);
                if (!Double.isFinite(rows[i][j])) {
                    throw new InputException(file + " has " + rows[i][j] + " at [" + i + "," + j
                            + "]; a matrix file holds finite numbers only");
                }
            }
        }
        return rows;
    }

    /** A row for each step in time: {@code [N]} is one column, {@code [N,I]} are I, numbered from 1. */
    private static List<SeriesColumn> columns(NpyArray array, String name) {
        int dimensions = array.shape().size();
        if (dimensions < 1 || dimensions > 2) {
            throw new InputException("The array " + array.name() + " has the shape " + array.shape()
                    + "; a series has a row for each step in time: [N] or [N,I]. Sequences with a class each stand in an"
                    + " .npz and need --label");
        }
        int rows = array.length(0);
        if (dimensions == 1) {
            return List.of(new SeriesColumn(name + " 1", rows, array::at));
        }
        List<SeriesColumn> columns = new ArrayList<>();
        for (int i = 0; i < array.length(1); i++) {
            int column = i;
            columns.add(new SeriesColumn(name + " " + (i + 1), rows, row -> array.at(row, column)));
        }
        if (columns.isEmpty()) {
            throw new InputException(
                    "The array " + array.name() + " has the shape " + array.shape() + ": it has no columns");
        }
        return columns;
    }
}
