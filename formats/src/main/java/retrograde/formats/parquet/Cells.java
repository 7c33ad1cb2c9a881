package retrograde.formats.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import org.jspecify.annotations.Nullable;

/** The values of one flat column, as numbers or as text. */
final class Cells {
    private final ColumnSchema column;
    private final @Nullable LogicalType logical;
    private final List<String> texts = new ArrayList<>();
    private double[] numbers;
    private int count;

    /** Room for as many rows as the file says, within reason: it grows where that was too little. */
    Cells(ColumnSchema column, int rows) {
        this.column = column;
        this.logical = column.logicalType();
        this.numbers = new double[numeric() ? Math.min(rows, 1 << 16) : 0];
    }

    /** Whether values of the column's type are numbers, dates or strings. */
    static boolean readable(ColumnSchema column) {
        LogicalType logical = column.logicalType();
        return (ParquetFile.plain(column.type()) && !(logical instanceof LogicalType.TimeType))
                || logical instanceof LogicalType.DecimalType || logical instanceof LogicalType.StringType;
    }

    boolean numeric() {
        return !(logical instanceof LogicalType.DateType || logical instanceof LogicalType.TimestampType
                || logical instanceof LogicalType.StringType);
    }

    int count() {
        return count;
    }

    double[] numbers() {
        return Arrays.copyOf(numbers, count);
    }

    List<String> texts() {
        return texts;
    }

    /** Takes the reader's batch over; a null is NaN, or an empty text. */
    void add(ColumnReader values) {
        int n = values.getRecordCount();
        Validity validity = values.getLeafValidity();
        if (numeric() && count + n > numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(count + n, 2 * numbers.length));
        }
        PhysicalType type = column.type();
        int[] ints = type == PhysicalType.INT32 ? values.getInts() : new int[0];
        long[] longs = type == PhysicalType.INT64 ? values.getLongs() : new long[0];
        float[] floats = type == PhysicalType.FLOAT ? values.getFloats() : new float[0];
        double[] doubles = type == PhysicalType.DOUBLE ? values.getDoubles() : new double[0];
        boolean[] flags = type == PhysicalType.BOOLEAN ? values.getBooleans() : new boolean[0];
        byte[][] bytes = ParquetFile.plain(type) || logical instanceof LogicalType.StringType ? new byte[0][]
                : values.getBinaries();
        String[] strings = logical instanceof LogicalType.StringType ? values.getStrings() : new String[0];
        for (int k = 0; k < n; k++) {
            boolean missing = validity.isNull(k);
            if (!numeric()) {
                texts.add(missing ? ""
                        : logical instanceof LogicalType.StringType ? strings[k]
                                : moment(type == PhysicalType.INT32 ? ints[k] : longs[k]));
            } else {
                numbers[count + k] = missing ? Double.NaN : switch (type) {
                    case INT32 -> number(ints[k]);
                    case INT64 -> number(longs[k]);
                    case FLOAT -> floats[k];
                    case DOUBLE -> doubles[k];
                    case BOOLEAN -> flags[k] ? 1 : 0;
                    default -> new BigDecimal(new BigInteger(bytes[k]), scale()).doubleValue();
                };
            }
        }
        count += n;
    }

    private double number(long value) {
        if (logical instanceof LogicalType.DecimalType) {
            return BigDecimal.valueOf(value, scale()).doubleValue();
        }
        if (logical instanceof LogicalType.IntType integer && !integer.isSigned() && value < 0) {
            return column.type() == PhysicalType.INT32 ? value & 0xFFFFFFFFL : ((value >>> 1) | (value & 1)) * 2.0;
        }
        return value;
    }

    private int scale() {
        return logical instanceof LogicalType.DecimalType decimal ? decimal.scale() : 0;
    }

    private String moment(long value) {
        if (!(logical instanceof LogicalType.TimestampType stamp)) {
            return LocalDate.ofEpochDay(value).toString();
        }
        long perSecond = switch (stamp.unit()) {
            case MILLIS -> 1_000;
            case MICROS -> 1_000_000;
            case NANOS -> 1_000_000_000;
        };
        return Instant
                .ofEpochSecond(Math.floorDiv(value, perSecond),
                        Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond))
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .toString();
    }
}
